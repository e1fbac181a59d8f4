"""A draft that cannot be saved, shown again: what is wrong in it is marked, and nothing else."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from projects.access import local_user
from tests.people import SHOP, make_project

ROUTES = [{"path": "/greet", "verb": "get"}, {"path": "/hello", "verb": "get"}]
METHODS = {"greet": {"description": "Says hello.", "http": ROUTES}}
ORDER = json.dumps({"name": "Order", "methods": METHODS})


def test_only_the_wrong_field_of_a_method_is_marked(page: Page, at: str, complaints: list[str]) -> None:
    make_project(local_user(), {**SHOP, "common/models/order.json": ORDER})
    address = f"{at}/projects/shop-api/models/Order/methods/"
    page.goto(address)
    form = page.locator("#part-form")
    http = form.locator("textarea[name$='/http']:visible")
    right = [form.locator(f"[name$='{name}']:visible") for name in ("~key", "/description")]

    def expect_only_http_marked() -> None:
        expect(http).to_have_attribute("aria-invalid", "true")
        marked = http.evaluate("field => getComputedStyle(field).borderBottomColor")
        for field in right:
            expect(field).not_to_have_attribute("aria-invalid", "true")
            expect(field).not_to_have_css("border-bottom-color", marked)

    http.fill('[{"path": ')
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved.")
    expect_only_http_marked()
    with page.expect_response(lambda answer: "/draft/" in answer.url):
        http.fill('[{"path": "/')
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    page.get_by_role("link", name="Continue with it").click()
    expect(page.get_by_text("It is not saved yet")).to_be_visible()
    expect_only_http_marked()
    expect(page.get_by_role("alert")).to_contain_text("Please look at the field marked below.")
    expect(page.get_by_role("alert")).not_to_contain_text("Nothing was saved.")
    # The browser itself notes the answer 422.
    assert all("422" in each for each in complaints)
    complaints.clear()
