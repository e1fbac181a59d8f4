"""Couchbase's test, which goes no further than to its version and its ports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services import listeners, processes
from tests.services.cloudant import said
from tests.services.listeners import Reply, WebServer, web


@pytest.fixture
def site() -> Iterator[WebServer]:
    with web({"GET /pools": said({"implementationVersion": "4.5.1-2844-community", "pools": []})}) as running:
        yield running


def tried(site: WebServer, **more: Any) -> CheckResult:
    return check("couchbase", {"host": "127.0.0.1", "port": site.port, **more})


def test_its_version_and_its_port_for_queries(site: WebServer) -> None:
    with listeners.listening(listeners.close) as queries:
        result = tried(site, n1qlport=queries.port)
        site.replies["GET /pools"] = said({"implementationVersion": "7.2.4-7070-enterprise"})
        newer = tried(site, n1qlport=queries.port)
    assert (result.verdict, result.blames) == (Verdict.UNVERIFIED, ())
    assert result.sentence.startswith("Couchbase 4.5.1-2844-community answers, and its port for queries is open.")
    assert result.sentence.endswith("Not tried: the bucket, and any query.")
    assert [(fact.name, fact.value) for fact in result.facts] == [("Server", "Couchbase 4.5.1-2844-community")]
    assert newer.sentence.endswith("sends no user, which this version usually wants.")


def test_no_port_for_queries(site: WebServer) -> None:
    result = tried(site, n1qlport=processes.free_port())
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "n1qlport"))


@pytest.mark.parametrize(
    ("reply", "verdict", "words"),
    [
        (Reply(401, body=b""), Verdict.UNVERIFIED, "wants a user"),
        (Reply(200, body=b"<html>"), Verdict.FAILED, "is no Couchbase"),
        (Reply(302, {"Location": "/ui"}, b""), Verdict.FAILED, "is no Couchbase"),
    ],
)
def test_what_else_can_come_back(site: WebServer, reply: Reply, verdict: Verdict, words: str) -> None:
    site.replies["GET /pools"] = reply
    result = tried(site)
    assert (result.verdict, result.blames, words in result.sentence) == (verdict, ("host", "port"), True), result


@pytest.mark.parametrize(
    ("settings", "blames"),
    [({"host": "http://db"}, ("host",)), ({"port": "many"}, ("port",)), ({"host": "["}, ("host",))],
)
def test_what_is_no_place(settings: Any, blames: tuple[str, ...]) -> None:
    result = check("couchbase", settings)
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
