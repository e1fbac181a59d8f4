"""A real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.console import watch

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 30_000  # milliseconds until an answer counts as missing: a busy machine is slow, and no test is about speed

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium from the machine, which asks nobody outside for anything."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        message = "Chromium is missing: install Debian's package chromium."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return browser_type_launch_args | {
        "executable_path": program,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", *quiet],
    }


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser's console complained about; the test fails where there is anything at its end."""
    found = watch(page)
    yield found
    assert found == []


@pytest.fixture
def at(page: Page, live_server: LiveServer, transactional_db: None, complaints: list[str]) -> Iterator[str]:
    """The address of Loopwright, opened with the key. At the end the pages go before the database does."""
    page.set_default_timeout(PATIENCE)
    page.goto(f"{live_server.url}/open/?key={settings.KEY}")
    yield str(live_server.url)
    page.context.close()
