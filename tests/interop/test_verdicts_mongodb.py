"""MongoDB's test says "works" exactly where LoopBack's own connector connects and pings: to a stand-in, as no real one
can be had. That both understand it is also what says that the stand-in speaks MongoDB's language."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from designer import testing
from designer.connectors.results import CheckResult, Verdict
from tests.interop import loopback
from tests.services import certificates, listeners
from tests.services.certificates import Certificates
from tests.services.mongo import SHA_1, SHA_256, Login, Mongo

URL = "mongodb://shop:shop-pw@127.0.0.1:{port}/shop"
SEVERAL = "mongodb://shop:shop-pw@127.0.0.1:{port},localhost:{port}/shop"
TLS, SET, SECONDARY, ROUTER = "tls", "set", "secondary", "router"
CASES: dict[str, tuple[Mongo | str, dict[str, Any], bool]] = {
    "as documented": (Mongo(), {}, True),
    "an account with SCRAM-SHA-1 alone": (Mongo(users={("shop", "shop"): Login("shop-pw", (SHA_1,))}), {}, True),
    "an account with SCRAM-SHA-256 alone": (Mongo(users={("shop", "shop"): Login("shop-pw", (SHA_256,))}), {}, True),
    "MongoDB 3.6": (Mongo(wire_versions=(0, 6)), {}, True),
    "a server that is too new": (Mongo(wire_versions=(14, 30)), {}, False),
    "a wrong password": (Mongo(), {"password": "wrong"}, False),
    "nobody": (Mongo(), {"user": None, "password": None}, False),
    "nobody where all are welcome": (Mongo(wants_login=False), {"user": None, "password": None}, True),
    "no password": (Mongo(), {"password": None}, False),
    "username": (Mongo(), {"user": None, "username": "shop"}, True),
    "user before username": (Mongo(), {"username": "ghost"}, True),
    "an account of another database": (Mongo(users={("admin", "shop"): Login("shop-pw")}), {}, False),
    "authSource": (Mongo(users={("admin", "shop"): Login("shop-pw")}), {"authSource": "admin"}, True),
    "an unknown mechanism": (Mongo(), {"authMechanism": "FOO"}, False),
    "a mechanism in small letters": (Mongo(), {"authMechanism": "scram-sha-256"}, True),
    "a mechanism that the server has not": (Mongo(), {"authMechanism": "PLAIN"}, False),
    "a password with @": (Mongo(users={("shop", "shop"): Login("p@w")}), {"password": "p@w"}, False),
    "a password with $": (Mongo(users={("shop", "shop"): Login("p$w")}), {"password": "p$w"}, False),
    "a password with @ beside a url": (
        Mongo(users={("shop", "shop"): Login("p@w$/%41")}),
        {"password": "p@w$/%41", "url": "mongodb://127.0.0.1:{port}/shop"},
        True,
    ),
    "an encoded password": (Mongo(users={("shop", "shop"): Login("p@w")}), {"password": "p%40w"}, False),
    "an encoded password, read as before": (
        Mongo(users={("shop", "shop"): Login("p@w")}),
        {"password": "p%40w", "useNewUrlParser": False},
        True,
    ),
    "a password that is a number": (Mongo(users={("shop", "shop"): Login("1234")}), {"password": 1234}, False),
    "the port as text": (Mongo(), {"port": "{port}"}, True),
    "a url": (Mongo(), {"url": URL, "host": "nowhere.invalid", "port": 1}, True),
    "the user before that of the url": (Mongo(), {"url": "mongodb://ghost:x@127.0.0.1:{port}/shop"}, True),
    "an encoded password in the url": (
        Mongo(users={("shop", "shop"): Login("p@w")}),
        {"user": None, "password": None, "url": "mongodb://shop:p%40w@127.0.0.1:{port}/shop"},
        True,
    ),
    "a password encoded in small letters": (
        Mongo(users={("shop", "shop"): Login("p/w")}),
        {"user": None, "password": None, "url": "mongodb://shop:p%2fw@127.0.0.1:{port}/shop"},
        False,
    ),
    "a url without a /": (Mongo(), {"url": "mongodb://shop:shop-pw@127.0.0.1:{port}?authSource=shop"}, False),
    "a database that is not there": (Mongo(), {"database": "fresh", "authSource": "shop"}, True),
    "a database that is closed to all": (Mongo(closed_to_all=("shop",)), {}, False),
    "TLS with the authority": (TLS, {"ssl": True, "sslCA": ["{ca}"]}, True),
    "TLS without it": (TLS, {"ssl": True}, False),
    "TLS without checking": (TLS, {"ssl": True, "sslValidate": False}, True),
    "TLS as text": (TLS, {"ssl": "true", "sslValidate": False}, False),
    "TLS in the url": (TLS, {"url": URL + "?tls=true&tlsAllowInvalidCertificates=true"}, True),
    "TLS in the url, checked": (TLS, {"url": URL + "?ssl=true"}, False),
    "TLS, read as before": (TLS, {"ssl": True, "useNewUrlParser": False}, True),
    "no TLS where the server wants it": (TLS, {}, False),
    "TLS where there is none": (Mongo(), {"ssl": True}, False),
    "a replica set": (SET, {"replicaSet": "rs0"}, True),
    "another replica set": (SET, {"replicaSet": "rs1"}, False),
    "no replica set": (Mongo(), {"replicaSet": "rs0"}, False),
    "a secondary": (SECONDARY, {}, False),
    "a secondary to read from": (SECONDARY, {"readPreference": "secondaryPreferred"}, True),
    "several hosts of a replica set": (SET, {"url": SEVERAL}, False),
    "several mongos": (ROUTER, {"url": SEVERAL}, True),
}


@dataclass(frozen=True)
class Said:
    """What both say of a case."""

    ours: CheckResult
    loopback: str | None
    """Its error; None where it connected and pinged."""


@pytest.fixture(scope="module")
def said(installed: None) -> dict[str, Said]:
    """Of every case; one process of Node tries them all, as it takes long to start."""
    made = certificates.make()
    with ExitStack() as running:
        tried = {name: _settings(name, made, running) for name in CASES}
        errors = loopback.run("ping_each.js", said=json.dumps(tried))
        return {name: Said(testing.check("mongodb", tried[name]), errors[name]) for name in CASES}


def _settings(name: str, made: Certificates, running: ExitStack) -> dict[str, Any]:
    """Those of a case whose server is started for it alone."""
    server, changes, _ = CASES[name]
    fake = _server(server, made)
    port = running.enter_context(listeners.listening(fake.serve)).port
    if "setName" in fake.hello:
        here = f"127.0.0.1:{port}"
        fake.hello |= {"hosts": [here], "primary": here, "me": here}
    good = {"connector": "mongodb", "host": "127.0.0.1", "port": port, "user": "shop", "password": "shop-pw"}
    filled = json.loads(json.dumps(changes).replace("{port}", str(port)))
    if "sslCA" in filled:
        filled["sslCA"] = [made.authority]
    return {**good, "database": "shop", **filled}


def _server(server: Mongo | str, made: Certificates) -> Mongo:
    hellos: dict[str, dict[str, Any]] = {
        SET: {"setName": "rs0"},
        SECONDARY: {"setName": "rs0", "ismaster": False, "secondary": True},
        ROUTER: {"msg": "isdbgrid"},
    }
    if isinstance(server, Mongo):
        return server
    return Mongo(context=made.context if server == TLS else None, hello=hellos.get(server, {}))


@pytest.mark.parametrize("name", CASES)
def test_both_say_the_same(name: str, said: dict[str, Said]) -> None:
    works = CASES[name][2]
    assert (said[name].ours.verdict is Verdict.VERIFIED) == works, said[name].ours
    assert (said[name].loopback is None) == works, said[name].loopback
