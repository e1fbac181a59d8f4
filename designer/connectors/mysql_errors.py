"""PyMySQL's errors as sentences: the one place where they are translated."""

from __future__ import annotations

import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from pymysql import err
from pymysql.constants import CR

from designer.connectors import tls
from designer.connectors.base import CheckFailed
from designer.connectors.mysql_account import Account

ACCESS_DENIED, UNKNOWN_DATABASE = 1045, 1049
REFUSALS: dict[int, tuple[str, tuple[str, ...]]] = {
    1040: ("The server has too many connections open; try again later, or raise its max_connections.", ()),
    1042: ("The server cannot look up the name of this machine; its administrator can set skip-name-resolve.", ()),
    1044: ("There is no database “{database}” that user “{user}” may use.", ("database", "user")),
    1045: ("The server refused user “{user}” {with_password}.", ("user", "password")),
    1049: ("There is no database “{database}” on this server.", ("database",)),
    1053: ("The server is shutting down; try again later.", ()),
    1129: (
        "The server has blocked this machine after broken connections; its administrator lifts that with FLUSH HOSTS.",
        ("host",),
    ),
    1130: ("The server accepts no connections from this machine.", ("host",)),
    1203: ("User “{user}” has too many connections open; try again later.", ("user",)),
    1226: ("User “{user}” has used up what the server allows it; try again later.", ("user",)),
    1251: ("User “{user}” logs in with a plug-in that LoopBack’s MySQL driver does not know.", ("user",)),
    1524: ("User “{user}” logs in with a plug-in that the server does not have.", ("user",)),
    1698: ("The server does not let user “{user}” log in with a password.", ("user",)),
    1820: ("The password of user “{user}” has expired; set a new one at the server.", ("password",)),
    1862: ("The password of user “{user}” has expired; set a new one at the server.", ("password",)),
    3032: ("The server is switched to offline mode; try again later.", ()),
    3118: ("The account of user “{user}” is locked at the server.", ("user",)),
    3159: ("The server accepts encrypted connections only; fill in “ssl”.", ("ssl",)),
    3955: ("The account of user “{user}” is blocked after too many wrong passwords; try again later.", ("user",)),
    4150: ("The account of user “{user}” is blocked after too many wrong passwords.", ("user",)),
    4151: ("The account of user “{user}” is locked at the server.", ("user",)),
}
"""By MySQL's and MariaDB's error number: a sentence, and the settings to mark."""


class UnknownDatabase(CheckFailed):
    """There is no database of that name."""


@contextmanager
def translated(account: Account) -> Iterator[None]:
    """Raise what PyMySQL and the socket raise inside as CheckFailed."""
    try:
        yield
    except err.MySQLError as error:
        raise _failure(error, account) from error
    except OSError as error:
        raise _lost(error, account) from error


@contextmanager
def reading_greeting(account: Account) -> Iterator[None]:
    """Raise what parsing a greeting stumbles over as CheckFailed: it did not come from MySQL."""
    try:
        yield
    except (struct.error, IndexError, ValueError) as error:
        raise not_mysql(account, b"") from error


def not_mysql(account: Account, start: bytes) -> CheckFailed:
    """Something else than MySQL answered, and began with these bytes."""
    guesses = {b"HTTP/": "a web server", b"SSH-2": "an SSH server", b"-ERR ": "a Redis server"}
    sentence = f"What answers there is {guesses.get(start, 'not a MySQL server')}; check the host and the port."
    return CheckFailed(sentence, blames=account.keys("host", "port"), detail=repr(start) if start else "")


def too_old(version: str, account: Account) -> CheckFailed:
    """A server from before 2004, whose language neither driver speaks well."""
    sentence = f"The server is MySQL {version}; LoopBack’s connector needs 5.0 or later."
    return CheckFailed(sentence, blames=account.keys("host", "port"))


def _failure(error: err.MySQLError, account: Account) -> CheckFailed:
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    if code in {CR.CR_SERVER_LOST, CR.CR_SERVER_GONE_ERROR}:
        return _lost(error, account)
    template, names = REFUSALS.get(code, ("The server refused the connection; the details have its words.", ()))
    sentence = template.format(
        user=account.user,
        database=account.database,
        with_password="with this password" if account.password else "without a password",
    )
    words = _words(error)
    if code == ACCESS_DENIED and account.tls is None:
        words += "\nA server or an account that wants TLS refuses in the same way."
    kind = UnknownDatabase if code == UNKNOWN_DATABASE else CheckFailed
    return kind(sentence, blames=account.keys(*names), detail=words)


def _lost(error: Exception, account: Account) -> CheckFailed:
    cause = error.__context__ or error  # PyMySQL's own error stands around the socket's
    if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
        return tls.refusal(cause, blames=account.keys("ssl"))
    if isinstance(cause, TimeoutError):
        sentence = "The server accepted the connection but did not answer in time; is it a MySQL server?"
    else:
        sentence = "The server closed the connection; is it a MySQL server, and does it accept this machine?"
    return CheckFailed(sentence, blames=account.keys("host", "port"), detail=_words(error))


def _words(error: Exception) -> str:
    return " ".join(str(part) for part in error.args)
