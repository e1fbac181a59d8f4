from __future__ import annotations

import pytest

from designer.connectors.base import JSON
from designer.connectors.results import Verdict
from designer.testing import check


@pytest.mark.parametrize("settings", [{}, {"file": "/etc/passwd"}, {"file": "data/db.json"}])
def test_a_memory_source_is_never_verified(settings: dict[str, JSON]) -> None:
    result = check("memory", settings)
    assert (result.verdict, result.steps) == (Verdict.UNVERIFIED, ())


def test_the_file_is_told_apart() -> None:
    assert check("memory", {}).sentence != check("memory", {"file": "db.json"}).sentence
