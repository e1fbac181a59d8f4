"""PostgreSQL's URLs, as the driver pg 8.23 reads them (pg-connection-string 2.14.1, index.js)."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, urlsplit

from designer.connectors import javascript, percent, urls
from designer.connectors.base import JSON, CannotVerify, CheckFailed, NotTaken, Settings

_FILES = ("sslrootcert", "sslcert", "sslkey")
_READ = {"host", "port", "user", "password", "ssl", "sslmode", "sslnegotiation", "uselibpqcompat"}
_OPTIONS = (
    "application_name",
    "fallback_application_name",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "query_timeout",
    "options",
    "client_encoding",
    "replication",
)
"""What the driver reads in a URL (pg, lib/connection-parameters.js) and in the settings alike, which LoopBack hands to
it as they are. Others, such as `max` and `keepAlive`, work as settings alone."""
_TO_ENCODE = re.compile(r" |%[^a-f0-9]|%[a-f0-9][^a-f0-9]", re.IGNORECASE)


def options_of(url: JSON) -> dict[str, JSON]:
    """What the driver makes of a URL: the options that win over the settings, some of them by being empty.

    Raises CheckFailed for what is no URL or what the driver breaks down over, and CannotVerify where it depends on
    files of the machine that LoopBack runs on.
    """
    if isinstance(url, str) and url.startswith("/"):
        folder, _, database = url.partition(" ")
        return {"host": folder, "database": database.partition(" ")[0], "password": ""}  # the pool hides one from pg
    if isinstance(url, str) and _TO_ENCODE.search(url):
        url = re.sub(r"%25(\d\d)", r"%\1", percent.encode(url))
    parts = urls.split(url)
    try:
        return _options(parts, _host_as_written(str(url)))
    except ValueError as error:
        sentence = "LoopBack’s PostgreSQL driver breaks down over a % that begins no character; write %25 for a %."
        raise CheckFailed(sentence, blames=("url",)) from error


def _options(parts: urls.Parts, host: str) -> dict[str, JSON]:
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    options: dict[str, JSON] = {
        "host": query.get("host") or percent.decode_component(host),
        "port": query.get("port") or parts.port,
        "user": query.get("user") or percent.decode_component(parts.user),
        "password": query.get("password") or percent.decode_component(parts.password),
        "database": percent.decode(parts.path[1:]),
    }
    if parts.scheme == "socket":
        options |= {"host": percent.decode(parts.path), "database": query.get("db")}
        if "port" not in query:
            del options["port"]
    return options | _ssl_of_query(query)


def _host_as_written(url: str) -> str:
    """The host without making its letters small, which matters for the folder of a socket."""
    address = urlsplit(url).netloc.rpartition("@")[2]
    return address[1:].partition("]")[0] if address.startswith("[") else address.partition(":")[0]


def _ssl_of_query(query: dict[str, str]) -> dict[str, JSON]:
    if any(query.get(name) for name in _FILES):
        sentence = "The URL names certificate files on the machine that LoopBack runs on, so it cannot be tried here."
        raise CannotVerify(sentence, blames=("url",))
    if query.get("sslnegotiation") == "direct":
        sentence = "TLS without asking the server first (sslnegotiation=direct) cannot be tried here."
        raise CannotVerify(sentence, blames=("url",))
    mode, as_libpq = query.get("sslmode"), query.get("uselibpqcompat") == "true"
    if mode == "verify-ca" and as_libpq:
        sentence = "LoopBack’s PostgreSQL driver takes sslmode=verify-ca with uselibpqcompat only with sslrootcert."
        raise CheckFailed(sentence, blames=("url",))
    if mode:
        lenient = {"prefer", "require"} if as_libpq else {"no-verify"}
        return {"ssl": False if mode == "disable" else {"rejectUnauthorized": False} if mode in lenient else True}
    if "ssl" in query:
        return {"ssl": {"true": True, "1": True, "0": False}.get(query["ssl"], query["ssl"])}
    return {}


def settings_of(url: str) -> dict[str, JSON]:
    """The settings that mean the same as a URL. Raises CheckFailed for what is none or needs files."""
    try:
        options: dict[str, JSON] = {name: each for name, each in options_of(url).items() if each not in ("", None)}
    except CannotVerify as error:
        sentence = "The URL names certificate files; put their text, as PEM, into “ssl” instead."
        raise CheckFailed(sentence, blames=error.blames) from error
    if isinstance(port := options.get("port"), str) and port.isascii() and port.isdigit() and len(port) < 6:
        options["port"] = int(port)
    others = {name: value for name, value in _query(url).items() if name in _OPTIONS}
    return {**others, **options}


def not_taken(url: str) -> NotTaken:
    """The options that say nothing to LoopBack’s driver, though some would as a setting."""
    return NotTaken(never_read=tuple(name for name in _query(url) if name not in {*_READ, *_OPTIONS}))


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urls.split(url).query))


def written(settings: Settings) -> str:
    """The URL that means the same as settings; certificates stay out of it, and stay in force as “ssl”."""

    def value(*names: str) -> str:
        name = javascript.first(settings, *names)
        return javascript.text(settings[name]) if name else ""

    host, port, user, password = value("host", "hostname"), value("port"), value("user", "username"), value("password")
    account = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    address = f"{account}{'@' if account else ''}{_bracketed(host or 'localhost')}{f':{quote(port)}' if port else ''}"
    ssl = _mode(settings.get("ssl"))
    return f"postgres://{address}/{quote(value('database'), safe='/')}{f'?{ssl}' if ssl else ''}"


def _bracketed(host: str) -> str:
    try:
        return f"[{host}]" if ip_address(host).version == 6 else host
    except ValueError:
        return quote(host, safe="")


def _mode(ssl: JSON) -> str:
    if ssl == {"rejectUnauthorized": False} or ssl == "no-verify":
        return "sslmode=no-verify"
    return "ssl=true" if ssl is True or ssl == "true" else ""
