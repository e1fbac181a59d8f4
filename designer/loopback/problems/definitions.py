"""Model definitions: what they extend and name."""

from __future__ import annotations

from collections.abc import Iterator

from designer.loopback.builtin import BUILTIN
from designer.loopback.problems.boot import Boot
from designer.loopback.problems.problem import Code, Problem, Severity

_UNKNOWN_BASE = Code(
    "unknown-base",
    Severity.STOPS_BOOT,
    "A model extends one that does not exist",
    "LoopBack creates a model after the one it extends, and ends with “is extending an unknown model” where there is "
    "none of that name (loopback 3.28.0, lib/registry.js).",
    "Choose another base model, or add the missing one.",
)

CODES = (_UNKNOWN_BASE,)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the definitions."""
    for name in boot.configured:
        model = boot.app.models.get(name)
        if model is None or model.path is None:
            continue
        if model.base not in BUILTIN and model.base not in boot.app.models.definition_paths:
            yield _UNKNOWN_BASE.at(model.path, ("base",), f"“{name}” extends “{model.base}”, which does not exist.")
