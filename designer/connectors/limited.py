"""Reading from a server no longer than its attempt lasts, and no more than anybody needs."""

from __future__ import annotations

import io
import socket
from typing import Any

from designer.connectors.base import CheckFailed
from designer.connectors.probe import Attempt

MOST_BYTES = 20_000_000


class Limited:
    """A socket whose time-out is always what is left of the attempt, so that a byte now and then does not prolong it.

    Raises TimeoutError where nothing is left, and CheckFailed where the server has sent more than `most_bytes`.
    """

    def __init__(
        self, connection: socket.socket, attempt: Attempt, *, blames: tuple[str, ...], most_bytes: int = MOST_BYTES
    ) -> None:
        self._connection = connection
        self._attempt = attempt
        self._blames = blames
        self._left = most_bytes

    def sendall(self, data: bytes) -> None:
        self.hurry()
        self._connection.sendall(data)

    def recv(self, size: int) -> bytes:
        self.hurry()
        piece = self._connection.recv(size)
        self.count(len(piece))
        return piece

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self, self._connection.makefile("rb", buffering=0)))

    def hurry(self) -> None:
        """Wait for the next piece no longer than the attempt lasts."""
        try:
            self._connection.settimeout(self._attempt.remaining())
        except CheckFailed as error:
            raise TimeoutError(error.sentence) from error

    def count(self, size: int) -> None:
        """So many bytes came."""
        self._left -= size
        if self._left < 0:
            raise CheckFailed("The server sends without end; check where it is.", blames=self._blames)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Reader(io.RawIOBase):
    def __init__(self, connection: Limited, file: socket.SocketIO) -> None:
        self._connection = connection
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._connection.hurry()
        size = self._file.readinto(buffer)
        self._connection.count(size or 0)
        return size

    def close(self) -> None:
        self._file.close()
        super().close()
