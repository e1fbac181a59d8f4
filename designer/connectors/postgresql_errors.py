"""PostgreSQL's errors as sentences: the one place where they are translated.

A server's error has a code and names the routine that raised it, so that its language does not matter. libpq's own
has neither; its text is English in our child processes. What no row knows is told by the step that it failed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from designer.connectors.base import CheckFailed
from designer.connectors.postgresql_account import Account
from designer.connectors.probe import LOG_IN, USE

_ADDRESS, _LOGIN = ("host", "port"), ("user", "password")


@dataclass(frozen=True, slots=True)
class Row:
    """Which error it is about, and what to say: `code` and `routine` are the server's, `text` a pattern for the
    message; what is empty may be anything."""

    sentence: str
    blames: tuple[str, ...]
    step: str = LOG_IN
    code: str = ""
    routine: str = ""
    text: str = ""

    def fits(self, code: str, routine: str, message: str) -> bool:
        if (self.code and self.code != code) or (self.routine and self.routine != routine):
            return False
        return bool(re.search(self.text, message, re.IGNORECASE))


_HBA = "The server’s pg_hba.conf does not let user “{user}” into database “{database}” from here"
ROWS = (
    Row("The server refused user “{user}” with this password.", _LOGIN, code="28P01"),
    Row(
        "The server wants a certificate of its clients; fill in “cert” and “key” of “ssl”.",
        ("ssl",),
        code="28000",
        text="client certificate|certificate authentication failed",
    ),
    Row(
        "The server lets user “{user}” in only for a system account of the same name.",
        ("user",),
        code="28000",
        routine="auth_failed",
        text="peer|ident",
    ),
    Row(
        "The server refused user “{user}”; the details have its words.",
        _LOGIN,
        code="28000",
        routine="auth_failed",
    ),
    Row(
        f"{_HBA} without TLS; switch “ssl” on, or ask its administrator.",
        ("ssl", "user", "database"),
        code="28000",
        routine="ClientAuthentication",
        text="no encryption|SSL off",
    ),
    Row(f"{_HBA}.", ("host", "user", "database"), code="28000", routine="ClientAuthentication"),
    Row("User “{user}” may not log in.", ("user",), code="28000", text="not permitted to log in"),
    Row("There is no user “{user}” on this server that may log in.", ("user",), code="28000"),
    Row("There is no database “{database}” on this server.", ("database",), USE, code="3D000"),
    Row("User “{user}” may not use the database “{database}”.", ("database", "user"), USE, code="42501"),
    Row("The database “{database}” accepts no connections.", ("database",), USE, code="55000"),
    Row(
        "User “{user}” has too many connections open; try again later.",
        ("user",),
        code="53300",
        routine="InitializeSessionUserId",
    ),
    Row(
        "The database “{database}” has too many connections open; try again later.",
        ("database",),
        USE,
        code="53300",
        routine="CheckMyDatabase",
    ),
    Row("The server has too many connections open; try again later, or raise its max_connections.", (), code="53300"),
    Row("The server is starting, stopping or recovering; try again later.", (), code="57P03"),
    Row("The server is stopping; try again later.", (), code="57P01"),
    Row(
        "The server is too old: LoopBack’s connector needs PostgreSQL 7.4 or later.",
        _ADDRESS,
        text="unsupported frontend protocol",
    ),
    Row("There is no database “{database}” on this server.", ("database",), USE, text="no such database"),
    Row("The server refused user “{user}” with this password.", _LOGIN, text="no such user|SASL authentication failed"),
    Row("The server wants a password for user “{user}”.", ("password",), text="no password supplied"),
    Row(
        "What answers there is not a PostgreSQL server; check the host and the port.",
        _ADDRESS,
        text="invalid response|expected authentication request|invalid message|lost synchronization|protocol",
    ),
    Row(
        "The server closed the connection; is it a PostgreSQL server, and does it accept this machine?",
        _ADDRESS,
        text="closed the connection unexpectedly|Connection reset|could not (send|receive)",
    ),
)
_BY_STEP = {
    LOG_IN: Row("The server did not let user “{user}” in; the details have its words.", _LOGIN),
    USE: Row("The server refused after the login; the details have its words.", ("database",), USE),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that failed, and what to say about it."""

    step: str
    failure: CheckFailed

    @classmethod
    def of(cls, message: str, step: str, account: Account, fields: Mapping[str, str] | None = None) -> Self:
        """From libpq's message and the fields of the server's error, where there is one. `step` is the one that was
        under way: an error that is known may belong to a later one, as libpq tells of it only afterwards."""
        fields = fields or {}
        words = fields.get("M") or _without_path(message)
        code, routine = fields.get("C", ""), fields.get("R", "")
        row = next((row for row in ROWS if row.fits(code, routine, words)), _BY_STEP[step])
        told = [words, *(fields[name] for name in "DH" if name in fields), *([f"({code})"] if code else [])]
        return cls(row.step if row in ROWS else step, _failure(row.sentence, row.blames, "\n".join(told), account))


def timed_out(account: Account) -> CheckFailed:
    """The port is open, but nobody answers."""
    sentence = "The server accepted the connection but did not answer in time; is it a PostgreSQL server?"
    return _failure(sentence, _ADDRESS, "", account)


def closed(account: Account) -> CheckFailed:
    """The server hung up without a word."""
    return Refusal.of("server closed the connection unexpectedly", LOG_IN, account).failure


def endless(account: Account) -> CheckFailed:
    """The server sends more than anybody asked for."""
    return _failure("The server sends without end; is it a PostgreSQL server?", _ADDRESS, "", account)


def not_postgresql(account: Account, start: bytes) -> CheckFailed:
    """Something else answered, and began with these bytes."""
    guesses = {b"HTTP": "a web server", b"SSH-": "an SSH server", b"-ERR": "a Redis server"}
    what = guesses.get(start[:4], "not a PostgreSQL server")
    sentence = f"What answers there is {what}; check the host and the port."
    return _failure(sentence, _ADDRESS, repr(start) if start else "", account)


def unknown_method(method: str, account: Account) -> CheckFailed:
    """The server insists on a way to log in that neither libpq is allowed here nor LoopBack's driver speaks."""
    sentence = (
        f"The server wants user “{{user}}” to log in by {method}, which LoopBack’s PostgreSQL driver does not know."
    )
    return _failure(sentence, ("user",), "", account)


def _without_path(message: str) -> str:
    """libpq names the socket of the relay, which says nothing to anybody."""
    return re.sub(r'^connection to server on socket "[^"]*" failed: ', "", message).strip()


def _failure(sentence: str, names: tuple[str, ...], message: str, account: Account) -> CheckFailed:
    told = sentence.format(user=account.user, database=account.database)
    return CheckFailed(told, blames=account.keys(*names), detail=message)
