"""Where one is after a save, in a real browser: the focus, what is heard, and a dialog that was refused."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from projects.access import local_user
from projects.actions import files
from tests.people import make_project


def test_the_focus_returns_to_where_it_was_and_the_notice_is_heard(page: Page, at: str) -> None:
    project = make_project(local_user())
    page.goto(f"{at}/projects/{project.slug}/data-sources/corp1/")
    page.locator("[name=s-port]").fill("3307")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => new MutationObserver((all) => { for (const one of all) for (const "
        "node of one.addedNodes) (window.heard ??= []).push(node.textContent); })"
        ".observe(document.querySelector('#notices[aria-live]'), {childList: true}))"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_text("Changed data source corp1: port.")).to_be_visible()
    expect(page.locator("[name=s-port]")).to_be_focused()
    page.wait_for_function("window.heard?.some((text) => text.includes('Changed data source corp1: port.'))")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undid: Changed data source corp1")).to_be_visible()
    expect(page.locator("h1")).to_be_focused()


def test_a_name_that_is_refused_stays_in_its_dialog(page: Page, at: str, complaints: list[str]) -> None:
    project = make_project(local_user())
    address = f"{at}/projects/{project.slug}/data-sources/corp1/"
    page.goto(address)
    page.get_by_label("More: rename, duplicate, delete").click()
    page.get_by_role("link", name="Rename").click()
    dialog = page.get_by_role("dialog", name="Rename")
    dialog.get_by_label("Name").fill("db")
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog.locator(".lw-blame")).to_contain_text("db")
    expect(dialog.get_by_label("Name")).to_be_focused()
    expect(page).to_have_url(address)
    dialog.get_by_label("Name").fill("corp2")
    dialog.get_by_role("button", name="Rename").click()
    expect(page.get_by_text("Renamed data source corp1 to corp2.")).to_be_visible()
    expect(page).to_have_url(re.compile("/data-sources/corp2/$"))

    page.locator("summary", has_text="environment").click()
    page.get_by_role("link", name="New environment").click()
    dialog = page.get_by_role("dialog", name="New environment")
    dialog.get_by_label("Name").fill("a b")
    dialog.get_by_role("button", name="Add the environment").click()
    expect(dialog.locator(".lw-blame")).to_contain_text("letters, digits")
    dialog.get_by_label("Name").fill("staging")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Added environment staging.")).to_be_visible()
    assert files.application(project).has("server/datasources.staging.json")
    # The browser itself notes the answers 422.
    assert all("422" in each for each in complaints)
    complaints.clear()


def test_a_deletion_without_the_tick_it_needs_stays_in_its_dialog(page: Page, at: str, complaints: list[str]) -> None:
    project = make_project(local_user())
    files.save(project, None, "x", lambda app: app.models.update("Order", {"name": "Order", "base": "Customer"}))
    address = f"{at}/projects/{project.slug}/models/Customer/"
    page.goto(address)
    page.get_by_label("More: rename, duplicate, delete").click()
    page.get_by_role("link", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete the model Customer?")
    dialog.get_by_role("button", name="Delete").click()
    box = dialog.get_by_role("checkbox", name="Let “Order” extend “PersistedModel” instead")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_be_focused()
    expect(dialog.locator(".lw-blame")).to_contain_text("LoopBack would not start without it")
    expect(page).to_have_url(address)
    box.check()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Deleted model Customer.")).to_be_visible()
    # The browser itself notes the answer 422.
    assert all("422" in each for each in complaints)
    complaints.clear()
