"""Ranges of versions as npm reads them in package.json (semver 5.7.3), as far as people write them there."""

from __future__ import annotations

import re
from collections.abc import Collection

Version = tuple[int, int, int]

_END: Version = (10**9, 0, 0)
_COMPARATOR = re.compile(
    r"(?P<sign>>=|<=|>|<|~>?|\^|=)?[v=]*"
    r"(?P<major>\d{1,9}|[xX*])(?:\.(?P<minor>\d{1,9}|[xX*]))?(?:\.(?P<patch>\d{1,9}|[xX*]))?(?:[-+][\w.+-]*)?"
)


def newest(wanted: str, versions: Collection[Version]) -> Version | None:
    """What npm would install: the newest of `versions` in the range. None where none is, or where this is no
    range but a folder, an address, or a tag other than "latest"."""
    return max((version for version in versions if permits(wanted, version)), default=None)


def permits(wanted: str, version: Version) -> bool:
    """Whether a version is in the range. What comes before a release, as 1.0.0-rc.1 does, counts as that release."""
    return any(_all_hold(alternative, version) for alternative in wanted.split("||"))


def _all_hold(alternative: str, version: Version) -> bool:
    if alternative.strip() in {"", "latest"}:
        return True
    hyphens_gone = re.sub(r"^\s*(\S+)\s+-\s+(\S+)\s*$", r">=\1 <=\2", alternative)
    comparators = re.sub(r"([<>=~^])\s+", r"\1", hyphens_gone).split()
    return all(_holds(comparator, version) for comparator in comparators)


def _holds(comparator: str, version: Version) -> bool:
    match = _COMPARATOR.fullmatch(comparator)
    if match is None:
        return False
    sign = match["sign"] or "="
    start, end = _span(match["major"], match["minor"], match["patch"], widens=sign[0] if sign[0] in "^~" else "")
    return {
        ">=": start <= version,
        ">": end <= version,
        "<": version < start,
        "<=": version < end,
    }.get(sign, start <= version < end)


def _span(*parts: str | None, widens: str) -> tuple[Version, Version]:
    """The first version that such a comparator means, and the first after it that it does not."""
    major, minor, patch = (int(part) if part and part.isdigit() else None for part in parts)
    if major is None:
        return (0, 0, 0), _END
    start = (major, minor or 0, patch or 0)
    if minor is None or (widens == "^" and major):
        return start, (major + 1, 0, 0)
    if patch is None or widens == "~" or (widens == "^" and minor):
        return start, (major, minor + 1, 0)
    return start, (major, minor, patch + 1)
