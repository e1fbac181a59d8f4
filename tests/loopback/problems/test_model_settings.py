"""Settings of a model besides its properties and relations."""

from __future__ import annotations

import pytest

from designer.loopback import problems
from designer.loopback.jsontext import JSON
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import NOTE, SOURCES, Case, Files, Raw, application, check, found, note
from tests.loopback.problems.model_cases import SCRIPT, check_silent, defined, on_mysql, with_tag

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE

FIELD: JSON = {"type": "object", "mongodb": {"fieldName": "t"}}

CASES = [
    Case("hidden-without-property", ADVICE, defined(hidden=["text", "texd"]), NOTE, ("hidden", 1)),
    Case(
        "hidden-without-property", ADVICE, defined(protected=["x"], strict=True), NOTE, ("protected", 0), has_fix=True
    ),
    Case("bad-hidden", WRONG, defined(hidden="text"), NOTE, ("hidden",), has_fix=True),
    Case("bad-hidden", WRONG, defined(options={"hidden": "texd"}), NOTE, ("options", "hidden")),
    Case("bad-excluded-properties", STOPS, defined(excludeBaseProperties={}), NOTE, ("excludeBaseProperties",)),
    Case("index-without-property", ADVICE, on_mysql(indexes={"i": {"keys": {"texd": 1}}}), NOTE, ("indexes", "i")),
    Case("index-without-property", ADVICE, on_mysql(indexes={"i": {"texd": 1}}), NOTE, ("indexes", "i")),
    Case("index-without-property", ADVICE, defined(indexes={"i": {"keys": {"texd": 1}}}), NOTE, ("indexes", "i")),
    Case("index-without-property", ADVICE, on_mysql(indexes={"i": {"keys": {"text.x": 1}}}), NOTE, ("indexes", "i")),
    Case("validations-not-run", ADVICE, defined(validations=[{"a": 1}]), NOTE, ("validations",)),
    Case("mapping-for-another-connector", ADVICE, defined(mysql={"table": "n"}), NOTE, ("mysql",)),
    Case(
        "mapping-for-another-connector",
        ADVICE,
        on_mysql(properties={"text": {"type": "string", "oracle": {"columnName": "T"}}}),
        NOTE,
        ("properties", "text", "oracle"),
    ),
    Case("bad-strict", WRONG, defined(strict="false"), NOTE, ("strict",), has_fix=True),
]

SOUND = [
    ("hidden-without-property", defined(hidden=["text", "id"])),
    ("hidden-without-property", defined(base="User", hidden=["email", "password"])),
    ("hidden-without-property", defined(hidden=["x"], mixins={"X": True})),
    ("hidden-without-property", {**defined(hidden=["x"]), SCRIPT: Raw("Note.defineProperty('x', {})")}),
    (
        "hidden-without-property",
        with_tag(hidden=["tagId", "tag"], relations={"tag": {"type": "belongsTo", "model": "Tag"}}),
    ),
    ("bad-hidden", defined(hidden={"text": True})),
    ("bad-excluded-properties", defined(excludeBaseProperties=["id"])),
    ("index-without-property", on_mysql(indexes={"i": {"keys": {"text": 1}, "options": {"unique": True}}})),
    ("index-without-property", on_mysql(indexes={"i": {"columns": "a,b", "kind": "unique"}})),
    ("index-without-property", defined(indexes={"i": {"keys": {"text": 1, "id": -1}}})),
    *(
        ("index-without-property", defined(indexes={"i": {"keys": {key: 1}}}, properties={"text": FIELD}))
        for key in ("text.inner", "_id", "t", "t.inner", "$**")
    ),
    ("index-without-property", defined(indexes={"i": {"keys": {"texd": 1}}}, mixins={"X": True})),
    ("index-without-property", {**defined(indexes={"i": {"texd": 1}}), SCRIPT: Raw("note.texd = 1")}),
    ("index-without-property", {**defined(indexes={"i": {"texd": 1}}), **note(dataSource=None)}),
    (
        "index-without-property",
        with_tag(indexes={"i": {"tagId": 1}}, relations={"tag": {"type": "belongsTo", "model": "Tag"}}),
    ),
    ("validations-not-run", defined(validations=[])),
    ("mapping-for-another-connector", on_mysql(mysql={"table": "n"})),
    (
        "mapping-for-another-connector",
        defined(mysql={"t": 1}) | {"server/datasources.production.json": {"db": {"connector": "mysql"}}},
    ),
    ("mapping-for-another-connector", defined(mysql={"t": 1}) | {"server/datasources.production.js": Raw("")}),
    ("mapping-for-another-connector", defined(mysql={"t": 1}) | {SOURCES: {"db": {"connector": "our-own-mysql"}}}),
    ("bad-strict", defined(strict="filter")),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_wrong_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(("code", "files"), SOUND)
def test_what_works_is_not_told(code: str, files: Files) -> None:
    check_silent(code, files)


def test_a_hidden_name_that_a_script_speaks_of_is_not_taken_out() -> None:
    app = application({**defined(hidden=["x"], strict=True), SCRIPT: Raw("note.x = 1")})
    assert found(app, "hidden-without-property")[0].fix == ""


def test_only_the_name_that_does_nothing_is_taken_out() -> None:
    app = application(defined(hidden=["x", "text"], strict=True))
    problems.mend(app, found(app, "hidden-without-property")[0])
    assert app.members(NOTE)["hidden"] == ["text"]
