"""Finding by a few letters: which names match what is typed, and how well; whatever the names belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")

_LOOSEST = 3.0
"""Letters that follow each other in a name match if they lie in a stretch of at most so many times their number."""

_HUMP = re.compile(r"[^\W_]+?(?=[A-Z_\W]|$)|[^\W_]", re.UNICODE)
_SCHEME = re.compile(r"^(\s*[a-z][a-z0-9+.-]*://).*$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Findable(Generic[T]):
    """A thing with a name. `of` is whose part it is: the email of Customer is found by `customer.em`, too.

    `words` are others by which it is found, whole or in part; `weight` is what its kind adds to a match, -10 to 10.
    """

    thing: T
    name: str
    of: str = ""
    words: str = ""
    weight: int = 0
    lower: str = field(init=False, repr=False)
    full: str = field(init=False, repr=False)
    initials: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        full = f"{self.of}.{self.name}" if self.of else self.name
        object.__setattr__(self, "lower", self.name.lower())
        object.__setattr__(self, "full", full.lower())
        object.__setattr__(self, "initials", "".join(hump[0] for hump in _HUMP.findall(full)).lower())
        object.__setattr__(self, "words", self.words.lower())


def words_of(query: str) -> list[str]:
    """The words that are looked for. Of a URL its scheme alone counts, as a password may stand in the rest."""
    return _SCHEME.sub(r"\1", query).lower().split()


def find(findables: Iterable[Findable[T]], words: list[str]) -> list[tuple[int, Findable[T]]]:
    """What matches every word, the best first, with how well: 0 to about 110. Everything matches no words."""
    found: list[tuple[int, int, int, Findable[T]]] = []
    patterns = [_pattern(word) for word in words]
    for place, each in enumerate(findables):
        total = 0
        for word, pattern in zip(words, patterns, strict=True):
            score = _score(word, pattern, each)
            if not score:
                break
            total += score
        else:
            score = total // max(len(words), 1) + each.weight
            found.append((-score, len(each.full) if words else 0, place, each))
    found.sort()
    return [(-score, each) for score, _, _, each in found]


def marked(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """A name in pieces, each with whether it is what a word matched."""
    lower, hit = text.lower(), [False] * len(text)
    if len(lower) != len(text):  # a letter that is two in lower case: nothing is marked rather than the wrong one
        return [(text, False)]
    for word in words:
        at = lower.find(word)
        match = None if at >= 0 else _pattern(word).search(lower)
        for place in _places(word, lower, match.start()) if match else range(at, at + len(word)) if at >= 0 else ():
            hit[place] = True
    pieces: list[tuple[str, bool]] = []
    for letter, is_hit in zip(text, hit, strict=True):
        if pieces and pieces[-1][1] == is_hit:
            pieces[-1] = pieces[-1][0] + letter, is_hit
        else:
            pieces.append((letter, is_hit))
    return pieces


def _score(word: str, pattern: re.Pattern[str], each: Findable[T]) -> int:
    if word in each.full:
        return max(_contained(word, each.lower), _contained(word, each.full) - 15)
    if word in each.initials:
        return 62 if each.initials.startswith(word) else 52
    if word in each.words:
        return 48 if f" {each.words}".find(f" {word}") >= 0 else 34
    match = pattern.search(each.full)
    if match is None:
        return 0
    stretch = (match.end() - match.start()) / len(word)
    return round(50 - 10 * stretch) if stretch <= _LOOSEST else 0


def _contained(word: str, text: str) -> int:
    at = text.find(word)
    if at < 0:
        return 0
    if at == 0:
        return 100 if len(text) == len(word) else 90
    return 62 if text[at - 1].isalnum() else 78


def _places(word: str, text: str, start: int) -> Iterable[int]:
    for letter in word:
        start = text.index(letter, start)
        yield start
        start += 1


@lru_cache(maxsize=256)
def _pattern(word: str) -> re.Pattern[str]:
    """The letters of a word in their order, whatever lies between."""
    return re.compile(".*?".join(map(re.escape, word)), re.DOTALL)
