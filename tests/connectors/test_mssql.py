"""SQL Server's test against a stand-in that speaks TDS (a fake: no SQL Server can be had), and against what is none."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from designer.connectors import CATALOGUE
from designer.connectors.base import CheckFailed, NotTaken
from designer.connectors.examination import examine
from designer.connectors.mssql_account import Account
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from tests.services import certificates, listeners
from tests.services.certificates import Certificates
from tests.services.tds import TDS

MSSQL = CATALOGUE["mssql"]
Start = Callable[..., int]


def settings(port: int) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "user": "shop", "password": "shop-pw", "database": "shop"}


def states(result: CheckResult) -> list[str]:
    return [step.state for step in result.steps]


def tried(listening: int, **changes: Any) -> CheckResult:
    return examine(MSSQL, settings(listening) | changes, 5)


@pytest.fixture(scope="module")
def made() -> Certificates:
    return certificates.make()


@pytest.fixture
def start(made: Certificates, tmp_path: Path) -> Iterator[Start]:
    """Starts a fake, with TLS if that is asked for, and tells its port."""
    with ExitStack() as running:

        def begin(fake: TDS, *, tls: bool = False) -> int:
            fake.certificates, fake.folder = made if tls else None, tmp_path
            return running.enter_context(listeners.listening(fake.serve)).port

        yield begin


def test_settings_that_work(start: Start) -> None:
    result = tried(start(TDS(), tls=True))
    assert result.verdict is Verdict.VERIFIED, result
    assert states(result) == ["ok"] * 7
    assert result.sentence == "SQL Server 15.0.4153 accepts these settings."
    assert {fact.name: fact.value for fact in result.facts} == {
        "Server": "SQL Server 15.0.4153",
        "Encryption": "TLSv1.2, certificate not checked",
        "Edition": "Developer Edition",
        "Logged in as": "shop",
        "Database": "shop",
        "Tables visible": "7",
        "May create tables": "yes, in dbo",
    }


def test_a_url_and_a_connection_string_replace_all_else_and_do_not_encrypt_by_themselves(start: Start) -> None:
    fake = TDS()
    port = start(fake, tls=True)
    urls = [
        f"mssql://shop:shop-pw@127.0.0.1:{port}/shop",
        f"mssql://shop:shop-pw@127.0.0.1:{port}/shop?encrypt=true",
        f"Server=tcp:127.0.0.1,{port};Initial Catalog=shop;User Id=shop;Password=shop-pw",
        f"server=127.0.0.1,{port};database={{shop}};uid=shop;pwd='shop-pw';Encrypt=yes;",
    ]
    found = [tried(port, host="nowhere.invalid", port="x", user=7, url=url).verdict for url in urls]
    assert found == [Verdict.VERIFIED] * 4
    assert fake.logins == [("shop", "shop", encrypted) for encrypted in (False, True, False, True)]


@pytest.mark.parametrize(
    ("changes", "step", "blames", "sentence"),
    [
        ({"password": "wrong"}, 3, ("user", "password"), "The server refused user “shop” with this password."),
        ({"password": ""}, 3, ("user", "password"), "The server refused user “shop” without a password."),
        (
            {"user": "", "username": "ghost"},
            3,
            ("username", "password"),
            "The server refused user “ghost” with this password.",
        ),
        (
            {"database": "nowhere"},
            4,
            ("database", "user"),
            "There is no database “nowhere” that user “shop” may use.",
        ),
    ],
)
def test_what_is_wrong(
    start: Start, changes: dict[str, Any], step: int, blames: tuple[str, ...], sentence: str
) -> None:
    result = tried(start(TDS()), **changes)
    assert (result.verdict, result.blames, result.sentence) == (Verdict.FAILED, blames, sentence)
    assert states(result)[step:] == ["failed"] + ["skipped"] * (6 - step)
    assert "failed" not in states(result)[:step]


@pytest.mark.parametrize(
    ("number", "words", "blames"),
    [
        (18470, "disabled", ("user",)),
        (18486, "locked", ("user",)),
        (18487, "expired", ("password",)),
        (18488, "changed before its first use", ("password",)),
        (18452, "Windows account", ("user",)),
        (40615, "firewall", ("host",)),
        (40613, "not available at the moment", ("database",)),
        (18401, "upgraded", ()),
        (17809, "too many connections", ()),
        (99999, "the details have its words", ()),
    ],
)
def test_refusals_of_a_login(start: Start, number: int, words: str, blames: tuple[str, ...]) -> None:
    result = tried(start(TDS(refusals={"shop": (number, "what the server says")})))
    assert result.verdict is Verdict.FAILED
    assert words in result.sentence
    assert result.blames == blames
    assert f"{number}, state 1: what the server says" in result.detail


def test_encryption_that_the_server_insists_on(start: Start) -> None:
    port = start(TDS(insists=True), tls=True)
    result = tried(port, options={"encrypt": False})
    assert (result.verdict, result.blames, states(result)[2]) == (Verdict.FAILED, ("options",), "failed")
    assert "accepts encrypted connections only" in result.sentence
    assert tried(port).verdict is Verdict.VERIFIED


def test_encryption_that_the_server_does_not_offer_is_done_without_as_in_loopback(start: Start) -> None:
    fake = TDS()
    result = tried(start(fake))
    assert states(result)[2] == "note"
    assert "goes on without it" in result.steps[2].detail
    assert fake.logins == [("shop", "shop", False)]
    assert next(fact.value for fact in result.facts if fact.name == "Encryption") == "none"


def test_certificates(start: Start, made: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
    port = start(TDS(), tls=True)

    def with_options(host: str, **details: str) -> CheckResult:
        return tried(port, host=host, options={"trustServerCertificate": False, "cryptoCredentialsDetails": details})

    unknown, known = with_options("localhost"), with_options("localhost", ca=made.authority)
    misnamed = with_options("db.example", ca=made.authority)
    assert (unknown.verdict, known.verdict, misnamed.verdict) == (
        Verdict.FAILED,
        Verdict.VERIFIED,
        Verdict.FAILED,
    )
    assert "certificate is not accepted" in unknown.sentence
    assert "certificate is not accepted" in misnamed.sentence
    assert unknown.blames == ("options",)


def test_old_versions_of_tls(start: Start) -> None:
    port = start(TDS(tls=ssl.TLSVersion.TLSv1), tls=True)
    result = tried(port)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("options",))
    assert "before 1.2" in result.sentence
    allowed = {"minVersion": "TLSv1", "ciphers": "DEFAULT:@SECLEVEL=0"}
    assert tried(port, options={"cryptoCredentialsDetails": allowed}).verdict is Verdict.VERIFIED


def test_a_server_that_sends_on(start: Start) -> None:
    second = TDS()
    result = tried(start(TDS(routes={"shop": ("localhost", start(second))})))
    assert result.verdict is Verdict.VERIFIED
    assert second.logins == [("shop", "shop", False)]
    assert [step.name for step in result.steps].count("Resolve the name") == 2


def test_the_certificate_has_the_first_servers_name(
    start: Start, made: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As tedious has it (lib/connection.js, startTls with `config.server`)."""
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
    port = start(TDS(routes={"shop": ("node7.example", start(TDS(), tls=True))}), tls=True)
    options = {"trustServerCertificate": False, "cryptoCredentialsDetails": {"ca": made.authority}}
    assert tried(port, host="localhost", options=options).verdict is Verdict.VERIFIED


def test_a_server_that_sends_on_to_a_forbidden_address(start: Start) -> None:
    forbidden = TDS()
    port = start(TDS(routes={"shop": ("127.0.0.9", start(forbidden))}))
    result = examine(MSSQL, settings(port), 5, Policy(allowed=("127.0.0.1/32",)))
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host",))
    assert "127.0.0.9" in result.sentence
    assert forbidden.logins == []


def test_servers_that_send_in_a_circle(start: Start) -> None:
    fake = TDS()
    port = start(fake)
    fake.routes["shop"] = ("127.0.0.1", port)
    result = tried(port)
    assert result.verdict is Verdict.FAILED
    assert "without end" in result.sentence
    assert len(fake.logins) == 4


@pytest.mark.parametrize(
    ("changes", "blames", "words"),
    [
        ({"port": "1433"}, ("port",), "only as a number"),
        ({"host": "", "server": "db"}, ("server",), "does not read “server”"),
        ({"host": None}, ("host",), "No host is set"),
        ({"password": None}, ("password",), "takes a text as “password”"),
        ({"database": None}, ("database",), "takes a text as “database”"),
        ({"options": {"encrypt": "true"}}, ("options",), "takes true or false as “encrypt”"),
        ({"url": "mssql://shop@/x"}, ("url",), "no host"),
        ({"url": "something"}, ("url",), "neither"),
        ({"url": r"np:\\.\pipe\sql\query"}, ("url",), "neither"),
        ({"url": r"Server=np:\\.\pipe\sql\query"}, ("url",), "named pipes"),
        ({"password": "x" * 129}, ("password",), "128 characters"),
    ],
)
def test_values_that_loopbacks_driver_refuses(changes: dict[str, Any], blames: tuple[str, ...], words: str) -> None:
    result = tried(1433, **changes)
    assert (result.verdict, result.blames, result.steps) == (Verdict.FAILED, blames, ())
    assert words in result.sentence


def test_windows_accounts_are_not_tried(start: Start) -> None:
    fake = TDS()
    result = tried(start(fake), domain="CORP")
    assert result.verdict is Verdict.UNVERIFIED
    assert "NTLM" in result.sentence
    assert fake.logins == []


def test_an_instance_without_a_browser(start: Start) -> None:
    result = tried(start(TDS()), options={"instanceName": "SQLEXPRESS"})
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "options"))
    assert "SQL Server Browser" in result.sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Server=db\EXPRESS;Uid=a", ("db", 1433, "EXPRESS", "a", "")),
        (r"Server=db\EXPRESS,99;Uid=a", ("db", 99, "EXPRESS", "a", "")),
        (r"Data Source=(local);User Id=CORP\bob;Password=''", ("localhost", 1433, "", "bob", "NTLM")),
        ("mssql://a%40b:p@db/EXPRESS/shop", ("db", 1433, "EXPRESS", "a@b", "")),
        ("mssql://a:p@db/shop?domain=CORP", ("db", 1433, "", "a", "NTLM")),
        ('Server=db;User Id=a;Password="x;y""z"', ("db", 1433, "", "a", "")),
    ],
)
def test_how_connection_strings_are_read(text: str, expected: tuple[str, int, str, str, str]) -> None:
    found = Account.read({"url": text})
    assert (found.host, found.port, found.instance, found.user, found.method) == expected


def test_a_quoted_password() -> None:
    assert Account.read({"url": 'Server=db;Password="x;y""z"'}).password == 'x;y"z'
    assert Account.read({"url": "Server=db;Password={x;'y}"}).password == "x;'y"


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (listeners.close, "closed the connection"),
        (listeners.reset, "closed the connection"),
        (listeners.NONSENSE, "not a SQL Server"),
        (listeners.say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "a web server"),
        (listeners.say(b"\x04\x01\xff\xff\x00\x00\x01\x00"), "closed|language"),
        (listeners.say(b"\x04\x01\x00\x09\x00\x00\x01\x00\xff"), "closed|language"),
    ],
)
def test_what_is_no_sql_server(behave: listeners.Behaviour, words: str) -> None:
    with listeners.listening(behave) as listener:
        result = tried(listener.port)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert any(word in result.sentence for word in words.split("|")), result


def test_a_server_that_says_nothing() -> None:
    with listeners.listening(listeners.hang) as listener:
        result = examine(MSSQL, settings(listener.port), 0.3)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert "did not answer in time" in result.sentence


def test_a_url_says_whether_to_encrypt() -> None:
    assert MSSQL.from_url("mssql://a:b@db/x")["options"] == {"encrypt": False}
    assert MSSQL.from_url("mssql://a:b@db/x?encrypt=true")["options"] == {"encrypt": True}
    url = "mssql://a:b@db/INST/x?timeout=3&schema=shop&trustServerCertificate=false"
    assert MSSQL.from_url(url) == {
        "host": "db",
        "user": "a",
        "password": "b",
        "database": "x",
        "connectionTimeout": 3000,
        "schema": "shop",
        "options": {"encrypt": False, "instanceName": "INST"},
    }
    assert MSSQL.not_taken(url) == NotTaken(never_read=("trustServerCertificate",))
    assert MSSQL.to_url({"host": "db", "database": "x"}) == "mssql://db/x?encrypt=true"
    assert MSSQL.to_url({"host": "db", "options": {"encrypt": False}}) == "mssql://db/"


def test_a_url_that_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(CheckFailed) as caught:
        Account.read({"url": "mssql://shop:pa/ss@word@db/x"})
    assert "word" not in caught.value.sentence.replace("password", "")
