"""Operations in Swagger's terms: the parameters and the responses of a route.

loopback-swagger 5.9.0, lib/specgen/route-helper.js.
"""

from __future__ import annotations

import re

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON
from designer.loopback.openapi.routes import Route
from designer.loopback.openapi.schemas import Schemas, is_primitive, text_of, type_name
from designer.loopback.startup.models import ModelClass

_OWN_SOURCES = ("req", "res", "context")
_OK, _NO_CONTENT = 200, 204


def operation(route: Route, schemas: Schemas) -> dict[str, JSON]:
    """The operation of a route, all but its id."""
    method = route.method
    texts = {"summary": text_of(method.description), "description": text_of(method.notes)}
    return {
        "tags": [tag_name(route.model)],
        **{key: text for key, text in texts.items() if text is not None},
        "parameters": parameters(route, schemas),
        "responses": responses(route, schemas),
        "deprecated": False,
    }


def tag_name(model: ModelClass) -> str:
    """The tag of a model's operations: its name, or what the setting `swagger.tag` says."""
    name = tag_settings(model).get("name")
    return name if isinstance(name, str) and name else model.name


def tag_settings(model: ModelClass) -> dict[str, JSON]:
    """The setting `swagger.tag` of a model."""
    swagger = model.settings.get("swagger")
    tag = swagger.get("tag") if isinstance(swagger, dict) else None
    return tag if isinstance(tag, dict) else {}


def parameters(route: Route, schemas: Schemas) -> list[JSON]:
    """The parameters that a client sends."""
    return [_parameter(argument, route, schemas) for argument in route.accepts if _is_sent(argument)]


def responses(route: Route, schemas: Schemas) -> dict[str, JSON]:
    """The responses by status code, as texts."""
    method = route.method
    schema = _returned(route, schemas)
    http = method.http if isinstance(method.http, dict) else {}
    status = http.get("status") or (_OK if method.returns else _NO_CONTENT)
    success: dict[str, JSON] = {"description": "Request was successful"} | ({"schema": schema} if schema else {})
    if method.returns and truthy(method.returns[0].get("example")):
        success["examples"] = {"application/json": method.returns[0]["example"]}
    found: dict[str, JSON] = {str(status): success}
    for error in method.errors:
        if isinstance(error, dict):
            model = error.get("responseModel")
            described = {"description": error.get("message"), "schema": schemas.schema(model) if model else None}
            found[str(error.get("code"))] = described
    if truthy(http.get("errorStatus")):
        found.setdefault(str(http["errorStatus"]), {"description": "Unknown error"})
    return found


def _is_sent(argument: dict[str, JSON]) -> bool:
    http = argument.get("http")
    source = http.get("source") if isinstance(http, dict) else None
    return argument.get("documented") is not False and source not in _OWN_SOURCES


def _parameter(argument: dict[str, JSON], route: Route, schemas: Schemas) -> dict[str, JSON]:
    name = argument.get("name") or argument.get("arg")
    place = _place(argument, str(name), route)
    found: dict[str, JSON] = {"name": name, "in": place}
    if (description := text_of(argument.get("description"))) is not None:
        found["description"] = description
    found["required"] = place == "path" or truthy(argument.get("required"))
    schema = schemas.schema(argument)
    kind = schema.get("type")
    if place == "body":
        # Data of an unknown shape is that of the model.
        is_model = name == "data" and kind == "object"
        return found | {"schema": {"$ref": schemas.reference(route.model.name)} if is_model else schema}
    if kind == "file":
        return found | {"type": "file", "in": "formData", "allowMultiple": False, "description": "File to upload"}
    if kind in ("object", "array") or "$ref" in schema:
        return found | {"type": "string", "format": "JSON"}
    return found | schema


def _place(argument: dict[str, JSON], name: str, route: Route) -> str:
    http = argument.get("http")
    source = http.get("source") if isinstance(http, dict) else None
    if isinstance(source, str) and source:
        return "formData" if source == "form" else source
    if f":{name}" in route.path:
        return "path"
    return "query" if route.verb == "get" else "formData"


def _returned(route: Route, schemas: Schemas) -> dict[str, JSON] | None:
    if not route.method.returns:
        return None
    returned = [each for each in route.method.returns if _target(each) not in ("header", "status")]
    if len(returned) == 1 and truthy(returned[0].get("root")):
        model = returned[0].get("model")
        return {"$ref": schemas.reference(str(model))} if truthy(model) else schemas.schema(returned[0])
    if len(returned) == 1 and returned[0].get("type") == "ReadableStream":
        return {"type": "file"}
    schema: dict[str, JSON] = {"type": "object", "properties": {_name(each): _part(each, schemas) for each in returned}}
    required = [_name(each) for each in returned if truthy(each.get("required"))]
    return schema | ({"required": required} if required else {})


def _part(returned: dict[str, JSON], schemas: Schemas) -> dict[str, JSON]:
    """The schema of one of several values; a type that nobody knows is an object."""
    generic: dict[str, JSON] = {"type": "object"}
    item = type_name(returned.get("type"))
    while isinstance(item, list):
        item, generic = type_name(item[0] if item else None), {"type": "array", "items": generic}
    known = is_primitive(item) or schemas.is_defined(item)
    return schemas.schema(returned) if known else generic


def _target(returned: dict[str, JSON]) -> JSON:
    http = returned.get("http")
    return http.get("target") if isinstance(http, dict) else None


def _name(returned: dict[str, JSON]) -> str:
    # JavaScript's name of what has none.
    return str(returned.get("name") or returned.get("arg") or "undefined")


class OperationIds:
    """Gives operations ids of their own: the name of the method, made longer where it has several routes."""

    def __init__(self) -> None:
        self._taken: dict[str, tuple[Route, dict[str, JSON]] | None] = {}

    def give(self, route: Route, operation: dict[str, JSON]) -> None:
        """Sets `operationId`; the first operation of the same method may get a longer one then."""
        name = route.name
        if name in self._taken:
            self._lengthen(name)
            name = _long(name, route)
        operation["operationId"] = name
        self._taken[name] = (route, operation)

    def _lengthen(self, name: str) -> None:
        first = self._taken[name]
        if first is not None:
            first[1]["operationId"] = _long(name, first[0])
            self._taken[first[1]["operationId"]] = first
            self._taken[name] = None


def _long(name: str, route: Route) -> str:
    return f"{name}__{route.http_verb}{re.sub('[/:]+', '_', route.documented_path)}"
