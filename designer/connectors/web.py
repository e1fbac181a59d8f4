"""One HTTP request over an address that was checked, and the redirects that follow from it."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from designer.connectors import tls
from designer.connectors.base import CheckFailed
from designer.connectors.probe import OPEN, REQUEST, TLS, Attempt
from designer.connectors.urls import origin_of, require_http

MOST_REDIRECTS = 10
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be sent. `blames` are the settings to mark where the address is wrong, `tls_blames` those where
    the encryption is. Credentials stay with the origin of `url`: redirects to another one get no `headers`, no
    `auth`, no client certificate."""

    url: str
    blames: tuple[str, ...]
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: AuthBase | None = field(default=None, repr=False)
    body: bytes | None = field(default=None, repr=False)
    tls: tls.Options = field(default_factory=tls.Options, repr=False)
    tls_blames: tuple[str, ...] = ()
    follows: bool = True
    """Whether redirects are followed, each to an address that is checked again."""

    @property
    def origin(self) -> tuple[str, str]:
        """Scheme, and host with port."""
        return origin_of(self.url)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, with as much of its body as was asked for."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)

    @property
    def location(self) -> str | None:
        """Where a redirect leads."""
        return self.headers.get("Location") if 300 <= self.status < 400 else None

    @property
    def challenge(self) -> str:
        """How the server wants a client to log in, as in "Basic realm=…"."""
        return self.headers.get("WWW-Authenticate", "")

    @property
    def server(self) -> str:
        """Host and port that answered."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def __str__(self) -> str:
        return f"{self.status} {_phrase(self.status)}".rstrip()


class Bearer(AuthBase):
    """A token in the header Authorization."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def fetch(request: Request, attempt: Attempt, *, most_bytes: int = 0) -> Answer:
    """The last answer, after redirects, with at most `most_bytes` of its body, decompressed.

    Raises CheckFailed where no HTTP comes back, where a body is longer, where redirects go in a circle.
    """
    for _ in range(MOST_REDIRECTS + 1):
        answer = _exchange(request, attempt, most_bytes)
        if answer.location is None or not request.follows:
            return answer
        request = _redirected(request, answer.location)
    raise CheckFailed("The server redirects in a circle.", blames=request.blames)


def _redirected(request: Request, location: str) -> Request:
    try:
        url = urldefrag(urljoin(request.url, location)).url
    except ValueError:
        url = location
    require_http(url, request.blames)
    target = replace(request, url=url, query={})
    if target.origin != request.origin:
        known = replace(request.tls, cert=None, key=None, passphrase=None, name=None)
        target = replace(target, headers={}, auth=None, tls=known)
    return target


def _exchange(request: Request, attempt: Attempt, most_bytes: int) -> Answer:
    with _translated(request):
        prepared = _prepared(request)
    with (
        closing(_connected(prepared, request, attempt)) as connection,
        attempt.step(REQUEST) as note,
        _translated(request),
    ):
        response = _Adapter(connection).send(prepared, stream=True, timeout=attempt.remaining())
        with closing(response):
            body = _body(response, request, attempt, most_bytes)
        answer = Answer(str(prepared.url), response.status_code, response.headers, body)
        note.detail = f"{request.method} {urlsplit(request.url).path or '/'} → {answer}"
        if answer.location is not None:
            note.detail += f", to {answer.location.partition('?')[0][:200]}"
        return answer


def _body(response: requests.Response, request: Request, attempt: Attempt, most_bytes: int) -> bytes:
    body = b""
    while most_bytes and len(body) <= most_bytes:
        attempt.remaining()
        piece = response.raw.read1(_PIECE, decode_content=True)
        if not piece:
            return body
        body += piece
    if most_bytes:
        raise CheckFailed(f"The server’s answer is longer than {most_bytes:,} bytes.", blames=request.blames)
    return body


def _prepared(request: Request) -> requests.PreparedRequest:
    prepared = requests.Request(
        request.method,
        request.url,
        headers=dict(request.headers),
        params=dict(request.query),
        data=request.body,
        auth=request.auth,
    ).prepare()
    prepared.headers.setdefault("Host", origin_of(str(prepared.url))[1])
    prepared.headers.setdefault("User-Agent", "Loopwright")
    prepared.headers["Connection"] = "close"
    return prepared


def _connected(prepared: requests.PreparedRequest, request: Request, attempt: Attempt) -> socket.socket:
    parts = urlsplit(str(prepared.url))
    host, secure = parts.hostname or "", parts.scheme == "https"
    addresses = attempt.resolve(host, parts.port or (443 if secure else 80), blames=request.blames)
    with attempt.step(OPEN) as note:
        connection, address = attempt.connect(addresses, blames=request.blames)
        note.detail = f"{address} answers"
    return _encrypted(connection, host, request, attempt) if secure else connection


def _encrypted(connection: socket.socket, host: str, request: Request, attempt: Attempt) -> socket.socket:
    blames = (*request.blames, *request.tls_blames)
    with attempt.step(TLS) as note, ExitStack() as on_failure:
        on_failure.callback(connection.close)
        context = tls.context(request.tls, blames=blames, check_name=True)
        connection.settimeout(attempt.remaining())
        encrypted = tls.encrypt(connection, context, name=request.tls.name or host, blames=blames)
        on_failure.pop_all()
        note.detail = tls.described(encrypted, request.tls)
        return encrypted


class _Connection(HTTPConnection):
    """A connection over a socket that is open, and encrypted, already."""

    def __init__(self, *arguments: Any, ready: socket.socket, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._ready = ready

    def _new_conn(self) -> socket.socket:
        return self._ready


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _Adapter(HTTPAdapter):
    """Sends over one given socket: what was checked is what is contacted, and no proxy is asked."""

    def __init__(self, ready: socket.socket) -> None:
        super().__init__()
        self._pool = _Pool("localhost", ready=ready)

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        return self._pool


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


@contextmanager
def _translated(request: Request) -> Iterator[None]:
    """Raise what requests and urllib3 raise inside as CheckFailed: the one place where that is done."""
    try:
        yield
    except (requests.exceptions.InvalidURL, UnicodeError) as error:
        raise CheckFailed("The URL cannot be read.", blames=request.blames, detail=str(error)) from error
    except requests.exceptions.InvalidHeader as error:
        sentence = "A header holds a character that cannot be sent."
        raise CheckFailed(sentence, blames=(*request.blames, *request.tls_blames), detail=str(error)) from error
    except (requests.exceptions.Timeout, TimeoutError) as error:
        sentence = "The server accepted the connection but did not answer in time."
        raise CheckFailed(sentence, blames=request.blames, detail=str(error)) from error
    except (requests.exceptions.RequestException, HTTPError) as error:
        sentence = "What came back is no HTTP, or the server closed the connection."
        raise CheckFailed(sentence, blames=request.blames, detail=str(error)) from error
