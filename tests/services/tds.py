"""A stand-in for SQL Server, which Debian does not have: a fake that speaks TDS 7.4 as far as a login, its refusals
and two queries go. LoopBack's own driver connects to it, too (tests/interop/test_verdicts_mssql.py)."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.certificates import Certificates

_PRELOGIN, _REPLY, _LOGIN, _BATCH = 0x12, 4, 0x10, 1
_NOT_SUPPORTED, _ON, _REQUIRED = 2, 1, 3
VERSION = 0x0F00_1039  # 15.0.4153
SERVER = "SQL Server 15.0.4153"


@dataclass
class TDS:
    """What the fake knows, and what it was asked."""

    users: dict[str, str] = field(default_factory=lambda: {"shop": "shop-pw"})
    databases: tuple[str, ...] = ("master", "shop")
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By user: the number and the text of the error that its login ends with."""
    routes: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By user: where its login is sent on to."""
    certificates: Certificates | None = None
    folder: Path = Path()
    insists: bool = False
    """Whether it accepts encrypted connections only."""
    tls: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    may_create: bool = True
    logins: list[tuple[str, str, bool]] = field(default_factory=list)
    """Each login: user, database and whether it was encrypted."""

    def serve(self, connection: socket.socket, _over: threading.Event) -> None:
        """One connection; for `listeners.listening`."""
        kind, asked = _receive(connection.recv)
        if kind != _PRELOGIN:
            return
        encryption = self._encryption(_option(asked, 1)[0])
        _send(connection.sendall, _REPLY, _prelogin(encryption))
        receive: Callable[[int, int], bytes] = connection.recv
        send: Callable[[bytes], None] = connection.sendall
        encrypted = False
        if encryption != _NOT_SUPPORTED:
            if _option(asked, 1)[0] == _NOT_SUPPORTED:
                return
            tunnel = _Tunnel(connection, self._context())
            receive, send, encrypted = tunnel.recv, tunnel.sendall, True
        kind, login = _receive(receive)
        if kind != _LOGIN:
            return
        user, password, database = (_text_at(login, at) for at in (40, 44, 68))
        self.logins.append((user, database, encrypted))
        accepted, answer = self._log_in(user, _clear(login, password), database)
        _send(send, _REPLY, answer)
        while accepted:
            kind, query = _receive(receive)
            if kind != _BATCH:
                return
            _send(send, _REPLY, self._answer(query.decode("utf-16-le", "replace"), user, database))

    def _encryption(self, asked: int) -> int:
        if self.certificates is None:
            return _NOT_SUPPORTED
        return _ON if asked == _ON else _REQUIRED if self.insists else _NOT_SUPPORTED

    def _context(self) -> ssl.SSLContext:
        assert self.certificates is not None
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        path = self.folder / "server.pem"
        path.write_text(self.certificates.server + self.certificates.key, encoding="ascii")
        made.load_cert_chain(path)
        made.set_ciphers("DEFAULT:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            made.minimum_version = ssl.TLSVersion.TLSv1
            made.maximum_version = self.tls
        return made

    def _log_in(self, user: str, password: str, database: str) -> tuple[bool, bytes]:
        failed = _error(18456, f"Login failed for user '{user}'.") + _done(2)
        if user in self.refusals:
            return False, _error(*self.refusals[user]) + (failed if self.refusals[user][0] != 18456 else _done(2))
        if self.users.get(user) != password:
            return False, failed
        if user in self.routes:
            return False, _acknowledge() + _route(*self.routes[user]) + _done(0)
        if database and database not in self.databases:
            refused = f'Cannot open database "{database}" requested by the login. The login failed.'
            return False, _error(4060, refused) + failed
        return True, _change(1, database or "master", "") + _acknowledge() + _change(4, "4096", "4096") + _done(0)

    def _answer(self, query: str, user: str, database: str) -> bytes:
        if "SERVERPROPERTY" in query:
            may = int(self.may_create)
            return _row("Developer Edition", user, database or "master", 7, may, may)
        return _row(1) if "SELECT 1" in query else _done(0)


class _Tunnel:
    """TLS inside of TDS packets for the handshake, and bare afterwards."""

    def __init__(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        self._connection = connection
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        finished = False
        while not finished:
            try:
                self._tls.do_handshake()
                finished = True
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError as error:
                _send(connection.sendall, _PRELOGIN, self._outgoing.read())
                raise ConnectionError from error
            if self._outgoing.pending:
                _send(connection.sendall, _PRELOGIN, self._outgoing.read())
            if not finished:
                kind, piece = _receive(connection.recv)
                if kind != _PRELOGIN:
                    raise ConnectionError
                self._incoming.write(piece)

    def recv(self, size: int, _flags: int = 0) -> bytes:
        got = b""
        while len(got) < size:
            try:
                got += self._tls.read(size - len(got))
            except ssl.SSLWantReadError:
                piece = self._connection.recv(65_536)
                if not piece:
                    return b""
                self._incoming.write(piece)
        return got

    def sendall(self, data: bytes) -> None:
        self._tls.write(data)
        self._connection.sendall(self._outgoing.read())


def _receive(recv: Callable[[int, int], bytes]) -> tuple[int, bytes]:
    """The type and the content of the next message; type -1 at the end."""
    content, last = b"", False
    while not last:
        head = recv(8, socket.MSG_WAITALL)
        if len(head) < 8:
            return -1, b""
        kind, status, size = struct.unpack(">BBH", head[:4])
        content += recv(size - 8, socket.MSG_WAITALL)
        last = bool(status & 1)
    return kind, content


def _send(sendall: Callable[[bytes], None], kind: int, content: bytes) -> None:
    sendall(struct.pack(">BBHHBB", kind, 1, len(content) + 8, 0, 1, 0) + content)


def _prelogin(encryption: int) -> bytes:
    version = VERSION.to_bytes(4, "big") + b"\x00\x00"
    return struct.pack(">BHHBHHB", 0, 11, 6, 1, 17, 1, 0xFF) + version + bytes([encryption])


def _option(content: bytes, wanted: int) -> bytes:
    at = 0
    while content[at] != 0xFF:
        kind, offset, length = struct.unpack_from(">BHH", content, at)
        if kind == wanted:
            return content[offset : offset + length]
        at += 5
    return bytes([_NOT_SUPPORTED])


def _text_at(login: bytes, at: int) -> str:
    offset, length = struct.unpack_from("<HH", login, at)
    return login[offset : offset + 2 * length].decode("utf-16-le", "surrogatepass")


def _clear(_login: bytes, password: str) -> str:
    """A password is sent with its nibbles swapped, then exclusive-or 0xA5 (MS-TDS 2.2.6.4)."""
    mixed = password.encode("utf-16-le", "surrogatepass")
    return bytes(((each ^ 0xA5) << 4 | (each ^ 0xA5) >> 4) & 0xFF for each in mixed).decode("utf-16-le", "replace")


def _short(text: str) -> bytes:
    return bytes([len(text)]) + text.encode("utf-16-le")


def _token(kind: int, content: bytes) -> bytes:
    return struct.pack("<BH", kind, len(content)) + content


def _error(number: int, text: str) -> bytes:
    words = struct.pack("<H", len(text)) + text.encode("utf-16-le")
    return _token(0xAA, struct.pack("<iBB", number, 1, 14) + words + _short("FAKE") + _short("") + bytes(4))


def _acknowledge() -> bytes:
    name = _short("Microsoft SQL Server")
    return _token(0xAD, b"\x01" + bytes.fromhex("74000004") + name + VERSION.to_bytes(4, "big"))


def _change(kind: int, new: str, old: str) -> bytes:
    return _token(0xE3, bytes([kind]) + _short(new) + _short(old))


def _route(host: str, port: int) -> bytes:
    where = struct.pack("<BHH", 0, port, len(host)) + host.encode("utf-16-le")
    return _token(0xE3, b"\x14" + struct.pack("<H", len(where)) + where + b"\x00\x00")


def _done(status: int, rows: int = 0) -> bytes:
    return struct.pack("<BHHQ", 0xFD, status, 0, rows)


def _row(*values: str | int) -> bytes:
    columns, cells = b"", b""
    for value in values:
        if isinstance(value, str):
            columns += bytes(4) + b"\x09\x00\xe7" + struct.pack("<H", 256) + bytes.fromhex("0904d00034") + b"\x00"
            text = value.encode("utf-16-le")
            cells += struct.pack("<H", len(text)) + text
        else:
            columns += bytes(4) + b"\x09\x00\x26\x04\x00"
            cells += b"\x04" + struct.pack("<i", value)
    return b"\x81" + struct.pack("<H", len(values)) + columns + b"\xd1" + cells + _done(0x10, 1)
