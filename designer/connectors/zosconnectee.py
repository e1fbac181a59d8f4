"""z/OS Connect: what loopback-connector-zosconnectee asks for, and how it is tried.

From loopback-connector-zosconnectee 1.0 (lib/zosconnectee-connector.js, generator-zosconnectee/discover/index.js): the
connector reads a file that its generator made from the server's list of APIs, and is loopback-connector-rest with it.
"""

from __future__ import annotations

import json
from typing import Any

from designer.connectors import javascript, usual
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Setting, Settings
from designer.connectors.probe import LOG_IN, OPEN, REQUEST, RESOLVE, USER, Attempt
from designer.connectors.urls import require_http

APIS = "/zosConnect/apis"
MOST_BYTES = 2_000_000
SHOWN = 8


class ZOSConnectEE(Connector):
    key = "zosconnectee"
    title = "z/OS Connect Enterprise Edition"
    category = "service"
    names = ("zosconnectee", "loopback-connector-zosconnectee")
    summary = "Calls the APIs of a z/OS Connect server, by requests that the connector’s own generator wrote."
    documentation = "https://github.com/strongloop/loopback-connector-zosconnectee"
    discovery = False
    migration = False
    package = "loopback-connector-zosconnectee"
    package_range = "^1.0.0"
    package_range_for_loopback_2 = "^1.0.0"
    base_model = "Model"
    steps = (RESOLVE, OPEN, REQUEST, LOG_IN)
    driver = ("requests", "requests")
    tries = (f"Asks the server for the list of its APIs, {APIS}, with the user and the password.",)
    leaves_out = (
        "The connector does not look at these settings but at the file that “template” names; that is not read here.",
        "No API is called.",
        "The package was not on npm when this was written.",
    )
    settings = (
        Setting(
            name="baseURL",
            label="Server",
            help="URL of the z/OS Connect server, such as http://example.com:10112.",
            may_contain_secret=True,
        ),
        usual.user(aliases=("username",)),
        usual.password(),
        Setting(
            name="template",
            label="Requests",
            help="File in the folder server with the requests, as the connector’s generator wrote it.",
            more=True,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Ask for the list of APIs."""
        from requests.auth import HTTPBasicAuth

        from designer.connectors import web

        if not javascript.truthy(settings.get("baseURL")):
            raise CheckFailed("Type the URL of the server.", blames=("baseURL",))
        url = javascript.text(settings["baseURL"]).rstrip("/")
        require_http(url, ("baseURL",))
        name = javascript.first(settings, "user", "username")
        user = javascript.text(settings[name]) if name else ""
        password = javascript.text(settings.get("password") or "")
        request = web.Request(
            url + APIS,
            ("baseURL",),
            headers={"Accept": "application/json"},
            auth=HTTPBasicAuth(user.encode(), password.encode()) if user else None,
        )
        answer = web.fetch(request, attempt, most_bytes=MOST_BYTES)
        with attempt.step(LOG_IN):
            if answer.wants_login:
                sentence = f"{answer.server} does not accept the user and the password: it answers with {answer}."
                raise CheckFailed(sentence, blames=(name or "user", "password"), detail=answer.challenge)
        apis = _apis(answer.body) if answer.status == 200 else None
        if apis is None:
            sentence = f"{answer.server} answers with {answer}, but with no list of APIs, as z/OS Connect has it."
            raise CannotVerify(sentence, blames=("baseURL",))
        attempt.tell("APIs", ", ".join([*apis[:SHOWN], *(["…"] if len(apis) > SHOWN else [])]) or "none")
        if user:
            attempt.tell(USER, user)
        answer.tell(attempt)
        return f"{answer.server} lists {len(apis)} API{'' if len(apis) == 1 else 's'}. None of them was called."


def _apis(body: bytes) -> list[str] | None:
    try:
        answer: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    apis = answer.get("apis") if isinstance(answer, dict) else None
    if not isinstance(apis, list):
        return None
    return [javascript.text(each.get("name"))[:80] for each in apis if isinstance(each, dict)]
