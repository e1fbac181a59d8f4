"""Twilio's test against a real HTTP server that answers as Twilio's does."""

from __future__ import annotations

import json

import pytest

from designer.connectors import twilio
from designer.connectors.base import JSON
from designer.connectors.examination import examine
from designer.connectors.results import CheckResult, Verdict
from tests.services.listeners import Reply, WebServer, web

ACCOUNT = "GET /2010-04-01/Accounts/AC123.json"
SETTINGS: dict[str, JSON] = {"accountSid": "AC123", "authToken": "hunter22"}


def answer(status: int, /, **found: JSON) -> Reply:
    return Reply(status, body=json.dumps(found).encode())


def tried(site: WebServer, patch: pytest.MonkeyPatch) -> CheckResult:
    patch.setattr(twilio, "API", site.url)
    return examine(twilio.Twilio(), SETTINGS, 5)


def test_the_account_is_looked_at_and_nothing_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with web({ACCOUNT: answer(200, status="active", friendly_name="Shop")}) as site:
        result = tried(site, monkeypatch)
        assert (site.asked, site.requests[0].headers["Authorization"]) == ([ACCOUNT], "Basic QUMxMjM6aHVudGVyMjI=")
    assert (result.verdict, result.sentence) == (
        Verdict.VERIFIED,
        "Twilio accepts the account and its token. Nothing was sent.",
    )
    assert ("Logged in as", "Shop") in {(fact.name, fact.value) for fact in result.facts}
    assert "hunter22" not in str(result.as_dict())


@pytest.mark.parametrize(
    ("reply", "verdict", "blames"),
    [
        (answer(401, code=20003), Verdict.FAILED, ("accountSid", "authToken")),
        (answer(404, code=20404), Verdict.FAILED, ("accountSid",)),
        (answer(200, status="suspended"), Verdict.FAILED, ("accountSid",)),
        (answer(503), Verdict.UNVERIFIED, ()),
        (Reply(200, body=b"[]"), Verdict.UNVERIFIED, ()),
    ],
)
def test_another_answer(
    reply: Reply, verdict: Verdict, blames: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with web({ACCOUNT: reply}) as site:
        result = tried(site, monkeypatch)
    assert (result.verdict, result.blames) == (verdict, blames)


@pytest.mark.parametrize(
    ("settings", "blames"),
    [({}, ("accountSid",)), ({"accountSid": "SK1"}, ("accountSid",)), ({"accountSid": "AC1"}, ("authToken",))],
)
def test_settings_with_which_loopback_does_not_start(settings: dict[str, JSON], blames: tuple[str, ...]) -> None:
    result = examine(twilio.Twilio(), settings, 5)
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
