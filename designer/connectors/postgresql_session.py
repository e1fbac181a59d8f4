"""One conversation with a PostgreSQL server through libpq, whose own state tells the steps apart."""

from __future__ import annotations

import os
import select
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import certifi
from psycopg.conninfo import make_conninfo
from psycopg.pq import ConnStatus, ExecStatus, PGconn, PollingStatus

from designer.connectors import tls
from designer.connectors.postgresql_account import Account
from designer.connectors.postgresql_errors import Refusal, timed_out
from designer.connectors.probe import LOG_IN, OPEN, TLS, USE, Address, Attempt

_ORDER = (OPEN, TLS, LOG_IN, USE)
_STEP_OF = {
    ConnStatus.STARTED: OPEN,
    ConnStatus.SSL_STARTUP: TLS,
    ConnStatus.AWAITING_RESPONSE: LOG_IN,
    ConnStatus.AUTHENTICATING: LOG_IN,
    ConnStatus.AUTH_OK: USE,
}


class Session:
    """A connection that is logged in once it is entered; the steps until then are on the attempt.

    Raises CheckFailed where the server or the network refuses.
    """

    def __init__(self, account: Account, addresses: Sequence[Address], attempt: Attempt) -> None:
        self._account = account
        self._addresses = addresses
        self._attempt = attempt

    def __enter__(self) -> Self:
        with ExitStack() as files:
            parameters = _parameters(self._account, self._addresses, files)
            self._connection = PGconn.connect_start(make_conninfo(**parameters).encode())
            try:
                self._connect()
            except BaseException:
                self._connection.finish()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.finish()

    @property
    def server(self) -> str:
        """Such as "PostgreSQL 15.14"."""
        version = self._connection.parameter_status(b"server_version") or b"?"
        return f"PostgreSQL {version.decode('ascii', 'replace').split(' ')[0][:20]}"

    def select_one(self) -> None:
        """What LoopBack's own ping asks (loopback-connector, lib/sql.js)."""
        result = self._connection.exec_(b"SELECT 1")
        if result.status != ExecStatus.TUPLES_OK:
            raise Refusal.of(self._connection.get_error_message(), USE, self._account).failure

    def _connect(self) -> None:
        with _Steps(self._attempt, self._account, self._addresses) as steps:
            steps.reach(OPEN)
            while (polled := PollingStatus(self._connection.connect_poll())) != PollingStatus.OK:
                if polled == PollingStatus.FAILED:
                    refusal = Refusal.of(self._connection.get_error_message(), steps.current, self._account)
                    steps.reach(refusal.step)
                    raise refusal.failure
                steps.reach(_STEP_OF.get(ConnStatus(self._connection.status), steps.current))
                self._wait(polled)
            steps.reach(USE)

    def _wait(self, polled: PollingStatus) -> None:
        to_read = [self._connection.socket] if polled == PollingStatus.READING else []
        to_write = [self._connection.socket] if polled == PollingStatus.WRITING else []
        if not any(select.select(to_read, to_write, [], self._attempt.remaining())):
            raise timed_out(self._account)


class _Steps:
    """The steps of connecting, each begun as libpq comes to it and ended by the next."""

    def __init__(self, attempt: Attempt, account: Account, addresses: Sequence[Address]) -> None:
        self._attempt = attempt
        self._running = ExitStack()
        self._reached = -1
        verified = account.tls is not None and account.tls.verify
        self._details = {
            OPEN: f"{', '.join(map(str, addresses))} answers",
            TLS: f"on, certificate {'checked' if verified else 'not checked'}" if account.tls else None,
            LOG_IN: f"as {account.user}",
            USE: account.database,
        }

    @property
    def current(self) -> str:
        return _ORDER[self._reached]

    def reach(self, name: str) -> None:
        """End the steps before `name`, and begin it."""
        while self._reached < _ORDER.index(name):
            self._running.close()
            self._reached += 1
            self._begin(self.current, self._details[self.current])

    def _begin(self, name: str, detail: str | None) -> None:
        if detail is None:
            self._attempt.skip(name, "off")
            return
        self._running.enter_context(self._attempt.step(name)).detail = detail

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.__exit__(kind, error, trace)


def _parameters(account: Account, addresses: Sequence[Address], files: ExitStack) -> dict[str, str]:
    """libpq's, with nothing left to its own defaults: no password file, no opportunistic TLS, no Kerberos.

    `hostaddr` is the checked address; `host` is only the name that the certificate is held against.
    """
    names = [account.host] * len(addresses)
    parameters = {
        "host": ",".join(names),
        "port": ",".join([str(account.port)] * len(addresses)),
        "user": account.user,
        "password": account.password,
        "dbname": account.database,
        "passfile": f"{os.devnull}/none",
        "gssencmode": "disable",
        "application_name": "Loopwright",
        "client_encoding": "UTF8",
    }
    if not account.is_socket:
        parameters["hostaddr"] = ",".join(address.ip for address in addresses)
    return parameters | _tls_parameters(account, files)


def _tls_parameters(account: Account, files: ExitStack) -> dict[str, str]:
    options = account.tls
    if options is None:
        return {"sslmode": "disable"}
    tls.context(options, blames=account.keys("ssl"), check_name=True)  # says clearly what is no PEM
    parameters = (
        {"sslmode": "verify-full", "sslrootcert": certifi.where()} if options.verify else {"sslmode": "require"}
    )
    if options.verify and options.ca:
        parameters["sslrootcert"] = str(files.enter_context(tls.pem_file(options.ca)))
    if options.cert:
        parameters["sslcert"] = str(files.enter_context(tls.pem_file(options.cert)))
        parameters["sslkey"] = str(files.enter_context(tls.pem_file(options.key or "")))
        parameters["sslpassword"] = options.passphrase or ""
    return parameters
