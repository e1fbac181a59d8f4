"""A connection that is open already, for libpq, which only takes its own.

So the address that was checked is the one that is used, TLS is spoken as Node does and its errors are told in the
same words as for every other connector, and the server's own are known by their codes, whatever its language.
"""

from __future__ import annotations

import select
import socket
import ssl
import tempfile
import time
from contextlib import ExitStack, suppress
from typing import Self

from designer.connectors.postgresql_messages import Messages

PORT = 5432
MOST_BYTES = 4_000_000
_PIECE = 65_536


class EndlessError(OSError):
    """The server sends without end."""


class Relay:
    """Carries what libpq says in a Unix socket, in `folder` at PORT, to the server and back, while somebody waits
    for libpq, and in no other thread.

    Closes the connection to the server at the end; `failure` is what went wrong with it.
    """

    def __init__(self, server: socket.socket) -> None:
        self.heard = Messages()
        self.failure: OSError | None = None
        self._server = server
        self._libpq: socket.socket | None = None
        self._for_libpq = b""
        self._received = 0
        self._over = False

    def __enter__(self) -> Self:
        with ExitStack() as resources:
            resources.enter_context(self._server)
            self.folder = resources.enter_context(tempfile.TemporaryDirectory())  # only this user may look into it
            self._listener = resources.enter_context(socket.socket(socket.AF_UNIX))
            self._listener.bind(f"{self.folder}/.s.PGSQL.{PORT}")
            self._listener.listen(1)
            self._resources = resources.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """libpq is gone by now, and its last words, that it leaves, are passed on if the server listens."""
        if self._libpq is not None and not self._over:
            self._server.settimeout(0)
            with suppress(OSError):
                self._server.sendall(self._libpq.recv(_PIECE))
        self._resources.close()

    def wait(self, libpq: int, *, to_read: bool, seconds: float) -> bool:
        """Carry until libpq, whose end of the Unix socket is this file, can read or write; False where nothing more
        happens in time."""
        ends = time.monotonic() + seconds
        while True:
            from_server = self._decrypted()
            sources: list[socket.socket | int] = [*self._sources(), *([libpq] if to_read else [])]
            targets: list[socket.socket | int] = [*self._targets(), *([] if to_read else [libpq])]
            left = 0.0 if from_server else max(0.0, ends - time.monotonic())
            ready, free, _ = select.select(sources, targets, [], left)
            if libpq in ready or libpq in free:
                return True
            if not (ready or free or from_server):
                return False
            self._carry(from_libpq=self._libpq in ready, from_server=from_server or self._server in ready)

    def _sources(self) -> list[socket.socket]:
        """Those from whom something may come. While libpq has not read the last of it, the server has to wait."""
        if self._libpq is None:
            return [self._listener]
        if self._over:
            return []
        return [self._libpq] if self._for_libpq else [self._libpq, self._server]

    def _targets(self) -> list[socket.socket]:
        return [self._libpq] if self._libpq is not None and self._for_libpq else []

    def _decrypted(self) -> bool:
        """Whether something of the server's is here already, and no longer in its socket."""
        waits = isinstance(self._server, ssl.SSLSocket) and not self._over and not self._for_libpq
        return waits and self._server.pending() > 0  # type: ignore[attr-defined]  # as it is one

    def _carry(self, *, from_libpq: bool, from_server: bool) -> None:
        if self._libpq is None:
            self._libpq = self._resources.enter_context(self._listener.accept()[0])
            self._libpq.setblocking(False)
            return
        try:
            if from_libpq:
                self._say(self._libpq.recv(_PIECE))
            if from_server:
                self._hear(self._server.recv(_PIECE))
        except OSError as error:
            self.failure, self._over = error, True
        self._tell_libpq()

    def _say(self, piece: bytes) -> None:
        if not piece:
            self._over = True
            return
        try:
            self._server.sendall(piece)
        except OSError:
            self._server.recv(_PIECE)  # why the server does not listen any more may be waiting there
            raise

    def _hear(self, piece: bytes) -> None:
        self._received += len(piece)
        if self._received > MOST_BYTES:
            raise EndlessError
        self._for_libpq += self.heard.take(piece)
        self._over = not piece

    def _tell_libpq(self) -> None:
        """As much as it takes, and that it is over where it is."""
        assert self._libpq is not None
        with suppress(OSError):
            if self._for_libpq:
                self._for_libpq = self._for_libpq[self._libpq.send(self._for_libpq) :]
            if self._over and not self._for_libpq:
                self._libpq.shutdown(socket.SHUT_WR)
