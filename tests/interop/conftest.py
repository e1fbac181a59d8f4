"""The installed LoopBack, and applications that run on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.interop import loopback
from tests.interop.loopback import Boot


@pytest.fixture(scope="session")
def installed() -> None:
    """LoopBack and the connectors, as the lock file names them."""
    loopback.install()


@pytest.fixture
def boot(installed: None) -> Iterator[Boot]:
    """Starts the application in a folder; it ends with the test. The arguments are those of `loopback.running`."""
    with ExitStack() as servers:
        yield lambda *args, **options: servers.enter_context(loopback.running(*args, **options))
