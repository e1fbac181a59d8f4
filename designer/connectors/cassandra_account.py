"""The settings of a Cassandra data source as loopback-connector-cassandra reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from designer.connectors import javascript, tls
from designer.connectors.base import JSON, CheckFailed, Settings

DEFAULT_PORT = 9042
DEFAULT_KEYSPACE = "test"
_TIMEOUTS = ("connectTimeout", "readTimeout")


@dataclass(frozen=True, slots=True)
class Place:
    """A node to begin with: a name or an address, and a port."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Account:
    """What decides whether a connection succeeds.

    Read as loopback-connector-cassandra 1.7.1 (lib/cassandra.js, generateOptions) and its driver cassandra-driver
    3.5.0 (lib/client-options.js, lib/control-connection.js, lib/connection.js) do: `contactPoints` replace the host,
    `hostname` wins over `host`, `username` over `user`, and `keyspace` over `database` over `db`; a host may carry its
    port; without both a user and a password there is no login; a certificate is looked at only where
    `rejectUnauthorized` says so.
    """

    places: tuple[Place, ...]
    user: str
    password: str = field(repr=False)
    no_texts: tuple[str, ...]
    """User and password, as far as they are something else than a text."""
    keyspace: str
    creates_keyspace: bool
    tls: tls.Options | None
    sources: Mapping[str, str]
    """Which key of the settings each of these came from."""

    @property
    def logs_in(self) -> bool:
        return bool(self.user and self.password)

    def keys(self, *names: str) -> tuple[str, ...]:
        """The keys to mark where one of these is wrong."""
        return tuple(dict.fromkeys(self.sources.get(name, name) for name in names))

    @classmethod
    def read(cls, settings: Settings) -> Self:
        """Raises CheckFailed where LoopBack's driver would refuse a value before it connects."""
        for name in _TIMEOUTS:
            _check_milliseconds(settings.get(name), name)
        has_points = javascript.truthy(settings.get("contactPoints"))
        sources = {
            "host": "contactPoints" if has_points else javascript.first(settings, "hostname", "host") or "host",
            "user": javascript.first(settings, "username", "user") or "user",
            "database": javascript.first(settings, "keyspace", "database", "db") or "database",
        }
        user, password = _filled(settings.get(sources["user"])), _filled(settings.get("password"))
        misfits = [(sources["user"], user), ("password", password)]
        return cls(
            places=_places(settings, sources["host"]),
            user="" if user is None else javascript.text(user),
            password="" if password is None else javascript.text(password),
            no_texts=tuple(key for key, value in misfits if not isinstance(value, str | None)),
            keyspace=javascript.text(_filled(settings.get(sources["database"])) or DEFAULT_KEYSPACE),
            creates_keyspace=javascript.truthy(settings.get("createKeyspace"))
            and not javascript.truthy(settings.get("lazyConnect")),
            tls=_tls(settings.get("sslOptions")),
            sources=sources,
        )


def _filled(value: JSON) -> JSON:
    return value if javascript.truthy(value) else None


def _check_milliseconds(value: JSON, key: str) -> None:
    if not javascript.truthy(value):
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        sentence = f"LoopBack’s Cassandra driver takes “{key}” only as a number of milliseconds, without quotes."
        raise CheckFailed(sentence, blames=(key,))
    if value < 0:
        raise CheckFailed(f"“{key}” is less than nothing; type a number of milliseconds.", blames=(key,))


def _places(settings: Settings, key: str) -> tuple[Place, ...]:
    value = settings.get(key)
    points = value if key == "contactPoints" else [value if javascript.truthy(value) else "127.0.0.1"]
    if not isinstance(points, list) or not points:
        sentence = "LoopBack’s Cassandra driver takes a list of hosts as “contactPoints”, with at least one of them."
        raise CheckFailed(sentence, blames=(key,))
    port = settings.get("port")
    usual = javascript.port(port) if javascript.truthy(port) else DEFAULT_PORT
    return tuple(_place(point, usual, key) for point in points)


def _place(point: JSON, usual: int, key: str) -> Place:
    """Such as "db1", "db1:9043", "10.0.0.1", "::1" or "[::1]:9043" (lib/control-connection.js, init)."""
    if not isinstance(point, str) or not point:
        raise CheckFailed("LoopBack’s Cassandra driver takes a host only as a text.", blames=(key,))
    point = javascript.text(point)
    if point.startswith("[") and "]:" in point:
        host, _, port = point[1:].rpartition("]:")
    elif point.count(":") == 1 and not point.startswith(":"):
        host, _, port = point.partition(":")
    else:
        host, port = point, ""
    return Place(host, javascript.port(port, blames=(key,)) if port else usual)


def _tls(value: JSON) -> tls.Options | None:
    """The driver sets `rejectUnauthorized` to false where it is not there (lib/connection.js, open)."""
    if not javascript.truthy(value):
        return None
    verify = isinstance(value, dict) and value.get("rejectUnauthorized", False) is not False
    return replace(tls.Options.read(value), verify=verify)
