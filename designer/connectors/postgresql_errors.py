"""libpq's messages as sentences: the one place where they are translated.

libpq gives no error number for a connection that failed, only text: its own is English in our child processes,
a server's is in the server's language. What no row below knows is told by the step that it failed in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from designer.connectors.base import CheckFailed
from designer.connectors.postgresql_account import Account
from designer.connectors.probe import LOG_IN, OPEN, TLS, USE

_ADDRESS, _LOGIN = ("host", "port"), ("user", "password")
_NOT_POSTGRESQL = "What answers there is not a PostgreSQL server; check the host and the port."

_ROWS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (r"password authentication failed", LOG_IN, "The server refused the password of user “{user}”.", _LOGIN),
    (r"no password supplied", LOG_IN, "The server wants a password for user “{user}”.", ("password",)),
    (r"role .* does not exist", LOG_IN, "There is no user “{user}” on this server.", ("user",)),
    (r"not permitted to log in", LOG_IN, "User “{user}” may not log in.", ("user",)),
    (
        r"(peer|ident) authentication failed",
        LOG_IN,
        "The server lets user “{user}” in only for a system account of the same name.",
        ("user",),
    ),
    (
        r"pg_hba.conf .*(no encryption|SSL off)",
        LOG_IN,
        "The server's pg_hba.conf does not let user “{user}” into database “{database}” from here without TLS.",
        ("ssl", "user", "database"),
    ),
    (
        r"pg_hba.conf",
        LOG_IN,
        "The server's pg_hba.conf does not let user “{user}” into database “{database}” from here.",
        ("host", "user", "database"),
    ),
    (r"database .* does not exist", USE, "There is no database “{database}” on this server.", ("database",)),
    (
        r"permission denied for database",
        USE,
        "User “{user}” may not use the database “{database}”.",
        ("database", "user"),
    ),
    (
        r"too many (clients|connections)|connection slots are reserved",
        LOG_IN,
        "The server has too many connections open; try again later.",
        (),
    ),
    (r"system is (starting|shutting|not)", LOG_IN, "The server is starting or stopping; try again later.", ()),
    (
        r"does not support SSL",
        TLS,
        "The server offers no TLS; switch “ssl” off, or TLS on at the server.",
        ("ssl",),
    ),
    (
        r"certificate|private key",
        TLS,
        "The server's certificate is not accepted; the details say why.",
        ("ssl",),
    ),
    (r"invalid response to SSL|expected authentication request|SSL negotiation", OPEN, _NOT_POSTGRESQL, _ADDRESS),
    (r"SSL (error|SYSCALL)", TLS, "The server broke off the TLS handshake.", ("ssl",)),
    (
        r"Connection refused",
        OPEN,
        "Nothing listens at {where}; check the host and the port, and that the server runs.",
        _ADDRESS,
    ),
    (r"No such file or directory", OPEN, "There is no socket of PostgreSQL at {where}.", _ADDRESS),
    (r"No route|unreachable", OPEN, "{where} cannot be reached from here.", _ADDRESS),
    (
        r"closed the connection unexpectedly|Connection reset|could not (send|receive)",
        OPEN,
        "The server closed the connection; is it a PostgreSQL server, and does it accept this machine?",
        _ADDRESS,
    ),
)
_BY_STEP = {
    OPEN: ("The port did not open; the details say why.", _ADDRESS),
    TLS: ("TLS could not be switched on; the details say why.", ("ssl",)),
    LOG_IN: ("The server did not let user “{user}” in; the details have its words.", _LOGIN),
    USE: ("The server refused after the login; the details have its words.", ("database",)),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that failed, and what to say about it."""

    step: str
    failure: CheckFailed

    @classmethod
    def of(cls, message: str, step: str, account: Account) -> Self:
        """From libpq's message, and the step that was under way: a message that is known may name a later
        one, as libpq tells of it only afterwards."""
        for pattern, known_step, sentence, names in _ROWS:
            if re.search(pattern, message, re.IGNORECASE):
                return cls(known_step, _failure(sentence, names, message, account))
        return cls(step, _failure(*_BY_STEP[step], message, account))


def timed_out(account: Account) -> CheckFailed:
    """Nothing came before the deadline."""
    sentence = "{where} did not answer in time; check the host and the port, or is a firewall in between?"
    return _failure(sentence, _ADDRESS, "", account)


def _failure(sentence: str, names: tuple[str, ...], message: str, account: Account) -> CheckFailed:
    where = account.host if account.is_socket else f"{account.host}:{account.port}"
    told = sentence.format(user=account.user, database=account.database, where=where)
    return CheckFailed(told, blames=account.keys(*names), detail=message.strip())
