"""URLs as settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from designer.connectors import javascript
from designer.connectors.base import JSON, CheckFailed, Connector, Kind, Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """A URL's parts as they are written: user and password are still percent-encoded."""

    scheme: str
    user: str
    password: str = field(repr=False)
    host: str
    port: str
    path: str
    query: str


def split(url: JSON, *, blames: tuple[str, ...] = ("url",)) -> Parts:
    """The parts of a URL. Raises CheckFailed, without quoting it, for what is none."""
    if not isinstance(url, str) or "://" not in url:
        raise CheckFailed("The URL needs a scheme and a host, as in scheme://host/.", blames=blames)
    try:
        parts = urlsplit(url)
        user = parts.netloc.rpartition("@")[0]
        port = parts.port
    except ValueError as error:
        sentence = f"The URL cannot be read; {_ENCODE}"
        raise CheckFailed(sentence, blames=blames) from error
    if not user and "@" in url.partition("?")[0]:
        raise CheckFailed(f"The URL has an @ where none can be; {_ENCODE}", blames=blames)
    name, _, password = user.partition(":")
    return Parts(
        scheme=parts.scheme,
        user=name,
        password=password,
        host=parts.hostname or "",
        port="" if port is None else str(port),
        path=parts.path,
        query=parts.query,
    )


_ENCODE = "write the characters / ? # @ : % of a password as %2F %3F %23 %40 %3A %25."


def require_http(url: str, blames: tuple[str, ...]) -> None:
    """Raises CheckFailed for what is no URL of the web."""
    try:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return
    except ValueError:
        pass
    sentence = f"“{url[:80]}” is not a URL that begins with http:// or https:// and a host."
    raise CheckFailed(sentence, blames=blames)


def origin_of(url: str) -> tuple[str, str]:
    """The scheme of a URL, and its host with the port."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.rpartition("@")[2]


class WithURL(Connector):
    """A connector whose settings can be written as scheme://user:password@host:port/database?setting=value."""

    user_setting: ClassVar[str] = "user"

    def from_url(self, url: str) -> dict[str, JSON]:
        parts = split(url)
        found: dict[str, JSON] = {"host": parts.host}
        if parts.port:
            found["port"] = int(parts.port)
        found |= {self.user_setting: unquote(parts.user)} if parts.user else {}
        found |= {"password": unquote(parts.password)} if parts.password else {}
        found |= {"database": unquote(parts.path[1:])} if parts.path[1:] else {}
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            found[name] = self._typed(name, value)
        return found

    def to_url(self, settings: Settings) -> str:
        def written(name: str) -> str:
            value = next((settings[key] for key in self._spellings(name) if settings.get(key) not in (None, "")), "")
            return quote(javascript.text(value), safe="")

        host = written("host") or "localhost"
        host = f"[{host.replace('%3A', ':')}]" if "%3A" in host else host
        user, password, port = written(self.user_setting), written("password"), written("port")
        account = f"{user}:{password}@" if password else f"{user}@" if user else ""
        return f"{self.url_schemes[0]}://{account}{host}{f':{port}' if port else ''}/{written('database')}"

    def _spellings(self, name: str) -> tuple[str, ...]:
        setting = self.setting(name)
        return (setting.name, *setting.aliases) if setting else (name,)

    def _typed(self, name: str, value: str) -> JSON:
        """What a value in a query means for the setting of that name."""
        setting = self.setting(name)
        if setting and setting.kind in {Kind.BOOLEAN, Kind.BOOLEAN_OR_OBJECT} and value in {"true", "false"}:
            return value == "true"
        if setting and setting.kind is Kind.NUMBER and value.isdecimal():
            return int(value)
        return value
