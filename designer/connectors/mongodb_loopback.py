"""Whether the driver of LoopBack's MongoDB connector would manage what ours did.

loopback-connector-mongodb 3 to 6 use the driver mongodb 3.7, which knows MongoDB's language from 2.6 to 5.0 (wire
versions 2 to 13: lib/core/wireprotocol/constants.js), and refuses only servers that speak no such old one; those of
today still do. It logs in with SCRAM-SHA-256, too. Versions 1 use mongodb 2.2, which asks everything by OP_QUERY, and
knows no SCRAM-SHA-256; from MongoDB 5.1 (wire version 14) on that is answered only for hello and for logging in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors import npm_ranges
from designer.connectors.base import WorksOnlyHere
from designer.connectors.mongodb_account import RELEASES, Account
from designer.connectors.mongodb_topology import Kind
from designer.connectors.probe import LOOPBACK, Attempt

if TYPE_CHECKING:
    from designer.connectors.mongodb_session import Session

_NEWEST_WIRE_VERSION = 13
_WITHOUT_OP_QUERY = 14
_FIRST_WITH_3, _FIRST_WITH_5 = (3, 0, 0), (7, 0, 0)
_TODO = "ask for loopback-connector-mongodb ^4.0.0 in package.json"


def compare(session: Session, account: Account, kind: Kind, attempt: Attempt) -> None:
    """The last step. Raises WorksOnlyHere where LoopBack would fail."""
    wanted = attempt.surroundings.package_range
    found = npm_ranges.newest(wanted, RELEASES) if wanted else None
    with attempt.step(LOOPBACK) as note:
        if found is not None and found >= _FIRST_WITH_5:
            note.state = "note"
            note.detail = (
                f"package.json asks for loopback-connector-mongodb {wanted}, which is not for LoopBack 2 and 3; this"
                " test reads the settings as version 4 does"
            )
            return
        if found is not None and found < _FIRST_WITH_3:
            _require_old(session, account)
        least, _ = session.wire_versions
        if least > _NEWEST_WIRE_VERSION:
            sentence = (
                f"This works here but fails in LoopBack: the server asks for wire version {least} at least, and its"
                f" driver mongodb 3.7 stops at {_NEWEST_WIRE_VERSION} (MongoDB 5.0)."
            )
            raise WorksOnlyHere(sentence, blames=account.keys("host"))
        note.detail = f"mongodb 3.7, which loopback-connector-mongodb 4 uses, {_does(session, account, kind)}"


def _require_old(session: Session, account: Account) -> None:
    begun = "This works here but fails in LoopBack: the driver of loopback-connector-mongodb 1"
    if session.wire_versions[1] >= _WITHOUT_OP_QUERY:
        raise WorksOnlyHere(f"{begun} speaks a language that MongoDB 5.1 and later have given up; {_TODO}.")
    if account.user and session.mechanism == "SCRAM-SHA-256" and "SCRAM-SHA-1" not in session.offered:
        sentence = f"{begun} does not know SCRAM-SHA-256, with which this user logs in; {_TODO}."
        raise WorksOnlyHere(sentence, blames=account.keys("user"))


def _does(session: Session, account: Account, kind: Kind) -> str:
    does = f"logs in with {session.mechanism}, too" if account.user else "connects in the same way"
    if account.replica_set and kind.members:
        does += f", and goes on to {', '.join(kind.members)}: those names must be known where LoopBack runs"
    return does
