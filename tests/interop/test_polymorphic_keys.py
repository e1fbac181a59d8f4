"""The foreign key of a polymorphic relation: ids are lost in LoopBack exactly where Loopwright says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from designer.loopback import jsontext, problems
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from tests.interop import loopback

IDS = {"string": "x1", "number": 7}


@pytest.mark.parametrize("kind", ["hasMany", "hasOne"])
@pytest.mark.parametrize(
    ("types", "written", "lost"),
    [
        (("string", "number"), {"ownerId": "string"}, {"Owner0"}),
        (("number", "string", "number"), {}, {"Owner1"}),
        (("number", "string"), {"ownerId": "number"}, set()),
    ],
    ids=str,
)
def test_ids_are_lost_where_it_is_told(
    installed: None, kind: str, types: tuple[str, ...], written: dict[str, JSON], lost: set[str]
) -> None:
    tag: dict[str, JSON] = {"name": "Tag", "properties": written, "relations": {"owner": _ANY}}
    definitions = [tag, *(_owner(number, each, kind) for number, each in enumerate(types))]
    theirs = _asked(definitions, {f"Owner{number}": IDS[each] for number, each in enumerate(types)})
    assert {name for name, kept in theirs.items() if kept is None} == lost
    found = [each for each in problems.find(_application(definitions)) if each.code == "polymorphic-key-type"]
    assert {each.path for each in found} == {f"common/models/{name.lower()}.json" for name in lost}


_ANY: JSON = {"type": "belongsTo", "polymorphic": True}


def _owner(number: int, id_type: str, kind: str) -> dict[str, JSON]:
    return {
        "name": f"Owner{number}",
        "properties": {"code": {"type": id_type, "id": True}},
        "relations": {"tags": {"type": kind, "model": "Tag", "polymorphic": "owner"}},
    }


def _asked(definitions: list[dict[str, JSON]], ids: dict[str, Any]) -> dict[str, Any]:
    models = [
        {"name": each["name"], "properties": each["properties"], "options": {"relations": each["relations"]}}
        for each in definitions
    ]
    return dict(loopback.run("polymorphic_keys.js", said=json.dumps({"models": models, "ids": ids})))


def _application(definitions: list[dict[str, JSON]]) -> Application:
    config: dict[str, JSON] = {"_meta": {"sources": ["../common/models"]}}
    config |= {str(each["name"]): {"dataSource": "db", "public": False} for each in definitions}
    files: dict[str, JSON] = {"server/model-config.json": config, "server/datasources.json": {"db": _MEMORY}}
    files |= {f"common/models/{str(each['name']).lower()}.json": dict(each) for each in definitions}
    return Application({path: jsontext.dump(value) for path, value in files.items()})


_MEMORY: JSON = {"connector": "memory"}
