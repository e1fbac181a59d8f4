"""The routes of remote methods: verb and path, as strong-remoting serves them.

strong-remoting 3.17.0, lib/rest-adapter.js (getRoutes, allRoutes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON
from designer.loopback.startup.models import ModelClass
from designer.loopback.startup.shared_classes import Arguments, SharedMethod
from designer.loopback.startup.values import normalized_path

_VERBS = {"all": "post", "del": "delete"}


@dataclass(frozen=True, slots=True)
class Route:
    """A method at a verb and a path below the API's root; the path has parameters as `:id`."""

    model: ModelClass
    method: SharedMethod
    verb: str
    """As LoopBack has it: `all` and `del` are among them."""
    path: str

    @property
    def http_verb(self) -> str:
        """The verb of HTTP, in small letters; a method for all verbs is documented as `post`."""
        return _VERBS.get(self.verb, self.verb)

    @property
    def documented_path(self) -> str:
        """The path as Swagger writes it, with parameters as `{id}`."""
        parts = self.path.split("/")
        return "/".join(f"{{{part[1:]}}}" if part.startswith(":") else part for part in parts)

    @property
    def name(self) -> str:
        """The full name of the method: `Customer.prototype.__get__orders`."""
        return f"{self.model.name}.{self.method.key}"

    @property
    def accepts(self) -> Arguments:
        """What the method accepts; one of an instance needs its id before that."""
        return self.method.accepts if self.method.is_static else [_instance_id(self.model), *self.method.accepts]


def routes(model: ModelClass, remoting: JSON) -> Iterator[Route]:
    """The routes of a public model in LoopBack's order; `remoting` is that of config.json."""
    if model.shared is None:
        return
    normalizes = truthy(_normalizes(model, remoting))
    root = normalized_path(model.path) if normalizes else model.path
    for method in model.shared.methods():
        for route in method.routes:
            path = normalized_path(route["path"]) if normalizes else route["path"]
            yield Route(model, method, route["verb"], _joined(root, path if method.is_static else f"/:id{path}"))


def _normalizes(model: ModelClass, remoting: JSON) -> JSON:
    own = model.shared.normalizes_path if model.shared else None
    rest = remoting.get("rest") if isinstance(remoting, dict) else None
    return own if own is not None else rest.get("normalizeHttpPath") if isinstance(rest, dict) else None


def _joined(root: str, path: str) -> str:
    joined = root if path in ("/", "//") else root + path
    return joined.removesuffix("/").replace("//", "/")


def _instance_id(model: ModelClass) -> dict[str, JSON]:
    return {
        "arg": "id",
        "type": "any",
        "required": True,
        "http": {"source": "path"},
        "description": f"The id of a {model.name}.",
    }
