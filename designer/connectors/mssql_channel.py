"""The way to a SQL Server: one socket, with TLS on it in the way of TDS, that never outlasts its attempt."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable

from designer.connectors.base import CheckFailed
from designer.connectors.probe import Attempt

MOST_BYTES = 4_000_000
_PIECE = 65_536


class Channel:
    """What pytds takes for a socket. Each call waits until the attempt is over, not for a time of its own.

    Raises TimeoutError, OSError or, where the server sends without end, CheckFailed.
    """

    def __init__(self, connection: socket.socket, attempt: Attempt) -> None:
        self._connection = connection
        self._attempt = attempt
        self._tls: ssl.SSLObject | None = None
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._received = 0

    def first_byte(self) -> bytes:
        """What the server's answer begins with, still there to be read; empty where it closed the connection."""
        self._renew_timeout()
        return self._connection.recv(5, socket.MSG_PEEK)

    def encrypt(self, context: ssl.SSLContext, name: str, exchange: Callable[[bytes], bytes]) -> str:
        """Put TLS on the channel, and tell its version. `exchange` sends a piece of the handshake, and returns
        the answer: TDS puts both into its own packets."""
        encrypted = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)
        while True:
            try:
                encrypted.do_handshake()
                break
            except ssl.SSLWantReadError:
                self._incoming.write(exchange(self._outgoing.read()))
        self._tls = encrypted
        return encrypted.version() or "TLS"

    def sendall(self, data: bytes, flags: int = 0) -> None:
        self._renew_timeout()
        if self._tls is None:
            self._connection.sendall(data, flags)
        else:
            self._tls.write(data)
            self._connection.sendall(self._outgoing.read())

    def recv(self, size: int, flags: int = 0) -> bytes:
        if self._tls is None:
            return self._read(size, flags)
        while True:
            try:
                return self._tls.read(size)
            except ssl.SSLWantReadError:
                piece = self._read(_PIECE)
                if not piece:
                    return b""
                self._incoming.write(piece)
            except ssl.SSLZeroReturnError:
                return b""

    def recv_into(self, buffer: bytearray | memoryview, size: int = 0, flags: int = 0) -> int:
        piece = self.recv(size or len(buffer), flags)
        buffer[: len(piece)] = piece
        return len(piece)

    def gettimeout(self) -> float | None:
        return self._connection.gettimeout()

    def settimeout(self, timeout: float | None) -> None:
        """pytds' own limits do not count: the attempt has one."""

    def is_connected(self) -> bool:
        return self._connection.fileno() >= 0

    def close(self) -> None:
        self._connection.close()

    def _read(self, size: int, flags: int = 0) -> bytes:
        self._renew_timeout()
        piece = self._connection.recv(size, flags)
        self._received += len(piece)
        if self._received > MOST_BYTES:
            raise CheckFailed("The server sends without end; is it a SQL Server?")
        return piece

    def _renew_timeout(self) -> None:
        self._connection.settimeout(self._attempt.remaining())
