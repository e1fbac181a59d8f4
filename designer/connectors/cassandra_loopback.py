"""Whether the driver of LoopBack's Cassandra connector would manage what ours did.

loopback-connector-cassandra 1.7.1, its last version, pins cassandra-driver 3.5.0. That speaks versions 1 to 4 of the
protocol (lib/types/protocol-version.js), so it can talk to Cassandra 1.2 to 5. It takes the data center of the first
node for the local one (lib/policies/load-balancing.js, DCAwareRoundRobinPolicy): the option localDataCenter, without
which version 4 of the driver does not start, is nowhere read. Its constructor calls util.isDate (lib/utils.js,
deepExtend), which Node 23 took away.
"""

from __future__ import annotations

from designer.connectors import javascript, npm_ranges
from designer.connectors.base import Settings, Surroundings, WorksOnlyHere
from designer.connectors.probe import LOOPBACK, Attempt

_RELEASES = ((1, 0, 0), (1, 1, 0), (1, 2, 0), (1, 3, 0), (1, 5, 0), (1, 6, 0), (1, 7, 0), (1, 7, 1))
_SINCE = {"sslOptions": (1, 3, 0), "createKeyspace": (1, 5, 0), "contactPoints": (1, 7, 1)}
"""The first version of the connector that reads a setting (its CHANGES.md)."""
_NODES = tuple((major, minor, 0) for major in range(4, 40) for minor in (0, 30))
_FIRST_WITHOUT = (23, 0, 0)


def compare(settings: Settings, attempt: Attempt, *, data_center: str | None) -> None:
    """The last step. Raises WorksOnlyHere where LoopBack would fail."""
    with attempt.step(LOOPBACK) as note:
        _refuse_old_connector(settings, attempt.surroundings)
        if _runs_on_newer_nodes_only(attempt.surroundings):
            sentence = (
                "This works here but fails in LoopBack: package.json asks for Node 23 or later, on which the driver of"
                " loopback-connector-cassandra does not start; use Node 22."
            )
            raise WorksOnlyHere(sentence)
        if not data_center:
            sentence = (
                "This works here but fails in LoopBack: the server does not say in which data centre it is, and its"
                " driver does not go on without."
            )
            raise WorksOnlyHere(sentence)
        note.detail = (
            "cassandra-driver 3.5, which loopback-connector-cassandra 1.7 uses, connects in the same way, on Node 22 or"
            f" before; its local data centre is that of the first node, {data_center}"
        )
        if javascript.truthy(settings.get("localDataCenter")):
            note.detail += " (“localDataCenter” is not read)"


def _refuse_old_connector(settings: Settings, surroundings: Surroundings) -> None:
    wanted = surroundings.package_range
    found = npm_ranges.newest(wanted, _RELEASES) if wanted else None
    for name, since in _SINCE.items():
        if found is not None and found < since and javascript.truthy(settings.get(name)):
            sentence = (
                f"This works here but not in LoopBack: package.json asks for loopback-connector-cassandra {wanted}, and"
                f" “{name}” is read from version {'.'.join(map(str, since))} on."
            )
            raise WorksOnlyHere(sentence, blames=(name,))


def _runs_on_newer_nodes_only(surroundings: Surroundings) -> bool:
    allowed = [node for node in _NODES if npm_ranges.permits(surroundings.node_range or "*", node)]
    return bool(allowed) and min(allowed) >= _FIRST_WITHOUT
