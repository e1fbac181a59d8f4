"""A socket for redis-py, with limits, and a parser that keeps the server's own words."""

from __future__ import annotations

from collections.abc import Callable

from redis._parsers import _RESP2Parser
from redis.exceptions import ResponseError

from designer.connectors.base import CheckFailed
from designer.connectors.limited import Limited

MOST_BYTES = 4_000_000
"""More than a server has to say in a test: INFO of a large one is some 20 kB."""
_ANSWERS_BEGIN_WITH = b"+-:$*"


class PlainErrors(_RESP2Parser):
    """Errors are returned, never raised, so that they do not end the connection, and keep their first word."""

    @classmethod
    def parse_error(cls, response: str) -> ResponseError:
        return ResponseError(response)


class Wire:
    """As much of a socket as redis-py uses, for as long as the attempt lasts, and for so many bytes.

    What does not begin as an answer of Redis does is raised at once, as `not_redis` words it.
    """

    def __init__(self, connection: Limited, not_redis: Callable[[bytes], CheckFailed]) -> None:
        self._connection, self._not_redis = connection, not_redis
        self._has_begun = False

    def recv(self, size: int) -> bytes:
        found = self._connection.recv(size)
        if not self._has_begun and found and found[0] not in _ANSWERS_BEGIN_WITH:
            raise self._not_redis(found)
        self._has_begun = True
        return found

    def sendall(self, words: bytes) -> None:
        self._connection.sendall(words)

    def settimeout(self, seconds: float | None) -> None:
        """What is left of the attempt decides, not redis-py."""

    def shutdown(self, how: int) -> None:
        self._connection.shutdown(how)

    def close(self) -> None:
        self._connection.close()
