"""One HTTP request over an address that was checked, and the redirects that follow from it."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection

from designer.connectors import javascript, tls
from designer.connectors.base import JSON, CannotVerify, CheckFailed
from designer.connectors.probe import OPEN, REQUEST, TLS, Attempt
from designer.connectors.rest_plan import Planned, require_http

MOST_REDIRECTS = 10
NOT_ALLOWED_OR_IMPLEMENTED = {405, 501}


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of a response; the body is never read."""

    url: str
    status: int
    location: str | None
    challenge: str

    def __str__(self) -> str:
        return f"{self.status} {_phrase(self.status)}".rstrip()


def fetch(planned: Planned, attempt: Attempt) -> Answer:
    """The last answer to HEAD, or to GET where HEAD is not known there and GET is what LoopBack sends.

    Redirects are followed as the request library does, each to an address that is checked again; credentials
    stay with the origin that they are meant for. Raises CheckFailed where no HTTP comes back.
    """
    if planned.options.get("proxy"):
        sentence = "LoopBack sends these requests through a proxy, which is not tried from here."
        raise CannotVerify(sentence, blames=("options",))
    answer = _follow("HEAD", planned, attempt)
    if answer.status in NOT_ALLOWED_OR_IMPLEMENTED and planned.is_get:
        return _follow("GET", planned, attempt)
    return answer


def _follow(method: str, planned: Planned, attempt: Attempt) -> Answer:
    for _ in range(MOST_REDIRECTS + 1):
        answer = _exchange(method, planned, attempt)
        if answer.location is None or planned.options.get("followRedirect") is False:
            return answer
        planned = _redirected(planned, answer.location)
    raise CheckFailed("The server redirects in a circle.", blames=planned.blames)


def _redirected(planned: Planned, location: str) -> Planned:
    try:
        url = urldefrag(urljoin(planned.url, location)).url
    except ValueError:
        url = location
    require_http(url, planned.blames)
    target = replace(planned, url=url, query={})
    if target.origin != planned.origin:
        target = replace(target, headers={}, options=_without_credentials(planned.options))
    return target


def _without_credentials(options: Mapping[str, JSON]) -> dict[str, JSON]:
    kept = ("strictSSL", "rejectUnauthorized", "ca", "followRedirect")
    return {name: options[name] for name in kept if name in options}


def _exchange(method: str, planned: Planned, attempt: Attempt) -> Answer:
    with _translated(planned):
        request = _prepared(method, planned)
    with (
        closing(_connected(request, planned, attempt)) as connection,
        attempt.step(REQUEST) as note,
        _translated(planned),
    ):
        response = _Adapter(connection).send(request, stream=True, timeout=attempt.remaining())
        response.close()
        answer = _answer(request, response)
        note.detail = f"{method} {urlsplit(planned.url).path or '/'} → {answer}"
        if answer.location is not None:
            note.detail += f", to {answer.location.partition('?')[0][:200]}"
        return answer


def _prepared(method: str, planned: Planned) -> requests.PreparedRequest:
    request = requests.Request(
        method, planned.url, headers=planned.headers, params=planned.query, auth=_auth(planned.options)
    ).prepare()
    host = urlsplit(str(request.url)).netloc.rpartition("@")[2]
    request.headers.setdefault("Host", host)
    request.headers.setdefault("User-Agent", "Loopwright")
    request.headers["Connection"] = "close"
    return request


def _auth(options: Mapping[str, JSON]) -> AuthBase | None:
    """As request 2.88 (request.js, lib/auth.js): `bearer`, else user or username with pass or password."""
    auth = options.get("auth")
    if not isinstance(auth, dict):
        return None
    if "bearer" in auth:
        return _Bearer(javascript.text(auth["bearer"] or ""))
    user, password = auth.get("username", auth.get("user")), auth.get("password", auth.get("pass"))
    return HTTPBasicAuth(javascript.text(user or "").encode(), javascript.text(password or "").encode())


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _connected(request: requests.PreparedRequest, planned: Planned, attempt: Attempt) -> socket.socket:
    parts = urlsplit(str(request.url))
    host, secure = parts.hostname or "", parts.scheme == "https"
    addresses = attempt.resolve(host, parts.port or (443 if secure else 80), blames=planned.blames)
    with attempt.step(OPEN) as note:
        connection, address = attempt.connect(addresses, blames=planned.blames)
        note.detail = f"{address} answers"
    return _encrypted(connection, host, planned, attempt) if secure else connection


def _encrypted(connection: socket.socket, host: str, planned: Planned, attempt: Attempt) -> socket.socket:
    blames = (*planned.blames, "options")
    with attempt.step(TLS) as note, ExitStack() as on_failure:
        on_failure.callback(connection.close)
        context = tls.context(planned.tls, blames=blames, check_name=True)
        connection.settimeout(attempt.remaining())
        encrypted = tls.encrypt(connection, context, name=planned.tls.name or host, blames=blames)
        on_failure.pop_all()
        note.detail = tls.described(encrypted, planned.tls)
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


def _answer(request: requests.PreparedRequest, response: requests.Response) -> Answer:
    location = response.headers.get("Location") if 300 <= response.status_code < 400 else None
    challenge = response.headers.get("WWW-Authenticate", "")
    return Answer(str(request.url), response.status_code, location, challenge)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


@contextmanager
def _translated(planned: Planned) -> Iterator[None]:
    """Raise what requests raises inside as CheckFailed: the one place where that is done."""
    try:
        yield
    except (requests.exceptions.InvalidURL, UnicodeError) as error:
        raise CheckFailed("The URL cannot be read.", blames=planned.blames, detail=str(error)) from error
    except requests.exceptions.InvalidHeader as error:
        sentence = "A header holds a character that cannot be sent."
        raise CheckFailed(sentence, blames=(*planned.blames, "options"), detail=str(error)) from error
    except requests.exceptions.Timeout as error:
        sentence = "The server accepted the connection but did not answer in time."
        raise CheckFailed(sentence, blames=planned.blames, detail=str(error)) from error
    except requests.exceptions.RequestException as error:
        sentence = "What came back is no HTTP, or the server closed the connection."
        raise CheckFailed(sentence, blames=planned.blames, detail=str(error)) from error
