"""Applications with access rules: our own special cases, and many that a seed makes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from designer.loopback import scaffold
from designer.loopback.jsontext import JSON, dump, read

Parts = dict[str, JSON]


def texts(models: dict[str, Parts], entries: dict[str, Parts] | None = None) -> dict[str, str]:
    """The files of an application with these definitions, and entries in model-config.json."""
    found = {path: file.content.decode() for path, file in scaffold.create("api-server", "Shop").items()}
    config: Parts = {name: {"dataSource": "db"} | (entries or {}).get(name, {}) for name in models}
    found["server/model-config.json"] = dump(read(found["server/model-config.json"]) | config)
    for name, definition in models.items():
        found[f"common/models/{name.lower()}.json"] = dump({"name": name} | definition)
    return found


def rule(permission: str, who: str, property: JSON = None, access: str = "", kind: str = "ROLE") -> Parts:  # noqa: A002
    """A rule as LoopBack's own tools write it."""
    found: Parts = {"principalType": kind, "principalId": who, "permission": permission}
    return found | ({} if property is None else {"property": property}) | ({"accessType": access} if access else {})


_NOBODY = rule("DENY", "$everyone")
_METHODS: Parts = {
    "report": {"http": {"verb": "get"}},
    "prototype.close": {"http": [{"verb": "post", "path": "/close"}, {"verb": "get", "path": "/close"}]},
    "purge": {"accessType": "WRITE", "http": {"verb": "get"}},
    "sync": {"accessType": "REPLICATE"},
    "ofId": {"http": {"verb": "get", "path": "/:id/of"}, "accepts": {"arg": "id", "type": "any"}},
}


def _model(*acls: JSON, **more: JSON) -> Parts:
    return {"properties": {"name": "string"}, "acls": list(acls), **more}


SPECIAL: dict[str, Parts] = {
    "Open": _model(),
    "Closed": _model(defaultPermission="DENY"),
    "ClosedByOption": _model(rule("ALLOW", "$everyone", "find"), options={"defaultPermission": "DENY"}),
    "Several": _model(_NOBODY, rule("ALLOW", "$everyone", ["find", "count"]), rule("ALLOW", "$owner", ["deleteById"])),
    "StarInArray": _model(_NOBODY, rule("ALLOW", "$everyone", ["*"]), rule("ALLOW", "$everyone", [])),
    "Commas": _model(_NOBODY, rule("ALLOW", "$everyone", "find, count")),
    "Alias": _model(_NOBODY, *(rule("ALLOW", "$everyone", each) for each in ("upsert", "updateAttributes", "update"))),
    "BareNames": _model(
        _NOBODY, rule("ALLOW", "$everyone", "prototype.patchAttributes"), rule("ALLOW", "admin", "patchAttributes")
    ),
    "Roles": _model(
        rule("DENY", "$everyone", "find"), rule("ALLOW", "admin", "find"), rule("DENY", "admin", "find"),
        rule("ALLOW", "editor"), rule("DENY", "$owner"), rule("ALLOW", "$authenticated", "create"),
    ),
    "Owner": _model(
        _NOBODY, rule("ALLOW", "$owner"), rule("ALLOW", "$authenticated", access="READ"), rule("ALLOW", "$related")
    ),
    "Access": _model(
        _NOBODY, rule("ALLOW", "$everyone", "find", "WRITE"), rule("ALLOW", "admin", access="EXECUTE"),
        rule("ALLOW", "editor", access="WRITE"), rule("ALLOW", "$unauthenticated", access="read"), methods=_METHODS,
    ),
    "Tracked": _model(_NOBODY, rule("ALLOW", "editor", access="WRITE"), rule("ALLOW", "admin", access="REPLICATE"),
                      trackChanges=True, properties={"id": {"type": "string", "id": True, "defaultFn": "guid"}}),
    "Watched": _model(
        rule("ALARM", "$everyone"), rule("AUDIT", "$everyone", "find"), rule("DENY", "$everyone", "count"),
        rule("ALLOW", "$everyone", "count"), rule("allow", "$everyone", "create"), rule("DENY", "$everyone", "create"),
    ),
    "One": _model(
        _NOBODY, rule("ALLOW", "7", kind="USER"), rule("DENY", "7", "find", kind="USER"),
        rule("ALLOW", "shop", kind="APP"),
        rule("ALLOW", "9", kind="Member"), rule("ALLOW", "all", kind="SCOPE"), rule("ALLOW", "x", kind="APPLICATION"),
        {"permission": "ALLOW"}, {"principalType": "ROLE", "principalId": "$everyone", "property": "count"},
    ),
    "AtOnce": _model(
        _NOBODY, rule("ALLOW", "admin", access="READ"), rule("DENY", "admin", "create"),
        rule("ALLOW", "editor", "create"), rule("ALLOW", "editor", access="WRITE"), rule("DENY", "editor", "count"),
        rule("ALLOW", "$owner", "deleteById"), rule("DENY", "$owner", "patchAttributes"),
        rule("ALLOW", "7", "count", kind="USER"),
        rule("DENY", "7", "find", kind="USER"), rule("ALLOW", "shop", "find", kind="APP"),
        rule("DENY", "9", access="READ", kind="Member"), rule("ALLOW", "9", "close", kind="Member"), methods=_METHODS,
    ),
    "Base": _model(rule("DENY", "$everyone"), rule("ALLOW", "admin"), methods=_METHODS),
    "Heir": _model(rule("ALLOW", "$everyone", "find"), rule("DENY", "admin", "create"), base="Base"),
    "Replacing": _model(
        rule("ALLOW", "$everyone", "find"), base="Base", configureModelMerge={"acls": {"replace": True}}
    ),
    "Deleting": {"base": "Base", "acls": None, "configureModelMerge": True},
    "Configured": _model(_NOBODY, rule("DENY", "$everyone", "find"), rule("ALLOW", "admin", ["find"])),
    "Unruled": {"base": "Base"},
    "Member": _model(rule("ALLOW", "$authenticated", "find"), rule("DENY", "$owner", "findById"), base="User"),
    "Parent": _model(
        _NOBODY, rule("ALLOW", "$owner", "__get__children"), rule("ALLOW", "$everyone", ["find"], "READ"),
        rule("ALLOW", "admin", ["__create__children", "__get__friends", "__link__friends"]),
        rule("ALLOW", "editor", access="READ"),
        relations={
            "children": {"type": "hasMany", "model": "Child"},
            "friends": {"type": "hasAndBelongsToMany", "model": "Child"},
            "home": {"type": "hasOne", "model": "Child"},
        },
        scopes={"recent": {"order": "id DESC"}},
    ),
    "Child": _model(_NOBODY, rule("ALLOW", "$everyone", "__get__parent"),
                    relations={"parent": {"type": "belongsTo", "model": "Parent"}}),
}  # fmt: skip
"""One model for each oddity."""

SPECIAL_ENTRIES: dict[str, Parts] = {
    "Configured": {
        "acls": [
            rule("ALLOW", "$everyone", "find"), rule("ALLOW", "admin", ["find"]), rule("ALLOW", "editor"),
            rule("ALLOW", "$everyone", access="*"),
        ]
    },
    "Heir": {"acls": [rule("ALLOW", "editor", "create")], "options": {"defaultPermission": "DENY"}},
    "Unruled": {"acls": [rule("ALLOW", "$everyone", "count")], "public": False},
    "Closed": {"acls": [rule("ALLOW", "$owner")]},
}  # fmt: skip

_NAMES = ("find", "findById", "create", "deleteById", "patchAttributes", "count", "upsert", "report", "close", "purge")
_PROPERTIES: tuple[JSON, ...] = (
    *(None, "*", "", *_NAMES, "prototype.close", "nothing", "login", "__get__parent", "__create__parents"),
    *(["find", "count"], ["*"], [], ["close", "report", "nothing"], ["__get__parents", "deleteById", "verify"]),
)
_WHO: tuple[tuple[str | None, JSON], ...] = (
    *(("ROLE", who) for who in ("$everyone", "$authenticated", "$unauthenticated", "$owner", "$related")),
    *(("ROLE", who) for who in ("$everyone", "$owner", "admin", "editor", "$guest")),
    *(("USER", 7), ("USER", "7"), ("USER", "8"), ("APP", "shop"), ("Member", "9"), ("SCOPE", "a"), (None, "$everyone")),
)
_ACCESS = (None, None, "*", "READ", "WRITE", "EXECUTE", "REPLICATE", "read")
_PERMISSIONS = ("ALLOW", "ALLOW", "ALLOW", "DENY", "DENY", "DENY", "ALARM", "AUDIT", "DEFAULT", "deny", None)


def made(seed: int, count: int) -> tuple[dict[str, Parts], dict[str, Parts]]:
    """Definitions with rules by chance, and entries in model-config.json; some extend others, or User."""
    chance = random.Random(seed)  # noqa: S311 - nothing is secret here
    models: dict[str, Parts] = {"Member": _model(base="User")}
    entries: dict[str, Parts] = {}
    for number in range(count):
        name = f"M{number}"
        base = chance.choice(["PersistedModel", "PersistedModel", "Member", "User", *list(models)[-3:]])
        definition: Parts = {"base": base, "acls": list(_rules(chance))}
        if chance.random() < 0.3:
            definition["defaultPermission"] = chance.choice(["DENY", "ALLOW", "ALARM"])
        if chance.random() < 0.4:
            definition["methods"] = _METHODS
        if chance.random() < 0.3:
            definition["relations"] = {
                "parent": {"type": "belongsTo", "model": "Member"},
                "parents": {"type": "hasMany", "model": "Member"},
            }
        if chance.random() < 0.2:
            definition["configureModelMerge"] = chance.choice([True, {"acls": {"replace": True}}, {"acls": {}}])
        models[name] = definition
        if chance.random() < 0.4:
            entries[name] = {"acls": list(_rules(chance))}
    return models, entries


def _rules(chance: random.Random) -> Iterator[JSON]:
    for _ in range(chance.choice([0, 1, 2, 4, 7, 12])):
        kind, who = chance.choice(_WHO)
        pairs: dict[str, Any] = {
            "permission": chance.choice(_PERMISSIONS),
            "principalType": kind,
            "principalId": who,
            "accessType": chance.choice(_ACCESS),
            "property": chance.choice(_PROPERTIES),
        }
        yield {key: value for key, value in pairs.items() if value is not None}
