"""Mail's test against real mail servers, and against some that refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.connectors import CATALOGUE
from designer.connectors.base import JSON, CheckFailed, Surroundings, Unsuccessful
from designer.connectors.examination import examine
from designer.connectors.mail_transports import Transport, read
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from designer.testing import check
from tests.services import listeners, processes, smtp
from tests.services.smtp import PASSWORD, USER, MailServer

STEPS = ("Resolve the name", "Open the port", "Greeting", "TLS", "Log in", "Ping")


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    """STARTTLS, and a login only after it."""
    with smtp.running() as running:
        yield running


@pytest.fixture(scope="module")
def encrypted() -> Iterator[MailServer]:
    """TLS from the start."""
    with smtp.running(from_the_start=True) as running:
        yield running


def tried(server: MailServer, **changes: Any) -> CheckResult:
    server.commands.clear()
    return check("mail", {"transports": [{**server.transport, **changes}]})


def states(result: CheckResult) -> dict[str, str]:
    assert {step.name for step in result.steps} >= set(STEPS)
    return {step.name: step.state for step in result.steps}


def facts(result: CheckResult) -> dict[str, str]:
    return {fact.name: fact.value for fact in result.facts}


def test_settings_that_work(server: MailServer) -> None:
    result = tried(server, name="shop.example.com")
    assert (result.verdict, result.blames) == (Verdict.VERIFIED, ())
    assert states(result) == dict.fromkeys(STEPS, "ok")
    assert facts(result) == {
        "Server": "localhost Example Mail",
        "Encryption": "TLSv1.3, certificate checked",
        "Logged in as": USER,
        "Largest message": "10,000,000 bytes",
    }
    assert server.names[-2:] == ["shop.example.com"] * 2


def test_nothing_is_sent(server: MailServer) -> None:
    tried(server)
    assert server.commands == ["EHLO", "STARTTLS", "EHLO", "AUTH PLAIN", "NOOP", "QUIT"]


def test_a_server_that_is_encrypted_from_the_start(encrypted: MailServer) -> None:
    result = tried(encrypted, secure=True)
    assert (result.verdict, set(states(result).values())) == (Verdict.VERIFIED, {"ok"})
    assert [step.name for step in result.steps][2:4] == ["TLS", "Greeting"]
    assert facts(result)["Encryption"].startswith("TLS")


def test_one_transport_and_a_url_work_too(server: MailServer, encrypted: MailServer) -> None:
    assert check("mail", {"transport": server.transport}).verdict is Verdict.VERIFIED
    url = f"smtps://robot%40example.com:P%C3%A4%27%C3%9F%20%2540%3A%2F%40%23%3F@{processes.HOST}:{encrypted.port}"
    ways: JSON = {"type": "SMTP", "url": f"{url}?tls.rejectUnauthorized=false", "host": "nowhere.invalid"}
    result = check("mail", {"transports": [ways], "transport": {"type": "smtp", "host": "nowhere.invalid"}})
    assert result.verdict is Verdict.VERIFIED
    assert facts(result)["Encryption"].endswith("not checked")
    assert any("ignores host beside the URL" in step.detail for step in result.steps)


@pytest.mark.parametrize("method", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_each_way_to_send_the_password(method: str) -> None:
    with smtp.running(starttls=False, login_needs_tls=False, methods=(method,)) as server:
        good, bad = tried(server), tried(server, auth={"user": USER, "pass": "wrong-pw"})
    assert (good.verdict, states(good)["TLS"]) == (Verdict.VERIFIED, "skipped")
    assert (bad.verdict, bad.sentence) == (
        Verdict.FAILED,
        f"The server refused user “{USER}” with this password.",
    )
    assert f"with {method}" in json.dumps(good.as_dict())


def test_the_way_that_is_asked_for_is_taken(server: MailServer) -> None:
    assert tried(server, authMethod="login").verdict is Verdict.VERIFIED
    assert "AUTH LOGIN" in server.commands
    unknown = tried(server, authMethod="NTLM")
    assert (unknown.verdict, states(unknown)["Log in"]) == (Verdict.FAILED, "failed")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"auth": {"user": USER, "pass": "wrong-pw"}}, f"The server refused user “{USER}” with this password."),
        ({"auth": {"user": "gone", "pass": PASSWORD}}, "The server refused user “gone” with this password."),
        ({"auth": {"user": USER}}, "The account has no password, so LoopBack cannot log in with it."),
        (
            {"secure": True},
            "The server does not begin with TLS; switch “secure” off, and STARTTLS follows where it is offered.",
        ),
        (
            {"tls": {}},
            (
                "Nobody that would be trusted vouches for the server’s certificate; put the certificate of the"
                " authority that issued it, as PEM text, into “ca”."
            ),
        ),
    ],
)
def test_settings_that_do_not_work(server: MailServer, changes: dict[str, Any], sentence: str) -> None:
    result = tried(server, **changes)
    assert (result.verdict, result.sentence, result.blames) == (Verdict.FAILED, sentence, ("transports",))


def test_a_certificate_for_another_name(server: MailServer) -> None:
    inner = {"ca": server.authority, "servername": "mail.example.com"}
    result = tried(server, tls=inner)
    assert (result.verdict, states(result)["TLS"]) == (Verdict.FAILED, "failed")
    assert "mail.example.com" in result.sentence
    assert tried(server, tls={**inner, "rejectUnauthorized": False}).verdict is Verdict.VERIFIED


def test_without_starttls_there_may_be_no_login(server: MailServer) -> None:
    """nodemailer then just sends without one."""
    result = tried(server, ignoreTLS=True)
    assert (result.verdict, states(result)["TLS"]) == (Verdict.UNVERIFIED, "skipped")
    assert "STARTTLS" in result.sentence
    assert not any("AUTH" in command for command in server.commands)


def test_loopback_2_logs_in_wherever_it_is(server: MailServer) -> None:
    transport = {**server.transport, "ignoreTLS": True}
    result = check("mail", {"transports": [transport]}, surroundings=Surroundings(loopback=2))
    assert (result.verdict, states(result)["Log in"]) == (Verdict.FAILED, "failed")
    assert "without encryption" in result.sentence


def test_a_server_without_starttls() -> None:
    with smtp.running(starttls=False, login_needs_tls=False) as server:
        insisting = tried(server, requireTLS=True)
        easy_going = tried(server, requireTLS=True, opportunisticTLS=True)
    assert (insisting.verdict, states(insisting)["TLS"]) == (Verdict.FAILED, "failed")
    assert "requireTLS" in insisting.sentence
    assert (easy_going.verdict, states(easy_going)["TLS"]) == (Verdict.VERIFIED, "note")


def test_nobody_has_to_log_in(server: MailServer) -> None:
    result = tried(server, auth={})
    assert (result.verdict, states(result)["Log in"]) == (Verdict.VERIFIED, "note")
    assert "without a login" in result.sentence
    assert facts(result)["Logged in as"] == "nobody"


def test_oauth_is_not_tried(server: MailServer) -> None:
    result = tried(server, auth={"type": "OAuth2", "user": USER, "accessToken": "t0ken-of-mine"})
    assert (result.verdict, states(result)["Log in"]) == (Verdict.UNVERIFIED, "note")
    assert "t0ken" not in json.dumps(result.as_dict())


def test_several_transports_are_tried_in_turn(server: MailServer) -> None:
    closed: dict[str, JSON] = {"type": "smtp", "host": processes.HOST, "port": processes.free_port(), "alias": "backup"}
    result = check("mail", {"transports": [closed, {"type": "ses", "alias": "cloud"}, server.transport]})
    assert result.verdict is Verdict.FAILED
    assert result.sentence.startswith("Transport 1 (backup): Nothing listens at")
    heads = {step.name: step.detail for step in result.steps if step.state == "note"}
    assert heads["Transport 1 (backup)"] == f"{processes.HOST}, port {closed['port']}"
    assert "not tried here" in heads["Transport 2 (cloud)"]
    assert [step.name for step in result.steps][-6:] == list(STEPS)
    assert facts(result)["Logged in as, Transport 3"] == USER
    working = check("mail", {"transports": [{"type": "stub"}, server.transport]})
    assert working.verdict is Verdict.UNVERIFIED
    assert "Transport 2: 127.0.0.1 greets" in working.sentence
    assert check("mail", {"transports": [server.transport] * 2}).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("settings", "verdict", "part"),
    [
        ({}, Verdict.UNVERIFIED, "no transport"),
        ({"transports": [], "transport": {"type": "smtp"}}, Verdict.UNVERIFIED, "no transport"),
        ({"transports": {"type": "smtp"}}, Verdict.FAILED, "must be a list"),
        ({"transports": [{"host": "mail.example.com"}]}, Verdict.FAILED, "no type"),
        ({"transports": [{"type": "stub"}]}, Verdict.UNVERIFIED, "throws away"),
        ({"transports": [{"type": "direct"}]}, Verdict.UNVERIFIED, "not tried"),
        ({"transports": [{"type": 5}]}, Verdict.FAILED, "text"),
        ({"transports": ["smtp://mail.example.com"]}, Verdict.FAILED, "object"),
        ({"transport": {"type": "smtp", "proxy": "socks://p:1"}}, Verdict.UNVERIFIED, "proxy"),
        ({"transport": {"type": "smtp", "sendmail": True}}, Verdict.UNVERIFIED, "sendmail"),
        ({"transport": {"type": "smtp", "port": 70000}}, Verdict.FAILED, "70000"),
        ({"transport": {"type": "smtp", "service": 1}}, Verdict.FAILED, "service"),
    ],
)
def test_what_is_no_smtp_server(settings: dict[str, JSON], verdict: Verdict, part: str) -> None:
    result = check("mail", settings)
    assert result.verdict is verdict
    assert part in result.sentence
    assert {step.state for step in result.steps} <= {"note", "skipped"}


def understood(loopback: int = 3, **options: JSON) -> Transport:
    return read({"type": "smtp", **options}, loopback=loopback, blames=("transports",))


@pytest.mark.parametrize(
    ("options", "host", "port", "secure"),
    [
        ({}, "localhost", 587, False),
        ({"loopback": 2}, "localhost", 25, False),
        ({"secure": True}, "localhost", 465, True),
        ({"port": "465"}, "localhost", 465, True),
        ({"port": 465, "secure": False}, "localhost", 465, False),
        ({"port": "smtp"}, "localhost", 587, False),
        ({"service": "Gmail", "host": "mine", "port": 25}, "smtp.gmail.com", 465, True),
        ({"service": "someone@outlook.com"}, "smtp-mail.outlook.com", 587, False),
        ({"service": "bluewin"}, "smtpauths.bluewin.ch", 465, True),
        ({"service": "Gmial"}, "localhost", 587, False),
        ({"url": "smtp://mail.example.com:465", "secure": True}, "mail.example.com", 465, False),
        ({"url": "smtps://mail.example.com/?port=1&service=yahoo"}, "smtp.mail.yahoo.com", 465, True),
    ],
)
def test_where_nodemailer_goes(options: dict[str, Any], host: str, port: int, secure: bool) -> None:
    transport = understood(**options)
    assert (transport.host, transport.port, transport.secure) == (host, port, secure)


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"service": "Gmial"}, "Gmial"),
        ({"service": "gmail", "host": "mine"}, "place of host"),
        ({"secureConnection": True}, "secureConnection"),
        ({"port": "smtp"}, "no port"),
        ({"tls": {"ciphers": "SSLv3"}}, "tls.ciphers"),
        ({"url": "smtp://h", "host": "mine"}, "ignores host"),
        ({"loopback": 2}, "tls.servername"),
    ],
)
def test_what_loopback_makes_of_settings_is_told(options: dict[str, Any], part: str) -> None:
    assert any(part in remark for remark in understood(**options).remarks)
    assert not understood(host="mine", port=25, tls={"rejectUnauthorized": False}).remarks


def refusal(replies: dict[str, bytes], greeting: bytes = b"220 mx\r\n", **changes: Any) -> CheckResult:
    with listeners.listening(smtp.answering(replies, greeting)) as listener:
        transport: dict[str, JSON] = {"type": "smtp", "host": processes.HOST, "port": listener.port}
        account: dict[str, JSON] = {"auth": {"user": "robot", "pass": "s3cret-of-mine"}}
        return check("mail", {"transports": [{**transport, **account, **changes}]}, deadline_seconds=5)


@pytest.mark.parametrize(
    ("command", "reply", "step", "part"),
    [
        ("", b"421 Too many connections\r\n", "Greeting", "try again later"),
        ("", b"554 5.7.1 On a list\r\n", "Greeting", "from this machine"),
        ("", b"* OK IMAP4rev1\r\n", "Greeting", "an IMAP server"),
        ("", b"HTTP/1.1 400 Bad Request\r\n", "Greeting", "a web server"),
        ("", b"\x15\x03\x01\r\n", "Greeting", "no mail server"),
        ("EHLO", b"550 5.7.1 Who?\r\n", "Ping", ""),
        ("EHLO", b"421 Not now\r\n", "Greeting", "try again later"),
        ("AUTH", b"421 Too many\r\n", "Log in", "try again later"),
        ("AUTH", b"454 4.7.0 Temporary\r\n", "Log in", "try again later"),
        ("AUTH", b"504 Unknown\r\n", "Log in", "no PLAIN login"),
        ("AUTH", b"530 5.7.0 STARTTLS first\r\n", "Log in", "without encryption"),
        ("AUTH", b"534 5.7.9 Application-specific password required\r\n", "Log in", "made for applications"),
        ("AUTH", b"535-5.7.8 No\r\n535 5.7.8 No\r\n", "Log in", "refused user “robot”"),
        ("AUTH", b"550 5.7.1 Locked\r\n", "Log in", "may not send mail"),
        ("AUTH", b"599 Odd\r\n", "Log in", "the details"),
        ("NOOP", b"530 Authenticate\r\n", "Ping", "wants a login"),
    ],
)
def test_what_a_server_refuses(command: str, reply: bytes, step: str, part: str) -> None:
    helo = {"HELO": b"500 No\r\n"} if command == "EHLO" else {}
    result = refusal({command: reply, **helo}) if command else refusal({}, reply)
    assert result.verdict is Verdict.FAILED
    if part:
        assert part in result.sentence
        assert states(result)[step] == "failed"


def test_starttls_that_fails_for_now() -> None:
    hello = {"EHLO": b"250-mx\r\n250 STARTTLS\r\n", "STARTTLS": b"454 Later\r\n"}
    result = refusal(hello)
    assert (result.verdict, states(result)["TLS"]) == (Verdict.FAILED, "failed")
    assert result.detail == "454 Later"


def test_a_server_that_knows_only_helo() -> None:
    """nodemailer then takes it for one that lets people log in."""
    assert refusal({"EHLO": b"502 No\r\n", "HELO": b"250 mx\r\n"}).verdict is Verdict.VERIFIED


def test_a_server_that_offers_only_oauth() -> None:
    result = refusal({"EHLO": b"250-mx\r\n250 AUTH XOAUTH2\r\n"})
    assert (result.verdict, states(result)["Log in"]) == (Verdict.UNVERIFIED, "note")


def test_a_password_that_the_server_repeats_is_not_shown() -> None:
    for method in ("PLAIN", "LOGIN"):
        questions = {} if method == "PLAIN" else {"AUTH": b"334 VXNlcm5hbWU6\r\n"}
        result = refusal({"AUTH": b"500 What is {line}?\r\n", **questions}, authMethod=method)
        assert result.verdict is Verdict.FAILED
        told = json.dumps(result.as_dict())
        assert not any(part in told for part in ("s3cret", "czNjcmV0", "AHJvYm90AHMzY3JldC1vZi1taW5l"))
    repeated = refusal({"AUTH": b"535 Not {line}, but s3cret-of-mine\r\n"})
    assert repeated.detail == "535 Not AUTH PLAIN •••, but •••"


@pytest.mark.parametrize(
    ("greeting", "part"),
    [
        (b"220-" + b"x" * 100_000, "no mail server"),
        (b"220-more\r\n" * 100_000, "no mail server"),
        (b"2", "no mail server"),
        (b"", "closed the connection"),
    ],
    ids=["a line without an end", "lines without an end", "half a line", "nothing"],
)
def test_a_greeting_that_is_none(greeting: bytes, part: str) -> None:
    with listeners.listening(listeners.say(greeting)) as listener:
        transport: JSON = {"type": "smtp", "host": processes.HOST, "port": listener.port}
        result = check("mail", {"transports": [transport]}, deadline_seconds=5)
    assert (result.verdict, states(result)["Greeting"]) == (Verdict.FAILED, "failed")
    assert part in result.sentence


def test_silence_may_mean_that_the_server_waits_for_tls() -> None:
    with listeners.listening(listeners.hang) as listener:
        transport: JSON = {"type": "smtp", "host": processes.HOST, "port": listener.port}
        result = examine(CATALOGUE["mail"], {"transports": [transport]}, 0.2)
    assert result.verdict is Verdict.FAILED
    assert "switch “secure” on" in result.sentence


def test_the_operator_decides_which_addresses_are_contacted(server: MailServer) -> None:
    for host in (processes.HOST, "localhost"):
        transport = {**server.transport, "host": host}
        result = check("mail", {"transports": [transport]}, policy=Policy(denied=("127.0.0.0/8", "::1/128")))
        assert (result.verdict, states(result)["Resolve the name"]) == (Verdict.FAILED, "failed")


VALUES: st.SearchStrategy[JSON] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["smtp", "gmail", "a@yahoo.com", "smtp://u:p@127.0.0.1:1/?tls.ca=x", "465", "OAuth2", "0x1F"]),
    st.dictionaries(st.sampled_from(["user", "pass", "type", "method", "ca", "servername"]), st.text(), max_size=3),
)
KEYS = ("host", "port", "secure", "service", "auth", "tls", "url", "name", "authMethod", "pool", "proxy", "servername")


@given(options=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5), loopback=st.sampled_from([2, 3]))
def test_any_transport_is_understood_or_refused(options: dict[str, JSON], loopback: int) -> None:
    with suppress(Unsuccessful):
        assert 0 < understood(loopback, **options).port < 65536


def test_a_name_of_two_lines_is_refused(server: MailServer) -> None:
    result = tried(server, name="shop\r\nMAIL FROM:<x@example.com>")
    assert (result.verdict, result.sentence) == (Verdict.FAILED, "The name for the greeting must be a single line.")
    assert server.commands == []


def test_a_url_is_not_quoted() -> None:
    with pytest.raises(CheckFailed) as caught:
        understood(url="smtp://robot:pa/ss@mail")
    assert "ss@" not in str(caught.value)
