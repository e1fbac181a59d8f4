from __future__ import annotations

from typing import Any

import pytest

from designer.connectors import CATALOGUE, ibmi
from designer.connectors.examination import examine
from designer.connectors.results import CheckResult, Verdict
from tests.services import listeners


def tried(settings: dict[str, Any]) -> CheckResult:
    return examine(CATALOGUE["ibmi"], settings, 5)


@pytest.mark.parametrize(("more", "constant"), [("", "DATABASE_PORT"), ("SSL=1;", "DATABASE_PORT_OVER_TLS")])
def test_the_system_of_a_connection_string(more: str, constant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with listeners.listening(listeners.hang) as listener:
        monkeypatch.setattr(ibmi, constant, listener.port)
        result = tried({"connectionString": f"DRIVER={{IBM i Access}};SYSTEM=localhost;{more}UID=bob;PWD=hunter-22"})
    assert result.verdict is Verdict.UNVERIFIED
    assert [step.state for step in result.steps] == ["ok", "ok"]
    assert "hunter-22" not in repr(result)


@pytest.mark.parametrize(
    ("settings", "verdict", "words"),
    [
        ({"connectionString": "DSN=SHOP;UID=bob"}, Verdict.UNVERIFIED, "configuration of ODBC"),
        ({"dsn": "SHOP", "username": "bob", "password": "x"}, Verdict.FAILED, "reads “connectionString” alone"),
        ({}, Verdict.FAILED, "reads “connectionString” alone"),
        ({"connectionString": "SHOP"}, Verdict.FAILED, "KEY=value"),
    ],
)
def test_what_cannot_be_tried(settings: dict[str, Any], verdict: Verdict, words: str) -> None:
    result = tried(settings)
    assert (result.verdict, result.blames) == (verdict, ("connectionString",))
    assert words in result.sentence
