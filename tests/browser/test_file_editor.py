"""A file edited as a text, in a real browser."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, expect

from projects.access import local_user
from projects.actions import files
from projects.models import Project
from tests.people import SHOP, make_project

ORDER = "common/models/order.json"
CONFIG = "server/model-config.json"


@pytest.fixture
def project(at: str) -> Project:
    return make_project(local_user())


def open_file(page: Page, at: str, project: Project, path: str, more: str = "") -> None:
    page.goto(f"{at}/projects/{project.slug}/files/{path}{more}")
    expect(page.locator(".cm-editor")).to_be_visible()


def test_a_mistake_is_marked_while_one_types_and_saving_goes_to_it(
    page: Page, at: str, project: Project, complaints: list[str]
) -> None:
    open_file(page, at, project, ORDER)
    content = page.locator(".cm-content")
    content.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.type(", ")
    row = page.locator("#diagnostics li")
    expect(row).to_contain_text("Line 4")
    expect(page.locator(".cm-lint-marker")).to_have_count(1)
    expect(page.locator(".cm-lintRange, .cm-lintPoint")).to_have_count(1)
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved: line 4, column 1 ")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator("#file-text")).to_have_value(SHOP[ORDER].replace("\n}", "\n }"))
    expect(page.locator("#diagnostics li")).to_have_count(0)
    assert files.application(project).text(ORDER) == SHOP[ORDER]
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator("#file-text")).to_have_value(SHOP[ORDER])
    page.keyboard.type(" ")
    page.keyboard.press("Control+s")
    expect(page.get_by_text(f"Edited {ORDER}.")).to_be_visible()
    assert all("422" in each for each in complaints)
    complaints.clear()


def test_typing_saving_and_taking_back(page: Page, at: str, project: Project) -> None:
    open_file(page, at, project, ORDER, "#L3")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type('"total": "number"')
    expect(page.locator("#file-text")).to_have_value(re.compile('"properties": {"total": "number"}'))
    page.keyboard.press("Control+s")
    expect(page.get_by_text(f"Edited {ORDER}.")).to_be_visible()
    expect(page).to_have_url(re.compile("#L3$"))
    assert list(files.application(project).models["Order"].definition["properties"]) == ["total"]
    expect(page.locator(".cm-content")).to_contain_text('"total"')
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undid:")).to_be_visible()
    assert files.application(project).text(ORDER) == SHOP[ORDER]


def test_leaving_with_something_typed_asks(page: Page, at: str, project: Project) -> None:
    open_file(page, at, project, ORDER)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.locator(".cm-content").click()
    page.keyboard.type("x")
    page.on("dialog", stay)
    page.get_by_role("link", name="Diagram").click()
    expect(page.locator(".cm-editor")).to_be_visible()
    assert asked == ["beforeunload"]
    page.locator(".cm-content").focus()
    page.keyboard.press("Backspace")
    expect(page.locator("#file-text")).to_have_value(SHOP[ORDER])
    page.get_by_role("link", name="Diagram").click()
    expect(page.get_by_role("heading", name="Diagram")).to_be_visible()
    assert asked == ["beforeunload"]


def test_the_problems_of_the_file_stand_in_its_margin(page: Page, at: str) -> None:
    broken = SHOP | {CONFIG: SHOP[CONFIG].replace('"corp1"', '"gone"', 1)}
    project = make_project(local_user(), broken)
    open_file(page, at, project, CONFIG)
    expect(page.locator("#diagnostics li[data-severity='stops boot']")).to_have_count(1)
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    page.locator("#diagnostics li[data-severity='stops boot']").get_by_role("link", name="Line").click()
    expect(page.locator(".cm-activeLine")).to_contain_text("gone")


def test_secrets_come_into_the_editor_only_when_asked_for(page: Page, at: str, project: Project) -> None:
    page.goto(f"{at}/projects/{project.slug}/files/server/datasources.json")
    expect(page.locator("textarea, .cm-editor")).to_have_count(0)
    page.get_by_role("link", name="Show secrets and edit").click()
    expect(page.locator(".cm-content")).to_contain_text("s3cret-of-corp1")


def test_without_scripts_it_is_a_form(browser: Browser, at: str, page: Page) -> None:
    project = make_project(local_user())
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{at}/projects/{project.slug}/files/{ORDER}")
    field = plain.get_by_label(f"Text of {ORDER}")
    assert field.input_value() == SHOP[ORDER]
    field.fill(SHOP[ORDER].replace("{}", "}"))
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.get_by_role("alert")).to_contain_text("Nothing was saved: line 3, column 17")
    plain.get_by_label(f"Text of {ORDER}").fill(SHOP[ORDER].replace("{}", '{"a": "string"}'))
    plain.get_by_role("button", name="Save", exact=True).click()
    assert f"Edited {ORDER}" in plain.content()
    assert files.application(project).text(ORDER) == SHOP[ORDER].replace("{}", '{"a": "string"}')
    context.close()
