"""Tests of stores that speak HTTP say "works" exactly where LoopBack's own connectors find something there."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

import pytest

from designer import testing
from designer.connectors.results import Verdict
from tests.interop import loopback
from tests.services import certificates, couchdb, elasticsearch, processes
from tests.services.cloudant import KEY, instance, said
from tests.services.couchdb import BOSS, BOSS_PASSWORD, CLOSED, DATABASE, PASSWORD, USER, CouchDB
from tests.services.elasticsearch import ACCOUNT, STRANGER, Elasticsearch

Settings = dict[str, Any]
Cases = dict[str, tuple[Settings, bool]]
"""Each by name: settings, and whether they work."""

BASIC = f"Basic {b64encode(ACCOUNT.encode()).decode()}"

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


def es_cases(server: Elasticsearch) -> Cases:
    good = server.settings
    host = good["hosts"][0]
    address = f"127.0.0.1:{server.port}"
    encoded = quote(ACCOUNT, safe=":")
    return {
        "as documented": (good, True),
        "one host, without a list": (good | {"hosts": host}, True),
        "a url": (good | {"hosts": f"http://{encoded}@{address}"}, True),
        "a url without a protocol": (good | {"hosts": [f"{encoded}@{address}"]}, True),
        "a url without an account": (good | {"hosts": [f"http://{address}"]}, False),
        "hostname for host": (good | {"hosts": [without(host, "host") | {"hostname": "127.0.0.1"}]}, True),
        "a protocol with a colon": (good | {"hosts": [host | {"protocol": "http:"}]}, True),
        "the port as text": (good | {"hosts": [host | {"port": str(server.port)}]}, True),
        "another server that is not there": (good | {"hosts": [host, host | {"port": processes.free_port()}]}, True),
        "a wrong password": (good | {"hosts": [host | {"auth": "elastic:wrong"}]}, False),
        "somebody who may read nothing": (good | {"hosts": [host | {"auth": STRANGER}]}, False),
        "no account": (good | {"hosts": [without(host, "auth")]}, False),
        "httpAuth": (good | {"hosts": [without(host, "auth")], "httpAuth": ACCOUNT}, False),
        "a header": (good | {"hosts": [without(host, "auth") | {"headers": {"Authorization": BASIC}}]}, True),
        "a url as the host": (good | {"hosts": [host | {"host": f"http://{address}"}]}, False),
        "a closed port": (good | {"hosts": [host | {"port": processes.free_port()}]}, False),
        "host and port outside": (without(good, "hosts") | host, False),
        "no server": (good | {"hosts": []}, False),
        "a number as the server": (good | {"hosts": [5]}, False),
        "an unknown protocol": (good | {"hosts": [host | {"protocol": "ftp"}]}, False),
        "an unknown index": (good | {"index": "nowhere"}, False),
        "an index that a mapping creates": (good | {"index": "new", "mappings": [{"name": "Tried"}]}, True),
        "a mapping without a model": (good | {"mappings": [{"properties": {}}]}, False),
        "two mappings for one model": (good | {"mappings": [{"name": "A"}, {"name": "A"}]}, False),
        "no version": (without(good, "apiVersion"), False),
        "a version as a number": (good | {"apiVersion": 5}, False),
        "a version of 2": (good | {"apiVersion": "2.4"}, True),
        "2.x": (good | {"apiVersion": "2.x"}, False),
        "a version of 6": (good | {"apiVersion": "6.0"}, False),
        "a certificate authority that is not there": (good | {"ssl": {"ca": "nowhere.pem"}}, False),
        "a package that is not there": (good | {"amazonES": {"region": "eu-west-1"}}, False),
    }


def test_elasticsearch() -> None:
    with elasticsearch.running(secured=True) as server:
        check_all(es_cases(server))


VERSIONS = {
    ("1.7.6", ""): True,
    ("2.4.6", ""): True,
    ("6.8.23", ""): True,
    ("7.17.9", ""): False,
    ("8.15.0", ""): False,
    ("1.3.20", "opensearch"): False,
    ("2.11.0", "opensearch"): False,
}


def test_versions_of_elasticsearch() -> None:
    with ExitStack() as servers:
        start = servers.enter_context
        check_all(
            {
                f"{name} {version}": (start(elasticsearch.running(version, distribution=name)).settings, works)
                for (version, name), works in VERSIONS.items()
            }
        )


def test_elasticsearch_with_tls() -> None:
    made = certificates.make()
    with elasticsearch.running(secured=True, context=made.context) as server:
        good = server.settings
        host = good["hosts"][0]
        check_all(
            {
                "nothing is checked": (good, True),
                "trusting the right one": (good | {"hosts": [host | {"ssl": {"ca": made.authority}}]}, True),
                "trusting another one": (
                    good | {"hosts": [host | {"ssl": {"ca": certificates.make().authority}}]},
                    False,
                ),
                "the connector’s own authorities": (good | {"ssl": {}}, False),
            }
        )
