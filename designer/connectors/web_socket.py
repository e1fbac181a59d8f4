"""A socket for HTTP that is open already, and each of whose reads and writes ends when the attempt does."""

from __future__ import annotations

import io
import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection

from designer.connectors.base import CheckFailed
from designer.connectors.probe import Attempt


class Adapter(HTTPAdapter):
    """Sends over one given socket: what was checked is what is contacted, and no proxy is asked."""

    def __init__(self, ready: socket.socket, attempt: Attempt) -> None:
        super().__init__()
        self._pool = _Pool("localhost", ready=_Timed(ready, attempt))

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        return self._pool


class _Timed:
    """A socket whose time-out is always what is left of the attempt, so that a byte now and then does not prolong it.

    Raises TimeoutError where nothing is left.
    """

    def __init__(self, connection: socket.socket, attempt: Attempt) -> None:
        self._connection = connection
        self._attempt = attempt

    def hurry(self) -> None:
        try:
            self._connection.settimeout(self._attempt.remaining())
        except CheckFailed as error:
            raise TimeoutError(error.sentence) from error

    def sendall(self, data: bytes) -> None:
        self.hurry()
        self._connection.sendall(data)

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self, self._connection.makefile("rb", buffering=0)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Reader(io.RawIOBase):
    def __init__(self, connection: _Timed, file: socket.SocketIO) -> None:
        self._connection = connection
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._connection.hurry()
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Connection(HTTPConnection):
    def __init__(self, *arguments: Any, ready: socket.socket, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._ready = ready

    def _new_conn(self) -> socket.socket:
        return self._ready


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection
