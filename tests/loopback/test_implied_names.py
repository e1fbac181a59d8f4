"""What follows from a model's name where nobody says it, and is written down before a rename."""

from __future__ import annotations

import pytest

from designer.loopback import implied_names
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, dump

_META: JSON = {"sources": ["../common/models"]}
_DEFINED = {"Mission": "common/models/mission.json", "Log": "common/models/log.json"}


def application(relations: JSON, entry: dict[str, JSON] | None = None, **more: JSON) -> Application:
    """Mission with these relations, and a Log."""
    return Application(
        {
            "server/server.js": "",
            "server/datasources.json": dump({"db": {"connector": "mongodb"}}),
            "server/model-config.json": dump(
                {"_meta": _META, "Mission": {"dataSource": "db"} | (entry or {}), "Log": {}}
            ),
            _DEFINED["Mission"]: dump({"name": "Mission", "relations": relations, **more}),
            _DEFINED["Log"]: dump({"name": "Log"}),
        }
    )


@pytest.mark.parametrize(
    ("relation", "written"),
    [
        ({"type": "hasOne", "model": "Log"}, {"foreignKey": "missionId"}),
        ({"type": "hasMany", "model": "Log", "through": "Between"}, {"foreignKey": "missionId"}),
        (
            {"type": "hasMany", "model": "Mission", "through": "B"},
            {"foreignKey": "missionId", "keyThrough": "missionId"},
        ),
        ({"type": "hasMany", "model": "Log", "polymorphic": "subject"}, {}),
        ({"type": "embedsOne", "model": "Mission"}, {"property": "mission"}),
        ({"type": "embedsOne", "model": "Mission", "property": "held"}, {}),
        ({"type": "belongsTo", "model": "Mission"}, {}),
        ({"type": "hasAndBelongsToMany", "model": "Log"}, {}),
        ({"type": "hasMany"}, {"foreignKey": "missionId"}),
        ("none", None),
    ],
)
def test_a_key_that_follows_from_the_name_is_written_down(relation: JSON, written: dict[str, JSON] | None) -> None:
    app = application({"related": relation})
    implied_names.pin(app, "Mission", "Operation")
    wanted = relation | written if isinstance(relation, dict) and written is not None else relation
    assert app.members(_DEFINED["Mission"])["relations"] == {"related": wanted}


def test_a_name_that_gives_the_same_keys_writes_nothing() -> None:
    app = application({"logs": {"type": "hasMany", "model": "Log"}})
    implied_names.pin(app, "Mission", "mission")
    assert "missionId" not in app.text(_DEFINED["Mission"])


def test_an_entry_does_not_override_what_the_definition_says() -> None:
    logs: dict[str, JSON] = {"type": "hasMany", "model": "Log"}
    app = application({"logs": logs | {"foreignKey": "flightId"}}, {"relations": {"logs": logs, "more": logs}})
    implied_names.pin(app, "Mission", "Operation")
    entry = app.members("server/model-config.json")["Mission"]
    assert entry == {"dataSource": "db", "relations": {"logs": logs, "more": logs | {"foreignKey": "missionId"}}}


def test_keys_between_two_models_cannot_be_held() -> None:
    app = application({"logs": {"type": "hasAndBelongsToMany", "model": "Log"}})
    assert implied_names.joins(app, "Mission") == implied_names.joins(app, "Log") == {"Mission": ["logs"]}


def test_the_collection_follows_the_name_unless_one_is_set() -> None:
    assert implied_names.stored_in(application({}), "Mission") == "collection"
    assert implied_names.stored_in(application({}, mongodb={"collection": "flights"}), "Mission") == ""
    assert implied_names.stored_in(application({}, options={"mongodb": {"collection": "flights"}}), "Mission") == ""
    assert implied_names.stored_in(application({}), "Log") == ""
