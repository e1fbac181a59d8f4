"""YAML from strangers: plain values only, and no text that grows without bound while it is read."""

from __future__ import annotations

from typing import Any

import yaml

MOST_EVENTS = 300_000
MOST_DEPTH = 100
MOST_MERGED = 100_000
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TooMuch(yaml.YAMLError):
    """Nested too deep, or too long when its references are followed."""


def load(text: bytes) -> Any:
    """The one document in `text`: dicts, lists, texts, numbers, dates. An alias is the same object as its anchor.

    Raises yaml.YAMLError, also for more than anybody writes by hand.
    """
    _measure(text)
    try:
        return yaml.load(text, Loader=_Bounded)  # noqa: S506 - a SafeLoader
    except (ValueError, LookupError, AttributeError, TypeError, OverflowError, RecursionError) as error:
        raise yaml.YAMLError(f"A value is not what its tag says: {error}") from error


def _measure(text: bytes) -> None:
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH or number > MOST_EVENTS:
            raise TooMuch("It is nested too deep, or too long.")


class _Bounded(_Loader):  # type: ignore[misc]
    """Each merge (“<<: *name”) copies what it names, so that a few lines can ask for billions."""

    merged = 0

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        before = len(node.value)
        super().flatten_mapping(node)
        self.merged += max(0, len(node.value) - before)
        if self.merged > MOST_MERGED:
            raise TooMuch("Its merged parts are too long.")
