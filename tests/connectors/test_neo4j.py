"""Neo4j's test against imitations of its root and its REST interface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services.cloudant import said
from tests.services.listeners import Reply, WebServer, web

SECRET = "hush@hush"


@pytest.fixture
def site() -> Iterator[WebServer]:
    """A Neo4j 3.5."""
    with web({}) as running:
        root = {"data": f"{running.url}/db/data/", "management": f"{running.url}/db/manage/", "bolt": "bolt://x"}
        running.replies["GET /"] = said(root)
        running.replies["GET /db/data/"] = said({"neo4j_version": "3.5.35", "cypher": f"{running.url}/db/data/cypher"})
        yield running


def tried(site: WebServer, account: str = "neo4j:hush%40hush@") -> CheckResult:
    result = check("neo4j", {"neo4j_url": site.url.replace("://", f"://{account}")})
    assert SECRET not in str(result.as_dict())
    return result


def test_an_account_that_is_accepted(site: WebServer) -> None:
    result = tried(site)
    assert (result.verdict, result.sentence) == (
        Verdict.VERIFIED,
        "Neo4j 3.5.35 accepts the user “neo4j”. No query was sent.",
    )
    assert {"Server": "Neo4j 3.5.35", "Logged in as": "neo4j", "Encryption": "none"}.items() <= {
        (fact.name, fact.value) for fact in result.facts
    }
    assert site.asked == ["GET /", "GET /db/data/"]
    assert {request.headers["Authorization"] for request in site.requests} == {"Basic bmVvNGo6aHVzaEBodXNo"}


UNAUTHORIZED = {"errors": [{"code": "Neo.ClientError.Security.Unauthorized", "message": "Invalid"}]}


@pytest.mark.parametrize(
    ("path", "reply", "account", "verdict", "words"),
    [
        ("/db/data/", said(UNAUTHORIZED, 401), "neo4j:x@", Verdict.FAILED, "does not accept the user “neo4j”"),
        ("/db/data/", said(UNAUTHORIZED, 401), "", Verdict.FAILED, "wants a user and a password"),
        ("/db/data/", said({"password_change": "…"}, 403), "neo4j:neo4j@", Verdict.FAILED, "new password first"),
        ("/db/data/", said({}, 429), "neo4j:x@", Verdict.UNVERIFIED, "too many wrong passwords"),
        ("/db/data/", said({}, 200), "neo4j:x@", Verdict.UNVERIFIED, "where its services should be"),
        ("/", said({"neo4j_version": "4.4.0", "transaction": ""}), "a:b@", Verdict.FAILED, "up to 3.5"),
        ("/", said({"data": "http://db.example/", "management": ""}), "a:b@", Verdict.UNVERIFIED, "elsewhere"),
        ("/", said({"data": "ftp://x", "management": ""}), "a:b@", Verdict.FAILED, "not a URL"),
        ("/", Reply(401, body=b""), "a:b@", Verdict.FAILED, "wants another user"),
        ("/", Reply(503, body=b""), "a:b@", Verdict.UNVERIFIED, "trouble"),
        ("/", Reply(200, body=b"<html>"), "a:b@", Verdict.FAILED, "is no Neo4j"),
    ],
)
def test_what_else_can_come_back(
    site: WebServer, path: str, reply: Reply, account: str, verdict: Verdict, words: str
) -> None:
    site.replies[f"GET {path}"] = reply
    result = tried(site, account)
    assert (result.verdict, result.blames, words in result.sentence) == (verdict, ("neo4j_url",), True), result


def test_a_password_that_the_driver_cannot_write(site: WebServer) -> None:
    result = tried(site, "neo4j:a%2Fb@")
    assert (result.verdict, result.steps[-1].name) == (Verdict.WORKS_ONLY_HERE, "Log in")


def test_requests_without_a_user(site: WebServer) -> None:
    assert "accepts requests without a user" in tried(site, "").sentence


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (None, "does not start"),
        ("bolt://db:7687", "does not speak Bolt"),
        ("db:7474", "scheme"),
        ("ftp://db", "http"),
        ("http://\ud800:@:1", "http"),
    ],
)
def test_what_is_no_address(url: Any, words: str) -> None:
    result = check("neo4j", {"neo4j_url": url})
    assert (result.verdict, result.blames, words in result.sentence) == (Verdict.FAILED, ("neo4j_url",), True), result
