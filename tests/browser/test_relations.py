"""Relations by form, in a real browser: what LoopBack takes for granted shows while typing, and the rest is offered."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from projects.access import local_user
from projects.actions import files
from projects.models import Project
from tests.people import SHOP, make_project


@pytest.fixture
def project(at: str) -> Project:
    return make_project(local_user(), SHOP)


def open_relations(page: Page, at: str, project: Project, model: str = "Customer") -> None:
    page.goto(f"{at}/projects/{project.slug}/models/{model}/relations/")


def add_relation(page: Page, name: str, kind: str, model: str = "") -> Locator:
    """A new relation; its card."""
    page.get_by_role("button", name="Add relation").click()
    card = page.locator("li.lw-item[data-item^=n]").last
    card.get_by_label("Name", exact=True).fill(name)
    card.get_by_label("Type type").select_option(kind)
    if model:
        card.get_by_label("Model model").fill(model)
    return card


def key_of(card: Locator) -> Locator:
    """The foreign key, not the one inside of `polymorphic`."""
    return card.locator("[name$='/foreignKey']:not([name*='/polymorphic/'])")


def tick(page: Page, box: Locator) -> None:
    """Ticks a box, and waits for the live file that follows."""
    with page.expect_response("**/preview/"):
        box.check()


def save(page: Page, sentence: str) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(sentence)).to_be_visible()


def relations_of(project: Project, model: str) -> Any:
    return files.application(project).models[model].definition["relations"]


def test_many_to_many_through_a_model_that_is_created_along(page: Page, at: str, project: Project) -> None:
    open_relations(page, at, project)
    card = add_relation(page, "products", "hasMany", "Order")
    key = key_of(card)
    expect(key).to_have_attribute("placeholder", "customerId")
    expect(card.get_by_label("Key through keyThrough")).to_be_hidden()
    card.get_by_label("Through through", exact=True).fill("Line")
    expect(card.get_by_label("Key through keyThrough")).to_have_attribute("placeholder", "orderId")
    expect(card.locator(".lw-relation-said")).to_contain_text("Line, the model between, holds customerId and orderId.")
    expect(card.get_by_text("There is no model “Line” here")).to_be_visible()
    tick(page, card.get_by_label("Create the model Line"))
    expect(card.get_by_text("There is no model “Line” here")).to_have_count(0)
    tick(page, card.get_by_label("Add the inverse to Order"))
    key.fill("buyerId")
    expect(card.locator(".lw-relation-said")).to_contain_text("holds buyerId and orderId")
    expect(card.get_by_label("Create the model Line")).to_be_checked()
    save(page, "Changed relations of Customer: added products; added model Line, added customers to Order.")

    found = files.application(project).models
    assert relations_of(project, "Line") == {
        "buyer": {"type": "belongsTo", "model": "Customer"},
        "order": {"type": "belongsTo", "model": "Order"},
    }
    assert relations_of(project, "Order")["customers"] == {
        "type": "hasMany",
        "model": "Customer",
        "through": "Line",
        "keyThrough": "buyerId",
    }
    assert found["Line"].data_source == "corp1"
    card = page.locator("li.lw-item").last
    expect(card.get_by_text("Inverse: Order.customers")).to_be_visible()
    card.get_by_text("REST: ").click()
    expect(card.get_by_text("/api/Customers/{id}/products/rel/{fk}").first).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undid:")).to_be_visible()
    assert "Line" not in files.application(project).models


def test_polymorphic_on_both_sides(page: Page, at: str, project: Project) -> None:
    open_relations(page, at, project)
    card = add_relation(page, "notes", "hasMany", "Order")
    card.locator("summary", has_text="More").first.click()
    card.get_by_label("Polymorphic", exact=True).select_option("object")
    card.get_by_label("Selector selector").fill("about")
    expect(card.get_by_label("Discriminator discriminator")).to_have_attribute("placeholder", "aboutType")
    expect(key_of(card)).to_be_hidden()
    expect(card.locator(".lw-relation-said")).to_contain_text("“Customer” in aboutType")
    tick(page, card.get_by_label("Add the inverse to Order: about"))
    save(page, "added about to Order.")
    assert relations_of(project, "Customer")["notes"]["polymorphic"] == "about"
    assert relations_of(project, "Order") == {"about": {"type": "belongsTo", "polymorphic": True}}

    open_relations(page, at, project, "Order")
    card = page.locator("li.lw-item").first
    expect(card.get_by_label("Model model")).to_be_hidden()
    expect(card.get_by_text("Inverse: Customer.notes")).to_be_visible()
    with page.expect_response("**/preview/"):
        card.get_by_label("Add the inverse, a hasMany, to").select_option(label="Order · common/models/order.json")
    save(page, "added orders to Order.")
    assert relations_of(project, "Order")["orders"]["polymorphic"] == "about"


def test_the_inverse_and_the_key_are_offered_and_a_tick_outlives_typing(page: Page, at: str, project: Project) -> None:
    open_relations(page, at, project)
    card = page.locator("li.lw-item").first
    inverse = card.get_by_label("Add the inverse to Order: customer")
    expect(inverse).not_to_be_checked()
    tick(page, inverse)
    key_of(card).fill("buyerId")
    expect(card.get_by_label("Add the inverse to Order: buyer")).to_be_checked()
    card.get_by_label("Declare the property buyerId in Order").focus()
    page.keyboard.press("Space")
    expect(page.locator("#file-pane")).to_contain_text("buyerId")
    expect(card.get_by_label("Declare the property buyerId in Order")).to_be_focused()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    save(page, "changed orders; added buyer to Order, declared buyerId in Order.")
    order = files.application(project).models["Order"]
    assert order.properties == {"buyerId": {"type": "number"}}


def test_fields_that_mean_nothing_are_away_until_they_do(page: Page, at: str, project: Project) -> None:
    open_relations(page, at, project)
    card = add_relation(page, "address", "embedsOne", "Order")
    kept = card.get_by_label("Property property", exact=True)
    expect(kept).to_have_attribute("placeholder", "order")
    expect(key_of(card)).to_be_hidden()
    expect(card.get_by_label("Through through", exact=True)).to_be_hidden()
    card.get_by_label("Name", exact=True).fill("order")
    expect(kept).to_have_attribute("placeholder", "_order")
    card.get_by_label("Type type").select_option("hasAndBelongsToMany")
    expect(kept).to_be_hidden()
    expect(card.get_by_label("Through through", exact=True)).to_have_attribute("placeholder", "CustomerOrder")
