"""The methods of a model as far as access control knows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.loopback.access_control.access_types import access_type
from designer.loopback.application import Application
from designer.loopback.startup.models import ModelClass
from designer.loopback.startup.shared_classes import SharedMethod
from designer.loopback.startup.startup import Startup


@dataclass(frozen=True, slots=True)
class Method:
    """A remote method of a model."""

    name: str
    """What a rule calls it: `patchAttributes`, not `prototype.patchAttributes`."""
    is_static: bool
    access_type: str
    names_instance: bool
    """Whether each call names one instance, so that there can be an owner."""
    source: str
    """Where it comes from: `PersistedModel`, `relation orders`, `scope active`, `methods`, …"""
    aliases: tuple[str, ...] = ()
    """Other names of it in scripts; a rule with one of them does not fit (acl.js, getStaticACLs)."""
    routes: tuple[str, ...] = ()
    """Verb and path below the model's own, for people: `GET /{id}`."""

    @property
    def key(self) -> str:
        """Its name with `prototype.` where it is one of an instance."""
        return self.name if self.is_static else f"prototype.{self.name}"


def methods_of(app: Application, model_name: str, environment: str = "development") -> list[Method]:
    """The methods that a model has over REST, or would have; none where it cannot be made."""
    model = Startup(app, environment).builder.models.get(model_name)
    return list(methods_in(model)) if model else []


def methods_in(model: ModelClass) -> Iterator[Method]:
    """The methods of a model that has started: first its own and inherited ones, then those of relations and scopes."""
    found = model.shared.methods() if model.shared else []
    for method in sorted(found, key=lambda each: each.source.startswith(("relation ", "scope "))):
        yield _method(method)


def _method(method: SharedMethod) -> Method:
    routes = method.routes
    below = "" if method.is_static else "/:id"
    return Method(
        method.name,
        method.is_static,
        access_type(method),
        not method.is_static or any("/:id/" in f"{route['path']}/" for route in routes),
        method.source,
        method.aliases,
        tuple(f"{_verb(route['verb'])} {(below + route['path']).rstrip('/') or '/'}" for route in routes),
    )


def _verb(verb: str) -> str:
    return {"del": "DELETE", "all": "ANY"}.get(verb, verb.upper())
