"""The tests of both Redis connectors against a real Redis, and against servers that are none."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import quote

import pytest

from designer.connectors import CATALOGUE, redis_entrance
from designer.connectors.base import JSON, CheckFailed, NotTaken, Surroundings
from designer.connectors.policy import Policy
from designer.connectors.probe import Address
from designer.connectors.redis_account import ANY, IPV6, Account, Endpoint
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services import certificates, listeners, processes
from tests.services import redis as servers
from tests.services.redis import PASSWORD, Redis

BOTH = ("redis", "kv-redis")
STEPS = CATALOGUE["redis"].steps
LOOPBACK = "LoopBack’s own driver"
ENCODED = quote(PASSWORD, safe="")


def states(result: CheckResult) -> list[str]:
    """Of the steps that every test goes through."""
    found = [step for step in result.steps if step.name in STEPS]
    assert tuple(step.name for step in found) == STEPS
    return [step.state for step in found]


def facts(result: CheckResult) -> dict[str, str]:
    return {fact.name: fact.value for fact in result.facts}


def note(result: CheckResult, name: str) -> str:
    """The detail of the step of that name."""
    return next(step.detail for step in result.steps if step.name == name)


def as_user(name: str) -> dict[str, JSON]:
    return {"username": name, "password": f"{name}-pw"}


def secure(connector: str, options: JSON) -> dict[str, JSON]:
    """TLS, where each of the two has it."""
    return {"tls": options} if connector == "kv-redis" else {"options": {"tls": options}}


@pytest.mark.parametrize("connector", BOTH)
def test_settings_that_work(redis: Redis, connector: str) -> None:
    result = check(connector, redis.settings)
    assert result.verdict is Verdict.VERIFIED
    assert states(result) == ["ok", "ok", "skipped", "ok", "skipped", "ok", "ok"]
    assert result.sentence.startswith("Redis 7.")
    assert result.blames == ()


@pytest.mark.parametrize("connector", BOTH)
def test_what_one_wants_to_know_next(redis: Redis, connector: str) -> None:
    redis.ask("FLUSHALL")
    with redis.administrator() as client:
        client.select(2)
        client.set("shop:1", "a thing")
    result = check(connector, {**redis.settings, "db": 2, "database": 2})
    assert (result.verdict, states(result)[4]) == (Verdict.VERIFIED, "ok")
    told = facts(result)
    assert told.pop("Server").startswith("Redis 7.")
    assert told == {"Encryption": "none", "Logged in as": "default", "Database": "2", "Keys": "1", "May write": "yes"}
    with redis.administrator() as client:
        assert client.info("keyspace") == {"db2": {"keys": 1, "expires": 0, "avg_ttl": 0}}


@pytest.mark.parametrize(("user", "may_write"), [("shop", "only some keys"), ("reader", "no"), ("elsewhere", "yes")])
def test_a_user_with_few_rights(redis: Redis, user: str, may_write: str) -> None:
    result = check("kv-redis", {**redis.settings, **as_user(user)})
    assert (result.verdict, states(result)[3]) == (Verdict.VERIFIED, "ok")
    told = facts(result)
    assert (told["Logged in as"], told["May write"]) == (user, may_write)


@pytest.mark.parametrize(
    ("connector", "changes", "step", "blames", "sentence"),
    [
        (
            "kv-redis",
            {"password": "wrong-pw"},
            3,
            ("username", "password"),
            "The server refused user “default” with this password.",
        ),
        ("kv-redis", {"password": ""}, 3, ("password",), "The server wants a password; fill in “password”."),
        ("redis", {"password": ""}, 3, ("password",), "The server wants a password; fill in “password”."),
        (
            "kv-redis",
            as_user("locked"),
            3,
            ("username", "password"),
            "The server refused user “locked” with this password.",
        ),
        ("redis", as_user("nemo"), 3, ("username", "password"), "The server refused user “nemo” with this password."),
        (
            "kv-redis",
            {"db": 99},
            4,
            ("db",),
            "There is no database “99” on this server; LoopBack would log that, and go on in database 0.",
        ),
        (
            "redis",
            {"database": "shop"},
            4,
            ("database",),
            "There is no database “shop” on this server; LoopBack would log that, and go on in database 0.",
        ),
        (
            "redis",
            {"options": {"db": 99}},
            4,
            ("options",),
            "There is no database “99” on this server; LoopBack would log that, and go on in database 0.",
        ),
        (
            "kv-redis",
            {**as_user("elsewhere"), "db": 1},
            4,
            ("username",),
            "The server does not let user “elsewhere” use SELECT; its rules (ACL) have to allow it.",
        ),
    ],
)
def test_what_the_server_refuses(
    redis: Redis, connector: str, changes: dict[str, JSON], step: int, blames: tuple[str, ...], sentence: str
) -> None:
    result = check(connector, {**redis.settings, **changes})
    assert (result.verdict, result.blames, result.sentence) == (Verdict.FAILED, blames, sentence)
    assert states(result) == ["ok", "ok", "skipped", *(["ok"] * (step - 3)), "failed", *(["skipped"] * (6 - step))]
    assert "-pw" not in str(result.as_dict())


@pytest.mark.parametrize(
    ("connector", "changes", "blames", "words"),
    [
        ("kv-redis", {"db": "shop"}, ("db",), "LoopBack ends over a database that is no number"),
        ("kv-redis", {"url": True}, ("url",), "LoopBack does not start"),
        ("kv-redis", {"sentinels": []}, ("sentinels",), "LoopBack does not start"),
        ("kv-redis", {"sentinels": [{"host": "127.0.0.1"}]}, ("sentinels",), "needs their group’s name"),
        ("kv-redis", {"url": "redis://:%zz@127.0.0.1/"}, ("url",), "%25"),
        ("kv-redis", {"port": "none"}, ("port",), "not a port"),
        ("redis", {"url": 6379}, ("url",), "LoopBack does not start"),
        ("redis", {"url": "127.0.0.1:6379"}, ("url",), "needs a scheme"),
        ("redis", {"options": "tls"}, ("options",), "LoopBack does not start"),
    ],
)
def test_settings_over_which_loopback_breaks_down(
    redis: Redis, connector: str, changes: dict[str, JSON], blames: tuple[str, ...], words: str
) -> None:
    result = check(connector, {**redis.settings, **changes})
    assert (result.verdict, result.blames, result.steps) == (Verdict.FAILED, blames, ())
    assert words in result.sentence


@pytest.mark.parametrize(
    ("connector", "changes"), [("kv-redis", {"tls": "RedisCloudFixed"}), ("redis", {"options": {"url": "redis://x"}})]
)
def test_what_only_the_driver_knows_is_not_green(redis: Redis, connector: str, changes: dict[str, JSON]) -> None:
    assert check(connector, {**redis.settings, **changes}).verdict is Verdict.UNVERIFIED


def test_ways_to_name_the_server_for_kv_redis(redis: Redis) -> None:
    at = f"127.0.0.1:{redis.port}"
    ways: list[dict[str, JSON]] = [
        {"url": f"redis://nobody:{ENCODED}@{at}/3", "host": "nowhere.invalid"},
        {"url": f"redis://reader:reader-pw@{at}?allowUsernameInURI=true"},
        {"url": f":{ENCODED}@{at}"},
        {"url": f"//:{ENCODED}@{at}"},
        {"port": str(redis.port), "password": PASSWORD},
        {"path": str(redis.socket), "host": "nowhere.invalid", "password": PASSWORD},
        {"url": {"path": str(redis.socket), "password": PASSWORD}},
    ]
    results = [check("kv-redis", way) for way in ways]
    assert [result.verdict for result in results] == [Verdict.VERIFIED] * len(ways), results
    assert "LoopBack ignores host, as “url” is filled in" in note(results[0], "URL")
    assert facts(results[0])["Database"] == "3"
    assert facts(results[1])["Logged in as"] == "reader"


def test_ways_to_name_the_server_for_redis(redis: Redis) -> None:
    at = f"127.0.0.1:{redis.port}"
    ways: list[dict[str, JSON]] = [
        {"url": f"redis://:{ENCODED}@{at}/3"},
        {"url": f"redis://{at}", "password": PASSWORD, "host": "nowhere.invalid"},
        {"options": {"port": redis.port, "auth_pass": PASSWORD}},
        {"options": {"port": 1, "password": "wrong"}, "port": redis.port, "password": PASSWORD},
        {"options": {"path": str(redis.socket)}, "password": PASSWORD},
    ]
    results = [check("redis", way) for way in ways]
    assert [result.verdict for result in results] == [Verdict.VERIFIED] * len(ways), results
    assert facts(results[0])["Database"] == "0"


def test_a_url_is_blamed_for_what_stands_in_it(redis: Redis) -> None:
    for connector in BOTH:
        result = check(connector, {"url": f"redis://:wrong-pw@127.0.0.1:{redis.port}"})
        assert (result.verdict, "url" in result.blames) == (Verdict.FAILED, True)
        assert "wrong-pw" not in str(result.as_dict())


@pytest.mark.parametrize("connector", BOTH)
def test_tls(redis: Redis, connector: str) -> None:
    over_tls = {**redis.settings, "port": redis.tls_port}
    key = "tls" if connector == "kv-redis" else "options"
    checked = check(connector, {**over_tls, **secure(connector, {"ca": redis.authority})})
    assert (checked.verdict, states(checked)[2]) == (Verdict.VERIFIED, "ok")
    assert facts(checked)["Encryption"].endswith("certificate checked")
    unchecked = check(connector, {**over_tls, **secure(connector, {"rejectUnauthorized": False})})
    assert facts(unchecked)["Encryption"].endswith("certificate not checked")
    nobody = check(connector, {**over_tls, **secure(connector, {})})
    assert (nobody.verdict, nobody.blames, states(nobody)[2]) == (Verdict.FAILED, (key,), "failed")
    other = check(connector, {**over_tls, **secure(connector, {"ca": certificates.make().authority})})
    assert (other.verdict, other.blames) == (Verdict.FAILED, (key,))
    named = secure(connector, {"ca": redis.authority, "servername": "db.example.com"})
    assert "another name than “db.example.com”" in check(connector, {**over_tls, **named}).sentence
    plain = check(connector, over_tls)
    assert (plain.verdict, states(plain)[1]) == (Verdict.FAILED, "failed")
    assert "perhaps it wants TLS" in plain.sentence
    assert key in plain.blames


def test_a_url_with_rediss_encrypts_for_one_of_them_only(redis: Redis) -> None:
    url = f"rediss://:{ENCODED}@127.0.0.1:{redis.tls_port}"
    assert states(check("kv-redis", {"url": url}))[2] == "failed"
    assert states(check("redis", {"url": url}))[1] == "failed"


def test_tls_where_the_server_speaks_none(redis: Redis) -> None:
    result = check("kv-redis", {**redis.settings, "tls": True}, deadline_seconds=2)
    assert (result.verdict, states(result)[2]) == (Verdict.FAILED, "failed")


def test_users_that_only_the_newer_driver_knows(redis: Redis) -> None:
    result = check("redis", {**redis.settings, **as_user("shop")})
    assert (result.verdict, result.blames) == (Verdict.WORKS_ONLY_HERE, ("username",))
    assert states(result) == ["ok", "ok", "skipped", "ok", "skipped", "ok", "note"]
    url = f"redis://shop:shop-pw@127.0.0.1:{redis.port}"
    assert check("redis", {"url": url}).blames == ("url",)
    ignored = check("redis", {**redis.settings, "username": "nemo"})
    assert (ignored.verdict, facts(ignored)["Logged in as"]) == (Verdict.VERIFIED, "default")
    assert "ignores “nemo”" in note(ignored, "Log in")


def test_a_user_that_may_not_ask_info(redis: Redis) -> None:
    mute = {**redis.settings, **as_user("mute")}
    result = check("kv-redis", mute)
    assert (result.verdict, result.blames) == (Verdict.WORKS_ONLY_HERE, ("username",))
    assert "+info" in result.sentence
    without = check("kv-redis", {**mute, "enableReadyCheck": False})
    assert (without.verdict, states(without)[5]) == (Verdict.VERIFIED, "note")


@pytest.fixture(scope="module")
def open_to_all() -> Iterator[Redis]:
    """A server without a password."""
    with servers.running("") as server:
        yield server


def test_a_server_without_a_password(open_to_all: Redis) -> None:
    where: dict[str, JSON] = {"port": open_to_all.port}
    for connector in BOTH:
        plain = check(connector, where)
        assert (plain.verdict, states(plain)[3]) == (Verdict.VERIFIED, "skipped")
        needless = check(connector, {**where, "password": "hunter22"})
        assert (needless.verdict, states(needless)[3]) == (Verdict.VERIFIED, "note")
    with_user = check("kv-redis", {**where, "username": "nemo", "password": "hunter22"})
    assert (with_user.verdict, with_user.blames) == (Verdict.FAILED, ("username", "password"))


def test_a_server_with_as_many_clients_as_it_allows(redis: Redis) -> None:
    with redis.set_to(maxclients=1):
        result = check("kv-redis", redis.settings)
    assert (result.verdict, states(result)[1]) == (Verdict.FAILED, "failed")
    assert "as many clients as it allows" in result.sentence


def test_a_server_that_cannot_save(redis: Redis) -> None:
    (redis.folder / "dump.rdb").mkdir()
    try:
        with redis.set_to(save="3600 1"), redis.administrator() as client:
            client.execute_command("BGSAVE")  # type: ignore[no-untyped-call]
            while client.info("persistence")["rdb_last_bgsave_status"] == "ok":
                pass
            result = check("kv-redis", redis.settings)
    finally:
        (redis.folder / "dump.rdb").rmdir()
    assert (result.verdict, states(result)[5]) == (Verdict.FAILED, "failed")
    assert "cannot save its data" in result.sentence


def test_a_server_that_is_still_loading() -> None:
    with servers.running("") as first:
        first.ask("DEBUG", "POPULATE", "1000", "key", "4096")
        first.ask("SAVE")
        saved = (first.folder / "dump.rdb").read_bytes()
    slowly = ("key-load-delay 20000", "loading-process-events-interval-bytes 1024")
    with servers.running(PASSWORD, *slowly, files={"dump.rdb": saved}, ready="Loading RDB") as server:
        result = check("kv-redis", server.settings)
        wrong = check("kv-redis", {**server.settings, "password": "wrong-pw"})
    assert (result.verdict, states(result)[3:6]) == (Verdict.UNVERIFIED, ["ok", "skipped", "note"])
    assert "still loading" in result.sentence
    assert wrong.verdict is Verdict.FAILED


def test_a_replica_that_has_lost_its_master() -> None:
    with servers.running("", f"replicaof 127.0.0.1 {processes.free_port()}") as server:
        where: dict[str, JSON] = {"port": server.port}
        result = check("kv-redis", where)
        assert result.verdict is Verdict.VERIFIED
        assert facts(result)["May write"] == "no, the server is a replica that is only read"
        waits = check("redis", where)
        assert (waits.verdict, "LoopBack waits" in waits.sentence) == (Verdict.WORKS_ONLY_HERE, True)


def test_a_server_of_a_cluster() -> None:
    with servers.unclustered() as (alone, _):
        where: dict[str, JSON] = {"port": alone.port}
        down = check("kv-redis", where)
        assert (down.verdict, "some of its slots have no server" in down.sentence) == (Verdict.FAILED, True)
        elsewhere = check("kv-redis", {**where, "db": 1})
        assert (elsewhere.blames, "no database but 0" in elsewhere.sentence) == (("db",), True)
        servers.give_all_slots(alone)
        assert check("kv-redis", where).verdict is Verdict.VERIFIED
    with servers.cluster() as one:
        for connector in BOTH:
            result = check(connector, {"port": one.port})
            assert (result.verdict, "one of a cluster" in result.sentence) == (Verdict.WORKS_ONLY_HERE, True)


def test_sentinels(redis: Redis) -> None:
    with servers.watching(redis, "shop") as port:
        sentinels: JSON = [{"host": "127.0.0.1", "port": processes.free_port()}, {"host": "127.0.0.1", "port": port}]
        settings: dict[str, JSON] = {"name": "shop", "sentinels": sentinels, "password": PASSWORD}
        result = check("kv-redis", settings)
        assert result.verdict is Verdict.VERIFIED
        assert note(result, "Ask the sentinel") == f"shop is at 127.0.0.1, port {redis.port}"
        unknown = check("kv-redis", {**settings, "name": "nemo"})
        assert (unknown.verdict, unknown.blames) == (Verdict.FAILED, ("sentinels",))
        assert "knows no master of a group “nemo”" in unknown.sentence
        assert "no replica" in check("kv-redis", {**settings, "role": "slave"}).sentence
        moved: JSON = {f"127.0.0.1:{redis.port}": {"host": "127.0.0.1", "port": 1}}
        assert "127.0.0.1:1" in check("kv-redis", {**settings, "natMap": moved}).sentence


def test_the_operator_decides_where_a_sentinel_leads_to(redis: Redis) -> None:
    policy = Policy(denied=("192.0.2.0/24",))
    with servers.watching(redis, "shop") as port:
        settings: dict[str, JSON] = {
            "name": "shop",
            "sentinels": [{"host": "127.0.0.1", "port": port}],
            "natMap": {f"127.0.0.1:{redis.port}": {"host": "192.0.2.7", "port": 6379}},
        }
        result = check("kv-redis", settings, policy=policy)
    assert (result.verdict, "192.0.2.7:6379 are not allowed" in result.sentence) == (Verdict.FAILED, True)


def test_the_operator_decides_which_addresses_are_contacted(redis: Redis) -> None:
    policy = Policy(denied=("127.0.0.0/8",), sockets=False)
    for connector in BOTH:
        result = check(connector, redis.settings, policy=policy)
        assert (result.verdict, states(result)[0]) == (Verdict.FAILED, "failed")
    sockets = check("kv-redis", {"path": str(redis.socket)}, policy=policy)
    assert (sockets.verdict, sockets.blames) == (Verdict.FAILED, ("path",))


def test_names_are_looked_up_as_the_drivers_do() -> None:
    found = [Address("::1", 6379), Address("127.0.0.1", 6379)]

    def used(host: str, family: int, addresses: list[Address]) -> list[str]:
        endpoint = Endpoint(host, 6379, family=family)
        account = Account("ioredis", endpoint, None, True, "", {})
        return [address.ip for address in redis_entrance._of_family(addresses, endpoint, account)]

    assert used("db", 4, found) == ["127.0.0.1"]
    assert used("db", IPV6, found) == ["::1"]
    assert used("db", ANY, found) == ["::1", "127.0.0.1"]
    assert used("::1", 4, found[:1]) == ["::1"]
    with pytest.raises(CheckFailed, match="looks for IPv4"):
        used("db", 4, found[:1])


def answering(replies: dict[str, bytes]) -> listeners.Behaviour:
    """A server that answers each command, by its name, and everything else with an error."""

    def behave(connection: socket.socket, _over: threading.Event) -> None:
        with connection.makefile("rb") as heard:
            while line := heard.readline():
                words = [heard.read(int(heard.readline()[1:]) + 2)[:-2].decode() for _ in range(int(line[1:]))]
                connection.sendall(replies.get(words[0], b"-ERR unknown command '%s'\r\n" % words[0].encode()))

    return behave


@pytest.mark.parametrize(
    ("behave", "blames", "words"),
    [
        (listeners.close, ("host", "port", "tls"), "closed the connection"),
        (listeners.NONSENSE, ("host", "port"), "not a Redis server"),
        (listeners.say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), ("host", "port"), "a web server"),
        (listeners.say(b"SSH-2.0-OpenSSH_9.2\r\n"), ("host", "port"), "an SSH server"),
        (listeners.say(b"\x15\x03\x01\x00\x02\x02\x46"), ("tls", "port"), "speaks TLS there"),
        (listeners.say(b"$much\r\n"), ("host", "port"), "not a Redis server"),
        (listeners.say(b"*1\r\n" * 5000), ("host", "port"), "not a Redis server"),
        (listeners.say(b"+" + b"x" * 5_000_000), ("host", "port"), "sends without end"),
        (listeners.say(b"-DENIED Redis is running in protected mode\r\n"), ("host",), "protected mode"),
        (listeners.say(b"-ERR max number of clients reached\r\n"), (), "as many clients as it allows"),
    ],
)
def test_who_answers_before_the_login(behave: Callable[..., None], blames: tuple[str, ...], words: str) -> None:
    with listeners.listening(behave) as server:
        result = check("kv-redis", {"host": processes.HOST, "port": server.port, "password": "hunter22"})
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames), result
    assert words in result.sentence
    assert states(result) == ["ok", "failed", *["skipped"] * 5]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"-BUSY Redis is busy running a script.\r\n", "SCRIPT KILL"),
        (b"-MASTERDOWN Link with MASTER is down\r\n", "lost its master"),
        (b"-CLUSTERDOWN The cluster is down\r\n", "some of its slots"),
        (b"-STRANGE things happen\r\n", "the details have its words"),
    ],
)
def test_what_a_server_may_say_to_ping(answer: bytes, words: str) -> None:
    with listeners.listening(answering({"PING": answer})) as server:
        result = check("kv-redis", {"host": processes.HOST, "port": server.port})
    assert (result.verdict, words in result.sentence) == (Verdict.FAILED, True), result
    assert states(result)[5] == "failed"


def test_redis_before_6_knows_no_users() -> None:
    old = {
        "PING": b"+PONG\r\n",
        "AUTH": b"-ERR wrong number of arguments for 'auth' command\r\n",
        "INFO": b"$21\r\nredis_version:5.0.14\r\n\r\n".replace(b"$21", b"$22"),
        "SET": b"$-1\r\n",
    }
    with listeners.listening(answering(old)) as server:
        where: dict[str, JSON] = {"host": processes.HOST, "port": server.port, "username": "shop", "password": "pw"}
        result = check("kv-redis", where)
    assert (result.verdict, states(result)[3]) == (Verdict.VERIFIED, "note")
    assert (facts(result)["Server"], facts(result)["Logged in as"]) == ("Redis 5.0.14", "default")
    with listeners.listening(answering({**old, "PING": b"-NOAUTH Authentication required.\r\n"})) as server:
        result = check("kv-redis", {**where, "port": server.port})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("username",))
    assert "older than Redis 6" in result.sentence


@pytest.mark.parametrize(
    ("info", "name"),
    [(b"redis_version:7.2.4\r\nvalkey_version:8.0.1", "Valkey 8.0.1"), (b"redis_version:7.2.4", "Redis 7.2.4")],
)
def test_relatives_of_redis_are_called_by_their_name(info: bytes, name: str) -> None:
    said = {"PING": b"+PONG\r\n", "INFO": b"$%d\r\n%s\r\n" % (len(info), info)}
    with listeners.listening(answering(said)) as server:
        result = check("kv-redis", {"host": processes.HOST, "port": server.port})
    assert result.sentence == f"{name} accepts these settings."


def test_a_server_that_never_answers() -> None:
    with listeners.listening(listeners.hang) as server:
        result = check("kv-redis", {"host": processes.HOST, "port": server.port}, deadline_seconds=1)
    assert (result.verdict, states(result)[1]) == (Verdict.FAILED, "failed")
    assert "is it a Redis server?" in result.sentence or "in time" in result.sentence


@pytest.mark.parametrize("connector", BOTH)
def test_a_test_makes_one_connection(connector: str) -> None:
    with ExitStack() as stack:
        for behave in (listeners.close, answering({"PING": b"+PONG\r\n"})):
            server = stack.enter_context(listeners.listening(behave))
            check(connector, {"host": processes.HOST, "port": server.port, "password": "hunter22"})
            assert server.accepted.qsize() == 1


def test_a_connection_that_is_reset() -> None:
    with listeners.listening(listeners.reset) as server:
        result = check("kv-redis", {"host": processes.HOST, "port": server.port})
    assert (result.verdict, result.blames[:2]) == (Verdict.FAILED, ("host", "port"))
    assert "closed the connection" in result.sentence


def test_a_port_where_nobody_listens() -> None:
    with listeners.refusing() as server:
        result = check("redis", {"host": processes.HOST, "port": server.port})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))


def test_other_versions_of_the_connector_are_named(redis: Redis) -> None:
    result = check("kv-redis", redis.settings, surroundings=Surroundings(package_range="^1.0.0"))
    assert (result.verdict, states(result)[6]) == (Verdict.VERIFIED, "note")
    assert "loopback-connector-kv-redis ^1.0.0" in note(result, LOOPBACK)


def test_urls_and_settings() -> None:
    kv, plain = CATALOGUE["kv-redis"], CATALOGUE["redis"]
    url = "rediss://us%40er:p%2Fw@db.example.com:1234/2?allowUsernameInURI=true"
    settings: dict[str, JSON] = {
        "username": "us@er",
        "password": "p/w",
        "host": "db.example.com",
        "port": 1234,
        "db": 2,
        "tls": True,
    }
    assert (kv.from_url(url), kv.to_url(settings)) == (settings, url)
    assert kv.from_url("redis://nobody:pw@h/shop") == {"host": "h", "password": "pw"}
    assert plain.from_url("redis://nobody:pw@h:1/2") == {"host": "h", "port": 1, "password": "pw"}
    assert kv.not_taken("redis://nobody:pw@h/shop?keyPrefix=x") == NotTaken(never_read=("username", "db"))
    assert kv.not_taken(url) == NotTaken()
    assert plain.not_taken("redis://nobody:pw@h:1/2?family=6") == NotTaken(
        never_read=("username", "database", "family")
    )
    assert plain.not_taken("redis://:pw@h:1/") == NotTaken()
    assert plain.to_url({"host": "::1", "password": "p:w", "database": 2}) == "redis://:p%3Aw@[::1]/"
    assert json.dumps(kv.from_url("redis://h")) == '{"host": "h"}'


def test_a_secret_inside_options_is_not_shown(redis: Redis) -> None:
    result = check("redis", {"port": redis.port, "options": {"auth_pass": "sesame-seeds"}})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("username", "options"))
    assert "sesame" not in str(result.as_dict())


def test_what_a_server_does_not_tell_after_the_login_changes_nothing() -> None:
    def behave(connection: socket.socket, _over: threading.Event) -> None:
        said = {b"PING": b"+PONG\r\n", b"INFO": b"$20\r\nredis_version:7.0.15\r\n", b"DBSIZE": b""}
        with connection.makefile("rb") as heard:
            for line in heard:
                answer = said.get(line.strip())
                if answer == b"":
                    connection.shutdown(socket.SHUT_RDWR)
                elif answer:
                    connection.sendall(answer)

    with listeners.listening(behave) as server:
        result = check("kv-redis", {"host": processes.HOST, "port": server.port})
    assert (result.verdict, result.sentence) == (Verdict.VERIFIED, "Redis 7.0.15 accepts these settings.")
    assert facts(result) == {
        "Server": "Redis 7.0.15",
        "Encryption": "none",
        "Logged in as": "default",
        "Database": "0",
        "May write": "no",
    }
