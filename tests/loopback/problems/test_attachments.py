"""Models and their data sources."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity
from tests.loopback.problems.cases import (
    MEMORY,
    MODELS,
    NOTE,
    SOURCES,
    Case,
    Files,
    application,
    check,
    found,
    models,
    note,
)

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE

CASES = [
    Case("unknown-data-source", STOPS, note(dataSource="x"), MODELS, ("Note", "dataSource")),
    *(
        Case("unknown-data-source", STOPS, note(dataSource=value), MODELS, ("Note", "dataSource"))
        for value in (5, True, {"a": 1}, ["db"], "toString", "DB")
    ),
    Case("no-data-sources", STOPS, {SOURCES: ...}, MODELS, ("Note", "dataSource")),
    Case(
        "data-source-spelling", WRONG, models(Note={"datasource": "db"}), MODELS, ("Note", "datasource"), has_fix=True
    ),
    Case("data-source-spelling", WRONG, models(Note={"data-source": "x"}), MODELS, ("Note", "data-source")),
    Case(
        "data-source-alias",
        ADVICE,
        {SOURCES: {"my-db": MEMORY}} | note(dataSource="MyDb"),
        MODELS,
        ("Note", "dataSource"),
        has_fix=True,
    ),
    *(
        Case("public-without-data-source", WRONG, note(dataSource=value), MODELS, ("Note",))
        for value in (None, False, "")
    ),
    Case("no-data-source", ADVICE, models(Note={"public": False}), MODELS, ("Note",), has_fix=True),
]

SOUND = [
    ("unknown-data-source", note(dataSource="Db")),
    (
        "no-data-sources",
        {SOURCES: ..., MODELS: {"_meta": {"sources": ["../common/models"]}, "Note": {"dataSource": None}}},
    ),
    ("data-source-spelling", note(datasource="x")),
    ("data-source-alias", note(dataSource="db")),
    ("public-without-data-source", note(dataSource=None, public=False)),
    ("public-without-data-source", note(dataSource=None) | {NOTE: {"name": "Note", "base": "Model"}}),
    ("no-data-source", models(Note={"public": False, "dataSource": None})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []
