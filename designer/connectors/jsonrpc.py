"""JSON-RPC services: what loopback-connector-jsonrpc asks for, and how they are tried.

From loopback-connector-jsonrpc (lib/jsonrpc-connector.js) and jayson 2.1 (lib/client/http.js), which hand the settings,
with the parts of the URL that they lack, to Node's http.request.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from designer.connectors import javascript, usual
from designer.connectors.base import CheckFailed, Connector, Kind, Setting, Settings, WorksOnlyHere
from designer.connectors.probe import LOOPBACK, OPEN, REQUEST, RESOLVE, Attempt
from designer.connectors.rest_settings import plain
from designer.connectors.urls import require_http

METHOD = "rpc.discover"
"""A name that JSON-RPC 2 keeps for the service itself: no application has a method of that name that does something."""
LANGUAGE = "JSON-RPC"
MOST_BYTES = 1_000_000


class JSONRPC(Connector):
    key = "jsonrpc"
    title = "JSON-RPC services"
    category = "service"
    names = ("jsonrpc", "loopback-connector-jsonrpc")
    summary = "Calls a JSON-RPC service: each operation becomes a method."
    documentation = "https://github.com/strongloop/loopback-connector-jsonrpc"
    discovery = False
    migration = False
    package = "loopback-connector-jsonrpc"
    package_range = "^1.0.4"
    package_range_for_loopback_2 = "^1.0.4"
    base_model = "Model"
    steps = (RESOLVE, OPEN, REQUEST, LANGUAGE, LOOPBACK)
    driver = ("requests", "requests")
    verified_with = "a JSON-RPC service on Python’s http.server"
    tries = (
        f"Sends one call, of {METHOD}: a name that the protocol keeps for descriptions, so that nothing happens.",
        "Any answer of JSON-RPC will do, also that there is no such method.",
    )
    leaves_out = (
        "None of the operations is called, so whether the service has them is not known.",
        "The package was not on npm when this was written; it has to be installed from its repository.",
        "LoopBack itself contacts nobody until an operation is called.",
    )
    settings = (
        Setting(
            name="url",
            label="URL",
            help="Address of the service; it must begin with http://.",
            aliases=("baseURL",),
            may_contain_secret=True,
        ),
        Setting(
            name="operations",
            entry="operation",
            label="Operations",
            help="Names of the service’s methods that models shall have; LoopBack does not start without the list.",
            kind=Kind.ARRAY,
            fields=(plain(),),
        ),
        Setting(name="host", label="Host", help="Where there is no URL.", default="localhost", more=True, width=9),
        usual.number("port", "Port", "It wins over the one in the URL.", width=3, default=80, bounds=usual.PORTS),
        Setting(
            name="version",
            label="Version",
            help="Of JSON-RPC.",
            kind=Kind.CHOICE,
            choices=((2, "2.0"), (1, "1.0")),
            default=2,
            more=True,
            width=4,
            group=usual.BEHAVIOUR,
        ),
        Setting(
            name="encoding",
            label="Encoding",
            help="Of the texts, as Node names it.",
            default="utf8",
            more=True,
            width=4,
            group=usual.BEHAVIOUR,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """One call that does nothing."""
        from designer.connectors import web

        if not isinstance(settings.get("operations"), list):
            sentence = "LoopBack does not start without the list of operations, be it an empty one."
            raise CheckFailed(sentence, blames=("operations",))
        url, blames = address(settings)
        require_http(url, blames)
        call = {"jsonrpc": "2.0", "method": METHOD, "id": 1}
        if settings.get("version") == 1:
            call = {"method": METHOD, "params": [], "id": 1}
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        request = web.Request(url, blames, "POST", headers=headers, body=json.dumps(call).encode(), follows=False)
        answer = web.fetch(request, attempt, most_bytes=MOST_BYTES)
        with attempt.step(LANGUAGE):
            if answer.wants_login:
                raise CheckFailed(f"{answer.server} asks for credentials: it answers with {answer}.", blames=blames)
            if not _is_jsonrpc(answer.body):
                sentence = f"{answer.server} answers with {answer}, but not as JSON-RPC does; check the URL."
                raise CheckFailed(sentence, blames=blames)
        with attempt.step(LOOPBACK) as note:
            note.detail = "speaks http"
            if urlsplit(url).scheme == "https":
                sentence = "The service answers, but LoopBack’s connector cannot speak https."
                raise WorksOnlyHere(sentence, blames=blames)
        answer.tell(attempt)
        return f"{answer.server} answers as a JSON-RPC service. No operation was called."


def address(settings: Settings) -> tuple[str, tuple[str, ...]]:
    """Where calls go, and the settings that say so. Raises CheckFailed for a URL that cannot be read."""
    name = javascript.first(settings, "url", "baseURL")
    port = javascript.port(settings["port"]) if javascript.truthy(settings.get("port")) else None
    if name is None:
        host = javascript.text(settings["host"]) if javascript.truthy(settings.get("host")) else "localhost"
        return f"http://{host}:{port or 80}/", ("host", "port")
    url = javascript.text(settings[name])
    require_http(url, (name,))
    if port is None:
        return url, (name,)
    parts = urlsplit(url)
    user, at, server = parts.netloc.rpartition("@")
    host = server.partition("]")[0] + "]" if server.startswith("[") else server.partition(":")[0]
    return parts._replace(netloc=f"{user}{at}{host}:{port}").geturl(), (name, "port")


def _is_jsonrpc(body: bytes) -> bool:
    try:
        answer: Any = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and "id" in answer and ("result" in answer or "error" in answer)
