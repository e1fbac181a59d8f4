"""The palette, in a real browser: by keyboard alone, with a screen reader's view of it, and without scripts."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from projects.access import local_user
from projects.actions import files
from tests.people import make_project


def test_a_property_is_found_and_its_field_has_the_focus(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Find anything")
    expect(box).to_be_focused()
    page.keyboard.type("cust.em")
    option = page.get_by_role("option", name="Customer.email")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(option.get_attribute("id")))
    expect(box).to_have_attribute("aria-expanded", "true")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/models/Customer/properties/")
    expect(page.get_by_label("Name: email")).to_be_focused()


def test_the_arrows_walk_and_escape_gives_the_focus_back(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/data-sources/corp1/")
    page.locator("[name=s-host]").focus()
    page.keyboard.press("Control+k")
    selected = page.locator("#palette [role=option][aria-selected=true]")
    expect(selected).to_contain_text("New model")
    page.keyboard.press("ArrowDown")
    expect(selected).to_contain_text("New data source")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#palette [role=option]").last).to_have_attribute("aria-selected", "true")
    page.keyboard.type("nothing is called so")
    expect(page.get_by_text("Nothing is called so")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    expect(page.locator("[name=s-host]")).to_be_focused()


def test_enter_before_the_answer_opens_what_was_typed_and_not_what_stood_there(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.keyboard.insert_text("corp1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/data-sources/corp1/")


def test_an_action_is_done_from_it(page: Page, at: str) -> None:
    project = make_project(local_user())
    files.save(project, local_user(), "Changed the port", lambda app: app.set_text("server/config.json", "{}\n"))
    page.goto(f"{at}/projects/shop-api/models/")
    page.get_by_role("link", name="Find anything").click()
    page.keyboard.insert_text("undo")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Undid: Changed the port")).to_be_visible()
    theme = page.locator("html").get_attribute("data-bs-theme")
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).not_to_have_attribute("data-bs-theme", str(theme))
    expect(page.locator("#palette")).not_to_be_visible()


def test_a_password_in_what_is_typed_stays_in_the_browser(page: Page, at: str) -> None:
    make_project(local_user())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{at}/projects/shop-api/")
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("mysql://root:hunter2@db.example.com/shop")
    expect(page.get_by_role("option", name="New MySQL data source")).to_be_visible()
    assert not any("hunter2" in url for url in asked)


def test_outside_of_a_project_it_finds_projects(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/connectors/")
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("shop")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/projects/shop-api/$"))


def test_without_scripts_it_is_a_page(browser: Browser, at: str, page: Page) -> None:
    make_project(local_user())
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{at}/projects/shop-api/")
    plain.get_by_role("link", name="Find anything").click()
    plain.get_by_role("searchbox", name="Find").fill("ord")
    plain.get_by_role("button", name="Find").click()
    plain.locator("main a[href$='/models/Order/']").click()
    expect(plain).to_have_url(re.compile("/models/Order/"))
    context.close()
