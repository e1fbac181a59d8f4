"""What a person wants to know of a MongoDB account that works: asked once, read-only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from designer.connectors.base import CheckFailed
from designer.connectors.mongodb_account import Account
from designer.connectors.mongodb_topology import Kind
from designer.connectors.probe import DATABASE, ENCRYPTION, SERVER, USER, Attempt

if TYPE_CHECKING:
    from designer.connectors.mongodb_session import Session

COLLECTIONS = "Collections visible"
CREATE = "May create collections"
REPLICA_SET = "Replica set"
_UNREADABLE = (CheckFailed, LookupError, TypeError, ValueError, AttributeError)


def server(session: Session) -> str:
    """Such as "MongoDB 6.0.5", as far as the server tells that."""
    try:
        return f"MongoDB {str(session.ask('buildInfo', database='admin')['version'])[:40]}"
    except _UNREADABLE:
        return "MongoDB"


def collections(session: Session) -> int | None:
    """How many collections of the database this user may see. Raises CheckFailed where the database is not to be
    used; None where the answer says nothing."""
    answer = session.ask("listCollections", nameOnly=True, authorizedCollections=True)
    try:
        names = [str(each["name"]) for each in answer["cursor"]["firstBatch"]]
    except (LookupError, TypeError):
        return None
    return sum(not name.startswith("system.") for name in names)


def tell(session: Session, account: Account, attempt: Attempt, *, name: str, kind: Kind, found: int | None) -> None:
    """The facts, as far as the server answers: the login worked, so that what it does not tell changes nothing."""
    attempt.tell(SERVER, name)
    attempt.tell(ENCRYPTION, session.encryption)
    if kind.set_name:
        attempt.tell(REPLICA_SET, f"{kind.describe()}; its members: {', '.join(kind.members) or 'not told'}")
    try:
        status = session.ask("connectionStatus", database="admin", showPrivileges=True)["authInfo"]
        users = [f"{each['user']}@{each['db']}" for each in status["authenticatedUsers"]]
        may_create = creates_collections(status.get("authenticatedUserPrivileges") or (), account.database)
    except _UNREADABLE:
        users, may_create = [], None
    attempt.tell(USER, ", ".join(users) or account.user or "nobody")
    attempt.tell(DATABASE, account.database)
    if found is not None:
        attempt.tell(COLLECTIONS, str(found))
    if users and may_create is not None:
        attempt.tell(CREATE, "yes" if may_create else "no")


def creates_collections(privileges: Any, database: str) -> bool | None:
    """Whether the privileges of connectionStatus allow createCollection in a database; None where they are not what
    they should be."""
    if not isinstance(privileges, list | tuple):
        return None
    return any(
        _means(each.get("resource", {}), database) and {"createCollection", "anyAction"} & set(each.get("actions", ()))
        for each in privileges
    )


def _means(resource: Mapping[str, object], database: str) -> bool:
    """Whether a resource is the whole of a database; an empty text in one stands for all."""
    if resource.get("anyResource"):
        return True
    return resource.get("db") in {"", database} and resource.get("collection") == ""
