"""The requests that a test of a REST data source sends: HEAD, or GET where LoopBack sends that itself."""

from __future__ import annotations

from collections.abc import Mapping

from requests.auth import AuthBase, HTTPBasicAuth

from designer.connectors import javascript, web
from designer.connectors.base import JSON, CannotVerify
from designer.connectors.probe import Attempt
from designer.connectors.rest_plan import Planned

NOT_ALLOWED_OR_IMPLEMENTED = {405, 501}


def fetch(planned: Planned, attempt: Attempt) -> web.Answer:
    """The last answer to HEAD, or to GET where HEAD is not known there and GET is what LoopBack sends.

    Redirects are followed as the request library does. Raises CheckFailed where no HTTP comes back.
    """
    if planned.options.get("proxy"):
        sentence = "LoopBack sends these requests through a proxy, which is not tried from here."
        raise CannotVerify(sentence, blames=("options",))
    answer = web.fetch(_request("HEAD", planned), attempt)
    if answer.status in NOT_ALLOWED_OR_IMPLEMENTED and planned.is_get:
        return web.fetch(_request("GET", planned), attempt)
    return answer


def _request(method: str, planned: Planned) -> web.Request:
    return web.Request(
        planned.url,
        planned.blames,
        method,
        headers=planned.headers,
        query=planned.query,
        auth=auth_of(planned.options),
        tls=planned.tls,
        tls_blames=("options",),
        follows=planned.options.get("followRedirect") is not False,
    )


def auth_of(options: Mapping[str, JSON]) -> AuthBase | None:
    """As request 2.88 (request.js, lib/auth.js): `bearer`, else user or username with pass or password."""
    auth = options.get("auth")
    if not isinstance(auth, dict):
        return None
    if "bearer" in auth:
        return web.Bearer(javascript.text(auth["bearer"] or ""))
    user, password = auth.get("username", auth.get("user")), auth.get("password", auth.get("pass"))
    return HTTPBasicAuth(javascript.text(user or "").encode(), javascript.text(password or "").encode())
