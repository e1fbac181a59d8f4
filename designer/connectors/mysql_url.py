"""MySQL's URLs, as the driver mysql 2.18.1 (lib/ConnectionConfig.js, parseUrl) reads them through Node's url.parse."""

from __future__ import annotations

import json
import re
from typing import NoReturn
from urllib.parse import parse_qsl, quote

from designer.connectors import javascript, mysql_collations, percent, urls
from designer.connectors.base import JSON, CheckFailed, Settings

_ESCAPED_BY_NODE = {ord(character): f"%{ord(character):02X}" for character in "\t\n\r \"'<>\\^`{|}"}


def options_of(url: JSON) -> dict[str, JSON]:
    """What the driver makes of a URL; values of the query are JSON where they can be, and win.

    Raises CheckFailed for what is no URL, and for what the driver breaks down over.
    """
    parts = urls.split(url.strip() if isinstance(url, str) else url)
    if not parts.path:
        sentence = (
            "LoopBack’s MySQL driver breaks down over a URL without a / after the host; write mysql://host/database."
        )
        raise CheckFailed(sentence, blames=("url",))
    user, _, password = _decoded(f"{parts.user}:{parts.password}").partition(":")
    options: dict[str, JSON] = {
        "host": parts.host,
        "port": parts.port,
        "user": user,
        "password": password,
        "database": parts.path[1:].translate(_ESCAPED_BY_NODE),
    }
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    for name, values in query.items():
        options[name] = _json_or_text(values[0]) if len(values) == 1 else [*values]
    return options


def settings_of(url: str) -> dict[str, JSON]:
    """The settings that mean the same as a URL. Raises CheckFailed for what is none."""
    options: dict[str, JSON] = {name: value for name, value in options_of(url).items() if value not in ("", None)}
    if isinstance(port := options.get("port"), str) and port.isascii() and port.isdigit() and len(port) < 6:
        options["port"] = int(port)
    if isinstance(collation := options.pop("charset", None), str):
        options["collation"] = mysql_collations.of_charset(collation.lower())
    if options.get("ssl") is True:
        options["ssl"] = {"rejectUnauthorized": False}  # which is what the driver makes of it
    if options.get("timezone") == "Z":
        del options["timezone"]  # where there is no URL, the connector sets it by itself
    elif "timezone" in options:
        options["legacyUtcDateProcessing"] = False
    return options


def written(settings: Settings) -> str:
    """The URL that means the same as settings. What it cannot hold elsewhere stands in its query, as JSON."""

    def value(*names: str) -> str:
        name = javascript.first(settings, *names)
        return javascript.text(settings[name]) if name else ""

    host, port, user, password = value("host", "hostname"), value("port"), value("username", "user"), value("password")
    database, query = value("database"), _query(settings)
    if ":" in user:
        query, user = {"user": user, **query}, ""
    if not re.fullmatch(r"[\w$.-]*", database, re.ASCII):
        query, database = {"database": database, **query}, ""
    account = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    where = f"[{host}]" if ":" in host else quote(host or "localhost", safe="")
    asked = "&".join(f"{name}={quote(_as_json(each), safe='')}" for name, each in query.items())
    address = f"{account}{'@' if account else ''}{where}{f':{quote(port)}' if port else ''}"
    return f"mysql://{address}/{database}{f'?{asked}' if asked else ''}"


def _query(settings: Settings) -> dict[str, JSON]:
    """The settings beside the address and the account that a URL can carry. The connector sets the time zone to
    UTC unless told not to, but only where there is no URL."""
    found = {name: settings.get(name) for name in ("socketPath", "ssl", "connectionLimit", "supportBigNumbers")}
    in_utc = settings.get("legacyUtcDateProcessing")
    found["timezone"] = "Z" if in_utc is None or javascript.truthy(in_utc) else settings.get("timezone")
    if isinstance(collation := settings.get("collation"), str):
        found["charset"] = collation.upper()
    return {name: each for name, each in found.items() if javascript.truthy(each)}


def _as_json(value: JSON) -> str:
    """A value so that the driver reads the same one: a text that looks like JSON needs quotes."""
    if isinstance(value, str) and _json_or_text(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _json_or_text(value: str) -> JSON:
    try:
        parsed: JSON = json.loads(value, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return value
    return parsed


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are Python's, not JSON's


def _decoded(text: str) -> str:
    try:
        return percent.decode_component(text)
    except ValueError as error:
        sentence = "LoopBack’s MySQL driver breaks down over a % that begins no character; write %25 for a %."
        raise CheckFailed(sentence, blames=("url",)) from error
