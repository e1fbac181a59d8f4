"""Secrets in files that git carries."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MEMORY, SOURCES, Case, Files, Raw, application, check, found, sources

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE

CASES = [
    Case("secret-in-file", ADVICE, sources(a=MEMORY | {"password": "kT7-wq/9pL"}), SOURCES, ("a", "password")),
    Case("secret-in-file", ADVICE, sources(a=MEMORY | {"url": "mysql://me:kT7-wq9pL@host/db"}), SOURCES, ("a", "url")),
    Case(
        "secret-in-file",
        ADVICE,
        {"server/datasources.production.json": {"a": {"password": "kT7-wq/9pL"}}},
        "server/datasources.production.json",
        ("a", "password"),
    ),
]

SOUND = [
    ("secret-in-file", sources(a=MEMORY | {"password": "${PW}"})),
    (
        "secret-in-file",
        {
            "server/datasources.local.json": {"a": MEMORY | {"password": "kT7-wq/9pL"}},
            ".gitignore": Raw("*.local.json"),
        },
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []


def test_the_secret_is_not_told() -> None:
    [problem] = found(application(sources(a=MEMORY | {"password": "kT7-wq/9pL"})), "secret-in-file")
    assert "kT7" not in str(problem)
