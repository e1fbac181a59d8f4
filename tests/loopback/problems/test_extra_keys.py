"""Comments in files that have no room for them."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity
from tests.loopback.problems.cases import (
    MEMORY,
    MODELS,
    SOURCES,
    Case,
    Files,
    application,
    check,
    found,
    models,
    sources,
)

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE

CASES = [
    Case("extra-key", STOPS, sources(_comment="ours"), SOURCES, ("_comment",)),
    Case("extra-key", STOPS, sources(**{"$schema": "x"}), SOURCES, ("$schema",)),
    Case("extra-key", STOPS, sources(_comment={"text": "x"}), SOURCES, ("_comment",)),
    Case("extra-key", STOPS, models(_comment="ours"), MODELS, ("_comment",)),
    Case("extra-key", STOPS, models(version=2), MODELS, ("version",)),
    Case(
        "extra-key",
        STOPS,
        {"server/component-config.json": {"_comment": "x"}},
        "server/component-config.json",
        ("_comment",),
    ),
    Case("extra-key", STOPS, {"server/middleware.json": {"_comment": "x"}}, "server/middleware.json", ("_comment",)),
]

SOUND = [
    ("extra-key", sources(_db=MEMORY)),
    ("extra-key", models(_Note={}) | {"common/models/x.json": {"name": "_Note"}}),
    ("extra-key", {"server/component-config.json": {"_comment": ""}, "server/middleware.json": {"_comment": ""}}),
    ("extra-key", {"server/config.json": {"_comment": "x"}}),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []
