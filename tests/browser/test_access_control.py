"""Access rules in a real browser: ordered by mouse and by keyboard, begun with one click, and what comes of them."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from projects.access import local_user
from projects.actions import files
from projects.models import Project
from tests.browser.waiting import expect_values
from tests.interop.access_applications import rule, texts
from tests.people import make_project

NOTE = "common/models/note.json"
RULES: list[Any] = [rule("DENY", "$everyone"), rule("ALLOW", "admin"), rule("ALLOW", "$owner", "findById")]


def opened(page: Page, at: str, rules: list[Any], base: str = "PersistedModel") -> Project:
    project = make_project(local_user(), texts({"Note": {"acls": rules, "base": base}}))
    page.goto(f"{at}/projects/{project.slug}/models/Note/access/")
    return project


def saved(page: Page, project: Project) -> list[dict[str, Any]]:
    """The rules in the file, once the form was saved."""
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#notices")).to_contain_text("Changed access control of Note")
    rules: list[dict[str, Any]] = json.loads(files.application(project).text(NOTE))["acls"]
    return rules


def expect_who(page: Page, *principals: str) -> None:
    """The rules in the form are for these, in this order."""
    expect_values(page.locator("#items-s-access li[data-item] input[name$='/principalId']"), list(principals))


def test_rules_are_put_in_another_order_by_mouse(page: Page, at: str) -> None:
    project = opened(page, at, RULES)
    grips = page.locator("[data-item-grip]")
    grips.nth(2).drag_to(grips.nth(0), target_position={"x": 8, "y": 2})
    expect_who(page, "$owner", "$everyone", "admin")
    expect(page.locator("#file-text .l.add, #file-text .l.chg, #file-text .l.del").first).to_be_attached()
    assert saved(page, project) == [RULES[2], RULES[0], RULES[1]]


def test_rules_are_put_in_another_order_by_keyboard(page: Page, at: str) -> None:
    project = opened(page, at, RULES)
    field = page.get_by_role("textbox", name="Who").or_(page.get_by_role("combobox", name="Who")).nth(1)
    field.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect_who(page, "$everyone", "$owner", "admin")
    expect(page.locator("input:focus")).to_have_value("admin")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    expect_who(page, "admin", "$everyone", "$owner")
    assert saved(page, project) == [RULES[1], RULES[0], RULES[2]]


def test_who_can_do_what_follows_what_is_typed(page: Page, at: str) -> None:
    opened(page, at, RULES)
    cell = page.get_by_role("row", name="find READ").get_by_role("cell").nth(2)
    expect(cell).to_contain_text("denied, rule 1")
    page.locator("input[name='s-access/o1/principalId']").fill("$authenticated")
    expect(cell).to_contain_text("allowed, rule 2")
    page.locator("input[name='s-access/o1/property']").fill("upsert")
    note = page.locator("li[data-item=o1] .lw-item-note")
    expect(note).to_contain_text("Never applies. A rule does not fit by an alias")
    page.locator("input[name='s-access/o1/property']").fill("find")
    expect(note).to_have_count(0)


def test_methods_are_completed_after_each_comma(page: Page, at: str) -> None:
    opened(page, at, RULES)
    field = page.locator("input[name='s-access/o1/property']")
    field.fill("find, ")
    options = page.locator(f"datalist#{field.get_attribute('list')} option")
    expect(options.and_(page.locator("[value='find, patchAttributes']"))).to_have_count(1)
    expect(options.and_(page.locator("[value='find, find']"))).to_have_count(0)


def test_a_model_without_rules_is_closed_with_one_click(page: Page, at: str) -> None:
    project = opened(page, at, [])
    page.get_by_role("button", name="Only administrators").click()
    cell = page.get_by_role("row", name="find READ").get_by_role("cell").nth(1)
    expect(cell).to_contain_text("denied, rule 1")
    found = [(each["permission"], each["principalId"]) for each in saved(page, project)]
    assert found == [("DENY", "$everyone"), ("ALLOW", "admin")]


def test_what_becomes_of_the_rules_is_said_beside_save(page: Page, at: str) -> None:
    opened(page, at, RULES)
    said = page.locator("[data-edit-count]")
    page.get_by_role("button", name="Add rule").click()
    expect(said).to_have_text("edited")
    page.get_by_role("button", name="Remove, or keep it").last.click()
    expect(said).to_have_text("")
    page.get_by_role("button", name="Remove, or keep it").last.click()
    expect(said).to_have_text("1 setting edited")
    page.get_by_role("button", name="Remove, or keep it").last.click()
    expect(said).to_have_text("")
    page.get_by_role("button", name="Move up").last.click()
    expect(said).to_have_text("edited")


def test_rules_to_begin_with_are_said_to_be_unsaved(page: Page, at: str) -> None:
    opened(page, at, [])
    page.get_by_role("button", name="Each one their own").click()
    expect(page.locator("[data-edit-count]")).to_have_text("edited")


def test_the_head_of_the_table_comes_and_goes_with_its_rules(page: Page, at: str) -> None:
    opened(page, at, [])
    head = page.locator(".lw-item-columns")
    expect(head).to_be_hidden()
    page.get_by_role("button", name="Add rule").click()
    expect(head).to_be_visible()
    page.get_by_role("button", name="Remove, or keep it").last.click()
    expect(head).to_be_hidden()


def test_the_options_of_a_mixin_stay_in_its_card(page: Page, at: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    project = opened(page, at, [])
    page.goto(f"{at}/projects/{project.slug}/models/Note/mixins/")
    page.get_by_role("button", name="Add mixin").click()
    options = page.get_by_label("Options", exact=True)
    expect(options).to_have_value("true")
    inner, outer = options.bounding_box(), page.locator("li[data-item]").bounding_box()
    assert inner
    assert outer
    assert inner["x"] + inner["width"] < outer["x"] + outer["width"]


def test_several_at_once_are_one_more_column_that_follows_what_is_typed(page: Page, at: str) -> None:
    project = opened(page, at, [*RULES, rule("DENY", "editor", "find")])
    heads = page.locator(".lw-who thead th")
    page.get_by_label("editor", exact=True).check()
    expect(page.locator(".lw-at-once [role=status]")).to_have_text(
        "Choose one more: each one alone has a column already."
    )
    page.get_by_label("admin", exact=True).check()
    expect(heads.nth(2)).to_have_text("admin + editor")
    expect(page.get_by_label("admin", exact=True)).to_be_focused()
    cell = page.get_by_role("row", name="find READ").get_by_role("cell").nth(1)
    expect(cell).to_contain_text("denied, rule 4")
    page.locator("input[name='s-access/o3/property']").fill("count")
    expect(cell).to_contain_text("allowed, rule 2")
    expect(page).to_have_url(re.compile(r"at_once=admin&at_once=editor$|at_once=editor&at_once=admin$"))
    saved(page, project)
    expect(heads.nth(2)).to_have_text("admin + editor")
    page.get_by_label("admin", exact=True).uncheck()
    expect(heads.nth(2)).to_have_text("$unauthenticated")


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 820), ("light", 390)])
def test_the_page_is_for_everyone(page: Page, at: str, theme: Literal["light", "dark"], width: int) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, at, [*RULES, rule("ALLOW", "$related"), rule("ALLOW", "$everyone") | {"comment": "shadowed"}], "User")
    page.locator("#builtin-rules summary").click()
    expect(page.locator(".lw-item-note")).to_have_count(4)
    page.get_by_label("admin", exact=True).check()
    expect(page.locator(".lw-at-once [role=status]")).not_to_be_empty()
    page.get_by_label("$owner", exact=True).check()
    expect(page.locator(".lw-who thead th").nth(2)).to_have_text("$owner + admin")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
