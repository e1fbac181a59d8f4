"""What was typed is not lost: a closed browser, a link clicked by mistake, and another tab that was faster."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, expect

from projects.access import local_user
from projects.actions import files
from projects.models import Draft
from tests.people import make_project


def expect_description(page: Page, text: str) -> None:
    expect(page.get_by_label("Description of").first).to_have_value(text)


def type_description(page: Page, text: str, row: int = 0) -> None:
    """Types it, and waits until it is kept, as it is after a pause."""
    with page.expect_response(lambda answer: "/draft/" in answer.url):
        page.get_by_label("Description of").nth(row).fill(text)


def test_a_closed_browser_and_a_mistaken_click_lose_nothing(page: Page, at: str) -> None:
    project = make_project(local_user())
    address = f"{at}/projects/{project.slug}/models/Customer/properties/"

    # Typed, and the browser closed without a word: it is offered again.
    page.goto(address)
    type_description(page, "Where invoices go")
    page.get_by_role("button", name="Add property").click()
    with page.expect_response(lambda answer: "/draft/" in answer.url):
        page.keyboard.type("age")
    later = page.context.new_page()
    later.goto(address)
    expect(later.get_by_text("that was not saved")).to_be_visible()
    expect_description(later, "")
    later.get_by_role("link", name="Continue with it").click()
    expect(later.get_by_text("It is not saved yet")).to_be_visible()
    expect_description(later, "Where invoices go")
    expect(later.locator("#file-pane")).to_contain_text('"age"')

    # It counts as unsaved: a click on another link asks, and staying keeps it.
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    later.on("dialog", stay)
    later.get_by_role("link", name="Order", exact=False).first.click(no_wait_after=True)
    expect(later.get_by_text("It is not saved yet")).to_be_visible()
    assert asked == ["beforeunload"]

    # Saving does not ask, and there is nothing to continue with any more.
    later.get_by_role("button", name="Save").click()
    expect(later.get_by_text("Changed properties of Customer: added age, changed email.")).to_be_visible()
    later.reload()
    expect(later.get_by_text("that was not saved")).to_have_count(0)
    assert Draft.objects.count() == 0

    # Discarding does not ask either.
    type_description(later, "Something else")
    later.get_by_role("button", name="Discard").click()
    expect(later.get_by_text("that was not saved")).to_have_count(0)
    expect_description(later, "Where invoices go")
    assert asked == ["beforeunload"]
    assert Draft.objects.count() == 0


def test_what_is_offered_waits_until_it_is_taken_or_thrown_away(page: Page, at: str) -> None:
    project = make_project(local_user())
    address = f"{at}/projects/{project.slug}/models/Customer/properties/"
    page.goto(address)
    type_description(page, "Typed first")
    later = page.context.new_page()
    later.on("dialog", lambda dialog: dialog.accept())
    later.goto(address)
    later.get_by_label("Description of").first.fill("Typed beside the offer")
    later.get_by_role("button", name="Save").click()
    expect(later.get_by_text("Changed properties of Customer: changed email.")).to_be_visible()
    later.get_by_role("link", name="Continue with it").click()
    expect_description(later, "Typed first")


def test_saving_in_one_tab_keeps_what_is_typed_in_another(page: Page, at: str) -> None:
    project = make_project(local_user())
    address = f"{at}/projects/{project.slug}/models/Customer/properties/"
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(address)
    type_description(page, "Typed here")
    type_description(other, "Typed in the other tab")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("that was not saved")).to_be_visible()
    page.get_by_role("link", name="Continue with it").click()
    expect_description(page, "Typed in the other tab")


def test_leaving_asks_whichever_way_one_goes(page: Page, at: str) -> None:
    project = make_project(local_user())
    page.goto(f"{at}/projects/{project.slug}/models/Customer/")
    page.goto(f"{at}/projects/{project.slug}/models/Customer/properties/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("Description of").first.fill("Typed")
    tree, tab = page.locator("#tree a", has_text="Order").first, page.get_by_role("link", name="General")
    for link in (tree, tab, page.get_by_role("link", name="Publish")):
        with page.expect_event("dialog"):
            link.click(no_wait_after=True)
    page.locator("summary[title^=Environment]").click()
    with page.expect_event("dialog"):
        page.locator("a[href*='environment=']").first.click(no_wait_after=True)
    for way in ("location.reload()", "history.back()"):
        with page.expect_event("dialog"):
            page.evaluate(f"setTimeout(() => {way})")
    assert asked == ["beforeunload"] * 6
    expect_description(page, "Typed")


def test_what_is_taken_back_leaves_no_draft(page: Page, at: str) -> None:
    project = make_project(local_user())
    page.goto(f"{at}/projects/{project.slug}/models/Customer/properties/")
    type_description(page, "Something")
    assert Draft.objects.count() == 1
    type_description(page, "")
    assert Draft.objects.count() == 0


def test_two_tabs_and_the_same_property(page: Page, at: str, complaints: list[str]) -> None:
    project = make_project(local_user())
    address = f"{at}/projects/{project.slug}/models/Customer/properties/"
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    other.get_by_label("Description of").nth(0).fill("From the other tab")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Changed properties of Customer: changed email.")).to_be_visible()

    # Both versions side by side; nothing typed is lost, and another property stands in any case.
    page.get_by_label("Description of").nth(0).fill("From this tab")
    page.get_by_label("Description of").nth(1).fill("What it is about")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("You changed this in another window while you typed")).to_be_visible()
    expect(page.locator("#conflict")).to_be_focused()
    expect(page.locator(".lw-choice")).to_have_count(1)
    expect(page.locator(".lw-choice")).to_contain_text("From the other tab")
    expect(page.locator(".lw-choice")).to_contain_text("From this tab")
    expect_description(page, "From this tab")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.get_by_role("radio", name="Saved by you in another window").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Changed properties of Customer: changed tags.")).to_be_visible()
    properties = files.application(project).models["Customer"].properties
    assert properties["email"]["description"] == "From the other tab"
    assert properties["tags"]["description"] == "What it is about"
    # The browser itself notes the answer 409.
    complaints[:] = [complaint for complaint in complaints if "409" not in complaint]
