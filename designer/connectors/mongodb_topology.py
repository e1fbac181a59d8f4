"""What kind of MongoDB server answered, and whether LoopBack's driver would take it for what the settings say.

From the driver mongodb 3.7.4 (lib/operations/connect.js, lib/core/topologies, lib/core/sdam). It goes on to the other
members of a replica set by the names that the server announces; here none of those is contacted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from designer.connectors.base import CheckFailed
from designer.connectors.mongodb_account import Account

_MOST_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Kind:
    """A server's place among others."""

    set_name: str
    is_writable: bool
    is_arbiter: bool
    is_router: bool
    """Whether it is mongos, in front of a sharded cluster."""
    waits: bool
    """Whether it is to be in a replica set that nobody has set up yet."""
    primary: str
    members: tuple[str, ...]

    @classmethod
    def read(cls, hello: Mapping[str, Any]) -> Self:
        """From the answer to hello, of which nothing is certain."""
        hosts = hello.get("hosts")
        members = tuple(str(each)[:100] for each in hosts[:_MOST_SHOWN]) if isinstance(hosts, list) else ()
        return cls(
            set_name=str(hello.get("setName") or "")[:100],
            is_writable=bool(hello.get("isWritablePrimary", hello.get("ismaster"))),
            is_arbiter=hello.get("arbiterOnly") is True,
            is_router=hello.get("msg") == "isdbgrid",
            waits=hello.get("isreplicaset") is True,
            primary=str(hello.get("primary") or "")[:100],
            members=members,
        )

    def describe(self) -> str:
        """Such as "primary of rs0"; empty for a server on its own."""
        if self.is_router:
            return "a sharded cluster’s mongos"
        if not self.set_name:
            return ""
        return f"{'primary' if self.is_writable else 'arbiter' if self.is_arbiter else 'secondary'} of {self.set_name}"


def require(kind: Kind, account: Account) -> None:
    """Raises CheckFailed where LoopBack's driver would not connect, or could not write afterwards.

    Where it watches the servers by itself (lib/core/sdam/topology.js) it takes any set, whatever the name asked for:
    that is translated into a `setName` (lib/topologies/native_topology.js) which nothing compares.
    """
    blames = account.keys("replicaSet", "host")
    if kind.waits:
        raise CheckFailed(
            "The server waits for its replica set to be set up (rs.initiate).", blames=account.keys("host")
        )
    tells_sets_apart = not account.unified or not kind.set_name
    if account.replica_set and kind.set_name != account.replica_set and tells_sets_apart:
        raise CheckFailed(_other_set(kind, account.replica_set), blames=blames)
    if kind.is_arbiter:
        sentence = f"The server is an arbiter of the replica set “{kind.set_name}”, which keeps no data."
        raise CheckFailed(sentence, blames=account.keys("host"))
    if account.replica_set:
        return
    if len(account.hosts) > 1 and not kind.is_router and not (account.unified and kind.set_name):
        name = f"set “replicaSet” to “{kind.set_name}”" if kind.set_name else "name one host"
        sentence = f"With several hosts and no “replicaSet”, LoopBack’s driver wants each to be a mongos; {name}."
        raise CheckFailed(sentence, blames=blames)
    if len(account.hosts) == 1 and kind.set_name and not kind.is_writable and not account.reads_secondaries:
        where = f", {kind.primary}" if kind.primary else ""
        sentence = (
            f"The server is a secondary of the replica set “{kind.set_name}”: LoopBack would connect, but could not"
            f" write. Set “replicaSet” to “{kind.set_name}”, or name its primary{where}."
        )
        raise CheckFailed(sentence, blames=blames)


def _other_set(kind: Kind, wanted: str) -> str:
    if kind.set_name:
        return f"The server belongs to the replica set “{kind.set_name}”, not to “{wanted[:100]}”."
    if kind.is_router:
        return "The server is a mongos, in front of a sharded cluster; leave “replicaSet” empty."
    return "The server belongs to no replica set; leave “replicaSet” empty."
