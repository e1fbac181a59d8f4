"""Db2, dashDB, Db2 for z/OS and iSeries, Informix: a knock at the port, read as LoopBack's connectors read it."""

from __future__ import annotations

from typing import Any

import pytest

from designer.connectors import CATALOGUE, dsn
from designer.connectors.examination import examine
from designer.connectors.results import CheckResult, Verdict
from tests.services import listeners

KEYS = ("db2", "dashdb", "db2z", "db2iseries", "informix")
SECRET = "hunter-22"


def whole(port: object) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "user": "shop", "password": SECRET, "database": "SHOP"}


def tried(settings: dict[str, Any], key: str = "db2") -> CheckResult:
    return examine(CATALOGUE[key], settings, 5)


@pytest.mark.parametrize("key", KEYS)
def test_an_open_port_is_not_called_good(key: str) -> None:
    with listeners.listening(listeners.hang) as listener:
        result = tried(whole(listener.port), key)
    assert result.verdict is Verdict.UNVERIFIED
    assert [step.state for step in result.steps] == ["ok", "ok"]
    assert "accepts connections. That is all that was tried" in result.sentence
    assert ("Informix" if key == "informix" else "Db2") in result.sentence


@pytest.mark.parametrize("key", KEYS)
def test_a_connection_string_replaces_all_else(key: str) -> None:
    with listeners.listening(listeners.hang) as listener:
        text = f"Database=SHOP; HostName = localhost ;PORT={listener.port};PROTOCOL=TCPIP;UID=shop;PWD={SECRET};"
        result = tried({"dsn": text, "host": "nowhere.invalid", "port": "x"}, key)
        listener.accepted.get(timeout=5)
    assert result.verdict is Verdict.UNVERIFIED
    assert SECRET not in repr(result)


def test_hostname_wins_over_host_and_a_port_may_be_a_text() -> None:
    with listeners.listening(listeners.hang) as listener:
        result = tried(whole(str(listener.port)) | {"host": "nowhere.invalid", "hostname": "localhost"})
    assert result.verdict is Verdict.UNVERIFIED
    assert tried(whole(1) | {"hostname": "nowhere.invalid"}).blames == ("hostname",)


@pytest.mark.parametrize(
    ("changes", "blames", "words"),
    [
        ({"port": None}, ("port",), "never connects without a port"),
        ({"host": "", "port": 0}, ("host", "port"), "without a host and a port"),
        ({"user": None, "password": "", "port": ""}, ("port", "user", "password"), "a port, a user and a password"),
        ({"password": "a;b"}, ("password",), "“;” ends a value"),
        ({"database": None, "db": "a;b"}, ("db",), "“;” ends a value"),
        ({"port": 70000}, ("port",), "not a port"),
        ({"dsn": "DATABASE=SHOP;HOSTNAME=db;UID=a"}, ("dsn",), "no PORT"),
        ({"dsn": "something"}, ("dsn",), "KEY=value"),
        ({"dsn": 7}, ("dsn",), "KEY=value"),
    ],
)
def test_what_cannot_be_a_connection(changes: dict[str, Any], blames: tuple[str, ...], words: str) -> None:
    result = tried(whole(50000) | changes)
    assert (result.verdict, result.blames, result.steps) == (Verdict.FAILED, blames, ())
    assert words in result.sentence


def test_a_database_of_ibms_catalogue() -> None:
    result = tried({"dsn": "DATABASE=SHOP;UID=shop;PWD=x"})
    assert result.verdict is Verdict.UNVERIFIED
    assert "catalogue" in result.sentence


def test_nobody_listens() -> None:
    with listeners.refusing() as nobody:
        result = tried(whole(nobody.port))
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))


def test_connection_strings_with_braces() -> None:
    read = dsn.read("PWD={a;b}};c}; uid = x ;UID=y;empty=;PORT=1;", blames=())
    assert read == {"PWD": "a;b};c", "UID": "x", "EMPTY": "", "PORT": "1"}
