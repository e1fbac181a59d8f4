"""Mail servers: aiosmtpd with TLS and accounts, and one that answers what a test wants."""

from __future__ import annotations

import asyncio
import hmac
import logging
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, SMTP, AuthResult, LoginPassword

from designer.connectors.base import JSON
from tests.services import certificates, listeners, processes

USER, PASSWORD = "robot@example.com", "Pä'ß %40:/@#?"
CHALLENGE = b"<1896.697170952@localhost>"


@dataclass
class MailServer:
    """A running server with one account, and what it was told, such as "EHLO" and "AUTH"."""

    port: int
    authority: str
    commands: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """What clients called themselves."""
    talks: set[SMTP] = field(default_factory=set)
    is_quiet: threading.Event = field(default_factory=threading.Event)
    """Whether nobody is connected."""

    @property
    def transport(self) -> dict[str, JSON]:
        """A transport that works."""
        return {
            "type": "smtp",
            "host": processes.HOST,
            "port": self.port,
            "secure": False,
            "tls": {"ca": self.authority},
            "auth": {"user": USER, "pass": PASSWORD},
        }


@contextmanager
def running(
    *,
    starttls: bool = True,
    from_the_start: bool = False,
    login_needs_tls: bool = True,
    methods: tuple[str, ...] = ("LOGIN", "PLAIN"),
) -> Iterator[MailServer]:
    """A server that offers STARTTLS, or is encrypted from the start, and lets the account log in."""
    made = certificates.make()
    context = made.context
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    server = MailServer(processes.free_port(), made.authority)
    controller = Controller(
        _Handler(),
        hostname=processes.HOST,
        port=server.port,
        ssl_context=context if from_the_start else None,
        tls_context=context if starttls and not from_the_start else None,
        auth_require_tls=login_needs_tls and not from_the_start,
        auth_exclude_mechanism=sorted({"LOGIN", "PLAIN", "CRAM-MD5"} - set(methods)),
        authenticator=_knows,
        ident="Example Mail",
        data_size_limit=10_000_000,
    )
    controller.factory = lambda: _Recorded(server, controller)  # type: ignore[method-assign]
    controller.start()
    server.commands.clear()
    try:
        yield server
    finally:
        server.is_quiet.wait(30)  # a loop that ends before its connections leaves them open
        asyncio.run_coroutine_threadsafe(_end(controller), controller.loop).result(30)
        controller.stop()


async def _end(controller: Controller) -> None:
    """Let nobody in any more, and wait for those who are in already, but of whom nobody has been told."""
    assert controller.server is not None
    controller.server.close()
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)
    for _ in range(3):
        await asyncio.sleep(0)  # what they left to be done


def _knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, account: Any) -> AuthResult:
    known = isinstance(account, LoginPassword) and account == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


class _Handler:
    async def auth_CRAM__MD5(self, server: Any, _words: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's names
        """RFC 2195."""
        answer = await server.challenge_auth(CHALLENGE)
        if answer is MISSING:
            return AuthResult(success=False, handled=True)
        expected = f"{USER} {hmac.new(PASSWORD.encode(), CHALLENGE, 'md5').hexdigest()}"
        return AuthResult(success=answer == expected.encode(), handled=False)


class _Recorded(SMTP):
    """Notes down what it is told."""

    def __init__(self, server: MailServer, controller: Controller) -> None:
        super().__init__(controller.handler, loop=controller.loop, **controller.SMTP_kwargs)
        self._server = server

    def connection_made(self, transport: Any) -> None:
        self._server.talks.add(self)
        self._server.is_quiet.clear()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._server.talks.discard(self)
        if not self._server.talks:
            self._server.is_quiet.set()

    async def _call_handler_hook(self, command: str, *args: Any) -> Any:
        if command != "AUTH":
            self._server.commands.append(command)
        return await super()._call_handler_hook(command, *args)

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's names
        self._server.commands.append("EHLO")
        self._server.names.append(hostname)
        await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's names
        self._server.commands.append("STARTTLS")
        await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's names
        self._server.commands.append(f"AUTH {arg.split(maxsplit=1)[0]}")
        await super().smtp_AUTH(arg)


HELLO = b"250-mx.example.com\r\n250-AUTH PLAIN LOGIN\r\n250 HELP\r\n"


def answering(replies: Mapping[str, bytes], greeting: bytes = b"220 mx.example.com\r\n") -> listeners.Behaviour:
    """Greet, and answer each command, by its first word, with what a test wants; `{line}` is the whole of it."""
    usual = {"EHLO": HELLO, "AUTH": b"235 Welcome\r\n", "NOOP": b"250 Fine\r\n", "QUIT": b"221 Bye\r\n"}

    def behave(connection: socket.socket, _over: threading.Event) -> None:
        connection.sendall(greeting)
        with connection.makefile("rb") as lines:
            for line in lines:
                reply = {**usual, **replies}.get(line.decode().split()[0].upper(), b"500 What?\r\n")
                connection.sendall(reply.replace(b"{line}", line.strip()))

    return behave
