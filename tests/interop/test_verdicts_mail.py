"""A mail server that works here works for LoopBack's mail connector with its nodemailer, and the other way round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from designer import testing
from designer.connectors.base import JSON
from designer.connectors.mail_services import options_of
from designer.connectors.results import Verdict
from tests.interop import loopback
from tests.services import processes, smtp

pytestmark = pytest.mark.usefixtures("installed")

Cases = dict[str, tuple[dict[str, JSON], Verdict]]
WORKS, FAILS = Verdict.VERIFIED, Verdict.FAILED


@pytest.fixture
def cases() -> Iterator[Cases]:
    """Transports of running servers by what is special about them, with the verdict of our test."""
    with ExitStack() as servers:
        first = servers.enter_context(smtp.running())
        starttls, ca = first.transport, first.authority
        encrypted = servers.enter_context(smtp.running(from_the_start=True)).transport
        plain = servers.enter_context(smtp.running(starttls=False, login_needs_tls=False)).transport
        only_cram = smtp.running(starttls=False, login_needs_tls=False, methods=("CRAM-MD5",))
        cram = servers.enter_context(only_cram).transport
        login = servers.enter_context(smtp.running(methods=("LOGIN",))).transport
        wrong: dict[str, JSON] = {"auth": {"user": smtp.USER, "pass": "wrong-pw"}}
        yield {
            "STARTTLS": (starttls, WORKS),
            "the port as text": ({**starttls, "port": str(starttls["port"])}, WORKS),
            "encrypted from the start": ({**encrypted, "secure": True}, WORKS),
            "unencrypted": (plain, WORKS),
            "CRAM-MD5": (cram, WORKS),
            "LOGIN": (login, WORKS),
            "kept connections": ({**starttls, "pool": True}, WORKS),
            "without an account": ({**starttls, "auth": {}}, WORKS),
            "any certificate": ({**starttls, "tls": {"rejectUnauthorized": False}}, WORKS),
            "a wrong password": ({**starttls, **wrong}, FAILS),
            "a wrong password, CRAM-MD5": ({**cram, **wrong}, FAILS),
            "no password": ({**starttls, "auth": {"user": smtp.USER}}, FAILS),
            "an unknown way to log in": ({**starttls, "authMethod": "NTLM"}, FAILS),
            "a certificate that nobody vouches for": ({**starttls, "tls": {}}, FAILS),
            "a certificate for another name": (
                {**starttls, "tls": {"ca": ca, "servername": "mail.example.com"}},
                FAILS,
            ),
            "TLS too early": ({**starttls, "secure": True}, FAILS),
            "no STARTTLS": ({**plain, "requireTLS": True}, FAILS),
            "a closed port": ({**starttls, "port": processes.free_port()}, FAILS),
        }


def test_verdicts(cases: Cases) -> None:
    said = json.dumps([{"transports": [transport]} for transport, _ in cases.values()])
    errors = dict(zip(cases, loopback.run("verify_mail.js", said=said), strict=True))
    found = {name: testing.check("mail", {"transports": [transport]}) for name, (transport, _) in cases.items()}
    expected = {name: verdict for name, (_, verdict) in cases.items()}
    assert {name: result.verdict for name, result in found.items()} == expected, found
    assert {name: WORKS if error is None else FAILS for name, error in errors.items()} == expected, errors


def test_what_nodemailer_sends_without_a_login_is_not_called_verified() -> None:
    """nodemailer logs in only where that is offered, and otherwise just goes on."""
    with smtp.running() as server:
        transport = {**server.transport, "ignoreTLS": True}
        said = json.dumps([{"transports": [transport]}])
        assert loopback.run("verify_mail.js", said=said) == [None]
        assert testing.check("mail", {"transports": [transport]}).verdict is Verdict.UNVERIFIED


def test_the_services_are_nodemailers() -> None:
    path = loopback.MODULES / "nodemailer/lib/well-known/services.json"
    for name, service in json.loads(path.read_text(encoding="utf-8")).items():
        names = [name, *service.pop("aliases", []), *service.pop("domains", [])]
        if "port" in service:
            service["port"] = int(service["port"])
        assert [options_of(each) for each in names] == [service] * len(names)
