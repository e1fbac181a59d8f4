"""JSON-RPC's test against real HTTP servers."""

from __future__ import annotations

import json
import ssl
from pathlib import Path

import certifi
import pytest

from designer.connectors.base import JSON
from designer.connectors.examination import examine
from designer.connectors.jsonrpc import JSONRPC, address
from designer.connectors.results import Verdict
from designer.testing import check
from tests.services import certificates
from tests.services.listeners import Reply, web

UNKNOWN = Reply(body=b'{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": 1}')


def test_a_service_is_known_by_its_answer_and_nothing_is_called() -> None:
    with web({"POST /rpc": UNKNOWN}) as site:
        result = check("jsonrpc", {"url": f"{site.url}/rpc", "operations": ["add"]})
        assert (result.verdict, site.asked) == (Verdict.VERIFIED, ["POST /rpc"])
        assert json.loads(site.requests[0].body) == {"jsonrpc": "2.0", "method": "rpc.discover", "id": 1}
        check("jsonrpc", {"url": f"{site.url}/rpc", "operations": [], "version": 1})
        assert json.loads(site.requests[1].body) == {"method": "rpc.discover", "params": [], "id": 1}


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(200, body=b"<html>"), "not as JSON-RPC does"),
        (Reply(200, body=b'{"error": "id"}'), "not as JSON-RPC does"),
        (Reply(405, body=b""), "405 Method Not Allowed"),
        (Reply(401, body=b""), "asks for credentials"),
        (Reply(307, {"Location": "/next"}, b""), "307 Temporary Redirect"),
    ],
)
def test_what_is_no_such_service(reply: Reply, words: str) -> None:
    with web({"POST /": reply}) as site:
        result = check("jsonrpc", {"baseURL": site.url, "operations": []})
    assert (result.verdict, result.blames, words in result.sentence) == (Verdict.FAILED, ("baseURL",), True)


def test_loopback_cannot_speak_https_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = certificates.make()
    pem, authority = tmp_path / "server.pem", tmp_path / "authority.pem"
    pem.write_text(made.server + made.key, encoding="ascii")
    authority.write_text(made.authority, encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    monkeypatch.setattr(certifi, "where", lambda: str(authority))
    with web({"POST /": UNKNOWN}, context) as site:
        result = examine(JSONRPC(), {"url": site.url, "operations": []}, 5)
    assert (result.verdict, "cannot speak https" in result.sentence) == (Verdict.WORKS_ONLY_HERE, True)


@pytest.mark.parametrize("operations", [None, "add", {}])
def test_loopback_does_not_start_without_operations(operations: JSON) -> None:
    result = check("jsonrpc", {"url": "http://127.0.0.1:1/", "operations": operations})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("operations",))


@pytest.mark.parametrize(
    ("settings", "url", "blames"),
    [
        ({"url": "http://a/x", "baseURL": "http://b/"}, "http://a/x", ("url",)),
        ({"url": "http://u:p@a:1/x", "port": "8080"}, "http://u:p@a:8080/x", ("url", "port")),
        ({"url": "http://[::1]:1/x", "port": 2}, "http://[::1]:2/x", ("url", "port")),
        ({"url": "http://a/x", "host": "b"}, "http://a/x", ("url",)),
        ({"host": "b"}, "http://b:80/", ("host", "port")),
        ({}, "http://localhost:80/", ("host", "port")),
    ],
)
def test_the_settings_are_read_as_node_reads_them(settings: dict[str, JSON], url: str, blames: tuple[str, ...]) -> None:
    assert address(settings) == (url, blames)
