"""CouchDB: what loopback-connector-couchdb2 asks for, and how it is tried."""

from __future__ import annotations

from dataclasses import replace

from designer.connectors import couchdb_settings, couchdb_url, javascript
from designer.connectors.base import JSON, CannotVerify, CheckFailed, Connector, Settings
from designer.connectors.couchdb_url import DEFAULTS, Server
from designer.connectors.probe import LOG_IN, LOOPBACK, OPEN, PING, REQUEST, RESOLVE, USE, Attempt
from designer.connectors.rest_plan import tls_of
from designer.connectors.urls import split


class CouchDB2(Connector):
    key = "couchdb2"
    title = "CouchDB"
    summary = "Apache CouchDB 2.0 and later: documents over HTTP."
    icon = "apachecouchdb"
    category = "document"
    names = ("couchdb2", "loopback-connector-couchdb2")
    documentation = "https://loopback.io/doc/en/lb3/CouchDB2-connector.html"
    discovery = False
    migration = True
    package = "loopback-connector-couchdb2"
    package_range = "^1.5.3"
    package_range_for_loopback_2 = "^1.5.3"
    steps = (RESOLVE, OPEN, REQUEST, LOG_IN, USE, PING, LOOPBACK)
    driver = ("requests", "requests")
    verified_with = "PouchDB Server 4.2, which speaks CouchDB’s language"
    tries = (
        "Asks the server who it is and who it takes the user for, and looks at the database, as LoopBack does.",
        "Checks that the server knows queries by _find, which the connector makes, and who may create indexes.",
    )
    leaves_out = (
        *couchdb_settings.STEPS_LEFT_OUT,
        "Without “url” nothing is tried: with “username” and “password” alone, the connector does not start.",
    )
    settings = (
        couchdb_settings.url("https://user:password@db.example.com:5984", "username", "password"),
        couchdb_settings.DATABASE,
        couchdb_settings.USERNAME,
        couchdb_settings.PASSWORD,
        *couchdb_settings.REST,
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """As loopback-connector-couchdb2 1.5 (lib/couchdb.js) reads them and nano 6.4 (lib/nano.js) sends them."""
        from requests.auth import HTTPBasicAuth

        from designer.connectors.couchdb_session import Session, examine
        from designer.connectors.rest_exchange import auth_of

        server = _server(settings)
        if javascript.truthy(settings.get("username")) and not server.user:
            attempt.note(LOG_IN, "LoopBack’s connector does not read “username” and “password” where there is a “url”")
        defaults = request_defaults(settings)
        auth = auth_of(defaults)
        if auth is None and server.user:
            auth = HTTPBasicAuth(server.user.encode(), server.password.encode())
        elif isinstance(auth, HTTPBasicAuth):
            name = auth.username.decode() if isinstance(auth.username, bytes) else auth.username
            server = replace(server, user=name, account_blames=(DEFAULTS,), doubtful=False)
        return examine(Session(replace(server, tls=tls_of(defaults)), attempt, auth))


def request_defaults(settings: Settings) -> dict[str, JSON]:
    """The request library's options. Raises CannotVerify where they name a proxy."""
    found = settings.get(DEFAULTS)
    defaults = found if isinstance(found, dict) else {}
    if javascript.truthy(defaults.get("proxy")):
        sentence = "LoopBack sends these requests through a proxy, which is not tried from here."
        raise CannotVerify(sentence, blames=(DEFAULTS,))
    return defaults


def _server(settings: Settings) -> Server:
    if not javascript.truthy(settings.get("url")):
        sentence = (
            "LoopBack does not start without “url”: its connector has no other way to find the server. Fill it in, with"
            " the user and the password inside."
        )
        raise CheckFailed(sentence, blames=couchdb_url.URL)
    url, path = couchdb_url.without_path(settings["url"])
    couchdb_url.require_small_scheme(url)
    parts = split(url)
    user, password, doubtful = couchdb_url.account_in(parts)
    return Server(
        url=couchdb_url.origin(parts),
        user=user,
        password=password,
        checked=couchdb_url.checked_of(settings, path),
        database=couchdb_url.database_of(settings),
        doubtful=doubtful,
    )
