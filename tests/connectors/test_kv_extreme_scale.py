"""eXtreme Scale's test: as far as a web server goes."""

from __future__ import annotations

import pytest

from designer.connectors.base import JSON
from designer.connectors.results import Verdict
from designer.testing import check
from tests.services.listeners import Reply, web

PATH = "/wxsdata/v1/grids/GRID/MAP"


@pytest.mark.parametrize(
    ("status", "verdict", "words"),
    [
        (200, Verdict.UNVERIFIED, "not whether the grid is there"),
        (404, Verdict.UNVERIFIED, "404 Not Found"),
        (401, Verdict.FAILED, "does not accept the account"),
    ],
)
def test_what_the_server_says_to_head(status: int, verdict: Verdict, words: str) -> None:
    with web({f"HEAD {PATH}": Reply(status)}) as site:
        url = site.url.replace("://", "://xsadmin:hunter22@") + PATH
        result = check("kv-extreme-scale", {"url": url})
        assert (site.asked, site.requests[0].headers["Authorization"]) == (
            [f"HEAD {PATH}"],
            "Basic eHNhZG1pbjpodW50ZXIyMg==",
        )
    assert (result.verdict, words in result.sentence) == (verdict, True)
    assert "hunter22" not in str(result.as_dict())


@pytest.mark.parametrize(
    ("settings", "blames"),
    [({}, ("url",)), ({"url": 5}, ("url",)), ({"url": "https://a/", "packer": "msgpack"}, ("packer",))],
)
def test_settings_that_cannot_work(settings: dict[str, JSON], blames: tuple[str, ...]) -> None:
    result = check("kv-extreme-scale", settings)
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
