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


_kept: OrderedDict[Hashable, Reading] = OrderedDict()
_size = 0
_lock = threading.Lock()


def find(content: Hashable) -> Reading | None:
    """What is known of a content."""
    with _lock:
        if found := _kept.get(content):
            _kept.move_to_end(content)
        return found


def keep(content: Hashable, text: str, *value: JSON) -> None:
    """Keeps the text of a content, and its value where that is known; the ones asked for longest ago give way."""
    global _size
    if len(text) > _LARGEST:
        return
    with _lock:
        before = _kept.pop(content, None)
        _kept[content] = Reading(text, value or (before.value if before else ()))
        _size += 0 if before else len(text)
        while _size > _KEPT_CHARACTERS:
            _size -= len(_kept.popitem(last=False)[1].text)


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
