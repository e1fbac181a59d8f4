"""What a model inherits, in a real browser: folded, followed while typing, and a way to where it is defined."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from projects.access import local_user
from projects.models import Project
from tests.browser.waiting import expect_focus
from tests.interop.inheritance_applications import ENTRIES, SPECIAL, files
from tests.people import make_project


def opened(page: Page, at: str, model: str, part: str) -> Project:
    project = make_project(local_user(), files(SPECIAL, ENTRIES))
    page.goto(f"{at}/projects/{project.slug}/models/{model}/{part}/")
    return project


def test_what_is_inherited_unfolds_follows_what_is_typed_and_leads_to_its_definition(page: Page, at: str) -> None:
    opened(page, at, "Heir", "scopes")
    fold = page.locator("#inherited summary")
    row = page.locator("#inherited tbody tr", has_text="active")
    expect(row).to_be_hidden()
    fold.click()
    expect(row).to_contain_text("as it is")
    page.get_by_role("button", name="Add scope").click()
    page.locator("li[data-item] input[name$='~key']").last.fill("active")
    expect(row).to_contain_text("The one here is laid over it.")
    expect(fold).to_contain_text("1 changed here")
    page.locator("li[data-item] input[name$='~key']").last.fill("other")
    expect(row).to_contain_text("as it is")


def test_a_link_leads_to_the_entry_itself(page: Page, at: str) -> None:
    opened(page, at, "Grandchild", "scopes")
    page.locator("#inherited summary").click()
    page.locator("#inherited tbody tr", has_text="newest").get_by_role("link", name="Person").click()
    expect(page).to_have_url(re.compile(r"/models/Person/scopes/$"))
    expect_focus(page, "s-scopes")
    expect(page.locator("input:focus")).to_have_value("newest")


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 820), ("light", 390)])
def test_what_is_inherited_is_for_everyone(page: Page, at: str, theme: Literal["light", "dark"], width: int) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, at, "Laying", "methods")
    for fold in page.locator(".lw-inherited summary").all():
        fold.click()
    expect(page.locator(".lw-inherited tr", has_text="createChangeStream")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
