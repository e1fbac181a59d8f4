"""Parts of files that a form shows or touches, and a keyed digest of each, to notice what changed meanwhile."""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterable
from typing import TypeAlias

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, JSONTextError, Pointer
from projects.models.sealing import digest

Part: TypeAlias = tuple[str, Pointer]
"""A path, and a place in what the file at that path reads as."""

_ABSENT = "absent"


def seal(app: Application, parts: Iterable[Part]) -> str:
    """What a form carries of the parts it shows: their places and digests, no contents."""
    return json.dumps([[path, list(pointer), _digest(app, path, pointer)] for path, pointer in parts])


def changed(app: Application, seen: str) -> list[Part]:
    """The parts that are no longer as they were when `seal` looked. What cannot be read counts as unchanged nothing."""
    try:
        sealed = json.loads(seen) if seen else []
        return [
            (path, tuple(pointer)) for path, pointer, before in sealed if _digest(app, path, tuple(pointer)) != before
        ]
    except (ValueError, TypeError, RecursionError):
        return []


def _digest(app: Application, path: str, pointer: Pointer) -> str:
    return digest_of(value_at(app, path, pointer))


def digest_of(value: JSON) -> str:
    """A keyed digest of a value; numbers of any size and kind have one."""
    # Version 0 knows no references, so equal values have equal bytes.
    return digest(marshal.dumps(value, 0))


def value_at(app: Application, path: str, pointer: Pointer) -> JSON:
    """What stands at a part; a marker where nothing does."""
    if not app.has(path):
        return [_ABSENT]
    try:
        value = app.value(path)
        for key in pointer:
            value = value[key]
    except (KeyError, IndexError, TypeError):
        return [_ABSENT]
    except JSONTextError:
        return [app.text(path)]
    return value
