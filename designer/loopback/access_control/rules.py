"""The access rules that count for a model, in the order in which LoopBack keeps them, and where each one stands.

A model has the rules of what it extends, then its own (loopback-datasource-juggler 3.36.1, lib/model-builder.js,
mergeSettings, as `configureModelMerge` says), then those of model-config.json, where a rule about the same takes the
place of the one before (loopback 3.28.0, lib/registry.js, addACL).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from designer.connectors.javascript import text, truthy
from designer.loopback.application import Application
from designer.loopback.builtin_rules import BUILTIN_RULES
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.startup.models import ModelClass
from designer.loopback.startup.startup import Startup

ALL = "*"
ROLES = ("$everyone", "$authenticated", "$unauthenticated", "$owner", "$related")
"""The roles that LoopBack has names for; it can tell who is in each of them but $related (common/models/role.js)."""

Origin = Literal["own", "inherited", "built-in", "configured"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One access rule as LoopBack reads it: texts, empty where there is none."""

    permission: str
    principal_type: str
    principal_id: str
    access_type: str
    """`*` where the rule has none."""
    methods: tuple[str, ...]
    """The methods it names; `("*",)` for all."""
    is_array: bool
    """Whether the methods stand in an array, where `*` is no wildcard."""
    origin: Origin
    model: str
    """The model whose definition has it, or whose entry in model-config.json."""
    path: str = ""
    """The file; empty for LoopBack's own."""
    pointer: Pointer = ()
    index: int = 0
    """Its place among the rules that stand together, from 0."""

    @property
    def names_all(self) -> bool:
        """Whether it is about all methods."""
        return self.methods == (ALL,) and not self.is_array

    @property
    def names_nobody(self) -> bool:
        """Whether it fits no principal of any request, whatever the method."""
        if not self.principal_type or not self.principal_id:
            return True
        is_related = self.principal_type == "ROLE" and self.principal_id == "$related"
        return is_related or self.principal_type in ("SCOPE", "APPLICATION")

    @property
    def summary(self) -> str:
        """The rule in a few words: `ALLOW $owner READ find, count`."""
        who = self.principal_id or "nobody"
        who = who if self.principal_type == "ROLE" else f"{self.principal_type or 'no type'} {who}"
        what = "all methods" if self.names_all else ", ".join(self.methods) or "no method"
        access = "" if self.access_type == ALL else f"{self.access_type} "
        return f"{self.permission or 'no permission'} {who}: {access}{what}"


def rules_in(startup: Startup, model: ModelClass) -> list[Rule] | None:
    """The rules of a model that has started; None where they are no array, so that each check ends with an error."""
    acls = model.settings.get("acls")
    if not truthy(acls):
        return []
    if not isinstance(acls, list):
        return None
    places = _places(startup, model)
    return [
        rule_of(each, *places.get(id(each), ("own", model.name, "", ()))) for each in acls if isinstance(each, dict)
    ]


def rule_of(acl: dict[str, JSON], origin: Origin, model: str, path: str = "", pointer: Pointer = ()) -> Rule:
    """A rule as LoopBack reads an object of `acls` (common/models/acl.js, getStaticACLs)."""
    named = acl.get("property")
    is_array = isinstance(named, list)
    methods = [each for each in named if isinstance(each, str)] if isinstance(named, list) else [_text(named) or ALL]
    index = pointer[-1] if pointer and isinstance(pointer[-1], int) else 0
    return Rule(
        _text(acl.get("permission")),
        _text(acl.get("principalType")),
        "" if acl.get("principalId") is None else text(acl["principalId"]),
        _text(acl.get("accessType")) or ALL,
        tuple(methods),
        is_array,
        origin,
        model,
        path,
        pointer,
        index,
    )


def roles_of(app: Application) -> list[str]:
    """The roles of an application's own that rules or methods in any of its files name, sorted."""
    found = set[str]()
    for path in app.paths:
        if path.endswith(".json"):
            for acl in _objects_with_principal(app.members(path)):
                if acl.get("principalType") == "ROLE" and isinstance(role := acl.get("principalId"), str):
                    found.add(role)
    return sorted(found - {*ROLES, ""})


def _objects_with_principal(definition: dict[str, JSON]) -> Iterator[dict[str, JSON]]:
    options = definition.get("options")
    holders = [definition, *(each for each in definition.values() if isinstance(each, dict))]
    holders += [options] if isinstance(options, dict) else []
    for holder in holders:
        acls = holder.get("acls")
        yield from (each for each in acls if isinstance(each, dict)) if isinstance(acls, list) else ()


def _places(startup: Startup, model: ModelClass) -> dict[int, tuple[Origin, str, str, Pointer]]:
    """Where each rule stands, by the identity of its object: merging keeps that."""
    found: dict[int, tuple[Origin, str, str, Pointer]] = {}
    each: ModelClass | None = model
    while each is not None:
        for index, acl in enumerate(BUILTIN_RULES.get(each.name, ())):
            found[id(acl)] = ("built-in", each.name, "", (index,))
        known = startup.boot.registry.defined.get(each.name)
        acls = known.setting("acls") if known else None
        if known and known.path and isinstance(acls, list):
            origin: Origin = "own" if each is model else "inherited"
            for index, acl in enumerate(acls):
                found[id(acl)] = (origin, each.name, known.path, (*known.place("acls"), index))
        each = each.base
    entry = startup.boot.configured.get(model.name)
    added = entry.get("acls") if isinstance(entry, dict) else None
    for index, acl in enumerate(added) if isinstance(added, list) else ():
        path, pointer = startup.boot.place("model-config", model.name, "acls", index)
        found[id(acl)] = ("configured", model.name, path, pointer)
    return found


def _text(value: JSON) -> str:
    return text(value) if truthy(value) else ""
