"""PostgreSQL's test against a real PostgreSQL, and against servers that are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from designer.connectors.base import JSON
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check, shutdown
from tests.services import listeners, processes
from tests.services.postgresql import PostgreSQL

STEPS = ("Resolve the name", "Open the port", "TLS", "Log in", "Use the database", "Ping")


def states(result: CheckResult) -> list[str]:
    assert tuple(step.name for step in result.steps) == STEPS
    return [step.state for step in result.steps]


def tried(postgresql: PostgreSQL, **changes: Any) -> CheckResult:
    return check("postgresql", {**postgresql.settings, **changes})


def test_settings_that_work(postgresql: PostgreSQL) -> None:
    result = tried(postgresql)
    assert (result.verdict, result.blames) == (Verdict.VERIFIED, ())
    assert states(result) == ["ok", "ok", "skipped", "ok", "ok", "ok"]
    assert result.sentence.startswith("PostgreSQL ")


def test_a_url_a_socket_and_a_name_work_too(postgresql: PostgreSQL) -> None:
    ways: list[dict[str, Any]] = [
        {"url": f"postgres://guarded:guarded-pw@127.0.0.1:{postgresql.port}/shop?sslmode=no-verify"},
        {"host": str(postgresql.folder)},
        {"host": "localhost", "port": str(postgresql.port)},
    ]
    assert [tried(postgresql, **way).verdict for way in ways] == [Verdict.VERIFIED] * 3


@pytest.mark.parametrize(
    ("changes", "step", "blames", "sentence"),
    [
        ({"password": "wrong-pw"}, 3, ("user", "password"), "The server refused the password of user “shop”."),
        ({"password": None}, 3, ("password",), "The server wants a password for user “shop”."),
        ({"user": "nobody_in", "password": "nobody-pw"}, 3, ("user",), "User “nobody_in” may not log in."),
        ({"database": "nosuch"}, 4, ("database",), "There is no database “nosuch” on this server."),
        ({"database": "closed"}, 4, ("database", "user"), "User “shop” may not use the database “closed”."),
    ],
)
def test_what_the_server_refuses(
    postgresql: PostgreSQL, changes: dict[str, Any], step: int, blames: tuple[str, ...], sentence: str
) -> None:
    result = tried(postgresql, **changes)
    assert (result.verdict, result.blames, result.sentence) == (Verdict.FAILED, blames, sentence)
    assert states(result) == ["ok", "ok", "skipped", *(["ok"] * (step - 3)), "failed", *(["skipped"] * (5 - step))]


def test_an_account_that_needs_tls(postgresql: PostgreSQL) -> None:
    account = {"user": "guarded", "password": "guarded-pw"}
    refused = tried(postgresql, **account)
    assert (refused.verdict, refused.blames) == (Verdict.FAILED, ("ssl", "user", "database"))
    checked = tried(postgresql, **account, ssl={"ca": postgresql.authority})
    assert (checked.verdict, states(checked)) == (Verdict.VERIFIED, ["ok"] * 6)
    assert checked.steps[2].detail == "on, certificate checked"


@pytest.mark.parametrize("ssl", [True, {"ca": "/etc/ssl/ca.pem"}])
def test_a_certificate_that_is_not_accepted(postgresql: PostgreSQL, ssl: object) -> None:
    result = tried(postgresql, ssl=ssl)
    assert (result.verdict, result.blames, states(result)[3]) == (Verdict.FAILED, ("ssl",), "skipped")


def test_the_operator_decides_which_addresses_are_contacted(postgresql: PostgreSQL) -> None:
    denied = check("postgresql", postgresql.settings, policy=Policy(denied=("127.0.0.0/8",)))
    assert (denied.verdict, denied.steps[0].state) == (Verdict.FAILED, "failed")
    settings: dict[str, JSON] = {**postgresql.settings, "host": str(postgresql.folder)}
    assert check("postgresql", settings, policy=Policy(sockets=False)).blames == ("host",)


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (listeners.close, "closed the connection"),
        (listeners.NONSENSE, "not a PostgreSQL server"),
        (listeners.say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "not a PostgreSQL server"),
    ],
)
@pytest.mark.parametrize("ssl", [False, True])
def test_who_answers_before_the_login(behave: Callable[..., None], words: str, ssl: bool) -> None:
    settings: dict[str, JSON] = {"host": processes.HOST, "user": "shop", "password": "hunter22", "ssl": ssl}
    with listeners.listening(behave) as server:
        result = check("postgresql", {**settings, "port": server.port})
        assert server.accepted.qsize() == 1
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert words in result.sentence


def test_a_port_where_nobody_listens() -> None:
    with listeners.refusing() as server:
        result = check("postgresql", {"host": processes.HOST, "port": server.port, "user": "shop"})
    assert states(result) == ["ok", "failed", "skipped", "skipped", "skipped", "skipped"]
    assert result.sentence.startswith(f"Nothing listens at 127.0.0.1:{server.port};")


def test_variables_of_the_machine_are_not_read(postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", str(postgresql.settings["password"]))
    shutdown()  # so that a new child is started, which could see it
    assert tried(postgresql, password=None).blames == ("password",)
