"""The properties of a model definition as rows: renamed, changed, added, deleted and moved in one small change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.loopback import jsontext, names
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused

TYPES = ("string", "number", "boolean", "date", "object", "array", "any", "buffer", "geopoint", "text", "json")
"""The types a property can have, but for models; LoopBack does not mind letter case."""


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """A property as it should be: the name it had (None for a new one), its name, and its value."""

    old_name: str | None
    name: str
    value: JSON


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
    text = _renamed_properties(text, {row.old_name: row.name for row in rows if row.old_name not in (None, row.name)})
    kept = {row.name: properties[row.old_name] for row in rows if row.old_name is not None}
    touched = {row.name: row.value for row in order if isinstance(row, PropertyRow)}
    text = jsontext.edit(text, definition | {"properties": kept | touched})
    return _reordered(text, final_names)


def _check_property_names(rows: Sequence[PropertyRow]) -> None:
    seen: set[str] = set()
    for row in rows:
        problem = names.check_property_name(row.name, seen)
        if problem and problem.refused and row.name != row.old_name:
            raise Refused(problem.sentence)
        if row.name in seen:
            raise Refused(f"Two properties are called “{row.name}”. Rename one of them.")
        seen.add(row.name)


def _renamed_properties(text: str, renames: Mapping[str | None, str]) -> str:
    """Renames in two rounds, so that names can be swapped."""
    taken = set(jsontext.read(text)["properties"]) | set(renames.values())
    between: dict[str, str] = {}
    for old, new in renames.items():
        placeholder = f"{new}~"
        while placeholder in taken:
            placeholder += "~"
        taken.add(placeholder)
        between[placeholder] = new
        text = jsontext.rename(text, ["properties", str(old)], placeholder)
    for placeholder, new in between.items():
        text = jsontext.rename(text, ["properties", placeholder], new)
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
