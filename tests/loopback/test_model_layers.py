"""A model's entry in the files that LoopBack merges: what is written where, and what is refused."""

from __future__ import annotations

import json

import pytest

from designer.loopback import environments
from designer.loopback.application import Application, Refused
from designer.loopback.jsontext import JSON
from designer.loopback.model_layers import entry_at

MAIN, LOCAL, PRODUCTION = (f"server/model-config{each}.json" for each in ("", ".local", ".production"))
NOTE = {"common/models/note.json": '{"name": "Note"}'}


def application(main: JSON, local: JSON = None, production: JSON = None) -> Application:
    sources = {"sources": ["../common/models"]}
    texts = NOTE | {MAIN: json.dumps({"_meta": sources} | ({} if main is None else {"Note": main}))}
    for path, entry in ((LOCAL, local), (PRODUCTION, production)):
        if entry is not None:
            texts[path] = json.dumps({"Note": entry})
    return Application(texts | {"server/datasources.json": '{"db": {"connector": "memory"}, "my": {}}'})


def test_an_entry_is_shown_as_merged_up_to_its_file() -> None:
    app = application({"dataSource": "db", "public": True}, {"public": False}, {"dataSource": "my"})
    entry = entry_at(app, "Note", PRODUCTION)
    assert entry.shown == {"dataSource": "my", "public": False}


def test_only_what_differs_from_the_files_below_is_written() -> None:
    app = application({"dataSource": "db", "public": True})
    entry = entry_at(app, "Note", PRODUCTION)
    assert entry.with_values({"dataSource": "db", "public": False}) == {"public": False}
    assert entry.with_values({"dataSource": "my", "public": True}) == {"dataSource": "my"}
    assert entry_at(application({"dataSource": "db"}), "Note", PRODUCTION).with_values({"public": True}) == {}


def test_a_value_stays_where_only_the_local_file_says_the_same() -> None:
    entry = entry_at(application({"public": True}, {"public": False}), "Note", PRODUCTION)
    assert entry.with_values({"public": False}) == {"public": False}


def test_an_entry_that_says_nothing_more_is_left_out_of_an_overriding_file_only() -> None:
    app = application({"dataSource": "db"}, production={"public": False})
    app.models.update("Note", config={}, path=PRODUCTION)
    assert app.members(PRODUCTION) == {}
    app.models.update("Note", config={})
    assert app.members(MAIN)["Note"] == {}


def test_no_data_source_is_false_where_null_could_not_be_merged() -> None:
    app = application({"dataSource": "db"})
    assert entry_at(app, "Note", PRODUCTION).detached is False
    assert entry_at(app, "Note", MAIN).detached is None
    app = application({"dataSource": "db"}, production={"dataSource": "my"})
    app.models.attach(["Note"], None)
    merged = environments.merge_layers([app.members(MAIN), app.members(PRODUCTION)])
    assert merged["Note"]["dataSource"] == "my"


@pytest.mark.parametrize(
    ("main", "path", "entry"),
    [
        ({"dataSource": "db"}, PRODUCTION, {"dataSource": None}),
        ({"dataSource": None}, PRODUCTION, {"dataSource": "my"}),
        ({"dataSource": "db", "options": {"a": 1}}, PRODUCTION, {"options": 1}),
    ],
)
def test_what_loopback_would_not_merge_is_refused_with_the_reason(
    main: dict[str, JSON], path: str, entry: dict[str, JSON]
) -> None:
    app = application(main)
    with pytest.raises(Refused, match=r"not start in production, because server/model-config\.production\.json"):
        app.models.update("Note", config=entry, path=path)
    assert app.changes() == {}


def test_a_conflict_that_was_there_before_hinders_nobody() -> None:
    app = application({"dataSource": None}, production={"dataSource": "my"})
    app.models.update("Note", config={"dataSource": None, "public": False})
    assert app.members(MAIN)["Note"] == {"dataSource": None, "public": False}


def test_a_conflict_is_not_exchanged_for_another() -> None:
    app = application({"options": {"a": 1}}, production={"options": None})
    with pytest.raises(Refused, match="not start in production"):
        app.models.update("Note", config={"options": 1}, path=PRODUCTION)
    app.models.update("Note", config={"options": {"a": 2}}, path=PRODUCTION)
    assert app.members(PRODUCTION)["Note"] == {"options": {"a": 2}}


def test_a_base_that_others_extend_is_deleted_only_with_another_base_for_them() -> None:
    texts = {
        MAIN: '{"_meta": {"sources": ["../common/models"]}, "Dog": {}}',
        "common/models/animal.json": '{"name": "Animal", "base": "User"}',
        "common/models/dog.json": '{"name": "Dog", "base": "Animal", "properties": {}}',
        "common/models/cat.json": '{"name": "Cat", "options": {"base": "Animal"}}',
        "common/models/flea.json": '{"name": "Flea", "relations": {"host": {"type": "belongsTo", "model": "Animal"}}}',
    }
    app = Application(texts)
    assert set(app.models.heirs("Animal")) == {"Dog", "Cat"}
    with pytest.raises(Refused, match="extend “Animal”"):
        app.models.delete("Animal", with_script=False)
    app.models.delete("Animal", with_script=False, with_heirs=True)
    assert {name: app.models[name].base for name in ("Dog", "Cat")} == {"Dog": "User", "Cat": "User"}
    assert app.text("common/models/dog.json") == '{"name": "Dog", "base": "User", "properties": {}}'
    app.models.delete("Flea", with_script=False)


def test_a_data_source_that_is_deleted_leaves_files_that_can_be_merged() -> None:
    app = application({"dataSource": "db"}, {"dataSource": "db"}, {"dataSource": "my"})
    app.data_sources.delete("db")
    layers = [app.members(path) for path in (MAIN, LOCAL, PRODUCTION)]
    assert environments.merge_layers(layers)["Note"] == {"dataSource": "my"}
    assert not app.members(MAIN)["Note"]["dataSource"]
