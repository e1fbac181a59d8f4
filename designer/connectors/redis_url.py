"""Redis URLs as LoopBack's two connectors read them, both through Node's url.parse."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote

from designer.connectors import javascript, percent, urls
from designer.connectors.base import JSON, CheckFailed, Settings

SCHEMES = {"redis", "rediss"}


@dataclass(frozen=True, slots=True)
class Parts:
    """What url.parse makes of a URL; `account` is None where there is no @."""

    scheme: str
    account: str | None = field(repr=False)
    host: str
    port: str
    path: str
    query: dict[str, str] = field(repr=False)


def split(url: str) -> Parts:
    """Raises CheckFailed, without quoting it, for what cannot be read."""
    whole = url.strip() if "://" in url else f"x://{url.strip().removeprefix('//')}"
    parts = urls.split(whole)
    written, at, _ = re.split("[/?#]", whole.partition("://")[2], maxsplit=1)[0].rpartition("@")
    try:
        account = percent.decode_component(written) if at else None
    except ValueError as error:
        sentence = "LoopBack breaks down over a % that begins no character; write %25 for a %."
        raise CheckFailed(sentence, blames=("url",)) from error
    query: dict[str, str] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        query.setdefault(name, value)
    return Parts(parts.scheme, account, parts.host, parts.port, parts.path, query)


def options_of(url: str) -> dict[str, JSON]:
    """What ioredis 4.31.0 (built/utils/index.js, parseURL) makes of a URL. A user is left out unless the query says
    otherwise; without redis:// or rediss:// a path is a Unix socket's. Everything else in the query is an option."""
    if url.strip().isdecimal():
        return {"port": url.strip()}
    if url.startswith("/") and not url.startswith("//"):
        return {"path": url}
    parts = split(url)
    options: dict[str, JSON] = {name: value for name, value in parts.query.items() if name != "allowUsernameInURI"}
    if parts.account:
        user, colon, password = parts.account.partition(":")
        if parts.query.get("allowUsernameInURI", "false") not in {"", "false"}:
            options["username"] = user
        options["password"] = password if colon else ""
    if parts.scheme not in SCHEMES and parts.path:
        options["path"] = parts.path
    elif len(parts.path) > 1:
        options["db"] = parts.path[1:]
    options |= {name: value for name, value in (("host", parts.host), ("port", parts.port)) if value}
    if parts.scheme == "rediss":
        options.setdefault("tls", True)
    return options


def written(settings: Settings, *, with_user: bool) -> str:
    """The URL that means the same as settings. Options of TLS do not fit into one."""

    def value(name: str, safe: str = "") -> str:
        found = settings.get(name)
        return quote(javascript.text(found), safe=safe) if javascript.truthy(found) else ""

    user, password, port = value("username") if with_user else "", value("password"), value("port")
    account = f"{user}:{password}@" if user or password else ""
    host = javascript.text(settings.get("host") or "localhost")
    where = f"[{host}]" if ":" in host else quote(host, safe="")
    scheme = "rediss" if javascript.truthy(settings.get("tls")) else "redis"
    asked = "?allowUsernameInURI=true" if user else ""
    return f"{scheme}://{account}{where}{f':{port}' if port else ''}/{value('db')}{asked}"
