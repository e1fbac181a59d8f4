"""Cloudant's test against PouchDB's server, and against a token service in imitation of IBM Cloud's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from designer.connectors import cloudant
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services import couchdb
from tests.services.cloudant import KEY, TOKEN, instance, said
from tests.services.couchdb import DATABASE, PASSWORD, USER, CouchDB
from tests.services.listeners import Reply, WebServer


@pytest.fixture(scope="module")
def server() -> Iterator[CouchDB]:
    with couchdb.running() as running:
        yield running


def tried(**settings: Any) -> CheckResult:
    result = check("cloudant", {"database": DATABASE, **settings})
    shown = json.dumps(result.as_dict())
    assert PASSWORD not in shown
    assert KEY not in shown
    assert TOKEN not in shown
    return result


def test_a_session_is_opened_for_the_user(server: CouchDB) -> None:
    result = tried(url=server.url())
    assert (result.verdict, result.blames) == (Verdict.VERIFIED, ())
    assert f"accepts the user “{USER}”" in result.sentence


def test_the_account_beside_the_url_counts_more(server: CouchDB) -> None:
    right = {"username": USER, "password": PASSWORD}
    assert tried(url=server.url(USER, "wrong"), **right).verdict is Verdict.VERIFIED
    result = tried(url=server.url(), username=USER, password="wrong")
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("username", "password"))


@pytest.mark.parametrize(
    ("settings", "blames", "words"),
    [
        ({}, ("url", "username", "password"), "does not start without"),
        ({"username": "a"}, ("url", "username", "password"), "does not start without"),
        ({"url": "http://localhost", "plugins": "iamauth"}, ("plugins",), "needs “iamApiKey”"),
        ({"url": "http://localhost", "plugins": "cookieauth"}, ("url",), "needs a user and a password"),
        ({"url": "http://localhost", "plugins": {"retry": {}, "iamauth": {}}}, ("plugins",), "whose only key"),
        ({"url": "http://localhost", "plugins": [5]}, ("plugins",), "a plugin is a name"),
        ({"url": "http://localhost", "plugins": {"iamauth": []}}, ("plugins",), "a plugin is a name"),
    ],
)
def test_what_loopback_would_not_start_with(settings: Any, blames: tuple[str, ...], words: str) -> None:
    result = tried(**settings)
    assert (result.verdict, result.blames, words in result.sentence) == (Verdict.FAILED, blames, True), result


def test_without_a_url_the_user_is_the_account() -> None:
    server = cloudant._server({"username": "acme.cloudant.com", "password": "pw"})
    assert (server.url, server.user) == ("https://acme.cloudant.com", "acme.cloudant.com")
    server = cloudant._server({"url": "http://u:p@acme.cloudant.com:5984/shop", "username": "x", "password": "y"})
    assert (server.url, server.user, server.checked) == ("https://acme.cloudant.com", "u", "shop")


def test_credentials_from_elsewhere_are_not_tried() -> None:
    result = tried(username="a", password="b", vcapServices={"cloudantNoSQLDB": []})
    assert (result.verdict, result.blames) == (Verdict.UNVERIFIED, ("vcapServices",))


def test_a_plugin_of_the_application_is_told(server: CouchDB) -> None:
    result = tried(url=server.url(), plugins=["./mine", "retry"])
    assert result.verdict is Verdict.VERIFIED
    assert [step.detail for step in result.steps if step.name == "Plugins"] == [
        "“./mine” is a file of the application, and is not tried"
    ]


# --- API keys ----------------------------------------------------------------------------------------------------


@pytest.fixture
def site() -> Iterator[WebServer]:
    with instance() as running:
        yield running


def keyed(site: WebServer, **more: Any) -> CheckResult:
    options = {"iamApiKey": KEY, "iamTokenUrl": f"{site.url}/identity/token", **more}
    return tried(url=site.url, plugins={"iamauth": options})


def test_an_api_key_becomes_a_token_and_that_a_session(site: WebServer) -> None:
    result = keyed(site, iamClientId="client", iamClientSecret="hush")
    assert (result.verdict, "accepts the user “apikey-1”" in result.sentence) == (Verdict.VERIFIED, True)
    token, session = (request for request in site.requests if request.method == "POST")
    assert parse_qs(token.body.decode())["apikey"] == [KEY]
    assert token.headers["Authorization"].startswith("Basic ")
    assert parse_qs(session.body.decode()) == {"access_token": [TOKEN]}
    assert {request.headers.get("Cookie") for request in site.requests[3:]} == {"IAMSession=abc"}


@pytest.mark.parametrize(
    ("path", "reply", "verdict", "words"),
    [
        ("/identity/token", said({"errorCode": "BXNIM0415E"}, 400), Verdict.FAILED, "does not accept the API key"),
        ("/identity/token", said({"access_token": 5}), Verdict.FAILED, "does not accept the API key"),
        ("/identity/token", said({}, 429), Verdict.UNVERIFIED, "too many requests"),
        ("/_iam_session", said({"error": "forbidden"}, 403), Verdict.FAILED, "lets nobody in with it"),
        ("/_iam_session", Reply(404, body=b""), Verdict.FAILED, "is it Cloudant"),
        ("/_iam_session", said({}, 503), Verdict.UNVERIFIED, "trouble"),
    ],
)
def test_an_api_key_that_is_refused(site: WebServer, path: str, reply: Reply, verdict: Verdict, words: str) -> None:
    site.replies[f"POST {path}"] = reply
    result = keyed(site)
    assert (result.verdict, words in result.sentence) == (verdict, True), result
    assert (verdict is Verdict.UNVERIFIED) or "plugins" in result.blames


def test_a_server_that_wants_a_login_for_everything(site: WebServer) -> None:
    site.replies["GET /"] = said({"error": "unauthorized"}, 401)
    result = keyed(site)
    assert (result.verdict, "CouchDB accepts the user" in result.sentence) == (Verdict.VERIFIED, True)
