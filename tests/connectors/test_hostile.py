"""Whatever answers at a port, each connector ends in time, with a sentence, and leaves nothing behind."""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from designer.connectors import CATALOGUE
from designer.connectors.policy import Policy
from designer.connectors.probe import RESOLVE
from designer.connectors.results import CheckResult, Verdict
from tests.connectors import reaching, working
from tests.connectors.working import Working
from tests.services import children, hostile, listeners
from tests.services.children import Children
from tests.services.listeners import Behaviour
from tests.services.processes import HOST, free_port

AT_ONCE = 12
SECONDS = 1.5
MOST_MEMORY = 300_000_000
DEAD = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
_WEB = b"HTTP/1.1 500 No\r\n"
_MYSQL = b"\x0a8.0.39\0" + bytes(4) + b"saltsalt\0\xff\xff\x21\x02\0\xff\xc7\x15" + bytes(10) + b"saltsaltsalt\0"
_GREETING = len(_MYSQL).to_bytes(3, "little") + b"\0" + _MYSQL
_LARGEST = b"\xff\xff\xff"
_PARAMETER = b"S\0\0\x03\xe8name\0" + b"v" * 990 + b"\0"
_HANDSHAKE = b"\x16\x03\x03\x40\x00"

PORTS: dict[str, Behaviour] = {
    "says nothing": listeners.hang,
    "says a byte a second": hostile.drip(),
    "says HTTP, a byte a second": hostile.drip(_WEB),
    "says MySQL, a byte a second": hostile.drip(_LARGEST + b"\0\x0a"),
    "says TLS, a byte a second": hostile.drip(_HANDSHAKE),
    "says nonsense": listeners.NONSENSE,
    "speaks HTTP": listeners.say(_WEB + b"Content-Length: 0\r\n\r\n"),
    "speaks MySQL": listeners.say(_GREETING),
    "speaks SMTP": listeners.say(b"554 No\r\n"),
    "resets": listeners.reset,
    "closes": listeners.close,
    "sends zeros without end": hostile.flood(bytes(1)),
    "sends ones without end": hostile.flood(b"\xff"),
    "sends a header without end": hostile.flood(b"a", first=_WEB + b"X: "),
    "sends headers without end": hostile.flood(b"X: " + b"a" * 60_000 + b"\r\n", first=_WEB),
    "sends a body without end": hostile.flood(b"a", first=_WEB + b"\r\n"),
    "sends a piece without end": hostile.flood(b"a", first=_WEB + b"Transfer-Encoding: chunked\r\n\r\n"),
    "sends lines of SMTP without end": hostile.flood(b"220-hello\r\n"),
    "sends packets of TDS without end": hostile.flood(b"\x04\0\x10\0" + bytes(4092)),
    "sends messages of PostgreSQL without end": hostile.flood(_PARAMETER, first=b"R\0\0\0\x08\0\0\0\0"),
    "sends a greeting of MySQL without end": hostile.packets(_MYSQL),
    "sends TLS without end": hostile.flood(_HANDSHAKE + bytes(0x4000)),
}


@pytest.fixture(scope="module")
def several() -> Iterator[Children]:
    """Children enough for many tests at once."""
    with children.running(AT_ONCE, {"dead.test": DEAD, "inside.test": [HOST]}) as made:
        yield made


@pytest.fixture
def one() -> Iterator[Children]:
    with children.running(1) as made:
        yield made


def test_every_connector_that_talks_over_the_network_is_held_to_this() -> None:
    """One that is new needs a line in tests/connectors/reaching.py."""
    assert set(reaching.WAYS) == {key for key, connector in CATALOGUE.items() if reaching.talks(connector)}


def all_tried(several: Children, host: str, port: int) -> dict[str, CheckResult]:
    """Every connector at this port, many at once."""

    def tried(way: reaching.Way) -> CheckResult:
        return way.tried(several.pool, host, port, deadline_seconds=SECONDS)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return dict(zip(reaching.ALL, threads.map(tried, reaching.ALL.values()), strict=True))


def assert_failed(results: dict[str, CheckResult]) -> None:
    """Nothing looks good, and each says something."""
    ends = {Verdict.FAILED, Verdict.UNVERIFIED}
    assert {name: each for name, each in results.items() if each.verdict not in ends or not each.sentence} == {}
    assert "hunter22" not in str([each.as_dict() for each in results.values()])


@pytest.mark.parametrize("behave", PORTS.values(), ids=list(PORTS))
def test_a_port_that(several: Children, behave: Behaviour) -> None:
    with listeners.listening(behave) as server:
        assert_failed(all_tried(several, HOST, server.port))
    assert len(several.alive) <= AT_ONCE
    assert several.most_memory < MOST_MEMORY


def _regular_expressions(count: int) -> bytes:
    """A document that has a list of so many, of 4 bytes each and some 200 for whoever reads them."""
    listed = b"\x0b\0\0\0" * count
    many = struct.pack("<i", 5 + len(listed)) + listed + b"\0"
    return struct.pack("<i", 8 + len(many)) + b"\x04a\0" + many + b"\0"


_MAY_COME_IN = hostile.cassandra(2, b"")
_ROWS_WITHOUT_COLUMNS = hostile.cassandra(8, struct.pack(">iiii", 2, 4, 0, 2**31 - 1))

SPOKEN: dict[str, tuple[str, Behaviour, str]] = {
    "a greeting": ("mysql", PORTS["sends a greeting of MySQL without end"], "sends without end"),
    "messages": ("postgresql", PORTS["sends messages of PostgreSQL without end"], "sends without end"),
    "a text": ("kv-redis", hostile.flood(b"x", first=b"$999999999\r\n"), "sends without end"),
    "a line": ("redis", hostile.flood(b"x", first=b"+"), "sends without end"),
    "texts": ("kv-redis", hostile.flood(b"$2\r\nOK\r\n", first=b"*999999999\r\n"), "sends without end"),
    "lists in lists": ("redis", hostile.flood(b"*1\r\n"), "not a Redis server"),
    "many things": ("mongodb", hostile.answer(hostile.mongodb(_regular_expressions(900_000))), "server refused"),
    "more things": ("mongodb", hostile.answer(hostile.mongodb(_regular_expressions(6_000_000))), "not a MongoDB"),
    "a long frame": (
        "cassandra",
        hostile.flood(b"x", first=hostile.cassandra(0, b"", length=900_000_000)),
        "Cassandra",
    ),
    "empty rows": (
        "cassandra",
        hostile.answer(lambda asked: _MAY_COME_IN if asked[4] == 1 else _ROWS_WITHOUT_COLUMNS),
        "not the language of Cassandra",
    ),
    "a document": ("couchdb2", hostile.flood(b"[", first=b"HTTP/1.1 200 OK\r\n\r\n["), "longer than"),
    "an answer": ("es", hostile.flood(b"[", first=b"HTTP/1.1 200 OK\r\n\r\n["), "longer than"),
}


@pytest.mark.parametrize(("name", "behave", "words"), SPOKEN.values(), ids=list(SPOKEN))
def test_who_speaks_the_language_without_end_is_left(
    several: Children, name: str, behave: Behaviour, words: str
) -> None:
    """Before memory or time runs out."""
    with listeners.listening(behave) as server:
        result = reaching.ALL[name].tried(several.pool, HOST, server.port, deadline_seconds=30)
    assert (result.verdict, words in result.sentence) == (Verdict.FAILED, True), result
    assert len(str(result.as_dict())) < 20_000
    assert several.most_memory < MOST_MEMORY


def test_a_port_at_which_packets_are_dropped(several: Children) -> None:
    with hostile.dropping() as port:
        assert_failed(all_tried(several, HOST, port))


def test_a_name_with_several_addresses_of_which_none_answers(several: Children) -> None:
    with hostile.dropping(DEAD[::2]) as port:
        assert_failed(all_tried(several, "dead.test", port))


def test_a_name_that_no_name_server_answers_for(several: Children) -> None:
    assert_failed(all_tried(several, children.SILENT, free_port()))


@pytest.mark.parametrize("name", list(reaching.ALL))
def test_one_attempt_is_one_connection(several: Children, name: str) -> None:
    """Servers count those who hang up before they have logged in."""
    with listeners.listening(listeners.close) as server:
        assert_failed({name: reaching.ALL[name].tried(several.pool, HOST, server.port)})
        assert server.count() == 1


def refused_at_the_name(result: CheckResult) -> bool:
    """And nothing came after that."""
    *_, last = (step for step in result.steps if step.state != "skipped")
    return (last.name, last.state) == (RESOLVE, "failed")


@pytest.mark.parametrize("host", [HOST, "inside.test"])
def test_the_operator_decides_whom_every_connector_contacts(several: Children, host: str) -> None:
    with listeners.listening(listeners.close) as server:
        for policy in (Policy(denied=("127.0.0.0/8",)), Policy.of_targets(["10.0.0.0/8", "*.example.com"])):
            results = {n: way.tried(several.pool, host, server.port, policy=policy) for n, way in reaching.ALL.items()}
            assert_failed(results)
            assert [name for name, each in results.items() if not refused_at_the_name(each)] == []
        assert server.count() == 0


def test_a_host_that_the_operator_names_is_contacted_but_not_where_it_redirects_to(several: Children) -> None:
    policy = Policy.of_targets(["*.test"])
    with listeners.listening(listeners.close) as forbidden:
        location = f"HTTP/1.1 302 Found\r\nLocation: http://{HOST}:{forbidden.port}/\r\nContent-Length: 0\r\n\r\n"
        with listeners.listening(listeners.say(location.encode())) as server:
            tried = {
                n: way.tried(several.pool, "inside.test", server.port, policy=policy) for n, way in reaching.ALL.items()
            }
            assert server.count() == len(tried)
        assert forbidden.count() == 0
    assert_failed(tried)
    assert any("not allowed here" in each.sentence for each in tried.values())


def test_nothing_is_left_behind_by_tests_that_fail(one: Children) -> None:
    endings = [listeners.close, listeners.reset, listeners.NONSENSE, PORTS["speaks HTTP"], PORTS["speaks MySQL"]]

    def each_fails() -> dict[str, int]:
        for behave in endings:
            with listeners.listening(behave) as server:
                assert_failed({name: way.tried(one.pool, HOST, server.port) for name, way in reaching.ALL.items()})
        (child,) = one.alive
        return children.held(child)

    assert each_fails() == each_fails()


@pytest.fixture(params=list(working.SERVERS))
def server(request: pytest.FixtureRequest) -> Iterator[Working]:
    """Each server that works."""
    with working.SERVERS[request.param](request) as started:
        yield started


def test_nothing_is_left_behind_by_tests_that_work_or_are_refused(one: Children, server: Working) -> None:
    def each_ends() -> tuple[dict[str, int], int]:
        verdicts = [server.tried(one.pool).verdict for _ in range(10)]
        assert verdicts == [Verdict.VERIFIED] * 10
        if server.wrong:
            assert [server.refused(one.pool).verdict for _ in range(3)] == [Verdict.FAILED] * 3
        (child,) = one.alive
        return children.held(child), one.most_memory

    (held, memory), (still_held, more_memory) = each_ends(), each_ends()
    assert still_held == held
    assert more_memory < memory + 5_000_000


def test_a_test_that_works_makes_one_connection(several: Children, server: Working) -> None:
    with listeners.listening(listeners.forward(server.port)) as counted:
        assert server.tried(several.pool, counted.port).verdict is Verdict.VERIFIED
        assert counted.count() == server.connections


def test_the_pool_leaves_nothing_behind() -> None:
    before = children.held(os.getpid())["files"], threading.active_count()
    mysql = reaching.ALL["mysql"]
    with listeners.listening(listeners.hang) as server, children.running(2) as made:
        assert_failed({"silence": mysql.tried(made.pool, children.SILENT, server.port, deadline_seconds=1)})
        assert_failed({"": mysql.tried(made.pool, HOST, server.port, deadline_seconds=2)})
        assert len(made.alive) == 1
        made.pool.shutdown()
        assert made.alive == set()
    assert (children.held(os.getpid())["files"], threading.active_count()) == before
