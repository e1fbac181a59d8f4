"""The diagram by hand: draw, attach and relate by mouse and by keyboard; a large one; and what others do meanwhile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from projects.access import local_user
from projects.actions import files
from projects.models import Project
from tests.people import SHOP, make_project

DIAGRAM = "/projects/shop-api/"


@pytest.fixture
def shop_at(page: Page, at: str) -> Project:
    """The shop, its diagram open."""
    project = make_project(local_user())
    show(page, at)
    return project


def show(page: Page, at: str) -> None:
    page.goto(at + DIAGRAM)
    expect(card(page, "model:Customer")).to_be_visible()


def card(page: Page, id_: str) -> Locator:
    return page.locator(f'#canvas [data-cell-id="{id_}"]')


def names(page: Page) -> list[str]:
    """The cards on the canvas."""
    return sorted(page.locator("#canvas .x6-node").evaluate_all("all => all.map((each) => each.dataset.cellId)"))


def head(page: Page, id_: str) -> tuple[float, float]:
    """A place in the head of a card."""
    box = card(page, id_).locator(".d-body").bounding_box()
    assert box
    return box["x"] + 60, box["y"] + 12


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def handle(page: Page, id_: str) -> tuple[float, float]:
    """Where a line is drawn from."""
    page.mouse.move(*head(page, id_))
    box = card(page, id_).locator(".d-handle").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def config(project: Project) -> Any:
    return json.loads(files.application(project).text("server/model-config.json"))


def relations(project: Project, path: str) -> Any:
    return json.loads(files.application(project).text(path)).get("relations", {})


def said(page: Page) -> Locator:
    return page.locator("#notices")


def key(page: Page, *keys: str) -> None:
    """Presses keys on the canvas."""
    page.locator("#canvas").focus()
    for each in keys:
        page.keyboard.press(each)


def go_to(page: Page, name: str) -> None:
    """Walks with the arrow keys until the current card is the one of this name."""
    key(page, "Escape")
    told = page.locator("#diagram-said")
    seen: set[str] = set()
    for arrow in [
        "ArrowRight",
        *["ArrowUp"] * 4,
        *["ArrowLeft", *["ArrowUp"] * 3, *["ArrowDown"] * 5, "ArrowRight"] * 3,
    ]:
        page.keyboard.press(arrow)
        text = told.text_content() or ""
        if text.startswith(f"{name},"):
            return
        seen.add(text)
    pytest.fail(f"{name} was not reached, only {seen}.")


def test_a_model_is_drawn_and_attached_by_mouse(page: Page, at: str, shop_at: Project) -> None:
    canvas = page.locator("#canvas").bounding_box()
    assert canvas
    page.mouse.click(canvas["x"] + 500, canvas["y"] + 480, button="right")
    page.get_by_role("menuitem", name="New model here").click()
    page.get_by_role("textbox", name="Name").fill("Coupon")
    page.get_by_role("button", name="Add the model").click()
    expect(said(page)).to_contain_text("Added model Coupon")
    expect(card(page, "model:Coupon")).to_be_visible()
    box = card(page, "model:Coupon").locator(".d-body").bounding_box()
    assert box
    assert abs(box["x"] - (canvas["x"] + 500)) < 3
    assert abs(box["y"] - (canvas["y"] + 480)) < 60

    # dropped on a data source it is attached, and stands where it stood
    drag(page, head(page, "model:Coupon"), head(page, "data_source:corp1"))
    expect(said(page)).to_contain_text("Attached Coupon to corp1")
    assert config(shop_at)["Coupon"]["dataSource"] == "corp1"
    assert card(page, "model:Coupon").locator(".d-body").bounding_box() == box

    # a line drawn to another one does the same
    drag(page, handle(page, "model:Coupon"), head(page, "data_source:db"))
    expect(said(page)).to_contain_text("Attached Coupon to db")
    assert config(shop_at)["Coupon"]["dataSource"] == "db"
    page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(said(page)).to_contain_text("Undid: Attached Coupon to db")
    page.get_by_role("button", name="Redo", exact=True).first.click()
    expect(said(page)).to_contain_text("Redid: Attached Coupon to db")


def test_the_head_counts_what_is_changed_here(page: Page, at: str, shop_at: Project) -> None:
    changed = page.locator("#changed-files")
    expect(changed).to_contain_text("0")
    go_to(page, "Customer")
    key(page, "p")
    expect(changed).to_contain_text("1")
    key(page, "Control+z")
    expect(changed).to_contain_text("0")


def test_a_card_stays_in_sight_beside_its_details(page: Page, at: str, shop_at: Project) -> None:
    key(page, *["ArrowRight"] * 6, *["+"] * 3, "Enter")
    panel = page.locator("#diagram-panel")
    expect(panel).to_be_visible()
    beside = "document.querySelector('.d-current .d-body').getBoundingClientRect().right"
    page.wait_for_function(f"{beside} < document.querySelector('#diagram-panel').getBoundingClientRect().left")


def test_everything_is_shown_by_a_key_right_after_loading(page: Page, at: str, shop_at: Project) -> None:
    page.reload()
    expect(card(page, "model:Customer")).to_be_visible()
    scale = page.locator(".lw-scale")
    for _ in range(3):
        page.keyboard.press("+")
    before = scale.inner_text()
    page.keyboard.press("f")
    expect(scale).not_to_have_text(before)


def test_a_change_is_undone_by_a_key_right_after_loading(page: Page, at: str, shop_at: Project) -> None:
    go_to(page, "Customer")
    key(page, "p")
    expect(said(page)).to_contain_text("Hid Customer from the API")
    page.reload()
    expect(card(page, "model:Customer")).to_be_visible()
    page.locator("#tree-filter").focus()
    page.keyboard.press("Control+z")
    page.locator("#tree-filter").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert shop_at.revisions.count() == 1
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+z")
    expect(said(page)).to_contain_text("Undid: Hid Customer")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+Shift+z")
    expect(said(page)).to_contain_text("Redid: Hid Customer")


def test_its_keys_stand_beside_those_of_every_page(page: Page, at: str, shop_at: Project) -> None:
    key(page, "?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    for text in ("Select what is in the frame", "Find anything", "Go to the data sources"):
        expect(dialog.get_by_text(text)).to_be_visible()
    assert dialog.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_model_is_drawn_and_attached_by_keyboard(page: Page, at: str, shop_at: Project) -> None:
    key(page, "n")
    page.get_by_role("textbox", name="Name").fill("Coupon")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("Added model Coupon")
    expect(page.locator("#canvas")).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("combobox", name="Data source")).to_be_focused()
    page.get_by_role("combobox", name="Data source").select_option("corp1")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("Attached Coupon to corp1")
    assert config(shop_at)["Coupon"]["dataSource"] == "corp1"
    key(page, "p")
    expect(said(page)).to_contain_text("Hid Coupon from the API")
    key(page, "Control+z")
    expect(said(page)).to_contain_text("Undid: Hid Coupon")
    key(page, "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
    expect(said(page)).to_contain_text("Deleted model Coupon")
    expect(card(page, "model:Coupon")).not_to_be_visible()


def test_a_relation_is_created_by_drawing(page: Page, at: str, shop_at: Project) -> None:
    expect(page.locator("#canvas text.e-label")).to_have_text(["orders"])
    drag(page, handle(page, "model:Order"), head(page, "model:Customer"))
    dialog = page.get_by_role("dialog", name="Relate Order")
    expect(dialog.get_by_label("To model")).to_have_value("Customer")
    expect(dialog.get_by_label("Name of the inverse")).to_have_attribute("placeholder", "order")
    dialog.get_by_label("Type").select_option("belongsTo")
    expect(dialog.get_by_label("Foreign key")).to_have_attribute("placeholder", "customerId")
    expect(dialog.get_by_label("Add the inverse")).not_to_be_visible()  # Customer has its orders
    dialog.get_by_role("button", name="Add the relation").click()
    expect(said(page)).to_contain_text("Related Order to Customer: added customer")
    assert relations(shop_at, "common/models/order.json") == {"customer": {"type": "belongsTo", "model": "Customer"}}
    # the two are each other's inverse now: one line with a name at each end
    expect(page.locator("#canvas .e-line", has_text="orders")).to_contain_text("customer")


def test_what_cannot_be_related_is_said_in_the_dialog(
    page: Page, at: str, shop_at: Project, complaints: list[str]
) -> None:
    drag(page, handle(page, "model:Customer"), head(page, "model:Order"))
    dialog = page.get_by_role("dialog", name="Relate Customer")
    dialog.get_by_label("Name", exact=True).fill("orders")
    dialog.get_by_role("button", name="Add the relation").click()
    expect(dialog).to_contain_text("“Customer” has a relation “orders” already")
    assert all("422" in each for each in complaints)
    complaints.clear()
    page.keyboard.press("Escape")
    expect(page.locator("#canvas")).to_be_focused()
    assert shop_at.revisions.count() == 0


def test_many_to_many_through_a_model_by_keyboard(page: Page, at: str, shop_at: Project) -> None:
    go_to(page, "Customer")
    page.keyboard.press("r")
    dialog = page.get_by_role("dialog", name="Relate Customer")
    dialog.get_by_label("To model").select_option("Order")
    dialog.get_by_label("Through").fill("Share")
    dialog.get_by_label("Through").press("Tab")
    expect(dialog.get_by_label("Name of the inverse")).to_have_attribute("placeholder", "customers")
    dialog.get_by_label("Name", exact=True).fill("shared")
    dialog.get_by_label("Name", exact=True).press("Enter")
    expect(said(page)).to_contain_text("Related Customer to Order: added shared")
    expect(card(page, "model:Share")).to_be_visible()
    assert relations(shop_at, "common/models/share.json").keys() == {"customer", "order"}
    assert relations(shop_at, "common/models/order.json")["customers"]["through"] == "Share"


def test_a_card_is_edited_beside_the_picture(page: Page, at: str, shop_at: Project) -> None:
    page.mouse.dblclick(*head(page, "model:Customer"))
    panel = page.get_by_role("complementary", name="Customer")
    expect(panel.get_by_label("Data source")).to_be_focused()
    panel.get_by_label("Plural").fill("clients")
    panel.get_by_role("button", name="Save").click()
    expect(said(page)).to_contain_text("Changed model Customer: plural")
    expect(panel).to_contain_text("/api/clients")
    page.mouse.click(*head(page, "model:Order"))
    expect(page.get_by_role("complementary", name="Order")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#diagram-panel")).not_to_be_visible()


def test_several_are_selected_and_done_with(page: Page, at: str, shop_at: Project) -> None:
    page.mouse.click(*head(page, "model:Customer"))
    page.keyboard.down("Shift")
    page.mouse.click(*head(page, "model:Order"))
    page.keyboard.up("Shift")
    key(page, "m")
    page.get_by_role("menuitem", name="Hide 2 models from the API").click()
    expect(said(page)).to_contain_text("Hid 2 models from the API")
    assert [config(shop_at)[name]["public"] for name in ("Customer", "Order")] == [False, False]
    key(page, "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(said(page)).to_contain_text("Deleted 2 models")
    expect(card(page, "model:Order")).not_to_be_visible()


def test_a_model_is_copied_and_pasted(page: Page, at: str, shop_at: Project) -> None:
    page.mouse.click(*head(page, "model:Customer"))
    key(page, "Control+c", "Control+v")
    expect(page.get_by_role("textbox", name="Name")).to_have_value("CustomerCopy")
    page.get_by_role("button", name="Add the copy").click()
    expect(card(page, "model:CustomerCopy")).to_be_visible()


def test_cards_stay_where_they_are_put_and_new_ones_move_none(page: Page, at: str, shop_at: Project) -> None:
    start = head(page, "model:Order")
    with page.expect_response("**/diagram/places/"):
        drag(page, start, (start[0] + 100, start[1] + 120))
    before = card(page, "model:Order").get_attribute("transform")
    others = card(page, "model:Customer").get_attribute("transform")
    files.save(shop_at, None, "Added", lambda app: app.models.add("Another", {}, {"dataSource": "corp1"}))
    show(page, at)
    expect(card(page, "model:Another")).to_be_attached()
    assert card(page, "model:Order").get_attribute("transform") == before
    assert card(page, "model:Customer").get_attribute("transform") == others
    assert shop_at.revisions.count() == 1


def test_a_change_made_elsewhere_appears(page: Page, at: str, shop_at: Project) -> None:
    files.save(shop_at, None, "Renamed", lambda app: app.models.rename("Order", "Purchase"))
    expect(card(page, "model:Purchase")).to_be_visible()
    expect(card(page, "model:Order")).not_to_be_attached()
    expect(page.locator("#tree")).to_contain_text("Purchase")


def test_only_what_is_asked_for_is_shown(page: Page, at: str, shop_at: Project) -> None:
    assert "model:User" not in names(page)
    page.get_by_label("Show: filter").click()
    page.get_by_label("All built-in models").check()
    expect(card(page, "model:User")).to_be_visible()
    page.get_by_label("Show only cards with these words").fill("email")
    expect(card(page, "model:Order")).not_to_be_attached()
    expect(card(page, "model:Customer")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    page.locator("#diagram-filter [name=source]").select_option("db")
    expect(card(page, "model:Customer")).not_to_be_attached()
    page.get_by_role("button", name="Show all").click()
    expect(card(page, "model:Customer")).to_be_visible()


def test_the_picture_as_a_file(page: Page, at: str, shop_at: Project, tmp_path: Path) -> None:
    page.get_by_label("Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture as SVG").click()
    download.value.save_as(tmp_path / "shop.svg")
    picture = (tmp_path / "shop.svg").read_text()
    assert all(word in picture for word in ("Customer", "orders", "corp1", "<symbol"))
    assert not any(word in picture for word in ("class=", "var(", "icons.svg", "s3cret"))
    page.get_by_label("Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture as PNG").click()
    download.value.save_as(tmp_path / "shop.png")
    assert (tmp_path / "shop.png").read_bytes().startswith(b"\x89PNG")


def test_a_viewer_looks_and_changes_nothing(page: Page, at: str, shop_at: Project) -> None:
    page.route(
        "**/projects/shop-api/", lambda route: route.fulfill(body=route.fetch().text().replace(" data-can-edit", ""))
    )
    show(page, at)
    before = card(page, "model:Order").get_attribute("transform")
    start = head(page, "model:Order")
    drag(page, start, (start[0] + 80, start[1] + 80))
    assert card(page, "model:Order").get_attribute("transform") == before
    expect(card(page, "model:Order").locator(".d-handle")).to_have_count(0)
    key(page, "n", "Delete")
    expect(page.get_by_role("dialog")).not_to_be_visible()


def test_five_hundred_models_open_and_pan(page: Page, at: str) -> None:
    total = 500
    models = {f"Model{n}": {"dataSource": "db" if n % 2 else "corp1"} for n in range(total)}
    contents = {"server/model-config.json": json.dumps(json.loads(SHOP["server/model-config.json"]) | models)}
    for number in range(total):
        others = {f"r{step}": {"type": "hasMany", "model": f"Model{(number * step + step) % total}"} for step in (3, 7)}
        definition = {"name": f"Model{number}", "properties": {"name": "string"}, "relations": others}
        contents[f"common/models/model{number}.json"] = json.dumps(definition)
    make_project(local_user(), SHOP | contents)
    page.goto(at + DIAGRAM)
    expect(page.locator("#canvas .x6-node").first).to_be_visible()
    expect(page.locator("#diagram-wait")).not_to_be_attached()
    assert page.locator("#canvas .x6-node").count() < total / 2  # what is not seen is not drawn
    before = names(page)
    canvas = page.locator("#canvas").bounding_box()
    assert canvas
    page.mouse.move(canvas["x"] + 20, canvas["y"] + 500)
    page.mouse.wheel(1500, 1500)
    page.wait_for_function(
        "before => !before.includes(document.querySelector('#canvas .x6-node').dataset.cellId)", arg=before
    )
    page.get_by_role("button", name="Fit").click()
    expect(page.locator("#canvas .x6-node")).to_have_count(total + 4)
