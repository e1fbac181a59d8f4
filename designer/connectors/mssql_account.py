"""The settings of a SQL Server data source as loopback-connector-mssql reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from designer.connectors import javascript, mssql_strings, tls
from designer.connectors.base import JSON, CheckFailed, Settings

DEFAULT_PORT = 1433
_LONGEST = 128
_SQL_LOGIN = ("default", "")


@dataclass(frozen=True, slots=True)
class Account:
    """What decides whether a connection succeeds.

    Read as loopback-connector-mssql 3.8.0 (lib/mssql.js), mssql 6.4.1 (lib/base/connection-pool.js,
    lib/tedious/connection-pool.js) and tedious 6.7.1 (lib/connection.js) do: a non-empty `url` replaces everything
    else, `host` wins over `hostname` and both over `server`, which is never read, `user` wins over `username`; an
    instance makes the port meaningless; and tedious refuses a port, a name or a switch that has not the right type
    in JSON. Single settings encrypt unless told not to, a URL does not unless told to; the certificate is not
    looked at unless `trustServerCertificate` is false.
    """

    host: str
    port: int
    instance: str
    user: str
    password: str = field(repr=False)
    database: str
    tls: tls.Options | None
    method: str
    """How to log in, other than with a user and a password of SQL Server's own; empty where it is that."""
    schema: str
    sources: Mapping[str, str]
    """Which key of the settings each of these came from."""
    oldest_tls: str = ""
    """The oldest version of TLS that is accepted, in Node's spelling; empty for Node's own, TLSv1.2."""
    ciphers: str = ""
    """OpenSSL's list of ciphers; empty for Node's own."""

    def keys(self, *names: str) -> tuple[str, ...]:
        """The keys to mark where one of these is wrong."""
        return tuple(dict.fromkeys(self.sources.get(name, name) for name in names))

    def rerouted(self, host: str, port: int) -> Self:
        """The same account on the server that the first one sends to; the certificate must still have the first
        one's name, as tedious has it."""
        options = self.tls and replace(self.tls, name=self.tls.name or self.host)
        return replace(self, host=host, port=port, instance="", tls=options)

    @classmethod
    def read(cls, settings: Settings) -> Self:
        """Raises CheckFailed where LoopBack's driver would refuse a value before it connects."""
        schema = settings.get("schema")
        schema = javascript.text(schema) if javascript.truthy(schema) else "dbo"
        if javascript.truthy(settings.get("url")):
            return cls._from_url(mssql_strings.read(settings["url"]), schema)
        return cls._from_settings(settings, schema)

    @classmethod
    def _from_url(cls, parts: mssql_strings.Parts, schema: str) -> Self:
        if not parts.server:
            raise CheckFailed("The URL names no server.", blames=("url",))
        names = ("host", "port", "user", "password", "database", "options")
        made = cls(
            host=parts.server,
            port=parts.port or DEFAULT_PORT,
            instance=parts.instance,
            user=parts.user,
            password=parts.password,
            database=parts.database,
            tls=tls.Options(verify=False) if parts.encrypt else None,
            method="NTLM" if parts.domain else "",
            schema=schema,
            sources=dict.fromkeys(names, "url"),
        )
        return made._checked()

    @classmethod
    def _from_settings(cls, settings: Settings, schema: str) -> Self:
        sources = {
            "host": javascript.first(settings, "host", "hostname") or "host",
            "user": javascript.first(settings, "user", "username") or "user",
        }
        options = settings.get("options")
        options = options if isinstance(options, dict) else {}
        host, _, instance = _host(settings, sources["host"]).rpartition("\\")
        if not host:
            host, instance = instance, ""
        named = options.get("instanceName")
        if named is not None and not isinstance(named, str):
            raise _wrong_type("instanceName", "a text", "options")
        instance = instance or named or ""
        made = cls(
            host=host,
            port=DEFAULT_PORT if instance else _port(settings.get("port")),
            instance=instance,
            user=_text(settings, sources["user"]),
            password=_text(settings, "password"),
            database=_text(settings, "database"),
            tls=_tls(settings, options),
            method=_method(settings),
            schema=schema,
            sources=sources,
            oldest_tls=_detail(options, "minVersion"),
            ciphers=_detail(options, "ciphers"),
        )
        return made._checked()

    def _checked(self) -> Self:
        for name, value in (("user", self.user), ("password", self.password), ("database", self.database)):
            if len(value) > _LONGEST:
                sentence = f"SQL Server knows no {name} of more than {_LONGEST} characters."
                raise CheckFailed(sentence, blames=self.keys(name))
        return self


def _host(settings: Settings, key: str) -> str:
    host = settings.get(key)
    if isinstance(host, str) and host:
        return host
    if javascript.truthy(host):
        raise _wrong_type("host", "a text", key)
    if javascript.truthy(settings.get("server")):
        sentence = "LoopBack’s connector does not read “server”; call it “host”."
        raise CheckFailed(sentence, blames=("server",))
    raise CheckFailed("No host is set, and LoopBack’s SQL Server driver takes none by itself.", blames=(key,))


def _text(settings: Settings, key: str) -> str:
    """tedious refuses null: only a key that is not there means nothing. (`user || username` may leave one empty.)"""
    value = settings.get(key, "")
    if isinstance(value, str):
        return javascript.text(value)
    raise _wrong_type(key, "a text", key)


def _port(value: JSON) -> int:
    if not javascript.truthy(value):
        return DEFAULT_PORT
    if isinstance(value, bool) or not isinstance(value, int | float):
        sentence = (
            "LoopBack’s SQL Server driver takes the port only as a number: write it without quotes."
            " A ${VARIABLE} is always a text; there, put the port into “url”."
        )
        raise CheckFailed(sentence, blames=("port",))
    return javascript.port(value)


def _tls(settings: Settings, options: Mapping[str, JSON]) -> tls.Options | None:
    for name in ("encrypt", "trustServerCertificate"):
        if not isinstance(options.get(name, True), bool):
            raise _wrong_type(name, "true or false", "options")
    encrypt = settings.get("encrypt")
    if not options.get("encrypt", encrypt if isinstance(encrypt, bool) else True):
        return None
    details = options.get("cryptoCredentialsDetails", {})
    if not isinstance(details, dict):
        raise _wrong_type("cryptoCredentialsDetails", "an object", "options")
    return replace(tls.Options.read(details), verify=options.get("trustServerCertificate") is False, name=None)


def _detail(options: Mapping[str, JSON], name: str) -> str:
    details = options.get("cryptoCredentialsDetails")
    value = details.get(name) if isinstance(details, dict) else None
    return javascript.text(value) if javascript.truthy(value) else ""


def _method(settings: Settings) -> str:
    authentication = settings.get("authentication")
    kind = authentication.get("type") if isinstance(authentication, dict) else None
    if kind is not None and kind not in _SQL_LOGIN:
        return javascript.text(kind)[:60]
    return "NTLM" if kind is None and "domain" in settings else ""


def _wrong_type(name: str, wanted: str, key: str) -> CheckFailed:
    return CheckFailed(f"LoopBack’s SQL Server driver takes {wanted} as “{name}”, nothing else.", blames=(key,))
