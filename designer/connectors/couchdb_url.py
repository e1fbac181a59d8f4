"""Which server, account and database LoopBack's connectors for CouchDB and Cloudant take from a URL."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from designer.connectors import javascript, percent, tls
from designer.connectors.base import JSON, CheckFailed, Settings
from designer.connectors.urls import Parts, require_http, split

URL = ("url",)
DEFAULTS = "requestDefaults"
_AFTER_HOST = re.compile(r"[^:]+://[^/?#]*([^#]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Server:
    """Where to ask, and as whom."""

    url: str
    """Scheme and host, without an account."""
    user: str
    password: str = field(repr=False)
    checked: str
    """The database that LoopBack looks at when it starts; empty where it looks at none."""
    database: str
    """The one that the models use."""
    blames: tuple[str, ...] = URL
    """The settings to mark where the address is wrong."""
    account_blames: tuple[str, ...] = URL
    """Those where the user or the password is."""
    doubtful: bool = False
    """Whether user or password means something else after LoopBack has decoded it twice."""
    tls: tls.Options = field(default_factory=tls.Options, repr=False)


def without_path(url: JSON) -> tuple[str, str]:
    """A URL without its path, and the first part of that: as loopback-connector-couchdb2 1.5 (lib/couchdb.js) takes
    the database off.

    It removes the first place where the path's text stands: from http://shop:pw@host/shop, the user.
    Raises CheckFailed for that, and for what is no URL.
    """
    split(url)
    written = str(url)
    match = _AFTER_HOST.match(written)
    path = match[1] if match else ""
    if path in ("", "/"):
        return written, ""
    before = written[: written.index("://") + 3]
    host = written[len(before) :].removesuffix(path)
    if before + host != written.replace(path, "", 1):
        sentence = (
            "LoopBack does not start with this URL: its connector looks for the path from the left, and finds the same"
            " text earlier. Write the URL without a path, and the database into “database”."
        )
        raise CheckFailed(sentence, blames=("url", "database"))
    return before + host, path.split("/")[1]


def origin(parts: Parts, blames: tuple[str, ...] = URL) -> str:
    """Scheme, host and port of a URL. Raises CheckFailed for what is not one of the web."""
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    url = f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}"
    require_http(url, blames)
    return url


def require_small_scheme(url: str) -> None:
    """nano (lib/nano.js) takes no other spelling. Raises CheckFailed."""
    if not url.startswith(("http:", "https:")):
        sentence = "LoopBack does not start with this URL: it must begin with http:// or https://, in small letters."
        raise CheckFailed(sentence, blames=URL)


def account_in(parts: Parts) -> tuple[str, str, bool]:
    """User and password as request 2.88 (request.js) has them, and whether that is not what they mean.

    Node's url.parse has decoded them already, and request decodes them once more.
    """
    if not parts.user and not parts.password:
        return "", "", False
    once = decoded(f"{parts.user}:{parts.password}")
    user, _, password = once.partition(":")
    return unquote(user), unquote(password), unquote(once) != once


def decoded(text: str) -> str:
    """A part of a URL. Raises CheckFailed where Node fails over a % that begins no character."""
    try:
        return percent.decode_component(text)
    except ValueError as error:
        sentence = "LoopBack does not start with this URL: write a % in the user or the password as %25."
        raise CheckFailed(sentence, blames=URL) from error


def database_of(settings: Settings) -> str:
    """What loopback-connector-couchdb2 1.5 (lib/couchdb.js, selectModel) takes: never the one in the URL's path."""
    name = javascript.first(settings, "database", "db")
    return javascript.text(settings[name]) if name else "test"


def checked_of(settings: Settings, path: str) -> str:
    """The database that is looked at when LoopBack starts (lib/couchdb.js, connect)."""
    return javascript.text(settings["database"]) if javascript.truthy(settings.get("database")) else path


def component(name: str) -> str:
    """`encodeURIComponent`."""
    return quote(name, safe="!~*'()", errors="replace")
