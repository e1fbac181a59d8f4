"""Swagger's test against a real HTTP server; what it has in common with OpenAPI's is tested there."""

from __future__ import annotations

import pytest

from designer.connectors.results import Verdict
from designer.testing import check
from tests.services.openapi import SWAGGER_2, documents


@pytest.mark.parametrize(
    ("path", "verdict", "words"),
    [
        ("/swagger.json", Verdict.VERIFIED, "Swagger 2.0 “Shop” 1.4, with 2 operations. None of them was called."),
        ("/swagger.yaml", Verdict.VERIFIED, "with 2 operations"),
        ("/version-as-number.json", Verdict.VERIFIED, "with 2 operations"),
        ("/elsewhere-2.json", Verdict.VERIFIED, "were not fetched"),
        ("/openapi.json", Verdict.WORKS_ONLY_HERE, "Choose the connector “openapi”"),
        ("/swagger-1.json", Verdict.UNVERIFIED, "not read here"),
        ("/page.html", Verdict.FAILED, "a web page"),
        ("/nowhere.json", Verdict.FAILED, "404 Not Found"),
    ],
)
def test_a_document(path: str, verdict: Verdict, words: str) -> None:
    with documents() as site:
        result = check("swagger", {"spec": site.url + path})
    assert result.verdict is verdict
    assert words in result.sentence


def test_a_document_in_the_settings() -> None:
    result = check("swagger", {"spec": SWAGGER_2})
    assert (result.verdict, "with 2 operations" in result.sentence) == (Verdict.UNVERIFIED, True)
    older = check("swagger", {"spec": SWAGGER_2 | {"swagger": "1.2"}})
    assert (older.verdict, older.blames) == (Verdict.FAILED, ("spec",))
