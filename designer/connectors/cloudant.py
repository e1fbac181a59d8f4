"""IBM Cloudant: what loopback-connector-cloudant asks for, and how it is tried."""

from __future__ import annotations

import re
from dataclasses import replace

from designer.connectors import couchdb_settings, couchdb_url, javascript, usual
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Kind, Setting, Settings
from designer.connectors.couchdb2 import request_defaults
from designer.connectors.couchdb_url import Server
from designer.connectors.probe import LOG_IN, LOOPBACK, OPEN, PING, REQUEST, RESOLVE, USE, Attempt
from designer.connectors.rest_plan import tls_of
from designer.connectors.urls import split

ACCOUNT = ("username", "password")


class Cloudant(Connector):
    key = "cloudant"
    title = "IBM Cloudant"
    summary = "IBM Cloudant, CouchDB in IBM’s cloud."
    category = "document"
    names = ("cloudant", "loopback-connector-cloudant")
    documentation = "https://loopback.io/doc/en/lb3/Cloudant-connector.html"
    discovery = False
    migration = True
    package = "loopback-connector-cloudant"
    package_range = "^2.5.0"
    package_range_for_loopback_2 = "^2.5.0"
    steps = (RESOLVE, OPEN, REQUEST, LOG_IN, USE, PING, LOOPBACK)
    driver = ("requests", "requests")
    verified_with = "PouchDB Server 4.2, which speaks CouchDB’s language; Cloudant itself could not be had"
    tries = (
        "Logs in as LoopBack does: with a session for the user, with a token of IBM Cloud for an API key, or both.",
        "Looks at the database, and checks that it takes queries by _find, and who may create indexes.",
    )
    leaves_out = (
        *couchdb_settings.STEPS_LEFT_OUT,
        "IBM Cloud’s own token service was only tried in imitation.",
        "Credentials in “vcapServices” and plugins of the application are not tried.",
    )
    settings = (
        couchdb_settings.url("https://user:password@account.cloudant.com"),
        couchdb_settings.DATABASE,
        couchdb_settings.USERNAME,
        couchdb_settings.PASSWORD,
        Setting(
            name="plugins",
            label="Plugins",
            help='Of the driver, as in {"iamauth": {"iamApiKey": "…"}}, or "retry"; several stand in a list.',
            kind=Kind.OBJECT,
            may_contain_secret=True,
            more=True,
            group=usual.LOG_IN,
        ),
        usual.number(
            "maxAttempt", "Attempts", "How often a request is sent at most.", default=3, group=usual.BEHAVIOUR
        ),
        *couchdb_settings.REST,
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """As loopback-connector-cloudant 2.5 (lib/cloudant.js) and @cloudant/cloudant 4.5 read them."""
        from designer.connectors.cloudant_login import PLUGINS, Plugins, log_in
        from designer.connectors.couchdb_session import Session, examine
        from designer.connectors.rest_exchange import auth_of

        plugins = Plugins(settings.get("plugins"))
        defaults = request_defaults(settings)
        server = replace(_server(settings), tls=tls_of(defaults))
        if plugins.wants_account and not (server.user and server.password):
            sentence = "LoopBack does not start: the plugin “cookieauth” needs a user and a password."
            raise CheckFailed(sentence, blames=server.account_blames)
        if plugins.iam is not None and not server.user:
            server = replace(server, account_blames=PLUGINS)
        for name in plugins.unknown:
            attempt.note("Plugins", f"“{name[:60]}” is a file of the application, and is not tried")
        return examine(Session(server, attempt, auth_of(defaults)), lambda session: log_in(session, plugins))


def _server(settings: Settings) -> Server:
    """Raises CheckFailed where LoopBack would not start."""
    if javascript.truthy(settings.get("url")):
        return _from_url(settings)
    if not all(javascript.truthy(settings.get(name)) for name in ACCOUNT):
        sentence = "LoopBack does not start without “url”, or else “username” and “password”."
        raise CheckFailed(sentence, blames=("url", *ACCOUNT))
    if javascript.truthy(settings.get("vcapServices")):
        raise CannotVerify("The server is named in “vcapServices”, which is not tried here.", blames=("vcapServices",))
    name = javascript.text(settings["username"])
    account = re.search(r"([^.]+)\.cloudant\.com", name)
    return _made(
        settings, f"https://{couchdb_url.component(account[1] if account else name)}.cloudant.com", "", ("username",)
    )


def _from_url(settings: Settings) -> Server:
    """lib/reconfigure.js: a user with a password beside the URL counts more than those inside, but for http with
    Cloudant's own domain, which becomes https."""
    url, path = couchdb_url.without_path(settings["url"])
    parts = split(url)
    if parts.scheme == "http" and parts.host.endswith("cloudant.com"):
        parts = replace(parts, scheme="https", port="")
    elif _account(settings):
        return _made(settings, couchdb_url.origin(parts), path, couchdb_url.URL)
    else:
        couchdb_url.require_small_scheme(url)
    return Server(
        url=couchdb_url.origin(parts),
        user=couchdb_url.decoded(parts.user),
        password=couchdb_url.decoded(parts.password),
        checked=couchdb_url.checked_of(settings, path),
        database=couchdb_url.database_of(settings),
    )


def _account(settings: Settings) -> tuple[str, str] | None:
    name = javascript.first(settings, "key", "username", "account")
    if name is None or not javascript.truthy(settings.get("password")):
        return None
    return javascript.text(settings[name]), javascript.text(settings["password"])


def _made(settings: Settings, url: str, path: str, blames: tuple[str, ...]) -> Server:
    user, password = _account(settings) or ("", "")
    return Server(
        url=url,
        user=user,
        password=password,
        checked=couchdb_url.checked_of(settings, path),
        database=couchdb_url.database_of(settings),
        blames=blames,
        account_blames=ACCOUNT,
    )
