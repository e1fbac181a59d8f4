"""One conversation with an Oracle database through python-oracledb in thin mode."""

from __future__ import annotations

import socket
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any, Self

import oracledb

from designer.connectors.base import CannotVerify, CheckFailed, Unsuccessful
from designer.connectors.oracle_account import Account
from designer.connectors.oracle_errors import translated
from designer.connectors.oracle_wire import Wire, guarded
from designer.connectors.probe import LOG_IN, OPEN, USE, Attempt

MOST_CONNECTIONS = 8
"""Addresses of the connect string and redirects, all in all."""


class Session:
    """A connection that is logged in once it is entered; the steps until then are on the attempt.

    Raises CheckFailed or CannotVerify where the server, the network or the operator's policy refuses.
    """

    def __init__(self, account: Account, attempt: Attempt) -> None:
        self._account = account
        self._attempt = attempt
        self._wires: list[Wire] = []
        self._running = ExitStack()
        self._failure: Unsuccessful | None = None

    def __enter__(self) -> Self:
        parameters = targets(self._account)
        try:
            with self._running, guarded(self._open):
                self._connection = self._connected(parameters)
        except BaseException:
            self._close_wires()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with guarded(self._open), suppress(oracledb.Error, OSError, Unsuccessful):
            self._connection.close()
        self._close_wires()

    @property
    def server(self) -> str:
        """Such as "Oracle Database 19.22.0.0.0"."""
        return f"Oracle Database {self._connection.version[:30]}"

    @property
    def service(self) -> str:
        return self._connection.service_name or self._connection.db_name or ""

    def select(self, query: str) -> tuple[Any, ...]:
        """The first row of a query; empty where there is none."""
        with guarded(self._open):
            try:
                with self._connection.cursor() as cursor:
                    cursor.execute(query)
                    return tuple(cursor.fetchone() or ())
            except Exception as error:
                raise self._meaning(error) from error

    def _connected(self, parameters: oracledb.ConnectParams) -> oracledb.Connection:
        try:
            connection: oracledb.Connection = oracledb.connect(
                params=parameters, user=self._account.user, password=self._account.password
            )
        except Exception as error:
            raise self._meaning(error) from error
        return connection

    def _meaning(self, error: Exception) -> Unsuccessful:
        """What was wrong on the way counts more than what the driver made of it."""
        on_the_way = [wire.failure for wire in self._wires if wire.failure]
        found = on_the_way[-1] if on_the_way else self._failure
        if found is not None:
            blames = tuple(self._account.sources.get(name, name) for name in found.blames)
            found.blames = tuple(dict.fromkeys(blames))
            return found
        return translated(error, self._account)

    def _open(self, host: str, port: int) -> socket.socket:
        """A connection for the driver, which goes on to its next address after an OSError."""
        if self._wires:
            self._detail.detail = f"the listener sends on to {host[:100]}, port {port}"
        self._running.close()
        blames = self._account.keys("host", "port")
        try:
            if len(self._wires) >= MOST_CONNECTIONS:
                raise CheckFailed("The listeners send one on to the other without end.", blames=blames)
            if not 0 < port < 65_536:
                raise CheckFailed(f"{port} is not a port.", blames=self._account.keys("port"))
            addresses = self._attempt.resolve(host, port, blames=blames[:1])
            with self._attempt.step(OPEN) as note:
                connection, address = self._attempt.connect(addresses, blames=blames)
                note.detail = f"{address} answers"
        except Unsuccessful as error:
            self._failure = error
            raise OSError(error.sentence) from error
        self._failure = None
        wire = Wire(connection, self._attempt, self._accepted)
        self._wires.append(wire)
        self._begin(USE, "the listener knows the service")
        return wire

    def _accepted(self) -> None:
        """The listener has handed the connection over to the database."""
        self._running.close()
        self._begin(LOG_IN, f"as {self._account.user}")

    def _begin(self, step: str, detail: str) -> None:
        self._detail = self._running.enter_context(self._attempt.step(step))
        self._detail.detail = detail

    def _close_wires(self) -> None:
        for wire in self._wires:
            wire.close()


def targets(account: Account) -> oracledb.ConnectParams:
    """What the driver makes of the connect string, with nothing left that it would read from this machine.

    Raises CheckFailed where it cannot be read, and CannotVerify where it needs files that are elsewhere.
    """
    blames = account.keys("database")
    parameters: oracledb.ConnectParams = oracledb.ConnectParams(
        edition="", debug_jdwp="", config_dir="", program="Loopwright", machine="loopwright", osuser="loopwright"
    )
    try:
        parameters.parse_connect_string(account.connect_string)
        parameters.set(retry_count=0, retry_delay=0, use_tcp_fast_open=False, disable_oob=True, use_sni=False)
    except Exception as error:
        sentence = "The connect string cannot be read; write it as //host:1521/service or as (DESCRIPTION=…)."
        raise CheckFailed(sentence, blames=blames) from error
    if any(_each(parameters.https_proxy)):
        raise CannotVerify("The connect string goes through a proxy, which is not tried here.", blames=blames)
    if not all(_each(parameters.host)):
        raise CheckFailed("An address in the connect string has no host.", blames=blames)
    return parameters


def encrypted(parameters: oracledb.ConnectParams) -> tuple[str, int] | None:
    """Host and port of the first address, where one of them asks for TLS."""
    if "tcps" not in _each(parameters.protocol):
        return None
    return str(_each(parameters.host)[0]), int(_each(parameters.port)[0])


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
