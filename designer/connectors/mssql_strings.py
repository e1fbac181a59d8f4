"""The value of `url` as the driver mssql reads it: a URL, or a connection string of ADO.NET.

Read as mssql 6.4.1 (lib/connectionstring.js) does. Other than with single settings, the connection is not
encrypted unless the text asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from designer.connectors.base import JSON, CheckFailed
from designer.connectors.urls import split

_URL = re.compile(r"(mssql|tedious|msnodesql|tds)://", re.IGNORECASE)
_YES = {"true", "yes", "1"}
_LOCAL = {".", "(.)", "(localdb)", "(local)"}
_PAIR = re.compile(r"""([^=;'"{}]*)=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|\{([^}]*)\}|([^;]*))[^;]*(?:;|$)""")
_BLAMES = ("url",)
_SERVERS = ("server", "address", "addr", "data source", "network address")
_CONNECTION_TIMEOUTS = ("connectionTimeout", "timeout", "connect timeout", "connection timeout")
_REQUEST_TIMEOUTS = ("requestTimeout", "request timeout")
_READ = {
    *(*_SERVERS, *_CONNECTION_TIMEOUTS, *_REQUEST_TIMEOUTS),
    *("uid", "user id", "pwd", "password", "database", "initial catalog", "domain", "encrypt", "stream", "useUTC"),
    *("applicationintent", "multisubnetfailover"),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What such a text says; empty where it is silent."""

    server: str
    port: int
    instance: str
    user: str
    password: str = field(repr=False)
    database: str
    domain: str
    encrypt: bool


def read(text: JSON) -> Parts:
    """The parts of a URL or a connection string. Raises CheckFailed, without quoting it, for what is neither."""
    if not isinstance(text, str):
        raise CheckFailed("The URL has to be a text.", blames=_BLAMES)
    return _parts(_of_url(text) if _URL.match(text) else _of_connection_string(text))


def _parts(values: Mapping[str, str]) -> Parts:
    def first(*names: str) -> str:
        return next((values[name] for name in names if values.get(name)), "")

    server, instance, port = _server(first(*_SERVERS))
    domain, _, user = first("uid", "user id").rpartition("\\")
    return Parts(
        server=server,
        port=port,
        instance=instance,
        user=user,
        password=_given(values, "pwd", "password"),
        database=_given(values, "database", "initial catalog"),
        domain=domain,
        encrypt=values.get("encrypt", "").lower() in _YES,
    )


def settings_of(url: str) -> dict[str, JSON]:
    """The settings that mean the same as a URL, which does not encrypt unless it says so: single settings do unless
    they say not to."""
    values = _of_url(url)
    parts = _parts(values)
    texts = {"user": parts.user, "password": parts.password, "database": parts.database, "domain": parts.domain}
    found: dict[str, JSON] = {"host": parts.server} | ({"port": parts.port} if parts.port else {})
    found |= {name: text for name, text in texts.items() if text}
    seconds, milliseconds = _number(values, *_CONNECTION_TIMEOUTS), _number(values, *_REQUEST_TIMEOUTS)
    found |= {"connectionTimeout": seconds * 1000} if seconds is not None else {}
    found |= {"requestTimeout": milliseconds} if milliseconds is not None else {}
    found |= {"stream": True} if values.get("stream", "").lower() in _YES else {}
    options: dict[str, JSON] = {"instanceName": parts.instance} if parts.instance else {}
    options["encrypt"] = parts.encrypt
    options |= {"useUTC": values["useUTC"].lower() in _YES} if "useUTC" in values else {}
    options |= {"readOnlyIntent": True} if values.get("applicationintent", "").lower() == "readonly" else {}
    options |= {"multiSubnetFailover": True} if values.get("multisubnetfailover", "").lower() == "true" else {}
    return {**found, "options": options}


def unread(url: str) -> tuple[str, ...]:
    """The options of a URL that the driver does not look for."""
    return tuple(name for name in _of_url(url) if name not in _READ)


def _number(values: Mapping[str, str], *names: str) -> int | None:
    """`parseInt` of the first that is there; None for NaN."""
    match = re.match(r"\s*([+-]?\d+)", _given(values, *names))
    return int(match[1]) if match else None


def _given(values: Mapping[str, str], *names: str) -> str:
    """The first that is there, even if it is empty."""
    return next((values[name] for name in names if name in values), "")


def _of_url(text: str) -> dict[str, str]:
    parts = split(text)
    if not parts.host:
        raise CheckFailed("The URL names no host.", blames=_BLAMES)
    instance, slash, database = parts.path[1:].partition("/")
    if not slash:
        instance, database = "", instance
    server = f"{parts.host},{parts.port}" if parts.port else f"{parts.host}\\{instance}" if instance else parts.host
    values = {"server": server, "uid": unquote(parts.user), "pwd": unquote(parts.password)}
    values["database"] = database.partition("/")[0]
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name == "domain":
            values["uid"] = f"{value}\\{values['uid']}"
        else:
            values[name] = value
    return values


def _of_connection_string(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, double, single, braces, plain in _PAIR.findall(text):
        value = double.replace('""', '"') or single.replace("''", "'") or braces or plain
        values[name.strip().lower()] = value
    if not values:
        raise CheckFailed(
            "The URL is neither one of the form mssql://user:password@host:1433/database nor a connection string"
            " of the form Server=host,1433;Database=…;User Id=…;Password=…",
            blames=_BLAMES,
        )
    return values


def _server(text: str) -> tuple[str, str, int]:
    """Host, instance and port of a "data source" such as tcp:host\\instance,1433."""
    text = text.strip()
    if text.lower().startswith("np:"):
        raise CheckFailed("LoopBack’s SQL Server driver knows no named pipes; name a host.", blames=_BLAMES)
    text = text[4:] if text.lower().startswith("tcp:") else text
    text, comma, digits = text.rpartition(",") if "," in text else (text, "", "")
    host, _, instance = text.rpartition("\\") if "\\" in text else (text, "", "")
    if not comma and "," in instance:
        instance, _, digits = instance.partition(",")
    match = re.match(r"\s*(\d{1,5})", digits)
    host = host.strip()
    return ("localhost" if host.lower() in _LOCAL else host), instance.strip(), int(match[1]) if match else 0
