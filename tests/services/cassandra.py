"""A stand-in for Apache Cassandra, which Debian does not have: a fake that speaks its native protocol as far as a
login, its refusals and the questions of a connection go. LoopBack's own driver connects to it, too
(tests/interop/test_verdicts_cassandra.py)."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

_ERROR, _STARTUP, _READY, _AUTHENTICATE, _OPTIONS, _SUPPORTED = 0, 1, 2, 3, 5, 6
_QUERY, _RESULT, _REGISTER, _AUTH_RESPONSE, _AUTH_SUCCESS = 7, 8, 11, 15, 16
_ROWS, _SET_KEYSPACE, _SCHEMA_CHANGE = 2, 3, 5
PROTOCOL_ERROR, BAD_CREDENTIALS, SYNTAX, UNAUTHORIZED, INVALID, UNAVAILABLE = (
    0x0A,
    0x100,
    0x2000,
    0x2100,
    0x2200,
    0x1000,
)
_ID = UUID("5a1c395e-b41f-11e5-9f22-ba0be0483c18")

Value = str | bool | UUID | frozenset[str] | None
Row = dict[str, Value]


@dataclass
class Cassandra:
    """What the fake knows, and what it was asked."""

    users: dict[str, str] | None = field(default_factory=lambda: {"shop": "shop-pw"})
    """By user: the password. None lets everybody in."""
    superusers: frozenset[str] = frozenset()
    authorizes: bool = True
    """Whether rights are looked at."""
    rights: tuple[tuple[str, str], ...] = (("<keyspace shop>", "CREATE"), ("<keyspace shop>", "SELECT"))
    """What user “shop” may do: resource and permission, as LIST PERMISSIONS tells."""
    keyspaces: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"system": (), "shop": ("a", "b", "c")})
    """By keyspace: its tables."""
    versions: range = range(3, 5)
    """Of the protocol, those that it speaks."""
    data_center: str | None = "Dublin"
    refusal: tuple[int, str] | None = None
    """The code and the text of the error that STARTUP ends with."""
    refuses: dict[str, tuple[int, str]] = field(default_factory=dict)
    """The same by the beginning of a query."""
    context: ssl.SSLContext | None = None
    startups: list[int] = field(default_factory=list)
    """The version of each STARTUP."""
    logins: list[tuple[str, bool]] = field(default_factory=list)
    """The user of each login, and whether it was encrypted."""
    queries: list[str] = field(default_factory=list)

    def serve(self, connection: socket.socket, _over: threading.Event) -> None:
        """One connection; for `listeners.listening`."""
        with connection if self.context is None else self.context.wrap_socket(connection, server_side=True) as channel:
            self._talk(channel)

    def _talk(self, connection: socket.socket) -> None:
        user = "anonymous"
        while head := _read(connection, 9):
            version, _, stream, opcode, size = struct.unpack(">BBhBi", head)
            if version not in self.versions:
                connection.sendall(_frame(self.versions[-1], stream, *self._unsupported(version)))
                return
            body = _read(connection, size)
            if opcode == _AUTH_RESPONSE:
                user, answer = self._log_in(body, encrypted=isinstance(connection, ssl.SSLSocket))
            else:
                answer = self._answer(version, opcode, body, user)
            connection.sendall(_frame(version, stream, *answer))

    def _unsupported(self, version: int) -> tuple[int, bytes]:
        known = ", ".join(f"{each}/v{each}" for each in self.versions)
        words = f"Invalid or unsupported protocol version ({version}); supported versions are ({known})"
        return _error(PROTOCOL_ERROR, words)

    def _log_in(self, body: bytes, *, encrypted: bool) -> tuple[str, tuple[int, bytes]]:
        """SASL PLAIN: the token is NUL, the user, NUL, the password."""
        _, user, password = body[4:].decode().split("\0")
        self.logins.append((user, encrypted))
        if (self.users or {}).get(user) == password:
            return user, (_AUTH_SUCCESS, struct.pack(">i", -1))
        return user, _error(BAD_CREDENTIALS, f"Provided username {user} and/or password are incorrect")

    def _answer(self, version: int, opcode: int, body: bytes, user: str) -> tuple[int, bytes]:
        if opcode == _STARTUP:
            self.startups.append(version)
            if self.refusal:
                return _error(*self.refusal)
            name = _string("org.apache.cassandra.auth.PasswordAuthenticator")
            return (_READY, b"") if self.users is None else (_AUTHENTICATE, name)
        if opcode == _OPTIONS:
            return _SUPPORTED, struct.pack(">H", 0)
        if opcode == _REGISTER:
            return _READY, b""
        if opcode != _QUERY:
            return _error(PROTOCOL_ERROR, f"opcode {opcode}")
        size = struct.unpack_from(">i", body)[0]
        return self._query(body[4 : 4 + size].decode(), user)

    def _query(self, query: str, user: str) -> tuple[int, bytes]:
        self.queries.append(query)
        for beginning, error in self.refuses.items():
            if query.startswith(beginning):
                return _error(*error)
        if found := re.fullmatch(r'USE "(.*)"', query):
            if found[1] in self.keyspaces:
                return _RESULT, struct.pack(">i", _SET_KEYSPACE) + _string(found[1])
            return _error(INVALID, f"Keyspace '{found[1]}' does not exist")
        if found := re.match(r'CREATE KEYSPACE IF NOT EXISTS "(\w+)"', query):
            self.keyspaces[found[1]] = ()
            change = b"".join(_string(word) for word in ("CREATED", "KEYSPACE", found[1]))
            return _RESULT, struct.pack(">i", _SCHEMA_CHANGE) + change
        if query.startswith("LIST ROLES OF"):
            return _rows([{"role": user, "super": user in self.superusers, "login": True}])
        if query.startswith("LIST ALL PERMISSIONS OF"):
            return _rows(self._rights(user), ("role", "username", "resource", "permission"))
        if found := re.match(r"SELECT (.+?) FROM ([\w.]+)", query):
            return self._select(found[1], found[2], query, user)
        return _error(SYNTAX, "line 1:0 no viable alternative")

    def _rights(self, user: str) -> list[Row]:
        return [{"role": user, "username": user, "resource": on, "permission": what} for on, what in self.rights]

    def _select(self, columns: str, table: str, query: str, user: str) -> tuple[int, bytes]:
        if table == "system_auth.role_permissions" and self.authorizes and user not in self.superusers:
            return _error(
                UNAUTHORIZED, f"User {user} has no SELECT permission on <table {table}> or any of its parents"
            )
        rows = self._tables(query).get(table)
        if rows is None:
            return _error(INVALID, f"table {table} does not exist")
        names = [name.strip() for name in columns.split(",")] if columns != "*" else list(rows[0] if rows else ["peer"])
        return _rows([{name: row[name] for name in names} for row in rows], names)

    def _tables(self, query: str) -> dict[str, list[Row]]:
        asked = re.search(r"keyspace_name = '(.*?)'", query)
        names = self.keyspaces.get(asked[1] if asked else "", ())
        local: Row = {
            "key": "local",
            "cluster_name": "Shop cluster",
            "data_center": self.data_center,
            "rack": "r1",
            "release_version": "4.1.4",
            "partitioner": "org.apache.cassandra.dht.Murmur3Partitioner",
            "tokens": frozenset({"0"}),
            "schema_version": _ID,
            "now()": _ID,
        }
        return {
            "system.local": [local],
            "system.peers": [],
            "system_schema.keyspaces": [{"keyspace_name": name} for name in self.keyspaces],
            "system_schema.tables": [{"table_name": name} for name in names],
            "system_auth.role_permissions": [],
        }


def _read(connection: socket.socket, size: int) -> bytes:
    """So many bytes; none at the end."""
    content = b""
    while len(content) < size:
        piece = connection.recv(size - len(content))
        if not piece:
            return b""
        content += piece
    return content


def _frame(version: int, stream: int, opcode: int, body: bytes) -> bytes:
    """Before version 3, the number of the stream is one byte."""
    layout = ">BBhBi" if version >= 3 else ">BBbBi"
    return struct.pack(layout, version | 0x80, 0, stream, opcode, len(body)) + body


def _string(text: str) -> bytes:
    return struct.pack(">H", len(text.encode())) + text.encode()


def _error(code: int, words: str) -> tuple[int, bytes]:
    more = struct.pack(">Hii", 4, 2, 1) if code == UNAVAILABLE else b""
    return _ERROR, struct.pack(">i", code) + _string(words) + more


def _rows(rows: Sequence[Row], names: Sequence[str] = ()) -> tuple[int, bytes]:
    names = names or list(rows[0])
    head = struct.pack(">iii", _ROWS, 1, len(names)) + _string("any") + _string("any")
    head += b"".join(_string(name) + _type([row[name] for row in rows]) for name in names)
    cells = b"".join(_cell(row[name]) for row in rows for name in names)
    return _RESULT, head + struct.pack(">i", len(rows)) + cells


def _type(values: Sequence[Value]) -> bytes:
    """The type of a column: varchar, boolean, timeuuid or set<varchar>."""
    known = {bool: b"\0\x04", UUID: b"\0\x0f", frozenset: b"\0\x22\0\x0d"}
    return known.get(type(values[0]), b"\0\x0d") if values else b"\0\x0d"


def _cell(value: Value) -> bytes:
    if value is None:
        return struct.pack(">i", -1)
    if isinstance(value, frozenset):
        content = struct.pack(">i", len(value)) + b"".join(_cell(each) for each in value)
    elif isinstance(value, UUID):
        content = value.bytes
    else:
        content = bytes([value]) if isinstance(value, bool) else value.encode()
    return struct.pack(">i", len(content)) + content
