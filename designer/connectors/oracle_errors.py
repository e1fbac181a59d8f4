"""Oracle's and its driver's errors as sentences: the one place where they are translated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from designer.connectors.base import CannotVerify, CheckFailed, Unsuccessful
from designer.connectors.oracle_account import Account

_WHERE = ("host", "port")
_CODE = re.compile(r"\b(?:ORA|DPY|TNS)-\d{4,5}")

REFUSALS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ORA-01017": ("The server refused user “{user}” with this password.", ("user", "password")),
    "ORA-01005": ("The server wants a password for user “{user}”.", ("password",)),
    "ORA-01045": ("User “{user}” lacks the privilege CREATE SESSION, without which nobody can log in.", ("user",)),
    "ORA-28000": ("The account of user “{user}” is locked; its administrator can unlock it.", ("user",)),
    "ORA-28001": ("The password of user “{user}” has expired; set a new one at the server.", ("password",)),
    "ORA-65162": ("The password of user “{user}” has expired; set a new one at the server.", ("password",)),
    "ORA-28009": ("SYS can log in only as SYSDBA, which LoopBack does not do; take another user.", ("user",)),
    "ORA-02391": ("User “{user}” has too many sessions open; try again later.", ("user",)),
    "ORA-00018": ("The server has too many sessions open; try again later.", ()),
    "ORA-00020": ("The server has too many processes; try again later.", ()),
    "ORA-12514": ("The listener knows no such service; check the name of the service.", ("database",)),
    "ORA-12504": (
        "The listener wants to be told a service; add it after the port, as in //host:1521/XE.",
        ("database",),
    ),
    "ORA-12505": (
        "The listener knows no such SID; it may be the name of a service, which is written with a /.",
        ("database",),
    ),
    "ORA-12521": ("The listener knows no such instance.", ("database",)),
    "ORA-12541": ("Nothing listens there; check the host and the port.", _WHERE),
    "ORA-12506": ("The listener does not let this machine in.", _WHERE),
    "ORA-12529": ("The listener does not let this machine in.", _WHERE),
    "ORA-12537": ("The listener closed the connection; it may not let this machine in.", _WHERE),
    "ORA-12547": ("The listener closed the connection; it may not let this machine in.", _WHERE),
    "ORA-12564": ("The listener refused the connection.", _WHERE),
    "ORA-12516": ("The listener has no free handler for this service; try again later.", ("database",)),
    "ORA-12519": ("The listener has no free handler for this service; try again later.", ("database",)),
    "ORA-12520": ("The listener has no handler of the kind of server that is asked for.", ("database",)),
    "ORA-12518": ("The listener could not hand the connection over; the server may be full.", ()),
    "ORA-12526": ("The instance is restricted: it lets in only administrators.", ("database",)),
    "ORA-12527": ("The instance is restricted: it lets in only administrators.", ("database",)),
    "ORA-12528": ("The instance is starting or stopping and blocks new connections; try again later.", ("database",)),
    "ORA-01033": ("The database is starting or stopping; try again later.", ("database",)),
    "ORA-01034": ("The database is not started.", ("database",)),
    "ORA-01035": ("The database is restricted: it lets in only administrators.", ("database",)),
    "ORA-01089": ("The database is stopping; try again later.", ("database",)),
    "ORA-01090": ("The database is stopping; try again later.", ("database",)),
    "ORA-01109": ("The database is not open.", ("database",)),
    "ORA-01219": ("The database is not open.", ("database",)),
    "ORA-28040": ("The server allows none of the ways to log in that this driver knows.", ("user",)),
    "DPY-4011": (
        "The server closed the connection; is it an Oracle listener, and does it accept this machine?",
        _WHERE,
    ),
    "DPY-4001": ("No user or no password is set.", ("user", "password")),
    "DPY-4019": ("The listener sends on to an address that cannot be read.", _WHERE),
    "DPY-6006": ("The server’s certificate is for another name.", _WHERE),
}
"""By error code: a sentence, and the settings to mark."""

BEYOND: dict[str, str] = {
    "DPY-3010": "The server is older than Oracle 12.1, which only Oracle’s own client can talk to, as LoopBack does.",
    "DPY-3015": (
        "The account keeps its password in the form of Oracle 10g, which only Oracle’s own client can use, as LoopBack"
        " does; a new password would change that."
    ),
    "DPY-3001": "The server insists on Oracle’s native encryption, which only Oracle’s own client knows.",
    "ORA-12660": "The server insists on Oracle’s native encryption, which only Oracle’s own client knows.",
}
"""What only the driver here cannot do: LoopBack's uses Oracle's own client."""


def translated(error: BaseException, account: Account) -> Unsuccessful:
    """What an error of python-oracledb means."""
    words = list(_words(error))
    codes = [code for text in reversed(words) for code in _CODE.findall(text)]
    detail = "\n".join(words)
    for code in codes:
        if code in BEYOND:
            return CannotVerify(f"{BEYOND[code]} Whether the login works is not known.", detail=detail)
        if code in REFUSALS:
            template, names = REFUSALS[code]
            return CheckFailed(template.format(user=account.user), blames=account.keys(*names), detail=detail)
    sentence = "The server refused the connection; the details have its words."
    if not codes or codes == ["DPY-6005"]:
        sentence = "What came back is not the language of Oracle."
    return CheckFailed(sentence, blames=account.keys(*_WHERE), detail=detail)


def _words(error: BaseException | None) -> Iterator[str]:
    """What the error says, and each that it came from: the last is the cause of all."""
    said: set[str] = set()
    while error is not None:
        for line in str(error)[:2000].splitlines():
            if line not in said and not line.startswith("Help: "):
                yield line
            said.add(line)
        error = error.__cause__
