"""Keys that stand several times."""

from __future__ import annotations

import pytest

from designer.loopback import problems
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import NOTE, SOURCES, Case, Files, Raw, application, check, found

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE

CASES = [
    Case(
        "duplicate-key",
        WRONG,
        {SOURCES: Raw('{"db": {"connector": "x"}, "db": {"connector": "memory"}}')},
        SOURCES,
        ("db",),
    ),
    Case(
        "duplicate-key",
        WRONG,
        {SOURCES: Raw('{"db": {"connector": "memory", "a": [{"b": 1, "b": 2}]}}')},
        SOURCES,
        ("db", "a", 0, "b"),
    ),
    Case(
        "repeated-key",
        ADVICE,
        {SOURCES: Raw('{"db": {"connector": "memory", "connector": "memory"}}')},
        SOURCES,
        ("db", "connector"),
        has_fix=True,
    ),
    Case("duplicate-key", WRONG, {NOTE: Raw('{"name": "Other", "name": "Note"}')}, NOTE, ("name",)),
]

SOUND = [
    ("duplicate-key", {"server/datasources.production.json": Raw('{"a": 1, "a": 2}')}),
    ("repeated-key", {SOURCES: Raw('{"db": {"connector": "memory"}, "other": {"connector": "memory"}}')}),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []


def test_saying_it_once_keeps_the_place_and_the_rest() -> None:
    text = '{\n  "db": {"connector": "memory"},\n  "a": {"connector": "memory"},\n  "db": {"connector": "memory"}\n}\n'
    app = application({SOURCES: Raw(text)})
    problems.mend(app, found(app, "repeated-key")[0])
    assert app.text(SOURCES) == '{\n  "db": {"connector": "memory"},\n  "a": {"connector": "memory"}\n}\n'
