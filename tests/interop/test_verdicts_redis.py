"""A test of Redis says "works" exactly where LoopBack's own connectors read from it, but for what `leaves_out` of both
connectors explains."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from designer import testing
from designer.connectors.results import Verdict
from tests.interop import loopback
from tests.services import processes
from tests.services import redis as servers
from tests.services.redis import PASSWORD, Redis

Settings = dict[str, Any]
Cases = dict[str, tuple[Settings, bool]]
"""Each by name: settings, and whether they work."""

PATIENCE_MILLISECONDS = "6000"
"""How long LoopBack may take for what works. Its drivers wait for ever, or try for ten seconds, where it does not."""
ENCODED = quote(PASSWORD, safe="")

pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture(scope="module")
def open_to_all() -> Iterator[Redis]:
    """A server without a password."""
    with servers.running("") as server:
        yield server


def theirs(connector: str, *tried: Settings) -> list[str | None]:
    """The error of each, where LoopBack's connector uses them all at once."""
    said = json.dumps([{"connector": connector, **settings} for settings in tried])
    errors: list[str | None] = loopback.run("read_redis_each.js", PATIENCE_MILLISECONDS, said=said)
    return errors


def check_all(connector: str, cases: Cases) -> None:
    found = {name: testing.check(connector, settings) for name, (settings, _) in cases.items()}
    errors = dict(zip(cases, theirs(connector, *(settings for settings, _ in cases.values())), strict=True))
    expected = {name: works for name, (_, works) in cases.items()}
    assert {name: error is None for name, error in errors.items()} == expected, errors
    assert {name: result.verdict is Verdict.VERIFIED for name, result in found.items()} == expected, found


def both(good: Settings, redis: Redis, open_to_all: Redis) -> Cases:
    """What the two connectors agree on."""
    at = f"127.0.0.1:{redis.port}"
    anyone = {"host": "127.0.0.1", "port": open_to_all.port}
    return {
        "as documented": (good, True),
        "a wrong password": (good | {"password": "wrong"}, False),
        "no password": (good | {"password": ""}, False),
        "a closed port": (good | {"port": processes.free_port()}, False),
        "the port as text": (good | {"port": str(redis.port)}, True),
        "a name": (good | {"host": "localhost"}, True),
        "an address of IPv6": (good | {"host": "::1"}, False),
        "no host": ({"port": redis.port, "password": PASSWORD}, True),
        "a url": ({"url": f"redis://:{ENCODED}@{at}"}, True),
        "a url with a user, who is ignored": ({"url": f"redis://nobody:{ENCODED}@{at}/2"}, True),
        "a url with a user who exists": ({"url": f"redis://reader:reader-pw@{at}"}, False),
        "a url with a wrong password": ({"url": f"redis://:wrong@{at}"}, False),
        "a url that nobody can decode": ({"url": f"redis://:%zz@{at}"}, False),
        "two slashes": ({"url": f"//:{ENCODED}@{at}"}, True),
        "a locked user": (good | {"username": "locked", "password": "locked-pw"}, False),
        "database 3": (good | {"db": 3, "database": 3}, True),
        "database 3 as text": (good | {"db": "3", "database": "3"}, True),
        "no database": (good | {"db": False, "database": False}, True),
        "a server without a password": (anyone, True),
        "a needless password": (anyone | {"password": "hunter22"}, True),
        "TLS missing": (good | {"port": redis.tls_port}, False),
    }


def encrypted(good: Settings, redis: Redis, key: str) -> Cases:
    """The options of TLS are `tls` for the one, and inside of `options` for the other."""

    def options(value: Any) -> Settings:
        return {"tls": value} if key == "tls" else {"options": {"tls": value}}

    good, trusted = good | {"port": redis.tls_port}, {"ca": redis.authority}
    return {
        "TLS, trusting the right one": (good | options(trusted), True),
        "TLS, trusting a list": (good | options({"ca": [redis.authority]}), True),
        "TLS, trusting nobody": (good | options({}), False),
        "TLS as a switch": (good | options(True), False),
        "TLS, unchecked": (good | options({"rejectUnauthorized": False}), True),
        "TLS for a name": (good | options(trusted) | {"host": "localhost"}, True),
        "TLS for another name": (good | options(trusted | {"servername": "db.example.com"}), False),
        "TLS with a port of its own": (good | options(trusted | {"port": redis.tls_port}) | {"port": 1}, True),
    }


def test_kv_redis(redis: Redis, open_to_all: Redis) -> None:
    good, at = redis.settings, f"127.0.0.1:{redis.port}"
    anyone = {"host": "127.0.0.1", "port": open_to_all.port}
    reader = {"username": "reader", "password": "reader-pw"}
    mute = {"username": "mute", "password": "mute-pw"}
    over_tls = f"rediss://:{ENCODED}@127.0.0.1:{redis.tls_port}"
    sentinel = processes.free_port()
    with servers.watching(redis, "shop") as listens_at:
        check_all(
            "kv-redis",
            both(good, redis, open_to_all)
            | encrypted(good, redis, "tls")
            | {
                "a port with more behind it": (good | {"port": f"{redis.port}abc"}, True),
                "a user": (good | reader, True),
                "the default user": (good | {"username": "default"}, True),
                "an unknown user": (good | {"username": "nemo"}, False),
                "an unknown user where none is needed": (anyone | reader, False),
                "any password of the default user": (anyone | {"username": "default", "password": "x"}, True),
                "a user without INFO": (good | mute, False),
                "a user without INFO, unasked": (good | mute | {"enableReadyCheck": False}, True),
                "a user in a url": ({"url": f"redis://reader:reader-pw@{at}?allowUsernameInURI=true"}, True),
                "a url beats the other settings": (good | {"url": f"redis://{at}"}, False),
                "a url without a scheme": ({"url": f":{ENCODED}@{at}"}, True),
                "a url that is a path": ({"url": f"//:{ENCODED}@{at}/0"}, False),
                "a url that is a port": ({"url": str(open_to_all.port)}, True),
                "a url that is a number": ({"url": open_to_all.port}, True),
                "TLS as a word": (good | {"port": redis.tls_port, "tls": "yes"}, False),
                "TLS in a url": ({"url": over_tls}, False),
                "TLS beside a url": ({"url": over_tls, "tls": {"ca": redis.authority}}, False),
                "a socket": ({"path": str(redis.socket), "password": PASSWORD}, True),
                "a socket in a url": ({"url": str(redis.socket)}, False),
                "options that only the other one has": ({"options": good}, False),
                "sentinels": (sentinels("shop", sentinel, listens_at), True),
                "sentinels of another group": (sentinels("nowhere", listens_at), False),
            },
        )


def sentinels(group: str, *ports: int) -> Settings:
    listed = [{"host": "127.0.0.1", "port": port} for port in ports]
    return {"name": group, "sentinels": listed, "password": PASSWORD}


def test_redis(redis: Redis, open_to_all: Redis) -> None:
    good, at = redis.settings, f"127.0.0.1:{redis.port}"
    check_all(
        "redis",
        both(good, redis, open_to_all)
        | encrypted(good, redis, "options")
        | {
            "a user": (good | {"username": "reader", "password": "reader-pw"}, False),
            "an unknown user, who is ignored": (good | {"username": "nemo"}, True),
            "a url and a password beside it": (good | {"url": f"redis://{at}", "host": "nowhere.invalid"}, True),
            "a url with a path beats no database": ({"url": f"redis://:{ENCODED}@{at}/shop"}, True),
            "a url of TLS, which does not encrypt": ({"url": f"rediss://:{ENCODED}@127.0.0.1:{redis.tls_port}"}, False),
            "all in the options": ({"options": good}, True),
            "the older name of the password": ({"options": {"port": redis.port, "auth_pass": PASSWORD}}, True),
            "a database in the options": (good | {"options": {"db": 2}}, True),
            "a socket": ({"options": {"path": str(redis.socket)}, "password": PASSWORD}, True),
        },
    )


@pytest.mark.parametrize(
    ("connector", "changes"),
    [
        ("kv-redis", {"db": "shop"}),
        ("kv-redis", {"db": ""}),
        ("kv-redis", {"url": True}),
        ("kv-redis", {"sentinels": []}),
        ("redis", {"options": "any"}),
        ("redis", {"url": 6379}),
    ],
)
def test_what_ends_loopback(redis: Redis, connector: str, changes: Settings) -> None:
    settings = redis.settings | changes
    assert theirs(connector, settings) != [None]
    assert testing.check(connector, settings).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("connector", "changes"),
    [
        ("kv-redis", {"db": 99}),
        ("kv-redis", {"username": "elsewhere", "password": "elsewhere-pw", "db": 1}),
        ("redis", {"database": 99}),
        ("redis", {"database": "shop"}),
    ],
)
def test_a_database_that_loopback_quietly_does_without(redis: Redis, connector: str, changes: Settings) -> None:
    settings = redis.settings | changes
    assert theirs(connector, settings) == [None]
    assert testing.check(connector, settings).verdict is Verdict.FAILED


def test_a_replica_that_has_lost_its_master() -> None:
    with servers.running("", f"replicaof 127.0.0.1 {processes.free_port()}") as replica:
        settings = {"port": replica.port}
        for connector, works in (("kv-redis", True), ("redis", False)):
            assert (theirs(connector, settings) == [None]) == works
            assert (testing.check(connector, settings).verdict is Verdict.VERIFIED) == works


def test_a_server_of_a_cluster() -> None:
    with servers.unclustered() as (alone, _):
        check_cluster(alone, {Verdict.FAILED}, "CLUSTERDOWN")
        servers.give_all_slots(alone)
        check_cluster(alone, {Verdict.VERIFIED}, None)
    with servers.cluster() as one:
        check_cluster(one, {Verdict.WORKS_ONLY_HERE}, "MOVED")


def check_cluster(server: Redis, verdicts: set[Verdict], error: str | None) -> None:
    for connector in ("kv-redis", "redis"):
        assert {testing.check(connector, {"port": server.port}).verdict} == verdicts
        (found,) = theirs(connector, {"port": server.port})
        assert (found and found.split()[0]) == error, found
