"""Which configuration files LoopBack reads, and how it merges them."""

from __future__ import annotations

import pytest

from designer.loopback.jsontext import JSON
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MEMORY, SOURCES, Case, Files, Raw, application, check, codes, found, sources

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE
LOCAL, PRODUCTION = "server/datasources.local.json", "server/model-config.production.json"
MIDDLEWARE = "server/middleware.development.json"


def middleware(main: JSON, development: JSON) -> Files:
    """The main file of the middleware, and the one of development."""
    return {"server/middleware.json": main, MIDDLEWARE: development}


CASES = [
    Case("merge-conflict", STOPS, sources(a=MEMORY | {"port": 1}) | {LOCAL: {"a": {"port": {}}}}, LOCAL, ("a", "port")),
    Case(
        "merge-conflict",
        STOPS,
        sources(a=MEMORY | {"port": 1}) | {LOCAL: {"a": {"port": None}}},
        LOCAL,
        ("a", "port"),
        has_fix=True,
    ),
    Case("merge-conflict", STOPS, sources(a=None) | {LOCAL: {"a": MEMORY}}, SOURCES, ("a",), has_fix=True),
    Case(
        "merge-conflict",
        STOPS,
        sources(a=MEMORY | {"x.y": [{"z": [1]}]}) | {LOCAL: {"a": {"x.y": [{"z": [1, 2]}]}}},
        LOCAL,
        ("a", "x.y", 0, "z"),
    ),
    Case(
        "merge-conflict",
        STOPS,
        {PRODUCTION: {"Note": {"dataSource": None}}},
        PRODUCTION,
        ("Note", "dataSource"),
        environment="production",
        has_fix=True,
    ),
    Case("merge-conflict", STOPS, middleware({"final": {}}, {"auth": {}}), MIDDLEWARE, ("auth",)),
    Case("merge-conflict", STOPS, middleware({"final": {}}, {"final": {"cors": {}}}), MIDDLEWARE, ("final", "cors")),
    Case(
        "merge-conflict",
        STOPS,
        middleware({"final": {"cors": {"params": {"x": 1}}}}, {"final": {"cors": {"params": {"x": {}}}}}),
        MIDDLEWARE,
        ("final", "cors", "params", "x"),
    ),
    Case("main-file-missing", WRONG, {"server/config.local.json": {"port": 1}}, "server/config.local.json"),
    Case("main-file-missing", WRONG, {"server/config.local.js": Raw("")}, "server/config.local.js"),
    Case("unread-layer", WRONG, {LOCAL: {}, "server/datasources.local.js": Raw("")}, LOCAL),
    Case("unread-layer", WRONG, {"server/datasources.js": Raw("")}, "server/datasources.js"),
]

SOUND = [
    ("merge-conflict", sources(a=MEMORY | {"port": 1}) | {LOCAL: {"a": {"port": "2"}}}),
    ("merge-conflict", sources(a=MEMORY | {"x": {}}) | {LOCAL: {"a": {"x": None}}}),
    ("merge-conflict", sources(a=MEMORY) | {"server/datasources.production.json": {"a": {"connector": None}}}),
    ("merge-conflict", middleware({"final": {"cors": {}}}, {"final": {"cors": None}})),
    ("merge-conflict", middleware({"final": {"cors": {}}}, {"final": {"cors": [{"enabled": False}]}})),
    ("main-file-missing", {"server/config.production.json": {}}),
    ("unread-layer", {LOCAL: {}, "server/datasources.production.js": Raw("")}),
    ("unread-layer", {"server/config.js": Raw("")}),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []


def test_a_conflict_is_one_problem() -> None:
    files = sources(db=MEMORY | {"a": 1}) | {LOCAL: {"db": {"a": None}, "other": None}}
    assert codes(application(files)) == {"merge-conflict"}


def test_a_main_file_that_has_no_text_is_there() -> None:
    app = application({"server/config.local.json": {"port": 1}}, unread=("server/config.json",))
    assert codes(app) == set()
