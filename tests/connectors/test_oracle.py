"""Oracle's test against a stand-in for a listener (a fake: no Oracle can be had), and against what is none."""

from __future__ import annotations

import socket
from typing import Any

import oracledb
import pytest

from designer.connectors import CATALOGUE
from designer.connectors.examination import examine
from designer.connectors.oracle_account import Account
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from tests.services import listeners
from tests.services import oracle_listener as oracle

ORACLE = CATALOGUE["oracle"]
LOGIN = {"user": "shop", "password": "shop-pw"}


def settings(port: int) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "database": "XE", **LOGIN}


def states(result: CheckResult) -> list[str]:
    return [step.state for step in result.steps]


def tried(*packets: bytes, **changes: Any) -> CheckResult:
    with listeners.listening(oracle.answer(*packets)) as listener:
        return examine(ORACLE, settings(listener.port) | changes, 5)


@pytest.mark.parametrize(
    ("code", "blames", "words"),
    [
        (12514, ("database",), "knows no such service"),
        (12505, ("database",), "knows no such SID"),
        (12528, ("database",), "starting or stopping"),
        (12526, ("database",), "restricted"),
        (12516, ("database",), "no free handler"),
        (12506, ("host", "port"), "does not let this machine in"),
        (12999, ("host", "port"), "the details have its words"),
    ],
)
def test_refusals_of_the_listener(code: int, blames: tuple[str, ...], words: str) -> None:
    result = tried(oracle.refusal(code))
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
    assert words in result.sentence
    assert states(result) == ["ok", "ok", "failed", "skipped", "skipped", "skipped"]
    assert f"ORA-{code}" in result.detail


@pytest.mark.parametrize(
    ("code", "blames", "words"),
    [
        (1017, ("username", "password"), "The server refused user “shop” with this password."),
        (1045, ("username",), "CREATE SESSION"),
        (28000, ("username",), "locked"),
        (28001, ("password",), "expired"),
        (1033, ("database",), "starting or stopping"),
        (1034, ("database",), "not started"),
        (1035, ("database",), "restricted"),
        (20, (), "too many processes"),
    ],
)
def test_refusals_of_a_login(code: int, blames: tuple[str, ...], words: str) -> None:
    ending = oracle.error(code, "what the server says")
    result = tried(oracle.acceptance(), ending, user="", username="shop")
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
    assert words in result.sentence
    assert states(result) == ["ok", "ok", "ok", "failed", "skipped", "skipped"]
    assert "what the server says" in result.detail


@pytest.mark.parametrize(
    ("packets", "words"),
    [
        ((oracle.acceptance(oracle.OLD),), "older than Oracle 12.1"),
        ((oracle.acceptance(encrypts=True),), "native encryption"),
        ((oracle.acceptance(), oracle.error(12660, "Encryption required")), "native encryption"),
    ],
)
def test_what_only_oracles_own_client_can_do(packets: tuple[bytes, ...], words: str) -> None:
    result = tried(*packets)
    assert result.verdict is Verdict.UNVERIFIED
    assert words in result.sentence
    assert "LoopBack" in result.sentence or "own client" in result.sentence


def test_a_listener_that_sends_on() -> None:
    with listeners.listening(oracle.answer(oracle.refusal(12514))) as second:
        result = tried(oracle.redirection("localhost", second.port))
        assert second.accepted.qsize() == 1
    assert "no such service" in result.sentence
    assert f"sends on to localhost, port {second.port}" in result.steps[2].detail


def test_a_listener_that_sends_on_to_a_forbidden_address() -> None:
    with (
        listeners.listening(listeners.hang) as forbidden,
        listeners.listening(oracle.answer(oracle.redirection("127.0.0.9", forbidden.port))) as first,
    ):
        result = examine(ORACLE, settings(first.port), 5, Policy(allowed=("127.0.0.1/32",)))
        assert forbidden.accepted.empty()
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host",))
    assert "127.0.0.9" in result.sentence


@pytest.mark.parametrize("port", [0, 65536])
def test_a_listener_that_sends_on_to_no_port(port: int) -> None:
    result = tried(oracle.redirection("127.0.0.1", port))
    assert result.verdict is Verdict.FAILED
    assert "is not a port" in result.sentence


def test_every_address_is_tried_in_its_turn() -> None:
    with listeners.refusing() as nobody, listeners.listening(oracle.answer(oracle.refusal(12514))) as somebody:
        addresses = "".join(
            f"(ADDRESS=(PROTOCOL=tcp)(HOST={host})(PORT={port}))"
            for host, port in (("127.0.0.1", nobody.port), ("localhost", somebody.port))
        )
        tns = f"(DESCRIPTION=(RETRY_COUNT=9)(RETRY_DELAY=9)(ADDRESS_LIST={addresses})(CONNECT_DATA=(SERVICE_NAME=XE)))"
        result = examine(ORACLE, {"tns": tns, **LOGIN}, 5)
    assert [(step.name, step.state) for step in result.steps[:5]] == [
        ("Resolve the name", "ok"),
        ("Open the port", "failed"),
        ("Resolve the name", "ok"),
        ("Open the port", "ok"),
        ("Use the database", "failed"),
    ]
    assert result.blames == ("tns",)


def test_no_name_is_looked_up_and_no_port_opened_past_the_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def look_up(host: object, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("past the attempt"))
    result = examine(ORACLE, {"url": "//db.example,other.example:1/XE", **LOGIN}, 5)
    assert result.verdict is Verdict.FAILED
    assert asked == ["db.example", "other.example"]
    assert [step.name for step in result.steps[:2]] == ["Resolve the name"] * 2


@pytest.mark.parametrize(
    ("changes", "verdict", "blames", "words"),
    [
        ({"tns": "ORCL"}, Verdict.UNVERIFIED, ("tns",), "tnsnames.ora"),
        ({"tns": "orcl", "url": "SALES.world"}, Verdict.UNVERIFIED, ("url",), "SALES.world"),
        ({"url": "ldap://directory/x"}, Verdict.UNVERIFIED, ("url",), "ldap://"),
        ({"url": "config-file:///etc/passwd"}, Verdict.UNVERIFIED, ("url",), "config-file://"),
        ({"externalAuth": True}, Verdict.UNVERIFIED, ("externalAuth",), "system account"),
        ({"connectString": 7}, Verdict.FAILED, ("connectString",), "only a text"),
        ({"connectString": "(DESCRIPTION=("}, Verdict.FAILED, ("connectString",), "cannot be read"),
        ({"tns": "//db:0/x"}, Verdict.FAILED, ("tns",), "not a port"),
        ({"tns": "(DESCRIPTION=(ADDRESS=(PORT=1)))"}, Verdict.FAILED, ("tns",), "no host"),
        (
            {"tns": "(DESCRIPTION=(ADDRESS=(PROTOCOL=tcps)(HOST=db)(PORT=1)(HTTPS_PROXY=proxy)))"},
            Verdict.UNVERIFIED,
            ("tns",),
            "proxy",
        ),
        ({"password": None}, Verdict.FAILED, ("password",), "No password"),
        ({"password": 5}, Verdict.FAILED, ("password",), "only a text as password"),
        ({"user": ""}, Verdict.FAILED, ("user",), "No user"),
        ({"host": "db/x"}, Verdict.FAILED, ("host",), "no host has"),
        ({"database": "X E"}, Verdict.FAILED, ("database",), "no service has"),
    ],
)
def test_settings_that_end_before_a_connection(
    changes: dict[str, Any], verdict: Verdict, blames: tuple[str, ...], words: str
) -> None:
    result = examine(ORACLE, settings(1) | changes, 5)
    assert (result.verdict, result.blames) == (verdict, blames)
    assert words in result.sentence


def test_over_tls_only_the_port_is_tried() -> None:
    with listeners.listening(listeners.hang) as listener:
        result = examine(ORACLE, {"url": f"tcps://localhost:{listener.port}/XE", **LOGIN}, 5)
    assert result.verdict is Verdict.UNVERIFIED
    assert "wallet" in result.sentence


def test_what_is_left_empty() -> None:
    assert Account.read(LOGIN).connect_string == "//localhost:1521/XE"
    assert Account.read({**LOGIN, "host": "::1", "port": "1522"}).connect_string == "//[::1]:1522/XE"
    given = {**LOGIN, "tns": "a/x", "url": "b/x", "connectString": "c/x", "host": "d"}
    assert Account.read(given).connect_string == "c/x"


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (listeners.close, "closed the connection"),
        (listeners.reset, "closed the connection"),
        (listeners.NONSENSE, "not an Oracle listener"),
        (listeners.say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "a web server"),
        (listeners.say(b"\x00\x04\x00\x00\x02\x00\x00\x00"), "not an Oracle listener"),
    ],
)
def test_what_is_no_oracle(behave: listeners.Behaviour, words: str) -> None:
    with listeners.listening(behave) as listener:
        result = examine(ORACLE, settings(listener.port), 5)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert words in result.sentence


@pytest.mark.parametrize(
    "packets",
    [
        (oracle.acceptance(packets=0),),
        (oracle.acceptance(0),),
        (oracle.acceptance(packets=4_000_000_000),),
        (oracle.acceptance(), b"\x00\x00\x00\x0c" + oracle.error(1017, "x")[4:]),
        (oracle.acceptance(), bytes.fromhex("0000001b06000000000001aa896e7fa84b2eb8381a471946d410c3")),
        (oracle.acceptance(), b"garbage" * 10),
    ],
)
def test_what_would_crash_the_driver_is_kept_from_it(packets: tuple[bytes, ...]) -> None:
    result = tried(*packets)
    assert result.verdict is Verdict.FAILED
    assert "Oracle" in result.sentence


@pytest.mark.parametrize("packets", [(), (oracle.acceptance(),)])
def test_a_server_that_says_nothing(packets: tuple[bytes, ...]) -> None:
    behave = oracle.answer(*packets) if packets else listeners.hang
    with listeners.listening(behave) as listener:
        result = examine(ORACLE, settings(listener.port), 0.3)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert "did not answer in time" in result.sentence


class Cursor:
    """What a real database would answer to our queries."""

    def __enter__(self) -> Cursor:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, query: str) -> None:
        self.query = query

    def fetchone(self) -> tuple[object, ...]:
        return ("SHOP",) if "USER FROM dual" in self.query else (3,) if "user_tables" in self.query else (0,)


class Connection:
    version, service_name, db_name = "19.22.0.0.0", "xepdb1", "XE"
    closed = 0

    def cursor(self) -> Cursor:
        return Cursor()

    def close(self) -> None:
        type(self).closed += 1


def test_what_is_told_after_a_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a stub in the place of the driver: nothing here can let anybody in."""
    monkeypatch.setattr(oracledb, "connect", lambda **_: Connection())
    result = examine(ORACLE, settings(1), 5)
    assert result.verdict is Verdict.VERIFIED
    assert {fact.name: fact.value for fact in result.facts} == {
        "Server": "Oracle Database 19.22.0.0.0",
        "Encryption": "none",
        "Database": "xepdb1",
        "Tables visible": "3",
        "Logged in as": "SHOP",
        "May create tables": "no",
    }
    client = next(step for step in result.steps if step.name == "LoopBack’s own driver")
    assert client.state == "note"
    assert "Instant Client" in client.detail
    assert Connection.closed == 1
