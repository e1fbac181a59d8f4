"""Where each value of a merged configuration comes from, which files take part, and what cannot be merged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.loopback.application import Application
from designer.loopback.data_sources import NotMergeable
from designer.loopback.environments import MergeConflict, merge_layers
from designer.loopback.jsontext import JSON, Pointer, same
from designer.loopback.layers import Layers, Origin, conflicts, new_conflicts, origins, spelled

keys = st.sampled_from(["a", "b", "0", "1", "constructor"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
configurations = st.lists(st.dictionaries(keys, values, max_size=3), min_size=1, max_size=3).map(
    lambda layers: [(f"layer-{number}.json", layer) for number, layer in enumerate(layers)]
)
PATHS = {
    "server/datasources.json": '{"db": {"connector": "memory", "file": "x", "list": [1, 2]}}',
    "server/datasources.local.json": '{"db": {"file": "local"}}',
    "server/datasources.production.json": '{"db": {"file": "production"}}',
    "server/datasources.staging.js": "",
    "server/datasources.staging.json": '{"db": {"list": [1]}}',
    "server/config.test.json": "{}",
}


def put_together(found: list[Origin]) -> JSON:
    """The value whose parts these are; a number in a pointer is a place in an array."""
    whole: JSON = {}
    for origin in found:
        whole = _with(whole, origin.pointer, origin.value)
    return whole


def _with(whole: JSON, pointer: Pointer, value: JSON) -> JSON:
    if not pointer:
        return value
    key, *rest = pointer
    if isinstance(key, int):
        items = list(whole) if isinstance(whole, list) else []
        return [*items[:key], _with(items[key] if key < len(items) else None, tuple(rest), value)]
    members = dict(whole) if isinstance(whole, dict) else {}
    return members | {key: _with(members.get(key), tuple(rest), value)}


def _at(value: JSON, pointer: Pointer) -> JSON:
    for key in pointer:
        # An array merged into an object is its members by index.
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


@given(configurations)
def test_the_values_with_an_origin_put_together_are_the_merged_configuration(layers: list[tuple[str, JSON]]) -> None:
    found_merged = _merged(layers)
    if isinstance(found_merged, MergeConflict):
        with pytest.raises(MergeConflict):
            origins(layers)
        return
    found = origins(layers)
    assert same(put_together(found), found_merged)
    for origin in found:
        for path, value in [(origin.path, origin.value), *origin.replaced]:
            assert same(_at(dict(layers)[path], origin.pointer), value) or origin.value in ({}, [])


@given(configurations)
def test_there_is_a_conflict_where_loopback_stops_and_none_where_it_does_not(layers: list[tuple[str, JSON]]) -> None:
    found, merged = conflicts(layers), _merged(layers)
    assert bool(found) == isinstance(merged, MergeConflict)
    if isinstance(merged, MergeConflict):
        assert (spelled(found[0].pointer), found[0].sentence) == (merged.option_path, merged.sentence)


def _merged(layers: list[tuple[str, JSON]]) -> JSON | MergeConflict:
    try:
        return merge_layers([layer for _, layer in layers])
    except MergeConflict as conflict:
        return conflict


@given(configurations)
def test_what_is_not_in_conflict_can_be_merged(layers: list[tuple[str, JSON]]) -> None:
    wrong = {(conflict.path, conflict.pointer[:1]) for conflict in conflicts(layers)}
    rest = [
        {key: value for key, value in layer.items() if (path, (key,)) not in wrong}
        for path, layer in layers
        if isinstance(layer, dict)
    ]
    merge_layers(rest)


def test_every_conflict_is_found_where_loopback_stops_at_the_first() -> None:
    main: JSON = {"db": {"host": "h", "ssl": {"ca": "x"}, "list": [{"a": 1}]}, "other": 1}
    production: JSON = {"db": {"host": None, "ssl": {"ca": {}, "key": 1}, "list": [{"a": []}]}, "other": 2}
    found = conflicts([("main", main), ("production", production)])
    assert [conflict.pointer for conflict in found] == [("db", "host"), ("db", "ssl", "ca"), ("db", "list", 0, "a")]
    assert {conflict.path for conflict in found} == {"production"}
    assert [spelled(conflict.pointer) for conflict in found] == ["db.host", "db.ssl.ca", "db.list[0].a"]
    assert new_conflicts([("main", main), ("production", production)], [("main", main), ("production", {})]) == []
    before = [("main", main), ("production", {"db": {"host": None}})]
    assert new_conflicts(before, [("main", main), ("production", production)]) == found[1:]
    another = [("main", main), ("production", {"db": {"host": {}}})]
    assert [conflict.pointer for conflict in new_conflicts(before, another)] == [("db", "host")]
    assert new_conflicts(before, [("main", main), ("production", {"db": {"host": None, "port": 1}})]) == []


def test_a_file_that_is_no_object_is_a_conflict_and_the_others_are_still_looked_at() -> None:
    found = conflicts([("main", {"a": 1}), ("local", ["b"]), ("test", {"a": None})])
    assert [(conflict.path, conflict.pointer) for conflict in found] == [("local", ()), ("test", ("a",))]


def test_what_a_value_replaces_is_told_with_it() -> None:
    layers: list[tuple[str, JSON]] = [("main", {"a": 1, "b": {"c": 1}}), ("local", {"a": 2}), ("test", {"a": "3"})]
    assert origins(layers) == [
        Origin(("a",), "3", "test", (("main", 1), ("local", 2))),
        Origin(("b", "c"), 1, "main"),
    ]


class TestLayers:
    files = Layers(Application(PATHS), "datasources")

    def test_are_offered_in_the_order_of_merging_whether_there_is_a_file_or_not(self) -> None:
        offered = self.files.offered("test", ["server/datasources.production.json"])
        assert [(layer.name, layer.path) for layer in offered] == [
            ("main", "server/datasources.json"),
            ("local", "server/datasources.local.json"),
            ("test", "server/datasources.test.json"),
            ("production", "server/datasources.production.json"),
        ]
        assert [layer.name for layer in self.files.offered("local")] == ["main", "local"]

    @pytest.mark.parametrize("name", ["main", "local", "production", "new", "eu.west", "datasources.main.json"])
    def test_have_a_name_that_leads_back_to_them(self, name: str) -> None:
        assert self.files.named(name).name == name

    def test_an_environment_called_main_is_not_the_main_file(self) -> None:
        layer = self.files.at("server/datasources.main.json")
        assert (layer.environment, self.files.named(layer.name)) == ("main", layer)

    def test_know_what_is_merged_before_and_after_them(self) -> None:
        main, local, production = (f"server/datasources{name}.json" for name in ("", ".local", ".production"))
        assert (self.files.below(main), self.files.below(production)) == ([], [main, local])
        assert self.files.above(main, "production") == [local, production]
        assert self.files.above(main, "development") == [local]
        assert self.files.above(production, "development") == []
        assert self.files.below("server/datasources.new.json") == [main, local]

    def test_know_in_which_environments_they_are_read(self) -> None:
        everywhere = ["development", "production", "staging", "test"]
        assert self.files.environments_of("server/datasources.json") == everywhere
        assert self.files.environments_of("server/datasources.production.json") == ["production"]
        assert self.files.environments_of("server/datasources.new.json") == ["new"]
        # The script beside it is read in its place.
        assert self.files.environments_of("server/datasources.staging.json") == []
        assert self.files.shadowed_by("server/datasources.staging.json") == "server/datasources.staging.js"
        assert self.files.scripts_in("staging") == ["server/datasources.staging.js"]

    def test_without_a_main_file_none_is_read(self) -> None:
        files = Layers(Application({"server/datasources.local.json": "{}"}), "datasources")
        assert files.read_in("development") == []
        assert files.read_in("development", "server/datasources.json") == [
            "server/datasources.json",
            "server/datasources.local.json",
        ]


class TestEditing:
    MAIN = "server/datasources.json"
    PRODUCTION = "server/datasources.production.json"

    def app(self, **more: str) -> Application:
        return Application(PATHS | {f"server/datasources.{name}.json": text for name, text in more.items()})

    def test_a_file_is_made_by_the_first_setting(self) -> None:
        app = self.app()
        app.data_sources.update("db", {}, "server/datasources.new.json")
        assert app.changes() == {}
        app.data_sources.update("db", {"file": "y"}, "server/datasources.new.json")
        assert app.changes() == {"server/datasources.new.json": '{\n  "db": {\n    "file": "y"\n  }\n}\n'}

    def test_without_settings_there_is_no_entry_over_another(self) -> None:
        app = self.app()
        app.data_sources.update("db", {}, self.PRODUCTION)
        assert app.members(self.PRODUCTION) == {}
        app.data_sources.update("db", {}, self.MAIN)
        assert app.members(self.MAIN) == {"db": {}}

    def test_where_it_was_not_before_a_data_source_has_its_connector_too(self) -> None:
        app = self.app(production='{"audit": {"connector": "rest", "debug": true}}')
        app.data_sources.update("audit", {"debug": False}, self.MAIN)
        assert app.members(self.MAIN)["audit"] == {"name": "audit", "connector": "rest", "debug": False}
        app.data_sources.update("audit", {"debug": 1}, "server/datasources.local.json")
        assert app.members("server/datasources.local.json")["audit"] == {"debug": 1}

    def test_a_value_typed_back_to_the_one_below_goes_and_all_else_stays_byte_for_byte(self) -> None:
        text = '{"db": {"port": 2, "list":  [1,2],\n "host": "h"}}'
        app = self.app(production=text)
        app.data_sources.update("db", {"port": 2, "list": [1, 2], "host": "g"}, self.PRODUCTION)
        assert app.text(self.PRODUCTION) == text.replace('"h"', '"g"')
        app.data_sources.update("db", {"port": 2, "list": [1, 3], "host": "g"}, self.PRODUCTION)
        app.data_sources.update("db", {"port": 2, "list": [1, 2], "host": "g"}, self.PRODUCTION)
        assert app.members(self.PRODUCTION)["db"] == {"port": 2, "host": "g"}

    @pytest.mark.parametrize("value", [None, {"a": 1}, ["x"]], ids=repr)
    def test_what_cannot_be_merged_is_refused_and_the_setting_named(self, value: JSON) -> None:
        app = self.app()
        with pytest.raises(NotMergeable, match=r"would not start in production.*“db.file”") as caught:
            app.data_sources.update("db", {"file": value}, self.PRODUCTION)
        assert caught.value.setting == "file"
        assert app.changes() == {}

    def test_the_main_file_is_looked_at_in_all_environments(self) -> None:
        app = self.app(test='{"db": {"list": [3, 4]}}')
        with pytest.raises(NotMergeable, match="would not start in test") as caught:
            app.data_sources.update("db", {"connector": "memory", "file": "x", "list": [1]})
        assert caught.value.setting == "list"

    def test_a_conflict_that_was_there_before_is_in_nobodys_way(self) -> None:
        app = self.app(test='{"db": {"list": [3, 4, 5]}}')
        app.data_sources.update("db", {"connector": "memory", "file": "y", "list": [1, 2]})
        app.data_sources.update("db", {"list": [3, 4, 5], "port": 1}, "server/datasources.test.json")
        for settings in ({"list": [3, 4, 5, 6]}, {"list": [3, 4, 5], "file": None}):
            with pytest.raises(NotMergeable):
                app.data_sources.update("db", settings, "server/datasources.test.json")
        app.data_sources.update("db", {"list": [3, 4]}, "server/datasources.test.json")

    def test_the_merge_of_an_environment_uses_what_is_typed_in_any_layer(self) -> None:
        app = self.app()
        typed: dict[str, JSON] = {"file": "typed"}
        new, staging = "server/datasources.new.json", "server/datasources.staging.json"
        assert app.data_sources.merged("db", "new", typed, new)["file"] == "typed"
        assert app.data_sources.merged("db", "production", typed, self.PRODUCTION)["file"] == "typed"
        assert (
            app.data_sources.merged("db", "production", typed, "server/datasources.local.json")["file"] == "production"
        )
        assert app.data_sources.merged("db", "development", typed, self.PRODUCTION)["file"] == "local"
        assert app.data_sources.merged("db", "staging", typed, staging)["file"] == "local"
        assert app.data_sources.merged("db", "production", {}, self.PRODUCTION)["file"] == "local"

    def test_each_layer_may_have_another_connector(self) -> None:
        app = self.app(production='{"db": {"connector": "mysql"}}')
        assert app.data_sources.connector_at("db", self.MAIN) == "memory"
        assert app.data_sources.connector_at("db", self.PRODUCTION) == "mysql"
        assert app.data_sources.connector_at("db", "server/datasources.new.json") == "memory"
        assert app.data_sources.connector_in("db", "production") == "mysql"
        assert app.data_sources.connector_in("db", "development") == "memory"
        only_there = self.app(production='{"other": {"connector": "mysql"}}')
        assert only_there.data_sources.connector_in("other", "development") == "mysql"
