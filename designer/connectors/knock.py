"""As much as can be tried of a back end whose language nobody here speaks: its name and its port."""

from __future__ import annotations

from typing import NoReturn

from designer.connectors.base import CannotVerify
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
