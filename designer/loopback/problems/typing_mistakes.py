"""The word that somebody meant by one with a typing mistake."""

from __future__ import annotations

import difflib
from collections.abc import Collection

_SHORTEST = 3
"""Of a shorter word one mistake leaves too little to say what it was."""


def similar(word: str, words: Collection[str]) -> str | None:
    """The one of `words` that is most like `word`, if any is: good for a question. Capitals count."""
    return sure(word, words) or next(iter(difflib.get_close_matches(word, words, n=1, cutoff=0.8)), None)


def sure(word: str, words: Collection[str]) -> str | None:
    """The only one of `words` that one mistake makes `word` of: good for a fix. None where there is none, or several.

    A mistake is a character that is left out, too much, another one, or changes places with its neighbour.
    """
    found = [each for each in words if each != word and _is_one_mistake(word, each)]
    return found[0] if len(found) == 1 and len(word) >= _SHORTEST else None


def _is_one_mistake(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return len(one) != len(other)
    rest, other_rest = one[start:], other[start:]
    is_swapped = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return is_swapped or other_rest[1:] in (rest, rest[1:]) or rest[1:] == other_rest
