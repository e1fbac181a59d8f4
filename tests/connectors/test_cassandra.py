"""Cassandra's test against a stand-in that speaks its protocol (a fake: no Cassandra can be had), and against what is
none."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from designer.connectors import CATALOGUE
from designer.connectors.base import Surroundings
from designer.connectors.cassandra_account import Account, Place
from designer.connectors.examination import examine
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from tests.services import certificates, listeners
from tests.services.cassandra import Cassandra
from tests.services.certificates import Certificates
from tests.services.listeners import Listener

CASSANDRA = CATALOGUE["cassandra"]
RESOLVE, OPEN, TLS, LOG_IN, USE, PING, LOOPBACK = range(7)
Start = Callable[[Cassandra], Listener]


def settings(port: int) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "user": "shop", "password": "shop-pw", "database": "shop"}


def states(result: CheckResult) -> list[str]:
    return [step.state for step in result.steps]


def tried(where: Listener, **changes: Any) -> CheckResult:
    return examine(CASSANDRA, settings(where.port) | changes, 5)


def facts(result: CheckResult) -> dict[str, str]:
    return {fact.name: fact.value for fact in result.facts}


@pytest.fixture(scope="module")
def made() -> Certificates:
    return certificates.make()


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a fake, and tells its port and who came."""
    with ExitStack() as running:
        yield lambda fake: running.enter_context(listeners.listening(fake.serve))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name means this machine, but for those that end in .invalid."""

    def look_up(host: str, *_: object, **__: object) -> list[Any]:
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_settings_that_work(start: Start) -> None:
    fake = Cassandra()
    there = start(fake)
    result = tried(there)
    assert result.verdict is Verdict.VERIFIED, result
    assert states(result) == ["ok", "ok", "skipped", "ok", "ok", "ok", "ok"]
    assert result.sentence == "Cassandra 4.1.4 accepts these settings."
    assert facts(result) == {
        "Server": "Cassandra 4.1.4",
        "Encryption": "none",
        "Logged in as": "shop",
        "Data centre": "Dublin",
        "Keyspace": "shop",
        "Tables visible": "3",
        "May create tables": "yes",
    }
    assert "Dublin" in result.steps[LOOPBACK].detail
    assert fake.logins == [("shop", False)]


def test_one_connection_and_nothing_is_left_behind(start: Start) -> None:
    """No other node is asked for, nothing is changed, and the driver starts no threads."""
    fake = Cassandra()
    there = start(fake)
    before = set(threading.enumerate())
    assert tried(there).verdict is Verdict.VERIFIED
    assert there.accepted.qsize() == 1
    started = {thread for thread in set(threading.enumerate()) - before if "_quietly" not in thread.name}
    assert started == set()
    assert not [query for query in fake.queries if "peers" in query]
    assert {query.split()[0] for query in fake.queries} == {"USE", "SELECT", "LIST"}


@pytest.mark.parametrize(
    ("changes", "step", "blames", "sentence"),
    [
        ({"password": "wrong"}, LOG_IN, ("user", "password"), "The server refused user “shop” with this password."),
        (
            {"username": "ghost"},
            LOG_IN,
            ("username", "password"),
            "The server refused user “ghost” with this password.",
        ),
        (
            {"password": ""},
            LOG_IN,
            ("password",),
            "The server wants a user and a password, and LoopBack sends them only if both are filled in.",
        ),
        (
            {"user": None, "password": None},
            LOG_IN,
            ("user", "password"),
            "The server wants a user and a password, and LoopBack sends them only if both are filled in.",
        ),
        (
            {"password": 7},
            LOG_IN,
            ("password",),
            "LoopBack’s Cassandra driver takes a user and a password only as texts, in quotes.",
        ),
        ({"database": "nowhere"}, USE, ("database",), "There is no keyspace “nowhere”."),
        ({"keyspace": "nowhere"}, USE, ("keyspace",), "There is no keyspace “nowhere”."),
        (
            {"database": "Shop"},
            USE,
            ("database",),
            "There is no keyspace “Shop”; but there is “shop”, and capitals count.",
        ),
        (
            {"database": 'shop"; DROP KEYSPACE "shop'},
            USE,
            ("database",),
            (
                'No keyspace can be called “shop"; DROP KEYSPACE "shop”: names have letters, digits and underscores'
                " only."
            ),
        ),
    ],
)
def test_what_is_wrong(
    start: Start, changes: dict[str, Any], step: int, blames: tuple[str, ...], sentence: str
) -> None:
    result = tried(start(Cassandra()), **changes)
    assert (result.verdict, result.blames, result.sentence) == (Verdict.FAILED, blames, sentence)
    assert states(result)[step:] == ["failed"] + ["skipped"] * (6 - step)
    assert "failed" not in states(result)[:step]


@pytest.mark.parametrize(
    ("code", "words", "sentence", "blames"),
    [
        (0x1001, "Request overloaded", "overloaded", ()),
        (0x1002, "Cannot read from a bootstrapping node", "joining its cluster", ()),
        (0x1000, "Cannot achieve consistency level QUORUM", "Too few of the nodes", ()),
        (0x2100, "You do not have access to this datacenter", "not allowed to do this", ("user",)),
        (0x0000, "java.lang.RuntimeException", "failed at this", ()),
        (0x000A, "Rejecting Protocol Version 4/v4 < 5/v5.", "does not accept version 4", ("host", "port")),
        (0x0100, "shop is not permitted to log in", "made without LOGIN", ("user",)),
        (0x0100, "Unable to perform authentication: Cannot achieve consistency level ONE", "nodes that keep them", ()),
        (0x9999, "something new", "the details have its words", ()),
    ],
)
def test_refusals(start: Start, code: int, words: str, sentence: str, blames: tuple[str, ...]) -> None:
    result = tried(start(Cassandra(refusal=(code, words))))
    assert result.verdict is Verdict.FAILED
    assert states(result)[LOG_IN] == "failed"
    assert sentence in result.sentence
    assert (result.blames, result.detail) == (blames, f"{code:#06x}: {words}")


def test_a_refusal_after_the_login(start: Start) -> None:
    fake = Cassandra(refuses={"SELECT release_version": (0x2100, "User shop has no SELECT permission")})
    result = tried(start(fake))
    assert (result.verdict, result.blames, states(result)[PING]) == (Verdict.FAILED, ("user",), "failed")


def test_a_server_without_logins(start: Start) -> None:
    fake = Cassandra(users=None)
    result = tried(start(fake))
    assert result.verdict is Verdict.VERIFIED
    assert "did not look at the user and the password" in result.steps[LOG_IN].detail
    assert (facts(result)["Logged in as"], facts(result)["May create tables"]) == ("anonymous, as everybody", "yes")
    assert fake.logins == []
    assert tried(start(Cassandra(users=None)), user="", password=7).verdict is Verdict.VERIFIED


def test_a_keyspace_that_loopback_creates(start: Start) -> None:
    fake = Cassandra()
    result = tried(start(fake), database="new", createKeyspace=True)
    assert (result.verdict, states(result)[USE]) == (Verdict.VERIFIED, "note")
    assert "Keyspace" not in facts(result)
    assert "new" not in fake.keyspaces
    lazily = tried(start(Cassandra()), database="new", createKeyspace=True, lazyConnect=True)
    assert (lazily.verdict, lazily.blames) == (Verdict.FAILED, ("database",))


@pytest.mark.parametrize(
    ("fake", "expected"),
    [
        (Cassandra(rights=(("<keyspace shop>", "CREATE"),)), "yes"),
        (Cassandra(rights=(("<all keyspaces>", "CREATE"),)), "yes"),
        (Cassandra(rights=(("<keyspace other>", "CREATE"), ("<keyspace shop>", "MODIFY"))), "no"),
        (Cassandra(rights=(), superusers=frozenset({"shop"})), "yes"),
        (Cassandra(rights=(), authorizes=False), None),
        (Cassandra(refuses={"LIST": (0x2000, "line 1:0 no viable alternative")}), None),
    ],
)
def test_who_may_create_tables(start: Start, fake: Cassandra, expected: str | None) -> None:
    result = tried(start(fake))
    assert result.verdict is Verdict.VERIFIED
    assert facts(result).get("May create tables") == expected


def test_an_older_protocol_takes_a_second_connection_as_in_loopback(start: Start) -> None:
    fake = Cassandra(versions=range(3, 4))
    there = start(fake)
    result = tried(there)
    assert result.verdict is Verdict.VERIFIED
    assert [step.name for step in result.steps].count("Log in") == 2
    assert "version 3" in result.steps[LOG_IN].detail
    assert (fake.startups, there.accepted.qsize()) == ([3], 2)


def test_an_older_protocol_that_the_server_tells_in_a_server_error(start: Start) -> None:
    words = "io.netty.DecoderException: ProtocolException: Invalid or unsupported protocol version: 4"
    fake = Cassandra(refusal=(0, words))
    result = tried(start(fake))
    assert fake.startups == [4, 3]
    assert (result.verdict, "cannot be spoken here" in result.sentence) == (Verdict.UNVERIFIED, True)


@pytest.mark.parametrize(
    ("versions", "verdict", "words"),
    [
        (range(1, 3), Verdict.UNVERIFIED, "older than Cassandra 2.1"),
        (range(5, 7), Verdict.FAILED, "only version 6 and later"),
    ],
)
def test_protocols_that_are_too_old_or_too_new(start: Start, versions: range, verdict: Verdict, words: str) -> None:
    result = tried(start(Cassandra(versions=versions)))
    assert (result.verdict, result.blames) == (verdict, ("host", "port"))
    assert words in result.sentence
    assert "Invalid or unsupported protocol version (4)" in result.detail


def test_tls(start: Start, made: Certificates) -> None:
    fake = Cassandra(context=made.context)
    there = start(fake)
    for options in (True, {}, {"rejectUnauthorized": False}, {"rejectUnauthorized": True, "ca": made.authority}):
        result = tried(there, sslOptions=options)
        assert result.verdict is Verdict.VERIFIED, options
        assert facts(result)["Encryption"].startswith("TLSv1.3")
    assert fake.logins == [("shop", True)] * 4
    assert "certificate checked" in result.steps[TLS].detail
    assert "not checked" in tried(there, sslOptions={}).steps[TLS].detail


def test_certificates(start: Start, made: Certificates) -> None:
    there = start(Cassandra(context=made.context))
    unknown = tried(there, sslOptions={"rejectUnauthorized": True})
    other = tried(there, sslOptions={"rejectUnauthorized": True, "ca": made.authority, "servername": "db.example"})
    unreadable = tried(there, sslOptions={"ca": "/etc/ssl/ca.pem", "rejectUnauthorized": True})
    assert all(
        (result.verdict, result.blames, states(result)[TLS]) == (Verdict.FAILED, ("sslOptions",), "failed")
        for result in (unknown, other, unreadable)
    )
    assert "Nobody that would be trusted" in unknown.sentence
    assert "another name than “db.example”" in other.sentence
    assert "cannot be read" in unreadable.sentence


@pytest.mark.usefixtures("names")
def test_the_certificate_must_have_the_address_not_the_name(start: Start) -> None:
    """As the npm driver looks the name up itself and connects to the address."""
    made = certificates.make("db.example", "127.0.0.9")
    there = start(Cassandra(context=made.context))
    options = {"rejectUnauthorized": True, "ca": made.authority}
    result = tried(there, host="db.example", sslOptions=options)
    assert (result.verdict, "“servername”" in result.sentence) == (Verdict.FAILED, True)
    named = tried(there, host="db.example", sslOptions=options | {"servername": "db.example"})
    assert named.verdict is Verdict.VERIFIED


def test_tls_that_only_one_side_wants(start: Start, made: Certificates) -> None:
    wants = tried(start(Cassandra(context=made.context)))
    assert (wants.verdict, wants.blames) == (Verdict.FAILED, ("host", "port", "sslOptions"))
    assert "“sslOptions”" in wants.sentence
    refuses = tried(start(Cassandra()), sslOptions={})
    assert (refuses.verdict, refuses.blames) == (Verdict.FAILED, ("sslOptions",))
    assert "does not speak TLS" in refuses.sentence


def test_an_alert_of_tls_means_that_the_server_wants_it() -> None:
    with listeners.listening(listeners.say(b"\x15\x03\x03\x00\x02\x02\x0a")) as listener:
        result = tried(listener)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("sslOptions",))
    assert "encrypted connections only" in result.sentence


def test_a_server_that_wants_a_certificate(start: Start, made: Certificates) -> None:
    context = made.context
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=made.authority)
    there = start(Cassandra(context=context))
    without = tried(there, sslOptions={})
    assert (without.verdict, without.blames[-1]) == (Verdict.FAILED, "sslOptions")
    assert "wants a certificate of its clients" in without.sentence
    key = made.encrypted_key("open sesame")
    with_one = tried(there, sslOptions={"cert": made.server, "key": key, "passphrase": "open sesame"})
    assert with_one.verdict is Verdict.VERIFIED


@pytest.mark.usefixtures("names")
def test_contact_points(start: Start) -> None:
    there = start(Cassandra())
    points = ["nowhere.invalid", f"db.example:{there.port}"]
    result = tried(there, host="ignored.invalid", port=1, contactPoints=points)
    assert result.verdict is Verdict.VERIFIED
    assert states(result)[:2] == ["failed", "ok"]
    lost = tried(there, contactPoints=["a.invalid", "b.invalid"])
    assert (lost.verdict, lost.blames) == (Verdict.FAILED, ("contactPoints",))


def test_forbidden_contact_points_are_not_contacted(start: Start) -> None:
    fake = Cassandra()
    there = start(fake)
    policy = Policy(denied=("127.0.0.1/32",))
    result = examine(CASSANDRA, settings(there.port) | {"contactPoints": ["127.0.0.1"]}, 5, policy)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("contactPoints",))
    assert there.accepted.qsize() == 0


@pytest.mark.parametrize(
    ("changes", "blames", "words"),
    [
        ({"connectTimeout": "3000"}, ("connectTimeout",), "only as a number"),
        ({"readTimeout": True}, ("readTimeout",), "only as a number"),
        ({"readTimeout": -1}, ("readTimeout",), "less than nothing"),
        ({"contactPoints": []}, ("contactPoints",), "a list of hosts"),
        ({"contactPoints": "db1,db2"}, ("contactPoints",), "a list of hosts"),
        ({"contactPoints": ["db1", ""]}, ("contactPoints",), "only as a text"),
        ({"host": 7}, ("host",), "only as a text"),
        ({"port": "x"}, ("port",), "not a port"),
        ({"hostname": "db1:x"}, ("hostname",), "not a port"),
    ],
)
def test_values_that_loopbacks_driver_refuses(changes: dict[str, Any], blames: tuple[str, ...], words: str) -> None:
    result = examine(CASSANDRA, settings(9042) | changes, 5)
    assert (result.verdict, result.blames, result.steps) == (Verdict.FAILED, blames, ())
    assert words in result.sentence


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({}, [Place("127.0.0.1", 9042)]),
        ({"host": "a", "hostname": "b", "port": "9043"}, [Place("b", 9043)]),
        ({"host": "a:1", "port": 2}, [Place("a", 1)]),
        (
            {"contactPoints": ["a", "b:3", "::1", "[::1]:4"]},
            [Place("a", 9042), Place("b", 3), Place("::1", 9042), Place("::1", 4)],
        ),
    ],
)
def test_where_to_begin(given: dict[str, Any], places: list[Place]) -> None:
    assert list(Account.read(given).places) == places


def test_the_keyspace_is_called_test_by_itself() -> None:
    assert Account.read({}).keyspace == "test"
    assert Account.read({"db": "a", "database": "b", "keyspace": "c"}).keyspace == "c"
    assert Account.read({"db": "a"}).keys("database") == ("db",)


@pytest.mark.parametrize(
    ("surroundings", "changes", "verdict", "words"),
    [
        (Surroundings(node_range=">=23"), {}, Verdict.WORKS_ONLY_HERE, "use Node 22"),
        (Surroundings(node_range="24.x"), {}, Verdict.WORKS_ONLY_HERE, "use Node 22"),
        (Surroundings(node_range=">=8"), {}, Verdict.VERIFIED, "accepts these settings"),
        (Surroundings(node_range="^20 || ^24"), {}, Verdict.VERIFIED, "accepts these settings"),
        (Surroundings(package_range="~1.2.0"), {"createKeyspace": True}, Verdict.WORKS_ONLY_HERE, "version 1.5.0 on"),
        (Surroundings(package_range="^1.2.0"), {"createKeyspace": True}, Verdict.VERIFIED, "accepts these settings"),
    ],
)
def test_what_fails_in_loopback_only(
    start: Start, surroundings: Surroundings, changes: dict[str, Any], verdict: Verdict, words: str
) -> None:
    there = start(Cassandra())
    result = examine(CASSANDRA, settings(there.port) | changes, 5, surroundings=surroundings)
    assert (result.verdict, words in result.sentence) == (verdict, True), result
    assert result.blames == (("createKeyspace",) if "version" in words else ())


def test_a_server_in_no_data_centre(start: Start) -> None:
    result = tried(start(Cassandra(data_center=None)))
    assert (result.verdict, "data centre" in result.sentence) == (Verdict.WORKS_ONLY_HERE, True)


def test_the_local_data_centre_is_not_read(start: Start) -> None:
    result = tried(start(Cassandra()), localDataCenter="Berlin")
    assert "“localDataCenter” is not read" in result.steps[LOOPBACK].detail


def answer(opcode: int, body: bytes, *, size: int | None = None, version: int = 0x84) -> listeners.Behaviour:
    return listeners.say(struct.pack(">BBhBi", version, 0, 0, opcode, len(body) if size is None else size) + body)


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (listeners.close, "closed the connection"),
        (listeners.reset, "closed the connection"),
        (listeners.NONSENSE, "not Cassandra|not the language"),
        (listeners.say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "a web server"),
        (listeners.say(b"SSH-2.0-OpenSSH_9.2\r\n"), "an SSH server"),
        (answer(2, b"", size=-5), "not the language"),
        (answer(2, b"", size=2**31 - 1), "not the language"),
        (answer(2, b"x", size=5), "closed the connection"),
        (answer(0x77, b""), "not the language"),
        (answer(0, b"\0"), "not the language"),
        (answer(3, b"\0\x09short"), "user and a password|not the language"),
        (answer(8, struct.pack(">iiii", 2, 0, 0, 2**31 - 1)), "not the language"),
        (answer(8, struct.pack(">iiii", 2, 4, 9, 2**31 - 1)), "not the language"),
        (answer(8, struct.pack(">i", 1)), "not the language"),
        (answer(2, b"", version=0x04), "not Cassandra"),
    ],
)
def test_what_is_no_cassandra(behave: listeners.Behaviour, words: str) -> None:
    with listeners.listening(behave) as listener:
        result = tried(listener, password="")
    assert result.verdict is Verdict.FAILED
    assert any(word in result.sentence for word in words.split("|")), result


def test_a_server_that_says_nothing() -> None:
    with listeners.listening(listeners.hang) as listener:
        result = examine(CASSANDRA, settings(listener.port), 0.3)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port", "sslOptions"))
    assert "did not answer in time" in result.sentence


def test_nobody_listens() -> None:
    with listeners.refusing() as listener:
        result = tried(listener)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert "Nothing listens" in result.sentence


def test_the_password_is_never_told(start: Start) -> None:
    fake = Cassandra(refusal=(0x2100, "no shop-pw here"))
    assert "shop-pw" not in repr(tried(start(fake)))
