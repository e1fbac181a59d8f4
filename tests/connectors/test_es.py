"""Elasticsearch's test against imitations of its versions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from designer.connectors import es_hosts
from designer.connectors.base import CheckFailed
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services import certificates, elasticsearch, listeners, processes
from tests.services.cloudant import said
from tests.services.elasticsearch import ACCOUNT, STRANGER, Elasticsearch
from tests.services.listeners import Reply, web

PASSWORD = ACCOUNT.partition(":")[2]


@pytest.fixture
def server() -> Iterator[Elasticsearch]:
    with elasticsearch.running(secured=True) as running:
        yield running


def tried(server: Elasticsearch, **changes: Any) -> CheckResult:
    result = check("es", server.settings | changes)
    assert PASSWORD not in json.dumps(result.as_dict())
    return result


def facts(result: CheckResult) -> dict[str, str]:
    return {fact.name: fact.value for fact in result.facts}


def test_an_index_that_works(server: Elasticsearch) -> None:
    result = tried(server)
    assert (result.verdict, result.blames) == (Verdict.VERIFIED, ())
    assert result.sentence == "Elasticsearch 5.6.16 answers, and its index “shop” can be used (documents: 3)."
    assert facts(result) == {
        "Server": "Elasticsearch 5.6.16",
        "Cluster": "shop-cluster",
        "Encryption": "none",
        "Logged in as": "elastic",
        "Documents": "3",
        "Index": "shop",
    }
    assert server.asked == ["GET /", "GET /shop/_count"]


def test_an_index_that_loopback_creates_when_it_starts(server: Elasticsearch) -> None:
    result = tried(server, index="new", mappings=[{"name": "Order", "properties": {}}])
    assert (result.verdict, "not there yet" in result.sentence) == (Verdict.VERIFIED, True)
    elsewhere = tried(server, index="new", mappings=[{"name": "Order", "index": "orders"}])
    assert (elsewhere.verdict, elsewhere.blames) == (Verdict.FAILED, ("index",))
    assert list(server.indexes) == ["shop"]


@pytest.mark.parametrize(
    ("changes", "blames", "words"),
    [
        ({"index": "nowhere"}, ("index",), "There is no index “nowhere”"),
        ({"index": ""}, ("index",), "without “index”"),
        ({"apiVersion": None}, ("apiVersion",), "does not start without “apiVersion”"),
        ({"apiVersion": "7.x"}, ("apiVersion",), "“7.x”: its driver knows 5.x, 5.0, 2.4"),
        ({"apiVersion": 5}, ("apiVersion",), "“5”"),
        ({"hosts": []}, ("hosts",), "no server in “hosts”"),
        ({"hosts": [5]}, ("hosts",), "does not start"),
        ({"hosts": [{"protocol": "ftp"}]}, ("hosts",), "http or https"),
        ({"hosts": [{"host": "http://es"}]}, ("hosts",), "a name or an address alone"),
        ({"hosts": [{"port": 70000}]}, ("hosts",), "not a port"),
        ({"hosts": "http://a:50%@es"}, ("hosts",), "as %25"),
        ({"mappings": [{"index": "x"}]}, ("mappings",), "needs the “name”"),
        ({"mappings": [{"name": "A"}, {"name": "A"}]}, ("mappings",), "two “mappings”"),
    ],
)
def test_what_loopback_cannot_use(server: Elasticsearch, changes: Any, blames: tuple[str, ...], words: str) -> None:
    result = tried(server, **changes)
    assert (result.verdict, result.blames, words in result.sentence) == (Verdict.FAILED, blames, True), result


@pytest.mark.parametrize(
    ("auth", "blames", "words"),
    [
        ("elastic:wrong", ("hosts",), "does not accept the user “elastic”"),
        ("", ("hosts",), "wants a user and a password; fill in “auth”"),
        (STRANGER, ("index", "hosts"), "“stranger” may not read the index “shop”"),
    ],
)
def test_accounts_that_are_refused(server: Elasticsearch, auth: str, blames: tuple[str, ...], words: str) -> None:
    host = {"host": "127.0.0.1", "port": server.port, "auth": auth}
    result = tried(server, hosts=[host])
    assert (result.verdict, result.blames, words in result.sentence) == (Verdict.FAILED, blames, True), result


@pytest.mark.parametrize(
    ("version", "distribution", "verdict", "words"),
    [
        ("1.7.6", "", Verdict.VERIFIED, "server is 1.7.6"),
        ("6.8.23", "", Verdict.VERIFIED, "takes one type"),
        ("7.17.9", "", Verdict.WORKS_ONLY_HERE, "sorts by “_uid”"),
        ("8.15.0", "", Verdict.WORKS_ONLY_HERE, "Elasticsearch 8.15.0 is too new"),
        ("1.3.20", "opensearch", Verdict.WORKS_ONLY_HERE, "OpenSearch 1.3.20 is too new"),
        ("2.11.0", "opensearch", Verdict.WORKS_ONLY_HERE, "by type"),
    ],
)
def test_whether_loopback_gets_along_with_the_version(
    version: str, distribution: str, verdict: Verdict, words: str
) -> None:
    with elasticsearch.running(version, distribution=distribution) as server:
        result = tried(server)
    assert (result.verdict, result.steps[-1].name) == (verdict, "LoopBack’s own driver")
    assert words in result.steps[-1].detail


def test_the_first_server_that_answers_is_asked(server: Elasticsearch) -> None:
    there = server.settings["hosts"][0]
    missing = there | {"port": processes.free_port()}
    result = tried(server, hosts=[missing, there, missing])
    assert result.verdict is Verdict.VERIFIED
    assert [step.detail for step in result.steps if step.name == "Other servers"] == [
        "1 more in “hosts” were not tried"
    ]
    nobody = tried(server, hosts=[missing, missing])
    assert (nobody.verdict, "None of the servers" in nobody.sentence) == (Verdict.FAILED, True)
    assert "Nothing listens" in tried(server, hosts=[missing]).sentence


def test_a_host_outside_of_hosts_is_not_read(server: Elasticsearch) -> None:
    result = tried(server, hosts=None, host="db.example.com", port=1)
    assert any("count only inside “hosts”" in step.detail for step in result.steps)
    assert not any("db.example.com" in step.detail for step in result.steps)


@pytest.mark.parametrize(
    ("reply", "verdict", "words"),
    [
        (Reply(200, body=b"<html>"), Verdict.FAILED, "is no Elasticsearch"),
        (said({"couchdb": "Welcome", "version": "3.3.3"}), Verdict.FAILED, "is no Elasticsearch"),
        (Reply(302, {"Location": "https://es.example/x"}, b""), Verdict.FAILED, "redirects to https://es.example,"),
        (said({"error": {"type": "security_exception"}}, 403), Verdict.UNVERIFIED, "not tell it even its version"),
        (said({}, 429), Verdict.UNVERIFIED, "too busy"),
        (said({}, 503), Verdict.UNVERIFIED, "not ready"),
    ],
)
def test_what_else_can_answer(reply: Reply, verdict: Verdict, words: str) -> None:
    with web({"GET /": reply}) as site:
        result = check("es", {"hosts": site.url, "index": "shop", "apiVersion": "5.x"})
    assert (result.verdict, result.blames, words in result.sentence) == (verdict, ("hosts",), True), result


def test_what_else_can_come_of_the_index() -> None:
    root = said({"version": {"number": "2.4.6"}})
    replies = {
        "GET /down/_count": (said({"error": "all shards failed"}, 503), Verdict.UNVERIFIED),
        "GET /Big/_count": (said({"error": {"type": "invalid_index_name_exception"}}, 400), Verdict.FAILED),
        "GET /old/_count": (said({"error": "IndexMissingException[[old] missing]"}, 404), Verdict.FAILED),
    }
    with web({"GET /": root} | {path: reply for path, (reply, _) in replies.items()}) as site:
        for path, (_, verdict) in replies.items():
            index = path.split("/")[1]
            assert check("es", {"hosts": site.url, "index": index, "apiVersion": "2.4"}).verdict is verdict


def test_what_is_not_tried(server: Elasticsearch) -> None:
    secure = {"protocol": "https", "host": "127.0.0.1", "port": server.port, "auth": ACCOUNT}
    files = tried(server, hosts=[secure], ssl={"ca": "ca.pem"})
    assert (files.verdict, "nobody logged in" in files.sentence) == (Verdict.UNVERIFIED, True)
    amazon = tried(server, amazonES={"region": "eu-west-1", "accessKey": "AKIA", "secretKey": "hush-hush"})
    assert (amazon.verdict, "signed for Amazon" in amazon.sentence) == (Verdict.UNVERIFIED, True)
    assert server.asked == []
    plain = tried(server, ssl={"ca": "ca.pem"})
    assert (plain.verdict, plain.blames) == (Verdict.UNVERIFIED, ("ssl",))


def test_certificates_are_checked_only_where_the_driver_does() -> None:
    made = certificates.make()
    with elasticsearch.running(secured=True, context=made.context) as server:
        host = server.settings["hosts"][0]
        assert facts(tried(server))["Encryption"].endswith("certificate not checked")
        trusting = tried(server, hosts=[host | {"ssl": {"ca": made.authority}}])
        assert facts(trusting)["Encryption"].endswith("certificate checked")
        assert tried(server, hosts=[host | {"ssl": {}}]).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("value", "url", "auth"),
    [
        (None, "http://127.0.0.1:9200", ""),
        ({}, "http://localhost:9200", ""),
        ("", "http://127.0.0.1:9200", ""),
        ([""], "http://localhost:9200", ""),
        ("es", "http://es:80", ""),
        ("//es/x", "http://es:80/x", ""),
        ("https://u%40:p%3A@es/base", "https://es:443/base", "u@:p:"),
        ({"hostname": "es", "port": "none", "protocol": "https:", "path": "x"}, "https://es:9200/x", ""),
        ({"host": "::1", "auth": "a%b:c"}, "http://[::1]:9200", "a%b:c"),
    ],
)
def test_servers_as_the_driver_reads_them(value: Any, url: str, auth: str) -> None:
    (host,) = es_hosts.hosts({"hosts": value})
    assert (host.url, host.auth) == (url, auth)


def test_an_address_that_is_none() -> None:
    with pytest.raises(CheckFailed, match="not a URL"):
        assert es_hosts.hosts({"hosts": {"host": "["}})[0].url


def test_silence_ends_in_time() -> None:
    with listeners.listening(listeners.hang) as silent:
        settings = {"hosts": f"http://127.0.0.1:{silent.port}", "index": "shop", "apiVersion": "5.x"}
        assert check("es", settings, deadline_seconds=1).verdict is Verdict.FAILED
