"""REST services: what loopback-connector-rest asks for, and how they are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors.base import CannotVerify, CheckFailed, Connector, Settings, Unsuccessful
from designer.connectors.probe import OPEN, REQUEST, RESOLVE, Attempt
from designer.connectors.rest_plan import Plan, Planned
from designer.connectors.rest_settings import SETTINGS

if TYPE_CHECKING:
    from designer.connectors.web import Answer

PLAN = "What can be tried"
MOST_SERVERS = 5


class REST(Connector):
    key = "rest"
    title = "REST services"
    category = "service"
    names = ("rest", "loopback-connector-rest")
    summary = "Calls web services: each request becomes a method of a model, or a model’s own methods go there."
    documentation = "https://loopback.io/doc/en/lb3/REST-connector.html"
    discovery = False
    migration = False
    package = "loopback-connector-rest"
    package_range = "^3.2.0"
    package_range_for_loopback_2 = "^3.2.0"
    base_model = "Model"
    steps = (RESOLVE, OPEN, REQUEST)
    driver = ("requests", "requests")
    web_url_setting = "baseURL"
    settings = SETTINGS
    verified_with = "Python’s http.server, with and without TLS"
    tries = (
        "Sends HEAD to the base URL, and to one operation of each server, with their headers and credentials.",
        "Sends GET instead where LoopBack would send just that and the server does not know HEAD.",
        "Follows redirects; another server never gets the credentials.",
    )
    leaves_out = (
        "Operations other than GET are never called, so whether they work is not known.",
        "Variables without a default are not made up: such a URL is tried up to the folder before them.",
        "A proxy is not used; with one, nothing is tried.",
        "LoopBack itself requests nothing until a method is called, so it starts with settings that fail here.",
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
    server = answer.server
    if answer.status in {401, 403, 407}:
        raise _unauthorized(request, answer, server)
    if answer.status >= 500:
        sentence = f"{server} answers, but with {answer}: whether the service works could not be found out."
        raise CannotVerify(sentence, blames=request.blames)
    answer.tell(attempt)
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
