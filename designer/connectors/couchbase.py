"""Couchbase: what loopback-connector-couchbase asks for, and how far it is tried over HTTP."""

from __future__ import annotations

from typing import NoReturn

from designer.connectors import javascript, usual
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Setting, Settings
from designer.connectors.probe import OPEN, REQUEST, RESOLVE, SERVER, Attempt
from designer.connectors.urls import require_http

MANAGEMENT, DATA, QUERIES = 8091, 11210, 8093
MOST_BYTES = 200_000
PLACE = ("host",)


class Couchbase(Connector):
    key = "couchbase"
    title = "Couchbase"
    summary = "Couchbase Server up to 4, by a connector of the community."
    icon = "couchbase"
    category = "document"
    names = ("couchbase", "loopback-connector-couchbase")
    documentation = "https://www.npmjs.com/package/loopback-connector-couchbase"
    discovery = False
    migration = False
    package = "loopback-connector-couchbase"
    package_range = "^1.0.6"
    package_range_for_loopback_2 = "^1.0.6"
    steps = (RESOLVE, OPEN, REQUEST, "Queries")
    driver = ("requests", "requests")
    tries = ("Asks for the version at the port for administration, and opens the port for queries.",)
    leaves_out = (
        "Nobody here speaks Couchbase’s own language: the bucket is not opened, and no query is sent.",
        "The connector reads no user and sends no password; from version 5 on, Couchbase usually wants both.",
        "The connector itself does not use “port”: only the version is asked for there.",
        "No Couchbase could be had to try this against.",
    )
    settings = (
        usual.host(),
        usual.port(MANAGEMENT),
        usual.number("n1qlport", "Port for queries", "TCP port of the query service.", default=QUERIES, more=False),
        usual.database(default="default", label="Bucket", help="Bucket that holds the data."),
        usual.number(
            "connectionTimeout", "Connection time-out", "Milliseconds to wait for a connection.", default=20000
        ),
        usual.number("operationTimeout", "Operation time-out", "Milliseconds to wait for an operation.", default=15000),
        Setting(
            name="env",
            label="Debugging",
            help="Variable used for debugging.",
            default="debugging",
            more=True,
            width=4,
            group=usual.BEHAVIOUR,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> NoReturn:
        """As loopback-connector-couchbase 1.0 (lib/cb.js) reads them: “host” alone counts for the data."""
        host = javascript.text(settings["host"]) if javascript.truthy(settings.get("host")) else "localhost"
        release = _release(host, _port(settings, "port", MANAGEMENT), attempt)
        with attempt.step("Queries") as note:
            port = _port(settings, "n1qlport", QUERIES)
            blames = ("host", "n1qlport")
            connection, address = attempt.connect(attempt.inside().resolve(host, port, blames=blames), blames=blames)
            connection.close()
            note.detail = f"{address} accepts connections"
        attempt.tell(SERVER, release)
        account = ""
        major = release.split()[-1].partition(".")[0]
        if major.isdigit() and int(major) >= 5:
            account = " LoopBack’s connector sends no user, which this version usually wants."
        sentence = (
            f"{release} answers, and its port for queries is open. Not tried: the bucket, and any query.{account}"
        )
        raise CannotVerify(sentence)


def _port(settings: Settings, name: str, usual_port: int) -> int:
    value = settings.get(name)
    return javascript.port(value, blames=(name,)) if javascript.truthy(value) else usual_port


def _release(host: str, port: int, attempt: Attempt) -> str:
    """Such as "Couchbase 6.6.0-7909-enterprise". Raises CheckFailed for what is none."""
    from designer.connectors.web import Request, fetch
    from designer.connectors.web_json import members

    blames = (*PLACE, "port")
    name = f"[{host}]" if ":" in host else host
    url = f"http://{name}:{port}/pools"
    if set(host) & set("/@?#\\"):
        raise CheckFailed("The host must be a name or an address alone.", blames=PLACE)
    require_http(url, PLACE)
    answer = fetch(Request(url, blames, follows=False), attempt, most_bytes=MOST_BYTES)
    found = members(answer)
    version = found.get("implementationVersion")
    if answer.status == 200 and isinstance(version, str):
        return f"Couchbase {version[:60]}"
    if answer.status == 401:
        sentence = f"{answer.server} wants a user and a password before it says what it is; nothing else was tried."
        raise CannotVerify(sentence, blames=blames, detail=answer.challenge)
    sentence = f"What answers at {answer.server} is no Couchbase; check the host and the port."
    raise CheckFailed(sentence, blames=blames, detail=str(answer))
