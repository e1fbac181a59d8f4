"""Ranges of versions, as package.json writes them: which versions they certainly leave out."""

from __future__ import annotations

import re
from typing import TypeAlias

Version: TypeAlias = tuple[int, int, int]

_PARTIAL = re.compile(r"v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:[-+][\w.+-]*)?")
_COMPARATOR = re.compile(rf"\s*(?P<sign><=|>=|<|>|=|\^|~>?|)\s*(?P<version>{_PARTIAL.pattern})(?=\s|\Z)")
_HYPHEN = re.compile(rf"\s*(?P<low>{_PARTIAL.pattern})\s+-\s+(?P<high>{_PARTIAL.pattern})\s*")
_ANY: Version = (10**9, 0, 0)


def is_below(wanted: str, version: Version) -> bool:
    """Whether all versions of a range come before `version`; False also for what is no range (a tag, an address)."""
    tops = [_top(part) for part in wanted.split("||")]
    return all(top is not None and top <= version for top in tops)


def is_from(wanted: str, version: Version) -> bool:
    """Whether all versions of a range are `version` or later; False also for what is no range."""
    bottoms = [_bottom(part) for part in wanted.split("||")]
    return all(bottom is not None and bottom >= version for bottom in bottoms)


def _top(part: str) -> Version | None:
    """The first version after all those of a range without `||`; None for what is no range."""
    bounds = _bounds(part)
    return min((top for _, top in bounds), default=_ANY) if bounds is not None else None


def _bottom(part: str) -> Version | None:
    bounds = _bounds(part)
    return max((bottom for bottom, _ in bounds), default=(0, 0, 0)) if bounds is not None else None


def _bounds(part: str) -> list[tuple[Version, Version]] | None:
    """For each comparator the first version inside and the first one after."""
    if between := _HYPHEN.fullmatch(part):
        return [(_numbers(between["low"])[0], _ANY), ((0, 0, 0), _after(*_numbers(between["high"])))]
    found, position = [], 0
    while position < len(part.rstrip()):
        match = _COMPARATOR.match(part, position)
        if match is None:
            return None
        found.append(_bound(match["sign"], match["version"]))
        position = match.end()
    return found


def _bound(sign: str, text: str) -> tuple[Version, Version]:
    version, given = _numbers(text)
    after = _after(version, given)
    if sign == ">=":
        return version, _ANY
    if sign == ">":
        return after, _ANY
    if sign == "<":
        return (0, 0, 0), version
    if sign == "<=":
        return (0, 0, 0), after
    if sign == "^":
        leading = next((index for index, number in enumerate(version[:given]) if number), max(given - 1, 0))
        return version, _after(version, min(leading + 1, given))
    if sign.startswith("~"):
        return version, _after(version, min(2, given))
    return version, after


def _numbers(text: str) -> tuple[Version, int]:
    """The numbers of a version, and how many of them are given."""
    match = _PARTIAL.fullmatch(text)
    assert match
    numbers: list[int] = []
    for part in match.groups():
        if part is None or not part.isdecimal():
            break
        numbers.append(int(part))
    return (*numbers, 0, 0, 0)[:3], len(numbers)  # type: ignore[return-value]


def _after(version: Version, given: int) -> Version:
    """The first version that does not begin with the first `given` numbers."""
    if given == 0:
        return _ANY
    numbers = [*version[: given - 1], version[given - 1] + 1, 0, 0]
    return numbers[0], numbers[1], numbers[2]
