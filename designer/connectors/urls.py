"""URLs as settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from designer.connectors.base import JSON, CheckFailed


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
