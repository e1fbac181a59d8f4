"""MySQL's test against a real MariaDB, and against servers that are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from designer.connectors.base import JSON
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services import caching_sha2, listeners, processes
from tests.services.mariadb import PASSWORD, MariaDB

STEPS = ("Resolve the name", "Open the port", "TLS", "Log in", "Use the database", "Ping")


def states(result: CheckResult) -> list[str]:
    assert tuple(step.name for step in result.steps) == STEPS
    return [step.state for step in result.steps]


def tried(mariadb: MariaDB, **changes: Any) -> CheckResult:
    return check("mysql", {**mariadb.settings, **changes})


def test_settings_that_work(mariadb: MariaDB) -> None:
    result = tried(mariadb)
    assert result.verdict is Verdict.VERIFIED
    assert states(result) == ["ok", "ok", "skipped", "ok", "ok", "ok"]
    assert all(step.milliseconds > 0 for step in result.steps if step.state == "ok")
    assert result.sentence.startswith("MariaDB ")
    assert result.blames == ()


def test_a_url_a_socket_a_name_and_a_port_as_text_work_too(mariadb: MariaDB) -> None:
    url = f"mysql://guarded:guarded-pw@127.0.0.1:{mariadb.port}/shop?ssl=true"
    ways: list[dict[str, Any]] = [
        {"url": url},
        {"socketPath": str(mariadb.socket), "host": "nowhere.invalid"},
        {"host": "localhost", "port": str(mariadb.port)},
        {"user": "nobody", "username": "shop"},
    ]
    assert [tried(mariadb, **way).verdict for way in ways] == [Verdict.VERIFIED] * 4


@pytest.mark.parametrize(
    ("changes", "step", "blames", "sentence"),
    [
        ({"password": "wrong-pw"}, 3, ("user", "password"), "The server refused user “shop” with this password."),
        ({"password": ""}, 3, ("user", "password"), "The server refused user “shop” without a password."),
        (
            {"user": "", "username": "ghost"},
            3,
            ("username", "password"),
            "The server refused user “ghost” with this password.",
        ),
        ({"database": "fresh"}, 4, ("database",), "There is no database “fresh” on this server."),
        (
            {"database": "secret_affairs"},
            4,
            ("database", "user"),
            "There is no database “secret_affairs” that user “shop” may use.",
        ),
        (
            {"user": "locked", "password": "locked-pw"},
            3,
            ("user",),
            "The account of user “locked” is locked at the server.",
        ),
        (
            {"user": "edwards", "password": "edwards-pw"},
            3,
            ("user",),
            "The account logs in with client_ed25519, which LoopBack's MySQL driver does not know.",
        ),
    ],
)
def test_what_the_server_refuses(
    mariadb: MariaDB, changes: dict[str, Any], step: int, blames: tuple[str, ...], sentence: str
) -> None:
    result = tried(mariadb, **changes)
    assert (result.verdict, result.blames, result.sentence) == (Verdict.FAILED, blames, sentence)
    assert states(result) == ["ok", "ok", "skipped", *(["ok"] * (step - 3)), "failed", *(["skipped"] * (5 - step))]


def test_a_url_is_blamed_for_what_stands_in_it(mariadb: MariaDB) -> None:
    result = tried(mariadb, url=f"mysql://shop:wrong-pw@127.0.0.1:{mariadb.port}/shop")
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("url",))
    assert "wrong-pw" not in str(result.as_dict())


def test_without_a_database_the_step_says_so(mariadb: MariaDB) -> None:
    result = tried(mariadb, database="")
    assert (result.verdict, states(result)[4]) == (Verdict.VERIFIED, "note")


def test_a_database_that_loopback_would_create_may_be_missing(mariadb: MariaDB) -> None:
    result = tried(mariadb, database="fresh", createDatabase=True)
    assert (result.verdict, states(result)[4]) == (Verdict.VERIFIED, "note")


def test_an_account_that_needs_tls(mariadb: MariaDB) -> None:
    account = {"user": "guarded", "password": "guarded-pw"}
    refused = tried(mariadb, **account)
    assert (refused.verdict, states(refused)[2:4]) == (Verdict.FAILED, ["skipped", "failed"])
    assert "TLS" in refused.detail
    checked = tried(mariadb, **account, ssl={"ca": mariadb.authority})
    assert (checked.verdict, states(checked)) == (Verdict.VERIFIED, ["ok"] * 6)
    assert checked.steps[2].detail.endswith("certificate checked")
    unchecked = tried(mariadb, **account, ssl={"rejectUnauthorized": False})
    assert unchecked.steps[2].detail.endswith("certificate not checked")


def test_a_certificate_that_nobody_vouches_for(mariadb: MariaDB) -> None:
    result = tried(mariadb, ssl={})
    assert (result.verdict, result.blames, states(result)[2]) == (Verdict.FAILED, ("ssl",), "failed")


def test_a_file_name_is_no_certificate(mariadb: MariaDB) -> None:
    result = tried(mariadb, ssl={"ca": "/etc/ssl/ca.pem"})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("ssl",))
    assert "-----BEGIN" in result.sentence


def test_the_operator_decides_which_addresses_are_contacted(mariadb: MariaDB) -> None:
    policy = Policy(denied=("127.0.0.0/8",))
    for changes in ({}, {"url": f"mysql://shop@localhost:{mariadb.port}/shop"}):
        result = check("mysql", {**mariadb.settings, **changes}, policy=policy)
        assert (result.verdict, result.steps[0].state) == (Verdict.FAILED, "failed")
    sockets = check("mysql", {**mariadb.settings, "socketPath": str(mariadb.socket)}, policy=Policy(sockets=False))
    assert (sockets.verdict, sockets.blames) == (Verdict.FAILED, ("socketPath",))


def test_mysql_8_accounts_work_here_but_not_in_loopback() -> None:
    account: dict[str, JSON] = {"user": "shop", "password": "hunter22", "database": "shop"}
    with listeners.listening(caching_sha2.serve) as server:
        result = check("mysql", {"host": processes.HOST, "port": server.port, **account})
    assert (result.verdict, result.blames) == (Verdict.WORKS_ONLY_HERE, ("user",))
    assert "caching_sha2_password" in result.sentence
    assert states(result) == ["ok", "ok", "skipped", "ok", "ok", "ok"]


def error_packet(code: int) -> bytes:
    payload = b"\xff" + code.to_bytes(2, "little") + b"no"
    return len(payload).to_bytes(3, "little") + b"\x00" + payload


@pytest.mark.parametrize(
    ("behave", "blames", "words"),
    [
        (listeners.reset, ("host", "port"), "closed the connection"),
        (listeners.close, ("host", "port"), "closed the connection"),
        (listeners.NONSENSE, ("host", "port"), "not a MySQL server"),
        (listeners.say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), ("host", "port"), "a web server"),
        (listeners.say(b"\x05\x00\x00\x00\x0aabcd"), ("host", "port"), "not a MySQL server"),
        (listeners.say(error_packet(1040)), (), "too many connections"),
        (listeners.say(error_packet(1129)), ("host",), "FLUSH HOSTS"),
        (listeners.say(error_packet(1130)), ("host",), "no connections from this machine"),
    ],
)
def test_who_answers_before_the_login(behave: Callable[..., None], blames: tuple[str, ...], words: str) -> None:
    with listeners.listening(behave) as server:
        result = check("mysql", {"host": processes.HOST, "port": server.port, "user": "shop"})
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
    assert words in result.sentence
    assert states(result) == ["ok", "failed", "skipped", "skipped", "skipped", "skipped"]


def test_a_port_where_nobody_listens() -> None:
    with listeners.refusing() as server:
        result = check("mysql", {"host": processes.HOST, "port": server.port})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert result.sentence.startswith(f"Nothing listens at 127.0.0.1:{server.port};")


def test_a_test_makes_one_connection() -> None:
    with listeners.listening(listeners.close) as server:
        check("mysql", {"host": processes.HOST, "port": server.port})
        assert server.accepted.qsize() == 1


def test_the_password_is_sent_in_utf_8(mariadb: MariaDB) -> None:
    assert not PASSWORD.isascii()
    assert tried(mariadb).verdict is Verdict.VERIFIED
