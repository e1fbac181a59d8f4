"""Parts of files that a form shows or touches, and a keyed digest of each, to notice what changed meanwhile."""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, JSONTextError, Pointer
from projects.models.sealing import digest

Part: TypeAlias = tuple[str, Pointer]
"""A path, and a place in what the file at that path reads as."""

_ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for a part that both sides changed."""

    mine: bool
    """Whether what they typed shall stand, or else what is there."""
    theirs: str | None
    """The digest (`member_digest`) of what was there when they chose: if it changed again, they are asked again."""


Choices: TypeAlias = Mapping[Part, Choice]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The members of an object after both sides' changes of single members were put together."""

    path: str
    pointer: Pointer
    members: dict[str, JSON]
    """The object to be saved. A member in conflict stands in it as it was typed."""
    conflicts: tuple[str, ...]
    """The members that both sides changed, differently, and that nobody chose between yet."""
    settled: tuple[str, ...]
    """The members in conflict that a choice settled."""
    typed: Mapping[str, JSON]
    """The object as it was typed."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The conflicts as parts."""
        return tuple((self.path, (*self.pointer, key)) for key in self.conflicts)


def seal(app: Application, parts: Iterable[Part]) -> str:
    """What a form carries of the parts it shows: their places and digests, no contents."""
    return json.dumps([[path, list(pointer), _digest(app, path, pointer)] for path, pointer in parts])


def seal_members(app: Application, path: str, pointer: Pointer) -> str:
    """What a form carries of the object at a place: the keys and digests of its members, no contents.

    `reconciled` reads it. What is absent, or is no object, has no members.
    """
    sealed = {key: member_digest((path, (*pointer, key)), value) for key, value in _members(app, path, pointer).items()}
    return json.dumps([[path, list(pointer), sealed]])


def joined(*seals: str) -> str:
    """Several seals as one, for a form that shows parts of several kinds."""
    return json.dumps([entry for seen in seals for entry in _entries(seen)])


def sealed_keys(seen: str, path: str, pointer: Pointer) -> list[str] | None:
    """The keys of the object at a place when `seal_members` looked, in their order; None where it did not look."""
    sealed = _sealed_members(seen, path, pointer)
    return None if sealed is None else list(sealed)


def changed(app: Application, seen: str) -> list[Part]:
    """The parts that are no longer as they were when `seal` looked; what `seal_members` sealed is not looked at.

    What cannot be read counts as unchanged nothing.
    """
    try:
        return [
            (path, tuple(pointer))
            for path, pointer, before in _entries(seen)
            if not isinstance(before, dict) and _digest(app, path, tuple(pointer)) != before
        ]
    except (ValueError, TypeError):
        return []


def reconciled(
    app: Application,
    seen: str,
    path: str,
    pointer: Pointer,
    typed: Mapping[str, JSON],
    choices: Choices | None = None,
) -> Reconciled:
    """What is to be saved of the object at a place, where a person typed `typed` over what `seal_members` sealed.

    A member the person left alone is as it is now; one that only they changed, added or deleted is as they typed it;
    one that both sides changed differently is a conflict, until `choices` says which shall stand. Without a seal of
    the place, everything is as typed. Members keep their order, new ones are last.
    """
    sealed = _sealed_members(seen, path, pointer)
    if sealed is None:
        return Reconciled(path, pointer, dict(typed), (), (), typed)
    present = _members(app, path, pointer)
    members: dict[str, JSON] = {}
    conflicts: list[str] = []
    settled: list[str] = []
    for key in dict.fromkeys([*present, *typed, *sealed]):
        part = path, (*pointer, key)
        before, now, mine = sealed.get(key), _digest_in(present, part), _digest_in(typed, part)
        choice = (choices or {}).get(part)
        keeps_mine = before != mine
        if keeps_mine and now not in (before, mine):
            if choice is None or choice.theirs != now:
                conflicts.append(key)
            else:
                settled.append(key)
                keeps_mine = choice.mine
        chosen = typed if keeps_mine else present
        if key in chosen:
            members[key] = chosen[key]
    return Reconciled(path, pointer, members, tuple(conflicts), tuple(settled), typed)


def member_digest(part: Part, value: JSON) -> str:
    """A keyed digest of a value at its place: equal secrets at two places do not look equal."""
    path, pointer = part
    return digest_of([path, list(pointer), _sorted(value)])


def present_digest(app: Application, part: Part) -> str | None:
    """The `member_digest` of what stands at a part; None where nothing does."""
    path, pointer = part
    return _digest_in(_members(app, path, pointer[:-1]), part)


def _digest_in(members: Mapping[str, JSON], part: Part) -> str | None:
    key = part[1][-1]
    return member_digest(part, members[key]) if isinstance(key, str) and key in members else None


def _members(app: Application, path: str, pointer: Pointer) -> dict[str, JSON]:
    value = value_at(app, path, pointer)
    return value if isinstance(value, dict) else {}


def _sealed_members(seen: str, path: str, pointer: Pointer) -> dict[str, str] | None:
    for entry in _entries(seen):
        if entry[0] == path and entry[1] == list(pointer) and isinstance(entry[2], dict):
            return dict(entry[2])
    return None


def _entries(seen: str) -> list[list[JSON]]:
    """What a seal holds; nothing where it cannot be read: a person can send anything."""
    try:
        entries = json.loads(seen) if seen else []
    except (ValueError, RecursionError):
        return []
    return [each for each in entries if isinstance(each, list) and len(each) == 3] if isinstance(entries, list) else []


def _sorted(value: JSON) -> JSON:
    """The order of an object's members is not part of what they say."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value


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
