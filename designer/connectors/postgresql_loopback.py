"""Whether the driver of LoopBack's PostgreSQL connector would manage what ours did.

loopback-connector-postgresql 2 and 3 install the driver pg 7 (their last versions do), which never hears the end of a
login on Node 14 and later: tried with 3.9.1, pg 7.18.2 and Node 20, where connecting neither works nor fails.
"""

from __future__ import annotations

import re

from designer.connectors import npm_ranges
from designer.connectors.base import Surroundings, WorksOnlyHere
from designer.connectors.postgresql_account import Account
from designer.connectors.postgresql_messages import Messages
from designer.connectors.probe import LOOPBACK, Attempt

_RELEASES = ((2, 9, 0), (3, 9, 1), (5, 5, 2), (6, 0, 4), (7, 2, 3), (8, 0, 7))
_FIRST_THAT_ANSWERS = (5, 0, 0)
_NODES = tuple((major, minor, 0) for major in range(14, 31) for minor in (0, 21))


def compare(heard: Messages, account: Account, attempt: Attempt) -> None:
    """The last step. Raises WorksOnlyHere where LoopBack would fail."""
    with attempt.step(LOOPBACK) as note:
        if waits_for_ever(attempt.surroundings):
            sentence = (
                f"This works here, but LoopBack waits for ever on Node 14 and later: package.json asks for"
                f" loopback-connector-postgresql {attempt.surroundings.package_range}, whose driver is too old for"
                " those. Ask for ^5.0.0, which works with LoopBack 2 and 3."
            )
            raise WorksOnlyHere(sentence)
        if 0 < account.most_iterations < heard.iterations:
            sentence = (
                f"This works here but fails in LoopBack: the password is hashed {heard.iterations:,} times, and its"
                f" driver pg 8 stops at {account.most_iterations:,.0f} unless “scramMaxIterations” allows more."
            )
            raise WorksOnlyHere(sentence, blames=account.keys("user"))
        note.detail = "pg 8, which loopback-connector-postgresql 5 uses, logs in the same way"
        if _is_old(attempt.surroundings):
            note.state = "note"
            note.detail = (
                f"loopback-connector-postgresql {attempt.surroundings.package_range} waits for ever on Node 14 and"
                " later; package.json asks for an older Node"
            )


def waits_for_ever(surroundings: Surroundings) -> bool:
    """Whether the connector that package.json asks for gets no answer on a Node that it allows."""
    return _is_old(surroundings) and _allows_newer_nodes(surroundings.node_range or "*")


def _allows_newer_nodes(wanted: str) -> bool:
    first = re.search(r"\d+", wanted)
    return npm_ranges.newest(wanted, _NODES) is not None or first is None or int(first[0]) >= 14


def _is_old(surroundings: Surroundings) -> bool:
    if surroundings.package_range is None:
        return False
    found = npm_ranges.newest(surroundings.package_range, _RELEASES)
    return found is not None and found < _FIRST_THAT_ANSWERS
