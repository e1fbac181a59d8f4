"""What a Redis server refuses, as sentences: the one place where that is translated."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import RedisError, ResponseError

from designer.connectors import tls
from designer.connectors.base import CannotVerify, CheckFailed, Unsuccessful
from designer.connectors.redis_account import Account, Endpoint

NOT_ASKED_FOR = re.compile("without any password configured|no password is set")
"""A password was sent to a server that has none, which the drivers only warn of."""
NO_USERS = re.compile("wrong number of arguments for 'auth'", re.IGNORECASE)
"""A user was sent to a server before Redis 6."""
_CLUSTER = "The server is part of a cluster, which has no database but 0; leave the number out."
_NO_DATABASE = (
    "There is no database “{database}” on this server; LoopBack would log that, and go on in database 0.",
    ("db",),
)
REFUSALS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("WRONGPASS|ERR invalid password", "The server refused user “{user}” {with_password}.", ("username", "password")),
    ("NOAUTH", "The server wants a password; fill in “password”.", ("password",)),
    (
        "ERR wrong number of arguments for 'auth'",
        "The server is older than Redis 6 and knows no users; leave the user out.",
        ("username",),
    ),
    ("NOPERM", "The server does not let user “{user}” use {command}; its rules (ACL) have to allow it.", ("username",)),
    ("ERR SELECT is not allowed", _CLUSTER, ("db",)),
    ("ERR (DB index|invalid DB|value is not an integer)", *_NO_DATABASE),
    (
        "ERR max number of clients",
        "The server has as many clients as it allows; try again later, or raise its maxclients.",
        (),
    ),
    (
        "DENIED",
        (
            "The server is in protected mode: it has no password, and lets in only clients of its own machine. Give it"
            " a password, or say in its configuration which addresses it binds to."
        ),
        ("host",),
    ),
    (
        "MISCONF",
        "The server cannot save its data and refuses to change any; its log says why, such as a disk that is full.",
        (),
    ),
    ("MASTERDOWN", "The server is a replica that has lost its master, and answers nothing until that is back.", ()),
    ("CLUSTERDOWN", "The cluster that the server is part of is down: some of its slots have no server.", ()),
    ("BUSY", "The server is busy with a script that does not end; its administrator can stop it (SCRIPT KILL).", ()),
)
"""By how an answer begins, as a regular expression: a sentence, and the settings to mark."""
LOADING = "The server is still loading its data; LoopBack waits until it is there. Try again in a moment."


@contextmanager
def translated(account: Account, endpoint: Endpoint, command: str = "") -> Iterator[None]:
    """Raise what redis-py and the socket raise inside as CheckFailed or CannotVerify."""
    try:
        yield
    except ResponseError as error:
        raise refusal(str(error), account, endpoint, command) from error
    except (RedisError, OSError) as error:
        raise _lost(error, account, endpoint) from error
    except (ValueError, RecursionError) as error:  # a length that is no number, or an answer nested without end
        raise not_redis(b"", account) from error


def refusal(words: str, account: Account, endpoint: Endpoint, command: str) -> Unsuccessful:
    """What the server's own words, such as "NOAUTH Authentication required.", mean for people."""
    if words.startswith("LOADING"):
        return CannotVerify(LOADING, detail=words)
    other = ("The server refused the connection; the details have its words.", ())
    known = ((sentence, names) for start, sentence, names in REFUSALS if re.match(start, words, re.IGNORECASE))
    template, names = next(known, other)
    sentence = template.format(
        user=endpoint.user or "default",
        database=(account.database or "")[:40],
        with_password="with this password" if endpoint.password else "without a password",
        command=command or "this command",
    )
    return CheckFailed(sentence, blames=account.keys(*names), detail=words[:500])


def not_redis(start: bytes, account: Account) -> CheckFailed:
    """Something else than Redis answered, and began with these bytes."""
    known = (told for begins, told in _OTHERS if start.startswith(begins))
    if start.startswith(b"\x15\x03"):
        sentence = "The server speaks TLS there; fill in “tls”, or take its port without TLS."
        return CheckFailed(sentence, blames=account.keys("tls", "port"), detail=repr(start[:60]))
    sentence = f"What answers there is {next(known, 'not a Redis server')}; check the host and the port."
    return CheckFailed(sentence, blames=account.keys("host", "port"), detail=repr(start[:60]) if start else "")


_OTHERS = (
    (b"HTTP/", "a web server"),
    (b"<", "a web server"),
    (b"SSH-", "an SSH server"),
    (b"220", "a mail or FTP server"),
)


def _lost(error: Exception, account: Account, endpoint: Endpoint) -> CheckFailed:
    cause = error.__context__ if isinstance(error.__context__, OSError) else error
    blames = account.keys("path") if endpoint.path else account.keys("host", "port")
    if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
        return tls.refusal(cause, blames=account.keys("tls"))
    if isinstance(cause, TimeoutError):
        sentence = "The server accepted the connection but did not answer in time; is it a Redis server?"
    elif endpoint.tls is None:
        sentence = "The server closed the connection; perhaps it wants TLS there, or is not a Redis server."
        blames = (*blames, *account.keys("tls"))
    else:
        sentence = "The server closed the connection; is it a Redis server, and does it accept this machine?"
    return CheckFailed(sentence, blames=blames, detail=str(cause)[:500])
