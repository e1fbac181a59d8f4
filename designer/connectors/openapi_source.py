"""Where a data source has its OpenAPI or Swagger document from, and what comes from there."""

from __future__ import annotations

from dataclasses import dataclass

from designer.connectors import openapi_document, web
from designer.connectors.base import JSON, CannotVerify, CheckFailed
from designer.connectors.openapi_document import Document
from designer.connectors.openapi_settings import DOCUMENT
from designer.connectors.probe import Attempt
from designer.connectors.urls import require_http

SPEC = ("spec",)


@dataclass(frozen=True, slots=True)
class Source:
    """A document, and where it came from; no answer where it stands in the settings themselves."""

    document: Document
    answer: web.Answer | None

    @property
    def server(self) -> str:
        return self.answer.server if self.answer else "“spec”"

    @property
    def target(self) -> str:
        """The URL that calls go to."""
        return openapi_document.resolved(self.document.target, self.answer.url if self.answer else "")

    def tell(self, attempt: Attempt) -> None:
        """The facts about the document, and about who sent it."""
        attempt.tell("Document", str(self.document))
        attempt.tell("Operations", self.document.listed)
        if self.target:
            attempt.tell("Calls go to", self.target)
        if self.answer:
            self.answer.tell(attempt)


def source(spec: JSON, attempt: Attempt) -> Source:
    """What `spec` leads to, as both connectors take it: a URL, a file of the application, or the document itself.

    Raises CannotVerify for a file, CheckFailed where no description of an API is found.
    """
    if isinstance(spec, dict):
        with attempt.step(DOCUMENT) as note:
            document = openapi_document.read(spec, blames=SPEC)
            note.detail = f"{document}, {document.counted}"
        return Source(document, None)
    if not isinstance(spec, str) or not spec:
        raise CheckFailed("LoopBack needs “spec”: the URL of the document, or its file.", blames=SPEC)
    if not spec.startswith(("http://", "https://")):
        sentence = f"“{spec[:200]}” is a file of the application, relative to where it is started; it is not read here."
        raise CannotVerify(sentence, blames=SPEC)
    return _fetched(spec, attempt)


def _fetched(url: str, attempt: Attempt) -> Source:
    require_http(url, SPEC)
    request = web.Request(url, SPEC, headers={"Accept": "application/json, application/yaml, text/yaml, */*"})
    answer = web.fetch(request, attempt, most_bytes=openapi_document.MOST_BYTES)
    with attempt.step(DOCUMENT) as note:
        if answer.wants_login:
            sentence = f"{answer.server} answers with {answer}: LoopBack asks for the document without credentials."
            raise CheckFailed(sentence, blames=SPEC, detail=answer.challenge)
        if not 200 <= answer.status < 300:
            raise CheckFailed(f"There is no document: {answer.server} answers with {answer}.", blames=SPEC)
        document = openapi_document.read(openapi_document.parse(answer.body, blames=SPEC), blames=SPEC)
        note.detail = f"{document}, {document.counted}"
    return Source(document, answer)
