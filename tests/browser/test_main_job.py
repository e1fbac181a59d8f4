"""The main job, as somebody does it who has never seen Loopwright: from an empty browser to a commit."""

from __future__ import annotations

import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from projects.actions import files, variables
from projects.models import Project
from tests.services.mariadb import MariaDB


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True).stdout


def test_from_an_empty_browser_to_a_commit(page: Page, at: str, mariadb: MariaDB, tmp_path: Path) -> None:
    settings = mariadb.settings
    git(tmp_path, "init", "-q", "-b", "main", "shop")

    # An empty list says what to do.
    expect(page.get_by_text("No projects yet")).to_be_visible()
    page.get_by_role("link", name="Create a project").click()
    page.get_by_label("Name").fill("Shop")
    page.get_by_role("button", name="Create the project").click()
    expect(page.get_by_role("heading", name="Diagram")).to_be_visible()

    # A MySQL data source, tried before it is saved.
    page.get_by_role("link", name="Add a data source").first.click()
    page.get_by_role("link", name="MySQL").click()
    page.get_by_role("textbox", name="Name name").fill("corp1")
    page.get_by_role("textbox", name="Host host").fill(str(settings["host"]))
    page.get_by_role("textbox", name="Port port").fill(str(settings["port"]))
    page.get_by_role("textbox", name="User user").fill(str(settings["user"]))
    page.get_by_role("textbox", name="Database database").fill(str(settings["database"]))
    expect(page.get_by_label("Name of the variable")).to_have_value("CORP1_PASSWORD")
    page.get_by_label("Value of the variable").fill("wrong")
    file = page.locator("#file-pane")
    expect(file.get_by_text('"${CORP1_PASSWORD}"')).to_be_visible()
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("Connection failed", exact=True)).to_be_visible()
    expect(page.locator("#test-result")).to_contain_text("password")
    page.get_by_label("Value of the variable").fill(str(settings["password"]))
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("Connection works", exact=True)).to_be_visible()
    for step in ("Open the port", "Log in", "Use the database", "Ping"):
        expect(page.locator("#test-result").get_by_text(step, exact=True)).to_be_visible()
    page.get_by_role("button", name="Add the data source").click()
    expect(page.get_by_text("Added data source corp1.")).to_be_visible()
    assert str(settings["password"]) not in page.content()

    # A model on it, its properties typed with the keyboard alone.
    page.get_by_role("link", name="Add a model").first.click()
    page.get_by_role("textbox", name="Name name").fill("CoffeeShop")
    page.get_by_label("Data source dataSource").select_option("corp1")
    expect(file).to_contain_text("common/models/coffee-shop.json")
    page.get_by_role("button", name="Add the model").click()
    page.get_by_role("button", name="Add property").click()
    page.keyboard.type("name")
    page.keyboard.press("Enter")
    page.keyboard.type("city")
    page.keyboard.press("Alt+ArrowUp")
    expect(file.get_by_text('"city"')).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Changed properties of CoffeeShop: added city, name.")).to_be_visible()

    # Undo, and redo.
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undid: Changed properties")).to_be_visible()
    expect(page.get_by_role("heading", name="CoffeeShop")).to_be_visible()
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_text("Redid: Changed properties").first).to_be_visible()

    # The commit: the difference, then the message. The connector's package came with the data source.
    page.get_by_role("link", name="Publish").click()
    expect(page.locator(".lw-diff", has_text="package.json").first).to_contain_text("loopback-connector-mysql")
    page.get_by_role("link", name="Commit", exact=True).click()
    page.get_by_role("textbox", name="Repository", exact=True).fill(str(tmp_path / "shop"))
    page.get_by_label("Author").fill("Alice Moreau")
    page.get_by_label("E-mail").fill("alice@example.com")
    page.get_by_label("Message").fill("A shop with coffee")
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_text("No hooks were run.")).to_be_visible()
    expect(page.get_by_text("Nothing to publish")).to_be_visible()

    project = Project.objects.get()
    held = files.files_of(project)
    for path, held_file in held.items():
        assert (tmp_path / "shop" / path).read_bytes() == held_file.content
    assert git(tmp_path / "shop", "log", "--format=%an: %s") == "Alice Moreau: A shop with coffee\n"
    assert list(files.application(project).models["CoffeeShop"].properties) == ["city", "name"]
    assert variables.values(project, "development") == {"CORP1_PASSWORD": settings["password"]}
    assert str(settings["password"]).encode() not in b"".join(each.content for each in held.values())
