"""One conversation with a Cassandra node, in steps and over one socket, where cassandra-driver's own `Cluster` starts
threads, asks for the other nodes, and connects to all of them."""

from __future__ import annotations

import re
import socket
import ssl
import struct
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, ClassVar, Self

from cassandra import ConsistencyLevel
from cassandra.protocol import (
    AuthenticateMessage,
    AuthResponseMessage,
    AuthSuccessMessage,
    ErrorMessage,
    ProtocolHandler,
    QueryMessage,
    ReadyMessage,
    ResultMessage,
    StartupMessage,
)

from designer.connectors import tls
from designer.connectors.base import CannotVerify, CheckFailed
from designer.connectors.cassandra_account import Account
from designer.connectors.cassandra_errors import (
    INVALID,
    PROTOCOL_ERROR,
    SERVER_ERROR,
    UnknownKeyspace,
    not_cassandra,
    refusal,
    translated,
)
from designer.connectors.probe import Address, Attempt

NEWEST, OLDEST = 4, 3
"""The version of the protocol that LoopBack's driver begins with, and the oldest that can be spoken here."""
MOST_BYTES = 4_000_000
_RESPONSE = 0x80
_UNSUPPORTED = "Invalid or unsupported protocol version"
_OTHER_NAME = {62, 64}
"""OpenSSL's numbers for a certificate of another name or address."""


class _Result(ResultMessage):  # type: ignore[misc]  # untyped
    """An answer whose rows have columns: without them it could claim to have rows without end."""

    @staticmethod
    def recv_row(f: Any, colcount: int) -> Any:
        if not colcount:
            raise ValueError("rows without columns")
        return ResultMessage.recv_row(f, colcount)


class _Language(ProtocolHandler):  # type: ignore[misc]
    message_types_by_opcode: ClassVar = {**ProtocolHandler.message_types_by_opcode, ResultMessage.opcode: _Result}


class Session:
    """A connection that is opened, encrypted and logged in one after the other.

    It speaks `version` of the protocol as LoopBack's driver does. Whatever the server or the network refuses is raised
    as CheckFailed, and so is a certificate or key that cannot be read.
    """

    def __init__(self, account: Account, attempt: Attempt, version: int = NEWEST) -> None:
        self._account = account
        self._attempt = attempt
        self._version = version
        self._connection: socket.socket | None = None
        self._received = b""
        self.authenticator = ""
        """How the server has clients log in, such as "PasswordAuthenticator"; empty where everybody may."""
        self.encryption = "none"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def open(self, addresses: Sequence[Address]) -> Address:
        """Connect, and tell the address that answered."""
        self._connection, address = self._attempt.connect(addresses, blames=self._account.keys("host", "port"))
        return address

    def encrypt(self, options: tls.Options, address: Address) -> str:
        """Put TLS on the connection. The certificate must have the address where there is no `servername`: LoopBack's
        driver connects by address (lib/connection.js, open), and Node compares with what it connects to."""
        assert self._connection is not None
        blames, name = ("sslOptions",), options.name or address.ip
        made = tls.context(options, blames=blames, check_name=True)
        self._connection.settimeout(self._attempt.remaining())
        try:
            encrypted = tls.encrypt(self._connection, made, name=name, blames=blames)
        except CheckFailed as error:
            if getattr(error.__cause__, "verify_code", 0) not in _OTHER_NAME:
                raise
            sentence = (
                f"The server’s certificate was issued for another name than “{name}”; LoopBack’s driver compares it"
                " with the address, or else with “servername” in “sslOptions”, so fill that in."
            )
            raise CheckFailed(sentence, blames=blames, detail=error.detail) from error
        self._connection = encrypted
        self.encryption = tls.encryption(encrypted, options)
        return tls.described(encrypted, options)

    def start(self) -> int | None:
        """Begin to speak. Where the server knows only another version of the protocol, that one, to connect again with.

        Raises CannotVerify where it is one that can be spoken by LoopBack only.
        """
        answer, version = self._exchange(StartupMessage("3.0.0", {}))
        if isinstance(answer, ErrorMessage):
            if not _is_about_the_version(answer):
                raise refusal(answer, self._account, self._version)
            return self._other_version(version, answer.message)
        with translated(self._account):
            if isinstance(answer, AuthenticateMessage):
                self.authenticator = answer.authenticator.rpartition(".")[2][:60]
            elif not isinstance(answer, ReadyMessage):
                raise ValueError(repr(answer))
        return None

    def log_in(self) -> None:
        """Answer the server's question for a user and a password, if there was one."""
        if not self.authenticator:
            return
        account = self._account
        if not account.logs_in:
            missing = tuple(name for name in ("user", "password") if not getattr(account, name))
            sentence = "The server wants a user and a password, and LoopBack sends them only if both are filled in."
            raise CheckFailed(sentence, blames=account.keys(*missing))
        if account.no_texts:
            sentence = "LoopBack’s Cassandra driver takes a user and a password only as texts, in quotes."
            raise CheckFailed(sentence, blames=account.no_texts)
        token = f"\0{account.user}\0{account.password}".encode()
        answer, _ = self._exchange(AuthResponseMessage(token))
        if isinstance(answer, ErrorMessage):
            raise refusal(answer, account, self._version)
        if not isinstance(answer, AuthSuccessMessage):
            sentence = (
                f"The server wants more than a user and a password ({self.authenticator}), which LoopBack has not."
            )
            raise CheckFailed(sentence, blames=account.keys("user"))

    def use(self, keyspace: str) -> None:
        """Choose the keyspace. Raises UnknownKeyspace where there is none of that name."""
        blames = self._account.keys("database")
        if not re.fullmatch(r"\w+", keyspace, re.ASCII):
            sentence = f"No keyspace can be called “{keyspace[:60]}”: names have letters, digits and underscores only."
            raise CheckFailed(sentence, blames=blames)
        answer, _ = self._exchange(QueryMessage(f'USE "{keyspace}"', ConsistencyLevel.ONE))
        if isinstance(answer, ErrorMessage):
            if answer.code == INVALID and "not exist" in answer.message:
                raise UnknownKeyspace(self._unknown(keyspace), blames=blames, detail=answer.message)
            raise refusal(answer, self._account, self._version)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The answer to one question in CQL."""
        answer, _ = self._exchange(QueryMessage(query, ConsistencyLevel.ONE))
        if isinstance(answer, ErrorMessage):
            raise refusal(answer, self._account, self._version)
        return list(getattr(answer, "parsed_rows", None) or ())

    def _unknown(self, keyspace: str) -> str:
        try:
            names = [str(row[0]) for row in self.rows("SELECT keyspace_name FROM system_schema.keyspaces")]
        except CheckFailed:
            names = []
        alike = next((name for name in names if name.lower() == keyspace.lower()), None)
        hint = f"; but there is “{alike}”, and capitals count" if alike else ""
        return f"There is no keyspace “{keyspace}”{hint}."

    def _other_version(self, version: int, words: str) -> int:
        """As in lib/connection.js, startup: the version that the server answered in, or else the one before."""
        other = version if version != self._version else self._version - 1
        blames = self._account.keys("host", "port")
        if other > NEWEST:
            sentence = (
                f"The server speaks only version {other} and later of Cassandra’s protocol, and LoopBack’s driver only"
                f" 1 to {NEWEST}."
            )
            raise CheckFailed(sentence, blames=blames, detail=words)
        if other < OLDEST:
            sentence = (
                "The server is older than Cassandra 2.1, whose protocol cannot be spoken here; LoopBack’s driver knows"
                " it, but the connector’s discovery and autoupdate need Cassandra 3."
            )
            raise CannotVerify(sentence, blames=blames, detail=words)
        return other

    def _exchange(self, message: object) -> tuple[Any, int]:
        """The answer to a message, and the version of the protocol that it is in."""
        with translated(self._account):
            assert self._connection is not None
            self._connection.settimeout(self._attempt.remaining())
            with suppress(
                ConnectionError, ssl.SSLEOFError
            ):  # TLS 1.3 refuses a client only now: its reason can be read
                self._connection.sendall(_Language.encode_message(message, 0, self._version, None, False))
            return self._answer()

    def _answer(self) -> tuple[Any, int]:
        first = self._read(1)[0]
        version = first & ~_RESPONSE
        if not first & _RESPONSE or not 1 <= version <= 6:
            raise not_cassandra(self._account, bytes([first]) + self._received[:15])
        layout = struct.Struct(">BhBi" if version >= OLDEST else ">BbBi")
        flags, stream, opcode, size = layout.unpack(self._read(layout.size))
        body = self._read(size)
        return _Language.decode_message(version, {}, stream, flags, opcode, body, None, None), version

    def _read(self, size: int) -> bytes:
        assert self._connection is not None
        if not 0 <= size <= MOST_BYTES:
            raise ValueError(f"an answer of {size} bytes")
        while len(self._received) < size:
            self._connection.settimeout(self._attempt.remaining())
            piece = self._connection.recv(65_536)
            if not piece:
                raise ConnectionError("closed")
            self._received += piece
        taken, self._received = self._received[:size], self._received[size:]
        return taken


def _is_about_the_version(error: Any) -> bool:
    wrapped = error.code == SERVER_ERROR and f"ProtocolException: {_UNSUPPORTED}" in error.message
    return wrapped or (error.code == PROTOCOL_ERROR and _UNSUPPORTED in error.message)
