"""The files of model definitions: which LoopBack reads, and which model each one is taken for."""

from __future__ import annotations

import pytest

from designer.loopback import problems
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import NOTE, Case, Files, application, check, found, models
from tests.loopback.problems.model_cases import check_lighter, check_silent, defined

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE
THING = "common/models/plain-thing.json"
USED = models(Note={"dataSource": "db"}, PlainThing={"dataSource": "db"})

CASES = [
    Case("unnamed-definition", ADVICE, {THING: {"properties": {}}} | USED, THING, has_fix=True),
    Case("unnamed-definition", ADVICE, {THING: {"name": ""}} | USED, THING, ("name",), has_fix=True),
    Case("name-not-a-text", STOPS, {THING: {"name": 5}} | USED, THING, ("name",)),
    Case("defined-twice", WRONG, {"common/models/a.json": {"name": "Note"}}, "common/models/a.json"),
    Case("defined-twice", WRONG, {"server/models/note.json": {"name": "Note"}}, NOTE),
    Case("same-file-name", ADVICE, {"common/models/Note.json": {"name": "Other"}}, NOTE),
    Case(
        "unread-definition",
        ADVICE,
        {"common/models/_old.json": {"name": "Old", "properties": {}}},
        "common/models/_old.json",
    ),
    Case(
        "definition-outside-sources",
        ADVICE,
        {"common/models/deep/x.json": {"name": "X", "properties": {}}},
        "common/models/deep/x.json",
    ),
]

SOUND = [
    ("unnamed-definition", defined()),
    ("name-not-a-text", defined(name="5")),
    ("defined-twice", {"common/models/a.json": {"name": "note"}}),
    ("same-file-name", {"server/models/NOTE.json": {"name": "Other"}}),
    ("unread-definition", {"common/models/_old.json": {"comment": "nothing"}}),
    ("definition-outside-sources", {"common/data/x.json": {"name": "X", "properties": {}}}),
    ("definition-outside-sources", {"common/models/deep/x.json": {"title": "X"}}),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_wrong_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(("code", "files"), SOUND)
def test_what_works_is_not_told(code: str, files: Files) -> None:
    check_silent(code, files)


def test_a_name_that_is_no_text_does_no_harm_where_nobody_uses_it() -> None:
    check_lighter(Case("name-not-a-text", ADVICE, {THING: {"name": 5}}, THING, ("name",)))


def test_the_name_is_written_first_and_nothing_else_changes() -> None:
    app = application({THING: {"base": "Model", "properties": {}}})
    problems.mend(app, found(app, "unnamed-definition")[0])
    assert list(app.members(THING).items()) == [("name", "PlainThing"), ("base", "Model"), ("properties", {})]


def test_a_definition_that_is_missed_is_told_at_its_entry_only() -> None:
    files = {"common/models/deep/x.json": {"name": "X", "properties": {}}} | models(X={"dataSource": "db"})
    check_silent("definition-outside-sources", files)
