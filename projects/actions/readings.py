"""The texts of contents and what they read as, kept in memory while they are asked for: a content never changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from designer.loopback.jsontext import JSON

_KEPT_CHARACTERS = 4_000_000
"""Of all texts together; what they read as takes several times that."""

_LARGEST = 1_000_000


@dataclass(slots=True)
class Reading:
    """A text, and its value in a tuple once that was asked for."""

    text: str
    value: tuple[JSON, ...] = ()


class _Kept:
    """The readings by content, the one asked for last at the end."""

    def __init__(self) -> None:
        self._readings: OrderedDict[Hashable, Reading] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def find(self, content: Hashable) -> Reading | None:
        with self._lock:
            if found := self._readings.get(content):
                self._readings.move_to_end(content)
            return found

    def clear(self) -> None:
        with self._lock:
            self._readings.clear()
            self._size = 0

    def keep(self, content: Hashable, reading: Reading) -> None:
        with self._lock:
            if before := self._readings.pop(content, None):
                self._size -= len(before.text)
            self._readings[content] = reading
            self._size += len(reading.text)
            while self._size > _KEPT_CHARACTERS:
                self._size -= len(self._readings.popitem(last=False)[1].text)


_kept = _Kept()


def find(content: Hashable) -> Reading | None:
    """What is known of a content."""
    return _kept.find(content)


def keep(content: Hashable, text: str, *value: JSON) -> None:
    """Keeps the text of a content, and its value where that is known; those asked for longest ago give way."""
    if len(text) <= _LARGEST:
        _kept.keep(content, Reading(text, value))


def forget_all() -> None:
    """Forgets everything."""
    _kept.clear()


class Readings(dict[str, JSON]):
    """What the files of a project read as, by path. Never change a value in place: others have the same one.

    `contents` says under which key the content of each path is kept.
    """

    def __init__(self, contents: Mapping[str, Hashable]) -> None:
        super().__init__()
        self._contents = contents

    def __missing__(self, path: str) -> JSON:
        found = find(self._contents.get(path))
        if not (found and found.value):
            raise KeyError(path)
        super().__setitem__(path, found.value[0])
        return found.value[0]

    def __contains__(self, path: object) -> bool:
        try:
            self[str(path)]
        except KeyError:
            return False
        return True

    def __setitem__(self, path: str, value: JSON) -> None:
        super().__setitem__(path, value)
        if found := find(self._contents.get(path)):
            found.value = (value,)
