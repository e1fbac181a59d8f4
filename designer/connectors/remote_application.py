"""What can be seen of another LoopBack application from outside, without calling one of its models."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from designer.connectors import openapi_document, web
from designer.connectors.base import Unsuccessful
from designer.connectors.openapi_document import Document
from designer.connectors.probe import Attempt

EXPLORER = "/explorer/swagger.json"
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """An application, as far as it shows itself."""

    answer: web.Answer
    path: str
    """Where its API should be."""
    is_root: bool
    """Whether a LoopBack API is there indeed."""
    is_loopback: bool
    """Whether the answer is one that LoopBack gives where its API is not."""
    document: Document | None = None
    """What its explorer says."""

    @property
    def server(self) -> str:
        return self.answer.server

    @property
    def status(self) -> str:
        return str(self.answer)

    @property
    def base_path(self) -> str | None:
        """Where its API is, as its explorer says."""
        return (urlsplit(self.document.target).path or "/") if self.document else None

    @property
    def described(self) -> str:
        if self.document is None:
            return "at this root it answers as LoopBack’s REST API does"
        return f"“{self.document.title}” {self.document.api_version}, with {self.document.counted}"

    def tell(self, attempt: Attempt) -> None:
        """The facts about it."""
        if self.document:
            attempt.tell("Application", f"{self.document.title} {self.document.api_version}".strip())
            attempt.tell("Operations", self.document.counted)
        self.answer.tell(attempt)


def look(url: str, attempt: Attempt, blames: tuple[str, ...]) -> Found:
    """Ask the root of the API, then the explorer. Raises CheckFailed where no HTTP comes back."""
    request = web.Request(url, blames, headers={"Accept": "application/json"})
    answer = web.fetch(request, attempt, most_bytes=MOST_BYTES)
    path = urlsplit(url).path.rstrip("/") or "/"
    document = _explored(request, attempt)
    message = _message(answer)
    same = document is not None and (urlsplit(document.target).path.rstrip("/") or "/") == path
    return Found(
        answer,
        path,
        is_root=same or (document is None and message.startswith("There is no method to handle GET ")),
        is_loopback=message.startswith("Cannot GET ") or _is_status_page(answer),
        document=document,
    )


def _explored(request: web.Request, attempt: Attempt) -> Document | None:
    """What loopback-component-explorer serves; None where there is none."""
    parts = urlsplit(request.url)
    answer = web.fetch(
        request.towards(f"{parts.scheme}://{parts.netloc}{EXPLORER}"),
        attempt,
        most_bytes=openapi_document.MOST_BYTES,
    )
    if answer.status != 200:
        return None
    try:
        document = openapi_document.read(_json(answer.body), blames=())
    except Unsuccessful:
        return None
    return document if document.family == "Swagger" else None


def _message(answer: web.Answer) -> str:
    """The words in the body of an error from strong-error-handler, or from LoopBack 2's errorhandler."""
    body = _json(answer.body)
    error = body.get("error") if isinstance(body, dict) else None
    if answer.status != 404 or not isinstance(error, dict) or error.get("statusCode", error.get("status")) != 404:
        return ""
    return str(error.get("message", ""))


def _is_status_page(answer: web.Answer) -> bool:
    """Whether this is `loopback.status()`, which a new application has at /."""
    body = _json(answer.body)
    return isinstance(body, dict) and body.keys() == {"started", "uptime"}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
