"""What two sides made of one JSON text, put together.

The laws, for any texts `b` (both began with it), `o` (ours) and `t` (theirs):

- `merged(b, o, b)` is `o`, and `merged(b, b, t)` is `t`, byte for byte, readable or not.
- Objects are merged member by member; a scalar or an array is one value. What only one side changed is as that side
  has it; what both changed to the same value is that; what both changed to different values is a conflict, and stays
  as it is in `o`. `merged(b, o, t)` and `merged(b, t, o)` have the same conflicts.
- How a text is laid out and the order of its keys are nobody's change: those of `o` stay. What is taken from `t` is
  spelled as there where that fits in, and a key that comes from `t` has the same neighbours as there.
- Of texts that are all different, one that cannot be read is a conflict as a whole, at `()`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from designer.loopback import jsontext
from designer.loopback.jsontext import JSON, JSONTextError, Pointer

_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Merged:
    """A text with the changes of both sides, and the places where they contradict each other."""

    text: str
    conflicts: tuple[Pointer, ...] = ()
    """Keys from the outside in; `()` is the text as a whole. Empty where both sides' changes stand."""


def merged(base: str, ours: str, theirs: str, take_theirs: Collection[Pointer] = ()) -> Merged:
    """`ours` with what `theirs` changed since `base`, by the smallest change of `ours`.

    At the conflicts that `take_theirs` names the value of `theirs` is taken, and they are none any more.
    """
    whole = _as_a_whole(base, ours, theirs)
    if whole is not None:
        return Merged(whole)
    try:
        merge = _merge(base, ours, theirs, take_theirs)
        text = jsontext.edit(ours, merge.value)
    except JSONTextError:
        return Merged(theirs) if () in take_theirs else Merged(ours, ((),))
    for index, pointer in enumerate(merge.added):
        text = _placed(text, theirs, pointer, waiting=merge.added[index + 1 :])
    for pointer in merge.taken:
        text = _spelled(text, theirs, pointer)
    return Merged(text, tuple(sorted(merge.conflicts)))


def conflicts(base: str, ours: str, theirs: str) -> tuple[Pointer, ...]:
    """The conflicts that `merged` would find, in less time."""
    if _as_a_whole(base, ours, theirs) is not None:
        return ()
    try:
        return tuple(sorted(_merge(base, ours, theirs, ()).conflicts))
    except JSONTextError:
        return ((),)


def _as_a_whole(base: str, ours: str, theirs: str) -> str | None:
    """The text that stands where only one side changed it, or both did in the same way."""
    if theirs in (base, ours):
        return ours
    return theirs if ours == base else None


@dataclass(slots=True)
class _Merge:
    """What is found on the way through three values."""

    take_theirs: Collection[Pointer]
    value: JSON = None
    added: list[Pointer] = field(default_factory=list)
    """Members that theirs has and ours has not, in the order of theirs."""
    taken: list[Pointer] = field(default_factory=list)
    """Places whose value comes from theirs."""
    conflicts: list[Pointer] = field(default_factory=list)

    def of(self, base: JSON, ours: JSON, theirs: JSON, pointer: Pointer) -> JSON:
        """The value that stands; _ABSENT where none does."""
        if _same(ours, theirs) or _same(base, theirs):
            return ours
        if isinstance(base, dict) and isinstance(ours, dict) and isinstance(theirs, dict):
            return self._members(base, ours, theirs, pointer)
        if not _same(base, ours) and pointer not in self.take_theirs:
            self.conflicts.append(pointer)
            return ours
        if theirs is not _ABSENT:
            self.taken.append(pointer)
            self.added += [pointer] if ours is _ABSENT else []
        return theirs

    def _members(
        self, base: dict[str, JSON], ours: dict[str, JSON], theirs: dict[str, JSON], pointer: Pointer
    ) -> dict[str, JSON]:
        found = {
            key: self.of(base.get(key, _ABSENT), ours.get(key, _ABSENT), theirs.get(key, _ABSENT), (*pointer, key))
            for key in dict.fromkeys([*ours, *theirs])
        }
        return {key: value for key, value in found.items() if value is not _ABSENT}


def _merge(base: str, ours: str, theirs: str, take_theirs: Collection[Pointer]) -> _Merge:
    merge = _Merge(take_theirs)
    merge.value = merge.of(jsontext.read(base), jsontext.read(ours), jsontext.read(theirs), ())
    return merge


def _same(one: JSON, other: JSON) -> bool:
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return jsontext.same(one, other)


# --- Place and spelling ---------------------------------------------------------------------------------------


def _placed(text: str, theirs: str, pointer: Pointer, waiting: Collection[Pointer]) -> str:
    """`text` with the member at `pointer`, new in it, between the neighbours that it has in `theirs`.

    Those `waiting` are new too and not at their place yet.
    """
    *parents, key = pointer
    order = list(_object_at(theirs, parents))
    others = [each for each in _object_at(text, parents) if each != key]
    position = order.index(str(key))
    known = {each for each in others if (*parents, each) not in waiting}
    previous = next((each for each in reversed(order[:position]) if each in known), None)
    following = next((each for each in order[position:] if each in known), None)
    if previous is not None:
        index = others.index(previous) + 1
        following = others[index] if index < len(others) else None
    return jsontext.move(text, pointer, following)


def _spelled(text: str, theirs: str, pointer: Pointer) -> str:
    """`text` with the value at `pointer` written as it is in `theirs`, if its lines fit in."""
    there, here = jsontext.span(theirs, pointer), jsontext.span(text, pointer)
    literal = theirs[slice(*there)]
    if "\n" in literal and _surroundings(theirs, there[0]) != _surroundings(text, here[0]):
        return text
    return text[: here[0]] + literal + text[here[1] :]


def _object_at(text: str, pointer: Sequence[str | int]) -> dict[str, JSON]:
    value = jsontext.read(text)
    for key in pointer:
        value = value[key]
    assert isinstance(value, dict)
    return value


def _surroundings(text: str, offset: int) -> tuple[str, bool]:
    """The indent of the line of `offset`, and whether the text's lines end as on Windows."""
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return line[: len(line) - len(line.lstrip(" \t"))], "\r\n" in text
