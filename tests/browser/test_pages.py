"""Every page, light and dark, wide and narrow: nothing that axe or the console complains about."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.http import QueryDict
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from designer.loopback.definition_parts import PARTS
from projects.access import local_user
from projects.actions import drafts, files
from tests.browser.console import watch
from tests.people import make_project

PAGES = [
    "/",
    "/projects/new/",
    "/projects/open/",
    "/projects/open/?way=zip",
    "/projects/open/?way=server-folder",
    "/find/",
    "/find/?q=my",
    "/connectors/",
    "/connectors/mysql/?project=shop-api",
    "/connectors/rest/",
    "/projects/shop-api/",
    "/projects/shop-api/?view=list",
    "/projects/shop-api/diagram/new-model/",
    "/projects/shop-api/diagram/new-data-source/",
    "/projects/shop-api/diagram/relate/?from=Customer",
    "/projects/shop-api/diagram/attach/?models=Customer&models=Order",
    "/projects/shop-api/diagram/copy/?model=Customer",
    "/projects/shop-api/diagram/delete/?models=Customer&models=Order",
    "/projects/shop-api/find/",
    "/projects/shop-api/find/?q=cu",
    "/projects/shop-api/find/?q=nothing-is-called-so",
    "/projects/shop-api/find/?q=e&kind=properties",
    "/projects/shop-api/settings/",
    "/projects/shop-api/variables/",
    "/projects/shop-api/variables/keep/?name=CORP1_PASSWORD",
    "/projects/shop-api/variables/copy/",
    "/projects/shop-api/files/",
    "/projects/shop-api/files/server/datasources.json",
    "/projects/shop-api/files/server/datasources.json?reveal=yes",
    "/projects/shop-api/files/common/models/customer.js",
    "/projects/shop-api/problems/",
    "/projects/shop-api/history/",
    "/projects/shop-api/history/1/",
    "/projects/shop-api/history/?file=server/config.json",
    "/projects/shop-api/file-revert/server/config.json",
    "/projects/shop-api/publish/?way=commit",
    "/projects/shop-api/publish/?way=folder",
    "/projects/shop-api/publish/?way=download",
    "/projects/shop-api/environments/new/",
    "/projects/shop-api/api/",
    "/projects/shop-api/effective/",
    "/projects/shop-api/effective/?of=middleware",
    "/projects/shop-api/data-sources/",
    "/projects/shop-api/data-sources/test-all/",
    "/projects/shop-api/data-sources/new/",
    "/projects/shop-api/data-sources/new/?q=sql",
    "/projects/shop-api/data-sources/new/?connector=mysql",
    "/projects/shop-api/data-sources/new/?connector=rest",
    "/projects/shop-api/data-sources/new/?connector=mail",
    "/projects/shop-api/data-sources/new/?connector=anything",
    "/projects/shop-api/data-sources/corp1/",
    "/projects/shop-api/data-sources/corp1/?environment=production&layer=production",
    "/projects/shop-api/data-sources/corp1/?layer=local&choose=connector",
    "/projects/shop-api/data-sources/corp1/rename/",
    "/projects/shop-api/data-sources/corp1/url/",
    "/projects/shop-api/data-sources/corp1/delete/",
    "/projects/shop-api/models/",
    "/projects/shop-api/models/new/",
    "/projects/shop-api/models/Customer/",
    "/projects/shop-api/models/Customer/?environment=production&layer=production",
    "/projects/shop-api/models/Order/",
    "/projects/shop-api/models/Order/?draft=continue",
    "/projects/shop-api/models/Customer/properties/",
    *(f"/projects/shop-api/models/Customer/{part}/" for part in PARTS),
    "/projects/shop-api/models/Customer/api/",
    "/projects/shop-api/models/User/api/",
    "/projects/shop-api/models/Customer/properties/paste/",
    "/projects/shop-api/models/Customer/properties/email/",
    "/projects/shop-api/models/Customer/file/",
    "/projects/shop-api/models/Customer/delete/",
    "/projects/shop-api/models/User/",
    "/projects/shop-api/delete/",
]


@pytest.mark.parametrize("theme,width", [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)])
def test_every_page_is_for_everyone(
    browser: Browser,
    live_server: LiveServer,
    transactional_db: None,
    theme: Literal["light", "dark"],
    width: int,
) -> None:
    project = make_project(local_user())
    files.save(project, local_user(), "Changed the port", lambda app: app.set_text("server/config.json", "{}\n"))
    typed = QueryDict("base=Model&description=Typed+and+not+saved")
    drafts.keep(project, local_user(), "/projects/shop-api/models/Order/", typed)
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900})
    page = context.new_page()
    complaints = watch(page)
    page.goto(f"{live_server.url}/open/?key={settings.KEY}")
    for address in PAGES:
        answer = page.goto(live_server.url + address, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200, address
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{address} scrolls sideways by {overflow} pixels"
    context.close()
    assert complaints == []


def test_without_scripts_everything_works_by_forms_and_links(
    browser: Browser, live_server: LiveServer, transactional_db: None
) -> None:
    make_project(local_user())
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/open/?key={settings.KEY}&next=/projects/shop-api/data-sources/corp1/")
    page.locator("[name=s-host]").fill("db.example.com")
    page.locator("[name=s-password-mode][value=variable]").check(force=True)
    page.get_by_role("button", name="Save").click()
    assert "Changed data source corp1" in page.content()
    page.get_by_role("button", name="Undo").click()
    assert "Undid: Changed data source corp1" in page.content()
    page.goto(f"{live_server.url}/projects/shop-api/models/Customer/properties/")
    page.locator("[name=new-0-name]").fill("age")
    page.locator("[name=new-0-type]").fill("number")
    page.get_by_role("button", name="Save").click()
    assert "added age" in page.content()
    page.goto(f"{live_server.url}/projects/shop-api/data-sources/db/")
    page.get_by_role("button", name="Test connection").click()
    assert "Nothing could be verified" in page.content()
    context.close()
