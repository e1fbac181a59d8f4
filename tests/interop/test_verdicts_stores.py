"""Tests of stores that speak HTTP say "works" exactly where LoopBack's own connectors find something there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from designer import testing
from designer.connectors.results import Verdict
from tests.interop import loopback
from tests.services import couchdb, processes
from tests.services.cloudant import KEY, instance, said
from tests.services.couchdb import BOSS, BOSS_PASSWORD, CLOSED, DATABASE, PASSWORD, USER, CouchDB

Settings = dict[str, Any]
Cases = dict[str, tuple[Settings, bool]]
"""Each by name: settings, and whether they work."""

pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture(scope="module")
def server() -> Iterator[CouchDB]:
    with couchdb.running() as running:
        yield running


def check_all(cases: Cases) -> None:
    found = {name: testing.check(settings["connector"], settings) for name, (settings, _) in cases.items()}
    said = json.dumps([settings for settings, _ in cases.values()])
    theirs = dict(zip(cases, loopback.run("use_each.js", said=said), strict=True))
    expected = {name: works for name, (_, works) in cases.items()}
    assert {name: error is None for name, error in theirs.items()} == expected, theirs
    assert {name: result.verdict is Verdict.VERIFIED for name, result in found.items()} == expected, found


def without(settings: Settings, *keys: str) -> Settings:
    return {key: value for key, value in settings.items() if key not in keys}


def common(connector: str, server: CouchDB) -> Cases:
    good: Settings = {"connector": connector, "url": server.url(), "database": DATABASE}
    return {
        "as documented": (good, True),
        "with a slash": (good | {"url": server.url() + "/"}, True),
        "a wrong password": (good | {"url": server.url(USER, "wrong")}, False),
        "an unknown user": (good | {"url": server.url("nemo", "x")}, False),
        "no account": (good | {"url": f"http://{server.host}"}, False),
        "an unknown database": (good | {"database": "nowhere"}, False),
        "the database of others": (good | {"database": CLOSED}, False),
        "a closed port": (good | {"url": f"http://a:b@127.0.0.1:{processes.free_port()}"}, False),
        "no database": (without(good, "database"), False),
        "the database as db": (without(good, "database") | {"db": DATABASE}, True),
        "the database in the url": (without(good, "database") | {"url": f"{server.url()}/{DATABASE}"}, False),
        "another database in the url": (good | {"url": f"{server.url()}/nowhere"}, True),
        "a path that is the user’s name": (good | {"url": f"{server.url(BOSS, BOSS_PASSWORD)}/{BOSS}"}, False),
        "a scheme in capitals": (good | {"url": server.url().replace("http", "HTTP")}, False),
        "no scheme": (good | {"url": server.host}, False),
    }


def test_couchdb2(server: CouchDB) -> None:
    good: Settings = {"connector": "couchdb2", "url": server.url(), "database": DATABASE}
    plain = good | {"url": f"http://{server.host}"}
    account = {"username": USER, "password": PASSWORD}
    server.put(
        "_users/org.couchdb.user:twice", {"name": "twice", "password": "a%41", "roles": ["staff"], "type": "user"}
    )
    check_all(
        common("couchdb2", server)
        | {
            "the account beside the url": (plain | account, False),
            "the account without a url": (without(plain, "url") | account, False),
            "nothing but a database": (without(plain, "url"), False),
            "a password that looks encoded": (good | {"url": server.url("twice", "a%41")}, False),
            "the account as a request option": (
                plain | {"requestDefaults": {"auth": {"user": USER, "pass": PASSWORD}}},
                True,
            ),
        }
    )


def test_cloudant(server: CouchDB) -> None:
    good: Settings = {"connector": "cloudant", "url": server.url(), "database": DATABASE}
    plain = good | {"url": f"http://{server.host}"}
    server.put("_users/org.couchdb.user:once", {"name": "once", "password": "a%41", "roles": ["staff"], "type": "user"})
    check_all(
        common("cloudant", server)
        | {
            "the account beside the url": (plain | {"username": USER, "password": PASSWORD}, True),
            "a wrong account beside the url": (good | {"username": USER, "password": "wrong"}, False),
            "a scheme in capitals, and the account beside": (
                good | {"url": f"HTTP://{server.host}", "username": USER, "password": PASSWORD},
                True,
            ),
            "nothing but a database": (without(plain, "url"), False),
            "a password that looks encoded": (good | {"url": server.url("once", "a%41")}, True),
            "a plugin": (good | {"plugins": "retry"}, True),
            "two plugins": (good | {"plugins": ["retry", {"cookieauth": {}}]}, True),
            "two plugins in one object": (good | {"plugins": {"retry": {}, "cookieauth": {}}}, False),
            "an API key that is missing": (good | {"plugins": "iamauth"}, False),
            "a session for nobody": (plain | {"plugins": "cookieauth"}, False),
        }
    )


def test_cloudant_with_an_api_key() -> None:
    with instance() as site:
        iam = {"iamApiKey": KEY, "iamTokenUrl": f"{site.url}/identity/token"}
        good: Settings = {"connector": "cloudant", "url": site.url, "database": "shop", "plugins": {"iamauth": iam}}
        check_all({"as documented": (good, True), "a plugin in a list": (good | {"plugins": [{"iamauth": iam}]}, True)})
        site.replies["POST /_iam_session"] = said({"error": "forbidden"}, 403)
        check_all({"a key for another service": (good, False)})
        site.replies["POST /identity/token"] = said({"errorCode": "BXNIM0415E"}, 400)
        check_all({"an unknown key": (good, False)})
