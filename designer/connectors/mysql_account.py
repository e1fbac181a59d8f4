"""The settings of a MySQL data source as loopback-connector-mysql reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, unquote

from designer.connectors import javascript, tls
from designer.connectors.base import JSON, CannotVerify, CheckFailed, Settings
from designer.connectors.urls import split


@dataclass(frozen=True, slots=True)
class Account:
    """What decides whether a connection succeeds.

    Read as loopback-connector-mysql 5.4.4 (lib/mysql.js, generateOptions) and its driver mysql 2.18.1
    (lib/ConnectionConfig.js) do: a non-empty `url` replaces everything else, `username` wins over `user`,
    `host` over `hostname`, and `socketPath` over host and port.
    """

    host: str
    port: int
    user: str
    password: str
    database: str
    socket_path: str
    tls: tls.Options | None
    creates_database: bool
    sources: dict[str, str]
    """Which key of the settings each of these came from."""

    def keys(self, *names: str) -> tuple[str, ...]:
        """The keys to mark where one of these is wrong."""
        return tuple(dict.fromkeys(self.sources.get(name, name) for name in names))

    @classmethod
    def read(cls, settings: Settings) -> Self:
        """Raises CheckFailed where a value cannot be what it should be."""
        if javascript.truthy(settings.get("url")):
            names = ("host", "port", "user", "password", "database", "socketPath", "ssl")
            return cls._from(_options_of_url(settings["url"]), dict.fromkeys(names, "url"), settings)
        sources = {
            "host": javascript.first(settings, "host", "hostname") or "host",
            "user": javascript.first(settings, "username", "user") or "user",
        }
        options = {**settings, "host": settings.get(sources["host"]), "user": settings.get(sources["user"])}
        return cls._from(options, sources, settings)

    @classmethod
    def _from(cls, options: Settings, sources: dict[str, str], settings: Settings) -> Self:
        def value(name: str, default: str = "") -> str:
            found = options.get(name)
            return javascript.text(found) if javascript.truthy(found) else default

        port_keys = (sources.get("port", "port"),)
        return cls(
            host=value("host", "localhost"),
            port=javascript.port(options.get("port") or 3306, blames=port_keys),
            user=value("user"),
            password=_password(options.get("password"), sources.get("password", "password")),
            database=value("database"),
            socket_path=value("socketPath"),
            tls=_tls(options.get("ssl"), sources.get("ssl", "ssl")),
            creates_database="url" not in sources.values() and javascript.truthy(settings.get("createDatabase")),
            sources=sources,
        )


def _password(value: JSON, key: str) -> str:
    if not javascript.truthy(value):
        return ""
    if not isinstance(value, str):
        sentence = "The password is not a text; LoopBack's MySQL driver takes only one in quotes."
        raise CheckFailed(sentence, blames=(key,))
    return javascript.text(value)


def _tls(value: JSON, key: str) -> tls.Options | None:
    """`true` encrypts without looking at the certificate: the driver sets its default on objects alone."""
    if not javascript.truthy(value):
        return None
    if value == "Amazon RDS":
        sentence = "“Amazon RDS” means certificates inside of LoopBack's MySQL driver, so TLS cannot be tried here."
        raise CannotVerify(sentence, blames=(key,))
    if isinstance(value, str):
        sentence = "LoopBack's MySQL driver takes an object as “ssl”, or the text “Amazon RDS”."
        raise CheckFailed(sentence, blames=(key,))
    return tls.Options.read(value) if isinstance(value, dict) else tls.Options(verify=False)


def _options_of_url(url: JSON) -> dict[str, JSON]:
    """As parseUrl of mysql 2.18.1: values of the query are JSON where they can be, and win."""
    parts = split(url)
    options: dict[str, JSON] = {
        "host": parts.host,
        "port": parts.port,
        "user": unquote(parts.user),
        "password": unquote(parts.password),
        "database": parts.path[1:],
    }
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        options[name] = _json_or_text(value)
    return options


def _json_or_text(value: str) -> JSON:
    try:
        parsed: JSON = json.loads(value)
    except ValueError:
        return value
    return parsed
