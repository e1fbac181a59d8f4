"""What a PostgreSQL server says until somebody is logged in: https://www.postgresql.org/docs/current/protocol.html"""

from __future__ import annotations

import re

_LONGEST = 100_000
_BOUND = b"SCRAM-SHA-256-PLUS\0"
_METHODS = {0: "", 2: "Kerberos", 3: "the plain password", 5: "an MD5 hash", 7: "GSSAPI", 9: "SSPI"}
UNKNOWN_TO_PG = frozenset({"Kerberos", "GSSAPI", "SSPI"})
"""Methods that the driver pg does not speak (pg-protocol, parser.js)."""


class Messages:
    """Remembers what matters of the server's messages, which come in pieces."""

    def __init__(self) -> None:
        self.method = ""
        """How it wants the user to log in, such as "SCRAM-SHA-256"; empty where it does not ask."""
        self.iterations = 0
        """Of SCRAM's hash; 0 where that is not the method."""
        self.error: dict[str, str] = {}
        """The fields of its first error: "C" is its code, "M" its message, "R" the routine of the server."""
        self._held = b""
        self._over = False

    def take(self, piece: bytes) -> bytes:
        """What to pass on of the next bytes and of those held back before: all messages that are complete, and
        everything once the login or an error is over or what comes is not PostgreSQL's. No piece is the end.

        SCRAM bound to TLS, which pg does not use and libpq could not, as TLS is not its own, is left out of an offer.
        """
        self._held += piece
        passed = b""
        while not self._over and piece and len(self._held) >= 5:
            length = int.from_bytes(self._held[1:5], "big")
            if not 4 <= length <= _LONGEST:
                self._over = True
            elif len(self._held) <= length:
                return passed
            else:
                message, self._held = self._held[: 1 + length], self._held[1 + length :]
                passed += self._noted(message)
        if self._over or not piece:
            passed, self._held = passed + self._held, b""
        return passed

    def _noted(self, message: bytes) -> bytes:
        kind, body = message[:1], message[5:]
        if kind == b"R":
            self._authentication(int.from_bytes(body[:4], "big"), body[4:])
            if _BOUND in body:
                body = body.replace(_BOUND, b"")
                return kind + (4 + len(body)).to_bytes(4, "big") + body
        elif kind == b"E":
            fields = (field.decode("utf-8", "replace") for field in body.split(b"\0") if field)
            self.error = {field[0]: field[1:] for field in fields}
        self._over = kind in {b"E", b"Z"}
        return message

    def _authentication(self, code: int, body: bytes) -> None:
        if code == 10:
            self.method = body.split(b"\0")[0].decode("ascii", "replace")[:40].removesuffix("-PLUS")
        elif code == 11:
            found = re.search(rb",i=(\d{1,12})", body)
            self.iterations = int(found[1]) if found else 0
        else:
            self.method = _METHODS.get(code, "") or self.method
