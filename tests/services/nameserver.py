"""A name server on loopback that knows what a test tells it, and keeps silent about the rest."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.services.processes import HOST

_ANSWER = 0x8180
_TYPE_A = 1


@contextmanager
def running(names: Mapping[str, Sequence[str]]) -> Iterator[int]:
    """Its port. It answers with the IPv4 addresses of a name, and not at all for one that it does not know."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((HOST, 0))
        thread = threading.Thread(target=_serve, args=(server, names))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", server.getsockname())
            thread.join()


def _serve(server: socket.socket, names: Mapping[str, Sequence[str]]) -> None:
    while True:
        message, asker = server.recvfrom(2048)
        if not message:
            return
        name, kind, question = _asked(message)
        if name in names:
            addresses = names[name] if kind == _TYPE_A else ()
            server.sendto(_answer(message[:2], question, addresses), asker)


def _asked(message: bytes) -> tuple[str, int, bytes]:
    """The name, the type of record, and the question as it stands in the message (RFC 1035, 4.1.2)."""
    labels, at = [], 12
    while size := message[at]:
        labels.append(message[at + 1 : at + 1 + size].decode())
        at += 1 + size
    return ".".join(labels).lower(), int.from_bytes(message[at + 1 : at + 3], "big"), message[12 : at + 5]


def _answer(number: bytes, question: bytes, addresses: Sequence[str]) -> bytes:
    head = number + struct.pack(">HHHHH", _ANSWER, 1, len(addresses), 0, 0)
    record = struct.pack(">HHHIH", 0xC00C, _TYPE_A, 1, 60, 4)
    return head + question + b"".join(record + socket.inet_aton(address) for address in addresses)
