"""A name server on loopback that knows what a test tells it, and keeps silent about the rest."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.services.processes import HOST

_ANSWER = 0x8180
_TYPE_A, _TYPE_SRV = 1, 33
_BY_SRV = re.compile(r"(_mongodb\._tcp\.)?(port(?P<port>\d+)|node)\.(?P<host>[\w-]+)\.srv\.test")


@contextmanager
def running(names: Mapping[str, Sequence[str]]) -> Iterator[int]:
    """Its port. It answers with the IPv4 addresses of a name, and not at all for one that it does not know.

    The SRV record of port27017.inside-test.srv.test says port 27017 of node.inside-test.srv.test, which is where
    inside.test is, and so for each port and name; 127-0-0-1 is an address.
    """
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
        found = _BY_SRV.fullmatch(name)
        host = found["host"].replace("-", ".") if found else name
        addresses = [host] if host == HOST else names.get(host)
        if addresses is None:
            continue
        records: list[bytes] = []
        if kind == _TYPE_A:
            records = [socket.inet_aton(address) for address in addresses]
        elif kind == _TYPE_SRV and found and found["port"]:
            target = f"node.{found['host']}.srv.test"
            records = [struct.pack(">HHH", 0, 0, int(found["port"])) + _written(target)]
        server.sendto(_answer(message[:2], question, kind, records), asker)


def _asked(message: bytes) -> tuple[str, int, bytes]:
    """The name, the type of record, and the question as it stands in the message (RFC 1035, 4.1.2)."""
    labels, at = [], 12
    while size := message[at]:
        labels.append(message[at + 1 : at + 1 + size].decode())
        at += 1 + size
    return ".".join(labels).lower(), int.from_bytes(message[at + 1 : at + 3], "big"), message[12 : at + 5]


def _written(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def _answer(number: bytes, question: bytes, kind: int, records: Sequence[bytes]) -> bytes:
    head = number + struct.pack(">HHHHH", _ANSWER, 1, len(records), 0, 0)
    heads = [struct.pack(">HHHIH", 0xC00C, kind, 1, 60, len(record)) for record in records]
    return head + question + b"".join(one + record for one, record in zip(heads, records, strict=True))
