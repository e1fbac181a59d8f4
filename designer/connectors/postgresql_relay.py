"""A connection that is open already, for libpq, which only takes its own.

So the address that was checked is the one that is used, TLS is spoken as Node does and its errors are told in the
same words as for every other connector, and the server's own are known by their codes, whatever its language.
"""

from __future__ import annotations

import select
import socket
import ssl
import tempfile
import threading
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from designer.connectors.postgresql_messages import Messages

PORT = 5432
MOST_BYTES = 4_000_000
_PIECE = 65_536


class EndlessError(OSError):
    """The server sends without end."""


class Relay:
    """Carries what libpq says in a Unix socket, in `folder` at PORT, to the server and back, as long as this lasts.

    Closes the connection to the server at the end; `failure` is what went wrong with it.
    """

    def __init__(self, server: socket.socket, seconds: float) -> None:
        self.heard = Messages()
        self.failure: OSError | None = None
        self._server = server
        self._seconds = seconds
        self._received = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        with ExitStack() as resources:
            resources.enter_context(self._server)
            self.folder = resources.enter_context(tempfile.TemporaryDirectory())  # only this user may look into it
            self._listener = resources.enter_context(socket.socket(socket.AF_UNIX))
            self._listener.bind(f"{self.folder}/.s.PGSQL.{PORT}")
            self._listener.listen(1)
            self._listener.settimeout(self._seconds)
            self._thread.start()
            self._resources = resources.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """With libpq's end closed the thread ends by itself, unless it waits in the middle of something."""
        if error is not None:
            for waits in (self._listener, self._server):
                with suppress(OSError):
                    socket.socket.shutdown(waits, socket.SHUT_RDWR)  # SSLSocket's own is not for two threads
        self._thread.join(self._seconds)
        self._resources.close()

    def _run(self) -> None:
        with suppress(OSError), self._listener.accept()[0] as libpq:
            libpq.settimeout(self._seconds)
            try:
                self._carry(libpq)
            except OSError as error:
                self.failure = error

    def _carry(self, libpq: socket.socket) -> None:
        """Until one of the two has nothing more to say, or nobody said anything in time."""
        while ready := self._ready(libpq):
            for source in ready:
                piece = source.recv(_PIECE)
                if source is self._server:
                    self._count(piece)
                    libpq.sendall(self.heard.take(piece))
                elif piece:
                    self._say(piece)
                if not piece:
                    return

    def _count(self, piece: bytes) -> None:
        self._received += len(piece)
        if self._received > MOST_BYTES:
            raise EndlessError

    def _say(self, piece: bytes) -> None:
        try:
            self._server.sendall(piece)
        except OSError:
            self._server.recv(_PIECE)  # why the server does not listen any more may be waiting there
            raise

    def _ready(self, libpq: socket.socket) -> list[socket.socket]:
        if isinstance(self._server, ssl.SSLSocket) and self._server.pending():
            return [self._server]
        return select.select([self._server, libpq], [], [], self._seconds)[0]
