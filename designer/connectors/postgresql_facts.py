"""What a person wants to know of a PostgreSQL account that works: asked once, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors.base import CheckFailed
from designer.connectors.postgresql_account import Account
from designer.connectors.probe import CREATE, DATABASE, ENCRYPTION, SERVER, TABLES, USER, Attempt

if TYPE_CHECKING:
    from designer.connectors.postgresql_session import Session

_WHO = "SELECT current_user, current_database()"
_ALL = """
SELECT current_user, current_database(),
    (SELECT count(*) FROM information_schema.tables WHERE table_schema = $1),
    (SELECT has_schema_privilege(oid, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = $1),
    (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_catalog.pg_namespace WHERE nspname = $1)
"""
QUESTIONS = (_ALL,)
"""All that `tell` asks where the server knows everything; $1 is the schema."""


def tell(session: Session, account: Account, attempt: Attempt) -> None:
    """The facts, as far as the server answers: the login worked, so that what it does not tell changes nothing."""
    attempt.tell(SERVER, session.server)
    attempt.tell(ENCRYPTION, session.encryption)
    try:
        user, database, *rest = _asked(session, account)
    except (CheckFailed, ValueError):
        return
    attempt.tell(USER, user)
    attempt.tell(DATABASE, database)
    if not rest:
        return
    tables, usage, create = rest
    attempt.tell(TABLES, f"{tables} in schema {account.schema}")
    attempt.tell(CREATE, f"yes, in schema {account.schema}" if create == "t" else f"no, not in schema {account.schema}")
    if not usage:
        attempt.note("Schema", f"there is no schema {account.schema}, in which LoopBack looks for the tables")
    elif usage != "t":
        attempt.note(
            "Schema", f"{user} may not use the schema {account.schema}, in which LoopBack looks for the tables"
        )


def _asked(session: Session, account: Account) -> tuple[str, ...]:
    """User, database, number of tables, and whether the user may use the schema and create in it, which are empty
    where there is no such schema; only the first two where the server, which need not be PostgreSQL, knows no more."""
    try:
        return session.row(_ALL, account.schema)
    except CheckFailed:
        return session.row(_WHO)
