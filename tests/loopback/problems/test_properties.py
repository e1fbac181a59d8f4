"""The properties of models: names, types, attributes."""

from __future__ import annotations

import pytest

from designer.loopback import problems
from designer.loopback.jsontext import JSON
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import META, MODELS, NOTE, PACKAGE, SOURCES, Case, Files, application, check, found
from tests.loopback.problems.model_cases import check_lighter, check_silent, defined, on_mysql, related, with_tag

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE


def typed(value: JSON, name: str = "extra") -> Files:
    """Note with one property."""
    return defined(properties={name: value})


def case(code: str, severity: Severity, value: JSON, *place: str | int, name: str = "extra", fix: bool = False) -> Case:
    return Case(code, severity, typed(value, name), NOTE, ("properties", name, *place), has_fix=fix)


CASES = [
    Case("bad-properties", STOPS, defined(properties="text"), NOTE, ("properties",)),
    Case("bad-properties", STOPS, defined(properties=5), NOTE, ("properties",)),
    case("property-with-dot", STOPS, "string", name="a.b"),
    case("property-with-dot", STOPS, None, name="a.b"),
    case("property-with-dot", STOPS, {"in.ner": "string"}, "in.ner"),
    case("property-with-dot", STOPS, {"type": [{"in.ner": "string"}]}, "type", 0, "in.ner"),
    *(case("reserved-property", WRONG, "string", name=name) for name in ("constructor", "isValid", "toJSON")),
    Case(
        "same-column", ADVICE, on_mysql(properties={"Name": "string", "name": "string"}), NOTE, ("properties", "name")
    ),
    case("unknown-type", WRONG, "strng", fix=True),
    case("unknown-type", WRONG, {"type": "integer"}, "type"),
    case("unknown-type", WRONG, ["strng"], 0, fix=True),
    case("unknown-type", WRONG, {"type": ["strng"]}, "type", 0, fix=True),
    case("unknown-type", WRONG, {"inner": {"type": "strng"}}, "inner", "type", fix=True),
    case("unknown-type", WRONG, "toString"),
    case("bad-type", WRONG, ""),
    case("bad-type", WRONG, 5),
    case("bad-type", WRONG, [5], 0),
    case("property-without-type", WRONG, {"required": True}),
    case("property-without-type", WRONG, {"type": "", "length": 5}),
    case("property-without-type", WRONG, {}),
    case("text-for-boolean", WRONG, {"type": "string", "required": "false"}, "required", fix=True),
    case("unknown-default-function", WRONG, {"type": "date", "defaultFn": "NOW"}, "defaultFn", fix=True),
    case("unknown-default-function", WRONG, {"type": "date", "defaultFn": "today"}, "defaultFn"),
    case("default-not-a-date", WRONG, {"type": "Date", "default": "now"}, "default"),
]

SOUND = [
    ("bad-properties", defined(properties=None)),
    ("bad-properties", defined(properties=[])),
    ("property-with-dot", typed({"mysql": {"columnName": "a.b"}, "type": "string"})),
    ("reserved-property", typed("string", "name")),
    ("reserved-property", typed(None, "constructor")),
    ("same-column", defined(properties={"Name": "string", "name": "string"})),
    ("same-column", on_mysql(properties={"Name": {"type": "string", "mysql": {"columnName": "n"}}, "name": "string"})),
    ("same-column", on_mysql(properties={"Name": "string", "name": {"type": "string", "mysql": {"columnName": "n"}}})),
    *(("unknown-type", typed(value)) for value in ("STRING", "geopoint", "User", ["Note"], [], {"a": "string"})),
    ("unknown-type", with_tag(properties={"tag": "Tag"})),
    ("unknown-type", {**typed("Far"), "server/model-config.json": {"_meta": {"sources": ["../common/models", "far"]}}}),
    ("bad-type", typed(False)),
    ("bad-type", typed({"inner": None})),
    ("property-without-type", typed({"required": "boolean", "street": "string"})),
    ("text-for-boolean", typed({"type": "string", "required": "true"})),
    ("unknown-default-function", typed({"type": "string", "defaultFn": "uuidv4"})),
    *(("default-not-a-date", typed({"type": "date", "default": value})) for value in ("$now", "2020-01-01", "1 May")),
    ("default-not-a-date", typed({"type": "string", "default": "now"})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_wrong_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(("code", "files"), SOUND)
def test_what_works_is_not_told(code: str, files: Files) -> None:
    check_silent(code, files)


def test_some_are_worse_or_better_than_others() -> None:
    for value in ([None], [False], [0], {"type": [None]}):
        [problem] = found(application(typed(value)), "bad-type")
        assert problem.severity is STOPS
    check_lighter(Case("bad-properties", WRONG, defined(properties=["a"]), NOTE, ("properties",)))
    check_lighter(case("reserved-property", ADVICE, "string", name="save"))
    check_lighter(case("reserved-property", STOPS, "string", name="patchAttributes"))
    check_lighter(case("reserved-property", STOPS, "string", name="hasOwnProperty"))
    on_remote = {SOURCES: {"db": {"connector": "remote", "url": "/api"}}} | typed("string", "hasOwnProperty")
    [problem] = found(application(on_remote), "reserved-property")
    assert problem.severity is not STOPS
    to_many = related({"type": "hasMany", "model": "Tag"}, properties={"constructor": "string"})
    check_lighter(Case("reserved-property", STOPS, to_many, NOTE, ("properties", "constructor")))
    loopback_2 = {PACKAGE: {"dependencies": {"loopback": "^2.0.0"}}} | typed("string", "a.b")
    check_lighter(Case("property-with-dot", ADVICE, loopback_2, NOTE, ("properties", "a.b")))


def test_a_model_that_is_not_used_stops_nothing() -> None:
    path = "common/models/unused.json"
    for code, properties in (("property-with-dot", {"a.b": "string"}), ("bad-type", {"a": [None]})):
        files = {path: {"name": "Unused", "properties": properties}}
        [problem] = found(application(files), code)
        assert (problem.path, problem.severity) == (path, ADVICE)


@pytest.mark.parametrize(
    ("word", "meant"), [("strng", "string"), ("note", "Note"), ("datetime", "date"), ("GeoPiont", "geoPoint")]
)
def test_what_was_meant_is_guessed(word: str, meant: str) -> None:
    [problem] = found(application(typed(word)), "unknown-type")
    assert f"Did you mean “{meant}”?" in problem.sentence


@pytest.mark.parametrize(
    ("written", "meant"), [("strin", "string"), ("Nubmer", "number"), ("geopint", "geoPoint"), ("note", "Note")]
)
def test_a_mistyped_type_is_mended(written: str, meant: str) -> None:
    app = application(typed({"type": [written], "required": True}))
    [problem] = found(app, "unknown-type")
    assert problem.fix == f"Write “{meant}”"
    problems.mend(app, problem)
    assert app.members(NOTE)["properties"] == {"extra": {"type": [meant], "required": True}}


def test_a_type_is_not_mended_where_the_default_would_be_the_next_problem() -> None:
    for default, fix in ({}, "Write “date”"), ({"default": "now"}, ""):
        [problem] = found(application(typed({"type": "dat", **default})), "unknown-type")
        assert problem.fix == fix


@pytest.mark.parametrize("word", ["sting1", "integer", "oject1", "dte1", "Tig"])
def test_what_may_mean_several_types_is_not_mended(word: str) -> None:
    app = application(with_tag(properties={"extra": word}) | {TWIN: {"name": "Tog"}, MODELS: TWINS})
    [problem] = found(app, "unknown-type")
    assert not problem.fix


TWIN = "common/models/tog.json"
TWINS: dict[str, JSON] = {
    "_meta": META,
    **{name: {"dataSource": "db", "public": False} for name in ("Note", "Tag", "Tog")},
}


def test_a_fix_changes_the_one_value() -> None:
    app = application(typed({"type": "date", "defaultFn": "NOW", "required": True}))
    problems.mend(app, found(app, "unknown-default-function")[0])
    assert app.members(NOTE)["properties"] == {"extra": {"type": "date", "defaultFn": "now", "required": True}}
