"""Another LoopBack application: what loopback-connector-remote asks for, and how it is tried.

From loopback-connector-remote 3.4 (lib/remote-connector.js) and strong-remoting 3.17 (lib/remote-objects.js,
lib/rest-adapter.js), which contact nobody before the first call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors import javascript, usual
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Kind, Setting, Settings
from designer.connectors.probe import OPEN, REQUEST, RESOLVE, Attempt
from designer.connectors.urls import require_http

if TYPE_CHECKING:
    from designer.connectors.remote_application import Found

API = "LoopBack’s API"


class Remote(Connector):
    key = "remote"
    title = "Another LoopBack application"
    category = "service"
    names = ("remote", "loopback-connector-remote")
    summary = "Calls the models of another LoopBack application, which have the same names and methods there."
    icon = "loopback"
    documentation = "https://loopback.io/doc/en/lb3/Remote-connector.html"
    discovery = False
    migration = False
    base_model = "Model"
    steps = (RESOLVE, OPEN, REQUEST, API)
    driver = ("requests", "requests")
    verified_with = "LoopBack 3.28 with loopback-component-explorer 6.5"
    tries = (
        "Sends GET to the root of the API, where a LoopBack application says that it has no method.",
        "Reads /explorer/swagger.json, where the application has its explorer, and compares the API’s root with it.",
    )
    leaves_out = (
        "No model is called, so whether the application has those that are attached here is not known.",
        "An access token cannot be set in JSON, so nothing that needs one is tried.",
        "LoopBack itself contacts nobody until a method is called, so it starts with settings that fail here.",
    )
    settings = (
        Setting(
            name="url",
            label="URL",
            help="Root of the other application’s API, such as http://localhost:3001/api.",
            overrides=("protocol", "host", "port", "root"),
            may_contain_secret=True,
        ),
        Setting(
            name="protocol",
            label="Protocol",
            help="How the application is reached.",
            kind=Kind.CHOICE,
            choices=(("http", "http"), ("https", "https")),
            default="http",
            width=3,
        ),
        Setting(name="host", label="Host", help="Machine that it runs on.", default="localhost", width=6),
        Setting(
            name="port",
            label="Port",
            help="Port of it.",
            kind=Kind.NUMBER,
            bounds=usual.PORTS,
            default=3000,
            width=3,
        ),
        Setting(name="root", label="Root", help="Path of its API, such as /api.", default="", width=6),
        Setting(
            name="adapter",
            label="Adapter",
            help="How strong-remoting speaks to it.",
            kind=Kind.CHOICE,
            choices=(("rest", "REST"), ("jsonrpc", "JSON-RPC"), ("socket-io", "Socket.IO")),
            default="rest",
            more=True,
            width=4,
            group=usual.BEHAVIOUR,
        ),
        Setting(
            name="options",
            label="Options",
            help="Options of strong-remoting.",
            kind=Kind.OBJECT,
            more=True,
            may_contain_secret=True,
            group=usual.BEHAVIOUR,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Look at the root of the API, and at the explorer."""
        from designer.connectors.remote_application import look

        url, blames = address(settings)
        require_http(url, blames)
        found = look(url, attempt, blames)
        with attempt.step(API) as note:
            if settings.get("adapter") not in (None, "", "rest"):
                sentence = f"{found.server} answers with {found.status}; only the adapter “rest” is tried."
                raise CannotVerify(sentence, blames=("adapter",))
            if not found.is_root:
                raise _elsewhere(found, blames)
            note.detail = f"LoopBack’s API is at {found.path}"
        found.tell(attempt)
        return f"{found.server} is a LoopBack application: {found.described}. No model was called."


def address(settings: Settings) -> tuple[str, tuple[str, ...]]:
    """Where calls go (RemoteConnector), and the settings that say so."""
    if javascript.truthy(settings.get("url")):
        return javascript.text(settings["url"]), ("url",)

    def value(name: str, default: str) -> str:
        given = settings.get(name)
        return javascript.text(given) if javascript.truthy(given) else default

    host, port = value("host", "localhost"), javascript.port(settings.get("port") or 3000)
    return f"{value('protocol', 'http')}://{host}:{port}{value('root', '')}", ("host", "port", "root")


def _elsewhere(found: Found, blames: tuple[str, ...]) -> CheckFailed | CannotVerify:
    """What it means that the root of a LoopBack API is not there."""
    to_blame = blames if blames == ("url",) else ("root",)
    if found.answer.wants_login:
        return CheckFailed(f"{found.server} asks for credentials: it answers with {found.status}.", blames=blames)
    if found.base_path is not None:
        sentence = f"{found.server} is a LoopBack application, but its API is at {found.base_path}, not {found.path}."
        return CheckFailed(sentence, blames=to_blame)
    if found.is_loopback:
        sentence = f"{found.server} looks like LoopBack, but its API is not at {found.path}; often it is at /api."
        return CheckFailed(sentence, blames=to_blame)
    sentence = f"{found.server} answers with {found.status}, but nothing shows that it is LoopBack."
    return CannotVerify(sentence, blames=blames)
