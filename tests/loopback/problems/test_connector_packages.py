"""Connectors and their packages."""

from __future__ import annotations

import pytest

from designer.loopback.jsontext import JSON
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import (
    MEMORY,
    PACKAGE,
    SOURCES,
    Case,
    Files,
    application,
    check,
    codes,
    found,
    sources,
)

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE


def listed(packages: dict[str, JSON]) -> Files:
    """A package.json that lists these packages."""
    return {PACKAGE: {"dependencies": {"loopback": "^3.22.0", **packages}}}


CASES = [
    Case("no-connector", STOPS, sources(corp1={}), SOURCES, ("corp1",)),
    Case("no-connector", STOPS, sources(corp1={"connector": ""}), SOURCES, ("corp1",)),
    Case("no-connector", STOPS, sources(mail={}), SOURCES, ("mail",)),
    Case("no-connector", STOPS, sources(Memory={}), SOURCES, ("Memory",)),
    Case("missing-package", STOPS, sources(corp1={"adapter": "mail"}), SOURCES, ("corp1", "adapter")),
    Case("connector-from-name", ADVICE, sources(memory={}), SOURCES, ("memory",)),
    Case(
        "missing-package", STOPS, sources(corp1={"connector": "mysql"}), SOURCES, ("corp1", "connector"), has_fix=True
    ),
    Case("missing-package", STOPS, sources(corp1={"adapter": "mysql"}), SOURCES, ("corp1", "adapter"), has_fix=True),
    Case("missing-package", STOPS, sources(corp1={"connector": "MySQL"}), SOURCES, ("corp1", "connector")),
    Case("missing-package", STOPS, sources(corp1={"connector": "@ours/db"}), SOURCES, ("corp1", "connector")),
    Case("missing-package", STOPS, sources(corp1={"connector": "./connectors/ours"}), SOURCES, ("corp1", "connector")),
    Case(
        "package-range",
        WRONG,
        listed({"loopback-connector-postgresql": "^3.4.0"}),
        PACKAGE,
        ("dependencies", "loopback-connector-postgresql"),
        has_fix=True,
    ),
    Case(
        "package-range",
        WRONG,
        listed({"loopback-connector-mongodb": "^6.0.0"}),
        PACKAGE,
        ("dependencies", "loopback-connector-mongodb"),
    ),
    Case("package-range", WRONG, listed({"loopback": "^4.0.0"}), PACKAGE, ("dependencies", "loopback")),
    Case(
        "old-boot",
        WRONG,
        listed({"loopback-boot": "~2.17.0"}) | sources(a=MEMORY | {"file": "${F}"}),
        PACKAGE,
        ("dependencies", "loopback-boot"),
    ),
    Case(
        "old-boot",
        WRONG,
        listed({"loopback-boot": "2.8.2"}) | {"server/datasources.local.json": {"a": MEMORY}},
        PACKAGE,
        ("dependencies", "loopback-boot"),
    ),
]

SOUND = [
    ("no-connector", sources(memory={})),
    ("connector-from-name", sources(memory=MEMORY)),
    *(
        ("missing-package", sources(a={"connector": each}))
        for each in ("Memory", "kv-memory", "KvMemory", "transient", "mail", "remote", "../ours", "/ours", "toString")
    ),
    ("missing-package", sources(a={"connector": "mysql"}) | listed({"loopback-connector-mysql": "*"})),
    (
        "missing-package",
        sources(a={"connector": "mysql"}) | {PACKAGE: {"devDependencies": {"loopback-connector-mysql": "*"}}},
    ),
    ("missing-package", sources(a={"connector": "mysql"}) | {PACKAGE: {"name": "@ours/api", "dependencies": {}}}),
    ("missing-package", sources(a={"connector": "@ours/db/lib/x"}) | listed({"@ours/db": "*"})),
    ("missing-package", sources(a={"connector": "mysql"}) | {PACKAGE: ...}),
    (
        "package-range",
        listed({"loopback-connector-postgresql": "^5.0.0", "loopback-connector-mongodb": "^5.0.0 || ^6.0.0"}),
    ),
    ("old-boot", listed({"loopback-boot": "^2.6.5"}) | sources(a=MEMORY | {"file": "${F}"})),
    ("old-boot", listed({"loopback-boot": "2.8.2"})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []


def test_a_package_is_missing_once_however_many_data_sources_need_it() -> None:
    app = application(sources(a={"connector": "mysql"}, b={"connector": "mysql"}))
    assert len(found(app, "missing-package")) == 1


def test_a_package_that_another_environment_needs_is_not_missing_in_this_one() -> None:
    app = application({"server/datasources.production.json": {"a": {"connector": "mysql"}}})
    assert "missing-package" not in codes(app)
    assert "missing-package" in codes(app, "production")
