"""Choosing a connector and learning about it, in a real browser."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from projects.access import local_user
from projects.actions import files
from projects.models import Project
from tests.people import make_project

URL = "mysql://shop%40west:p%2Fw-7x@db.example.com:3307/warehouse"


@pytest.fixture
def project(at: str) -> Project:
    return make_project(local_user())


@pytest.fixture
def addresses(page: Page) -> list[str]:
    """Every address that the page asks for."""
    found: list[str] = []

    def note(request: Request) -> None:
        found.append(request.url)

    page.on("request", note)
    return found


def test_a_connector_is_found_and_chosen_by_keyboard(page: Page, at: str, project: Project) -> None:
    page.goto(f"{at}/projects/{project.slug}/data-sources/new/")
    search = page.get_by_role("searchbox", name="Find a connector")
    expect(search).to_be_focused()
    cards = page.locator("a.lw-connector:visible")
    search.fill("loopback-connector-mysql")
    expect(cards).to_have_count(1)
    expect(page.locator(".lw-gallery h2:visible")).to_have_text(["SQL databases"])
    search.fill("nothing is called so")
    expect(cards).to_have_count(0)
    expect(page.get_by_text("No connector here has these words.")).to_be_visible()
    search.press("Escape")
    search.fill("databases")
    page.keyboard.press("ArrowDown")
    first = page.locator("a.lw-connector:focus")
    expect(first).to_have_attribute("data-connector", "mysql")
    page.keyboard.press("ArrowRight")
    expect(first).to_have_attribute("data-connector", "postgresql")
    page.keyboard.press("ArrowDown")
    below = page.locator("a.lw-connector:focus")
    expect(below).not_to_have_attribute("data-connector", "mssql")
    page.keyboard.press("ArrowUp")
    expect(first).to_have_attribute("data-connector", "postgresql")
    page.keyboard.press("ArrowUp")
    expect(search).to_be_focused()
    search.fill("mariadb")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("New data source")
    expect(page.locator("#id_s-host")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("mysql")


def test_a_url_pasted_into_the_search_becomes_a_data_source(
    page: Page, at: str, project: Project, addresses: list[str]
) -> None:
    page.goto(f"{at}/projects/{project.slug}/data-sources/new/")
    search = page.get_by_role("searchbox", name="Find a connector")
    search.fill(URL)
    expect(page.locator("a.lw-connector:visible")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="Enter fills in the fields")).to_be_visible()
    search.press("Enter")
    expect(page.locator("#id_s-host")).to_have_value("db.example.com")
    expect(page.locator("#id_s-port")).to_have_value("3307")
    expect(page.locator("#id_s-user")).to_have_value("shop@west")
    expect(page.locator("[name=s-password-value]")).to_have_value("p/w-7x")
    page.get_by_role("button", name="Add the data source").click()
    expect(page.get_by_text("Added data source mysql")).to_be_visible()
    found = files.application(project).data_sources["mysql"].settings
    assert (found["host"], found["port"], found["database"]) == ("db.example.com", 3307, "warehouse")
    assert "p/w-7x" not in files.application(project).text("server/datasources.json")
    assert [address for address in addresses if "7x" in address or "db.example.com" in address] == []


def test_the_search_promises_to_fill_fields_only_where_a_connector_reads_the_url(
    page: Page, at: str, project: Project
) -> None:
    page.goto(f"{at}/projects/{project.slug}/data-sources/new/")
    search, said = page.get_by_role("searchbox", name="Find a connector"), page.locator("#connector-search-said")
    search.fill("gopher://example.com/")
    expect(said).to_have_text("No connector here reads a URL that begins with gopher://.")
    search.fill("mongodb+srv://user:pass@cluster.example.net/db")
    expect(said).to_have_text("Enter fills in the fields from this URL.")
    expect(page.locator("a.lw-connector:visible")).to_have_count(1)
    search.fill("https://api.example.com/v1")
    expect(said).to_contain_text("Choose what the URL belongs to")
    search.press("Enter")
    expect(page.locator("#id_s-baseURL")).to_have_value("https://api.example.com/v1")


def test_a_url_pasted_into_a_form_fills_its_fields_and_the_file(page: Page, at: str, project: Project) -> None:
    page.goto(f"{at}/projects/{project.slug}/data-sources/corp1/")
    page.locator("#id_s-database").fill("typed")
    page.get_by_text("Paste a URL").click()
    page.get_by_label("URL to take apart").fill("mysql://u@h.example.com/")
    page.get_by_label("URL to take apart").press("Enter")
    expect(page.locator("#id_s-host")).to_have_value("h.example.com")
    expect(page.locator("#id_s-port")).to_have_value("")
    expect(page.get_by_text("Filled in Host and User. Nothing is saved yet.")).to_be_visible()
    expect(page.locator("[data-edit-count]")).to_have_text("edited")
    expect(page.locator("#file-pane")).to_contain_text('"host": "h.example.com"')
    page.get_by_label("URL to take apart").fill("http://elsewhere/")
    page.get_by_role("button", name="Fill in the fields").click()
    expect(page.get_by_role("alert").filter(has_text="A URL of MySQL begins with mysql://.")).to_be_visible()
    expect(page.locator("#id_s-host")).to_have_value("h.example.com")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Changed data source corp1")).to_be_visible()
    assert files.application(project).data_sources["corp1"].settings["host"] == "h.example.com"


def test_a_url_whose_options_no_field_holds_can_be_kept_whole(page: Page, at: str, project: Project) -> None:
    page.goto(f"{at}/projects/{project.slug}/data-sources/new/?connector=mongodb")
    page.locator("#id_s-authSource").fill("accounts")
    page.get_by_text("Paste a URL").click()
    page.get_by_label("URL to take apart").fill("mongodb://h.example.com/d?retryWrites=false")
    page.get_by_role("button", name="Fill in the fields").click()
    expect(page.get_by_text("Not taken: retryWrites.")).to_be_visible()
    expect(page.locator("#id_s-host")).to_have_value("h.example.com")
    page.get_by_role("button", name="Keep the URL whole").click()
    expect(page.locator("#id_s-url")).to_have_value("mongodb://h.example.com/d?retryWrites=false")
    expect(page.locator("#id_s-host")).to_have_value("")
    expect(page.locator("#id_s-authSource")).to_have_value("accounts")
    expect(page.get_by_text("Not taken")).to_have_count(0)


def test_a_data_source_is_shown_as_a_url(page: Page, at: str, project: Project, addresses: list[str]) -> None:
    page.goto(f"{at}/projects/{project.slug}/data-sources/corp1/")
    page.locator("summary[aria-label^=More]").click()
    page.get_by_role("link", name="Show as URL").click()
    dialog = page.get_by_role("dialog", name="corp1 as a URL")
    expect(dialog.locator("#url")).to_have_text("mysql://shop:••••••••@127.0.0.1:3306/shop?timezone=Z")
    dialog.get_by_role("button", name="Show secrets").click()
    expect(dialog.locator("#url")).to_have_text("mysql://shop:s3cret-of-corp1@127.0.0.1:3306/shop?timezone=Z")
    dialog.get_by_role("link", name="Close").click()
    expect(dialog).to_have_count(0)
    assert [address for address in addresses if "s3cret" in address] == []


def test_the_page_of_a_connector_leads_there_and_back(page: Page, at: str, project: Project) -> None:
    page.goto(f"{at}/projects/{project.slug}/data-sources/corp1/")
    page.get_by_role("link", name="About this connector").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("MySQL")
    expect(page.get_by_role("heading", name="Not part of it")).to_be_visible()
    expect(page.get_by_role("row", name="rejectUnauthorized")).to_contain_text("true")
    page.get_by_role("link", name="All connectors").click()
    page.get_by_role("searchbox", name="Find a connector").fill("soap")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("SOAP web services")
    page.get_by_role("link", name="Data sources of Shop API").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data sources")
    page.locator(".lw-top details.lw-menu summary", has_text="account").click()
    page.get_by_role("link", name="Connectors", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connectors")


def test_without_scripts_words_and_urls_are_posted(
    browser: Browser, live_server: LiveServer, transactional_db: None
) -> None:
    make_project(local_user())
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/open/?key={settings.KEY}&next=/projects/shop-api/data-sources/new/")
    search = page.locator("#connector-search [name=find]")
    search.fill("soap")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?q=soap$"))
    expect(page.locator("a.lw-connector")).to_have_count(1)
    search.fill(URL)
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator("#id_s-host")).to_have_value("db.example.com")
    assert "7x" not in page.url
    page.locator("[name=pasted-url]").fill("mysql://other.example.com/x")
    page.get_by_role("button", name="Fill in the fields").click()
    expect(page.locator("#id_s-host")).to_have_value("other.example.com")
    expect(page.locator("[name=s-password-value]")).to_have_value("p/w-7x")
    context.close()
