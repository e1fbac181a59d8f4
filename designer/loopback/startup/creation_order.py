"""The order in which loopback-boot creates models: what is extended before what extends it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def creation_order(edges: Sequence[tuple[T, T]]) -> list[T]:
    """The nodes of `edges` (before, after), sorted as the npm package toposort 2 does (index.js).

    A circle, at which toposort ends, is cut open here. Nodes that are not hashable in Python count as None.
    """
    following: dict[T, dict[T, None]] = {}
    for before, after in edges:
        following.setdefault(before, {})[after] = None
        following.setdefault(after, {})
    last_first: list[T] = []
    visited: set[T] = set()
    for start in reversed(following):
        if start in visited:
            continue
        visited.add(start)
        path = [(start, list(following[start]))]
        while path:
            node, left = path[-1]
            if not left:
                last_first.append(node)
                path.pop()
            elif (child := left.pop()) not in visited:
                visited.add(child)
                path.append((child, list(following[child])))
    return last_first[::-1]
