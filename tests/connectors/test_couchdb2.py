"""CouchDB's test against PouchDB's server, and against answers of other servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services import certificates, couchdb, listeners
from tests.services.cloudant import said
from tests.services.couchdb import CLOSED, DATABASE, PASSWORD, READER, READER_PASSWORD, USER, CouchDB
from tests.services.listeners import Reply, WebServer, web


@pytest.fixture(scope="module")
def server() -> Iterator[CouchDB]:
    with couchdb.running() as running:
        yield running


def tried(url: str, **more: Any) -> CheckResult:
    result = check("couchdb2", {"url": url, "database": DATABASE, **more})
    assert PASSWORD not in json.dumps(result.as_dict())
    return result


def facts(result: CheckResult) -> dict[str, str]:
    return {fact.name: fact.value for fact in result.facts}


def test_a_database_that_works(server: CouchDB) -> None:
    result = tried(server.url())
    assert (result.verdict, result.blames) == (Verdict.VERIFIED, ())
    assert f"accepts the user “{USER}”, and the database “{DATABASE}” can be used" in result.sentence
    assert facts(result) == {
        "Server": "PouchDB Server 4.2.0",
        "Encryption": "none",
        "Logged in as": f"{USER}, roles: staff",
        "Database": DATABASE,
        "Documents": "1",
        "May create indexes": "yes, as an administrator of the database",
    }
    assert [(step.name, step.state) for step in result.steps] == [
        ("Resolve the name", "ok"),
        ("Open the port", "ok"),
        ("Request", "ok"),
        ("Log in", "ok"),
        ("Use the database", "ok"),
        ("Ping", "ok"),
        ("LoopBack’s own driver", "ok"),
    ]


def test_who_may_not_create_indexes_is_told(server: CouchDB) -> None:
    result = tried(server.url(READER, READER_PASSWORD))
    assert result.verdict is Verdict.VERIFIED
    assert facts(result)["May create indexes"].startswith("no: autoupdate")


@pytest.mark.parametrize(
    ("account", "database", "blames", "words"),
    [
        ((USER, "wrong"), DATABASE, ("url",), f"does not accept the user “{USER}” with this password"),
        ((USER, PASSWORD), CLOSED, ("database", "url"), f"“{USER}” may not use the database “{CLOSED}”"),
        ((USER, PASSWORD), "nowhere", ("database",), "There is no database “nowhere”"),
        ((USER, PASSWORD), "", ("database",), "There is no database “test”"),
    ],
)
def test_what_the_server_refuses(
    server: CouchDB, account: tuple[str, str], database: str, blames: tuple[str, ...], words: str
) -> None:
    result = tried(server.url(*account), database=database)
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
    assert words in result.sentence


def test_the_account_beside_the_url_is_not_read(server: CouchDB) -> None:
    result = tried(f"http://{server.host}", username=USER, password=PASSWORD)
    assert result.verdict is Verdict.FAILED
    assert any("does not read “username”" in step.detail for step in result.steps)
    defaults = {"auth": {"user": USER, "pass": PASSWORD}}
    assert tried(f"http://{server.host}", requestDefaults=defaults).verdict is Verdict.VERIFIED
    wrong = tried(f"http://{server.host}", requestDefaults={"auth": {"user": USER, "pass": "wrong"}})
    assert wrong.blames == ("requestDefaults",)


def test_the_database_in_the_url_is_only_looked_at(server: CouchDB) -> None:
    result = check("couchdb2", {"url": f"{server.url()}/{DATABASE}"})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("database", "url"))
    assert "“test”, which is not there" in result.sentence
    assert check("couchdb2", {"url": f"{server.url()}/nowhere"}).blames == ("database",)


@pytest.mark.parametrize(
    ("settings", "blames", "words"),
    [
        ({"username": "a", "password": "b"}, ("url",), "does not start without “url”"),
        ({"url": "localhost:5984"}, ("url",), "needs a scheme"),
        ({"url": "HTTP://localhost"}, ("url",), "small letters"),
        ({"url": "ftp://localhost"}, ("url",), "http"),
        ({"url": "http://shop:pw@localhost/shop"}, ("url", "database"), "from the left"),
        ({"url": "http://a:50%@localhost"}, ("url",), "as %25"),
        ({"url": 5}, ("url",), "needs a scheme"),
    ],
)
def test_what_loopback_would_not_start_with(settings: Any, blames: tuple[str, ...], words: str) -> None:
    result = check("couchdb2", settings)
    assert (result.verdict, result.blames, words in result.sentence) == (Verdict.FAILED, blames, True), result


def test_a_proxy_is_not_tried(server: CouchDB) -> None:
    result = tried(server.url(), requestDefaults={"proxy": "http://127.0.0.1:1"})
    assert (result.verdict, result.blames) == (Verdict.UNVERIFIED, ("requestDefaults",))


# --- Answers of other servers ------------------------------------------------------------------------------------


def answers(version: str = "3.3.3", **vendor: str) -> dict[str, Reply]:
    """Those of an Apache CouchDB to somebody who may use the database, but not list all of them."""
    return {
        "GET /": said({"couchdb": "Welcome", "version": version, "vendor": vendor or {"name": "The Apache …"}}),
        "GET /_session": said({"ok": True, "userCtx": {"name": "keeper", "roles": []}}),
        "GET /shop": said({"db_name": "shop", "doc_count": 7}),
        "GET /_all_dbs?limit=1": said({"error": "unauthorized", "reason": "You are not a server admin."}, 401),
        "GET /shop/_index": said({"total_rows": 1, "indexes": []}),
        "GET /shop/_security": said({"admins": {"roles": ["_admin"]}, "members": {"names": ["keeper"]}}),
    }


@pytest.fixture
def site() -> Iterator[WebServer]:
    with web(answers()) as running:
        yield running


def asked(site: WebServer, **more: Any) -> CheckResult:
    return tried(site.url.replace("://", "://keeper:pw%2F@"), **more)


def test_a_ping_that_would_fail_is_no_reason_to_fail(site: WebServer) -> None:
    result = asked(site)
    assert (result.verdict, facts(result)["Server"]) == (Verdict.VERIFIED, "CouchDB 3.3.3")
    assert [step.state for step in result.steps if step.name == "Ping"] == ["note"]
    assert {request.headers["Authorization"] for request in site.requests} == {"Basic a2VlcGVyOnB3Lw=="}
    assert {request.method for request in site.requests} == {"GET"}


def test_couchdb_1_has_no_queries_for_loopback(site: WebServer) -> None:
    site.replies |= answers("1.7.2") | {"GET /shop/_index": said({"error": "not_found", "reason": "missing"}, 404)}
    result = asked(site)
    assert (result.verdict, result.steps[-1].name) == (Verdict.WORKS_ONLY_HERE, "LoopBack’s own driver")
    assert "takes CouchDB 2.0 or later" in result.sentence


def test_cloudants_rights_are_its_own(site: WebServer) -> None:
    security = said({"cloudant": {"keeper": ["_reader", "_writer", "_admin"]}})
    site.replies |= answers("3.3.3+cloudant", name="IBM Cloudant") | {"GET /shop/_security": security}
    assert facts(asked(site))["Server"] == "IBM Cloudant 3.3.3+cloudant"
    assert facts(asked(site))["May create indexes"].startswith("yes")


LOCKED = {"error": "forbidden", "reason": "Account is temporarily locked"}
TOO_MANY = {"error": "too_many_requests", "reason": "You've exceeded your current limit"}


@pytest.mark.parametrize(
    ("path", "reply", "verdict", "blames", "words"),
    [
        ("/", Reply(200, body=b"<html>Welcome"), Verdict.FAILED, ("url",), "is no CouchDB"),
        ("/", said({"version": "7"}), Verdict.FAILED, ("url",), "is no CouchDB"),
        ("/", Reply(404, body=b""), Verdict.FAILED, ("url",), "is no CouchDB"),
        (
            "/",
            Reply(301, {"Location": "https://a:b@db.example/x?y"}, b""),
            Verdict.FAILED,
            ("url",),
            "https://db.example.",
        ),
        ("/", said(LOCKED, 403), Verdict.FAILED, ("url",), "refuses the user"),
        ("/", said(TOO_MANY, 429), Verdict.UNVERIFIED, ("url",), "too many requests"),
        ("/", Reply(503, body=b""), Verdict.UNVERIFIED, ("url",), "trouble of its own"),
        ("/_session", said({"userCtx": {"name": None, "roles": []}}), Verdict.FAILED, ("url",), "takes no notice"),
        ("/shop", said({"error": "forbidden"}, 403), Verdict.FAILED, ("database", "url"), "may not use"),
        ("/shop", said({"error": "illegal_database_name"}, 400), Verdict.FAILED, ("database",), "cannot be a database"),
        ("/shop", said(TOO_MANY, 429), Verdict.UNVERIFIED, ("url",), "too many requests"),
        ("/shop/_index", said({"error": "forbidden"}, 403), Verdict.FAILED, ("database", "url"), "may not use"),
    ],
)
def test_what_else_can_come_back(
    site: WebServer, path: str, reply: Reply, verdict: Verdict, blames: tuple[str, ...], words: str
) -> None:
    site.replies[f"GET {path}"] = reply
    result = asked(site)
    assert (result.verdict, result.blames, words in result.sentence) == (verdict, blames, True), result


def test_certificates_are_checked() -> None:
    made = certificates.make()
    with web(answers(), made.context) as site:
        assert asked(site).verdict is Verdict.FAILED
        result = asked(site, requestDefaults={"ca": made.authority})
        assert (result.verdict, "certificate checked" in facts(result)["Encryption"]) == (Verdict.VERIFIED, True)
        assert asked(site, requestDefaults={"strictSSL": False}).verdict is Verdict.VERIFIED


def test_a_closed_port_and_silence() -> None:
    with listeners.refusing() as nobody:
        result = tried(f"http://127.0.0.1:{nobody.port}")
        assert (result.verdict, "Nothing listens" in result.sentence) == (Verdict.FAILED, True)
    with listeners.listening(listeners.hang) as silent:
        settings = {"url": f"http://127.0.0.1:{silent.port}"}
        assert check("couchdb2", settings, deadline_seconds=1).verdict is Verdict.FAILED
