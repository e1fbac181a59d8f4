"""What two sides made of one JSON text, put together.

The laws, for any texts `b` (both began with it), `o` (ours) and `t` (theirs):

- `merged(b, o, b)` is `o`, and `merged(b, b, t)` is `t`, byte for byte, readable or not.
- Objects are merged member by member; a scalar or an array is one value. What only one side changed is as that side
  has it; what both changed to the same value is that; what both changed to different values is a conflict, and stays
  as it is in `o`. `merged(b, o, t)` and `merged(b, t, o)` have the same conflicts.
- The order of an object's keys is a change like others: of the keys that all three have, the side that changed their
  order decides; where both did, differently, the object is a conflict, and its members are merged all the same.
- A side that only changed values, `jsontext.edit(b, read(side)) == side`, as forms do, leaves the rest to the other
  one: layout, repeated keys and places of new keys. Where both changed more than values, the layout of `o` stays.
- What is taken from the other side is spelled as there where that fits in, and a key that comes from there has the same
  neighbours as there.
- Of texts that are all different, one that cannot be read is a conflict as a whole, at `()`.
"""

from __future__ import annotations

from collections.abc import Collection
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
    """`ours` with what `theirs` changed since `base`, by the smallest change of one of them.

    At the conflicts that `take_theirs` names the value of `theirs` is taken, or the order of the keys where that is the
    conflict, and they are none any more.
    """
    whole = _as_a_whole(base, ours, theirs)
    if whole is not None:
        return Merged(whole)
    try:
        on_theirs = _is_plain(base, ours) and not _is_plain(base, theirs)
        merge = _merge(base, ours, theirs, take_theirs, on_theirs=on_theirs)
        carrier, other = (theirs, ours) if on_theirs else (ours, theirs)
        text = jsontext.arrange(jsontext.edit(carrier, merge.value), merge.value)
    except JSONTextError:
        return Merged(theirs) if () in take_theirs else Merged(ours, ((),))
    for pointer in merge.taken:
        text = _spelled(text, other, pointer)
    return Merged(text, tuple(sorted(merge.conflicts)))


def conflicts(base: str, ours: str, theirs: str) -> tuple[Pointer, ...]:
    """The conflicts that `merged` would find, in less time."""
    if _as_a_whole(base, ours, theirs) is not None:
        return ()
    try:
        return tuple(sorted(_merge(base, ours, theirs, ()).conflicts))
    except JSONTextError:
        return ((),)


def _is_plain(base: str, side: str) -> bool:
    """Whether a side changed nothing but values."""
    return jsontext.edit(base, jsontext.read(side)) == side


def _as_a_whole(base: str, ours: str, theirs: str) -> str | None:
    """The text that stands where only one side changed it, or both did in the same way."""
    if theirs in (base, ours):
        return ours
    return theirs if ours == base else None


@dataclass(slots=True)
class _Merge:
    """What is found on the way through three values: the base, that of the text to be edited, and the other one."""

    take_theirs: Collection[Pointer]
    on_theirs: bool
    """Whether the text to be edited is theirs, or else ours."""
    value: JSON = None
    taken: list[Pointer] = field(default_factory=list)
    """Places whose value comes from the other text."""
    conflicts: list[Pointer] = field(default_factory=list)

    def of(self, base: JSON, edited: JSON, other: JSON, pointer: Pointer) -> JSON:
        """The value that stands, its keys in the order that stands; _ABSENT where none does."""
        if _identical(edited, other) or _identical(base, other):
            return edited
        if isinstance(base, dict) and isinstance(edited, dict) and isinstance(other, dict):
            return self._members(base, edited, other, pointer)
        if not _identical(base, edited) and not self._is_other_chosen(pointer):
            return edited
        if other is not _ABSENT:
            self.taken.append(pointer)
        return other

    def _members(
        self, base: dict[str, JSON], edited: dict[str, JSON], other: dict[str, JSON], pointer: Pointer
    ) -> dict[str, JSON]:
        found = {
            key: self.of(base.get(key, _ABSENT), edited.get(key, _ABSENT), other.get(key, _ABSENT), (*pointer, key))
            for key in dict.fromkeys([*edited, *other])
        }
        kept = {key for key, value in found.items() if value is not _ABSENT}
        orders = [edited, other]
        if self._has_order_of_other(base, edited, other, pointer):
            orders.reverse()
        return {key: found[key] for key in _woven(*([key for key in order if key in kept] for order in orders))}

    def _has_order_of_other(
        self, base: dict[str, JSON], edited: dict[str, JSON], other: dict[str, JSON], pointer: Pointer
    ) -> bool:
        common = base.keys() & edited.keys() & other.keys()
        before, here, there = ([key for key in each if key in common] for each in (base, edited, other))
        if there in (before, here):
            return False
        return here == before or self._is_other_chosen(pointer)

    def _is_other_chosen(self, pointer: Pointer) -> bool:
        """Whether a choice settles a conflict for the other side; noted as a conflict where there is no choice."""
        is_theirs = pointer in self.take_theirs
        if not is_theirs:
            self.conflicts.append(pointer)
        return is_theirs != self.on_theirs


def _merge(base: str, ours: str, theirs: str, take_theirs: Collection[Pointer], *, on_theirs: bool = False) -> _Merge:
    merge = _Merge(take_theirs, on_theirs)
    edited, other = (theirs, ours) if on_theirs else (ours, theirs)
    merge.value = merge.of(jsontext.read(base), jsontext.read(edited), jsontext.read(other), ())
    return merge


def _identical(one: JSON, other: JSON) -> bool:
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return jsontext.identical(one, other)


# --- Place and spelling ---------------------------------------------------------------------------------------


def _woven(leading: list[str], other: list[str]) -> list[str]:
    """All keys in the order of `leading`; each that only `other` has, between the neighbours that it has there."""
    order = list(leading)
    known = set(leading)
    for index, key in enumerate(other):
        if key in known:
            continue
        if index:  # the one before it is known by now
            place = order.index(other[index - 1]) + 1
        else:
            following = next((each for each in other if each in known), None)
            place = len(order) if following is None else order.index(following)
        order.insert(place, key)
        known.add(key)
    return order


def _spelled(text: str, theirs: str, pointer: Pointer) -> str:
    """`text` with the value at `pointer` written as it is in `theirs`, if its lines fit in."""
    there, here = jsontext.span(theirs, pointer), jsontext.span(text, pointer)
    literal = theirs[slice(*there)]
    if "\n" in literal and _surroundings(theirs, there[0]) != _surroundings(text, here[0]):
        return text
    return text[: here[0]] + literal + text[here[1] :]


def _surroundings(text: str, offset: int) -> tuple[str, bool]:
    """The indent of the line of `offset`, and whether the text's lines end as on Windows."""
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return line[: len(line) - len(line.lstrip(" \t"))], "\r\n" in text
