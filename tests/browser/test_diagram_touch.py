"""The diagram on a tablet: moved, zoomed, attached, related and its menu by finger; and a wide picture there."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, ViewportSize, expect

from projects.access import local_user
from projects.models import Project
from tests.browser.test_diagram import DIAGRAM, card, config, head, relations, said, show
from tests.people import SHOP, make_project

UPRIGHT: ViewportSize = {"width": 820, "height": 1180}
LYING: ViewportSize = {"width": 1180, "height": 820}

Place: TypeAlias = tuple[float, float]


# A busy machine is slow to send the next event of a finger: it is not to count as one that rests.
PATIENT = """{
  const wait = setTimeout;
  window.setTimeout = (run, time, ...rest) => wait(run, time === 500 && !window.isResting ? 20000 : time, ...rest);
}"""


class Hand:
    """Fingers on a page, quick ones, however slow the machine is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.moment = time.time()

    def touch(self, kind: str, *places: Place) -> None:
        """`touchStart`, `touchMove` or `touchEnd`, with where the fingers are then."""
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self.moment += 0.02
        event = {"type": kind, "touchPoints": points, "timestamp": self.moment}
        self.session.send("Input.dispatchTouchEvent", event)

    def move(self, *ways: tuple[Place, Place]) -> None:
        """Each finger goes from a place to another."""
        self.touch("touchStart", *(start for start, _ in ways))
        for part in (0.25, 0.5, 0.75, 1):
            self.touch("touchMove", *((x + (to_x - x) * part, y + (to_y - y) * part) for (x, y), (to_x, to_y) in ways))
        self.touch("touchEnd")

    def tap(self, place: Place) -> None:
        self.touch("touchStart", place)
        self.touch("touchEnd")

    def rest(self, place: Place, until: Locator) -> None:
        """Rests at a place until something is seen."""
        self.page.evaluate("window.isResting = true")
        self.touch("touchStart", place)
        expect(until).to_be_visible()
        self.touch("touchEnd")


@pytest.fixture
def tablet(browser: Browser, page: Page, at: str) -> Iterator[Page]:
    """A page of a tablet, which nobody complains on."""
    context = browser.new_context(has_touch=True, viewport=UPRIGHT, storage_state=page.context.storage_state())
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.add_init_script(PATIENT)
    yield context.new_page()
    context.close()
    assert errors == []


@pytest.fixture
def shop_at(tablet: Page, at: str) -> Project:
    """The shop, its diagram open on the tablet, and where its cards stand kept."""
    project = make_project(local_user())
    with tablet.expect_response("**/diagram/places/"):
        show(tablet, at)
    return project


@pytest.fixture
def hand(tablet: Page) -> Hand:
    return Hand(tablet)


def expect_head(page: Page, id_: str, place: Place) -> None:
    """A card comes to have its head at a place."""
    page.wait_for_function(
        """([id, x, y]) => {
          const box = document.querySelector(`#canvas [data-cell-id="${id}"] .d-body`)?.getBoundingClientRect();
          return box && Math.hypot(box.x + 60 - x, box.y + 12 - y) < 8;
        }""",
        arg=[id_, *place],
    )


def expect_unmoved(page: Page) -> None:
    """The page as a whole is neither scrolled nor zoomed."""
    page.wait_for_function("scrollX === 0 && scrollY === 0 && visualViewport.scale === 1")


def test_a_finger_moves_the_picture_and_two_zoom_it(tablet: Page, hand: Hand, shop_at: Project) -> None:
    x, y = head(tablet, "model:Customer")
    hand.move(((500, 600), (450, 680)))
    expect_head(tablet, "model:Customer", (x - 50, y + 80))
    expect(tablet.locator(".lw-scale")).to_have_text("68%")

    # twice as large, and what was between the fingers still is: the head of Customer
    middle = head(tablet, "model:Customer")
    left, right = ((middle[0] + step, middle[1]) for step in (-50, 50))
    hand.move((left, (left[0] - 50, left[1])), (right, (right[0] + 50, right[1])))
    expect(tablet.locator(".lw-scale")).to_have_text("136%")
    tablet.wait_for_function(
        """([x, y]) => document.elementFromPoint(x, y)?.closest('[data-cell-id="model:Customer"]')""", arg=list(middle)
    )
    expect(tablet.locator(".d-selected")).to_have_count(0)
    expect_unmoved(tablet)


def test_a_tap_selects_and_two_show_details(tablet: Page, hand: Hand, shop_at: Project) -> None:
    hand.tap(head(tablet, "model:Customer"))
    expect(tablet.locator(".d-selected")).to_have_attribute("data-cell-id", "model:Customer")
    hand.tap((500, 600))
    expect(tablet.locator(".d-selected")).to_have_count(0)
    for _ in range(2):
        hand.tap(head(tablet, "model:Order"))
    expect(tablet.get_by_role("complementary", name="Order")).to_be_visible()
    expect_unmoved(tablet)


def test_a_card_is_dropped_on_a_data_source(tablet: Page, hand: Hand, shop_at: Project) -> None:
    x, y = head(tablet, "model:Order")
    with tablet.expect_response("**/diagram/places/"):
        hand.move(((x, y), (x - 40, y + 160)))
    expect_head(tablet, "model:Order", (x - 40, y + 160))
    hand.move((head(tablet, "model:Order"), head(tablet, "data_source:db")))
    expect(said(tablet)).to_contain_text("Attached Order to db")
    assert config(shop_at)["Order"]["dataSource"] == "db"
    expect_head(tablet, "model:Order", (x - 40, y + 160))


def test_a_card_whose_finger_is_taken_away_goes_back(tablet: Page, hand: Hand, shop_at: Project) -> None:
    start, over, thumb = head(tablet, "model:Order"), head(tablet, "data_source:db"), (500, 600)
    hand.touch("touchStart", start)
    hand.touch("touchMove", (start[0] - 40, start[1] + 40))
    hand.touch("touchMove", over)
    expect(card(tablet, "data_source:db")).to_contain_class("d-target")
    hand.touch("touchStart", over, thumb)
    hand.touch("touchMove", over, (thumb[0] + 90, thumb[1]))
    with tablet.expect_response("**/diagram/places/"):
        hand.touch("touchCancel")
    expect_head(tablet, "model:Order", start)
    expect(tablet.locator(".lw-scale")).to_have_text("68%")
    assert config(shop_at)["Order"]["dataSource"] == "corp1"


def test_a_line_is_drawn_to_relate(tablet: Page, hand: Hand, shop_at: Project) -> None:
    tablet.set_viewport_size(LYING)
    # a handle that is not seen is not there: the card itself is moved by its edge
    x, y = head(tablet, "model:Order")
    edge = card(tablet, "model:Order").locator(".d-body").bounding_box()
    assert edge
    corner = (edge["x"] + edge["width"] - 3, y)
    hand.move((corner, (corner[0] - 60, corner[1] + 90)))
    expect_head(tablet, "model:Order", (x - 60, y + 90))

    hand.tap(head(tablet, "model:Order"))
    handle = card(tablet, "model:Order").locator(".d-handle")
    expect(handle).to_have_css("opacity", "1")
    expect(handle).to_have_css("pointer-events", "auto")
    box = handle.locator(".d-hit").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    # at its far edge it is still hit
    hand.move(((box["x"] + box["width"] - 4, box["y"] + box["height"] / 2), head(tablet, "model:Customer")))
    dialog = tablet.get_by_role("dialog", name="Relate Order")
    expect(dialog.get_by_label("To model")).to_have_value("Customer")
    dialog.get_by_label("Type").select_option("belongsTo")
    dialog.get_by_role("button", name="Add the relation").tap()
    expect(said(tablet)).to_contain_text("Related Order to Customer: added customer")
    assert relations(shop_at, "common/models/order.json") == {"customer": {"type": "belongsTo", "model": "Customer"}}
    expect_unmoved(tablet)


def test_a_finger_that_rests_opens_the_menu(tablet: Page, hand: Hand, shop_at: Project) -> None:
    menu = tablet.get_by_role("menu", name="Customer")
    hand.rest(head(tablet, "model:Customer"), until=menu)
    menu.get_by_role("menuitem", name="Hide from the API").tap()
    expect(said(tablet)).to_contain_text("Hid Customer from the API")
    assert config(shop_at)["Customer"]["public"] is False

    new = tablet.get_by_role("menuitem", name="New model here")
    hand.rest((500, 600), until=new)
    new.tap()
    tablet.get_by_role("textbox", name="Name").fill("Coupon")
    tablet.get_by_role("button", name="Add the model").tap()
    expect(card(tablet, "model:Coupon")).to_be_visible()
    expect_unmoved(tablet)


def test_what_was_arranged_for_a_wide_window_is_shown_as_a_whole(page: Page, tablet: Page, at: str) -> None:
    steps = [f"Step{number}" for number in range(12)]
    contents = {"server/model-config.json": json.dumps({name: {"dataSource": "db"} for name in steps})}
    for name, following in pairwise([*steps, steps[0]]):
        properties = {f"property{number}": "string" for number in range(6)}
        definition = {
            "name": name,
            "properties": properties,
            "relations": {"next": {"type": "hasMany", "model": following}},
        }
        contents[f"common/models/{name.lower()}.json"] = json.dumps(definition)
    make_project(local_user(), SHOP | contents)
    page.set_viewport_size({"width": 1800, "height": 900})
    with page.expect_response("**/diagram/places/"):
        page.goto(at + DIAGRAM)

    tablet.goto(at + DIAGRAM)
    expect(tablet.locator("#canvas .x6-node")).to_have_count(14)
    tablet.wait_for_function(
        """[...document.querySelectorAll("#canvas .d-body")].every((each) => {
          const { right, bottom } = each.getBoundingClientRect();
          return right <= innerWidth && bottom <= innerHeight;
        })"""
    )
    expect(tablet.locator(".lw-scale")).not_to_have_text("68%")

    # what somebody arranged is shown at a scale at which it can be read, from its beginning
    x, y = head(page, "model:Step0")
    with page.expect_response("**/diagram/places/"):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 33, y + 100, steps=4)
        page.mouse.up()
    tablet.evaluate("sessionStorage.clear()")
    tablet.goto(at + DIAGRAM)
    expect(tablet.locator(".lw-scale")).to_have_text("68%")
