"""Environments: one host for production, seen where each value comes from, and what LoopBack makes of it all."""

from __future__ import annotations

import json

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from projects.access import local_user
from projects.actions import files
from projects.models import Project
from tests.people import SHOP, make_project

MAIN, PRODUCTION = "server/datasources.json", "server/datasources.production.json"


def owner() -> User:
    return local_user()


def test_a_host_for_production_alone(page: Page, at: str) -> None:
    project = make_project(owner())
    page.goto(f"{at}/projects/shop-api/data-sources/corp1/")

    # A new environment, from the menu of the top bar.
    page.get_by_title("Environment: what LoopBack merges").click()
    page.get_by_role("link", name="New environment").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("production")
    dialog.get_by_role("button", name="Add the environment").click()
    expect(page.get_by_text("Added environment production")).to_be_visible()
    expect(page.get_by_title("Environment: what LoopBack merges")).to_contain_text("production")
    expect(page.get_by_role("heading", name="corp1")).to_be_visible()

    # Its layer: everything comes from the main file, and is shown as that.
    page.get_by_role("navigation", name="Layer: which file is edited").get_by_role("link", name="production").click()
    expect(page.locator("#file-pane .path")).to_have_text(PRODUCTION)
    host = page.get_by_role("textbox", name="Host host")
    expect(host).to_have_value("")
    expect(host).to_have_attribute("placeholder", "127.0.0.1")
    expect(page.locator("[data-setting=host]")).to_contain_text("From datasources.json.")
    expect(page.locator("[data-setting=password]")).to_contain_text("The one in datasources.json.")

    # Only the host is written, and the file beside the form shows it before it is saved.
    host.fill("db.example.com")
    expect(page.locator("#file-pane .l.add").first).to_be_visible()
    expect(page.locator("#file-pane")).to_contain_text("db.example.com")
    expect(page.locator("#file-pane")).not_to_contain_text("3306")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Changed data source corp1 in datasources.production.json: host")).to_be_visible()
    expect(page.locator("#file-pane .path")).to_have_text(PRODUCTION)
    expect(page.locator("[data-setting=host]")).to_contain_text("Instead of “127.0.0.1” from datasources.json.")
    assert texts(project) == {MAIN: SHOP[MAIN], PRODUCTION: '{\n  "corp1": {\n    "host": "db.example.com"\n  }\n}\n'}

    # What LoopBack sees, and back to the data source.
    page.get_by_role("navigation", name="Project").get_by_role("link", name="Effective configuration").click()
    row = page.locator("#effective tr", has_text="db.example.com")
    expect(row).to_contain_text(PRODUCTION)
    expect(row).to_contain_text('instead of "127.0.0.1" in server/datasources.json')
    expect(page.locator("#effective")).not_to_contain_text("s3cret-of-corp1")
    page.get_by_role("searchbox", name="Filter by name").fill("memory")
    expect(page.locator("#effective").get_by_role("link", name="corp1")).to_be_hidden()
    page.get_by_role("searchbox", name="Filter by name").fill("corp1")
    page.locator("#effective").get_by_role("link", name="corp1").click()

    # The main file is what the form begins with; it says what production makes of it.
    expect(page.locator("#file-pane .path")).to_have_text(MAIN)
    sentence = "In production, datasources.production.json overrides it with “db.example.com”."
    expect(page.locator("[data-setting=host]")).to_contain_text(sentence)


def test_what_loopback_could_not_merge_is_marked_while_it_is_typed(page: Page, at: str) -> None:
    project = make_project(owner())
    layer = {"corp1": {"ssl": {"ca": "x"}}}
    files.save(project, None, "x", lambda app: app.set_text(PRODUCTION, json.dumps(layer)))
    page.goto(f"{at}/projects/shop-api/data-sources/corp1/?environment=production")
    page.locator("summary", has_text="More settings").click()
    setting = page.locator("[data-setting=ssl]")
    setting.get_by_role("button", name="As JSON").click()
    setting.get_by_role("textbox", name="TLS, as JSON").fill('{"ca": ["a", "b"]}')
    expect(setting).to_contain_text("LoopBack would not start in production")
    setting.get_by_role("textbox", name="TLS, as JSON").fill('{"ca": "y"}')
    expect(setting).not_to_contain_text("LoopBack would not start")


def test_variables_stay_readable_beside_several_environments(page: Page, at: str) -> None:
    make_project(owner(), SHOP | _with_environments("production", "staging", "acceptance"))
    page.goto(f"{at}/projects/shop-api/variables/")
    assert page.get_by_role("link", name="corp1.host").evaluate("(link) => link.getClientRects().length") == 1
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        cell = page.get_by_text("overridden by datasources.staging.json")
        assert cell.evaluate("(each) => each.scrollWidth <= each.parentElement.clientWidth")


def texts(project: Project) -> dict[str, str]:
    app = files.application(project)
    return {path: app.text(path) for path in app.paths if path.startswith("server/datasources")}


def _with_environments(*names: str) -> dict[str, str]:
    main = SHOP[MAIN].replace('"127.0.0.1"', '"${CORP1_HOST}"')
    layer = json.dumps({"corp1": {"host": "db.example.com"}})
    return {MAIN: main} | {f"server/datasources.{name}.json": layer for name in names}
