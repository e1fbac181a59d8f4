"""A connection test says "works" exactly where LoopBack's own connector connects."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest

from designer import testing
from designer.connectors.results import Verdict
from tests.interop import loopback
from tests.services import caching_sha2, certificates, listeners, processes
from tests.services.mariadb import MariaDB
from tests.services.postgresql import PostgreSQL, hash_often

Settings = dict[str, Any]
Cases = dict[str, tuple[Settings, bool]]
"""Each by name: settings, and whether they work."""

pytestmark = pytest.mark.usefixtures("installed")


def without(settings: Settings, *keys: str) -> Settings:
    return {key: value for key, value in settings.items() if key not in keys}


def url_of(good: Settings, **changed: Any) -> str:
    part = {key: quote(str(value), safe="") for key, value in (good | changed).items()}
    return f"{part['connector']}://{part['user']}:{part['password']}@{part['host']}:{part['port']}/{part['database']}"


def cases(good: Settings) -> Cases:
    bare = without(good, "host", "port", "user", "password", "database")
    return {
        "as documented": (good, True),
        "a wrong password": (good | {"password": "wrong"}, False),
        "no password": (without(good, "password"), False),
        "an unknown user": (good | {"user": "nemo"}, False),
        "a closed port": (good | {"port": processes.free_port()}, False),
        "an unknown database": (good | {"database": "nowhere"}, False),
        "the port as text": (good | {"port": str(good["port"])}, True),
        "username for user": (without(good, "user") | {"username": good["user"]}, True),
        "a url": (bare | {"url": url_of(good)}, True),
        "a url with a wrong password": (bare | {"url": url_of(good, password="wrong")}, False),
    }


def check_all(more: Cases) -> None:
    found = {name: testing.check(settings["connector"], settings) for name, (settings, _) in more.items()}
    said = json.dumps([settings for settings, _ in more.values()])
    theirs = dict(zip(more, loopback.run("connect_each.js", said=said), strict=True))
    expected = {name: works for name, (_, works) in more.items()}
    assert {name: each["error"] is None for name, each in theirs.items()} == expected, theirs
    assert {name: result.verdict == Verdict.VERIFIED for name, result in found.items()} == expected, found


def test_mysql(mariadb: MariaDB) -> None:
    good = mariadb.settings
    guarded = good | {"user": "guarded", "password": "guarded-pw"}
    url = url_of(guarded)
    check_all(
        cases(good)
        | {
            "a user that must use TLS, without": (guarded, False),
            "a user whose plugin LoopBack does not know": (good | {"user": "edwards", "password": "edwards-pw"}, False),
            "a locked account": (good | {"user": "locked", "password": "locked-pw"}, False),
            "the database of others": (good | {"database": "secret_affairs"}, False),
            "a url beats the other settings": (good | {"host": "nowhere.invalid", "url": url_of(good)}, True),
            "a url without a path": (good | {"url": url_of(good).rpartition("/")[0]}, False),
            "a socket": (good | {"socketPath": str(mariadb.socket), "port": 1}, True),
            "a collation of MySQL 8": (good | {"collation": "utf8mb4_0900_ai_ci"}, False),
            "TLS, as a switch": (guarded | {"ssl": True}, True),
            "TLS, as a word": (guarded | {"ssl": "true"}, False),
            "TLS, trusting nobody": (guarded | {"ssl": {}}, False),
            "TLS, trusting the right one": (guarded | {"ssl": {"ca": mariadb.authority}}, True),
            "TLS, trusting a list": (guarded | {"ssl": {"ca": [mariadb.authority]}}, True),
            "TLS, trusting another one": (guarded | {"ssl": {"ca": certificates.make().authority}}, False),
            "TLS, unchecked": (guarded | {"ssl": {"rejectUnauthorized": False}}, True),
            "TLS, as Amazon's": (guarded | {"ssl": "Amazon RDS"}, False),
            "TLS in a url": (good | {"url": f"{url}?ssl=true"}, True),
            "TLS in a url, unchecked": (good | {"url": url + '?ssl={"rejectUnauthorized":false}'}, True),
            "TLS in a url, checked": (good | {"url": f"{url}?ssl={{}}"}, False),
            "TLS beside a url": (good | {"url": url, "ssl": True}, False),
        }
    )


def test_mysql_with_other_certificates(mariadb: MariaDB) -> None:
    other = certificates.make("db.example.com", "192.0.2.7")
    with mariadb.presenting(other):
        check_all({"for another name": (mariadb.settings | {"ssl": {"ca": other.authority}}, True)})
    late = certificates.make(ends=-certificates.HOUR / 2)
    with mariadb.presenting(late):
        check_all({"expired": (mariadb.settings | {"ssl": {"ca": late.authority}}, False)})


def test_mysql_8() -> None:
    with listeners.listening(partial(caching_sha2.serve)) as server:
        good = {"connector": "mysql", "host": processes.HOST, "port": server.port, "user": "shop", "password": "pw"}
        check_all({"caching_sha2_password": (good, False), "TLS that it does not offer": (good | {"ssl": {}}, False)})


def test_postgresql(postgresql: PostgreSQL) -> None:
    good = postgresql.settings
    guarded = good | {"user": "guarded", "password": "guarded-pw"}
    trusted = {"ca": postgresql.authority}
    client = {"cert": postgresql.client.server, "key": postgresql.client.key}
    url = url_of(guarded)
    hash_often(postgresql, "often", "often-pw", iterations=100_001)
    often = good | {"user": "often", "password": "often-pw"}
    check_all(
        cases(good)
        | {
            "a database that lets nobody in": (good | {"database": "closed"}, False),
            "a user that may not log in": (good | {"user": "nobody_in", "password": "nobody-pw"}, False),
            "a user without connections": (good | {"user": "busy", "password": "busy-pw"}, False),
            "no line in pg_hba.conf": (good | {"database": "elsewhere"}, False),
            "rejected by pg_hba.conf": (good | {"user": "rejected", "password": "rejected-pw"}, False),
            "a plain password": (good | {"user": "plain", "password": "plain-pw"}, True),
            "an MD5 hash": (good | {"user": "hashed", "password": "hashed-pw"}, True),
            "a certificate": (good | {"user": "certified", "ssl": trusted | client}, True),
            "a certificate that is missing": (good | {"user": "certified", "ssl": trusted}, False),
            "a password that is hashed too often": (often, False),
            "one that may be hashed that often": (often | {"scramMaxIterations": 200_000}, True),
            "a socket": (good | {"host": str(postgresql.folder)}, True),
            "a socket with TLS": (good | {"host": str(postgresql.folder), "ssl": True}, False),
            "a user that must use TLS, without": (guarded, False),
            "TLS, trusting nobody": (guarded | {"ssl": True}, False),
            "TLS, trusting the right one": (guarded | {"ssl": trusted}, True),
            "TLS for a name": (guarded | {"ssl": trusted, "host": "localhost"}, True),
            "TLS for another name": (guarded | {"ssl": trusted | {"servername": "db.example.com"}}, False),
            "TLS for another name, in vain": (
                guarded | {"ssl": trusted | {"servername": "db.example.com"}, "host": "localhost"},
                True,
            ),
            "TLS, unchecked": (guarded | {"ssl": {"rejectUnauthorized": False}}, True),
            "TLS as a word": (guarded | {"ssl": "no-verify"}, True),
            "no TLS as a word": (good | {"ssl": "false"}, False),
            "TLS in a url": (good | {"url": f"{url}?sslmode=require"}, False),
            "TLS in a url, unchecked": (good | {"url": f"{url}?sslmode=no-verify"}, True),
            "TLS in a url, as libpq": (good | {"url": f"{url}?sslmode=require&uselibpqcompat=true"}, True),
            "TLS beside a url": (good | {"url": url, "ssl": trusted}, True),
        }
    )
