"""As much as can be tried of a back end whose language nobody here speaks: its name and its port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from designer.connectors.base import CannotVerify, CheckFailed
from designer.connectors.probe import OPEN, Attempt


def knock(
    attempt: Attempt, host: str, port: int, *, not_tried: str, blames: tuple[str, ...] = ("host", "port")
) -> NoReturn:
    """Resolve the name, open the port, close it again, and say what that does not tell.

    `not_tried` goes on after "that is all that was tried: ", as in "not whether DB2 answers there, and not the
    password". Raises CheckFailed where nothing listens, else CannotVerify.
    """
    addresses = attempt.resolve(host, port, blames=blames[:1])
    with attempt.step(OPEN) as note:
        connection, address = attempt.connect(addresses, blames=blames)
        connection.close()
        note.detail = f"{address} accepts connections"
    raise CannotVerify(f"{address} accepts connections. That is all that was tried: {not_tried}.")


MOST_PLACES = 5


def knock_at_first(
    attempt: Attempt, places: Sequence[tuple[str, int]], *, not_tried: str, blames: tuple[str, ...]
) -> NoReturn:
    """Knock at several servers, hosts with ports, one after the other, until one accepts.

    Raises CheckFailed where none of the first few does, else CannotVerify.
    """
    failure: CheckFailed | None = None
    for host, port in places[:MOST_PLACES]:
        try:
            knock(attempt, host, port, not_tried=not_tried, blames=blames)
        except CheckFailed as error:
            failure = error
    if failure is not None and len(places) == 1:
        raise failure
    sentence = "None of the servers that were tried accepts a connection; the steps say why."
    raise CheckFailed(sentence, blames=blames) from failure
