"""Cassandra's test says "works" exactly where LoopBack's own connector connects: to a stand-in, as no real one can be
had. That both understand it is also what says that the stand-in speaks Cassandra's protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from designer import testing
from designer.connectors.results import Verdict
from tests.interop import loopback
from tests.services import certificates, listeners
from tests.services.cassandra import Cassandra

pytestmark = pytest.mark.usefixtures("installed")
MADE = certificates.make()


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str, int]]:
    """Fakes: with logins, without them, of version 3, in no data centre, overloaded, and with TLS."""
    fakes = {
        "plain": Cassandra(),
        "open to all": Cassandra(users=None),
        "old": Cassandra(versions=range(3, 4)),
        "nowhere": Cassandra(data_center=None),
        "busy": Cassandra(refusal=(0x1001, "overloaded")),
        "tls": Cassandra(context=MADE.context),
    }
    with ExitStack() as running:
        yield {name: running.enter_context(listeners.listening(fake.serve)).port for name, fake in fakes.items()}


CASES: dict[str, tuple[str, dict[str, Any], bool]] = {
    "as documented": ("plain", {}, True),
    "a wrong password": ("plain", {"password": "wrong"}, False),
    "no password": ("plain", {"password": ""}, False),
    "a number as password": ("plain", {"password": 7}, False),
    "a number as password that nobody asks for": ("open to all", {"password": 7}, True),
    "no login": ("open to all", {"user": None, "password": None}, True),
    "an unknown keyspace": ("plain", {"database": "elsewhere"}, False),
    "a keyspace in capitals": ("plain", {"database": "SHOP"}, False),
    "a keyspace that LoopBack creates": ("plain", {"database": "made", "createKeyspace": True}, True),
    "keyspace before database": ("plain", {"keyspace": "shop", "database": "elsewhere"}, True),
    "database before db": ("plain", {"db": "elsewhere"}, True),
    "username before user": ("plain", {"username": "ghost"}, False),
    "hostname before host": ("plain", {"host": "nowhere.invalid", "hostname": "127.0.0.1"}, True),
    "the port as text": ("plain", {"port": "{port}"}, True),
    "the port with the host": ("plain", {"host": "127.0.0.1:{port}", "port": 1}, True),
    "a timeout as text": ("plain", {"connectTimeout": "3000"}, False),
    "another timeout as text": ("plain", {"readTimeout": "3000"}, False),
    "contact points": ("plain", {"host": "nowhere.invalid", "contactPoints": ["127.0.0.1"]}, True),
    "no contact points": ("plain", {"contactPoints": []}, False),
    "contact points as text": ("plain", {"contactPoints": "127.0.0.1"}, False),
    "version 3 of the protocol": ("old", {}, True),
    "no data centre": ("nowhere", {}, False),
    "an overloaded server": ("busy", {}, False),
    "TLS at the server alone": ("tls", {}, False),
    "TLS at the client alone": ("plain", {"sslOptions": {}}, False),
    "TLS": ("tls", {"sslOptions": {}}, True),
    "TLS by a switch": ("tls", {"sslOptions": True}, True),
    "a certificate that nobody vouches for": ("tls", {"sslOptions": {"rejectUnauthorized": True}}, False),
    "an authority": ("tls", {"sslOptions": {"rejectUnauthorized": True, "ca": MADE.authority}}, True),
    "null is not false": ("tls", {"sslOptions": {"rejectUnauthorized": None}}, False),
    "a certificate of another name": (
        "tls",
        {"sslOptions": {"rejectUnauthorized": True, "ca": MADE.authority, "servername": "db.example"}},
        False,
    ),
}


def test_both_say_the_same(ports: dict[str, int]) -> None:
    cases = {name: settings(ports[where], changes) for name, (where, changes, _) in CASES.items()}
    ours = {name: testing.check("cassandra", each).verdict is Verdict.VERIFIED for name, each in cases.items()}
    theirs = loopback.run("connect_each.js", said=json.dumps(list(cases.values())))
    expected = {name: works for name, (_, _, works) in CASES.items()}
    assert ours == expected
    assert {name: each["error"] is None for name, each in zip(cases, theirs, strict=True)} == expected, theirs


def settings(port: int, changes: dict[str, Any]) -> dict[str, Any]:
    good = {"connector": "cassandra", "host": "127.0.0.1", "user": "shop", "password": "shop-pw", "database": "shop"}
    filled = {key: value.format(port=port) if isinstance(value, str) else value for key, value in changes.items()}
    return {**good, "port": port, **filled}
