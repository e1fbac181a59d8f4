"""Connection tests in the browser: steps as they come, Cancel, all at once, and what stays visible of the results."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from projects.access import local_user
from projects.actions import running_tests
from projects.models import Project, RunningTest
from tests.people import SHOP, make_project
from tests.services import listeners
from tests.services.mariadb import MariaDB

FORM = "/projects/shop-api/data-sources/corp1/"
LIST = "/projects/shop-api/data-sources/"


@pytest.fixture
def silent() -> Iterator[listeners.Listener]:
    """A server that accepts and never answers."""
    with listeners.listening(listeners.hang) as server:
        yield server


def application(at: str, **sources: object) -> Project:
    own = {"server/datasources.json": json.dumps(sources), "server/model-config.json": "{}"}
    return make_project(local_user(), SHOP | own)


def on(port: int) -> dict[str, object]:
    return {"connector": "mysql", "host": "127.0.0.1", "port": port, "user": "shop", "database": "shop"}


def test_the_steps_come_while_the_test_runs_and_cancel_ends_it(page: Page, at: str, silent: listeners.Listener) -> None:
    application(at, corp1=on(silent.port))
    page.goto(at + FORM)
    start = page.get_by_role("button", name="Test connection")
    start.click()
    running = page.locator("#testing .lw-test")
    expect(running).to_contain_text("Resolve the name")
    expect(running.locator("li.ok")).to_contain_text("Resolve the name")
    expect(running.locator("li.running")).to_contain_text("Open the port")
    expect(running.locator("li.waiting", has_text="Log in")).to_be_visible()
    expect(start).to_be_focused()
    cancel = page.get_by_role("button", name="Cancel")
    cancel.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#test-result")).to_contain_text("Cancelled")
    expect(start).to_be_focused()
    expect(running).to_have_count(0)
    assert not RunningTest.objects.exists()


def test_a_cancellation_that_overtakes_its_test_counts(page: Page, at: str, silent: listeners.Listener) -> None:
    """The test's own request is kept back until the other one has been answered."""
    application(at, corp1=on(silent.port))
    kept: list[Route] = []
    page.route("**/corp1/test/", lambda route: kept.append(route))  # noqa: PLW0108 - it wants a function of ours
    page.goto(at + FORM)
    page.get_by_role("button", name="Test connection").click()
    with page.expect_response("**/cancel/"):
        page.get_by_role("button", name="Cancel").click()
    kept[0].continue_()
    expect(page.locator("#test-result")).to_contain_text("Cancelled")
    assert silent.accepted.empty()


def test_a_late_cancellation_does_not_harm_the_next_test(page: Page, at: str, mariadb: MariaDB) -> None:
    project = application(at, corp1=mariadb.settings)
    page.goto(at + FORM)
    for _ in range(2):
        with page.expect_response("**/corp1/test/") as answered:
            page.get_by_role("button", name="Test connection").click()
        assert "Connection works" in answered.value.text()
        token = re.search(r"(?:^|&)token=([\w-]+)", answered.value.request.post_data or "")
        assert token
        running_tests.cancel(project, local_user(), token[1])


def test_the_end_is_told_once_and_the_tree_follows(page: Page, at: str, mariadb: MariaDB) -> None:
    application(at, corp1=mariadb.settings)
    page.goto(at + FORM)
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator("[data-told]")).to_contain_text("Connection works")
    expect(page.locator("#test-result [aria-live], #testing [aria-live]")).to_have_count(0)
    expect(page.locator("#tree").get_by_title("Verified just now")).to_be_visible()
    expect(page.locator("#test-result .lw-steps li").first).to_contain_text("ms")


@pytest.mark.parametrize("width", [1280, 420])
def test_the_name_of_a_step_has_room_beside_what_was_seen(page: Page, at: str, width: int) -> None:
    application(at, corp1=on(1))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(at + FORM)
    page.get_by_role("button", name="Test connection").click()
    step = page.locator("#test-result .lw-steps li", has_text="LoopBack’s own driver")
    expect(step).to_contain_text("not reached")
    name, seen = step.locator(".what"), step.locator(".seen")
    assert name.evaluate("each => each.scrollWidth <= each.clientWidth")
    name_box, seen_box = name.bounding_box(), seen.bounding_box()
    assert name_box
    assert seen_box
    assert name_box["x"] + name_box["width"] <= seen_box["x"] or name_box["y"] + name_box["height"] <= seen_box["y"]


def row(page: Page, name: str) -> Locator:
    return page.locator("tr", has=page.get_by_role("link", name=name, exact=True))


def test_all_are_tried_from_the_overview_and_arrive_one_by_one(
    page: Page, at: str, mariadb: MariaDB, silent: listeners.Listener
) -> None:
    application(at, good=mariadb.settings, hung=on(silent.port), db={"connector": "memory"})
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.goto(f"{at}/projects/shop-api/")
    page.get_by_label("More: test all").click()
    page.get_by_role("button", name="Test all data sources").click()
    expect(row(page, "good")).to_contain_text("Verified just now")
    expect(row(page, "hung")).to_contain_text("Open the port…")
    expect(page.locator("#testing-all")).to_contain_text("2 of 3 ended")

    # whoever leaves and comes back still sees it, and does not start another
    page.reload()
    expect(page.locator("#testing-all")).to_contain_text("2 of 3 ended")
    expect(row(page, "hung")).to_contain_text("Open the port…")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#testing-all")).not_to_be_visible()
    expect(page.locator("#test-all-said")).to_contain_text("1 of 3 works; 1 cannot be verified; 1 not tried.")
    expect(row(page, "good")).to_contain_text("Verified just now")
    assert [url for url in posted if "/cancel/" not in url and "/diagram/places/" not in url] == [
        f"{at}{LIST}test-all/"
    ]


def test_all_are_tried_from_the_list(page: Page, at: str, mariadb: MariaDB, silent: listeners.Listener) -> None:
    application(at, good=mariadb.settings, hung=on(silent.port))
    page.goto(at + LIST)
    page.get_by_role("button", name="Test all").click()
    expect(page.locator("#testing-all")).to_contain_text("1 of 2 ended")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("[data-told]")).to_contain_text("1 of 2 works; 1 cancelled.")
    expect(page.get_by_role("button", name="Test all")).to_be_focused()
    expect(row(page, "hung")).to_contain_text("Cancelled")
    expect(page.locator("#tree").get_by_title("Verified just now")).to_be_visible()


def test_without_scripts_the_answer_is_the_page(
    browser: Browser, live_server: LiveServer, transactional_db: None, mariadb: MariaDB
) -> None:
    application(live_server.url, corp1=mariadb.settings, db={"connector": "memory"})
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/open/?key={settings.KEY}&next=/projects/shop-api/")
    page.get_by_role("button", name="Test all data sources").click()
    assert "1 of 2 works; 1 cannot be verified." in page.content()
    assert "Verified just now" in page.content()
    page.goto(live_server.url + FORM)
    page.get_by_role("button", name="Test connection").click()
    assert "Connection works" in page.content()
    context.close()
