"""Which element of an array became which one of another, so that an edit of the array is a small one."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from designer.loopback.jsonlayout import JSON, Item

_PAIRING_LIMIT = 10_000


def aligned(old: Sequence[Item], new: Sequence[JSON]) -> Iterator[tuple[Item | None, int | None]]:
    """Pairs of an old element and the index of the new one it became; None where one was removed or added."""
    matcher = SequenceMatcher(None, [_frozen(item.value) for item in old], [_frozen(v) for v in new], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[i1:i2], range(j1, j2), strict=True)
        elif (i2 - i1) * (j2 - j1) > _PAIRING_LIMIT:
            yield from ((item, None) for item in old[i1:i2])
            yield from ((None, index) for index in range(j1, j2))
        else:
            yield from _paired(old[i1:i2], range(j1, j2), new)


def _frozen(value: JSON) -> Hashable:
    """A value as something that can be compared as JSON and hashed."""
    if isinstance(value, dict):
        return frozenset((key, _frozen(part)) for key, part in value.items())
    if isinstance(value, list):
        return tuple(_frozen(part) for part in value)
    return type(value), value


def _paired(old: Sequence[Item], indexes: range, new: Sequence[JSON]) -> Iterator[tuple[Item | None, int | None]]:
    """Pairs a run of changed elements so that the most alike stay together, in order."""
    like = [[_likeness(item.value, new[index]) for index in indexes] for item in old]
    best = [[0.0] * (len(indexes) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(indexes))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + like[i][j])
    i = j = 0
    while i < len(old) or j < len(indexes):
        if i < len(old) and j < len(indexes) and best[i][j] == best[i + 1][j + 1] + like[i][j]:
            yield old[i], indexes[j]
            i, j = i + 1, j + 1
        elif j == len(indexes) or (i < len(old) and best[i][j] == best[i + 1][j]):
            yield old[i], None
            i += 1
        else:
            yield None, indexes[j]
            j += 1


def _likeness(one: JSON, other: JSON) -> float:
    """From 0 to 1: how much of a value another one keeps. A little for the same type, so that in doubt it pairs."""
    if isinstance(one, dict) and isinstance(other, dict):
        kept = sum(key in other and _frozen(value) == _frozen(other[key]) for key, value in one.items())
        return 0.01 + 0.99 * kept / max(len(one), len(other), 1)
    return 0.01 if type(one) is type(other) else 0.0
