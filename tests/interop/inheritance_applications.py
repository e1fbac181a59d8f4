"""Applications whose models extend others: our own special cases, and many that a seed makes."""

from __future__ import annotations

import random

from designer.loopback import scaffold
from designer.loopback.jsontext import JSON, dump, read

Parts = dict[str, JSON]

MIXIN = """'use strict';

module.exports = (Model, options) => {
  const mixed = global.mixed || (global.mixed = {});
  const mine = mixed[Model.modelName] || (mixed[Model.modelName] = {});
  mine.%s = options;
};
"""
"""A mixin that remembers to what it was applied, and how."""
MIXINS = ("Stamped", "Counted", "Marked")


def files(models: dict[str, Parts], entries: dict[str, Parts] | None = None) -> dict[str, str]:
    """An application with these definitions, entries in model-config.json, and the mixins."""
    found = {path: file.content.decode() for path, file in scaffold.create("api-server", "Shop").items()}
    config: Parts = {name: {"dataSource": "db"} | (entries or {}).get(name, {}) for name in models}
    found["server/model-config.json"] = dump(read(found["server/model-config.json"]) | config)
    found |= {f"common/models/{name.lower()}.json": dump({"name": name} | each) for name, each in models.items()}
    found |= {f"common/mixins/{name.lower()}.js": MIXIN % name for name in MIXINS}
    return found


def _many(model: str, **more: JSON) -> JSON:
    return {"type": "hasMany", "model": model, **more}


_EVERYTHING: Parts = {
    "relations": {"notes": _many("Note"), "boss": {"type": "belongsTo", "model": "Person"}},
    "scopes": {"active": {"where": {"active": True}}, "newest": {"order": "id DESC"}},
    "methods": {"greet": {"http": {"verb": "get"}, "accepts": [{"arg": "a", "type": "string"}]}, "prototype.wave": {}},
    "indexes": {"byName": {"keys": {"name": 1}}},
    "mixins": {"Stamped": True, "Counted": {"by": "one", "deep": {"a": 1}}},
    "properties": {"name": {"type": "string", "required": True}},
    "validations": [{"presence": "unheard"}],
}
_OTHERS: Parts = {
    "relations": {"notes": _many("Note", foreignKey="by"), "own": _many("Note")},
    "scopes": {"active": {"limit": 3}, "own": {}},
    "methods": {"greet": {"accepts": [{"arg": "b", "type": "number"}]}, "own": {}},
    "indexes": {"byName": {"options": {"unique": True}}, "own": {"keys": {"id": 1}}},
    "mixins": {"Counted": {"deep": {"b": 2}}, "Stamped": False, "Marked": True},
}
SPECIAL: dict[str, Parts] = {
    "Note": {},
    "Person": {"base": "PersistedModel", **_EVERYTHING},
    "Member": {"base": "User", "scopes": {"admins": {"where": {"admin": True}}}},
    "Heir": {"base": "Person"},
    "Grandchild": {"base": "Heir", "scopes": {"late": {}}},
    "Laying": {"base": "Person", **_OTHERS},
    "Patching": {"base": "Person", **_OTHERS, "configureModelMerge": True},
    "Replacing": {
        "base": "Person", **_OTHERS, "configureModelMerge": {key: {"replace": True} for key in _OTHERS},
    },
    "Clearing": {
        "base": "Person", "scopes": None, "methods": None, "mixins": None, "indexes": None, "relations": None,
        "configureModelMerge": True,
    },
    "OfCleared": {"base": "Clearing", "scopes": {"again": {}}},
    "Older": {"base": "Person", "relationships": {"own": _many("Note")}},
    "OfOlder": {"base": "Older", "relationships": {"more": _many("Note")}},
    "ByOptions": {"base": "Person", "options": {"scopes": {"active": {"skip": 1}}, "mixins": {"Marked": {"x": 1}}}},
    "Vip": {"base": "Member", "relations": {"accessTokens": _many("AccessToken", foreignKey="vipId")}},
    "Configured": {"base": "Person"},
    "OfConfigured": {"base": "Configured"},
    "Rights": {"base": "Role"},
}  # fmt: skip
"""One model for each way to inherit."""

ENTRIES: dict[str, Parts] = {
    "Configured": {
        "relations": {"notes": {"foreignKey": "configuredId"}, "more": _many("Note")},
        "options": {"scopes": {"active": {"where": {}}, "only": {}}, "indexes": {}, "mixins": {"Marked": True}},
        "methods": {"configured": {}},
    },
    "Vip": {"relations": {"accessTokens": {"foreignKey": "userId"}}},
}

_POOLS: Parts = {
    "relations": [_many("Note"), _many("Note", foreignKey="k"), {"type": "belongsTo", "model": "Note"}],
    "scopes": [{}, {"limit": 2}, {"where": {"a": 1}}, {"where": {"b": [1, 2]}, "order": "id"}],
    "methods": [{}, {"http": {"verb": "get"}}, {"accepts": [{"arg": "a", "type": "string"}]}, {"description": "x"}],
    "indexes": [{"keys": {"a": 1}}, {"keys": {"b": -1}}, {"options": {"unique": True}}],
    "mixins": [True, False, {}, {"a": 1}, {"b": {"c": [1]}}, {"b": {"d": 2}}, [{"a": 1}, True]],
}


def made(seed: int, count: int) -> tuple[dict[str, Parts], dict[str, Parts]]:
    """Definitions that extend each other by chance, and entries in model-config.json."""
    chance = random.Random(seed)  # noqa: S311 - nothing is secret here
    models: dict[str, Parts] = {"Note": {}}
    entries: dict[str, Parts] = {}
    for number in range(count):
        name = f"M{number}"
        definition: Parts = {"base": chance.choice(["PersistedModel", "User", *list(models)[-6:]])}
        for key in _POOLS:
            if chance.random() < 0.6:
                definition[key] = _some(chance, key)
        policy = chance.choice(
            [None, None, True, {}, {key: {chance.choice(["replace", "patch"]): True} for key in _POOLS}]
        )
        if policy is not None:
            definition["configureModelMerge"] = policy
        if policy is True and chance.random() < 0.4:
            definition[chance.choice(list(_POOLS))] = None
        if chance.random() < 0.1:
            definition["relationships"] = _some(chance, "relations")
        if chance.random() < 0.3:
            moved = chance.choice(list(_POOLS))
            definition["options"] = {moved: definition.pop(moved)} if moved in definition else {}
        models[name] = definition
        if chance.random() < 0.4:
            entries[name] = {
                "relations": _some(chance, "relations"),
                "options": {key: _some(chance, key) for key in ("scopes", "indexes") if chance.random() < 0.3},
            }
    return models, entries


def _some(chance: random.Random, key: str) -> Parts:
    names = MIXINS if key == "mixins" else tuple(f"{key}{letter}" for letter in "ABCD")
    pool = _POOLS[key]
    assert isinstance(pool, list)
    return {name: chance.choice(pool) for name in chance.sample(names, chance.choice([1, 1, 2]))}
