"""The API of an application in an environment: endpoints by model, the Swagger document, and notes.

loopback-swagger 5.9.0, lib/specgen/swagger-spec-generator.js and tag-builder.js; loopback-component-explorer 6.5.1,
index.js.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from designer.loopback import environments
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.openapi.operations import OperationIds, operation, tag_name, tag_settings
from designer.loopback.openapi.routes import Route, routes
from designer.loopback.openapi.schemas import Schemas, text_of
from designer.loopback.startup.models import ModelClass
from designer.loopback.startup.startup import Startup

_EXPLORER = "loopback-component-explorer"
_OPTIONS = ("generateOperationScopedModels", "generateRelationProperties")
_XML = ["application/xml", "text/xml"]
_CONSUMES = ["application/json", "application/x-www-form-urlencoded", *_XML]
_PRODUCES = ["application/json", *_XML, "application/javascript", "text/javascript"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A verb and a path at which a remote method is served."""

    method: str
    """The HTTP method in capitals: `GET`."""
    path: str
    """With the API's root: `/api/Customers/{id}/orders`."""
    name: str
    """The remote method, as access rules and `sharedMethods` name it: `find`, `prototype.__get__orders`."""
    operation_id: str
    description: str
    parameters: list[JSON]
    """Swagger's parameter objects."""
    responses: dict[str, JSON]
    """Swagger's response objects, by status code."""
    source: str
    """Where it comes from: `PersistedModel`, `relation orders`, `scope active`, `methods`, …"""


class Api:
    """The API of an application as it is now; make a new one after a change."""

    def __init__(self, app: Application, environment: str = "development") -> None:
        self._app = app
        self._startup = Startup(app, environment)
        self._explorer = self._explorer_options()

    @cached_property
    def notes(self) -> list[str]:
        """What the files do not tell, so that there may be more or less than is shown: sentences for people."""
        return [*([self.assumed] if self.assumed else []), *self._startup.notes()]

    @property
    def assumed(self) -> str:
        """Which data sources are not among the files, in sentences; else empty."""
        return self._startup.assumed

    def notes_about(self, model_name: str) -> list[str]:
        """The same for one model, without what is assumed."""
        return self._startup.notes(model_name)

    def skipped(self, model_name: str) -> str:
        """Why LoopBack could not make a model, as the end of a sentence; empty where it can."""
        return self._startup.skipped.get(model_name, "")

    @property
    def startup(self) -> Startup:
        """The application as it has started; never change it."""
        return self._startup

    @property
    def models(self) -> list[str]:
        """The models whose methods are served, in LoopBack's order."""
        return list(self._startup.public)

    def endpoints(self, model_name: str) -> list[Endpoint]:
        """The endpoints of a model by path and verb; none where it is not public, or cannot be made."""
        model = self._startup.public.get(model_name)
        if model is None:
            return []
        operations = self._operations([model], self._new_schemas())
        served = {(route.documented_path, route.http_verb): (route, found) for route, found in operations}
        found = (self._endpoint(route, each) for route, each in served.values())
        return sorted(found, key=lambda each: (each.path, _ORDER.get(each.method, 0)))

    def definitions(self, model_name: str) -> dict[str, JSON]:
        """The schemas of the models that the endpoints of a model refer to, also those that these refer to."""
        model, schemas = self._startup.public.get(model_name), self._new_schemas()
        for _ in self._operations([model] if model else [], schemas):
            pass
        return schemas.definitions()

    @property
    def document(self) -> dict[str, JSON]:
        """The Swagger 2.0 document, made anew each time, since it is large."""
        schemas = self._new_schemas()
        paths: dict[str, dict[str, JSON]] = {}
        for route, found in self._operations(self._startup.public.values(), schemas):
            paths.setdefault(route.documented_path, {})[route.http_verb] = found
        document = self._frame() | {"paths": paths, "tags": list(self._tags())}
        models = self._explorer.get("models")
        return document | {"definitions": (models if isinstance(models, dict) else {}) | schemas.definitions()}

    # --- Helpers ----------------------------------------------------------------------------------------------

    def _operations(self, models: Iterable[ModelClass], schemas: Schemas) -> Iterator[tuple[Route, dict[str, JSON]]]:
        """The operations of documented methods, with ids that may still become longer until all are there."""
        ids = OperationIds()
        for model in models:
            for route in routes(model, self._startup.config.get("remoting")):
                # LoopBack finds the class by what stands before the first dot.
                if route.method.is_documented and "." not in model.name:
                    found = operation(route, schemas)
                    ids.give(route, found)
                    yield route, found

    def _endpoint(self, route: Route, found: dict[str, JSON]) -> Endpoint:
        return Endpoint(
            route.http_verb.upper(),
            self._base_path + route.documented_path,
            route.method.key,
            found["operationId"],
            str(found.get("summary") or ""),
            found["parameters"],
            found["responses"],
            route.method.source,
        )

    def _new_schemas(self) -> Schemas:
        return Schemas(self._startup.builder.models, scoped=bool(self._option("generateOperationScopedModels")))

    def _option(self, name: str) -> JSON:
        swagger = self._startup.config.get("swagger")
        return self._explorer.get(name, swagger.get(name) if isinstance(swagger, dict) else None)

    @property
    def _base_path(self) -> str:
        path = self._explorer.get("basePath") or self._startup.config.get("restApiRoot") or "/api"
        return str(path).removesuffix("/")

    def _frame(self) -> dict[str, JSON]:
        """All but paths, tags and definitions."""
        swagger = self._startup.config.get("swagger")
        extensions = swagger if isinstance(swagger, dict) else {}
        protocol = self._explorer.get("protocol")
        usual: dict[str, JSON] = {
            **({"host": self._explorer["host"]} if "host" in self._explorer else {}),
            **({"schemes": [protocol]} if protocol else {}),
            "consumes": self._explorer.get("consumes", _CONSUMES),
            "produces": self._explorer.get("produces", _PRODUCES),
        }
        own = {key: value for key, value in extensions.items() if key not in _OPTIONS}
        return usual | own | {"swagger": "2.0", "info": self._info(), "basePath": self._base_path}

    def _info(self) -> dict[str, JSON]:
        package = self._app.members(self._app.package_path) if self._app.package_path else {}
        given = self._explorer.get("apiInfo", self._startup.config.get("apiInfo"))
        info = {key: text_of(value) for key, value in given.items()} if isinstance(given, dict) else {}
        version = info.get("version") or self._explorer.get("version") or package.get("version") or "1.0.0"
        title, description = (
            info.get("title") or package.get("name"),
            info.get("description") or package.get("description"),
        )
        usual = "LoopBack Application"
        return info | {"version": str(version), "title": title or usual, "description": description or usual}

    def _tags(self) -> Iterator[JSON]:
        for model in self._startup.public.values():
            assert model.shared is not None
            if any(method.is_documented for method in model.shared.methods()):
                description = text_of(model.settings.get("description"))
                docs = tag_settings(model).get("externalDocs")
                yield {
                    "name": tag_name(model),
                    **({} if description is None else {"description": description}),
                    **({} if docs is None else {"externalDocs": docs}),
                }

    def _explorer_options(self) -> dict[str, JSON]:
        """The options of the explorer in component-config.json, with variables of the application filled in."""
        settings = environments.application_settings(self._startup.config, self._startup.boot.environment, {})
        entry = self._startup.boot.merged("component-config").get(_EXPLORER)
        filled = environments.substitute(entry, {}, settings).value
        return filled if isinstance(filled, dict) else {}


_ORDER = {method: index for index, method in enumerate(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"))}
