"""What a person wants to know of a Redis account that works: asked once, and nothing is written."""

from __future__ import annotations

from contextlib import suppress
from secrets import token_hex
from typing import TYPE_CHECKING

from designer.connectors.base import Unsuccessful
from designer.connectors.probe import DATABASE, ENCRYPTION, SERVER, USER, Attempt

if TYPE_CHECKING:
    from designer.connectors.redis_account import Account
    from designer.connectors.redis_session import Session

KEYS = "Keys"
WRITE = "May write"


def tell(session: Session, account: Account, attempt: Attempt) -> None:
    """The facts, as far as the server answers: the login worked, so that what it does not tell changes nothing."""
    if session.info:
        attempt.tell(SERVER, session.server)
    attempt.tell(ENCRYPTION, session.encryption)
    attempt.tell(USER, _user(session))
    attempt.tell(DATABASE, account.database or "0")
    with suppress(Unsuccessful):
        attempt.tell(KEYS, f"{session.ask('DBSIZE'):,}")
    attempt.tell(WRITE, _may_write(session, account))


def _user(session: Session) -> str:
    """As the server says; Redis before 6 knows only one, and some users may not ask."""
    try:
        return str(session.ask("ACL", "WHOAMI"))
    except Unsuccessful:
        return session.logged_in_as


def _may_write(session: Session, account: Account) -> str:
    """Has SET change a key that is there (XX), which none of this name is: the server says what the rules or its state
    forbid, and does nothing."""
    try:
        session.ask("SET", f"{account.prefix}loopwright:{token_hex(16)}", "", "XX")
    except Unsuccessful as refused:
        return _reason(refused.detail)
    return "yes"


def _reason(words: str) -> str:
    if words.startswith("NOPERM"):
        return "only some keys" if "key" in words and "command" not in words else "no"
    if words.startswith("READONLY"):
        return "no, the server is a replica that is only read"
    if words.startswith("OOM"):
        return "no, the server’s memory is full"
    return "no"
