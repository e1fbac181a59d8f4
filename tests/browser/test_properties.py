"""The table of properties in a real browser: inside others, pasted, moved by mouse, finger and keys, walked through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import QueryDict
from playwright.sync_api import Browser, Page, expect

from projects.access import local_user
from projects.actions import files
from projects.models import Project
from tests.browser.waiting import expect_values
from tests.people import SHOP, make_project

CUSTOMER = "common/models/customer.json"
PROPERTIES = {
    "email": {"type": "string", "required": True},
    "address": {"street": "string", "city": "string", "geo": {"lat": "number", "lng": "number"}},
    "tags": ["string"],
}
SAMPLE = '{"email": "a@b.c", "born": "1815-12-10", "home": {"street": "x", "no": 3}, "vip": true}'


@pytest.fixture
def project(at: str) -> Project:
    definition = {"name": "Customer", "base": "PersistedModel", "properties": PROPERTIES}
    return make_project(local_user(), SHOP | {CUSTOMER: json.dumps(definition, indent=2) + "\n"})


@pytest.fixture
def table(page: Page, at: str, project: Project) -> str:
    """The address of the table, which is open."""
    address = f"{at}/projects/{project.slug}/models/Customer/properties/"
    page.goto(address)
    return address


def properties(project: Project) -> Any:
    return json.loads(files.application(project).text(CUSTOMER))["properties"]


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Changed properties of Customer")).to_be_visible()


def expect_names(page: Page, *names: str) -> None:
    """The rows that are seen have these names, in this order."""
    expect_values(page.locator("td.name > input.cell:visible"), list(names))


def test_what_is_inside_is_unfolded_added_to_moved_and_removed(page: Page, table: str, project: Project) -> None:
    expect_names(page, "email", "address", "tags")
    page.get_by_label("What is inside address").click()
    page.get_by_label("What is inside geo").click()
    expect_names(page, "email", "address", "street", "city", "geo", "lat", "lng", "tags")
    page.locator("tr[data-row=p1] > td.type").get_by_role("button").click()
    page.keyboard.type("zip")
    expect(page.locator("#file-pane")).to_contain_text('"zip"')
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    expect_names(page, "email", "address", "street", "zip", "city", "geo", "lat", "lng", "tags")
    page.get_by_label("More for street: move, remove").click()
    page.locator("tr[data-row='p1.c0']").get_by_role("button", name="Remove").click()
    save(page)
    assert list(properties(project)["address"].items()) == [
        ("zip", "string"),
        ("city", "string"),
        ("geo", {"lat": "number", "lng": "number"}),
    ]
    assert list(properties(project)) == ["email", "address", "tags"]


def test_a_plain_property_gets_others_inside(page: Page, table: str, project: Project) -> None:
    page.get_by_label("More for tags: move, remove").click()
    page.locator("tr[data-row=p2]").get_by_role("button", name="Add a property inside").last.click()
    page.keyboard.type("word")
    expect(page.get_by_label("Type of tags")).to_have_value("[{…}]")
    page.get_by_label("What is inside tags").click()
    expect_names(page, "email", "address", "tags")
    save(page)
    assert properties(project)["tags"] == [{"word": "string"}]


def test_a_row_that_was_not_touched_is_not_sent(page: Page, table: str, project: Project) -> None:
    page.get_by_label("Description of email").fill("Mail")
    with page.expect_request(lambda request: request.method == "POST" and request.url == table) as sent:
        save(page)
    fields = QueryDict(sent.value.post_data)
    assert "p0-name" in fields
    assert [name for name in fields if name.startswith("p1")] == []


def test_a_sample_document_is_pasted_into_a_table_with_unsaved_rows(page: Page, table: str, project: Project) -> None:
    page.get_by_label("Description of email").fill("Mail")
    page.get_by_role("link", name="Paste from a sheet or JSON").click()
    page.get_by_label("What to paste").fill(SAMPLE)
    expect(page.get_by_label("Add email")).to_be_disabled()
    page.get_by_label("Add vip").uncheck()
    page.get_by_role("button", name="Add the chosen ones").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Name: born")).to_be_focused()
    expect(page.locator("#file-pane")).to_contain_text('"born"')
    expect(page.locator("[data-rows-count]")).to_have_text("2 added, 1 edited")
    save(page)
    assert properties(project) == PROPERTIES | {
        "email": {"type": "string", "required": True, "description": "Mail"},
        "born": {"type": "date"},
        "home": {"type": {"street": "string", "no": "number"}},
    }


def test_property_definitions_are_pasted_as_they_are(page: Page, table: str, project: Project) -> None:
    weight = {"type": "number", "required": True, "mysql": {"columnName": "w"}}
    page.get_by_role("link", name="Paste from a sheet or JSON").click()
    page.get_by_label("What to paste").fill(json.dumps({"weight": weight}))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Taken as property definitions.")).to_be_visible()
    dialog.get_by_label("Take it as a sample document instead").check()
    expect(dialog.get_by_text("Taken as a sample document.")).to_be_visible()
    dialog.get_by_label("Take it as a sample document instead").uncheck()
    expect(dialog.get_by_text("Taken as property definitions.")).to_be_visible()
    page.get_by_role("button", name="Add the chosen ones").click()
    save(page)
    assert properties(project)["weight"] == weight


def test_rows_of_a_sheet_are_pasted(page: Page, table: str, project: Project) -> None:
    page.get_by_role("link", name="Paste from a sheet or JSON").click()
    page.get_by_label("What to paste").fill("Field\tType\tMandatory\nsku\tvarchar(12)\tyes\nprice\tdecimal(8,2)\tno\n")
    page.get_by_role("button", name="Add the chosen ones").click()
    save(page)
    assert properties(project)["sku"] == {"type": "string", "length": 12, "required": True}
    assert properties(project)["price"] == {"type": "number", "precision": 8, "scale": 2}


def test_the_arrow_keys_walk_through_the_cells(page: Page, table: str) -> None:
    page.get_by_label("Name: email").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Name: address")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Name: tags")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Type of tags")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("tags is required")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("address is required")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_label("Type of address")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_label("Type of email")).to_be_focused()


def test_enter_in_the_last_row_inside_another_makes_one_beside_it(page: Page, table: str, project: Project) -> None:
    page.get_by_label("More for tags: move, remove").click()
    page.locator("tr[data-row=p2]").get_by_role("button", name="Add a property inside").last.click()
    page.keyboard.type("word")
    page.keyboard.press("Enter")
    page.keyboard.type("language")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Enter")
    expect_names(page, "email", "address", "tags", "word", "language")
    save(page)
    assert properties(project) == PROPERTIES | {"tags": [{"word": "string", "language": "string"}]}


def test_a_row_is_dragged_by_the_mouse_with_what_is_inside(page: Page, table: str, project: Project) -> None:
    page.get_by_label("What is inside address").click()
    grip = page.locator("tr[data-row=p1] > td.grip").bounding_box()
    goal = page.locator("tr[data-row=p0] > td.grip").bounding_box()
    assert grip
    assert goal
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(goal["x"] + 8, goal["y"] + 4, steps=5)
    page.mouse.up()
    expect_names(page, "address", "street", "city", "geo", "email", "tags")
    save(page)
    assert list(properties(project)) == ["address", "email", "tags"]


def test_a_row_is_dragged_by_a_finger(browser: Browser, page: Page, table: str, project: Project) -> None:
    context = browser.new_context(
        has_touch=True, viewport={"width": 820, "height": 900}, storage_state=page.context.storage_state()
    )
    tablet = context.new_page()
    tablet.goto(table)
    session = context.new_cdp_session(tablet)
    grip = tablet.locator("tr[data-row=p2] > td.grip").bounding_box()
    goal = tablet.locator("tr[data-row=p0] > td.grip").bounding_box()
    assert grip
    assert goal
    x = grip["x"] + 8
    for kind, y in (("touchStart", grip["y"] + 8), ("touchMove", grip["y"] - 20), ("touchMove", goal["y"] + 4)):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(tablet.locator("td.name > input.cell:visible").first).to_have_value("tags")
    tablet.get_by_role("button", name="Save").click()
    expect(tablet.get_by_text("Changed properties of Customer")).to_be_visible()
    assert list(properties(project)) == ["tags", "email", "address"]
    context.close()


def test_all_attributes_of_a_property_are_one_step_away(page: Page, table: str, project: Project) -> None:
    page.get_by_label("More for email: move, remove").click()
    page.get_by_role("link", name="All attributes").click()
    expect(page.get_by_role("heading", name="email")).to_be_visible()
    page.get_by_label("Index", exact=True).select_option("object")
    page.get_by_label("Kind kind").fill("FULLTEXT")
    expect(page.locator("#file-pane")).to_contain_text("FULLTEXT")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Changed property email of Customer: added index.")).to_be_visible()
    assert properties(project)["email"]["index"] == {"kind": "FULLTEXT"}


def test_without_scripts_there_is_a_row_for_one_more_everywhere(
    browser: Browser, page: Page, table: str, project: Project
) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(table)
    shown = plain.locator("td.name > input.cell:visible")
    for number, name in enumerate(["address", "street", "city", "geo", "lat"], 1):
        expect(shown.nth(number)).to_have_value(name)
    plain.locator("[name='p1.c2.new-0-name']").fill("alt")
    plain.locator("[name='new-0-name']").fill("age")
    plain.locator("[name=remove][value='p1.c0']").check()
    plain.get_by_role("button", name="Save").click()
    assert properties(project)["address"] == {
        "city": "string",
        "geo": {"lat": "number", "lng": "number", "alt": "string"},
    }
    assert properties(project)["age"] == {"type": "string"}
    plain.get_by_role("link", name="Paste from a sheet or JSON").click()
    plain.get_by_label("What to paste").fill(SAMPLE)
    plain.get_by_role("button", name="Look at it").click()
    plain.get_by_role("button", name="Add the chosen ones").click()
    assert list(properties(project))[-3:] == ["born", "home", "vip"]
    context.close()
