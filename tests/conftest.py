"""Set-up of all tests: people, and the real servers."""

from __future__ import annotations

import os

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings

# Playwright keeps an event loop in the tests' thread; Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long an example takes says something of the machine alone, which may be busy.
settings.register_profile("loopwright", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("loopwright")

pytest_plugins = ["tests.services.mariadb", "tests.services.postgresql", "tests.services.redis", "tests.people"]


@pytest.fixture(autouse=True)
def forget_attempts() -> None:
    """Attempts to sign in are counted across requests, but not across tests."""
    cache.clear()
