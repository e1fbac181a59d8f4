"""SQL Server's test says "works" exactly where LoopBack's own connector connects: to a stand-in, as no real one can be
had. That both understand it is also what says that the stand-in speaks TDS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from designer import testing
from designer.connectors.results import Verdict
from tests.interop import loopback
from tests.services import certificates, listeners
from tests.services.tds import TDS

pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """Fakes: without TLS, with it, insisting on it, and one that sends on."""
    folder: Path = tmp_path_factory.mktemp("tds")
    made = certificates.make()
    fakes = {
        "plain": TDS(),
        "tls": TDS(certificates=made, folder=folder),
        "insists": TDS(certificates=made, folder=folder, insists=True),
    }
    with ExitStack() as running:
        ports = {name: running.enter_context(listeners.listening(fake.serve)).port for name, fake in fakes.items()}
        sends_on = TDS(routes={"shop": ("localhost", ports["tls"])})
        ports["sends on"] = running.enter_context(listeners.listening(sends_on.serve)).port
        yield ports


CASES: dict[str, tuple[str, dict[str, Any], bool]] = {
    "as documented": ("tls", {}, True),
    "without TLS at the server": ("plain", {"options": {"encrypt": True}}, True),
    "a wrong password": ("tls", {"password": "wrong"}, False),
    "the port as text": ("tls", {"port": "{port}"}, False),
    "server for host": ("tls", {"host": None, "server": "127.0.0.1"}, False),
    "a certificate that nobody vouches for": ("tls", {"options": {"trustServerCertificate": False}}, False),
    "a url does not encrypt": ("insists", {"url": "mssql://shop:shop-pw@127.0.0.1:{port}/shop"}, False),
    "a url that encrypts": ("insists", {"url": "mssql://shop:shop-pw@127.0.0.1:{port}/shop?encrypt=true"}, True),
    "a connection string": ("tls", {"url": "Server=127.0.0.1,{port};User Id=shop;Password=shop-pw"}, True),
    "a server that sends on": ("sends on", {}, True),
}


@pytest.mark.parametrize("name", CASES)
def test_both_say_the_same(name: str, ports: dict[str, int]) -> None:
    where, changes, works = CASES[name]
    good = {"connector": "mssql", "host": "127.0.0.1", "user": "shop", "password": "shop-pw", "database": "shop"}
    filled = {
        key: value.format(port=ports[where]) if isinstance(value, str) else value for key, value in changes.items()
    }
    settings = {**good, "port": ports[where], **filled}
    result = testing.check("mssql", settings)
    assert (result.verdict is Verdict.VERIFIED) == works, result
    error = loopback.run("connect.js", said=json.dumps(settings))
    assert (error is None) == works, error
