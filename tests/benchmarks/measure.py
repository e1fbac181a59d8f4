"""Ratios: two ways in turn, so that both see the same machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """What was compared, both medians in milliseconds, and how many times the second the first should take at most."""

    what: str
    ours: float
    other: float
    aim: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.other

    def __str__(self) -> str:
        aim = "" if self.aim is None else f"aim {self.aim:g}{'' if self.ratio <= self.aim else '  MISSED'}"
        return f"{self.what:<58} {self.ours:>9.2f} {self.other:>9.2f} {self.ratio:>7.2f}  {aim}".rstrip()


def compare(
    what: str, ours: Callable[[], object], other: Callable[[], object], *, runs: int = 15, aim: float | None = None
) -> Row:
    """Runs both in turn, once to warm up and then `runs` times."""
    milliseconds(ours), milliseconds(other)
    times = [(milliseconds(ours), milliseconds(other)) for _ in range(runs)]
    return Row(what, median(one for one, _ in times), median(two for _, two in times), aim)


def milliseconds(action: Callable[[], object]) -> float:
    """How long an action takes."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000
