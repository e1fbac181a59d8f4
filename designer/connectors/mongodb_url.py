"""MongoDB's URLs, as the driver mongodb 3.7.4 reads them.

They are read twice: to connect, by lib/core/uri_parser.js (or by the older parser, where `useNewUrlParser` is false),
and by the older one, lib/url_parser.js, for the name of the database (loopback-connector-mongodb 4.2.0,
lib/mongodb.js, connect). What the second refuses ends the application, even after a login that worked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import parse_qsl, quote

from designer.connectors import javascript, percent
from designer.connectors.base import JSON, CannotTakeApart, CheckFailed, NotTaken, Settings

PORT = 27017
_SRV = "mongodb+srv://"
_HOST = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[^:\[\]\s]*))(?::(?P<port>\d{1,5}))?")
_ENCODE = "write characters other than letters, digits and -_.!~*'() percent-encoded, in capitals, as %40 and %2F."
_NOT_IN_SRV = (
    "With mongodb+srv://, LoopBack’s driver breaks down over an encoded character in the user or the password; leave"
    " both out of the URL, and fill in “user” and “password”."
)
_TEXTS = ("authSource", "authMechanism", "replicaSet", "readPreference", "appname")
_OTHERS = (
    *("ssl", "sslValidate", "w", "wtimeout", "j", "fsync", "poolSize", "minSize", "connectTimeoutMS", "family"),
    *("socketTimeoutMS", "maxStalenessSeconds", "keepAlive", "keepAliveInitialDelay", "noDelay", "autoReconnect"),
    *("reconnectTries", "reconnectInterval", "bufferMaxEntries", "acceptableLatencyMS", "connectWithNoPrimary"),
)
_IN_URL = {"maxPoolSize": "poolSize", "wtimeoutMS": "wtimeout", "journal": "j", "tls": "ssl"}
_SETTINGS = {name.lower(): name for name in (*_TEXTS, *_OTHERS)} | {
    name.lower(): setting for name, setting in _IN_URL.items()
}
"""The options that work as a setting, too, each with its name there: loopback-connector-mongodb 4.2.0 (lib/mongodb.js,
connect) passes on those of a list alone. (It says `w` by itself, which wins over the URL: that works only as one.)"""
_WRITTEN = ("authSource", "authMechanism", "replicaSet", "ssl", "sslValidate", "readPreference")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a URL says. `options` are by their names in small letters, as the driver compares them."""

    hosts: tuple[tuple[str, int], ...]
    """Name or address and port; a path and 0 for a Unix socket. For mongodb+srv:// the one name to look up, and 0."""
    is_srv: bool
    user: str
    password: str = field(repr=False)
    default_source: str
    """The database that it names, where accounts are looked up unless something else is said; may be empty."""
    database: str
    """The database that LoopBack uses: "admin" where the URL names none, and never percent-decoded."""
    options: dict[str, JSON] = field(repr=False)


def is_plain(text: str) -> bool:
    """Whether a user or password stands in a URL as the driver wants it: `encodeURIComponent` of what it means."""
    try:
        return quote(percent.decode_component(text), safe="!*'()") == text
    except ValueError:
        return False


def read(url: JSON, *, blames: tuple[str, ...] = ("url",), for_single_settings: bool = False) -> Parts:
    """The parts of a URL that both parsers accept. Raises CheckFailed, without quoting it, for any other.

    `for_single_settings`: what LoopBack breaks down over only because it stands in the URL is accepted.
    """
    if not isinstance(url, str) or not url.startswith(("mongodb://", _SRV)):
        raise CheckFailed("The URL must begin with mongodb:// or mongodb+srv://.", blames=blames)
    before, mark, query = url.partition("://")[2].partition("?")
    authority, slash, database = before.partition("/")
    account, at, hosts = authority.rpartition("@")
    user, _, password = account.partition(":")
    if "@" in account or "@" in database or "@" in query.partition("/")[0] or ":" in password:
        _refuse(f"The URL has an @, : or / too many; in the user and the password, {_ENCODE}", blames)
    if at and not user:
        _refuse("The URL has no user before the @.", blames)
    if not (is_plain(user) and is_plain(password)):
        _refuse(f"LoopBack’s driver breaks down over a character in the user or the password; {_ENCODE}", blames)
    if mark and not slash:
        _refuse("LoopBack’s driver breaks down over a URL without a / before the ?.", blames)
    if "/" in database:
        _refuse("The URL has a / too many after the host.", blames)
    is_srv = url.startswith(_SRV)
    if is_srv and not for_single_settings and not (is_plain(_lenient(user)) and is_plain(_lenient(password))):
        _refuse(_NOT_IN_SRV, blames)  # what it makes of the SRV record and reads a second time is not encoded again
    return Parts(
        hosts=_srv_name(hosts, blames) if is_srv else tuple(_host(each, blames) for each in hosts.split(",")),
        is_srv=is_srv,
        user=percent.decode_component(user),
        password=percent.decode_component(password),
        default_source=_lenient(database),
        database=database or "admin",
        options=_options(query, blames),
    )


def settings_of(url: str) -> dict[str, JSON]:
    """The settings that mean the same as a URL with one host.

    Raises CannotTakeApart where there are several, CheckFailed for what is no URL.
    """
    parts = read(url, for_single_settings=True)
    if len(parts.hosts) > 1:
        sentence = "A URL with several hosts has to stay one; there are no single settings that mean the same."
        raise CannotTakeApart(sentence, blames=("url",))
    host, port = parts.hosts[0]
    found: dict[str, JSON] = {"protocol": "mongodb+srv"} if parts.is_srv else {}
    found |= {"host": host} | ({"port": port} if port else {})
    found |= {"user": parts.user} if parts.user else {}
    found |= {"password": parts.password} if parts.password else {}
    found["database"] = parts.database
    if parts.user and not parts.default_source and "authsource" not in parts.options:
        found["authSource"] = "admin"  # which single settings would not mean
    return found | {_SETTINGS[name]: _typed(name, each) for name, each in parts.options.items() if name in _SETTINGS}


def not_taken(url: str) -> NotTaken:
    """The options that LoopBack's driver gets only through the URL."""
    names = (name for name, _ in parse_qsl(url.partition("?")[2]))
    return NotTaken(only_in_url=tuple(dict.fromkeys(name for name in names if name.lower() not in _SETTINGS)))


def written(settings: Settings) -> str:
    """The URL that means the same as single settings, with everything percent-encoded as the driver wants it."""

    def value(*names: str) -> str:
        name = javascript.first(settings, *names)
        return javascript.text(settings[name]) if name else ""

    def encoded(text: str) -> str:
        return quote(text, safe="!*'()")

    protocol, host = value("protocol") or "mongodb", value("hostname", "host") or "127.0.0.1"
    user, password = value("user", "username"), value("password")
    account = f"{encoded(user)}{f':{encoded(password)}' if password else ''}@" if user else ""
    port = value("port") if protocol == "mongodb" else ""
    where = f"[{host}]" if ":" in host else host
    asked = "&".join(
        f"{name}={encoded(javascript.text(settings[name]))}"
        for name in _WRITTEN
        if settings.get(name) not in (None, "") and not isinstance(settings[name], list | dict)
    )
    database = value("database", "db") or "test"
    return f"{protocol}://{account}{where}{f':{port}' if port else ''}/{database}{f'?{asked}' if asked else ''}"


def _typed(name: str, value: JSON) -> JSON:
    """What the driver takes as a setting: numbers only as numbers."""
    is_number = isinstance(value, str) and value.isascii() and value.isdecimal() and _SETTINGS[name] not in _TEXTS
    return int(str(value)) if is_number else value


def _refuse(sentence: str, blames: tuple[str, ...]) -> NoReturn:
    raise CheckFailed(sentence, blames=blames)


def _lenient(text: str) -> str:
    """`querystring.unescape`, which takes a % that begins no character for itself."""
    try:
        return percent.decode_component(text)
    except ValueError:
        return text


def _srv_name(text: str, blames: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    if "," in text or ":" in text or len(text.split(".")) < 3 or not all(text.split(".")):
        _refuse("A URL with mongodb+srv:// names one host, of at least three parts, and no port.", blames)
    return ((text.lower(), 0),)


def _host(text: str, blames: tuple[str, ...]) -> tuple[str, int]:
    if ".sock" in text:
        return _lenient(text), 0
    match = _HOST.fullmatch(text)
    name = match and (match["v6"] or match["name"])
    if not match or not name:
        _refuse("A host in the URL is empty or not one: it is a name or an address, and perhaps : and a port.", blames)
    return name.lower(), javascript.port(match["port"] or PORT, blames=blames)


def _options(query: str, blames: tuple[str, ...]) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if not value:
            _refuse(f"The URL gives no value to “{name[:40]}”.", blames)
        found[name.lower()] = value.lower() == "true" if value.lower() in {"true", "false"} else value
    if found.get("tls", found.get("ssl")) != found.get("ssl", found.get("tls")):
        _refuse("The URL says “tls” and “ssl”, and they differ.", blames)
    return found
