"""The requests that a test of a SOAP data source sends: GET for the WSDL and what it imports, HEAD to the endpoints.

As loopback-connector-soap 4.3 (lib/soap-connector.js, lib/http.js) and strong-soap 1.22 (src/parser/wsdl.js) send them,
but that the credentials for the WSDL go to no other server that it imports from.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping

from designer.connectors import soap_wsdl, web
from designer.connectors.base import JSON, CannotVerify, CheckFailed, Settings, Unsuccessful
from designer.connectors.javascript import text, truthy
from designer.connectors.probe import LOG_IN, Attempt
from designer.connectors.rest_exchange import auth_of
from designer.connectors.rest_plan import headers_of, tls_of
from designer.connectors.soap_settings import WSDL
from designer.connectors.soap_wsdl import Port
from designer.connectors.urls import require_http

MOST_BYTES = 4_000_000
AWAY = {404, 410, 502, 503, 504}
"""Answers to HEAD that leave open whether calls are taken there."""


def ports(url: str, settings: Settings, attempt: Attempt, blames: tuple[str, ...]) -> list[Port]:
    """The ports that the WSDL at `url` describes. Raises CheckFailed or CannotVerify where there is none to be read."""
    options = _object(settings.get("requestOptions")) | _object(settings.get("wsdl_options"))
    headers = headers_of(_object(settings.get("requestOptions")))
    own = _object(settings.get("wsdl_options")).get("headers", settings.get("wsdl_headers"))
    first = _request("GET", url, blames, options, headers | _texts(own), ("wsdl_options",))
    loader = soap_wsdl.Loader(lambda each: _loaded(first.towards(each), attempt), blames)
    try:
        return soap_wsdl.ports(url, loader, blames)
    except Unsuccessful:
        if attempt.steps and attempt.steps[-1].state == "failed":
            raise
        with attempt.step(WSDL):
            raise


def _loaded(request: web.Request, attempt: Attempt) -> bytes:
    require_http(request.url, request.blames)
    answer = web.fetch(request, attempt, most_bytes=MOST_BYTES)
    if answer.wants_login:
        sentence = (
            f"{answer.server} does not give the WSDL away: it answers with {answer}."
            " LoopBack loads it with “wsdl_headers” and “wsdl_options” alone, not with “security”."
        )
        raise CheckFailed(sentence, blames=(*request.blames, "wsdl_options"), detail=answer.challenge)
    if answer.status != 200:
        sentence = f"There is no WSDL, or not all of it: {answer.server} answers with {answer}."
        raise CheckFailed(sentence, blames=request.blames)
    if b"<html" in answer.body[:1000].lower():
        raise CheckFailed(f"{answer.server} sends a web page, not a WSDL.", blames=request.blames)
    return answer.body


def endpoint(url: str, settings: Settings, attempt: Attempt, blames: tuple[str, ...]) -> str:
    """What HEAD to the endpoint brings, as half a sentence.

    Raises CheckFailed where nobody is there or other credentials are wanted, CannotVerify where it says too little.
    """
    require_http(url, blames)
    security = _security(settings)
    options = _object(settings.get("requestOptions")) | _object(security.get("options"))
    headers = headers_of(options) | _texts(settings.get("httpHeaders")) | _authorization(security)
    answer = web.fetch(_request("HEAD", url, blames, options, headers, ("security",)), attempt)
    if answer.wants_login:
        sentence = f"{answer.server} does not accept the credentials for calls: it answers with {answer}."
        with attempt.step(LOG_IN):
            raise CheckFailed(sentence, blames=(*blames, "security"), detail=answer.challenge)
    if answer.status in AWAY:
        sentence = f"The endpoint {answer.server} answers with {answer}; whether it takes calls could not be found out."
        raise CannotVerify(sentence, blames=blames)
    answer.tell(attempt)
    return f"the endpoint {answer.server} answers with {answer}"


def _request(
    method: str,
    url: str,
    blames: tuple[str, ...],
    options: Mapping[str, JSON],
    headers: Mapping[str, str],
    more_blames: tuple[str, ...],
) -> web.Request:
    if options.get("proxy"):
        sentence = "LoopBack sends these requests through a proxy, which is not tried from here."
        raise CannotVerify(sentence, blames=more_blames)
    return web.Request(
        url, blames, method, headers=headers, auth=auth_of(options), tls=tls_of(options), tls_blames=more_blames
    )


def _security(settings: Settings) -> dict[str, JSON]:
    """Where there is no `security`, the settings themselves can hold a user."""
    if truthy(settings.get("security")):
        return _object(settings["security"])
    return dict(settings) if truthy(settings.get("username")) else {}


def _authorization(security: Mapping[str, JSON]) -> dict[str, str]:
    """What strong-soap adds to the headers (src/security/); an unknown scheme is HTTP Basic."""
    if not security or security.get("scheme") in {"WS", "WSSecurity", "WSSecurityCert", "ClientSSL"}:
        return {}
    if security.get("scheme") == "Bearer":
        return {"Authorization": f"Bearer {text(security.get('token'))}"}
    account = f"{text(security.get('username'))}:{text(security.get('password'))}"
    return {"Authorization": f"Basic {base64.b64encode(account.encode()).decode()}"}


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}


def _texts(value: JSON) -> dict[str, str]:
    return {name: text(each) for name, each in _object(value).items()}
