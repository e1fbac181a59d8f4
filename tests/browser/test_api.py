"""What is served, in a browser: the endpoints of a model, and the whole in swagger-ui."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from projects.access import local_user
from tests.browser.console import watch
from tests.people import make_project

RELATED = "/Customers/{id}/orders/{fk}"


def unfold(page: Page, model: str) -> None:
    """Shows the operations of a model in swagger-ui, which unfolds by itself what is short."""
    head = page.locator(f"#operations-tag-{model}")
    expect(head).to_have_attribute("data-is-open", re.compile("true|false"))
    if head.get_attribute("data-is-open") == "false":
        head.click()


def test_the_whole_api_is_shown_to_be_read(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/api/")
    unfold(page, "Customer")
    expect(page.locator("[data-instead]")).to_be_hidden()
    shown = page.locator("#swagger-ui")
    operation = shown.locator(".opblock-put", has=page.locator(f"[data-path='{RELATED}']"))
    operation.locator(".opblock-summary-control").click()
    expect(operation.locator("[data-param-name=fk]")).to_contain_text("path")
    expect(operation.locator("[data-param-name=data] .microlight")).to_contain_text('"id": 0')
    expect(page.get_by_role("button", name="Try it out")).to_have_count(0)
    expect(page.get_by_role("button", name="Execute")).to_have_count(0)


def test_the_document_is_downloaded_under_the_name_of_the_project(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/api/")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download").click()
    assert downloading.value.suggested_filename == "shop-api-openapi.json"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_swagger_ui_unfolds_is_for_everyone(
    browser: Browser, live_server: LiveServer, transactional_db: None, theme: Literal["light", "dark"]
) -> None:
    make_project(local_user())
    context = browser.new_context(color_scheme=theme, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    complaints = watch(page)
    page.goto(f"{live_server.url}/open/?key={settings.KEY}&next=/projects/shop-api/api/")
    page.locator("section.models h4 button").click()
    page.locator("#model-Customer .model-box-control").first.click()
    expect(page.locator("#model-Customer")).to_contain_text("email")
    unfold(page, "Customer")
    page.locator(".opblock-post .opblock-summary-control").first.click()
    expect(page.locator(".opblock-post .microlight").first).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()
    assert complaints == []


def test_where_the_document_cannot_be_had_the_list_stays(page: Page, live_server: LiveServer, at: str) -> None:
    make_project(local_user())
    page.route("**/openapi.json*", lambda route: route.fulfill(status=200, body="no JSON"))
    page.goto(f"{at}/projects/shop-api/api/")
    expect(page.locator("#api-list")).to_contain_text(RELATED)
    expect(page.locator("#swagger-ui")).to_be_hidden()


def test_without_scripts_there_is_a_list_and_endpoints_unfold(
    browser: Browser, live_server: LiveServer, transactional_db: None
) -> None:
    make_project(local_user())
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/open/?key={settings.KEY}&next=/projects/shop-api/api/")
    expect(page.locator("#api-list")).to_be_visible()
    page.locator("#api-list").get_by_role("link", name="Customer").click()
    page.locator("summary", has_text=RELATED).first.click()
    expect(page.get_by_text("The id of the related instance.").first).to_be_visible()
    context.close()


def test_endpoints_are_found_by_what_is_typed_and_opened_by_keyboard(page: Page, at: str) -> None:
    make_project(local_user())
    page.goto(f"{at}/projects/shop-api/models/Customer/api/")
    typing = page.get_by_label("Filter endpoints")
    typing.press_sequentially("put {fk}")
    expect(page.locator("[data-filter-row]:visible", has=page.locator(".lw-endpoint"))).to_have_count(1)
    expect(page.get_by_role("heading", name="Own methods")).to_be_hidden()
    typing.press("Enter")
    expect(page.get_by_text("The id of the related instance.").locator("visible=true")).to_have_count(1)
    typing.press("ArrowDown")
    expect(page.locator("summary", has_text=RELATED).and_(page.locator(":focus"))).to_have_count(1)
    page.locator(":focus").press("ArrowUp")
    typing.fill("no such words")
    expect(page.get_by_text("No endpoint has these words.")).to_be_visible()


def test_an_unfolded_endpoint_is_for_everyone(
    browser: Browser, live_server: LiveServer, transactional_db: None
) -> None:
    make_project(local_user())
    for theme, width in (("light", 1440), ("dark", 390)):
        context = browser.new_context(color_scheme="dark" if theme == "dark" else "light")
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/open/?key={settings.KEY}&next=/projects/shop-api/models/Customer/api/")
        for row in page.locator(".lw-endpoint > summary").all()[:6]:
            row.click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        context.close()
