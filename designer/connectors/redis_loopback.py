"""Whether the driver of LoopBack's Redis connectors would manage what ours did.

loopback-connector-kv-redis 3 uses ioredis 4, loopback-connector-redis 3 uses redis 2.8. Both send INFO first and never
begin where that is refused, and neither follows a cluster's MOVED: tried on Node 20 with Redis 7.0.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from designer.connectors import npm_ranges
from designer.connectors.base import CheckFailed, Unsuccessful, WorksOnlyHere
from designer.connectors.probe import LOOPBACK, Attempt

if TYPE_CHECKING:
    from designer.connectors.redis_account import Account
    from designer.connectors.redis_session import Session

_RELEASES = {
    "ioredis": ((1, 1, 0), (3, 0, 3)),
    "redis": ((0, 1, 0), (3, 0, 0)),
}
_CONNECTORS = {"ioredis": "loopback-connector-kv-redis", "redis": "loopback-connector-redis"}
_SAME = {
    "ioredis": "ioredis 4, which loopback-connector-kv-redis 3 uses, logs in the same way",
    "redis": "redis 2.8, which loopback-connector-redis 3 uses, logs in the same way",
}


def compare(session: Session, account: Account, attempt: Attempt, *, as_user: bool) -> None:
    """The last step; `as_user` says that it took a user name that the driver does not send. Raises WorksOnlyHere
    where LoopBack would fail."""
    with attempt.step(LOOPBACK) as note:
        if as_user:
            sentence = (
                f"This works here but fails in LoopBack: loopback-connector-redis ignores “{session.endpoint.user}” and"
                " sends the password alone, which is not that of the server’s user “default”. Take the connector"
                " kv-redis, or the default user’s password."
            )
            raise WorksOnlyHere(sentence, blames=account.keys("username"))
        if account.asks_info and session.refuses_info:
            raise WorksOnlyHere(_no_info(account), blames=account.keys("username"))
        if account.driver == "redis" and session.info.get("master_link_status", "up") != "up":
            sentence = (
                "This works here, but LoopBack waits: the server is a replica that has lost its master, and its driver"
                " does nothing until that is back."
            )
            raise WorksOnlyHere(sentence)
        _look_at_cluster(session)
        note.detail = _SAME[account.driver]
        wanted = attempt.surroundings.package_range
        if wanted and npm_ranges.newest(wanted, _RELEASES[account.driver]) != _RELEASES[account.driver][-1]:
            note.state = "note"
            note.detail = (
                f"package.json asks for {_CONNECTORS[account.driver]} {wanted}; this test reads the settings as"
                " version 3 does"
            )


def _no_info(account: Account) -> str:
    switch = "“enableReadyCheck” off" if account.driver == "ioredis" else "“no_ready_check” on, among the options"
    return (
        "This works here but fails in LoopBack: its driver asks INFO first, which the server does not let this user"
        f" do. Allow the user +info, or switch {switch}."
    )


def _look_at_cluster(session: Session) -> None:
    if session.info.get("cluster_enabled") != "1":
        return
    state: dict[str, str] = {}
    with suppress(Unsuccessful):
        pairs = (line.partition(":") for line in str(session.ask("CLUSTER", "INFO")).splitlines())
        state = {name: value.strip() for name, _, value in pairs}
    if state.get("cluster_state") == "fail":
        raise CheckFailed("The cluster that the server is part of is down: some of its slots have no server.")
    if state.get("cluster_size") != "1":
        sentence = (
            "This works here but fails in LoopBack: the server is one of a cluster, and LoopBack’s driver does not"
            " follow it to the others, so that most keys are out of reach."
        )
        raise WorksOnlyHere(sentence)
