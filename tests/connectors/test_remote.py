"""The remote connector's test against HTTP servers that answer as LoopBack does; tests/interop/ has LoopBack itself."""

from __future__ import annotations

import json

import pytest

from designer.connectors.base import JSON, CheckFailed
from designer.connectors.remote import address
from designer.connectors.results import Verdict
from designer.testing import check
from tests.services.listeners import Reply, web
from tests.services.openapi import SWAGGER_2

EXPLORER = "GET /explorer/swagger.json"
NOTHING = Reply(404, body=b"Not found")


def error(message: str, status: int = 404) -> Reply:
    return Reply(status, body=json.dumps({"error": {"statusCode": status, "message": message}}).encode())


def explored(base_path: str) -> Reply:
    return Reply(body=json.dumps(SWAGGER_2 | {"basePath": base_path}).encode())


NO_METHOD, CANNOT = error("There is no method to handle GET /"), error("Cannot GET /api")


@pytest.mark.parametrize(
    ("root", "explorer", "verdict", "words"),
    [
        (NO_METHOD, explored("/api"), Verdict.VERIFIED, "“Shop” 1.4, with 2 operations. No model was called."),
        (NO_METHOD, NOTHING, Verdict.VERIFIED, "answers as LoopBack’s REST API does"),
        (CANNOT, explored("/v2"), Verdict.FAILED, "its API is at /v2, not /api"),
        (CANNOT, NOTHING, Verdict.FAILED, "its API is not at /api"),
        (Reply(body=b'{"started": "", "uptime": 1}'), NOTHING, Verdict.FAILED, "its API is not at /api"),
        (error("Authorization Required", 401), NOTHING, Verdict.FAILED, "asks for credentials"),
        (Reply(body=b"<html>"), NOTHING, Verdict.UNVERIFIED, "nothing shows that it is LoopBack"),
        (Reply(body=b"<html>"), Reply(body=b"<html>"), Verdict.UNVERIFIED, "nothing shows that it is LoopBack"),
    ],
)
def test_what_an_application_shows(root: Reply, explorer: Reply, verdict: Verdict, words: str) -> None:
    with web({"GET /api": root, EXPLORER: explorer}) as site:
        result = check("remote", {"url": f"{site.url}/api"})
        assert site.asked == ["GET /api", EXPLORER]
    assert (result.verdict, words in result.sentence) == (verdict, True), result.sentence
    assert result.blames == (() if verdict is Verdict.VERIFIED else ("url",))


def test_another_adapter_is_not_tried() -> None:
    with web({"GET /": NO_METHOD}) as site:
        result = check("remote", {"url": f"{site.url}/", "adapter": "socket-io"})
    assert (result.verdict, result.blames) == (Verdict.UNVERIFIED, ("adapter",))


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://localhost:3000"),
        ({"protocol": "https", "host": "a", "port": "1", "root": "/api"}, "https://a:1/api"),
        ({"url": "http://b/x", "host": "a", "port": "nonsense"}, "http://b/x"),
    ],
)
def test_where_calls_go(settings: dict[str, JSON], url: str) -> None:
    assert address(settings)[0] == url


def test_a_port_that_is_none() -> None:
    with pytest.raises(CheckFailed):
        address({"port": "nonsense"})
