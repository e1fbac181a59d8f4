"""An application that exists already: opened, understood, changed by pointing and clicking, and put back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from projects.access import local_user
from projects.actions import files
from projects.models import Project
from tests.benchmarks import generated
from tests.people import SHOP, make_project, write_application
from tests.services import listeners


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The application, with things beside it that stay at home."""
    beside = {"README.md": "Mine\n", "node_modules/x/package.json": "{}", "server/boot/routes.js": "// mine\n"}
    return write_application(tmp_path / "shop", SHOP | beside)


@pytest.fixture
def opened(page: Page, at: str, folder: Path) -> Project:
    """The project of that folder, opened by hand."""
    page.get_by_role("link", name="Open an application").first.click()
    page.get_by_label("Folder on this machine").fill(str(folder))
    page.get_by_role("button", name="Look inside").click()
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()
    expect(page.get_by_text("Customer")).to_be_visible()
    page.get_by_role("button", name="Keep as a project").click()
    expect(page.get_by_role("heading", name="Diagram")).to_be_visible()
    return Project.objects.get()


def test_a_folder_chosen_in_the_browser_leaves_node_modules_at_home(page: Page, at: str, folder: Path) -> None:
    page.goto(f"{at}/projects/open/?way=folder")
    page.get_by_label("Folder of the application").set_input_files(folder)
    page.get_by_role("button", name="Look inside").click()
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()
    page.get_by_role("button", name="Keep as a project").click()
    expect(page.get_by_role("heading", name="Diagram")).to_be_visible()
    held = files.files_of(Project.objects.get())
    assert {path.removeprefix("shop/"): file.content.decode() for path, file in held.items()} == SHOP


def test_rename_attach_and_write_back(page: Page, opened: Project, folder: Path) -> None:
    # A rename says what it touches, in a dialog; all of it follows.
    page.get_by_role("link", name="corp1").first.click()
    page.get_by_label("More: rename, duplicate, delete").click()
    page.get_by_role("link", name="Rename").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("server/model-config.json")).to_be_visible()
    dialog.get_by_role("textbox", name="Name").fill("warehouse")
    dialog.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", name="warehouse")).to_be_visible()

    # Many models at once.
    page.get_by_role("link", name="Diagram").click()
    page.get_by_role("link", name="As a list", exact=True).click()
    page.get_by_role("link", name="Attach many models at once").click()
    page.get_by_label("Choose Customer").check()
    page.get_by_label("Choose Order").check()
    page.get_by_label("Attach the chosen ones to").select_option("db")
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_text("Attached 2 models to db.")).to_be_visible()

    # Back into the folder: the exact difference, and nothing else.
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("link", name="Folder", exact=True).click()
    page.get_by_role("button", name="Write 2 files").click()
    expect(page.get_by_text("Wrote 2 files")).to_be_visible()
    expected = SHOP | {
        "server/datasources.json": SHOP["server/datasources.json"].replace('"corp1"', '"warehouse"'),
        "server/model-config.json": SHOP["server/model-config.json"].replace('"corp1"', '"db"'),
    }
    assert {path: (folder / path).read_text() for path in SHOP} == expected
    assert (folder / "server/boot/routes.js").read_text() == "// mine\n"


def test_what_is_typed_wrong_is_marked_beside_its_field_at_once(page: Page, opened: Project) -> None:
    page.get_by_role("link", name="corp1").first.click()
    page.get_by_role("textbox", name="Port port").fill("eighty")
    expect(page.locator("[data-setting=port]")).to_contain_text("Type a whole number from 1 to 65535, or a variable")
    page.get_by_role("textbox", name="Port port").fill("3307")
    expect(page.locator("[data-setting=port]")).not_to_contain_text("Type a whole number")
    expect(page.locator("#file-pane .l.chg")).to_contain_text("3307")


def test_a_server_that_never_answers_can_be_given_up(page: Page, opened: Project) -> None:
    with listeners.listening(listeners.hang) as silent:
        page.get_by_role("link", name="corp1").first.click()
        page.get_by_role("textbox", name="Port port").fill(str(silent.port))
        page.get_by_label("The secret itself").fill("typed again")
        page.get_by_role("button", name="Test connection").click()
        expect(page.get_by_text("Testing…")).to_be_visible()
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("#test-result")).to_contain_text("Cancelled")


def test_a_saved_password_is_not_sent_to_another_address(page: Page, opened: Project) -> None:
    page.get_by_role("link", name="corp1").first.click()
    page.get_by_role("textbox", name="Host host").fill("elsewhere.example.com")
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator("#test-result")).to_contain_text("only sent to the address it was saved with")


def test_leaving_with_something_typed_asks(page: Page, opened: Project) -> None:
    page.get_by_role("link", name="corp1").first.click()
    page.get_by_role("textbox", name="Host host").fill("typed.example.com")
    asked: list[str] = []

    def go_on(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", go_on)
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", name="History")).to_be_visible()
    assert asked == ["beforeunload"]


def test_the_tree_of_a_large_application_shows_where_one_is(page: Page, at: str) -> None:
    project = make_project(local_user(), generated.files(100))
    page.goto(f"{at}/projects/{project.slug}/models/Model99/")
    expect(page.locator("#tree").get_by_role("link", name="Model99")).to_be_in_viewport()
    expect(page.locator("#tree").get_by_role("link", name="Diagram")).not_to_be_in_viewport()


def test_the_filter_of_a_large_tree_finds_what_the_page_does_not_hold(page: Page, at: str) -> None:
    project = make_project(local_user(), generated.files(300))
    page.goto(f"{at}/projects/{project.slug}/models/Model150/")
    tree = page.locator("#tree")
    expect(tree.get_by_role("link", name="Model150")).to_be_in_viewport()
    expect(tree.get_by_role("link", name="Model299")).to_have_count(0)

    page.keyboard.press("/")
    page.get_by_label("Filter data sources and models").fill("Model299")
    expect(tree.get_by_role("link", name="Model299")).to_be_visible()
    expect(tree.get_by_role("link", name="Model150")).to_have_count(0)

    page.keyboard.press("Escape")
    expect(tree.get_by_role("link", name="Model150")).to_have_attribute("aria-current", "page")
    tree.get_by_role("link", name="Show all 300").first.click()
    expect(tree.get_by_role("link", name="Model299")).to_have_count(1)
    expect(tree.get_by_role("link", name="Model150")).to_have_attribute("aria-current", "page")

    page.get_by_label("Filter data sources and models").fill("Model298")
    expect(tree.get_by_role("link", name="Model298")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{at}/projects/{project.slug}/models/Model298/")


def test_the_filter_of_a_long_list_looks_through_all_its_pages(page: Page, at: str) -> None:
    project = make_project(local_user(), generated.files(300))
    page.goto(f"{at}/projects/{project.slug}/files/")
    files_table = page.locator("#files")
    expect(files_table.get_by_role("link", name="model-299.json")).to_have_count(0)
    page.get_by_label("Filter files").fill("model-299")
    expect(files_table.get_by_role("link", name="common/models/model-299.json")).to_be_visible()
    page.get_by_label("Filter files").press("Escape")
    expect(files_table.get_by_role("link", name="Next")).to_be_visible()
