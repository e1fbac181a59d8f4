"""The settings of a PostgreSQL data source as loopback-connector-postgresql reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, unquote

from designer.connectors import javascript, tls
from designer.connectors.base import JSON, CannotVerify, CheckFailed, Settings
from designer.connectors.urls import split

_FILES = ("sslrootcert", "sslcert", "sslkey")


@dataclass(frozen=True, slots=True)
class Account:
    """What decides whether a connection succeeds.

    Read as loopback-connector-postgresql 5.5 (lib/postgresql.js) and its driver pg 8
    (lib/connection-parameters.js, pg-connection-string) do: `host` wins over `hostname`, `user` over
    `username`; a `url` replaces host, port, user, password and database even by nothing, and `ssl` only where
    its query speaks of it; a host that begins with / is the folder of a Unix socket.
    """

    host: str
    port: int
    user: str
    password: str
    database: str
    tls: tls.Options | None
    sources: dict[str, str]
    """Which key of the settings each of these came from."""

    @property
    def is_socket(self) -> bool:
        return self.host.startswith("/")

    def keys(self, *names: str) -> tuple[str, ...]:
        """The keys to mark where one of these is wrong."""
        return tuple(dict.fromkeys(self.sources.get(name, name) for name in names))

    @classmethod
    def read(cls, settings: Settings) -> Self:
        """Raises CheckFailed where a value cannot be what it should be, and CannotVerify where it depends on
        the machine that LoopBack runs on."""
        sources = {
            "host": javascript.first(settings, "host", "hostname") or "host",
            "user": javascript.first(settings, "user", "username") or "user",
        }
        options = {**settings, "host": settings.get(sources["host"]), "user": settings.get(sources["user"])}
        if javascript.truthy(settings.get("url")):
            of_url = _options_of_url(settings["url"])
            options |= of_url
            sources |= dict.fromkeys(of_url, "url")
        return cls._from(options, sources)

    @classmethod
    def _from(cls, options: Settings, sources: dict[str, str]) -> Self:
        def value(name: str, default: str = "") -> str:
            found = options.get(name)
            return javascript.text(found) if javascript.truthy(found) else default

        user = value("user")
        if not user:
            sentence = "No user is set, so LoopBack would take the system account that it runs as; type one."
            raise CannotVerify(sentence, blames=(sources.get("user", "user"),))
        return cls(
            host=value("host", "localhost"),
            port=javascript.port(options.get("port") or 5432, blames=(sources.get("port", "port"),)),
            user=user,
            password=_password(options.get("password"), sources.get("password", "password")),
            database=value("database", user),
            tls=_tls(options.get("ssl"), sources.get("ssl", "ssl")),
            sources=sources,
        )


def _password(value: JSON, key: str) -> str:
    if not javascript.truthy(value):
        return ""
    if not isinstance(value, str):
        sentence = "The password is not a text; LoopBack's PostgreSQL driver takes only one in quotes."
        raise CheckFailed(sentence, blames=(key,))
    return javascript.text(value)


def _tls(value: JSON, key: str) -> tls.Options | None:
    """pg 8 (lib/connection.js): any truthy value asks for TLS, and then has to be `true` or an object."""
    if not javascript.truthy(value):
        return None
    if value == "no-verify":
        return tls.Options(verify=False)
    if value is True or value == "true" or isinstance(value, dict):
        return tls.Options.read(value)
    sentence = (
        f"LoopBack's PostgreSQL driver breaks down over “{javascript.text(value)[:40]}” as “ssl”:"
        " it takes true, false or an object (in a URL: ssl=1 or ssl=0)."
    )
    raise CheckFailed(sentence, blames=(key,))


def _options_of_url(url: JSON) -> dict[str, JSON]:
    if isinstance(url, str) and url.startswith("/"):
        folder, _, database = url.partition(" ")
        return {"host": folder, "database": database}
    parts = split(url)
    query = dict(parse_qsl(parts.query))
    options: dict[str, JSON] = {
        "host": query.get("host") or unquote(parts.host),
        "port": query.get("port") or parts.port,
        "user": query.get("user") or unquote(parts.user),
        "password": query.get("password") or unquote(parts.password),
        "database": unquote(parts.path[1:]),
    }
    if parts.scheme == "socket":
        options |= {"host": unquote(parts.path), "database": query.get("db")}
    return options | _ssl_of_query(query)


def _ssl_of_query(query: dict[str, str]) -> dict[str, JSON]:
    if any(name in query for name in _FILES):
        sentence = "The URL names certificate files on the machine that LoopBack runs on, so it cannot be tried here."
        raise CannotVerify(sentence, blames=("url",))
    mode = query.get("sslmode")
    if mode:
        lenient = {"no-verify", "prefer", "require"} if query.get("uselibpqcompat") == "true" else {"no-verify"}
        return {"ssl": False if mode == "disable" else {"rejectUnauthorized": mode not in lenient}}
    if "ssl" in query:
        return {"ssl": {"true": True, "1": True, "0": False}.get(query["ssl"], query["ssl"])}
    return {}
