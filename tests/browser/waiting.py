"""What a page comes to: waited for, since a busy machine answers late and no test may take that for a mistake."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

FOCUSED = "(e => e.name || e.id || e.textContent.trim().slice(0, 40) || e.tagName)(document.activeElement)"


def expect_values(fields: Locator, values: list[str]) -> None:
    """The fields of a page are these, one after the other."""
    expect(fields).to_have_count(len(values))
    for number, value in enumerate(values):
        expect(fields.nth(number)).to_have_value(value)


def expect_focus(page: Page, start: str = "") -> None:
    """Something has the focus, and its name, else its id, its text or its tag begins so."""
    page.wait_for_function(
        f"start => document.activeElement !== document.body && {FOCUSED}.startsWith(start)", arg=start
    )
