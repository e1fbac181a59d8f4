"""Set-up of all tests: people, and the real servers."""

from __future__ import annotations

import os

import pytest
from django.core.cache import cache

# Playwright keeps an event loop in the tests' thread; Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytest_plugins = ["tests.services.mariadb", "tests.services.postgresql", "tests.services.redis", "tests.people"]


@pytest.fixture(autouse=True)
def forget_attempts() -> None:
    """Attempts to sign in are counted across requests, but not across tests."""
    cache.clear()
