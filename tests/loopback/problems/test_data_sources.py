"""Data sources: what is wrong with their entries, names and settings."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity
from tests.loopback.problems.cases import (
    MEMORY,
    PACKAGE,
    SOURCES,
    Case,
    Files,
    Raw,
    application,
    check,
    codes,
    found,
    sources,
)

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE

CASES = [
    Case("null-data-source", STOPS, sources(corp1=None), SOURCES, ("corp1",)),
    Case("null-data-source", STOPS, sources(corp1="memory"), SOURCES, ("corp1",)),
    Case("null-data-source", STOPS, sources(corp1=5), SOURCES, ("corp1",)),
    Case("other-name", ADVICE, sources(corp1=MEMORY | {"name": "x"}), SOURCES, ("corp1", "name"), has_fix=True),
    Case("clashing-names", WRONG, {SOURCES: {"db": MEMORY, "MyDb": MEMORY, "my-db": MEMORY}}, SOURCES, ("MyDb",)),
    Case("bad-connector", WRONG, sources(corp1={"connector": 5}), SOURCES, ("corp1", "connector")),
    Case("bad-connector", WRONG, sources(corp1={"connector": {}}), SOURCES, ("corp1", "connector")),
    Case("bad-connector", WRONG, sources(corp1={"connector": "http"}), SOURCES, ("corp1", "connector")),
    Case(
        "bad-setting",
        STOPS,
        sources(a=MEMORY | {"maxOfflineRequests": "16"}),
        SOURCES,
        ("a", "maxOfflineRequests"),
        has_fix=True,
    ),
    Case("bad-setting", STOPS, sources(a=MEMORY | {"maxOfflineRequests": -1}), SOURCES, ("a", "maxOfflineRequests")),
    Case("bad-setting", STOPS, sources(a=MEMORY | {"maxOfflineRequests": []}), SOURCES, ("a", "maxOfflineRequests")),
    Case(
        "default-for-type",
        STOPS,
        sources(a=MEMORY | {"defaultForType": "mail"}),
        SOURCES,
        ("a", "defaultForType"),
        has_fix=True,
    ),
]

SOUND = [
    ("null-data-source", sources(corp1={})),
    ("other-name", sources(corp1=MEMORY | {"name": "corp1"})),
    ("other-name", sources(corp1=MEMORY | {"name": 5})),
    ("clashing-names", {SOURCES: {"db": MEMORY, "my-db": MEMORY, "myDb": MEMORY, "MyDb": MEMORY}}),
    ("bad-connector", sources(corp1={"connector": ""})),
    *(
        ("bad-setting", sources(a=MEMORY | {"maxOfflineRequests": value}))
        for value in (0, 16, 1.5, None, False, "", "${X}")
    ),
    ("default-for-type", sources(a=MEMORY | {"defaultForType": ""})),
    (
        "default-for-type",
        sources(a=MEMORY | {"defaultForType": "mail"}) | {PACKAGE: {"dependencies": {"loopback": "^2.0.0"}}},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []


def test_a_problem_is_told_where_the_merged_value_comes_from() -> None:
    local = "server/datasources.local.json"
    app = application(sources(corp1=MEMORY | {"name": "y"}) | {local: {"corp1": {"name": "x"}}})
    [problem] = found(app, "other-name")
    assert (problem.path, problem.pointer) == (local, ("corp1", "name"))


def test_only_the_files_of_the_environment_count() -> None:
    app = application({"server/datasources.production.json": {"corp1": None}})
    assert "null-data-source" not in codes(app)
    assert "null-data-source" in codes(app, "production")


def test_nothing_stops_boot_for_sure_where_a_script_may_change_it() -> None:
    app = application(sources(corp1=None) | {"server/datasources.local.js": Raw("module.exports = {};")})
    assert "null-data-source" not in codes(app)
