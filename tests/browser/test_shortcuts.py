"""Keys instead of the mouse: shortcuts, arrows in tables and in the tree, and a focus that is never lost."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from projects.access import local_user
from projects.actions import importing
from tests.browser.waiting import expect_focus
from tests.people import make_project


def test_keys_go_places_and_only_while_nothing_is_typed(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/")
    for keys, address in (
        ("gm", "models/"),
        ("gp", "problems/"),
        ("gh", "history/"),
        ("go", ""),
        ("nm", "models/new/"),
    ):
        page.keyboard.type(keys)
        page.wait_for_url(f"**/projects/shop-api/{address}")
    page.locator("main [name=name]").focus()
    page.keyboard.type("gpt?/")
    expect(page.locator("main [name=name]")).to_have_value("gpt?/")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).not_to_be_visible()


def test_what_is_typed_is_saved_by_keys_and_the_focus_stays(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/data-sources/corp1/")
    for port, keys in (("3307", "Control+s"), ("3308", "Control+Enter")):
        page.locator("[name=s-port]").fill(port)
        with page.expect_navigation():
            page.keyboard.press(keys)
        expect(page.get_by_text("Changed data source corp1: port.")).to_be_visible()
        expect(page.locator("[name=s-port]")).to_be_focused()


def test_the_focus_stays_in_the_form_of_a_model_and_in_its_table_of_properties(page: Page, at: str) -> None:
    importing.create_from_template(local_user(), "sample-shop", "Sample shop")
    address = f"{at}/projects/sample-shop/models/Product/"

    def save_and_stay(field: Locator, text: str, after: Locator) -> None:
        field.fill(text)
        with page.expect_navigation():
            page.keyboard.press("Control+s")
        expect(page.locator("#notices")).to_contain_text("Product")
        expect(after).to_be_focused()
        expect(after).to_have_value(text)

    page.goto(address)
    for name in ("description", "plural"):
        save_and_stay(page.locator(f"main [name={name}]"), "wares", page.locator(f"main [name={name}]"))

    page.goto(f"{address}properties/")
    column = page.locator("#properties > tr[data-row]:not([data-row-blank])")
    first, last = column.first, column.last
    save_and_stay(first.get_by_label("Description of"), "Told to all.", first.get_by_label("Description of"))
    save_and_stay(first.locator("[name$='-name']"), "renamed", first.locator("[name$='-name']"))

    # A row that was added has another key once it is saved; after one that was removed, all have.
    page.get_by_role("button", name="Add property").click()
    page.keyboard.type("added")
    save_and_stay(last.get_by_label("Description of"), "Told later.", page.get_by_label("Description of added"))
    page.get_by_label("More for renamed").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    save_and_stay(last.locator("[name$='-name']"), "newest", page.get_by_label("Name: newest"))


def test_t_tries_the_connection(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/data-sources/db/")
    page.keyboard.press("t")
    expect(page.get_by_text("Nothing could be verified").first).to_be_visible()


def test_the_list_of_shortcuts_opens_by_key_menu_and_palette_and_they_can_be_turned_off(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_text("Find anything")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    page.locator("summary", has_text=", account").click()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog.get_by_label("Keys without Ctrl do something, too").uncheck()
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("summary", has_text=", account")).to_be_focused()
    page.keyboard.press("?")
    expect(dialog).not_to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("shortcuts")
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()


def test_the_tree_is_one_stop_of_the_tab_key_and_the_arrows_walk_in_it(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/models/Customer/")
    expect(page.locator("#tree [data-filter-row] a[tabindex='0']")).to_have_text(["Customercorp1"])
    page.keyboard.press("Escape")
    page.locator("#tree a[aria-current]").focus()
    page.keyboard.press("ArrowDown")
    expect_focus(page, "Order")
    page.keyboard.press("Home")
    expect_focus(page, "db")
    page.keyboard.press("/")
    expect(page.locator("[name=q]:focus")).to_be_visible()
    page.keyboard.type("ord")
    page.keyboard.press("ArrowDown")
    expect_focus(page, "Order")


def test_the_arrows_walk_in_tables(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/data-sources/")
    page.locator(".lw-table a").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".lw-table a:focus")).to_have_text("corp1")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".lw-table a:focus")).to_have_text("db")
    page.goto(f"{at}/projects/shop-api/models/Customer/properties/")
    page.get_by_label("Name: email").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Name: tags")).to_be_focused()


SAVES = [
    ("data-sources/corp1/", "[name=s-database]", "other"),
    ("models/Customer/", "[name=description]", "Who buys"),
    ("models/Customer/properties/", "[aria-label='Description of email']", "Where letters go"),
    ("models/Customer/relations/", "input[name$=foreignKey]:visible", "customerId"),
    ("settings/", "[name=name]", "Another name"),
]


def test_the_focus_is_never_lost_after_a_save(page: Page, at: str) -> None:
    make_project(local_user())
    for address, field, text in SAVES:
        page.goto(f"{at}/projects/shop-api/{address}")
        control = page.locator(f"main {field}").first
        for fold in page.locator("main details:not([open]):not([data-menu]) > summary").all():
            if fold.is_visible():
                fold.click()
        control.fill(text)
        with page.expect_navigation(wait_until="networkidle"):
            control.press("Control+Enter")
        expect_focus(page)
        undo = page.locator("#notices").get_by_role("button", name="Undo")
        if undo.count():
            undo.focus()
            with page.expect_navigation(wait_until="networkidle"):
                page.keyboard.press("Enter")
            expect_focus(page)


def test_the_focus_is_never_lost_after_a_swap(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/data-sources/db/")
    page.get_by_role("button", name="Test connection").press("Enter")
    expect(page.get_by_text("Nothing could be verified").first).to_be_visible()
    expect(page.get_by_role("button", name="Test connection")).to_be_focused()

    page.locator("#tree [data-filter-row] a").first.focus()
    page.evaluate("htmx.trigger(document.body, 'treeChanged')")
    page.wait_for_load_state("networkidle")
    expect_focus(page, "db")

    page.goto(f"{at}/projects/shop-api/data-sources/")
    page.get_by_role("button", name="Test all").press("Enter")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name="Test all")).to_be_focused()

    page.goto(f"{at}/projects/shop-api/models/Customer/relations/")
    page.get_by_role("button", name="Add relation").press("Enter")
    expect_focus(page)
    page.locator("main").get_by_role("button", name="As JSON").first.press("Enter")
    expect(page.get_by_role("button", name="As fields").first).to_be_visible()
    expect_focus(page)

    page.goto(f"{at}/projects/shop-api/models/Customer/properties/")
    page.get_by_role("button", name="Add property").press("Enter")
    page.locator("tr.added").get_by_label(re.compile("More for")).press("Enter")
    page.locator("tr.added").get_by_role("button", name="Remove").press("Enter")
    expect_focus(page)


def test_the_focus_moves_on_when_what_had_it_goes(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/models/Customer/")
    for spoil in ("e.remove()", "e.hidden = true", "e.disabled = true", "e.closest('.lw-fields').remove()"):
        page.goto(f"{at}/projects/shop-api/models/Customer/")
        page.locator("main [name=description]").focus()
        page.evaluate(f"(e => {{ {spoil} }})(document.activeElement)")
        page.wait_for_function("() => document.activeElement !== document.body")
    page.locator("main [name=description]").or_(page.locator("main h1")).first.focus()
    page.evaluate("document.activeElement.blur()")
    assert page.evaluate("document.activeElement === document.body"), "what a person leaves stays left"


def test_the_sample_is_one_click_away(page: Page, at: str) -> None:
    page.goto(f"{at}/")
    page.get_by_role("button", name="Open the sample").press("Enter")
    page.wait_for_url("**/projects/sample-shop/")
    expect_focus(page)
    expect(page.get_by_text("No problems")).to_be_visible()
    expect(page.locator("#tree").get_by_text("Product", exact=True)).to_be_visible()


def test_the_tab_of_this_page_is_in_sight_in_a_narrow_window(page: Page, at: str) -> None:
    importing.create_from_template(local_user(), "sample-shop", "Sample shop")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{at}/projects/sample-shop/models/Product/mixins/")
    expect(page.locator(".lw-tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
