"""What a person wants to know of a Cassandra account that works: asked once, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from designer.connectors.base import CheckFailed
from designer.connectors.cassandra_account import Account
from designer.connectors.probe import CREATE, ENCRYPTION, SERVER, TABLES, USER, Attempt

if TYPE_CHECKING:
    from designer.connectors.cassandra_session import Session

KEYSPACE, DATA_CENTER = "Keyspace", "Data centre"
_TABLES = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = '{}'"
_RIGHTS = "SELECT resource, permissions FROM system_auth.role_permissions WHERE role = {}"


def tell(
    session: Session, account: Account, attempt: Attempt, *, server: str, data_center: str, has_keyspace: bool
) -> None:
    """The facts, as far as the server answers: the login worked, so that what it does not tell changes nothing."""
    attempt.tell(SERVER, server)
    attempt.tell(ENCRYPTION, session.encryption)
    attempt.tell(USER, account.user if session.authenticator else "anonymous, as everybody")
    attempt.tell(DATA_CENTER, data_center)
    if not has_keyspace:
        return
    attempt.tell(KEYSPACE, account.keyspace)
    try:
        attempt.tell(TABLES, str(len(session.rows(_TABLES.format(account.keyspace)))))
        may_create = creates_tables(session, account)
    except (CheckFailed, IndexError, ValueError):
        return
    if may_create is not None:
        attempt.tell(CREATE, "yes" if may_create else "no")


def creates_tables(session: Session, account: Account) -> bool | None:
    """Whether the user may create tables in the keyspace; None where nobody can tell.

    Without a login there are no rights to have (Cassandra refuses to start with an authorizer alone), and a superuser
    has all of them. Whoever may not read the table of rights may still list their own. Where everybody may read it,
    rights may not be looked at at all.
    """
    if not session.authenticator:
        return True
    quoted = '"' + account.user.replace('"', '""') + '"'
    if any(row[1] is True for row in session.rows(f"LIST ROLES OF {quoted}")):
        return True
    try:
        text = "'" + account.user.replace("'", "''") + "'"
        rights = session.rows(_RIGHTS.format(text))
    except CheckFailed:
        listed = session.rows(f"LIST ALL PERMISSIONS OF {quoted}")
        return any(_creates(row[2], {row[3]}, account.keyspace) for row in listed)
    return True if any(_creates(row[0], row[1], account.keyspace) for row in rights) else None


def _creates(resource: Any, permissions: Any, keyspace: str) -> bool:
    """Whether such a right, as LIST PERMISSIONS tells it or as the table keeps it, is the one."""
    everywhere = {"<all keyspaces>", "data", f"<keyspace {keyspace}>", f"data/{keyspace}"}
    return resource in everywhere and "CREATE" in (permissions or ())
