"""One conversation with a PostgreSQL server: opened and encrypted by us, from the login on through libpq."""

from __future__ import annotations

import os
import socket
import ssl
import struct
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Self

from psycopg.conninfo import make_conninfo
from psycopg.pq import ConnStatus, ExecStatus, PGconn, PollingStatus
from psycopg.pq.abc import PGresult

from designer.connectors import tls
from designer.connectors.postgresql_account import Account
from designer.connectors.postgresql_errors import Refusal, closed, endless, not_postgresql, timed_out, unknown_method
from designer.connectors.postgresql_messages import UNKNOWN_TO_PG, Messages
from designer.connectors.postgresql_relay import PORT, EndlessError, Relay
from designer.connectors.probe import LOG_IN, USE, Address, Attempt

_WANTS_TLS = struct.pack("!ii", 8, 80877103)
_LOGGED_IN = (ConnStatus.AUTH_OK, ConnStatus.OK)


class Session:
    """A connection that is opened, encrypted and logged in one after the other. Whatever the server or the network
    refuses is raised as CheckFailed, and so is a certificate or key that cannot be read."""

    def __init__(self, account: Account, attempt: Attempt) -> None:
        self.encryption = "none"
        self._account = account
        self._attempt = attempt
        self._resources = ExitStack()
        self._tls = account.tls
        blames = account.keys("ssl")
        self._context = tls.context(self._tls, blames=blames, check_name=True) if self._tls else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._resources.__exit__(*error)  # type: ignore[arg-type]

    @property
    def server(self) -> str:
        """Such as "PostgreSQL 15.14"."""
        version = self._libpq.parameter_status(b"server_version") or b"?"
        return f"PostgreSQL {version.decode('ascii', 'replace').split(' ')[0][:20]}"

    @property
    def heard(self) -> Messages:
        """How the login went."""
        return self._relay.heard

    def open(self, addresses: Sequence[Address]) -> str:
        """Connect; the address that answered."""
        connection, address = self._attempt.connect(addresses, blames=self._account.keys("host", "port"))
        self._use(connection)
        return str(address)

    def encrypt(self) -> str:
        """Put TLS on the connection as the settings want it, which must want it. As in pg 8.23 (lib/connection.js),
        the certificate must have the host's name; “servername” counts only where the host is an address."""
        assert self._tls is not None
        assert self._context is not None
        blames = self._account.keys("ssl")
        with self._told():
            self._socket.sendall(_WANTS_TLS)
            self._look_at_answer(self._socket.recv(1))
        encrypted = tls.encrypt(self._socket, self._context, name=self._account.certified_name, blames=blames)
        self._use(encrypted)
        self.encryption = tls.encryption(encrypted, self._tls)
        return tls.described(encrypted, self._tls)

    def log_in(self) -> None:
        """Through libpq, in the steps LOG_IN and USE: it does both in one go, and tells how far it came."""
        self._socket.settimeout(self._attempt.remaining())
        self._relay = self._resources.enter_context(Relay(self._socket))
        self._libpq = PGconn.connect_start(_conninfo(self._account, self._relay.folder))
        self._resources.callback(self._libpq.finish)
        with self._attempt.step(LOG_IN) as note:
            refusal = self._poll(LOG_IN, until=_LOGGED_IN)
            if refusal and refusal.step == LOG_IN:
                raise refusal.failure
            method = self.heard.method
            note.detail = f"as {self._account.user} with {method}" if method else f"as {self._account.user}, unasked"
        with self._attempt.step(USE) as note:
            refusal = refusal or self._poll(USE, until=(ConnStatus.OK,))
            if refusal:
                raise refusal.failure
            note.detail = self._account.database

    def row(self, question: str, *parameters: str) -> tuple[str, ...]:
        """The first row of the answer to one question in SQL; empty where there is none."""
        self._libpq.send_query_params(question.encode(), [each.encode() for each in parameters])
        answer: PGresult | None = None
        while result := self._result():
            answer = answer or result
        if answer is None or answer.status != ExecStatus.TUPLES_OK:
            raise Refusal.of(self._libpq.get_error_message(), USE, self._account).failure
        if not answer.ntuples:
            return ()
        return tuple(
            (answer.get_value(0, column) or b"").decode("utf-8", "replace") for column in range(answer.nfields)
        )

    def _result(self) -> PGresult | None:
        """The next one, never waiting in libpq, as nothing is carried to it meanwhile."""
        while self._libpq.is_busy():
            self._wait(PollingStatus.READING)
            self._libpq.consume_input()
        return self._libpq.get_result()

    def _use(self, connection: socket.socket) -> None:
        self._socket = connection
        self._socket.settimeout(self._attempt.remaining())
        self._resources.callback(connection.close)

    def _look_at_answer(self, answer: bytes) -> None:
        """A server says in one byte whether it speaks TLS."""
        if answer == b"N":
            raise tls.not_offered(blames=self._account.keys("ssl"))
        if answer == b"E":
            heard, said = Messages(), self._socket.recv(4096)
            heard.take(answer + said)
            raise Refusal.of(said.decode("utf-8", "replace"), LOG_IN, self._account, heard.error).failure
        if not answer:
            raise closed(self._account)
        if answer != b"S":
            raise not_postgresql(self._account, answer + self._socket.recv(3))

    def _poll(self, step: str, *, until: tuple[ConnStatus, ...]) -> Refusal | None:
        while self._libpq.status not in until:
            polled = PollingStatus(self._libpq.connect_poll())
            if polled == PollingStatus.FAILED:
                return self._refusal(step)
            if polled != PollingStatus.OK:
                self._wait(polled)
        return None

    def _refusal(self, step: str) -> Refusal:
        if not self.heard.error and self.heard.method in UNKNOWN_TO_PG:
            return Refusal(LOG_IN, unknown_method(self.heard.method, self._account))
        if isinstance(self._relay.failure, EndlessError):
            return Refusal(step, endless(self._account))
        if isinstance(self._relay.failure, ssl.SSLError) and not isinstance(self._relay.failure, ssl.SSLEOFError):
            return Refusal(step, tls.refusal(self._relay.failure, blames=self._account.keys("ssl")))
        return Refusal.of(self._libpq.get_error_message(), step, self._account, self.heard.error)

    def _wait(self, polled: PollingStatus) -> None:
        to_read = polled == PollingStatus.READING
        if not self._relay.wait(self._libpq.socket, to_read=to_read, seconds=self._attempt.remaining()):
            raise timed_out(self._account)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            raise timed_out(self._account) from error
        except OSError as error:
            raise closed(self._account) from error


def _conninfo(account: Account, folder: str) -> bytes:
    """libpq's parameters, with nothing left to its own defaults: no password file, no certificates of its own, no
    Kerberos, and no way to log in that pg does not know."""
    nowhere = f"{os.devnull}/none"
    return make_conninfo(
        host=folder,
        port=PORT,
        user=account.user,
        password=account.password,
        dbname=account.database,
        passfile=nowhere,
        sslmode="disable",
        gssencmode="disable",
        require_auth="none,password,md5,scram-sha-256",
        application_name="Loopwright",
        client_encoding="UTF8",
    ).encode()
