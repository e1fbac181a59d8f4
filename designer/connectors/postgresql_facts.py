"""What a person wants to know of a PostgreSQL account that works: asked once, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.connectors.base import CheckFailed
from designer.connectors.postgresql_account import Account
from designer.connectors.probe import CREATE, DATABASE, ENCRYPTION, SERVER, TABLES, USER, Attempt

if TYPE_CHECKING:
    from designer.connectors.postgresql_session import Session

_WHO = "SELECT current_user, current_database()"
_TABLES = "SELECT count(*) FROM information_schema.tables WHERE table_schema = $1"
_SCHEMA = """
SELECT has_schema_privilege(oid, 'USAGE'), has_schema_privilege(oid, 'CREATE')
FROM pg_catalog.pg_namespace WHERE nspname = $1
"""
QUESTIONS = (_WHO, _TABLES, _SCHEMA)
"""All that `tell` asks; $1 is the schema."""


def tell(session: Session, account: Account, attempt: Attempt) -> None:
    """The facts, as far as the server answers: the login worked, so that what it does not tell changes nothing."""
    attempt.tell(SERVER, session.server)
    attempt.tell(ENCRYPTION, session.encryption)
    try:
        user, database = session.row(_WHO)
        attempt.tell(USER, user)
        attempt.tell(DATABASE, database)
        attempt.tell(TABLES, f"{session.row(_TABLES, account.schema)[0]} in schema {account.schema}")
        usage, create = session.row(_SCHEMA, account.schema) or ("", "")
    except (CheckFailed, ValueError):
        return
    attempt.tell(CREATE, f"yes, in schema {account.schema}" if create == "t" else f"no, not in schema {account.schema}")
    if not usage:
        attempt.note("Schema", f"there is no schema {account.schema}, in which LoopBack looks for the tables")
    elif usage != "t":
        attempt.note(
            "Schema", f"{user} may not use the schema {account.schema}, in which LoopBack looks for the tables"
        )
