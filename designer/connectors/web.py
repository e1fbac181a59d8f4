"""One HTTP request over an address that was checked, and the redirects that follow from it."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from requests.auth import AuthBase
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

from designer.connectors import tls
from designer.connectors.base import CheckFailed
from designer.connectors.limited import Limited
from designer.connectors.probe import ENCRYPTION, OPEN, REQUEST, SERVER, TLS, Attempt
from designer.connectors.urls import origin_of, require_http
from designer.connectors.web_socket import Adapter

MOST_REDIRECTS = 10
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be sent. `blames` are the settings to mark where the address is wrong, `tls_blames` those where
    the encryption is. Credentials stay with the origin of `url`: redirects to another one get no `headers`, no
    `auth`, no client certificate."""

    url: str = field(repr=False)
    blames: tuple[str, ...]
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: AuthBase | None = field(default=None, repr=False)
    body: bytes | None = field(default=None, repr=False)
    tls: tls.Options = field(default_factory=tls.Options, repr=False)
    tls_blames: tuple[str, ...] = ()
    follows: bool = True
    """Whether redirects are followed, each to an address that is checked again; never with a body to another origin."""

    @property
    def origin(self) -> tuple[str, str]:
        """Scheme, and host with port."""
        return origin_of(self.url)

    def towards(self, url: str) -> Request:
        """The same request to another URL, without what only the origin of this one may know."""
        target = replace(self, url=url, query={})
        if target.origin == self.origin:
            return target
        known = replace(self.tls, cert=None, key=None, passphrase=None, name=None)
        return replace(target, headers={}, auth=None, tls=known)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, with as much of its body as was asked for."""

    url: str = field(repr=False)
    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)
    encryption: str = ""
    """Such as "TLSv1.3, certificate checked"; empty where there is none."""

    @property
    def location(self) -> str | None:
        """Where a redirect leads."""
        return self.headers.get("Location") if 300 <= self.status < 400 else None

    @property
    def wants_login(self) -> bool:
        """Whether the server asks for credentials, or for others than it got."""
        return self.status in {401, 403, 407}

    @property
    def challenge(self) -> str:
        """How the server wants a client to log in, as in "Basic realm=…"."""
        return self.headers.get("WWW-Authenticate", "")

    @property
    def server(self) -> str:
        """Host and port that answered."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def tell(self, attempt: Attempt) -> None:
        """The facts that every answer brings: what the server calls itself, and the encryption."""
        if name := self.headers.get("Server"):
            attempt.tell(SERVER, name[:200])
        attempt.tell(ENCRYPTION, self.encryption or "none")

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

    Raises CheckFailed where no HTTP comes back, where a body is longer and does not belong to an error, where
    redirects go in a circle.
    """
    for _ in range(MOST_REDIRECTS + 1):
        answer, target = _exchange(request, attempt, most_bytes)
        if target is None:
            return answer
        request = target
    raise CheckFailed("The server redirects in a circle.", blames=request.blames)


def _redirected(request: Request, location: str) -> Request | None:
    """The request to make next; None where a redirect is not to be followed."""
    if not request.follows:
        return None
    try:
        url = urldefrag(urljoin(request.url, location)).url
    except ValueError:
        url = location
    require_http(url, request.blames)
    target = request.towards(url)
    return None if request.body and target.origin != request.origin else target


def _exchange(request: Request, attempt: Attempt, most_bytes: int) -> tuple[Answer, Request | None]:
    with _translated(request):
        prepared = _prepared(request)
    connection, encryption = _connected(prepared, request, attempt)
    with closing(connection), attempt.step(REQUEST) as note, _translated(request):
        adapter = Adapter(Limited(connection, attempt, blames=request.blames))
        response = adapter.send(prepared, stream=True, timeout=attempt.remaining())
        answer = Answer(str(prepared.url), response.status_code, response.headers, encryption=encryption)
        note.detail = f"{request.method} {urlsplit(request.url).path or '/'} → {answer}"
        with closing(response):
            if answer.location is not None:
                note.detail += f", to {answer.location.partition('?')[0][:200]}"
                if target := _redirected(request, answer.location):
                    return answer, target
            return replace(answer, body=_body(response, request, most_bytes)), None


def _body(response: requests.Response, request: Request, most_bytes: int) -> bytes:
    """At most so much, however well it is compressed: urllib3 decompresses piece by piece, too."""
    body = bytearray()
    while most_bytes and len(body) <= most_bytes:
        piece = response.raw.read1(_PIECE, decode_content=True)
        if not piece:
            return bytes(body)
        body += piece
    if response.status_code >= 400:
        return bytes(body[:most_bytes])
    if most_bytes:
        raise CheckFailed(f"The server’s answer is longer than {most_bytes:,} bytes.", blames=request.blames)
    return b""


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


def _connected(prepared: requests.PreparedRequest, request: Request, attempt: Attempt) -> tuple[socket.socket, str]:
    parts = urlsplit(str(prepared.url))
    host, secure = parts.hostname or "", parts.scheme == "https"
    addresses = attempt.resolve(host, parts.port or (443 if secure else 80), blames=request.blames)
    with attempt.step(OPEN) as note:
        connection, address = attempt.connect(addresses, blames=request.blames)
        note.detail = f"{address} answers"
    return _encrypted(connection, host, request, attempt) if secure else (connection, "")


def _encrypted(connection: socket.socket, host: str, request: Request, attempt: Attempt) -> tuple[socket.socket, str]:
    blames = (*request.blames, *request.tls_blames)
    with attempt.step(TLS) as note, ExitStack() as on_failure:
        on_failure.callback(connection.close)
        context = tls.context(request.tls, blames=blames, check_name=True)
        connection.settimeout(attempt.remaining())
        encrypted = tls.encrypt(connection, context, name=request.tls.name or host, blames=blames)
        on_failure.pop_all()
        note.detail = tls.described(encrypted, request.tls)
        return encrypted, note.detail


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
        raise CheckFailed("The URL cannot be read.", blames=request.blames) from error
    except requests.exceptions.InvalidHeader as error:
        sentence = "A header holds a character that cannot be sent."
        raise CheckFailed(sentence, blames=(*request.blames, *request.tls_blames)) from error
    except (requests.exceptions.Timeout, ReadTimeoutError, TimeoutError) as error:
        sentence = "The server accepted the connection but did not answer in time."
        raise CheckFailed(sentence, blames=request.blames, detail=_words(error)) from error
    except DecodeError as error:
        sentence = "The server’s answer cannot be decompressed."
        raise CheckFailed(sentence, blames=request.blames, detail=_words(error)) from error
    except (requests.exceptions.RequestException, HTTPError) as error:
        sentence = "What came back is no HTTP, or the server closed the connection."
        raise CheckFailed(sentence, blames=request.blames, detail=_words(error)) from error


def _words(error: BaseException) -> str:
    """What went wrong first. The errors around it quote the URL, in which there can be secrets."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return str(error)
