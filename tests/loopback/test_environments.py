from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.loopback.environments import (
    Kind,
    MergeConflict,
    Reference,
    Substituted,
    application_settings,
    environments,
    layer_files,
    merge,
    merge_layers,
    references,
    substitute,
)
from designer.loopback.jsontext import JSON

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))


def test_the_files_of_an_environment_are_merged_main_first_and_environment_last() -> None:
    files = ["server/datasources.production.json", "server/datasources.local.json", "server/datasources.json"]
    there = [*files, "server/datasources.test.json"]
    assert layer_files("datasources", "production", there.__contains__, "server") == files[::-1]


def test_without_a_main_file_nothing_is_read() -> None:
    files = ["server/datasources.js", "server/datasources.local.json", "server/datasources.production.json"]
    assert layer_files("datasources", "production", files.__contains__, "server") == []


def test_a_script_beats_the_json_of_its_layer() -> None:
    files = ["datasources.json", "datasources.local.json", "datasources.local.js", "datasources.test.js"]
    assert layer_files("datasources", "test", files.__contains__, "") == [
        "datasources.json",
        "datasources.local.js",
        "datasources.test.js",
    ]


def test_an_environment_named_local_reads_that_file_once() -> None:
    files = ["datasources.json", "datasources.local.json"]
    assert layer_files("datasources", "local", files.__contains__, "") == files


def test_environments_are_those_with_files_and_development_first() -> None:
    paths = [
        *("server/datasources.json", "server/datasources.local.json", "server/datasources.staging.js"),
        *("server/config.production.json", "server/middleware.development.json", "server/model-config.eu.west.json"),
        *("other/config.elsewhere.json", "server/boot/config.deeper.json", "server/other.test.json"),
    ]
    assert environments(paths, "server") == ["development", "eu.west", "production", "staging"]
    assert environments([], "server") == ["development"]


# Seen with loopback-boot 2.28.0 and 3.3.1.
@pytest.mark.parametrize(
    "main,override,merged",
    [
        ({}, {"new": {"connector": "memory"}}, {"new": {"connector": "memory"}}),
        ({"a": 1}, {"a": "text"}, {"a": "text"}),
        ({"a": "text"}, {"a": False}, {"a": False}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3, "d": 4}}, {"a": {"b": 1, "c": 3, "d": 4}}),
        ({"a": {"b": 1}}, {"a": None}, {"a": None}),
        ({"a": {"b": 1}}, {"a": ["x", "y"]}, {"a": {"b": 1, "0": "x", "1": "y"}}),
        ({"a": [1, {"b": 2}]}, {"a": ["x", {"c": 3}]}, {"a": ["x", {"b": 2, "c": 3}]}),
        ({"a": None}, {"a": 5}, {"a": None}),
        ({"a": None}, {"a": ""}, {"a": None}),
        ({"a": None}, {"a": {}}, {"a": None}),
        ({"a": None}, {"a": None}, {"a": None}),
        ({"a": [None]}, {"a": [1]}, {"a": [None]}),
        ({}, {"constructor": "text"}, {"constructor": "text"}),
    ],
)
def test_two_layers_are_merged_as_loopback_does(main: JSON, override: JSON, merged: JSON) -> None:
    assert merge(main, override) == merged


@pytest.mark.parametrize(
    "main,override,path",
    [
        ({"db": {"host": "h"}}, {"db": {"host": None}}, "db.host"),
        ({"db": {"host": "h"}}, {"db": {"host": {}}}, "db.host"),
        ({"db": {"host": "h"}}, {"db": {"host": []}}, "db.host"),
        ({"db": {"host": "h"}}, {"db": "memory"}, "db"),
        ({"a": {"t": [{"p": 1}]}}, {"a": {"t": [{"p": None}]}}, "a.t[0].p"),
        ({"a": [1, 2]}, {"a": [1]}, "a"),
        ({"a": [1]}, {"a": {"0": 1}}, "a"),
        ({"a": [1]}, {"a": None}, "a"),
        ({"a": None}, {"a": {"b": 1}}, "a"),
        ({"a": None}, {"a": "text"}, "a"),
        ({"a": None}, {"a": [1]}, "a"),
        ({}, {"constructor": {"connector": "memory"}}, "constructor"),
        ({}, {"toString": None}, "toString"),
    ],
)
def test_a_conflict_that_stops_loopback_names_the_option(main: JSON, override: JSON, path: str) -> None:
    with pytest.raises(MergeConflict) as caught:
        merge(main, override)
    assert caught.value.option_path == path
    assert f"“{path}”" in caught.value.sentence


def test_later_layers_win() -> None:
    assert merge_layers([{"a": 1, "b": 1, "c": 1}, {"b": 2, "c": 2}, {"c": 3}]) == {"a": 1, "b": 2, "c": 3}
    assert merge_layers([]) == {}


def test_a_layer_that_is_no_object_is_a_conflict() -> None:
    with pytest.raises(MergeConflict):
        merge_layers([{"a": 1}, ["b"]])


@given(values, values)
def test_merging_changes_neither_side(main: JSON, override: JSON) -> None:
    before = repr((main, override))
    with suppress(MergeConflict):
        merge(main, override)
    assert repr((main, override)) == before


VARIABLES = {"A": "1", "B": "2", "EMPTY": "", "PORT": "3306"}


# Seen with loopback-boot 2.28.0 and 3.3.1.
@pytest.mark.parametrize(
    "text,expected",
    [
        ("${A}", "1"),
        ("mysql://u:${A}", "1"),
        ("${A}${B}", "2"),
        ("x ${A} y ${B}", "2"),
        ("${EMPTY}", ""),
        ("${PORT}", "3306"),
        ("$${A}", "1"),
        *((text, text) for text in ("${A}/db", "a ${A} b", "$A", "${ A }", "${A-B}", "${}", "${A}\n", "${A}}", "${é}")),
    ],
)
def test_a_text_that_ends_in_a_variable_is_the_variable(text: str, expected: str) -> None:
    assert substitute({"setting": text}, VARIABLES) == Substituted({"setting": expected}, ())


def test_a_variable_beats_the_applications_setting_which_keeps_its_type() -> None:
    settings: dict[str, JSON] = {"A": "app", "port": 3000, "nothing": None}
    value = ["${A}", "${port}", "${nothing}"]
    assert substitute(value, VARIABLES, settings) == Substituted(["1", 3000, None], ())


def test_an_undefined_variable_is_absent_and_named_once() -> None:
    value = {"url": "${URL}", "host": "h", "list": ["${URL}", "x${PASSWORD}"]}
    assert substitute(value, {}) == Substituted({"host": "h", "list": [None, None]}, ("URL", "PASSWORD"))


def test_keys_and_other_values_stay() -> None:
    value: JSON = {"${A}": [1, True, None, {}, []]}
    assert substitute(value, VARIABLES) == Substituted(value, ())


def test_an_object_with_a_key_constructor_is_not_looked_into() -> None:
    value = {"inner": {"constructor": "x", "password": "${A}"}}
    assert substitute(value, VARIABLES).value == value


def test_config_json_and_the_environment_give_the_applications_settings() -> None:
    config: dict[str, JSON] = {"host": "config.example", "port": 4000, "env": "other", "color": "red"}
    assert application_settings(config, "production", {"PORT": "5000"}) == {
        "host": "config.example",
        "port": "5000",
        "env": "production",
        "color": "red",
        "etag": "weak",
        "restApiRoot": "/api",
    }
    assert application_settings({}, "test", {}) == {"env": "test", "etag": "weak", "port": 3000, "restApiRoot": "/api"}


def test_references_tell_what_loopback_makes_of_them() -> None:
    value = {"url": "mysql://${H}:3307/${DB}", "list": [{"password": "${PW}"}], "user": "$USER", "port": "${P-1}"}
    assert references(value) == [
        Reference("H", ("url",), Kind.LITERAL),
        Reference("DB", ("url",), Kind.PREFIX_LOST),
        Reference("PW", ("list", 0, "password"), Kind.WHOLE),
        Reference("USER", ("user",), Kind.LITERAL),
        Reference("P-1", ("port",), Kind.LITERAL),
    ]


@pytest.mark.parametrize("text", ["plain", "$owner", "costs $5", "{A}", ""])
def test_other_texts_hold_no_reference(text: str) -> None:
    assert references([text]) == []


def test_the_sentence_of_a_reference_names_the_variable() -> None:
    assert Reference("PW", (), Kind.PREFIX_LOST).sentence == (
        "LoopBack puts the value of PW alone here; the text before it is lost."
    )
    assert "${NAME}" in Reference("PW", (), Kind.LITERAL).sentence


@given(values)
def test_every_reference_that_counts_is_filled(value: JSON) -> None:
    counting = [each.name for each in references(value) if each.kind is not Kind.LITERAL]
    assert substitute(value, {}).missing == tuple(dict.fromkeys(counting))
