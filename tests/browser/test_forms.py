"""What a form says of its fields while one types in it, in a real browser."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from projects.access import local_user
from projects.models import Project
from tests.people import SHOP, make_project

CONFIG = "server/model-config.json"


@pytest.fixture
def project(at: str) -> Project:
    config = json.loads(SHOP[CONFIG])
    config["Customer"]["dataSource"] = "gone"
    return make_project(local_user(), SHOP | {CONFIG: json.dumps(config, indent=2) + "\n"})


def test_where_a_value_came_from_is_not_said_of_another_one(page: Page, at: str, project: Project) -> None:
    page.goto(f"{at}/projects/{project.slug}/data-sources/corp1/?layer=production")
    origin = page.locator("#field-id_s-host .lw-origin")
    expect(origin).to_contain_text("From datasources.json")
    page.locator("#id_s-host").fill("prod.example.com")
    expect(origin).to_be_hidden()
    expect(page.locator("[data-edit-count]")).to_have_text("1 setting edited")
    page.locator("#id_s-host").fill("")
    expect(origin).to_be_visible()


def test_what_was_typed_for_a_data_source_is_discarded(page: Page, at: str, project: Project) -> None:
    page.goto(f"{at}/projects/{project.slug}/data-sources/corp1/?layer=production")
    page.locator("#id_s-host").fill("prod.example.com")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("[data-edit-count]")).to_have_text("")
    expect(page.locator("#id_s-host")).to_have_value("")
    expect(page.get_by_role("navigation", name="Layer").locator("[aria-current]")).to_have_text("production")


def test_what_was_typed_before_a_setting_is_shown_as_json_is_still_unsaved(
    page: Page, at: str, project: Project
) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(f"{at}/projects/{project.slug}/data-sources/corp1/")
    page.locator("summary", has_text="More settings").click()
    setting, said = page.locator("[data-setting=ssl]"), page.locator("[data-edit-count]")
    switch, fields = setting.get_by_role("button", name="As JSON"), setting.get_by_role("button", name="As fields")
    switch.click()
    expect(fields).to_be_visible()
    expect(said).to_have_text("")  # nothing was typed yet
    fields.click()
    setting.get_by_text("not set", exact=True).click()
    setting.get_by_role("textbox", name="Server name").fill("db.example.com")
    expect(said).to_have_text("1 setting edited")
    switch.click()
    expect(setting.get_by_role("textbox", name="TLS, as JSON")).to_have_value(
        re.compile('"servername": "db.example.com"')
    )
    expect(said).to_have_text("1 setting edited")
    expect(setting).to_contain_class("edited")
    fields.click()
    expect(setting.get_by_role("textbox", name="Server name")).to_have_value("db.example.com")
    expect(said).to_have_text("1 setting edited")
    page.locator("#id_s-host").fill("other.example.com")
    expect(said).to_have_text("2 settings edited")
    page.locator("#id_s-host").fill("127.0.0.1")
    expect(said).to_have_text("1 setting edited")
    page.goto(f"{at}/projects/{project.slug}/")
    assert asked == ["beforeunload"]


def test_a_data_source_that_is_not_there_is_marked_until_another_is_chosen(
    page: Page, at: str, project: Project
) -> None:
    page.goto(f"{at}/projects/{project.slug}/models/Customer/")
    choice = page.locator("#id_data_source")
    expect(choice).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_data_source_blame")).to_contain_text("gone")
    choice.select_option("corp1")
    expect(page.locator("#id_data_source_blame")).to_have_count(0)
    expect(choice).not_to_have_attribute("aria-invalid", "true")


def test_a_long_text_that_is_refused_stays_in_the_window(
    page: Page, at: str, project: Project, complaints: list[str]
) -> None:
    page.goto(f"{at}/projects/{project.slug}/files/{CONFIG}")
    said = page.locator("[data-edit-count]")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("\n" * 80 + "{")
    expect(said).to_have_text("edited")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(page.locator(".cm-content")).to_be_focused()
    expect(said).to_have_text("edited")
    page.wait_for_function("document.documentElement.scrollHeight <= innerHeight")
    expect(page.get_by_role("button", name="Discard")).to_be_in_viewport()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#file-text")).to_have_value(
        json.dumps(json.loads(page.locator("#file-text").input_value()), indent=2) + "\n"
    )
    expect(said).to_have_text("")
    assert all("422" in each for each in complaints)
    complaints.clear()
