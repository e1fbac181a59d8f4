"""A stand-in for MySQL 8, which Debian does not have: it speaks just enough of the protocol to ask for
caching_sha2_password and to accept whatever comes back, then says yes to every command."""

from __future__ import annotations

import socket
import threading

_OK = b"\x00\x00\x00\x02\x00\x00\x00"
_PLUGIN = b"caching_sha2_password\x00"
_SALT = b"12345678abcdefghijkl"
_CAPABILITIES = 0x0008A208 | 0x1 | 0x4 | 0x200 | 0x8000  # among them PLUGIN_AUTH and SECURE_CONNECTION


def serve(connection: socket.socket, _over: threading.Event, *, version: str = "8.0.39") -> None:
    """One connection, from the greeting on; for `listeners.listening`."""
    _send(connection, 0, _greeting(version))
    _receive(connection)
    _send(connection, 2, b"\xfe" + _PLUGIN + _SALT + b"\x00")
    _receive(connection)
    _send(connection, 4, b"\x01\x03")  # the server knew the password's hash already
    _send(connection, 5, _OK)
    while _receive(connection):
        _send(connection, 1, _OK)


def _greeting(version: str) -> bytes:
    low, high = (_CAPABILITIES & 0xFFFF).to_bytes(2, "little"), (_CAPABILITIES >> 16).to_bytes(2, "little")
    head = b"\x0a" + version.encode() + b"\x00" + (7).to_bytes(4, "little") + _SALT[:8] + b"\x00"
    return head + low + b"\x21" + b"\x02\x00" + high + b"\x15" + bytes(10) + _SALT[8:] + b"\x00" + _PLUGIN


def _send(connection: socket.socket, number: int, payload: bytes) -> None:
    connection.sendall(len(payload).to_bytes(3, "little") + bytes([number]) + payload)


def _receive(connection: socket.socket) -> bytes:
    head = connection.recv(4, socket.MSG_WAITALL)
    return connection.recv(int.from_bytes(head[:3], "little"), socket.MSG_WAITALL) if len(head) == 4 else b""
