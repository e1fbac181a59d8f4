"""A connection test says "works" exactly where LoopBack's own connector connects."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from designer import testing
from designer.connectors.results import Verdict
from tests.interop import loopback
from tests.services import processes
from tests.services.mariadb import MariaDB
from tests.services.postgresql import PostgreSQL

Settings = dict[str, Any]

pytestmark = pytest.mark.usefixtures("installed")


def without(settings: Settings, *keys: str) -> Settings:
    return {key: value for key, value in settings.items() if key not in keys}


def url_of(good: Settings, **changed: Any) -> str:
    part = {key: quote(str(value), safe="") for key, value in (good | changed).items()}
    return f"{part['connector']}://{part['user']}:{part['password']}@{part['host']}:{part['port']}/{part['database']}"


def cases(good: Settings) -> dict[str, tuple[Settings, bool]]:
    """Each case by name: settings, and whether they work."""
    bare = without(good, "host", "port", "user", "password", "database")
    return {
        "as documented": (good, True),
        "a wrong password": (good | {"password": "wrong"}, False),
        "a closed port": (good | {"port": processes.free_port()}, False),
        "an unknown database": (good | {"database": "nowhere"}, False),
        "the port as text": (good | {"port": str(good["port"])}, True),
        "username for user": (without(good, "user") | {"username": good["user"]}, True),
        "a url": (bare | {"url": url_of(good)}, True),
        "a url with a wrong password": (bare | {"url": url_of(good, password="wrong")}, False),
    }


def check_all(good: Settings, more: dict[str, tuple[Settings, bool]]) -> None:
    found, connected, expected = {}, {}, {}
    for name, (settings, works) in (cases(good) | more).items():
        result = testing.check(settings["connector"], settings)
        error = loopback.run("connect.js", said=json.dumps(settings))
        found[name] = result.verdict == Verdict.VERIFIED, result.sentence
        connected[name] = error is None, error
        expected[name] = works
    assert {name: verified for name, (verified, _) in found.items()} == expected, found
    assert {name: works for name, (works, _) in connected.items()} == expected, connected


def test_mysql(mariadb: MariaDB) -> None:
    good = mariadb.settings
    check_all(
        good,
        {
            "a user that must use TLS, without": (good | {"user": "guarded", "password": "guarded-pw"}, False),
            "a user whose plugin LoopBack does not know": (good | {"user": "edwards", "password": "edwards-pw"}, False),
            "a locked account": (good | {"user": "locked", "password": "locked-pw"}, False),
            "a url beats the other settings": (good | {"host": "nowhere.invalid", "url": url_of(good)}, True),
        },
    )


def test_postgresql(postgresql: PostgreSQL) -> None:
    good = postgresql.settings
    check_all(
        good,
        {
            "a database that lets nobody in": (good | {"database": "closed"}, False),
            "a user that must use TLS, without": (good | {"user": "guarded", "password": "guarded-pw"}, False),
        },
    )
