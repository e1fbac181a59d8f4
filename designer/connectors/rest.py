"""REST services: what loopback-connector-rest asks for, and how they are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from designer.connectors.base import CannotVerify, CheckFailed, Connector, Kind, Setting, Settings, Unsuccessful
from designer.connectors.probe import OPEN, REQUEST, RESOLVE, Attempt
from designer.connectors.rest_plan import Plan, Planned

if TYPE_CHECKING:
    from designer.connectors.web import Answer

PLAN = "What can be tried"
MOST_SERVERS = 5


class REST(Connector):
    key = "rest"
    title = "REST services"
    category = "service"
    names = ("rest", "loopback-connector-rest")
    package = "loopback-connector-rest"
    package_range = "^3.2.0"
    package_range_for_loopback_2 = "^3.2.0"
    base_model = "Model"
    steps = (RESOLVE, OPEN, REQUEST)
    driver = ("requests", "requests")
    settings = (
        Setting(
            name="baseURL",
            label="Base URL",
            help="Where the service's collections are: a model Order is looked for at …/Orders.",
            default="http://localhost:3000/",
            aliases=("restPath",),
            may_contain_secret=True,
        ),
        Setting(
            name="crud",
            label="Create, read, update and delete",
            help="Keeps these methods, at the base URL, although there are operations.",
            kind=Kind.BOOLEAN,
            default=False,
        ),
        Setting(
            name="operations",
            label="Operations",
            help="Requests as methods: a list of templates (method, url, headers, query, body) with their functions.",
            kind=Kind.ARRAY,
            may_contain_secret=True,
        ),
        Setting(
            name="options",
            label="Request options",
            help="Options for every request, such as headers, auth, strictSSL or timeout.",
            kind=Kind.OBJECT,
            may_contain_secret=True,
        ),
        Setting(
            name="defaults",
            label="Lowest options",
            help="Options for every request that all other settings win over.",
            kind=Kind.OBJECT,
            more=True,
            may_contain_secret=True,
        ),
        Setting(
            name="clientCert",
            label="Client certificate",
            help="Certificate that identifies the application, as PEM text; it needs the client key, too.",
            more=True,
            multiline=True,
        ),
        Setting(
            name="clientKey",
            label="Client key",
            help="Private key of that certificate, as PEM text.",
            kind=Kind.SECRET,
            more=True,
            multiline=True,
        ),
        Setting(
            name="debug",
            label="Debug",
            help="Writes requests to the console.",
            kind=Kind.BOOLEAN,
            default=False,
            more=True,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """One request to each server among the URLs, and none that could change anything there."""
        plan = Plan(settings)
        for remark in plan.remarks:
            attempt.note(PLAN, remark)
        requests = plan.one_for_each_origin()
        if not requests:
            raise CannotVerify("There is no URL that could be tried.", blames=("baseURL", "operations"))
        for left_out in requests[MOST_SERVERS:]:
            attempt.note(PLAN, f"{left_out.origin[1]} is one server too many to try at once")
        return " ".join([_judged(request, attempt) for request in requests[:MOST_SERVERS]])


def _judged(request: Planned, attempt: Attempt) -> str:
    """What the answer means. Raises CheckFailed where it asks for other credentials, CannotVerify where the
    server is in trouble."""
    from designer.connectors.rest_exchange import fetch

    answer = fetch(request, attempt)
    server = urlsplit(answer.url).netloc.rpartition("@")[2]
    if answer.status in {401, 403, 407}:
        raise _unauthorized(request, answer, server)
    if answer.status >= 500:
        sentence = f"{server} answers, but with {answer}: whether the service works could not be found out."
        raise CannotVerify(sentence, blames=request.blames)
    return f"{server} answers, {'but ' if answer.status >= 400 else ''}with {answer}."


def _unauthorized(request: Planned, answer: Answer, server: str) -> Unsuccessful:
    blames = (*request.blames, "options")
    if answer.challenge.lower().startswith(("digest", "ntlm", "negotiate")):
        sentence = f"{server} asks for a way to log in that is not tried here; see the details."
        return CannotVerify(sentence, blames=blames, detail=answer.challenge)
    if server != request.origin[1]:
        sentence = f"The server redirects to {server}, which answers with {answer}; no credentials were sent there."
        return CannotVerify(sentence, blames=blames)
    sentence = f"{server} does not accept the credentials: it answers with {answer}."
    return CheckFailed(sentence, blames=blames, detail=answer.challenge)
