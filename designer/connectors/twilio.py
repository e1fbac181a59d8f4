"""Twilio: what loopback-connector-twilio asks for, and how it is tried.

From loopback-connector-twilio 1.0 (lib/twilio.js) and twilio 3.84 (lib/rest/Twilio.js).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from designer.connectors import javascript
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Kind, Setting, Settings
from designer.connectors.probe import LOG_IN, OPEN, REQUEST, RESOLVE, TLS, USER, Attempt

if TYPE_CHECKING:
    from designer.connectors.web import Answer

API = "https://api.twilio.com"
BLAMES = ("accountSid", "authToken")
MOST_BYTES = 100_000


class Twilio(Connector):
    key = "twilio"
    title = "Twilio"
    category = "service"
    names = ("twilio", "loopback-connector-twilio")
    summary = "Sends text messages and makes telephone calls."
    documentation = "https://github.com/dashby3000/loopback-connector-twilio"
    discovery = False
    migration = False
    package = "loopback-connector-twilio"
    package_range = "^1.0.0"
    package_range_for_loopback_2 = "^1.0.0"
    base_model = "Model"
    steps = (RESOLVE, OPEN, TLS, REQUEST, LOG_IN)
    driver = ("requests", "requests")
    tries = ("Asks Twilio for the account itself, with its id and its token: that changes nothing and costs nothing.",)
    leaves_out = (
        "Nothing is sent and nobody is called, so whether the account may do that is not known.",
        "The key for SendGrid, which version 2 of the connector takes, is not tried.",
    )
    settings = (
        Setting(name="accountSid", label="Account", help="Its id, which begins with AC.", width=6),
        Setting(name="authToken", label="Token", help="Secret of that account.", kind=Kind.SECRET, width=6),
        Setting(
            name="sgAPIKey",
            label="SendGrid key",
            help="API key for mails by SendGrid, for version 2 of the connector.",
            kind=Kind.SECRET,
            more=True,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Ask for the account."""
        from requests.auth import HTTPBasicAuth

        from designer.connectors import web

        account, token = settings.get("accountSid"), settings.get("authToken")
        if not isinstance(account, str) or not account.startswith("AC"):
            raise CheckFailed("LoopBack does not start: the account’s id must begin with AC.", blames=("accountSid",))
        if not javascript.truthy(token):
            raise CheckFailed("LoopBack does not start without the token.", blames=("authToken",))
        sid = javascript.text(account)
        request = web.Request(
            f"{API}/2010-04-01/Accounts/{quote(sid, safe='')}.json",
            ("accountSid",),
            auth=HTTPBasicAuth(sid.encode(), javascript.text(token).encode()),
        )
        answer = web.fetch(request, attempt, most_bytes=MOST_BYTES)
        with attempt.step(LOG_IN):
            found = _account(answer)
        attempt.tell(USER, javascript.text(found.get("friendly_name") or sid)[:100])
        answer.tell(attempt)
        return "Twilio accepts the account and its token. Nothing was sent."


def _account(answer: Answer) -> dict[str, Any]:
    """What Twilio says of the account. Raises CheckFailed where it cannot be used, CannotVerify where that is open."""
    if answer.wants_login:
        sentence = f"Twilio does not accept the account and its token: it answers with {answer}."
        raise CheckFailed(sentence, blames=BLAMES)
    if answer.status == 404:
        raise CheckFailed("Twilio does not know this account.", blames=("accountSid",))
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if answer.status != 200 or not isinstance(found, dict):
        raise CannotVerify(f"Twilio answers with {answer}; whether the account works could not be found out.")
    if found.get("status") != "active":
        status = javascript.text(found.get("status"))[:40]
        raise CheckFailed(f"Twilio accepts the token, but the account is {status}.", blames=("accountSid",))
    return found
