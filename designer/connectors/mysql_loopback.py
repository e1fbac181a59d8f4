"""Whether the driver of LoopBack's MySQL connector would manage what ours did.

loopback-connector-mysql up to 6 uses the driver mysql 2.18, which is maintained no more; 7 and later use mysql2. Both
7 and 8 were tried with LoopBack 3 (loopback-datasource-juggler 3.36, Node 20): they connect, read and write.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from designer.connectors import npm_ranges
from designer.connectors.base import CannotVerify, CheckFailed, Surroundings, WorksOnlyHere
from designer.connectors.mysql_account import Account
from designer.connectors.mysql_collations import KNOWN
from designer.connectors.probe import LOOPBACK, Attempt

if TYPE_CHECKING:
    from designer.connectors.mysql_session import Session

NATIVE = "mysql_native_password"
_RELEASES = ((2, 4, 0), (3, 0, 0), (4, 2, 0), (5, 4, 4), (6, 2, 0), (7, 1, 6), (8, 0, 9))
_FIRST_WITH_MYSQL2 = (7, 0, 0)
_NEWER = "use loopback-connector-mysql ^7.0.0, whose driver does; it needs Node 18"


def uses_mysql2(surroundings: Surroundings) -> bool:
    """Whether package.json asks for a connector with the newer driver."""
    found = npm_ranges.newest(surroundings.package_range, _RELEASES) if surroundings.package_range else None
    return found is not None and found >= _FIRST_WITH_MYSQL2


def refuse_amazon_profile(account: Account, surroundings: Surroundings) -> None:
    """The text "Amazon RDS" as `ssl` means certificates inside of the driver; those of mysql 2.18.1
    (lib/protocol/constants/ssl_profiles.js) ended one by one until 22 August 2024."""
    blames = account.keys("ssl")
    if uses_mysql2(surroundings):
        sentence = "“Amazon RDS” means certificates inside of LoopBack’s MySQL driver, so TLS cannot be tried here."
        raise CannotVerify(sentence, blames=blames)
    sentence = (
        "“Amazon RDS” means certificates inside of LoopBack’s MySQL driver, and all of those have expired; take an"
        " object as “ssl”, with Amazon’s present certificates as “ca”."
    )
    raise CheckFailed(sentence, blames=blames)


def compare(session: Session, account: Account, attempt: Attempt) -> None:
    """The last step. Raises WorksOnlyHere where LoopBack would fail."""
    with attempt.step(LOOPBACK) as note:
        if uses_mysql2(attempt.surroundings):
            note.state = "note"
            note.detail = (
                f"package.json asks for loopback-connector-mysql {attempt.surroundings.package_range}, which uses the"
                " driver mysql2; this test reads the settings as version 5 does"
            )
            return
        if session.plugin != NATIVE:
            raise WorksOnlyHere(_wrong_plugin(session), blames=account.keys("user"))
        if account.collation.lower() not in KNOWN:
            sentence = (
                f"This works here, but LoopBack’s MySQL driver does not know the collation “{account.collation[:60]}”"
                " and does not start with it; take utf8mb4_unicode_ci."
            )
            raise WorksOnlyHere(sentence, blames=account.keys("collation"))
        note.detail = f"mysql 2.18, which loopback-connector-mysql 5 uses, logs in with {NATIVE}, too"


def _wrong_plugin(session: Session) -> str:
    version = tuple(int(number) for number in re.findall(r"\d{1,4}", session.server)[:2])
    if session.server.startswith("MySQL") and version >= (9,):
        todo = f"{session.server} knows no other way that it does, so {_NEWER}"
    elif session.server.startswith("MySQL") and version >= (8, 4):
        todo = f"give the account {NATIVE}, which has to be switched on at {session.server}, or {_NEWER}"
    else:
        todo = f"give the account {NATIVE}, or {_NEWER}"
    return (
        f"This works here but fails in LoopBack, because the account logs in with {session.plugin}, which the driver"
        f" of loopback-connector-mysql 5 does not know: {todo}."
    )
