"""JSON text, read strictly and edited in place.

`read` gives the value of a text, `edit` the smallest change of a text that reads as another value,
`rename`, `move` and `arrange` what a value cannot express, `leaves` and `span` the places of values.
A text is a `str` and may begin with a byte order mark (U+FEFF), as LoopBack's own reader allows
(loopback-boot 2.28.0, lib/config-loader.js: `require` strips it).

The laws, for any readable text `t` and any value `v`:

- `edit(t, read(t)) == t`, and `same(read(edit(t, v)), v)`.
- A line that holds no changed member stays as it is, but for a comma at its end.
- Keys keep their order; new ones go last, in the style of their neighbours.
- Of a key that stands several times the last one counts and is edited; deleting or renaming takes all.
"""

from __future__ import annotations

import json
import marshal
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from designer.loopback import jsonlayout
from designer.loopback.jsonalignment import aligned
from designer.loopback.jsonlayout import JSON, Add, Change, Drop, Item, Keep, Layout, Step, Style
from designer.loopback.jsonmistakes import MAX_DEPTH, SURROGATE, JSONTextError, scan_string, skip_colon, start_of_value
from designer.loopback.jsonreading import (
    DECODER,
    Leaf,
    Pointer,
    decoded,
    is_too_deep,
    layout_at,
    leaves,
    read,
    span,
    start_of,
)

__all__ = [
    "JSON",
    "MAX_DEPTH",
    "JSONTextError",
    "Leaf",
    "Pointer",
    "arrange",
    "dump",
    "edit",
    "identical",
    "leaves",
    "move",
    "read",
    "rename",
    "same",
    "span",
]

_UNKNOWN: JSON = object()
"""Stands for a value that has to be read first."""

_CANDIDATES = 3
"""In so many places a member is looked for by its key alone, before all of them are told apart."""

_COLON_NEXT = re.compile(r"[ \t\r\n]*:")


def same(one: JSON, other: JSON) -> bool:
    """Whether two values are equal as JSON: the order of keys does not matter, `1`, `1.0` and `true` differ."""
    if one is other or _are_alike(one, other):
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def differing(one: Mapping[str, JSON], other: Mapping[str, JSON]) -> list[str]:
    """The keys that only one of two objects has, or that have values that are not the same; those of `one` first."""
    return [
        key
        for key in {**one, **other}
        if not (key in one and key in other and (one[key] is other[key] or same(one[key], other[key])))
    ]


def _are_alike(one: JSON, other: JSON) -> bool:
    """Whether two values are identical, at the speed of C; some that are identical are not alike."""
    try:
        # Version 0 keeps types apart and shares nothing, so equal bytes mean the same value.
        return marshal.dumps(one, 0) == marshal.dumps(other, 0)
    except ValueError:
        return False


def identical(one: JSON, other: JSON) -> bool:
    """Whether two values are the same and the keys of their objects stand in the same order, too."""
    return _are_alike(one, other) or (same(one, other) and next(_misplaced(one, other, ()), None) is None)


def edit(text: str, value: JSON) -> str:
    """The smallest change of `text` that reads as `value`.

    Raises JSONTextError where the text cannot be read, or where `value` is not JSON: NaN and infinite numbers,
    lone surrogates, keys that are not strings, other types, more than MAX_DEPTH levels.
    """
    return edited(text, value)[0]


def edited(text: str, value: JSON, known: JSON = _UNKNOWN) -> tuple[str, JSON]:
    """What `edit` gives, and what that reads as. `known` is what `text` reads as, where it was read already.

    A large object of which few members change costs little more than reading it. Raises as `edit` does.
    """
    old = read(text) if known is _UNKNOWN else known
    if found := _with_one_member(text, old, value):
        return found
    if is_too_deep(value):
        raise JSONTextError(f"More than {MAX_DEPTH} levels are too deep.")
    start = start_of_value(text)
    end = DECODER.raw_decode(text, start)[1]
    result = text[:start] + _rewritten(text, start, end, old, value, Style.of(text), "") + text[end:]
    return result, read(result)


def rename(text: str, pointer: Sequence[str | int], key: str) -> str:
    """`text` with the member at `pointer` called `key`, at its place; all of them where it stands several times.

    Raises KeyError where there is no such member, or where another one has that name already.
    """
    decoded(text)
    *parents, name = pointer
    layout = layout_at(text, start_of(text, tuple(parents)))
    if name not in layout.keys:
        raise KeyError(name)
    if key == name:
        return text
    if key in layout.keys:
        raise KeyError(key)
    _check_writable(key)
    for item in reversed(layout.items):
        if item.key == name:
            end = scan_string(text, item.start)[1]
            text = text[: item.start] + json.dumps(key, ensure_ascii=False) + text[end:]
    return text


def move(text: str, pointer: Sequence[str | int], before: str | int | None) -> str:
    """`text` with the member or element at `pointer` moved in front of its sibling `before`; None moves it last.

    Raises KeyError where there is no such member or sibling.
    """
    decoded(text)
    *parents, name = pointer
    layout = layout_at(text, start_of(text, tuple(parents)))
    positions = {item.key: index for index, item in enumerate(layout.items)}
    for wanted in (name, before):
        if wanted is not None and wanted not in positions:
            raise KeyError(wanted)
    if name == before:
        return text
    target = len(layout.items) if before is None else positions[before]
    moved = jsonlayout.moved(text, layout, positions[name], target)
    return text[: layout.start] + moved + text[layout.end :]


def arrange(text: str, value: JSON) -> str:
    """`text`, which reads as `value`, with the keys of each of its objects in the order that they have in `value`.

    What stands between the members stays in place. Of a key that stands several times all go together.
    Raises JSONTextError where the text cannot be read.
    """
    for pointer, keys in _misplaced(read(text), value, ()):
        layout = layout_at(text, start_of(text, pointer))
        places = {key: place for place, key in enumerate(keys)}
        items = sorted(layout.items, key=lambda item: places[str(item.key)])
        text = text[: layout.start] + jsonlayout.reordered(text, layout, items) + text[layout.end :]
    return text


def _misplaced(present: JSON, wanted: JSON, pointer: Pointer) -> Iterator[tuple[Pointer, list[str]]]:
    """The objects whose keys stand in another order than is wanted, each with that order."""
    if isinstance(wanted, dict):
        if list(present) != list(wanted):
            yield pointer, list(wanted)
        for key, part in wanted.items():
            yield from _misplaced(present[key], part, (*pointer, key))
    elif isinstance(wanted, list):
        for index, part in enumerate(wanted):
            yield from _misplaced(present[index], part, (*pointer, index))


def dump(value: JSON) -> str:
    """A new text as LoopBack's own tools write it: two spaces, a line end at the end (loopback-workspace 5.3.0)."""
    _check_writable(value)
    return jsonlayout.serialized(value, Style(), "") + "\n"


def dump_in_one_line(value: JSON) -> str:
    """The same without any line end, as `{"a": [1, 2]}`."""
    _check_writable(value)
    return jsonlayout.serialized(value, Style().inline(), "")


# --- Editing --------------------------------------------------------------------------------------------------


def _with_one_member(text: str, old: JSON, new: JSON) -> tuple[str, JSON] | None:
    """`text` and its value after a change of one member, which is found by its key; None where it is not that simple.

    A place that only looks like the member’s gives a text that reads as something else, so it is not taken.
    """
    if not (isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys()):
        return None
    changed = differing(old, new)
    if not changed:
        return text, old
    if len(changed) > 1 or is_too_deep([new[changed[0]]]):
        return None
    key = changed[0]
    literal = json.dumps(key, ensure_ascii=False)
    places = list(islice(_places(text, literal), _CANDIDATES))
    # Where nothing is escaped there is one way to spell a key, so that the only place is the member’s.
    is_certain = len(places) == 1 and "\\" not in text
    for place in places:
        value_start = skip_colon(text, place + len(literal))
        found = _with_member_at(text, place, value_start, old[key], new[key])
        if found and is_certain:
            return found, {**old, key: DECODER.raw_decode(found, value_start)[0]}
        value = _read_if_possible(found) if found else None
        if found and isinstance(value, dict) and same(value, new):
            return found, {**old, key: value[key]}
    return None


def _places(text: str, literal: str) -> Iterator[int]:
    """Where a key may stand: each place of its literal before a colon, the last one first."""
    place = text.rfind(literal)
    while place >= 0:
        if _COLON_NEXT.match(text, place + len(literal)):
            yield place
        place = text.rfind(literal, 0, place + len(literal) - 1)


def _read_if_possible(text: str) -> JSON:
    """The value of a text; None where it cannot be read."""
    try:
        return read(text)
    except JSONTextError:
        return None


def _with_member_at(text: str, key_start: int, value_start: int, old: JSON, new: JSON) -> str | None:
    """`text` with another value of the member whose key may stand at `key_start`; None where it does not."""
    try:
        value, end = DECODER.raw_decode(text, value_start)
    except (ValueError, RecursionError):
        return None
    if not same(value, old):
        return None
    indent = jsonlayout.indent_at(text, Layout(start_of_value(text), len(text), []), key_start, "")
    return text[:value_start] + _rewritten(text, value_start, end, old, new, Style.of(text), indent) + text[end:]


def _rewritten(text: str, start: int, end: int, old: JSON, new: JSON, style: Style, indent: str) -> str:
    """The literal that takes the place of `text[start:end]`; `indent` is that of the line it begins in."""
    if isinstance(old, dict) and isinstance(new, dict):
        return _edited_object(text, layout_at(text, start), new, style, indent)
    if isinstance(old, list) and isinstance(new, list):
        return _edited_array(text, layout_at(text, start), new, style, indent)
    if same(old, new):
        return text[start:end]
    _check_writable(new)
    inline = isinstance(old, dict | list) and "\n" not in text[start:end] and old
    return jsonlayout.serialized(new, style.inline() if inline else style, indent)


def _edited_object(text: str, layout: Layout, new: Mapping[str, JSON], style: Style, indent: str) -> str:
    last = {item.key: item for item in layout.items}
    steps: list[Step] = []
    for item in layout.items:
        key = str(item.key)
        if key not in new:
            steps.append(Drop(item))
        elif item is not last[key] or same(item.value, new[key]):
            steps.append(Keep(item))
        else:
            steps.append(_changed(text, layout, item, new[key], style, indent))
    added = {key: value for key, value in new.items() if key not in last}
    _check_writable(added)
    steps += [Add(value, key) for key, value in added.items()]
    return jsonlayout.rebuilt(text, layout, steps, style, indent)


def _edited_array(text: str, layout: Layout, new: Sequence[JSON], style: Style, indent: str) -> str:
    steps: list[Step] = []
    for item, index in aligned(layout.items, new):
        if index is None:
            assert item
            steps.append(Drop(item))
        elif item is None:
            _check_writable(new[index])
            steps.append(Add(new[index]))
        elif same(item.value, new[index]):
            steps.append(Keep(item))
        else:
            steps.append(_changed(text, layout, item, new[index], style, indent))
    return jsonlayout.rebuilt(text, layout, steps, style, indent)


def _changed(text: str, layout: Layout, item: Item, value: JSON, style: Style, indent: str) -> Change:
    own_indent = jsonlayout.indent_at(text, layout, item.start, indent)
    return Change(item, _rewritten(text, item.value_start, item.end, item.value, value, style, own_indent))


def _check_writable(value: JSON) -> None:
    """Raises JSONTextError where `value` cannot be written as JSON."""
    if isinstance(value, str):
        if SURROGATE.search(value):
            raise JSONTextError("Half of a character (a lone surrogate) cannot be written.")
    elif isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise JSONTextError(f"JSON has no number {value}.")
    elif isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str):
                raise JSONTextError(f"A key must be a text, not {type(key).__name__}.")
            _check_writable(key)
            _check_writable(part)
    elif isinstance(value, list):
        for part in value:
            _check_writable(part)
    elif value is not None and not isinstance(value, int):
        raise JSONTextError(f"JSON has no {type(value).__name__}.")
