"""What can be told of an application although not all of its configuration is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from designer.loopback.problems.problem import Problem, Severity
from designer.loopback.startup.boot import Boot


def certain(boot: Boot, found: Iterable[Problem], *configs: str) -> Iterator[Problem]:
    """Those of `found` that can be told: nothing stops boot for sure where one of `configs` is not settled."""
    settled = all(boot.is_settled(config) for config in configs)
    return (problem for problem in found if settled or problem.severity is not Severity.STOPS_BOOT)
