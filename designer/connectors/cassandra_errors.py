"""Cassandra's refusals, and what goes wrong on the way to it, as sentences: the one place where they are translated."""

from __future__ import annotations

import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cassandra import DriverException

from designer.connectors import tls
from designer.connectors.base import CheckFailed
from designer.connectors.cassandra_account import Account

SERVER_ERROR, PROTOCOL_ERROR, BAD_CREDENTIALS, INVALID = 0x0000, 0x000A, 0x0100, 0x2200
_LOGIN = ("user", "password")
_TOO_FEW = "Too few of the nodes that have a copy of this data answer; look at the state of the cluster."
REFUSALS: dict[int, tuple[str, tuple[str, ...]]] = {
    SERVER_ERROR: ("The server failed at this; the details have its words.", ()),
    PROTOCOL_ERROR: (
        "The server does not accept version {version} of Cassandra’s protocol; the details have its words.",
        ("host", "port"),
    ),
    BAD_CREDENTIALS: ("The server refused user “{user}” with this password.", _LOGIN),
    0x1000: (_TOO_FEW, ()),
    0x1001: ("The server is overloaded; try again later.", ()),
    0x1002: ("The server is still joining its cluster (bootstrapping); try again later.", ()),
    0x1200: (_TOO_FEW, ()),
    0x1300: (_TOO_FEW, ()),
    0x2100: ("User “{user}” is not allowed to do this; the details have the server’s words.", ("user",)),
}
"""By the code of an ERROR (native_protocol_v4.spec, 9): a sentence, and the settings to mark."""
_OTHER = ("The server refused this; the details have its words.", ())
_AT_THE_LOGIN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("not permitted to log in", "User “{user}” may not log in: its role was made without LOGIN.", ("user",)),
    ("consistency", "The server cannot look at its accounts, as nodes that keep them are down; try again later.", ()),
    ("Error during authentication", "The server cannot look at its accounts now; the details have its words.", ()),
)
"""Other things that the code for bad credentials is used for, by a part of the server's words."""
_GUESSES = {b"HTTP/": "a web server", b"SSH-2": "an SSH server", b"-ERR ": "a Redis server"}
_GARBLED = (
    struct.error,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,
    DriverException,
)


class UnknownKeyspace(CheckFailed):
    """The login worked, but there is no such keyspace."""


def refusal(error: Any, account: Account, version: int) -> CheckFailed:
    """What an ERROR of the server (cassandra.protocol.ErrorMessage) means."""
    template, names = REFUSALS.get(error.code, _OTHER)
    if error.code == BAD_CREDENTIALS:
        known = ((told, blames) for part, told, blames in _AT_THE_LOGIN if part in error.message)
        template, names = next(known, (template, names))
    sentence = template.format(user=account.user or "anonymous", version=version)
    return CheckFailed(sentence, blames=account.keys(*names), detail=f"{error.code:#06x}: {error.message}")


def not_cassandra(account: Account, start: bytes) -> CheckFailed:
    """Something else answered, and began with these bytes."""
    if start[:2] == b"\x15\x03":
        sentence = "The server accepts encrypted connections only; fill in “sslOptions”, an empty object at the least."
        return CheckFailed(sentence, blames=("sslOptions",), detail=repr(start))
    sentence = f"What answers there is {_GUESSES.get(start[:5], 'not Cassandra')}; check the host and the port."
    return CheckFailed(sentence, blames=account.keys("host", "port"), detail=repr(start))


@contextmanager
def translated(account: Account) -> Iterator[None]:
    """Raise what the driver and the socket raise inside as CheckFailed."""
    blames = (*account.keys("host", "port"), "sslOptions")
    perhaps = (
        "it wants a certificate of its clients (“cert” and “key”)" if account.tls else "it wants TLS (“sslOptions”)"
    )
    try:
        yield
    except TimeoutError as error:
        sentence = f"The server accepted the connection but did not answer in time; is it Cassandra? Perhaps {perhaps}."
        raise CheckFailed(sentence, blames=blames, detail=str(error)) from error
    except OSError as error:
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
            raise tls.refusal(error, blames=("sslOptions",)) from error
        sentence = f"The server closed the connection; is it Cassandra? Perhaps {perhaps}."
        raise CheckFailed(sentence, blames=blames, detail=str(error)) from error
    except _GARBLED as error:
        sentence = "What came back is not the language of Cassandra."
        raise CheckFailed(sentence, blames=account.keys("host", "port"), detail=repr(error)) from error
