"""The configuration files together: how LoopBack merges them, and what it puts in the place of variables."""

from __future__ import annotations

from collections.abc import Iterator

from designer.loopback.environments import CONFIG_NAMES
from designer.loopback.problems.boot import Boot
from designer.loopback.problems.problem import Code, Problem, Severity

_CONFLICT = Code(
    "merge-conflict",
    Severity.STOPS_BOOT,
    "Two files of one configuration cannot be merged",
    "LoopBack merges the main file, the local one and that of the environment, value by value. It refuses to replace a "
    "plain value by an object, an array or null, and an array by one of another length (loopback-boot 2.28.0, "
    "lib/config-loader.js, mergeObjects).",
    "Give the value the same form in both files, or leave it out of one of them.",
)

CODES = (_CONFLICT,)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of layers and variables."""
    for config in CONFIG_NAMES:
        conflict = boot.conflict(config) if config != "middleware" else None
        if conflict:
            layers = [path for path in boot.layers(config) if path.endswith(".json")]
            yield _CONFLICT.at(layers[-1], (), conflict.sentence)
