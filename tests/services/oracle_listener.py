"""A stand-in for Oracle's listener, which Debian does not have: a fake that refuses, redirects, or accepts and then
ends the login with an error, in packets built after python-oracledb's reading of them. It lets nobody in."""

from __future__ import annotations

import socket
import struct
import threading

from tests.services.listeners import Behaviour

_ACCEPT, _REFUSE, _REDIRECT, _DATA = 2, 4, 5, 6
OLD, NEW = 310, 315
"""Versions of the protocol: of Oracle 11.2, and of 12.1."""


def answer(content: bytes, *more: bytes) -> Behaviour:
    """Send `content` once the client asked, each of `more` after another question, then wait for the client to go."""

    def behave(connection: socket.socket, _over: threading.Event) -> None:
        for each in (content, *more):
            connection.recv(65_536)
            connection.sendall(each)
        while connection.recv(4096):
            pass

    return behave


def refusal(code: int) -> bytes:
    """No, because of ORA-`code`."""
    words = f"(DESCRIPTION=(TMP=)(VSNNUM=318767104)(ERR={code})(ERROR_STACK=(ERROR=(CODE={code})(EMFI=4))))".encode()
    return _packet(_REFUSE, b"\x22\x00" + struct.pack(">H", len(words)) + words)


def redirection(host: str, port: int) -> bytes:
    """Go to another listener."""
    words = f"(ADDRESS=(PROTOCOL=tcp)(HOST={host})(PORT={port}))\0(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=XE)))"
    head = _packet(_REDIRECT, struct.pack(">H", len(words)))
    return head + _packet(_DATA, b"\x00\x00" + words.encode())


def acceptance(version: int = NEW, *, encrypts: bool = False, packets: int = 8192) -> bytes:
    """Yes; `encrypts` asks for Oracle's native encryption, `packets` is the size of the largest."""
    if version < NEW:
        return _packet(_ACCEPT, struct.pack(">HH12x", version, 0))
    flags = 0x10 if encrypts else 0
    return _packet(_ACCEPT, struct.pack(">HH10xB9xI", version, 0, flags, packets) + bytes(9))


def error(code: int, text: str) -> bytes:
    """The end of a request: ORA-`code`."""
    number = code.to_bytes(4, "big").lstrip(b"\x00")
    words = f"ORA-{code:05}: {text}\n".encode()
    numbers = bytes(28) + bytes([len(number)]) + number + bytes(3)
    content = b"\x00\x00" + b"\x04" + numbers + bytes([len(words)]) + words
    return struct.pack(">IBBH", len(content) + 8, _DATA, 0, 0) + content


def _packet(kind: int, content: bytes) -> bytes:
    return struct.pack(">HHBBH", len(content) + 8, 0, kind, 0, 0) + content
