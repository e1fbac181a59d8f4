"""SQL Server's refusals, pytds' and TLS' errors as sentences: the one place where they are translated."""

from __future__ import annotations

import ssl
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pytds import Error, tds_base

from designer.connectors.base import CheckFailed
from designer.connectors.mssql_account import Account

_LOGIN = ("user", "password")
LOGIN_FAILED = 18456
REFUSALS: dict[int, tuple[str, tuple[str, ...]]] = {
    LOGIN_FAILED: ("The server refused user “{user}” {with_password}.", _LOGIN),
    18452: ("User “{user}” could log in only as a Windows account; take a login of SQL Server’s own.", ("user",)),
    18450: ("The server allows no logins of its own, only Windows accounts.", ("user",)),
    40607: ("The server knows no Windows accounts; type the name of a login of its own.", ("user",)),
    18470: ("The login “{user}” is disabled at the server.", ("user",)),
    18486: ("The login “{user}” is locked after too many wrong passwords; its administrator can unlock it.", ("user",)),
    18487: ("The password of “{user}” has expired; set a new one at the server.", ("password",)),
    18488: ("The password of “{user}” has to be changed before its first use; do so at the server.", ("password",)),
    4060: ("There is no database “{database}” that user “{user}” may use.", ("database", "user")),
    4064: ("The default database of “{user}” cannot be opened; name a database.", ("database",)),
    4063: ("The default database of “{user}” cannot be opened; name a database.", ("database",)),
    916: ("User “{user}” may not use the database “{database}”.", ("database", "user")),
    922: ("The database “{database}” is still being recovered; try again later.", ("database",)),
    924: ("The database “{database}” lets in one user at a time, and there is one.", ("database",)),
    942: ("The database “{database}” is offline.", ("database",)),
    40613: ("The database “{database}” is not available at the moment; try again later.", ("database",)),
    40532: ("There is no server of that name behind this address; check the host, and the user’s @server.", ("host",)),
    40615: (
        "The firewall of this Azure SQL server does not let this machine in; add its address there.",
        ("host",),
    ),
    40914: ("This Azure SQL server lets in only certain virtual networks, and this machine is in none.", ("host",)),
    47073: ("This Azure SQL server lets nobody in from public networks.", ("host",)),
    17809: ("The server has too many connections open; try again later.", ()),
    10928: ("The database has too many connections or requests open; try again later.", ()),
    10929: ("The server is too busy for this database; try again later.", ()),
    40501: ("The server is too busy; try again later.", ()),
    40197: ("The server is busy with itself, perhaps moving the database; try again later.", ()),
    17142: ("The server is paused; its administrator can let it continue.", ()),
    17187: ("The server is starting; try again later.", ()),
    18401: ("The server is being upgraded; try again later.", ()),
    18451: ("The server lets in only administrators at the moment; it may be starting or stopping.", ()),
    18461: ("The server runs for a single user, and there is one.", ()),
    233: ("The server has no room for another connection; try again later.", ()),
}
"""By SQL Server's error number: a sentence, and the settings to mark."""
OF_DATABASE = {4060, 4063, 4064, 916, 922, 924, 942, 40613}
"""Numbers that mean: the login is right, the database is not."""

ENCRYPTION_REQUIRED = (
    "The server accepts encrypted connections only; switch “encrypt” on in “options”,"
    " or write ?encrypt=true in the URL."
)
_GARBLED = (struct.error, ValueError, IndexError, LookupError, AssertionError, RuntimeError, TypeError, MemoryError)


class NoDatabase(CheckFailed):
    """The login worked, but not the choice of the database."""


def refusal(messages: Sequence[tds_base.Message], account: Account) -> CheckFailed:
    """What the server's messages mean. The reason stands before “Login failed”, where it gives one."""
    numbers = [message["msgno"] for message in messages if message["priv_msg_type"] == 1]
    reasons = [number for number in numbers if number != LOGIN_FAILED]
    known = [number for number in reasons if number in REFUSALS]
    number = (known or reasons or numbers or [0])[0]
    template, names = REFUSALS.get(number, ("The server refused the connection; the details have its words.", ()))
    sentence = template.format(
        user=account.user,
        database=account.database,
        with_password="with this password" if account.password else "without a password",
    )
    words = [f"{message['msgno']}, state {message['state']}: {message['message']}" for message in messages]
    if number == LOGIN_FAILED:
        words.append("The server writes the true reason, such as an unknown user, into its own log only.")
    kind = NoDatabase if number in OF_DATABASE else CheckFailed
    return kind(sentence, blames=account.keys(*names), detail="\n".join(words))


def not_sql_server(account: Account, start: bytes) -> CheckFailed:
    """Something else answered, and began with these bytes."""
    guesses = {b"HTTP/": "a web server", b"SSH-2": "an SSH server", b"-ERR ": "a Redis server"}
    sentence = f"What answers there is {guesses.get(start, 'not a SQL Server')}; check the host and the port."
    return CheckFailed(sentence, blames=account.keys("host", "port"), detail=repr(start))


@contextmanager
def translated(account: Account) -> Iterator[None]:
    """Raise what pytds and the socket raise inside as CheckFailed."""
    address = account.keys("host", "port")
    try:
        yield
    except ssl.SSLError as error:
        raise CheckFailed("The encrypted connection broke.", blames=address, detail=str(error)) from error
    except TimeoutError as error:
        sentence = "The server accepted the connection but did not answer in time; is it a SQL Server?"
        raise CheckFailed(sentence, blames=address, detail=str(error)) from error
    except (OSError, tds_base.ClosedConnectionError) as error:
        sentence = "The server closed the connection; is it a SQL Server, and does it accept this machine?"
        raise CheckFailed(sentence, blames=address, detail=str(error)) from error
    except tds_base.DatabaseError as error:
        sentence = "The server refused after the login; the details have its words."
        raise CheckFailed(sentence, blames=account.keys("database"), detail=f"{error.msg_no}: {error.text}") from error
    except (Error, *_GARBLED) as error:
        sentence = "What came back is not the language of SQL Server."
        raise CheckFailed(sentence, blames=address, detail=repr(error)) from error


@contextmanager
def encrypting(account: Account) -> Iterator[None]:
    """Raise what the TLS handshake stumbles over as CheckFailed."""
    blames = account.keys("options")
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        sentence = f"The server's certificate is not accepted: {error.verify_message.rstrip('.')}."
        raise CheckFailed(sentence, blames=blames, detail=str(error)) from error
    except ssl.SSLError as error:
        if "PROTOCOL" in (error.reason or ""):
            sentence = (
                "The server knows only versions of TLS before 1.2, which Node.js 12 and later refuse; update it, or"
                " allow them by “minVersion” and “ciphers” in “cryptoCredentialsDetails”."
            )
        else:
            sentence = "The server broke off the TLS handshake."
        raise CheckFailed(sentence, blames=blames, detail=str(error)) from error
