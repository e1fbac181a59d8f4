"""Set-up of all tests: a home of their own, people, and the real servers."""

from __future__ import annotations

import os
import tempfile

# Before Django reads its settings: tests never touch the keys and the database of whoever runs them.
os.environ["LOOPWRIGHT_HOME"] = tempfile.mkdtemp(prefix="loopwright-tests-")
os.environ["LOOPWRIGHT_KEY"] = "the-key-of-the-tests"
for name in ("LOOPWRIGHT_TEAM", "LOOPWRIGHT_FOLDERS", "LOOPWRIGHT_TEST_NETWORKS", "DATABASE_URL"):
    os.environ.pop(name, None)
# Playwright keeps an event loop in the tests' thread; Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytest_plugins = ["tests.services.mariadb", "tests.services.postgresql", "tests.people"]
