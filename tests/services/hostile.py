"""What a port can do to whoever connects to it, beside what tests.services.listeners has."""

from __future__ import annotations

import itertools
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from tests.services.listeners import Behaviour
from tests.services.processes import HOST

_FLOOD_BYTES = 1_000_000
_LARGEST = 0xFFFFFF


def drip(words: bytes = b"") -> Behaviour:
    """Say these bytes and then zeros, one a second."""

    def behave(connection: socket.socket, over: threading.Event) -> None:
        for byte in itertools.chain(words, itertools.repeat(0)):
            connection.sendall(bytes([byte]))
            if over.wait(1):
                return

    return behave


def flood(words: bytes, *, first: bytes = b"") -> Behaviour:
    """Say `first`, and then the same words without end, as fast as they are taken."""

    def behave(connection: socket.socket, over: threading.Event) -> None:
        much = words * (_FLOOD_BYTES // len(words))
        _pour(connection, itertools.chain([first], itertools.repeat(much)), over)

    return behave


def packets(words: bytes) -> Behaviour:
    """Say these bytes and more, in packets of MySQL that are as large as can be, each of which another one follows."""
    much = words.ljust(_LARGEST, b"x")

    def behave(connection: socket.socket, over: threading.Event) -> None:
        heads = (_LARGEST.to_bytes(3, "little") + bytes([number % 256]) for number in itertools.count())
        _pour(connection, (head + much for head in heads), over)

    return behave


def answer(reply: Callable[[bytes], bytes], *, then: bytes = b"") -> Behaviour:
    """Answer each thing that is said, and after the first go on with the same words without end, if there are any."""

    def behave(connection: socket.socket, over: threading.Event) -> None:
        while asked := connection.recv(65_536):
            connection.sendall(reply(asked))
            if then:
                _pour(connection, itertools.repeat(then * (_FLOOD_BYTES // len(then))), over)
                return

    return behave


def mongodb(document: bytes, *, length: int = 0) -> Callable[[bytes], bytes]:
    """An answer of MongoDB to what it was asked, which says that it is so long."""
    body = bytes(5) + document

    def reply(asked: bytes) -> bytes:
        return struct.pack("<iiii", length or 16 + len(body), 1, int.from_bytes(asked[4:8], "little"), 2013) + body

    return reply


def cassandra(opcode: int, body: bytes, *, length: int = 0) -> bytes:
    """A frame of version 4, which says that it is so long."""
    return struct.pack(">BBhBi", 0x84, 0, 0, opcode, length or len(body)) + body


def _pour(connection: socket.socket, pieces: Iterable[bytes], over: threading.Event) -> None:
    """Send until it is over, even where the other side stopped reading and the system does not say so."""
    connection.settimeout(0.1)
    for piece in pieces:
        left = memoryview(piece)
        while left:
            if over.is_set():
                return
            with suppress(TimeoutError):
                left = left[connection.send(left) :]


@contextmanager
def dropping(hosts: Sequence[str] = (HOST,)) -> Iterator[int]:
    """A port at which packets are dropped, as a firewall does: the queue of those who wait to be let in is full."""
    port = 0
    with ExitStack() as sockets:
        for host in hosts:
            server = sockets.enter_context(socket.create_server((host, port), backlog=0))
            port = server.getsockname()[1]
            for _ in range(4):
                waiting = sockets.enter_context(socket.socket())
                waiting.setblocking(False)
                with suppress(BlockingIOError):
                    waiting.connect((host, port))
        yield port
