"""APIs with a Swagger document: what loopback-connector-swagger asks for, and how they are tried.

From loopback-connector-swagger 3.2.1 (lib/swagger-connector.js, lib/spec-resolver.js) and swagger-client 2.2
(lib/client.js, lib/spec-converter.js).
"""

from __future__ import annotations

from designer.connectors.base import CannotVerify, CheckFailed, Connector, Kind, Setting, Settings, WorksOnlyHere
from designer.connectors.openapi_settings import CACHE, DOCUMENT, spec, validate
from designer.connectors.probe import LOOPBACK, OPEN, REQUEST, RESOLVE, Attempt

_SECURITY = (
    Setting(
        name="type",
        label="Kind",
        help="How to log in.",
        kind=Kind.CHOICE,
        choices=(("basic", "User and password"), ("apiKey", "API key"), ("oauth2", "OAuth 2 token")),
        width=4,
    ),
    Setting(name="username", label="User", help="Account.", width=4, only_for=("type", ("basic",))),
    Setting(
        name="password",
        label="Password",
        help="Of that account.",
        kind=Kind.SECRET,
        width=4,
        only_for=("type", ("basic",)),
    ),
    Setting(
        name="name",
        label="Name",
        help="Name of the way to log in, as the document has it; for an API key that of the header or parameter.",
        width=4,
        only_for=("type", ("apiKey", "oauth2")),
    ),
    Setting(name="key", label="Key", help="The API key.", kind=Kind.SECRET, width=4, only_for=("type", ("apiKey",))),
    Setting(
        name="accessToken",
        label="Token",
        help="The access token.",
        kind=Kind.SECRET,
        width=4,
        only_for=("type", ("oauth2",)),
    ),
    Setting(
        name="in",
        label="Where",
        help="Where it is sent.",
        kind=Kind.CHOICE,
        choices=(("header", "Header"), ("query", "Query")),
        width=4,
        only_for=("type", ("apiKey", "oauth2")),
    ),
)


class Swagger(Connector):
    key = "swagger"
    title = "Swagger"
    category = "service"
    names = ("swagger", "loopback-connector-swagger")
    summary = "Calls an API that a Swagger 2 document describes; for OpenAPI 3 there is the connector “OpenAPI”."
    icon = "swagger"
    documentation = "https://loopback.io/doc/en/lb3/Swagger-connector.html"
    discovery = False
    migration = False
    package = "loopback-connector-swagger"
    package_range = "^3.2.1"
    package_range_for_loopback_2 = "^3.2.1"
    base_model = "Model"
    steps = (RESOLVE, OPEN, REQUEST, DOCUMENT, LOOPBACK)
    driver = ("requests", "requests")
    verified_with = "Python’s http.server, with the same documents as loopback-connector-swagger 3.2.1"
    tries = (
        "Fetches the document as LoopBack does when it starts: with GET and without credentials, following redirects.",
        "Reads it as JSON or YAML, and counts its operations.",
    )
    leaves_out = (
        "No operation is called and no credentials are sent, so whether the API accepts them is not known.",
        "Parts of the document that are in other documents are not fetched.",
        "A document in a file of the application is not read.",
        "Documents of Swagger 1 are not read, although LoopBack does; it is said where one is found.",
        "The document is not checked against the whole schema of its format, as “validate” makes LoopBack do.",
    )
    web_url_setting = "spec"
    settings = (
        spec("URL of the Swagger 2 document, or its file (.json, .yaml) relative to where LoopBack is started."),
        validate(),
        Setting(
            name="security",
            label="Log in",
            help="Credentials for the calls; not for the document.",
            kind=Kind.OBJECT,
            may_contain_secret=True,
            fields=_SECURITY,
        ),
        CACHE,
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Fetch the document and read it."""
        from designer.connectors.openapi_source import source

        found = source(settings.get("spec"), attempt)
        document = found.document
        with attempt.step(LOOPBACK) as note:
            if document.family == "OpenAPI":
                sentence = (
                    f"This is {document}, but LoopBack’s connector “swagger” reads Swagger 2 only, and crashes."
                    " Choose the connector “openapi” instead."
                )
                raise WorksOnlyHere(sentence, blames=("spec",))
            if document.version.partition(".")[0] != "2":
                raise CheckFailed(f"LoopBack does not know Swagger {document.version}.", blames=("spec",))
            note.detail = f"reads {document.family} {document.version}"
        found.tell(attempt)
        if found.answer is None:
            raise CannotVerify(f"“spec” holds {document}, with {document.counted}. No server was contacted.")
        rest = "" if document.is_whole else " It refers to other documents, which were not fetched."
        return f"{found.server} serves {document}, with {document.counted}. None of them was called.{rest}"
