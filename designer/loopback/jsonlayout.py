"""How JSON text is laid out: the gaps between members, and how a new member looks beside its neighbours.

`jsontext` decides what changes; this module decides how that looks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from designer.loopback.jsonmistakes import scan_string

JSON: TypeAlias = Any
"""What `json` makes of a text: dict, list, str, int, float, bool or None."""

_FIRST_INDENT = re.compile(r"[{\[][ \t]*(?:\r\n|\n|\r)+([ \t]+)")
_LINE_END = re.compile(r"\r\n|\n|\r")
_SPACED_COLON = re.compile(r'"[ \t]*:\s')
_TIGHT_COLON = re.compile(r'"[ \t]*:\S')
_PADDED = re.compile(r"[{\[] \S")
_BLANK_LINES = re.compile(r"((?>\r\n|\n|\r))(?>[ \t]*(?>\r\n|\n|\r))+")


class Item(NamedTuple):
    """A member or an element: `text[start:end]`, its value from `value_start`. An element's key is its index."""

    key: str | int
    start: int
    value_start: int
    end: int
    value: JSON


@dataclass(frozen=True, slots=True)
class Layout:
    """An object or array in a text: from its opening bracket to behind its closing one."""

    start: int
    end: int
    items: list[Item]

    @property
    def keys(self) -> set[str | int]:
        """The keys of the members, or the indexes of the elements."""
        return {item.key for item in self.items}

    def gaps(self, text: str) -> list[str]:
        """What stands before, between and after the items (white space and commas): one more than items."""
        starts = [self.start + 1, *(item.end for item in self.items)]
        ends = [*(item.start for item in self.items), self.end - 1]
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is written: one level of indent (empty: everything in one line), line ends, spaces inside."""

    unit: str = "  "
    line_end: str = "\n"
    colon: str = ": "
    comma: str = ", "
    padding: str = ""

    @classmethod
    def of(cls, text: str) -> Style:
        """The style that a text is written in."""
        indent = _FIRST_INDENT.search(text)
        line_end = _LINE_END.search(text)
        # The first colon of a usual text answers this; the other question would go through all of them.
        compact = not _SPACED_COLON.search(text) and _TIGHT_COLON.search(text)
        style = cls(
            unit=indent[1] if indent else "  ",
            line_end=line_end[0] if line_end else "\n",
            colon=":" if compact else ": ",
            comma="," if compact else ", ",
            padding=" " if _may_be_padded(text) and _PADDED.search(text) else "",
        )
        in_one_line = not _LINE_END.search(text.strip()) and text.strip("\ufeff \t\r\n{}[]")
        return style.inline() if in_one_line else style

    def inline(self) -> Style:
        """The same style with everything in one line."""
        return replace(self, unit="")


def _may_be_padded(text: str) -> bool:
    return "{ " in text or "[ " in text


# --- Steps: what becomes of each item, in the order of the result ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Keep:
    """An item that stays as it is."""

    item: Item


@dataclass(frozen=True, slots=True)
class Change:
    """An item whose value becomes `literal`."""

    item: Item
    literal: str


@dataclass(frozen=True, slots=True)
class Drop:
    """An item that goes, with its line where it has one for itself."""

    item: Item


@dataclass(frozen=True, slots=True)
class Add:
    """A new member, or with no key a new element, at this place."""

    value: JSON
    key: str | None = None


Step: TypeAlias = Keep | Change | Drop | Add


@dataclass(slots=True)
class _Output:
    """The items written so far and the gaps around them; the last gap is still open."""

    pieces: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def put(self, piece: str, gap: str) -> None:
        self.pieces.append(piece)
        self.gaps.append(gap)

    def woven(self) -> str:
        """Items and gaps as one text, with a comma in each gap between two items and in no other."""
        last = len(self.pieces)
        parts: list[str] = []
        for index, gap in enumerate(self.gaps):
            parts.append(_with_one_comma(gap) if 0 < index < last else gap.replace(",", ""))
            parts.append(self.pieces[index] if index < last else "")
        return "".join(parts)


def rebuilt(text: str, layout: Layout, steps: Sequence[Step], style: Style, indent: str) -> str:
    """The literal of `layout` after the steps. `indent` is that of the line in which it begins."""
    if all(isinstance(step, Keep | Change) for step in steps):
        return _with_changes(text, layout, [step for step in steps if isinstance(step, Change)])
    first_gap, *other_gaps = layout.gaps(text)
    out = _Output(gaps=[first_gap])
    gaps = iter(other_gaps)
    neighbours = _Neighbours(text, layout, style, indent)
    for step in steps:
        if isinstance(step, Add):
            before, after = neighbours.around(out.gaps.pop(), first=not out.pieces)
            out.gaps.append(before)
            out.put(neighbours.piece(step), after)
        elif isinstance(step, Drop):
            out.gaps[-1] = _joined(out.gaps[-1], next(gaps))
        elif isinstance(step, Change):
            out.put(text[step.item.start : step.item.value_start] + step.literal, next(gaps))
        else:
            out.put(text[step.item.start : step.item.end], next(gaps))
    return text[layout.start] + out.woven() + text[layout.end - 1]


def _with_changes(text: str, layout: Layout, changes: Sequence[Change]) -> str:
    """The literal of `layout` where no item comes or goes: all but the changed values as it stands."""
    pieces: list[str] = []
    start = layout.start
    for change in changes:
        pieces += [text[start : change.item.value_start], change.literal]
        start = change.item.end
    return "".join(pieces) + text[start : layout.end]


def moved(text: str, layout: Layout, source: int, target: int) -> str:
    """The literal of `layout` with the item at `source` in front of the one at `target`; the gaps stay in place."""
    items = list(layout.items)
    item = items.pop(source)
    items.insert(target - (source < target), item)
    return reordered(text, layout, items)


def reordered(text: str, layout: Layout, items: Sequence[Item]) -> str:
    """The literal of `layout` with its items in the order of `items`; the gaps stay in place."""
    pieces = [text[item.start : item.end] for item in items]
    return text[layout.start] + _Output(pieces, layout.gaps(text)).woven() + text[layout.end - 1]


def _with_one_comma(gap: str) -> str:
    if gap.count(",") == 1:
        return gap
    return "," + (gap.replace(",", "") or " ")


def _joined(before: str, after: str) -> str:
    """The gap that remains where an item between two gaps goes: the item's own lines go with it, others stay."""
    line_ends = list(_LINE_END.finditer(before))
    first_after = _LINE_END.search(after)
    if line_ends and first_after:
        return before[: line_ends[-1].end()] + after[first_after.end() :]
    if first_after or (not line_ends and "," not in after):
        return after
    return before


class _Neighbours:
    """How the items of one object or array are written, as the pattern for new ones."""

    def __init__(self, text: str, layout: Layout, style: Style, indent: str) -> None:
        self.text = text
        self.items = layout.items
        self.layout = layout
        self.gaps = layout.gaps(text)
        self.style = style
        self.indent = indent

    @cached_property
    def in_one_line(self) -> bool:
        """Whether the items stand in the line of the opening bracket; an empty one follows its text."""
        if self.items:
            return not any(_LINE_END.search(gap) for gap in self.gaps[:-1])
        return not self.style.unit and not _LINE_END.search(self.gaps[0])

    @cached_property
    def item_indent(self) -> str:
        """The indent of the line of a new item."""
        if self.items and not self.in_one_line:
            return indent_at(self.text, self.layout, self.items[-1].start, self.indent)
        return self.indent if self.in_one_line else self.indent + (self.style.unit or "  ")

    @cached_property
    def separator(self) -> str:
        """What stands between two items: as between the last two, without blank lines."""
        if len(self.items) > 1:
            return _BLANK_LINES.sub(r"\1", self.gaps[-2])
        if self.in_one_line:
            return self.style.comma
        if self.items and _LINE_END.search(self.gaps[0]):
            return "," + _BLANK_LINES.sub(r"\1", self.gaps[0])
        return "," + self.style.line_end + self.item_indent

    def around(self, gap: str, *, first: bool) -> tuple[str, str]:
        """What goes before and after a new item that is put into `gap`; `first`: no item stands before it."""
        if not first:
            return self.separator, gap
        if self.items:
            return self.gaps[0], gap
        if self.in_one_line:
            return gap or self.style.padding, gap or self.style.padding
        after = gap if _LINE_END.search(gap) else self.style.line_end + self.indent
        return self.style.line_end + self.item_indent, after

    def piece(self, step: Add) -> str:
        """The text of a new item."""
        inline = self.in_one_line or self._is_written_inline(step.value)
        literal = serialized(step.value, self.style.inline() if inline else self.style, self.item_indent)
        return literal if step.key is None else json.dumps(step.key, ensure_ascii=False) + self._colon() + literal

    def _colon(self) -> str:
        if not self.items:
            return self.style.colon
        last = self.items[-1]
        colon = self.text[scan_string(self.text, last.start)[1] : last.value_start]
        return self.style.colon if _LINE_END.search(colon) else colon

    def _is_written_inline(self, value: JSON) -> bool:
        """Whether the last item of the same kind that is not empty stands in one line."""
        for item in reversed(self.items):
            if type(item.value) is type(value) and item.value:
                return not _LINE_END.search(self.text, item.value_start, item.end)
        return False


def indent_at(text: str, layout: Layout, offset: int, default: str) -> str:
    """The indent of the line of `offset` inside `layout`, or `default` where that is the line of its bracket."""
    line = max(text.rfind("\n", layout.start, offset), text.rfind("\r", layout.start, offset)) + 1
    if line == 0:
        return default
    return text[line : line + len(text[line:offset]) - len(text[line:offset].lstrip(" \t"))]


def serialized(value: JSON, style: Style, indent: str) -> str:
    """A value as text in a style; `indent` is that of the line in which it begins."""
    if isinstance(value, dict):
        members = [
            json.dumps(key, ensure_ascii=False) + style.colon + serialized(part, style, indent + style.unit)
            for key, part in value.items()
        ]
        return _bracketed("{", members, "}", style, indent)
    if isinstance(value, list):
        return _bracketed("[", [serialized(part, style, indent + style.unit) for part in value], "]", style, indent)
    if isinstance(value, int) and not isinstance(value, bool):
        # Through Decimal: `str` refuses an int of more than 4,300 digits.
        return format(Decimal(value), "f")
    return json.dumps(value, ensure_ascii=False)


def _bracketed(opening: str, parts: Sequence[str], closing: str, style: Style, indent: str) -> str:
    if not parts:
        return opening + closing
    if not style.unit:
        return opening + style.padding + style.comma.join(parts) + style.padding + closing
    line = style.line_end + indent
    return opening + line + style.unit + f",{line}{style.unit}".join(parts) + line + closing
