"""How a Redis server is tried, the same for both of LoopBack's connectors."""

from __future__ import annotations

from designer.connectors import redis_facts, redis_loopback, redis_sentinels
from designer.connectors.base import CheckFailed
from designer.connectors.probe import PING, USE, Attempt
from designer.connectors.redis_account import Account
from designer.connectors.redis_entrance import enter
from designer.connectors.redis_session import Session


def try_out(account: Account, attempt: Attempt) -> str:
    """All steps, over one connection to the server; before it one to a sentinel, where there are some."""
    if account.ignored:
        attempt.note("URL", f"LoopBack ignores {', '.join(account.ignored)}, as “url” is filled in")
    endpoint = redis_sentinels.find(account, attempt) if account.sentinels else account.endpoint
    with Session(endpoint, account, attempt) as session:
        as_user = enter(session, account, attempt)
        _use_database(session, account, attempt)
        _ping(session, attempt)
        redis_facts.tell(session, account, attempt)
        redis_loopback.compare(session, account, attempt, as_user=as_user)
        return f"{session.server} accepts these settings."


def _use_database(session: Session, account: Account, attempt: Attempt) -> None:
    if account.database is None:
        attempt.skip(USE, "database 0, in which every connection begins")
        return
    with attempt.step(USE) as note:
        session.ask("SELECT", account.database)
        note.detail = account.database


def _ping(session: Session, attempt: Attempt) -> None:
    with attempt.step(PING) as note:
        try:
            session.ask("PING")
        except CheckFailed as refused:
            if not refused.detail.startswith("NOPERM"):
                raise
            note.state = "note"
        session.introduce()
        note.detail = f"{session.server} answers"
        if note.state == "note":
            note.detail = f"{session.server} does not let this user use PING, which LoopBack needs for nothing"
