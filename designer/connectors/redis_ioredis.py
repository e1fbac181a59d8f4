"""The settings of a key-value data source as ioredis reads them, which gets them all from its connector."""

from __future__ import annotations

import re

from designer.connectors import javascript, redis_url, tls
from designer.connectors.base import JSON, CannotVerify, CheckFailed, Settings
from designer.connectors.redis_account import ANY, IPV4, IPV6, Account, Endpoint, Sentinels

_PROFILES = {"RedisCloudFixed", "RedisCloudFlexible"}
_LEADING_NUMBER = re.compile(r"\s*([+-]?\d{1,15})")
_NAMES = ("host", "port", "path", "family", "username", "password", "db", "tls", "sentinels")


def read(settings: Settings) -> Account:
    """As loopback-connector-kv-redis 3.0.3 (lib/kv-redis.js) and ioredis 4.31.0 (built/redis/index.js, parseOptions;
    built/connectors/) do: a `url` replaces everything else, and what is missing has ioredis' default.

    Raises CheckFailed where LoopBack would break down, and CannotVerify where only ioredis knows what is meant.
    """
    url = settings.get("url")
    if not javascript.truthy(url):
        return _account(settings, {}, ())
    ignored = tuple(name for name in _NAMES if settings.get(name) not in (None, "", False))
    return _account(_of_url(url), dict.fromkeys((*_NAMES, "enableReadyCheck", "name"), "url"), ignored)


def _of_url(url: JSON) -> Settings:
    if isinstance(url, str):
        return redis_url.options_of(url)
    if isinstance(url, dict):
        return url
    if isinstance(url, bool) or not isinstance(url, int):
        raise CheckFailed("LoopBack does not start: “url” has to be a text.", blames=("url",))
    return {"port": url}


def _account(options: Settings, sources: dict[str, str], ignored: tuple[str, ...]) -> Account:
    sentinels = _sentinels(options, sources) if javascript.truthy(options.get("sentinels")) else None
    secure = javascript.truthy(options.get("tls"))
    if sentinels and not javascript.truthy(options.get("enableTLSForSentinelMode")):
        secure = False
    return Account(
        driver="ioredis",
        endpoint=_endpoint(options, sources, secure=secure),
        database=_database(options.get("db"), blames=(sources.get("db", "db"),)),
        asks_info=javascript.truthy(options.get("enableReadyCheck", True)),
        prefix="",
        sources=sources,
        ignored=ignored,
        sentinels=sentinels,
    )


def _endpoint(options: Settings, sources: dict[str, str], *, secure: bool) -> Endpoint:
    key = sources.get("tls", "tls")
    options = {**options, **_address_in_tls(options.get("tls"))} if secure else options
    host, path = options.get("host"), options.get("path")
    user, password = options.get("username"), options.get("password")
    return Endpoint(
        host=javascript.text(host) if javascript.truthy(host) else "localhost",
        port=port(options.get("port", 6379), blames=(sources.get("port", "port"),)),
        path=javascript.text(path) if javascript.truthy(path) else "",
        family=_family(options.get("family", IPV4)),
        tls=_tls(options.get("tls"), key) if secure else None,
        user=javascript.text(user) if javascript.truthy(user) else "",
        password=javascript.text(password) if javascript.truthy(password) else "",
    )


def _address_in_tls(value: JSON) -> dict[str, JSON]:
    """The options of TLS win over those beside them, an address among them, too."""
    given = value if isinstance(value, dict) else {}
    return {name: given[name] for name in ("host", "port", "path", "family") if name in given}


def _tls(value: JSON, key: str) -> tls.Options:
    profile = value.get("profile") if isinstance(value, dict) else value
    if isinstance(profile, str) and profile in _PROFILES:
        sentence = f"“{profile}” means certificates inside of LoopBack’s Redis driver, so TLS cannot be tried here."
        raise CannotVerify(sentence, blames=(key,))
    return tls.Options.read(value)


def port(value: JSON, *, blames: tuple[str, ...]) -> int:
    """`parseInt` of a text, else the number. Raises CheckFailed for what is no port."""
    if isinstance(value, str) and (found := number(value)) is not None:
        value = found
    return javascript.port(value, blames=blames)


def _family(value: JSON) -> int:
    written = javascript.text(value)
    return {"6": IPV6, "IPv6": IPV6, "0": ANY}.get(written, IPV4)


def _database(value: JSON, *, blames: tuple[str, ...]) -> str | None:
    """What SELECT is sent with: `parseInt` of a text; nothing for 0."""
    if isinstance(value, str):
        value = number(value)
        if value is None:
            raise CheckFailed("LoopBack ends over a database that is no number; type one, such as 0.", blames=blames)
    return javascript.text(value) if javascript.truthy(value) else None


def number(text: str) -> int | None:
    """`parseInt(text, 10)`; None for NaN."""
    match = _LEADING_NUMBER.match(text)
    return int(match[1]) if match else None


def _sentinels(options: Settings, sources: dict[str, str]) -> Sentinels:
    blames, listed, group = (sources.get("sentinels", "sentinels"),), options.get("sentinels"), options.get("name")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    if not entries:
        raise CheckFailed("LoopBack does not start: “sentinels” has to be a list of hosts and ports.", blames=blames)
    if not javascript.truthy(group):
        sentence = "LoopBack does not start: with sentinels, the data source needs their group’s name as its “name”."
        raise CheckFailed(sentence, blames=blames)
    moved = options.get("natMap")
    beside: dict[str, JSON] = {
        "family": options.get("family", IPV4),
        "tls": options.get("sentinelTLS"),
        "username": options.get("sentinelUsername"),
        "password": options.get("sentinelPassword"),
    }
    secure = javascript.truthy(beside["tls"])
    inside = dict.fromkeys(("host", "port", "tls"), blames[0])
    endpoints = [
        _endpoint({**beside, "host": entry.get("host"), "port": entry.get("port") or 26379}, inside, secure=secure)
        for entry in entries
    ]
    return Sentinels(
        endpoints=tuple(endpoints),
        group=javascript.text(group),
        wants_replica=options.get("role") == "slave",
        moved=moved if isinstance(moved, dict) else {},
    )
