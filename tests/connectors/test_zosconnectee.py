"""z/OS Connect's test against a real HTTP server that answers as that one does."""

from __future__ import annotations

import pytest

from designer.connectors.results import Verdict
from designer.testing import check
from tests.services.listeners import Reply, web

LIST = b'{"apis": [{"name": "catalog", "version": "1.0.0"}, {"name": "datetime"}]}'


def test_the_list_of_apis() -> None:
    with web({"GET /zosConnect/apis": Reply(body=LIST)}) as site:
        result = check("zosconnectee", {"baseURL": f"{site.url}/", "user": "fred", "password": "hunter22"})
        assert site.requests[0].headers["Authorization"] == "Basic ZnJlZDpodW50ZXIyMg=="
    assert (result.verdict, "lists 2 APIs. None of them was called." in result.sentence) == (Verdict.VERIFIED, True)
    assert {"APIs": "catalog, datetime", "Logged in as": "fred"}.items() <= {
        f.name: f.value for f in result.facts
    }.items()
    assert "hunter22" not in str(result.as_dict())


@pytest.mark.parametrize(
    ("reply", "verdict", "blames"),
    [
        (Reply(401, body=b""), Verdict.FAILED, ("username", "password")),
        (Reply(404, body=LIST), Verdict.UNVERIFIED, ("baseURL",)),
        (Reply(200, body=b"<html>"), Verdict.UNVERIFIED, ("baseURL",)),
        (Reply(200, body=b'{"apis": {}}'), Verdict.UNVERIFIED, ("baseURL",)),
    ],
)
def test_another_answer(reply: Reply, verdict: Verdict, blames: tuple[str, ...]) -> None:
    with web({"GET /zosConnect/apis": reply}) as site:
        result = check("zosconnectee", {"baseURL": site.url, "username": "fred", "password": "x"})
    assert (result.verdict, result.blames) == (verdict, blames)


def test_no_server() -> None:
    assert check("zosconnectee", {}).blames == ("baseURL",)
