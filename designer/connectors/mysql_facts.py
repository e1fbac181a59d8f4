"""What a person wants to know of a MySQL account that works: asked once, read-only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from designer.connectors.base import CheckFailed
from designer.connectors.probe import CREATE, DATABASE, ENCRYPTION, SERVER, TABLES, USER, Attempt

if TYPE_CHECKING:
    from designer.connectors.mysql_session import Session

_WHO = """
SELECT CURRENT_USER(), DATABASE(), (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE())
"""
_GRANTS = "SHOW GRANTS"
QUESTIONS = (_WHO, _GRANTS)
"""All that `tell` asks."""
_GRANT = re.compile(r"""(GRANT|REVOKE) (.+?) ON (\*|`(?:[^`]|``)*`|"(?:[^"]|"")*")\.\* (?:TO|FROM) """)


def tell(session: Session, attempt: Attempt) -> None:
    """The facts, as far as the server answers: the login worked, so that what it does not tell changes nothing."""
    attempt.tell(SERVER, session.server)
    attempt.tell(ENCRYPTION, session.encryption)
    try:
        user, database, tables = session.row(_WHO)
        attempt.tell(USER, str(user))
        if database is None:
            return
        attempt.tell(DATABASE, str(database))
        attempt.tell(TABLES, str(tables))
        may_create = creates_tables([str(row[0]) for row in session.rows(_GRANTS)], str(database))
    except (CheckFailed, IndexError, ValueError):
        return
    if may_create is not None:
        attempt.tell(CREATE, "yes" if may_create else "no")


def creates_tables(grants: Iterable[str], database: str) -> bool | None:
    """Whether the lines of SHOW GRANTS allow CREATE in a database; None where that depends on a role, whose
    rights need not be among them."""
    allowed, has_role = False, False
    for grant in grants:
        has_role = has_role or " ON " not in grant
        match = _GRANT.match(grant)
        if match is None or not {"CREATE", "ALL PRIVILEGES"} & set(match[2].split(", ")):
            continue
        quote, name = match[3][0], match[3][1:-1]
        if quote == "*" or _means(name.replace(quote * 2, quote), database):
            allowed = match[1] == "GRANT"
    return None if has_role and not allowed else allowed


def _means(pattern: str, database: str) -> bool:
    """Whether a name in a grant, in which % and _ stand for any characters, means the database."""
    pieces = re.findall(r"\\.|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    expression = "".join(wild.get(piece) or re.escape(piece.removeprefix("\\") or "\\") for piece in pieces)
    return re.fullmatch(expression, database, re.DOTALL) is not None
