"""A stand-in for MongoDB that speaks its language: OP_MSG, and OP_QUERY as far as old drivers need it; hello, SCRAM,
and the few commands that a connection is tried with. No real MongoDB could be had.

Its answers and errors are those of MongoDB 6.0 (src/mongo/base/error_codes.yml, and for OP_QUERY
src/mongo/rpc/check_allowed_op_query_cmd.cpp).
"""

from __future__ import annotations

import hashlib
import hmac
import socket
import ssl
import struct
import threading
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_bytes, token_hex
from typing import Any

import bson

SHA_1, SHA_256 = "SCRAM-SHA-1", "SCRAM-SHA-256"
_OP_REPLY, _OP_QUERY, _OP_MSG = 1, 2004, 2013
_HELLO = {"hello", "ismaster", "isMaster"}
_OPEN = {*_HELLO, "saslStart", "saslContinue", "ping", "buildInfo", "connectionStatus", "endSessions"}
_BY_OP_QUERY = {*_HELLO, "saslStart", "saslContinue", "authenticate", "buildInfo", "_isSelf"}
_FIRST_WITHOUT_OP_QUERY = 14
_ITERATIONS = 4096

Document = dict[str, Any]


@dataclass(frozen=True)
class Login:
    """An account of one database."""

    password: str
    mechanisms: tuple[str, ...] = (SHA_1, SHA_256)


@dataclass
class Mongo:
    """A server, and what it has been asked."""

    users: Mapping[tuple[str, str], Login] = field(default_factory=lambda: {("shop", "shop"): Login("shop-pw")})
    """By database and name."""
    wants_login: bool = True
    wire_versions: tuple[int, int] = (0, 17)
    version: str = "6.0.5"
    hello: Document = field(default_factory=dict)
    """What its answer to hello has beside the usual."""
    collections: Mapping[str, list[str]] = field(default_factory=lambda: {"shop": ["orders", "customers"]})
    privileges: list[Document] = field(
        default_factory=lambda: [
            {"resource": {"db": "shop", "collection": ""}, "actions": ["find", "createCollection"]}
        ]
    )
    closed_to_all: tuple[str, ...] = ()
    """Databases that nobody may look into."""
    errors: Mapping[str, Document] = field(default_factory=dict)
    """By command: what it answers in its place."""
    context: ssl.SSLContext | None = None
    """With which it speaks TLS, and nothing else."""
    logins: list[tuple[str, str, str]] = field(default_factory=list)
    """Database, user and mechanism of each that succeeded."""
    asked: list[str] = field(default_factory=list)
    """The commands, in order."""
    connections: int = 0

    def serve(self, connection: socket.socket, _over: threading.Event) -> None:
        """Answer one client until it leaves."""
        self.connections += 1
        with suppress(OSError, struct.error, EOFError):
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                _Conversation(self, connection).go_on()


@dataclass
class _Scram:
    """A login that is under way."""

    database: str
    user: str
    mechanism: str
    first: bytes
    answer: bytes
    salted: bytes

    def check(self, final: bytes) -> bytes | None:
        """The server's signature; None where the client's proof is wrong."""
        name = "sha1" if self.mechanism == SHA_1 else "sha256"
        without_proof, _, proof = final.rpartition(b",p=")
        client_key = hmac.digest(self.salted, b"Client Key", name)
        stored = hashlib.new(name, client_key).digest()
        message = b",".join((self.first, self.answer, without_proof))
        signature = hmac.digest(stored, message, name)
        claimed = bytes(a ^ b for a, b in zip(b64decode(proof), signature, strict=True))
        if not hmac.compare_digest(claimed, client_key):
            return None
        return hmac.digest(hmac.digest(self.salted, b"Server Key", name), message, name)


class _Conversation:
    def __init__(self, server: Mongo, connection: socket.socket) -> None:
        self._server = server
        self._connection = connection
        self._under_way: _Scram | None = None
        self._user: tuple[str, str] | None = None

    def go_on(self) -> None:
        while True:
            length, request, _, kind = struct.unpack("<iiii", self._read(16))
            if kind not in {_OP_MSG, _OP_QUERY}:
                return  # as the start of TLS, too, which a server without it refuses
            body = self._read(length - 16)
            if kind == _OP_MSG:
                answer = self._answer(_decoded(body[5:]), by_op_query=False)
                reply = struct.pack("<iB", 0, 0) + bson.encode(answer)
                self._send(reply, request, _OP_MSG)
            else:
                name, _, rest = body[4:].partition(b"\0")
                question = _decoded(rest[8:]) | {"$db": name.decode().partition(".")[0]}
                answer = self._answer(question, by_op_query=True)
                self._send(struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(answer), request, _OP_REPLY)

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = self._connection.recv(count - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def _send(self, body: bytes, request: int, kind: int) -> None:
        self._connection.sendall(struct.pack("<iiii", 16 + len(body), 1, request, kind) + body)

    def _answer(self, question: Document, *, by_op_query: bool) -> Document:
        command, server = next(iter(question)), self._server
        server.asked.append(command)
        if command in server.errors:
            return server.errors[command]
        if by_op_query and server.wire_versions[1] >= _FIRST_WITHOUT_OP_QUERY and command not in _BY_OP_QUERY:
            words = f"Unsupported OP_QUERY command: {command}. The client driver may require an upgrade."
            return _error(352, "UnsupportedOpQueryCommand", words)
        if server.wants_login and self._user is None and command not in _OPEN:
            return _error(13, "Unauthorized", f"command {command} requires authentication")
        handler = getattr(self, f"_{'hello' if command in _HELLO else command}", None)
        if handler is None:
            return _error(59, "CommandNotFound", f"no such command: '{command}'")
        answer: Document = handler(question)
        return {**answer, "ok": answer.get("ok", 1.0)}

    def _hello(self, question: Document) -> Document:
        least, most = self._server.wire_versions
        answer = {
            "helloOk": True,
            "ismaster": True,
            "maxBsonObjectSize": 16_777_216,
            "maxMessageSizeBytes": 48_000_000,
            "maxWriteBatchSize": 100_000,
            "logicalSessionTimeoutMinutes": 30,
            "minWireVersion": least,
            "maxWireVersion": most,
            "readOnly": False,
            **self._server.hello,
        }
        database, _, name = question.get("saslSupportedMechs", "").partition(".")
        login = self._server.users.get((database, name))
        if login is not None:
            answer["saslSupportedMechs"] = list(login.mechanisms)
        attempt = question.get("speculativeAuthenticate")
        if attempt is not None and login is not None and attempt["mechanism"] in login.mechanisms:
            answer["speculativeAuthenticate"] = self._saslStart(attempt | {"$db": attempt["db"]})
        return answer

    def _saslStart(self, question: Document) -> Document:  # noqa: N802 - the commands' own names
        database, mechanism = question["$db"], question["mechanism"]
        if mechanism not in {SHA_1, SHA_256}:
            words = f"Received authentication for mechanism {mechanism} which is unknown or not enabled"
            return _error(334, "MechanismUnavailable", words)
        first = bytes(question["payload"]).removeprefix(b"n,,")
        user, nonce = (part[2:] for part in first.split(b",", 1))
        name = user.decode()
        login = self._server.users.get((database, name))
        if login is None or mechanism not in login.mechanisms:
            return _failed()
        salt = token_bytes(16)
        sha_1 = hashlib.md5(f"{name}:mongo:{login.password}".encode(), usedforsecurity=False).hexdigest()
        password = sha_1 if mechanism == SHA_1 else login.password
        hashed = hashlib.pbkdf2_hmac("sha1" if mechanism == SHA_1 else "sha256", password.encode(), salt, _ITERATIONS)
        answer = b"r=%s%s,s=%s,i=%d" % (nonce, token_hex(12).encode(), b64encode(salt), _ITERATIONS)
        self._under_way = _Scram(database, name, mechanism, first, answer, hashed)
        return {"conversationId": 1, "done": False, "payload": answer}

    def _saslContinue(self, question: Document) -> Document:  # noqa: N802
        scram = self._under_way
        if scram is None:
            return _error(17, "ProtocolError", "No SASL session state found")
        signature = scram.check(bytes(question["payload"]))
        if signature is None:
            return _failed()
        self._user = (scram.database, scram.user)
        self._server.logins.append((scram.database, scram.user, scram.mechanism))
        return {"conversationId": 1, "done": True, "payload": b"v=" + b64encode(signature)}

    def _ping(self, _question: Document) -> Document:
        return {}

    def _endSessions(self, _question: Document) -> Document:  # noqa: N802
        return {}

    def _buildInfo(self, _question: Document) -> Document:  # noqa: N802
        return {"version": self._server.version}

    def _connectionStatus(self, _question: Document) -> Document:  # noqa: N802
        users = [{"db": self._user[0], "user": self._user[1]}] if self._user else []
        privileges = self._server.privileges if self._user else []
        return {"authInfo": {"authenticatedUsers": users, "authenticatedUserPrivileges": privileges}}

    def _listCollections(self, question: Document) -> Document:  # noqa: N802
        database = question["$db"]
        if database in self._server.closed_to_all:
            return _error(13, "Unauthorized", f"not authorized on {database} to execute command")
        found = [{"name": name, "type": "collection"} for name in self._server.collections.get(database, [])]
        return {"cursor": {"id": 0, "ns": f"{database}.$cmd.listCollections", "firstBatch": found}}

    def _find(self, question: Document) -> Document:
        database, reads_from = question["$db"], question.get("$readPreference", {"mode": "primary"})
        if self._server.hello.get("secondary") and reads_from["mode"] == "primary":
            return _error(13435, "NotPrimaryNoSecondaryOk", "not master and slaveOk=false")
        if database in self._server.closed_to_all:
            return _error(13, "Unauthorized", f"not authorized on {database} to execute command")
        return {"cursor": {"id": 0, "ns": f"{database}.{question['find']}", "firstBatch": []}}


def _decoded(data: bytes) -> Document:
    """The first document of these bytes."""
    found: Document = bson.decode(data[: struct.unpack_from("<i", data)[0]])
    return found


def _failed() -> Document:
    return _error(18, "AuthenticationFailed", "Authentication failed.")


def _error(code: int, name: str, words: str) -> Document:
    return {"ok": 0.0, "errmsg": words, "code": code, "codeName": name}
