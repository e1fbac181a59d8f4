"""The only way out of python-oracledb: every name that it looks up, every port that it opens, goes through the attempt.

In thin mode the driver finds and contacts hosts by itself: those of the connect string, one after the other, and the
one that a listener redirects to. While a session lasts, its two modules have this in place of `socket`. That holds for
the process, so that it tries one Oracle at a time, as a child process of designer.testing does.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from oracledb import base_impl, thin_impl  # type: ignore[attr-defined]  # compiled, without stubs

from designer.connectors.base import CheckFailed
from designer.connectors.probe import Attempt

MOST_BYTES = 4_000_000
_ACCEPT, _REFUSE, _REDIRECT, _DATA, _RESEND = 2, 4, 5, 6, 11
_FROM_LISTENERS = {_ACCEPT, _REFUSE, _REDIRECT, _RESEND}
_INTRODUCTION = b"\x01"
_HEAD = 8
_OLDEST = 300
_WITH_LARGE_PACKETS = 315
"""The version of the protocol, that of Oracle 12.1, from which on a packet's size stands in the acceptance."""
_SMALLEST_PACKET, _LARGEST_PACKET = 512, 2_097_152
_BLAMES = ("host", "port")

Opener = Callable[[str, int], socket.socket]


class Wire(socket.socket):
    """A connected socket of which nobody waits longer than the attempt lasts, and that knows whether a listener
    speaks. Raises CheckFailed where none does, or where the attempt is over."""

    def __init__(self, connection: socket.socket, attempt: Attempt, accepted: Callable[[], None]) -> None:
        super().__init__(fileno=connection.detach())
        self._attempt = attempt
        self._accepted: Callable[[], None] | None = accepted
        self._expected = _FROM_LISTENERS
        self._is_first = True
        self._received = 0
        self.failure: CheckFailed | None = None

    def settimeout(self, value: float | None) -> None:
        """The driver's own limits do not count: the attempt has one."""

    def recv(self, size: int, flags: int = 0) -> bytes:
        try:
            return self._packet() if self._accepted is None else self._answer()
        except TimeoutError as error:
            sentence = "The server accepted the connection but did not answer in time; is it an Oracle listener?"
            self.failure = CheckFailed(sentence, blames=_BLAMES, detail=str(error))
            raise self.failure from error
        except CheckFailed as error:
            self.failure = error
            raise

    def send(self, data: Any, flags: int = 0) -> int:
        """All of it: the driver does not look at how much went out."""
        super().settimeout(self._attempt.remaining())
        super().sendall(data, flags)
        return len(data)

    def _packet(self) -> bytes:
        """A whole packet of the database. (The driver crashes over some sizes, and this process with it.)"""
        packet = self._exactly(b"", _HEAD)
        size = int.from_bytes(packet[:4], "big")
        if len(packet) == _HEAD and not _HEAD + 2 <= size <= _LARGEST_PACKET + _HEAD:
            raise CheckFailed("What came back is not the language of Oracle.", blames=_BLAMES, detail=repr(packet))
        packet = self._exactly(packet, size) if len(packet) == _HEAD else packet
        if self._is_first and packet[4:5] == bytes([_DATA]):
            self._is_first = False
            _check_introduction(packet)
        return packet

    def _answer(self) -> bytes:
        """A whole packet of the listener, who accepts, refuses or sends on."""
        packet = self._exactly(b"", _HEAD)
        if packet[4:5] and packet[4] not in self._expected:
            guesses = {b"HTTP/": "a web server", b"SSH-2": "an SSH server", b"-ERR ": "a Redis server"}
            raise _not_oracle(packet, guesses.get(packet[:5], "not an Oracle listener"))
        if len(packet) < _HEAD:
            return packet
        self._expected = {_DATA} if packet[4] == _REDIRECT else _FROM_LISTENERS
        size = int.from_bytes(packet[:2], "big")
        if size < _HEAD + 2:
            raise _not_oracle(packet, "not an Oracle listener")
        packet = self._exactly(packet, size)
        if packet[4] == _ACCEPT and self._accepted is not None:
            _check_acceptance(packet)
            accepted, self._accepted = self._accepted, None
            accepted()
        return packet

    def _exactly(self, begun: bytes, size: int) -> bytes:
        """So many bytes; fewer where the server closes the connection before."""
        while len(begun) < size:
            piece = self._piece(size - len(begun))
            if not piece:
                return begun
            begun += piece
        return begun

    def _piece(self, size: int, flags: int = 0) -> bytes:
        super().settimeout(self._attempt.remaining())
        piece = super().recv(size, flags)
        self._received += len(piece)
        if self._received > MOST_BYTES:
            raise CheckFailed("The server sends without end; is it an Oracle listener?", blames=_BLAMES)
        return piece


def _check_acceptance(packet: bytes) -> None:
    """The driver crashes over a size of packets that no Oracle has."""
    version = int.from_bytes(packet[8:10], "big")
    size = int.from_bytes(packet[32:36], "big")
    if version < _OLDEST or (
        version >= _WITH_LARGE_PACKETS and not _SMALLEST_PACKET <= size <= _LARGEST_PACKET
    ):  # 0 in a shorter one
        raise _not_oracle(packet, "not an Oracle listener")


def _check_introduction(packet: bytes) -> None:
    """The database's first packet, with its banner and what it is capable of, whose lengths the driver trusts, too."""
    body = packet[_HEAD + 2 :]
    if body[:1] != _INTRODUCTION:
        return
    try:
        at = body.index(0, 3) + 4
        at += 2 + 5 * int.from_bytes(body[at : at + 2], "little")
        at += 2 + int.from_bytes(body[at : at + 2], "big")
        for _ in range(2):
            at += 1 + body[at]
    except (ValueError, IndexError):
        at = len(body) + 1
    if at > len(body):
        raise CheckFailed("What came back is not the language of Oracle.", blames=_BLAMES, detail=repr(packet[:40]))


def _not_oracle(start: bytes, what: str) -> CheckFailed:
    sentence = f"What answers there is {what}; check the host and the port."
    return CheckFailed(sentence, blames=_BLAMES, detail=repr(start[:40]))


class _Guarded:
    """The module `socket` as far as python-oracledb may use it."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener

    def create_connection(self, address: tuple[str, int], timeout: float | None = None) -> socket.socket:
        return self._opener(*address)

    def getaddrinfo(self, host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        """Nothing is looked up yet: the name comes back as if it were an address."""
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port))]

    def socket(self, *_: Any, **__: Any) -> NoReturn:
        raise OSError("no socket may be opened past the attempt")

    def __getattr__(self, name: str) -> Any:
        return getattr(socket, name)


@contextmanager
def guarded(opener: Opener) -> Iterator[None]:
    """While this lasts, python-oracledb opens connections through `opener` alone."""
    modules = (base_impl, thin_impl)
    before = [module.socket for module in modules]
    try:
        for module in modules:
            module.socket = _Guarded(opener)
        yield
    finally:
        for module, its in zip(modules, before, strict=True):
            module.socket = its
