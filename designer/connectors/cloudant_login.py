"""How LoopBack logs in to Cloudant: by a session's cookie, as @cloudant/cloudant 4.5 does (lib/client.js, plugins/,
lib/tokens/)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from requests.auth import HTTPBasicAuth

from designer.connectors import javascript
from designer.connectors.base import JSON, CheckFailed
from designer.connectors.couchdb_errors import busy, refused, words
from designer.connectors.couchdb_session import MOST_BYTES, Session
from designer.connectors.urls import require_http
from designer.connectors.web import Answer, Request, fetch
from designer.connectors.web_json import members

PLUGINS = ("plugins",)
IAM, COOKIE = "iamauth", "cookieauth"
TOKEN_URL = "https://iam.cloud.ibm.com/identity/token"  # noqa: S105 - an address
_FORM = "application/x-www-form-urlencoded"
_KNOWN = {IAM, COOKIE, "retry", "base", "default", "promises"}


class Plugins:
    """What of the driver's plugins decides over logging in.

    Raises CheckFailed for what makes LoopBack not start. `unknown` are names of plugins that nobody here knows.
    """

    def __init__(self, value: JSON) -> None:
        self.iam: Mapping[str, JSON] | None = None
        self.wants_account = False
        self.unknown: list[str] = []
        for name, options in _named(value):
            if name == IAM and self.iam is None:
                self.iam = options
            self.wants_account |= name == COOKIE and options.get("errorOnNoCreds") is not False
            self.unknown += [name] if name not in _KNOWN else []
        if self.iam is not None and "iamApiKey" not in self.iam:
            sentence = "LoopBack does not start: the plugin “iamauth” needs “iamApiKey”."
            raise CheckFailed(sentence, blames=PLUGINS)


def _named(value: JSON) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    for plugin in value if isinstance(value, list) else [value]:
        if isinstance(plugin, str):
            yield plugin, {}
        elif isinstance(plugin, dict) and len(plugin) == 1:
            ((name, options),) = plugin.items()
            if not isinstance(options, dict):
                raise _invalid()
            yield name, options
        elif plugin is not None:
            raise _invalid()


def _invalid() -> CheckFailed:
    sentence = (
        "LoopBack does not start: a plugin is a name, or an object whose only key is the name; several stand in a list."
    )
    return CheckFailed(sentence, blames=PLUGINS)


def log_in(session: Session, plugins: Plugins) -> None:
    """Get the cookies that LoopBack gets. An account in the URL is tried even beside an API key: both must work."""
    if plugins.iam is not None:
        _exchange(session, _token(session, plugins.iam))
    if session.server.user and session.server.password:
        account = {"name": session.server.user, "password": session.server.password}
        answer = session.post("/_session", json.dumps(account).encode(), "application/json")
        if answer.status != 200:
            raise refused(answer, session.server)
        session.cookie = _cookie(answer)


def _token(session: Session, options: Mapping[str, JSON]) -> str:
    """IBM Cloud's token for an API key."""
    url = javascript.text(options.get("iamTokenUrl", TOKEN_URL))
    require_http(url, PLUGINS)
    identity, secret = options.get("iamClientId"), options.get("iamClientSecret")
    auth = None
    if javascript.truthy(identity) and javascript.truthy(secret):
        auth = HTTPBasicAuth(javascript.text(identity).encode(), javascript.text(secret).encode())
    form = {
        "grant_type": "urn:ibm:params:oauth:grant-type:apikey",
        "response_type": "cloud_iam",
        "apikey": javascript.text(options["iamApiKey"]),
    }
    headers = {"Content-Type": _FORM, "Accept": "application/json"}
    request = Request(url, PLUGINS, "POST", headers=headers, auth=auth, body=urlencode(form).encode(), follows=False)
    answer = fetch(request, session.attempt.inside(), most_bytes=MOST_BYTES)
    token = members(answer).get("access_token")
    if answer.status == 200 and isinstance(token, str):
        return token
    if answer.status == 429 or answer.status >= 500:
        raise busy(answer, session.server)
    said = members(answer)
    detail = ": ".join(
        [str(answer), *(str(said[name])[:200] for name in ("errorCode", "errorMessage") if name in said)]
    )
    raise CheckFailed(f"{answer.server} does not accept the API key.", blames=PLUGINS, detail=detail)


def _exchange(session: Session, token: str) -> None:
    answer = session.post("/_iam_session", urlencode({"access_token": token}).encode(), _FORM)
    if answer.status == 200:
        session.cookie = _cookie(answer)
        return
    if answer.status in {400, 401, 403}:
        sentence = f"The API key is good, but {answer.server} lets nobody in with it: it is for another service."
        raise CheckFailed(sentence, blames=PLUGINS, detail=words(answer))
    if answer.status in {404, 405}:
        sentence = f"{answer.server} lets nobody log in with an API key of IBM Cloud; is it Cloudant?"
        raise CheckFailed(sentence, blames=(*PLUGINS, *session.server.blames), detail=words(answer))
    raise refused(answer, session.server)


def _cookie(answer: Answer) -> str:
    """The session's, as name=value."""
    found = re.match(r"\s*([^=;,\s]+=[^;,\s]*)", answer.headers.get("Set-Cookie", ""))
    return found[1] if found else ""
