"""MongoDB's refusals and pymongo's errors as sentences: the one place where they are translated."""

from __future__ import annotations

import binascii
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from bson.errors import BSONError
from pymongo.errors import ConnectionFailure, NetworkTimeout, NotPrimaryError, OperationFailure, PyMongoError

from designer.connectors import tls
from designer.connectors.base import CheckFailed
from designer.connectors.mongodb_account import DEFAULT, Account

_BUSY = "The server is starting, stopping or looking for its primary; try again later."
_LOGIN = (
    "The server refused user “{user}” with this password. It looked for the account in the database “{source}”;"
    " “authSource” names another one."
)
_ACCOUNT = ("user", "password", "authSource")
UNAUTHORIZED = 13
REFUSALS: dict[int, tuple[str, tuple[str, ...]]] = {
    11: (_LOGIN, _ACCOUNT),
    18: (_LOGIN, _ACCOUNT),
    8000: (_LOGIN, _ACCOUNT),
    13: ("User “{user}” may not use the database “{database}”.", ("database", "user")),
    26: ("There is no database “{database}”.", ("database",)),
    31: ("User “{user}” has a role that the server does not know.", ("user",)),
    73: ("No database can be called “{database}”.", ("database",)),
    91: (_BUSY, ()),
    189: (_BUSY, ()),
    334: ("The server does not log users in with {mechanism}.", ("authMechanism", "user")),
    10107: (_BUSY, ()),
    11600: (_BUSY, ()),
    11602: (_BUSY, ()),
    13435: (_BUSY, ()),
    13436: (_BUSY, ()),
}
"""By MongoDB's error code (src/mongo/base/error_codes.yml; 8000 is Atlas'): a sentence, and the settings to mark."""
WANTS_LOGIN = "The server lets nobody look at a database without a login; fill in the user and the password."
_BAD_VALUE = 2
_GUESSES = {b"HTTP/": "a web server", b"SSH-2": "an SSH server", b"-ERR ": "a Redis server"}
_GARBLED = (LookupError, TypeError, ValueError, AttributeError, OverflowError, MemoryError, binascii.Error)


@contextmanager
def translated(account: Account, *, greeted: bool = True) -> Iterator[None]:
    """Raise what pymongo and the socket raise inside as CheckFailed; `greeted` says whether MongoDB has answered."""
    try:
        yield
    except (OperationFailure, NotPrimaryError) as error:
        raise _refusal(error, account) from error
    except ConnectionFailure as error:
        raise _lost(error, account, greeted=greeted) from error
    except (PyMongoError, BSONError, *_GARBLED) as error:
        raise not_mongodb(account, b"", repr(error)) from error


def not_mongodb(account: Account, start: bytes, detail: str = "") -> CheckFailed:
    """Something else than MongoDB answered, and began with these bytes."""
    guess = _GUESSES.get(start[:5], "not a MongoDB server")
    sentence = f"What answers there is {guess}; check the host and the port."
    return CheckFailed(sentence, blames=account.keys("host", "port"), detail=detail or repr(start))


def tls_refusal(refused: CheckFailed) -> CheckFailed:
    """The same with the names that LoopBack's driver has for the certificates."""
    sentence = refused.sentence
    for node, mongodb in (("ca", "sslCA"), ("cert", "sslCert"), ("key", "sslKey")):
        sentence = sentence.replace(f"“{node}”", f"“{mongodb}”")
    return CheckFailed(sentence, blames=refused.blames, detail=refused.detail)


def _refusal(error: OperationFailure | NotPrimaryError, account: Account) -> CheckFailed:
    details = error.details if isinstance(error.details, dict) else {}
    code, words = details.get("code", 0), str(details.get("errmsg", ""))  # pymongo's own has the whole answer in it
    if code == _BAD_VALUE and "mechanism" in words.lower():
        code = 334
    if code == UNAUTHORIZED and not account.user:
        return CheckFailed(WANTS_LOGIN, blames=account.keys("user", "password"), detail=f"{code}: {words}")
    unknown = "The server refused the connection; the details have its words."
    template, names = REFUSALS.get(code if isinstance(code, int) else 0, (unknown, ()))
    mechanism = "the mechanism that it was asked for" if account.mechanism == DEFAULT else account.mechanism
    sentence = template.format(user=account.user, source=account.source, database=account.database, mechanism=mechanism)
    return CheckFailed(sentence, blames=account.keys(*names), detail=f"{code}: {words}")


def _lost(error: ConnectionFailure, account: Account, *, greeted: bool) -> CheckFailed:
    cause, blames = error.__cause__, account.keys("host", "port")
    if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
        return tls_refusal(tls.refusal(cause, blames=account.keys("ssl")))
    if isinstance(error, NetworkTimeout):
        sentence = "The server accepted the connection but did not answer in time; is it MongoDB 3.6 or later?"
    elif greeted:
        sentence = "The server closed the connection."
    elif account.tls is None:
        sentence = (
            "The server closed the connection at the first question: it may accept encrypted connections only (switch"
            " “ssl” on), or not be MongoDB 3.6 or later."
        )
        blames = account.keys("ssl", "host", "port")
    else:
        sentence = "The server closed the encrypted connection at the first question; is it MongoDB 3.6 or later?"
    return CheckFailed(sentence, blames=blames, detail=str(cause or error))
