"""The properties of a model definition as rows: renamed, changed, added, deleted and moved in one small change."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.loopback import jsontext, names
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.refusal import Refused

TYPES = ("string", "number", "boolean", "date", "object", "array", "any", "buffer", "geopoint", "text", "json")
"""The types a property can have, but for models; LoopBack does not mind letter case."""


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """A property as it should be: the name it had (None for a new one), its name, and its value."""

    old_name: str | None
    name: str
    value: JSON
    inner_names: Sequence[tuple[Pointer, str]] = ()
    """The places, in the value that it had, of properties inside it that have a new name; the innermost first."""


def with_properties(text: str, order: Sequence[PropertyRow | str]) -> str:
    """The text of a definition with its properties made those of `order`."""
    rows = [row if isinstance(row, PropertyRow) else PropertyRow(row, row, None) for row in order]
    final_names = [row.name for row in rows]
    _check_property_names(rows)
    definition = jsontext.read(text)
    properties: dict[str, JSON] = definition["properties"]
    old_names = {row.old_name for row in rows if row.old_name is not None}
    if not old_names <= properties.keys():
        missing = min(old_names - properties.keys())
        raise Refused(f"There is no property “{missing}” any more. Somebody deleted or renamed it meanwhile.")
    text = jsontext.edit(text, definition | {"properties": {k: v for k, v in properties.items() if k in old_names}})
    for row in rows:
        text = _with_inner_names(text, row)
    text = renamed_members(
        text, ("properties",), {str(row.old_name): row.name for row in rows if row.old_name not in (None, row.name)}
    )
    kept = {row.name: properties[row.old_name] for row in rows if row.old_name is not None}
    touched = {row.name: row.value for row in order if isinstance(row, PropertyRow)}
    text = jsontext.edit(text, definition | {"properties": kept | touched})
    text = _reordered(text, final_names)
    present = jsontext.read(text)
    return jsontext.arrange(text, present | {"properties": present["properties"] | touched})


def _check_property_names(rows: Sequence[PropertyRow]) -> None:
    seen: set[str] = set()
    for row in rows:
        problem = names.check_property_name(row.name, seen)
        if problem and problem.refused and row.name != row.old_name:
            raise Refused(problem.sentence)
        if row.name in seen:
            raise Refused(f"Two properties are called “{row.name}”. Rename one of them.")
        seen.add(row.name)


def renamed_members(text: str, pointer: Pointer, renames: Mapping[str, str]) -> str:
    """The text with members of the object at `pointer` renamed, at their places; names can be swapped.

    Raises KeyError where there is no such member.
    """
    members = jsontext.read(text)
    for key in pointer:
        members = members[key]
    taken = set(members) | set(renames.values())
    between: dict[str, str] = {}
    for old, new in renames.items():
        placeholder = f"{new}~"
        while placeholder in taken:
            placeholder += "~"
        taken.add(placeholder)
        between[placeholder] = new
        text = jsontext.rename(text, [*pointer, old], placeholder)
    for placeholder, new in between.items():
        text = jsontext.rename(text, [*pointer, placeholder], new)
    return text


def _with_inner_names(text: str, row: PropertyRow) -> str:
    """New names of the properties inside one, where they still are; they keep their places."""
    for parent in dict.fromkeys(tuple(pointer[:-1]) for pointer, _ in row.inner_names):
        renames = {str(pointer[-1]): new for pointer, new in row.inner_names if tuple(pointer[:-1]) == parent}
        with contextlib.suppress(KeyError, TypeError, IndexError):
            text = renamed_members(text, ("properties", str(row.old_name), *parent), renames)
    return text


def _reordered(text: str, wanted: Sequence[str]) -> str:
    """Moves as few properties as possible, so that they stand in the wanted order."""
    position = {name: index for index, name in enumerate(wanted)}
    staying = _longest_rising([position[name] for name in jsontext.read(text)["properties"]])
    for index in reversed(range(len(wanted))):
        if index not in staying:
            before = wanted[index + 1] if index + 1 < len(wanted) else None
            text = jsontext.move(text, ["properties", wanted[index]], before)
    return text


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The members of a longest rising subsequence."""
    runs: list[tuple[int, ...]] = []
    for number in numbers:
        shorter = [run for run in runs if run[-1] < number]
        runs.append((*_longest(shorter), number))
    return set(_longest(runs))


def _longest(runs: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return max(runs, key=len, default=())
