"""config.json, middleware.json and component-config.json."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity
from tests.loopback.problems.cases import PACKAGE, Case, Files, application, check, found

STOPS, ADVICE = Severity.STOPS_BOOT, Severity.ADVICE
CONFIG, MIDDLEWARE, COMPONENTS = "server/config.json", "server/middleware.json", "server/component-config.json"

CASES = [
    Case("bad-app-setting", STOPS, {CONFIG: {"restApiRoot": "api"}}, CONFIG, ("restApiRoot",)),
    Case("bad-app-setting", STOPS, {CONFIG: {"restApiRoot": 5}}, CONFIG, ("restApiRoot",)),
    Case("bad-address", STOPS, {CONFIG: {"host": 5}}, CONFIG, ("host",)),
    Case("bad-address", STOPS, {CONFIG: {"port": True}}, CONFIG, ("port",)),
    Case("bad-middleware", STOPS, {MIDDLEWARE: {"initial": None}}, MIDDLEWARE, ("initial",)),
    Case("bad-middleware", STOPS, {MIDDLEWARE: {"initial": "cors"}}, MIDDLEWARE, ("initial",)),
    Case("bad-middleware", STOPS, {MIDDLEWARE: {"initial": [{}]}}, MIDDLEWARE, ("initial",)),
    Case(
        "bad-middleware",
        STOPS,
        {MIDDLEWARE: {"initial": {"loopback#rest": None}}},
        MIDDLEWARE,
        ("initial", "loopback#rest"),
    ),
    Case(
        "bad-middleware",
        STOPS,
        {MIDDLEWARE: {"initial": {"loopback#rest": [None]}}},
        MIDDLEWARE,
        ("initial", "loopback#rest"),
    ),
    Case(
        "middleware-order", STOPS, {MIDDLEWARE: {"routes": {}, "initial:before": {}}}, MIDDLEWARE, ("initial:before",)
    ),
    Case("middleware-order", STOPS, {MIDDLEWARE: {"mine": {}, "routes": {}, "auth": {}}}, MIDDLEWARE, ("auth",)),
    Case("unlisted-package", ADVICE, {MIDDLEWARE: {"initial": {"cors": {}}}}, MIDDLEWARE, ("initial", "cors")),
    Case(
        "unlisted-package",
        ADVICE,
        {COMPONENTS: {"loopback-component-explorer": {}}},
        COMPONENTS,
        ("loopback-component-explorer",),
    ),
]

SOUND = [
    *(("bad-app-setting", {CONFIG: {"restApiRoot": value}}) for value in ("/api", "/", "", None)),
    *(("bad-address", {CONFIG: {"host": "x", "port": value}}) for value in (3000, "3000", None)),
    ("bad-middleware", {MIDDLEWARE: {"initial": {"loopback#rest": [], "loopback#static": {}}, "auth": "", "x": 5}}),
    (
        "middleware-order",
        {MIDDLEWARE: {"initial:before": {}, "initial": {}, "mine": {}, "auth:after": {}, "final": {}}},
    ),
    ("unlisted-package", {MIDDLEWARE: {"initial": {"./mine": {}, "loopback#rest": {}, "cors": {"optional": True}}}}),
    ("unlisted-package", {COMPONENTS: {"loopback-component-explorer": None}}),
    ("unlisted-package", {COMPONENTS: {"a/b": {}}, PACKAGE: {"dependencies": {"a": "1"}}}),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []
