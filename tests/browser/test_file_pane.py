"""The file beside a form follows what is typed."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from projects.access import local_user
from tests.people import SHOP, make_project

CUSTOMER = "common/models/customer.json"


def test_the_file_shows_what_was_edited_last(page: Page, at: str) -> None:
    properties = {"email": "string"} | {f"field{number}": "string" for number in range(60)}
    definition = json.dumps({"name": "Customer", "properties": properties}, indent=2)
    make_project(local_user(), SHOP | {CUSTOMER: definition})
    page.goto(f"{at}/projects/shop-api/models/Customer/properties/")
    page.get_by_label("Name: email").fill("mail")
    changed = page.locator("#file-text .l", has_text='"mail"')
    expect(changed).to_be_in_viewport()
    page.get_by_role("button", name="Add property").first.click()
    page.keyboard.type("zipCode")
    expect(page.locator("#file-text .l", has_text='"zipCode"')).to_be_in_viewport()
    page.locator("#file-text").evaluate("pane => pane.scrollTop = 0")
    page.keyboard.type("s")
    expect(page.locator("#file-text .l", has_text='"zipCodes"')).to_be_in_viewport()
