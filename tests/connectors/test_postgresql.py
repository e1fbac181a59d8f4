"""PostgreSQL's test against a real PostgreSQL, and against servers that are none."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from designer.connectors import CATALOGUE
from designer.connectors.base import JSON, Surroundings
from designer.connectors.examination import examine
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check, shutdown
from tests.services import certificates, listeners, processes
from tests.services import postgresql as servers
from tests.services.postgresql import PostgreSQL

STEPS = CATALOGUE["postgresql"].steps


def states(result: CheckResult) -> list[str]:
    """Of the steps that every test goes through."""
    found = [step for step in result.steps if step.name in STEPS]
    assert tuple(step.name for step in found) == STEPS
    return [step.state for step in found]


def tried(postgresql: PostgreSQL, **changes: Any) -> CheckResult:
    return check("postgresql", {**postgresql.settings, **changes})


def details(result: CheckResult) -> dict[str, str]:
    return {step.name: step.detail for step in result.steps}


def facts(result: CheckResult) -> dict[str, str]:
    return {fact.name: fact.value for fact in result.facts}


def test_settings_that_work(postgresql: PostgreSQL) -> None:
    result = tried(postgresql)
    assert (result.verdict, result.blames) == (Verdict.VERIFIED, ())
    assert states(result) == ["ok", "ok", "skipped", "ok", "ok", "ok", "ok"]
    assert result.sentence.startswith("PostgreSQL ")
    assert details(result)["Log in"] == "as shop with SCRAM-SHA-256"


def test_a_url_a_socket_and_a_name_work_too(postgresql: PostgreSQL) -> None:
    ways: list[dict[str, Any]] = [
        {"url": f"postgres://guarded:guarded-pw@127.0.0.1:{postgresql.port}/shop?sslmode=no-verify"},
        {"url": CATALOGUE["postgresql"].to_url(postgresql.settings), "host": "nowhere.invalid", "password": "x"},
        {"host": str(postgresql.folder)},
        {"host": "localhost", "port": str(postgresql.port)},
    ]
    assert [tried(postgresql, **way).verdict for way in ways] == [Verdict.VERIFIED] * 4


_HBA = "The server’s pg_hba.conf does not let user “{}” into database “{}” from here without TLS; switch “ssl” on, or"


@pytest.mark.parametrize(
    ("changes", "step", "blames", "sentence"),
    [
        ({"password": "wrong-pw"}, 3, ("user", "password"), "The server refused user “shop” with this password."),
        ({"user": "ghost"}, 3, ("user", "password"), "The server refused user “ghost” with this password."),
        ({"password": None}, 3, ("password",), "The server wants a password for user “shop”."),
        ({"user": "nobody_in", "password": "nobody-pw"}, 3, ("user",), "User “nobody_in” may not log in."),
        ({"user": "busy", "password": "busy-pw"}, 3, ("user",), "User “busy” has too many connections open; try"),
        ({"user": "hashed"}, 3, ("user", "password"), "The server refused user “hashed” with this password."),
        ({"user": "plain"}, 3, ("user", "password"), "The server refused user “plain” with this password."),
        ({"user": "rejected"}, 3, ("ssl", "user", "database"), _HBA.format("rejected", "shop")),
        ({"user": "guarded"}, 3, ("ssl", "user", "database"), _HBA.format("guarded", "shop")),
        ({"database": "elsewhere"}, 3, ("ssl", "user", "database"), _HBA.format("shop", "elsewhere")),
        ({"database": "nowhere"}, 4, ("database",), "There is no database “nowhere” on this server."),
        ({"database": "closed"}, 4, ("database", "user"), "User “shop” may not use the database “closed”."),
    ],
)
def test_what_the_server_refuses(
    postgresql: PostgreSQL, changes: dict[str, Any], step: int, blames: tuple[str, ...], sentence: str
) -> None:
    result = tried(postgresql, **changes)
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
    assert result.sentence.startswith(sentence)
    assert result.detail
    assert states(result) == ["ok", "ok", "skipped", *(["ok"] * (step - 3)), "failed", *(["skipped"] * (6 - step))]


def test_ways_to_log_in(postgresql: PostgreSQL) -> None:
    mine = {"ca": postgresql.authority, "cert": postgresql.client.server, "key": postgresql.client.key}
    ways: dict[str, dict[str, Any]] = {
        "as hashed with an MD5 hash": {"user": "hashed", "password": "hashed-pw"},
        "as plain with the plain password": {"user": "plain", "password": "plain-pw"},
        "as certified, unasked": {"user": "certified", "password": None, "ssl": mine},
        "as shop with SCRAM-SHA-256": {"ssl": {"rejectUnauthorized": False}},
    }
    results = {said: tried(postgresql, **settings) for said, settings in ways.items()}
    assert {said: (result.verdict, details(result)["Log in"]) for said, result in results.items()} == {
        said: (Verdict.VERIFIED, said) for said in ways
    }


def test_ways_to_log_in_that_fail(postgresql: PostgreSQL) -> None:
    peered = tried(postgresql, host=str(postgresql.folder), user="peered", password="peered-pw")
    assert (peered.blames, peered.sentence) == (
        ("user",),
        "The server lets user “peered” in only for a system account of the same name.",
    )
    without = tried(postgresql, user="certified", ssl={"ca": postgresql.authority})
    assert (without.blames, without.sentence) == (
        ("ssl",),
        "The server wants a certificate of its clients; fill in “cert” and “key” of “ssl”.",
    )
    stranger = certificates.make("certified")
    shown = {"ca": postgresql.authority, "cert": stranger.server, "key": stranger.key}
    refused = tried(postgresql, user="certified", ssl=shown)
    assert (refused.blames, refused.sentence) == (("ssl",), "The server does not accept the certificate in “cert”.")


def test_tls(postgresql: PostgreSQL) -> None:
    account = {"user": "guarded", "password": "guarded-pw"}
    checked = tried(postgresql, **account, ssl={"ca": postgresql.authority})
    assert (checked.verdict, states(checked)) == (Verdict.VERIFIED, ["ok"] * 7)
    assert details(checked)["TLS"] == "TLSv1.3, certificate checked"
    assert facts(checked)["Encryption"].startswith("TLSv1.3 with TLS_")
    unchecked = tried(postgresql, **account, ssl="no-verify")
    assert details(unchecked)["TLS"] == "TLSv1.3, certificate not checked"


@pytest.mark.parametrize(
    ("ssl", "host", "words"),
    [
        (True, "127.0.0.1", "Nobody that would be trusted vouches"),
        ({"ca": "{authority}", "servername": "db.example.com"}, "127.0.0.1", "another name than “db.example.com”"),
        ({"ca": "/etc/ssl/ca.pem"}, "127.0.0.1", "-----BEGIN"),
    ],
)
def test_a_certificate_that_is_not_accepted(postgresql: PostgreSQL, ssl: JSON, host: str, words: str) -> None:
    if isinstance(ssl, dict):
        ssl = {name: str(value).replace("{authority}", postgresql.authority) for name, value in ssl.items()}
    result = tried(postgresql, ssl=ssl, host=host)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("ssl",))
    assert words in result.sentence


def test_another_name_counts_only_where_the_host_is_an_address(postgresql: PostgreSQL) -> None:
    options = {"ca": postgresql.authority, "servername": "db.example.com"}
    assert tried(postgresql, ssl=options, host="localhost").verdict is Verdict.VERIFIED
    assert tried(postgresql, ssl={**options, "servername": "localhost"}).verdict is Verdict.VERIFIED


def test_a_socket_has_no_tls(postgresql: PostgreSQL) -> None:
    result = tried(postgresql, host=str(postgresql.folder), ssl=True)
    assert (result.blames, result.sentence) == (
        ("ssl",),
        "The server offers no TLS; switch it off here, or on at the server.",
    )


def test_what_one_wants_to_know_next(postgresql: PostgreSQL) -> None:
    mine = facts(tried(postgresql))
    assert mine.pop("Server").startswith("PostgreSQL ")
    assert mine.pop("Tables visible").endswith(" in schema public")
    assert mine == {
        "Encryption": "none",
        "Logged in as": "shop",
        "Database": "shop",
        "May create tables": "yes, in schema public",
    }
    reader = tried(postgresql, user="reader", password="reader-pw", schema="information_schema")
    assert facts(reader)["May create tables"] == "no, not in schema information_schema"
    assert int(facts(reader)["Tables visible"].split()[0]) > 10
    missing = tried(postgresql, schemaName="warehouse")
    assert "there is no schema warehouse" in details(missing)["Schema"]


def test_too_many_connections(postgresql: PostgreSQL) -> None:
    where: dict[str, Any] = {"host": processes.HOST, "port": postgresql.port, "dbname": "shop"}
    with ExitStack() as connections:
        with suppress(psycopg.OperationalError):  # which comes sooner where something else is connected, too
            for _ in range(servers.MOST_CONNECTIONS):
                connections.enter_context(psycopg.connect(**where, user="plain", password="plain-pw"))
        result = tried(postgresql)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ())
    assert result.sentence.startswith("The server has too many connections open;")


def test_a_server_that_is_stopping() -> None:
    with servers.running() as server, server.connect():
        process = int((server.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(process, signal.SIGTERM)  # it waits until the administrator has gone
        while (result := tried(server)).verdict is Verdict.VERIFIED:
            pass
    assert (result.verdict, result.blames) == (Verdict.FAILED, ())
    assert result.sentence == "The server is starting, stopping or recovering; try again later."


def test_the_operator_decides_which_addresses_are_contacted(postgresql: PostgreSQL) -> None:
    denied = check("postgresql", postgresql.settings, policy=Policy(denied=("127.0.0.0/8",)))
    assert (denied.verdict, denied.steps[0].state) == (Verdict.FAILED, "failed")
    settings: dict[str, JSON] = {**postgresql.settings, "host": str(postgresql.folder)}
    assert check("postgresql", settings, policy=Policy(sockets=False)).blames == ("host",)


def message(kind: bytes, body: bytes) -> bytes:
    return kind + (4 + len(body)).to_bytes(4, "big") + body


def error(**fields: str) -> bytes:
    return message(b"E", b"".join(f"{name}{text}".encode() + b"\0" for name, text in fields.items()) + b"\0")


SETTINGS: dict[str, JSON] = {"host": processes.HOST, "user": "shop", "password": "hunter22"}


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (listeners.close, "closed the connection"),
        (listeners.reset, "closed the connection"),
        (listeners.NONSENSE, "not a PostgreSQL server"),
        (listeners.say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "not a PostgreSQL server"),
        (listeners.say(b"EFATAL:  unsupported frontend protocol\n\0"), "needs PostgreSQL 7.4 or later"),
    ],
)
@pytest.mark.parametrize("ssl", [False, True])
def test_who_answers_before_the_login(behave: Callable[..., None], words: str, ssl: bool) -> None:
    with listeners.listening(behave) as server:
        result = check("postgresql", {**SETTINGS, "port": server.port, "ssl": ssl})
        assert server.accepted.qsize() == 1
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert words in result.sentence or "a web server" in result.sentence


@pytest.mark.parametrize(
    ("said", "blames", "sentence"),
    [
        (
            error(S="ФАТАЛЬНЫЙ", C="28P01", M="пользователь не прошёл проверку подлинности", R="auth_failed"),
            ("user", "password"),
            "The server refused user “shop” with this password.",
        ),
        (
            error(S="FATAL", C="28000", M="rôle inconnu", R="InitializeSessionUserId"),
            ("user",),
            "There is no user “shop” on this server that may log in.",
        ),
        (
            error(S="FATAL", C="28000", M="pas d’entrée", R="ClientAuthentication"),
            ("host", "user", "database"),
            "The server’s pg_hba.conf does not let user “shop” into database “shop” from here.",
        ),
        (error(S="FATAL", C="3D000", M="?"), ("database",), "There is no database “shop” on this server."),
        (
            error(S="FATAL", C="53300", M="?", R="CheckMyDatabase"),
            ("database",),
            "The database “shop” has too many connections open; try again later.",
        ),
        (error(S="FATAL", C="55000", M="?"), ("database",), "The database “shop” accepts no connections."),
        (error(S="FATAL", C="57P01", M="?"), (), "The server is stopping; try again later."),
        (error(S="FATAL", C="08P01", M="no such database: shop"), ("database",), "There is no database “shop” on this"),
        (error(S="FATAL", C="XX000", M="?"), ("user", "password"), "The server did not let user “shop” in;"),
        (
            message(b"R", (7).to_bytes(4, "big")),
            ("user",),
            "The server wants user “shop” to log in by GSSAPI, which LoopBack’s PostgreSQL driver does not know.",
        ),
    ],
)
def test_errors_in_any_language(said: bytes, blames: tuple[str, ...], sentence: str) -> None:
    with listeners.listening(listeners.say(said)) as server:
        result = check("postgresql", {**SETTINGS, "port": server.port})
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
    assert result.sentence.startswith(sentence)


def test_a_server_that_refuses_before_it_speaks_tls() -> None:
    full = listeners.say(error(S="FATAL", C="53300", M="sorry, too many clients already"))
    with listeners.listening(full) as server:
        result = check("postgresql", {**SETTINGS, "port": server.port, "ssl": True})
    assert result.sentence.startswith("The server has too many connections open;")
    assert "sorry" in result.detail


def test_a_port_where_nobody_listens() -> None:
    with listeners.refusing() as server:
        result = check("postgresql", {"host": processes.HOST, "port": server.port, "user": "shop"})
    assert states(result) == ["ok", "failed", *["skipped"] * 5]
    assert result.sentence.startswith(f"Nothing listens at 127.0.0.1:{server.port};")


@pytest.mark.parametrize(
    ("wanted", "node", "verdict", "state"),
    [
        ("^3.4.0", None, Verdict.WORKS_ONLY_HERE, "note"),
        ("^3.4.0", ">=10", Verdict.WORKS_ONLY_HERE, "note"),
        ("^2.0.0", "18.x", Verdict.WORKS_ONLY_HERE, "note"),
        ("^3.4.0", "lts/*", Verdict.WORKS_ONLY_HERE, "note"),
        ("^3.4.0", "^12.13.0", Verdict.VERIFIED, "note"),
        ("^3.4.0", "10.16.3", Verdict.VERIFIED, "note"),
        ("^5.0.0", ">=10", Verdict.VERIFIED, "ok"),
        (">=3", None, Verdict.VERIFIED, "ok"),
        ("git+https://example.com/fork.git", None, Verdict.VERIFIED, "ok"),
        (None, ">=18", Verdict.VERIFIED, "ok"),
    ],
)
def test_old_versions_of_loopbacks_connector_wait_for_ever(
    postgresql: PostgreSQL, wanted: str | None, node: str | None, verdict: Verdict, state: str
) -> None:
    result = check("postgresql", postgresql.settings, surroundings=Surroundings(package_range=wanted, node_range=node))
    assert (result.verdict, states(result)[-1]) == (verdict, state)
    if verdict is Verdict.WORKS_ONLY_HERE:
        assert f"loopback-connector-postgresql {wanted}" in result.sentence
        assert "^5.0.0" in result.sentence


def test_a_password_that_is_hashed_more_often_than_loopbacks_driver_accepts(postgresql: PostgreSQL) -> None:
    servers.hash_often(postgresql, "often", "often-pw", iterations=100_001)
    account = {"user": "often", "password": "often-pw"}
    result = tried(postgresql, **account)
    assert (result.verdict, result.blames) == (Verdict.WORKS_ONLY_HERE, ("user",))
    assert "100,001 times" in result.sentence
    assert tried(postgresql, **account, scramMaxIterations=200_000).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    "changes", [{}, {"password": "wrong"}, {"ssl": True}, {"ssl": "no-verify"}, {"port": "{closed}"}]
)
def test_nothing_is_left_of_a_test(
    postgresql: PostgreSQL, changes: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    changes = {name: processes.free_port() if each == "{closed}" else each for name, each in changes.items()}
    threads, files = threading.enumerate(), sorted(Path("/dev/fd").iterdir())
    for _ in range(3):
        examine(CATALOGUE["postgresql"], {**postgresql.settings, **changes}, 5)
    assert (threading.enumerate(), sorted(Path("/dev/fd").iterdir())) == (threads, files)
    assert list(tmp_path.iterdir()) == []


def test_variables_of_the_machine_are_not_read(postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", str(postgresql.settings["password"]))
    shutdown()  # so that a new child is started, which could see it
    assert tried(postgresql, password=None).blames == ("password",)
