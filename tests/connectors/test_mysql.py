"""MySQL's test against a real MariaDB, and against servers that are none."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

import pymysql
import pytest

from designer.connectors import CATALOGUE, mysql_facts
from designer.connectors.base import JSON, Surroundings
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services import caching_sha2, certificates, listeners, processes
from tests.services import mariadb as servers
from tests.services.mariadb import PASSWORD, MariaDB

STEPS = CATALOGUE["mysql"].steps
UNKNOWN = "nemo"
"""MariaDB pretends that a user it does not know is like one that it knows; this one is like `shop`."""


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


def tried(mariadb: MariaDB, **changes: Any) -> CheckResult:
    return check("mysql", {**mariadb.settings, **changes})


def test_settings_that_work(mariadb: MariaDB) -> None:
    result = tried(mariadb)
    assert result.verdict is Verdict.VERIFIED
    assert states(result) == ["ok", "ok", "skipped", "ok", "ok", "ok", "ok"]
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
            {"user": "", "username": UNKNOWN},
            3,
            ("username", "password"),
            f"The server refused user “{UNKNOWN}” with this password.",
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
            (
                "The server asks user “edwards” to log in with client_ed25519, which LoopBack’s MySQL driver does not"
                " know; check the name, or give the account mysql_native_password."
            ),
        ),
        (
            {"user": "root", "password": "no"},
            3,
            ("user", "password"),
            "The server refused user “root” with this password.",
        ),
    ],
)
def test_what_the_server_refuses(
    mariadb: MariaDB, changes: dict[str, Any], step: int, blames: tuple[str, ...], sentence: str
) -> None:
    result = tried(mariadb, **changes)
    assert (result.verdict, result.blames, result.sentence) == (Verdict.FAILED, blames, sentence)
    assert states(result) == ["ok", "ok", "skipped", *(["ok"] * (step - 3)), "failed", *(["skipped"] * (6 - step))]


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
    assert (checked.verdict, states(checked)) == (Verdict.VERIFIED, ["ok"] * 7)
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
        assert (result.verdict, states(result)[0]) == (Verdict.FAILED, "failed")
    sockets = check("mysql", {**mariadb.settings, "socketPath": str(mariadb.socket)}, policy=Policy(sockets=False))
    assert (sockets.verdict, sockets.blames) == (Verdict.FAILED, ("socketPath",))


@pytest.mark.parametrize(
    ("version", "todo"),
    [
        ("8.0.39", "give the account mysql_native_password, or use loopback-connector-mysql ^7.0.0"),
        ("8.4.2", "which has to be switched on at MySQL 8.4.2, or use"),
        ("9.1.0", "MySQL 9.1.0 knows no other way that it does, so use"),
    ],
)
def test_mysql_8_accounts_work_here_but_not_in_loopback(version: str, todo: str) -> None:
    account: dict[str, JSON] = {"user": "shop", "password": "hunter22", "database": "shop"}
    with listeners.listening(partial(caching_sha2.serve, version=version)) as server:
        where: dict[str, JSON] = {"host": processes.HOST, "port": server.port, **account}
        result = check("mysql", where)
        with_other_driver = check("mysql", where, surroundings=Surroundings(package_range="^7.0.0"))
    assert with_other_driver.verdict is Verdict.VERIFIED
    assert "mysql2" in note(with_other_driver, "LoopBack’s own driver")
    assert (result.verdict, result.blames) == (Verdict.WORKS_ONLY_HERE, ("user",))
    assert "caching_sha2_password" in result.sentence
    assert todo in result.sentence
    assert states(result) == ["ok", "ok", "skipped", "ok", "ok", "ok", "note"]


def packet(payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "little") + b"\x00" + payload


def error_packet(code: int) -> bytes:
    return packet(b"\xff" + code.to_bytes(2, "little") + b"no")


def greeting(version: str, capabilities: int) -> bytes:
    head = b"\x0a" + version.encode() + b"\x00" + bytes(4) + b"saltsalt" + b"\x00"
    return packet(head + capabilities.to_bytes(2, "little") + b"\x08\x02\x00" + bytes(13))


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
        (listeners.say(error_packet(3159)), ("ssl",), "encrypted connections only"),
        (listeners.say(error_packet(1053)), (), "shutting down"),
        (listeners.say(error_packet(3032)), (), "offline"),
        (listeners.say(error_packet(9999)), (), "the details have its words"),
        (listeners.say(greeting("4.0.30", 0x2C)), ("host", "port"), "MySQL 4.0.30; LoopBack’s connector needs 5.0"),
    ],
)
def test_who_answers_before_the_login(behave: Callable[..., None], blames: tuple[str, ...], words: str) -> None:
    with listeners.listening(behave) as server:
        result = check("mysql", {"host": processes.HOST, "port": server.port, "user": "shop"})
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
    assert words in result.sentence
    assert states(result) == ["ok", "failed", "skipped", "skipped", "skipped", "skipped", "skipped"]


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


def test_what_one_wants_to_know_next(mariadb: MariaDB) -> None:
    mine = facts(tried(mariadb))
    assert mine["Server"].startswith("MariaDB 10.")
    assert int(mine.pop("Tables visible")) >= 0
    del mine["Server"]
    assert mine == {"Encryption": "none", "Logged in as": "shop@%", "Database": "shop", "May create tables": "yes"}
    theirs = facts(tried(mariadb, user="reader", password="reader-pw", ssl={"ca": mariadb.authority}))
    assert theirs["Encryption"].startswith("TLSv1.3 with TLS_")
    assert (theirs["Logged in as"], theirs["May create tables"]) == ("reader@%", "no")
    assert "Tables visible" not in facts(tried(mariadb, database=""))


@pytest.mark.parametrize(
    ("grants", "creates"),
    [
        (
            [
                "GRANT USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*F'",
                "GRANT ALL PRIVILEGES ON `shop`.* TO `a`@`%`",
            ],
            True,
        ),
        (["GRANT SELECT, CREATE, DROP ON *.* TO 'a'@'%' WITH GRANT OPTION"], True),
        (["GRANT SELECT, CREATE VIEW, CREATE TEMPORARY TABLES ON `shop`.* TO `a`@`%`"], False),
        (["GRANT CREATE ON `other`.* TO `a`@`%`"], False),
        (["GRANT CREATE ON `sh%`.* TO `a`@`%`"], True),
        (["GRANT CREATE ON `sh\\_p`.* TO `a`@`%`"], False),
        (["GRANT CREATE ON `sh_p`.* TO `a`@`%`"], True),
        (['GRANT CREATE ON "shop".* TO "a"@"%"'], True),
        (["GRANT CREATE ON `shop`.`orders` TO `a`@`%`"], False),
        (["GRANT CREATE ON *.* TO `a`@`%`", "REVOKE CREATE ON `shop`.* FROM `a`@`%`"], False),
        (["GRANT USAGE ON *.* TO `a`@`%`", "GRANT `writer`@`%` TO `a`@`%`"], None),
        (["GRANT `writer`@`%` TO `a`@`%`", "GRANT CREATE ON `shop`.* TO `writer`"], True),
    ],
)
def test_who_may_create_tables(grants: list[str], creates: bool | None) -> None:
    assert mysql_facts.creates_tables(grants, "shop") is creates


def test_a_url_makes_loopback_ignore_the_other_settings(mariadb: MariaDB) -> None:
    url = f"mysql://guarded:guarded-pw@127.0.0.1:{mariadb.port}/shop?ssl=true"
    result = check("mysql", {"url": url, "host": "nowhere.invalid", "password": "x", "ssl": {"ca": "x"}, "port": ""})
    assert result.verdict is Verdict.VERIFIED
    assert (result.steps[0].name, result.steps[0].state) == ("URL", "note")
    assert result.steps[0].detail == "LoopBack ignores host, password, ssl, as “url” is filled in"


def test_certificates_of_the_server(mariadb: MariaDB) -> None:
    other = certificates.make("db.example.com", "192.0.2.7")
    expired = certificates.make(ends=-certificates.HOUR / 2)
    with mariadb.presenting(other):
        assert tried(mariadb, ssl={"ca": other.authority}).verdict is Verdict.VERIFIED  # as LoopBack does
        untrusted = tried(mariadb, ssl={"ca": mariadb.authority})
    with mariadb.presenting(expired):
        too_late = tried(mariadb, ssl={"ca": expired.authority})
        assert tried(mariadb, ssl={"rejectUnauthorized": False}).verdict is Verdict.VERIFIED
    assert untrusted.sentence.startswith("Nobody that would be trusted vouches for the server’s certificate;")
    assert too_late.sentence.endswith("has expired; the server needs a new one.")
    assert (untrusted.blames, too_late.blames) == (("ssl",), ("ssl",))


def test_certificates_inside_of_loopbacks_driver_have_expired(mariadb: MariaDB) -> None:
    result = tried(mariadb, ssl="Amazon RDS")
    assert (result.verdict, result.blames, states(result)[2]) == (Verdict.FAILED, ("ssl",), "failed")
    assert "all of those have expired" in result.sentence
    newer = Surroundings(package_range="^8.0.0")
    settings: dict[str, JSON] = {**mariadb.settings, "ssl": "Amazon RDS"}
    assert check("mysql", settings, surroundings=newer).verdict is Verdict.UNVERIFIED


def test_a_server_that_wants_tls_or_has_none(mariadb: MariaDB) -> None:
    with mariadb.set_to(require_secure_transport=1):
        required = tried(mariadb)
    assert (required.verdict, "wants TLS" in required.detail) == (Verdict.FAILED, True)  # MariaDB does not say more
    with listeners.listening(partial(caching_sha2.serve, version="8.0.39")) as server:
        refused = check("mysql", {"host": processes.HOST, "port": server.port, "ssl": {}})
    assert (refused.blames, refused.sentence) == (
        ("ssl",),
        "The server offers no TLS; switch it off here, or on at the server.",
    )


def test_too_many_connections(mariadb: MariaDB) -> None:
    where: dict[str, Any] = {"host": processes.HOST, "port": mariadb.port}
    with pymysql.connect(**where, user="busy", password="busy-pw"):
        busy = tried(mariadb, user="busy", password="busy-pw")
    assert (busy.blames, busy.sentence) == (
        ("user",),
        "User “busy” has used up what the server allows it; try again later.",
    )
    with mariadb.set_to(max_connections=10), ExitStack() as connections:
        for _ in range(10):
            connections.enter_context(pymysql.connect(**where, user="reader", password="reader-pw"))
        full = tried(mariadb)
    assert (full.verdict, full.blames) == (Verdict.FAILED, ())
    assert full.sentence.startswith("The server has too many connections open;")


def test_a_collation_that_loopbacks_driver_does_not_know(mariadb: MariaDB) -> None:
    for settings in ({"collation": "utf8mb4_0900_ai_ci"}, {"url": f"{url_of(mariadb)}?charset=UTF8MB4_0900_AI_CI"}):
        result = tried(mariadb, **settings)
        assert (result.verdict, result.blames) == (Verdict.WORKS_ONLY_HERE, (next(iter(settings)),))
        assert "utf8mb4_0900_ai_ci" in result.sentence.lower()
    assert tried(mariadb, collation="UTF8MB4_Unicode_CI").verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("charset", "collation"),
    [
        ("utf8mb4", "utf8mb4_general_ci"),
        ("UTF8", "utf8_general_ci"),
        ("latin1", "latin1_swedish_ci"),
        ("utf8mb4_unicode_ci", "utf8mb4_unicode_ci"),
        ("binary", "binary"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_charset_in_a_url_is_its_usual_collation(charset: str, collation: str) -> None:
    assert CATALOGUE["mysql"].from_url(f"mysql://h/d?charset={charset}")["collation"] == collation


def url_of(mariadb: MariaDB) -> str:
    return CATALOGUE["mysql"].to_url(mariadb.settings).partition("?")[0]


def own_address() -> str:
    """One of this machine's that is not loopback's: MariaDB blocks none of those. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            processes.missing("this machine has no address but loopback's")
        address: str = probe.getsockname()[0]
        return address


def test_tests_do_not_use_up_max_connect_errors() -> None:
    address = own_address()
    with servers.running(address, "--max-connect-errors=3", "--skip-ssl") as server:
        server.ask("DROP USER edwards")  # his plug-in itself counts whom it refuses, and unknown users may be like him
        attempts: dict[str, dict[str, Any]] = {
            "good": {},
            "a wrong password": {"password": "wrong"},
            "an unknown user": {"user": UNKNOWN},
            "an unknown database": {"database": "nowhere"},
            "TLS that the server does not offer": {"ssl": {}},
            "a key that cannot be read": {"ssl": {"cert": "x", "key": "y"}},
        }
        found = {name: [tried(server, **each).verdict for _ in range(10)] for name, each in attempts.items()}
        assert tried(server).verdict is Verdict.VERIFIED
        left = server.ask("SHOW GLOBAL STATUS LIKE 'Aborted_connects_preauth'")
        hang_up(address, server.port, times=3)
        assert "FLUSH HOSTS" in tried(server).sentence  # which shows that the server does count
    assert {name for name, verdicts in found.items() if set(verdicts) == {Verdict.VERIFIED}} == {"good"}
    assert left == (("Aborted_connects_preauth", "0"),)


def hang_up(address: str, port: int, *, times: int) -> None:
    """Leave after the greeting, as a port scanner does."""
    for _ in range(times):
        with socket.create_connection((address, port)) as connection:
            connection.recv(200)
