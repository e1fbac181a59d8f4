from __future__ import annotations

from pathlib import Path

import pytest

from designer.connectors.base import JSON
from designer.connectors.results import Verdict
from designer.testing import check


@pytest.mark.parametrize("settings", [{}, {"file": "data/db.json"}])
def test_what_lives_inside_the_application_is_never_verified(settings: dict[str, JSON]) -> None:
    result = check("memory", settings)
    assert (result.verdict, result.steps) == (Verdict.UNVERIFIED, ())


@pytest.mark.parametrize("content", ["", '{"ids": {}, "models": {"Pet": {"1": "{}", "2": "{}"}}}'])
def test_a_file_that_loopback_could_read_is_verified(tmp_path: Path, content: str) -> None:
    (tmp_path / "db.json").write_text(content)
    result = check("memory", {"file": str(tmp_path / "db.json")})
    assert result.verdict is Verdict.VERIFIED
    assert f"{2 if content else 0} records of {1 if content else 0} models" in result.sentence


def test_a_file_that_is_something_else_fails() -> None:
    result = check("memory", {"file": "/etc/passwd"})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("file",))
    assert "root" not in str(result.as_dict())


def test_the_file_is_told_apart() -> None:
    assert check("memory", {}).sentence != check("memory", {"file": "db.json"}).sentence
