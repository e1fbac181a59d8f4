"""APIs with an OpenAPI document: what loopback-connector-openapi asks for, and how they are tried.

From loopback-connector-openapi 6.2 (lib/openapi-connector.js, lib/spec-resolver.js), which connects by loading the
document with @apidevtools/swagger-parser 10.1 (lib/index.js).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors import usual
from designer.connectors.base import (
    JSON,
    CannotVerify,
    CheckFailed,
    Connector,
    Kind,
    Setting,
    Settings,
    WorksOnlyHere,
)
from designer.connectors.openapi_settings import CACHE, DOCUMENT, spec, validate
from designer.connectors.probe import LOOPBACK, OPEN, REQUEST, RESOLVE, Attempt
from designer.connectors.rest_settings import HEADERS

if TYPE_CHECKING:
    from designer.connectors.openapi_document import Document


class OpenAPI(Connector):
    key = "openapi"
    title = "OpenAPI"
    category = "service"
    names = ("openapi", "loopback-connector-openapi")
    summary = "Calls an API that an OpenAPI 3 or Swagger 2 document describes: each operation becomes a method."
    icon = "openapiinitiative"
    documentation = "https://loopback.io/doc/en/lb3/OpenAPI-connector.html"
    discovery = False
    migration = False
    package = "loopback-connector-openapi"
    package_range = "^6.2.0"
    package_range_for_loopback_2 = None
    base_model = "Model"
    steps = (RESOLVE, OPEN, REQUEST, DOCUMENT, LOOPBACK)
    driver = ("requests", "requests")
    verified_with = "Python’s http.server; documents in JSON and YAML"
    tries = (
        "Fetches the document as LoopBack does when it starts: with GET and without credentials, following redirects.",
        "Reads it as JSON or YAML, counts its operations, and checks the version, the title and the paths.",
        "Looks up every name in “authorizations” among the document’s ways to log in.",
    )
    leaves_out = (
        "No operation is called and no credentials are sent, so whether the API accepts them is not known.",
        "Parts of the document that are in other documents are not fetched; LoopBack needs them.",
        "A document in a file of the application is not read.",
        "The document is not checked against the whole schema of its format, as “validate” makes LoopBack do.",
    )
    web_url_setting = "spec"
    settings = (
        spec(
            "URL of the OpenAPI or Swagger document, or its file (.json, .yaml) relative to where LoopBack is started."
        ),
        validate(),
        Setting(
            name="authorizations",
            entry="authorization",
            label="Authorizations",
            help="Credentials for each way to log in that the document names; OAuth 2: “token” with “access_token”.",
            kind=Kind.MAP,
            may_contain_secret=True,
            fields=(
                Setting(name="username", label="User", help="Account, for HTTP Basic.", width=4),
                Setting(name="password", label="Password", help="Of that account.", kind=Kind.SECRET, width=4),
                Setting(name="value", label="Key", help="API key, or a bearer token.", kind=Kind.SECRET, width=4),
            ),
        ),
        Setting(
            name="positional",
            label="Arguments",
            help="How the methods take the parameters of an operation.",
            kind=Kind.CHOICE,
            default=False,
            choices=(
                (False, "One object, by name"),
                (True, "One after the other"),
                ("bodyLast", "One after the other, the body last"),
            ),
            width=6,
            more=True,
            group=usual.BEHAVIOUR,
        ),
        usual.switch("forceOpenApi30", "As OpenAPI 3", "Converts a Swagger 2 document to OpenAPI 3 first."),
        usual.switch("transformResponse", "Body only", "Methods return the body, and fail for a status from 400 on."),
        CACHE,
        Setting(
            name="url",
            label="Address",
            help="URL that relative addresses in the document begin at.",
            may_contain_secret=True,
            more=True,
            group=usual.BEHAVIOUR,
        ),
        Setting(
            name="httpClientOptions",
            label="Request options",
            help="Options for every request, as node-fetch takes them.",
            kind=Kind.OBJECT,
            may_contain_secret=True,
            more=True,
            group=usual.BEHAVIOUR,
            fields=(HEADERS,),
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Fetch the document and read it."""
        from designer.connectors.openapi_source import source

        found = source(settings.get("spec"), attempt)
        document = found.document
        with attempt.step(LOOPBACK) as note:
            _check_authorizations(settings.get("authorizations"), document)
            note.detail = f"reads {document.family} {document.version}"
            if document.flaw:
                sentence = f"This is {document}, but LoopBack’s connector refuses it: {document.flaw}."
                raise WorksOnlyHere(sentence, blames=("spec",))
        found.tell(attempt)
        if found.answer is None:
            raise CannotVerify(f"“spec” holds {document}, with {document.counted}. No server was contacted.")
        if not document.is_whole:
            sentence = (
                f"{found.server} serves {document}, with {document.counted}. It refers to other documents,"
                " which LoopBack fetches, too; those were not tried."
            )
            raise CannotVerify(sentence, blames=("spec",))
        return f"{found.server} serves {document}, with {document.counted}. None of them was called."


def _check_authorizations(authorizations: JSON, document: Document) -> None:
    names = authorizations.keys() if isinstance(authorizations, dict) else set[str]()
    if unknown := [name for name in names if name not in document.schemes]:
        known = ", ".join(f"“{name}”" for name in document.schemes) or "none"
        sentence = (
            f"The document knows no way to log in called “{unknown[0][:80]}”, so LoopBack sends nothing for it;"
            f" it has: {known}."
        )
        raise CheckFailed(sentence, blames=("authorizations",))
