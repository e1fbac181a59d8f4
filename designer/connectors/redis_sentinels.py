"""Sentinels: servers that know which one of a group is the master now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from designer.connectors.base import CheckFailed, Unsuccessful
from designer.connectors.probe import Attempt
from designer.connectors.redis_account import ANY, Account, Endpoint
from designer.connectors.redis_entrance import enter
from designer.connectors.redis_ioredis import port
from designer.connectors.redis_session import Session

ASK = "Ask the sentinel"
_KEYS = {
    "host": "sentinels",
    "port": "sentinels",
    "family": "family",
    "tls": "sentinelTLS",
    "username": "sentinelUsername",
    "password": "sentinelPassword",
}


def find(account: Account, attempt: Attempt) -> Endpoint:
    """Where the master is, or a replica where one is wanted, as the first sentinel says that answers, which is what
    ioredis 4.31.0 (built/connectors/SentinelConnector/index.js) does.

    Raises CheckFailed where none of them knows.
    """
    assert account.sentinels is not None
    *others, last = account.sentinels.endpoints
    for sentinel in others:
        try:
            return _ask(sentinel, account, attempt)
        except Unsuccessful:
            attempt.remaining()  # which ends the test where there is no time for another one
    return _ask(last, account, attempt)


def _ask(sentinel: Endpoint, account: Account, attempt: Attempt) -> Endpoint:
    sentinels = account.sentinels
    assert sentinels is not None
    asking = replace(account, endpoint=sentinel, sources={**account.sources, **_keys(account)})
    with Session(sentinel, asking, attempt) as session:
        enter(session, asking, attempt)
        with attempt.step(ASK) as note:
            found = _replica(session, sentinels.group) if sentinels.wants_replica else _master(session, sentinels.group)
            if found is None:
                what = "replica" if sentinels.wants_replica else "master"
                sentence = f"The sentinel knows no {what} of a group “{sentinels.group[:60]}”; the group’s name is that"
                raise CheckFailed(f"{sentence} of the data source.", blames=asking.keys("host"))
            host, number = found
            moved = sentinels.moved.get(f"{host}:{number}")
            if isinstance(moved, dict):
                host, number = str(moved.get("host")), str(moved.get("port"))
            note.detail = f"{sentinels.group[:60]} is at {host[:100]}, port {number[:20]}"
            whole = port(number, blames=asking.keys("host"))
    return replace(account.endpoint, host=host, port=whole, path="", family=ANY)


def _keys(account: Account) -> dict[str, str]:
    return dict.fromkeys(_KEYS, "url") if "url" in account.sources.values() else _KEYS


def _master(session: Session, group: str) -> tuple[str, str] | None:
    answer = session.ask("SENTINEL", "get-master-addr-by-name", group)
    return (str(answer[0]), str(answer[1])) if isinstance(answer, list) and len(answer) == 2 else None


def _replica(session: Session, group: str) -> tuple[str, str] | None:
    """The first that is up; ioredis takes any of them."""
    answer: Any = session.ask("SENTINEL", "slaves", group)
    for each in answer if isinstance(answer, list) else []:
        replica = dict(zip(each[::2], each[1::2], strict=False)) if isinstance(each, list) else {}
        down = {"disconnected", "s_down", "o_down"} & set(str(replica.get("flags", "s_down")).split(","))
        if not down and replica.get("ip"):
            return str(replica["ip"]), str(replica.get("port"))
    return None
