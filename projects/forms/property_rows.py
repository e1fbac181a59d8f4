"""What was typed in the rows of properties, and in those of the properties inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.http import QueryDict

from designer.loopback import names
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.nested_properties import attributes_of, is_written_out, nested, shortest, with_members
from projects.forms.property_views import PropertyView, nested_in_rows, property_view, views_of
from projects.forms.values import ABSENT, Absent, free_typed, restored

_DEFAULT_FUNCTION = re.compile(r"(guid|uuid|uuidv4|now|shortid)\(\)")
_ARRAY = re.compile(r"\[\s*(\S.*?)\s*\]")
_OBJECT = re.compile(r"\{\s*(?:…|\.\.\.)?\s*\}")


@dataclass
class RowReader:
    """Reads rows of a table. `errors` are by row, `views` what was typed, `renamed` the places of new names inside."""

    data: QueryDict
    errors: dict[str, str] = field(default_factory=dict)
    views: list[PropertyView] = field(default_factory=list)
    renamed: list[tuple[Pointer, str]] = field(default_factory=list)

    def read(
        self,
        key: str,
        name: str,
        original: JSON | Absent,
        masked: JSON | Absent,
        *,
        pointer: Pointer = (),
        is_short: bool = False,
    ) -> JSON:
        """The property of a row with what was changed in it, and nothing else.

        `masked` is the original with its secrets masked, `pointer` where it stands in the property of the table;
        `is_short` says whether a new one is written as a type alone where it is no more than that.
        """
        pasted = self._pasted(key) if original is ABSENT else ABSENT
        start, shown = (original, masked) if pasted is ABSENT else (pasted, pasted)
        before = PropertyView(key, type="") if shown is ABSENT else property_view(key, name, shown)
        if not before.is_simple and start is not ABSENT:
            self.views.append(replace(before, name=name, touched=True, more=str(self.data.get(f"{key}-more", ""))))
            return start
        value = dict(attributes_of(start)) if start is not ABSENT else {}
        is_bare = is_short if start is ABSENT else not is_written_out(start)
        place = len(self.views)
        typed = str(self.data.get(f"{key}-type", before.type)).strip() or "any"
        written = value.get("type", ABSENT)
        value["type"] = self._type(key, typed, before, written, masked, (*pointer, *_inside(original)))
        self._put_attributes(key, value, before, masked)
        view = self._typed_view(key, name, typed, before, nested_in_rows(value))
        self.views.insert(place, view)
        value = {"type": value.pop("type")} | value if start is ABSENT else value
        return shortest(value) if is_bare else value

    def _pasted(self, key: str) -> JSON | Absent:
        """What a new row was when it was pasted; it brought that along."""
        text = str(self.data.get(f"{key}-more", ""))
        return free_typed(text) if text else ABSENT

    def _typed_view(
        self, key: str, name: str, typed: str, before: PropertyView, inside: Mapping[str, JSON] | None
    ) -> PropertyView:
        """A row as it was typed, masks and all."""
        return replace(
            before,
            name=name,
            type=typed,
            required=bool(self.data.get(f"{key}-required")),
            id=str(self.data.get(f"{key}-id", "")),
            index=str(self.data.get(f"{key}-index", "")),
            default=str(self.data.get(f"{key}-default", "")),
            description=str(self.data.get(f"{key}-description", "")),
            inner=None if inside is None else len(inside),
            more=str(self.data.get(f"{key}-more", "")),
            touched=True,
        )

    def _type(
        self,
        key: str,
        typed: str,
        before: PropertyView,
        written: JSON | Absent,
        masked: JSON | Absent,
        pointer: Pointer,
    ) -> JSON:
        array = _ARRAY.fullmatch(typed)
        if not _OBJECT.fullmatch(array[1] if array else typed):
            if typed == before.type and written is not ABSENT:
                return written
            return [array[1]] if array else typed
        found = None if written is ABSENT else nested(written)
        veiled = None if masked is ABSENT else nested_in_rows(masked)
        inside = self._members(
            key, found.members if found else {}, veiled or {}, (*pointer, *(found.pointer if found else ()))
        )
        return with_members(None if written is ABSENT else written, inside, is_array=bool(array))

    def _members(
        self, key: str, members: Mapping[str, JSON], masked: Mapping[str, JSON], pointer: Pointer
    ) -> dict[str, JSON]:
        """The properties inside one: in the order of their rows; those without a row stay where they were."""
        is_short = not members or not all(is_written_out(each) for each in members.values())
        removed = set(self.data.getlist("remove"))
        rows: list[tuple[str | None, str, JSON]] = []
        gone, taken = set[str](), set[str]()
        for child in self._children(key):
            posted = self.data.get(f"{child}-old")
            old = str(posted) if posted is not None and posted in members else None
            name = str(self.data[f"{child}-name"])
            if child in removed:
                gone |= {old} if old is not None else set()
                shown = [] if old is None or old not in masked else views_of(child, old, masked[old])
                self.views += [replace(each, is_removed=True, touched=True) for each in shown]
                continue
            if old is None and not name.strip():
                continue
            self._check_name(child, name, old, taken)
            original, veiled = (ABSENT, ABSENT) if old is None else (members[old], masked[old])
            place = len(self.views)
            value = self.read(child, name, original, veiled, pointer=(*pointer, old or name), is_short=is_short)
            self.views[place] = replace(self.views[place], error=self.errors.get(child, ""), old_name=old)
            if old is not None and old != name:
                self.renamed.append(((*pointer, old), name))
            rows.append((old, name, value))
        return dict(_in_order(members, rows, gone))

    def _children(self, key: str) -> list[str]:
        row = re.compile(re.escape(key) + r"\.(?:c[0-9]{1,6}|new-[0-9a-z]{1,12})-name")
        return [each.removesuffix("-name") for each in self.data if row.fullmatch(each)]

    def _check_name(self, key: str, name: str, old: str | None, taken: set[str]) -> None:
        problem = names.check_property_name(name, taken)
        if problem and problem.refused and (old != name or name in taken):
            self.errors[key] = problem.sentence
        taken.add(name)

    def _put_attributes(self, key: str, value: dict[str, JSON], before: PropertyView, masked: JSON | Absent) -> None:
        data = self.data
        if bool(data.get(f"{key}-required")) != before.required:
            _put(value, "required", None if before.required else True)
        if before.depth == 0:
            _put_id(value, str(data.get(f"{key}-id", "")), before.id)
            chosen = str(data.get(f"{key}-index", ""))
            if chosen != before.index:
                _put(value, "index", {"yes": True, "unique": {"unique": True}}.get(chosen))
        try:
            _put_default(value, str(data.get(f"{key}-default", "")), before.default, masked)
        except ValidationError as error:
            self.errors[key] = str(error.messages[0])
        description = str(data.get(f"{key}-description", ""))
        if description != before.description:
            _put(value, "description", description or None)


def _inside(original: JSON | Absent) -> Pointer:
    """Where a property has its type."""
    return ("type",) if original is not ABSENT and is_written_out(original) else ()


def _in_order(
    members: Mapping[str, JSON], rows: list[tuple[str | None, str, JSON]], gone: set[str]
) -> Iterator[tuple[str, JSON]]:
    by_old = {old: (name, value) for old, name, value in rows if old is not None}
    if members.keys() - by_old.keys() - gone:
        for old, value in members.items():
            if old not in gone:
                yield by_old.get(old, (old, value))
        rows = [row for row in rows if row[0] is None]
    yield from ((name, value) for _, name, value in rows)


def _put_id(value: dict[str, JSON], chosen: str, shown: str) -> None:
    if chosen == shown:
        return
    number = int(chosen) if re.fullmatch(r"[1-9][0-9]?", chosen) else None
    _put(value, "id", number or (True if chosen else None))
    _put(value, "generated", True if chosen == "generated" else None)


def _put_default(value: dict[str, JSON], text: str, shown: str, masked: JSON | Absent) -> None:
    if text == shown:
        return
    function = _DEFAULT_FUNCTION.fullmatch(text.strip())
    typed = free_typed(text)
    if text.strip() and not function:
        is_there = isinstance(masked, dict) and is_written_out(masked)
        before = masked.get("default", ABSENT) if is_there and isinstance(masked, dict) else ABSENT
        typed = restored(typed, value.get("default", ABSENT), before)
    _put(value, "defaultFn", function[1] if function else None)
    _put(value, "default", None)
    if text.strip() and not function:
        value["default"] = typed


def _put(value: dict[str, JSON], key: str, part: JSON) -> None:
    if part is None:
        value.pop(key, None)
    else:
        value[key] = part
