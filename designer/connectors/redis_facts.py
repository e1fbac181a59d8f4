"""What a person wants to know of a Redis account that works: asked once, and nothing is written."""

from __future__ import annotations

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
    """The facts, as far as the server answers: the login worked, so that what it does not tell changes nothing.

    Redis before 6 knows only one user, and some may not ask who they are. SET is to change a key that is there (XX),
    which none of this name is: the server says what the rules or its state forbid, and does nothing.
    """
    if session.info:
        attempt.tell(SERVER, session.server)
    attempt.tell(ENCRYPTION, session.encryption)
    keys, user, written = session.ask_each(
        ("DBSIZE",),
        ("ACL", "WHOAMI"),
        ("SET", f"{account.prefix}loopwright:{token_hex(16)}", "", "XX"),
    )
    attempt.tell(USER, session.logged_in_as if isinstance(user, Unsuccessful) else str(user))
    attempt.tell(DATABASE, account.database or "0")
    if isinstance(keys, int):
        attempt.tell(KEYS, f"{keys:,}")
    attempt.tell(WRITE, _reason(written.detail) if isinstance(written, Unsuccessful) else "yes")


def _reason(words: str) -> str:
    if words.startswith("NOPERM"):
        return "only some keys" if "key" in words and "command" not in words else "no"
    if words.startswith("READONLY"):
        return "no, the server is a replica that is only read"
    if words.startswith("OOM"):
        return "no, the server’s memory is full"
    return "no"
