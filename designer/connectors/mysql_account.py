"""The settings of a MySQL data source as loopback-connector-mysql reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from designer.connectors import javascript, tls
from designer.connectors.base import JSON, CheckFailed, Settings
from designer.connectors.mysql_url import options_of

AMAZON_PROFILE = "Amazon RDS"
DEFAULT_COLLATION = "utf8_general_ci"
IGNORED_WITH_URL = (
    "host",
    "hostname",
    "port",
    "user",
    "username",
    "password",
    "database",
    "socketPath",
    "ssl",
    "collation",
    "connectionLimit",
    "timezone",
    "legacyUtcDateProcessing",
    "supportBigNumbers",
)


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
    password: str = field(repr=False)
    database: str
    socket_path: str
    tls: tls.Options | None
    uses_amazon_profile: bool
    """Whether `ssl` means the certificates that the driver brings along; `tls` then says nothing of them."""
    collation: str
    creates_database: bool
    sources: dict[str, str]
    """Which key of the settings each of these came from."""
    ignored: tuple[str, ...]
    """Settings that are filled in for nothing, as there is a URL."""

    def keys(self, *names: str) -> tuple[str, ...]:
        """The keys to mark where one of these is wrong."""
        return tuple(dict.fromkeys(self.sources.get(name, name) for name in names))

    @classmethod
    def read(cls, settings: Settings) -> Self:
        """Raises CheckFailed where a value cannot be what it should be."""
        if javascript.truthy(settings.get("url")):
            names = ("host", "port", "user", "password", "database", "socketPath", "ssl", "collation")
            of_url = options_of(settings["url"])
            of_url["collation"] = of_url.get("charset")  # what the driver calls a charset is a collation
            ignored = tuple(name for name in IGNORED_WITH_URL if settings.get(name) not in (None, "", False))
            return cls._from(of_url, dict.fromkeys(names, "url"), ignored)
        sources = {
            "host": javascript.first(settings, "host", "hostname") or "host",
            "user": javascript.first(settings, "username", "user") or "user",
        }
        options = {**settings, "host": settings.get(sources["host"]), "user": settings.get(sources["user"])}
        return cls._from(options, sources, ())

    @classmethod
    def _from(cls, options: Settings, sources: dict[str, str], ignored: tuple[str, ...]) -> Self:
        def value(name: str, default: str = "") -> str:
            found = options.get(name)
            return javascript.text(found) if javascript.truthy(found) else default

        ssl = options.get("ssl")
        return cls(
            host=value("host", "localhost"),
            port=javascript.port(options.get("port") or 3306, blames=(sources.get("port", "port"),)),
            user=value("user"),
            password=_text(options.get("password"), "password", sources.get("password", "password")),
            database=value("database"),
            socket_path=value("socketPath"),
            tls=_tls(ssl, sources.get("ssl", "ssl")),
            uses_amazon_profile=ssl == AMAZON_PROFILE,
            collation=_text(options.get("collation"), "collation", sources.get("collation", "collation"))
            or DEFAULT_COLLATION,
            creates_database="url" not in sources.values() and javascript.truthy(options.get("createDatabase")),
            sources=sources,
            ignored=ignored,
        )


def _text(value: JSON, what: str, key: str) -> str:
    if not javascript.truthy(value):
        return ""
    if not isinstance(value, str):
        sentence = f"The {what} is not a text; LoopBack’s MySQL driver takes only one in quotes."
        raise CheckFailed(sentence, blames=(key,))
    return javascript.text(value)


def _tls(value: JSON, key: str) -> tls.Options | None:
    """`true` encrypts without looking at the certificate: the driver sets its default on objects alone."""
    if not javascript.truthy(value):
        return None
    if isinstance(value, str) and value != AMAZON_PROFILE:
        sentence = f"LoopBack’s MySQL driver takes an object as “ssl”, or the text “{AMAZON_PROFILE}”."
        raise CheckFailed(sentence, blames=(key,))
    return tls.Options.read(value) if isinstance(value, dict | list | str) else tls.Options(verify=False)
