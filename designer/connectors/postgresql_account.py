"""The settings of a PostgreSQL data source as loopback-connector-postgresql reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Self

from designer.connectors import javascript, tls
from designer.connectors.base import JSON, CannotVerify, CheckFailed, Settings
from designer.connectors.postgresql_url import options_of

DEFAULT_SCHEMA = "public"
MOST_ITERATIONS = 100_000


@dataclass(frozen=True, slots=True)
class Account:
    """What decides whether a connection succeeds.

    Read as loopback-connector-postgresql 5.5.2 (lib/postgresql.js) and its driver pg 8.23
    (lib/connection-parameters.js, lib/connection.js) do: `host` wins over `hostname`, `user` over `username`; a
    `url` replaces host, port, user, password and database even by nothing, and `ssl` only where its query speaks
    of it; a host that begins with / is the folder of a Unix socket.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    schema: str
    tls: tls.Options | None
    most_iterations: float
    """Of SCRAM's hash: with more, the driver does not log in; 0 is no limit (pg, lib/crypto/sasl.js)."""
    sources: dict[str, str]
    """Which key of the settings each of these came from."""

    @property
    def is_socket(self) -> bool:
        return self.host.startswith("/")

    @property
    def certified_name(self) -> str:
        """What the certificate must name: `servername` in “ssl” counts only where the host is an address."""
        return (_is_address(self.host) and self.tls and self.tls.name) or self.host

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
            "schema": javascript.first(settings, "schema", "schemaName") or "schema",
        }
        options = {**settings, **{name: settings.get(key) for name, key in sources.items()}}
        if url := javascript.first(settings, "url", "connectionString"):
            of_url = options_of(settings[url])
            options |= of_url
            sources |= dict.fromkeys(of_url, url)
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
        limit = options.get("scramMaxIterations")
        return cls(
            host=value("host", "localhost"),
            port=javascript.port(options.get("port") or 5432, blames=(sources.get("port", "port"),)),
            user=user,
            password=_password(options.get("password"), sources.get("password", "password")),
            database=value("database", user),
            schema=value("schema", DEFAULT_SCHEMA),
            tls=_tls(options.get("ssl"), sources.get("ssl", "ssl")),
            most_iterations=limit
            if isinstance(limit, int | float) and not isinstance(limit, bool)
            else MOST_ITERATIONS,
            sources=sources,
        )


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _password(value: JSON, key: str) -> str:
    if not javascript.truthy(value):
        return ""
    if not isinstance(value, str):
        sentence = "The password is not a text; LoopBack’s PostgreSQL driver takes only one in quotes."
        raise CheckFailed(sentence, blames=(key,))
    return javascript.text(value)


def _tls(value: JSON, key: str) -> tls.Options | None:
    """pg 8 (lib/connection.js): any truthy value asks for TLS, and then has to be `true` or an object."""
    if not javascript.truthy(value):
        return None
    if value == "no-verify":
        return tls.Options(verify=False)
    if value is True or value == "true" or isinstance(value, dict | list):
        return tls.Options.read(value)
    sentence = (
        f"LoopBack’s PostgreSQL driver breaks down over “{javascript.text(value)[:40]}” as “ssl”:"
        " it takes true, false or an object (in a URL: ssl=1 or ssl=0)."
    )
    raise CheckFailed(sentence, blames=(key,))
