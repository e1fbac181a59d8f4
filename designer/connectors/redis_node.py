"""The settings of a Redis data source as loopback-connector-redis and its driver redis 2.8 read them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from designer.connectors import javascript, redis_url, tls
from designer.connectors.base import JSON, CannotVerify, CheckFailed, Settings
from designer.connectors.redis_account import IPV4, IPV6, Account, Endpoint

_OPTIONS = ("options",)


def read(settings: Settings) -> Account:
    """As loopback-connector-redis 3.0.0 (lib/redis.js) and redis 2.8.0 (index.js) do: a `url` replaces host and port,
    and the password if it has one; its scheme and path mean nothing, nor does a user anywhere. `options` are the
    driver's, and host, port and password beside them win.

    Raises CheckFailed where LoopBack would break down, and CannotVerify for a URL among the options.
    """
    given = settings.get("options")
    if javascript.truthy(given) and not isinstance(given, dict):
        raise CheckFailed("LoopBack does not start: “options” has to be an object.", blames=_OPTIONS)
    options: dict[str, JSON] = dict(given) if isinstance(given, dict) else {}
    if javascript.truthy(options.get("url")):
        raise CannotVerify("A “url” among the options is not tried here; fill in “url” itself.", blames=_OPTIONS)
    beside, sources, ignored = _beside_options(settings)
    for name in ("host", "port"):
        if javascript.truthy(beside.get(name)):
            options[name] = beside[name]
        elif name in options:
            sources[name] = "options"
    password = _first(beside.get("password"), options.get("auth_pass"), options.get("password"))
    if not javascript.truthy(beside.get("password")) and password:
        sources["password"] = "options"  # noqa: S105 - the name of a setting
    prefix = options.get("prefix")
    return Account(
        driver="redis",
        endpoint=_endpoint(options, sources, _first(beside.get("username")), password),
        database=_database(settings, options, sources),
        asks_info=not javascript.truthy(options.get("no_ready_check")),
        prefix=javascript.text(prefix) if javascript.truthy(prefix) else "",
        sources=sources,
        ignored=ignored,
    )


def _beside_options(settings: Settings) -> tuple[Mapping[str, JSON], dict[str, str], tuple[str, ...]]:
    """Host, port, username and password, which settings they come from, and what the URL makes needless."""
    url = settings.get("url")
    if not javascript.truthy(url):
        return settings, {"tls": "options", "path": "options"}, ()
    if not isinstance(url, str):
        raise CheckFailed("LoopBack does not start: “url” has to be a text.", blames=("url",))
    if not re.match(r"[^/?#]*://|//[^@/]+@[^@/]+", url.strip()):
        sentence = "The URL needs a scheme and a host, as in redis://host:6379; LoopBack would take 127.0.0.1 and 6379."
        raise CheckFailed(sentence, blames=("url",))
    parts = redis_url.split(url)
    found: dict[str, JSON] = {"host": parts.host, "port": parts.port}
    user, colon, password = (parts.account or "").partition(":")
    found["username"] = user or settings.get("username")
    found["password"] = password if colon else settings.get("password")
    overridden = ("host", "port", "password") if colon else ("host", "port")
    sources = {"tls": "options", "path": "options", **dict.fromkeys(overridden, "url")}
    if user:
        sources["username"] = "url"
    ignored = tuple(name for name in overridden if settings.get(name) not in (None, "", False))
    return found, sources, ignored


def _endpoint(options: Settings, sources: dict[str, str], user: str, password: str) -> Endpoint:
    value = options.get("tls")
    if isinstance(value, dict):
        options = {**options, **{name: value[name] for name in ("host", "port", "path", "family") if name in value}}
    number, family = options.get("port"), options.get("family")
    return Endpoint(
        host=_first(options.get("host")) or "127.0.0.1",
        port=javascript.port(number or 6379, blames=(sources.get("port", "port"),)),
        path=_first(options.get("path")),
        family=IPV6 if family == "IPv6" else IPV4,
        tls=tls.Options.read(value) if javascript.truthy(value) else None,
        user=user,
        password=password,
    )


def _database(settings: Settings, options: Settings, sources: dict[str, str]) -> str | None:
    """What SELECT is sent with: `database` whatever it is, unless it is missing or false."""
    if settings.get("database", False) is not False:
        sources["db"] = "database"
        return javascript.text(settings["database"])
    sources["db"] = "options"
    return javascript.text(options["db"]) if "db" in options else None


def _first(*values: JSON) -> str:
    found = next((value for value in values if javascript.truthy(value)), "")
    return javascript.text(found)
