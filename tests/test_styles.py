"""The stylesheets are whole: one brace that is lost in a merge takes the rules after it along, and no page says so."""

from __future__ import annotations

from pathlib import Path

import pytest

SHEETS = Path(__file__).parent.parent / "static" / "css"


@pytest.mark.parametrize("sheet", sorted(SHEETS.glob("*.css")), ids=lambda sheet: sheet.name)
def test_every_rule_of_a_stylesheet_is_closed(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
