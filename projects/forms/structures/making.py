"""Structured settings made into parts: from what the file holds, or from what was posted.

An element of a list, and a member of a map, is known by where it stood when the form was made: `o0`, `o1`, …; a new one
has a key such as `n3f`. So a secret stays with its element, however the elements are moved, renamed or removed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.http import QueryDict

from designer.connectors.base import Kind, Setting
from designer.loopback.jsontext import JSON
from projects.forms.structures.groups import ITEM_INPUT, KEY_INPUT, KIND_INPUT, Item, Items, Object, start_of
from projects.forms.structures.leaf import Leaf, fits_leaf
from projects.forms.structures.part import MODE_INPUT, Part, Place, fits_input
from projects.forms.structures.raw import Raw
from projects.forms.values import ABSENT, UNTYPABLE, Absent, origins, shown

REMOVE_INPUT, REST = "~remove", "~rest"
"""What the names of inputs end with: what is to go, and the members that nobody described."""

_OLD = re.compile(r"o([0-9]{1,6})")
_KEY = re.compile(r"[on][0-9a-z]{1,12}")
_FREE = Setting(name="", label="Value", help="")


def part_of(place: Place, value: JSON | Absent) -> Part:
    """The part that shows a value, secrets masked; what it hides is known from its place."""
    setting = place.setting
    if place.is_free or fits_leaf(setting, value):
        return Leaf.of(place, value)
    if not _fits(setting, value):
        return Raw.of(place, value)
    if setting.kind in (Kind.ARRAY, Kind.MAP):
        return _items_of(place, value)
    value, is_short = _spelled_out(setting, value), not isinstance(place.original, dict)
    place = _spelled_out_place(place)
    part = _object(place, lambda member: part_of(member, _member(value, member.key)))
    part.is_short = bool(setting.short) and is_short
    rest = {key: each for key, each in value.items() if key not in _keys(part)} if isinstance(value, dict) else {}
    part.rest = _items_of(_rest_place(place, part), rest)
    if setting.kind == Kind.BOOLEAN_OR_OBJECT:
        part.kind = part.kind_before = "object" if isinstance(value, dict) else shown(value, Kind.BOOLEAN)
    return part


def part_posted(place: Place, data: QueryDict) -> Part:
    """The part as it was posted."""
    setting = place.setting
    if data.get(place.name + MODE_INPUT) == "json":
        return Raw.posted(place, data)
    if not setting.fields or setting.kind not in (Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.BOOLEAN_OR_OBJECT):
        return Leaf.posted(place, data)
    if setting.kind in (Kind.ARRAY, Kind.MAP):
        return _items_posted(place, data)
    is_short = not isinstance(place.original, dict)
    place = _spelled_out_place(place)
    part = _object(place, lambda member: part_posted(member, data))
    part.is_short = bool(setting.short) and is_short
    part.rest = _items_posted(_rest_place(place, part), data)
    if setting.kind == Kind.BOOLEAN_OR_OBJECT:
        part.kind_before = "object" if isinstance(place.hidden, dict) else shown(place.hidden, Kind.BOOLEAN)
        part.kind = str(data.get(place.name + KIND_INPUT, part.kind_before))
    return part


def new_item(place: Place, key: str) -> Item:
    """A new element with that key: empty, or filled in with what it starts with."""
    element = _element(place, key, ABSENT, ABSENT)
    return Item(key, part_of(element, start_of(element.setting)))


def _items(place: Place, items: list[Item]) -> Items:
    return Items(place, make=partial(new_item, place), items=items)


def _items_of(place: Place, value: JSON | Absent) -> Items:
    if isinstance(value, dict):
        before = list(place.hidden) if isinstance(place.hidden, dict) else []
        return _items(place, [_item(place, before.index(key) if key in before else None, n, key, each)
                                   for n, (key, each) in enumerate(value.items())])  # fmt: skip
    if isinstance(value, list):
        known = origins(value, place.hidden if isinstance(place.hidden, list) else [])
        return _items(place, [_item(place, known[n], n, "", each) for n, each in enumerate(value)])
    return _items(place, [])


def _item(place: Place, origin: int | None, number: int, name: str, value: JSON) -> Item:
    key = f"n{number}" if origin is None else f"o{origin}"
    old, original, hidden = _origin(place, key)
    return Item(key, part_of(_element(place, key, original, hidden), value), name, old)


def _items_posted(place: Place, data: QueryDict) -> Items:
    found = []
    removed = set(data.getlist(place.name + REMOVE_INPUT))
    for key in dict.fromkeys(each for each in data.getlist(place.name + ITEM_INPUT) if _KEY.fullmatch(each)):
        old, original, hidden = _origin(place, key)
        element = _element(place, key, original, hidden)
        name = str(data.get(element.name + KEY_INPUT, old or ""))
        # A button that adds an element sends its key alone.
        is_added = not _OLD.fullmatch(key) and not _is_posted(element, data)
        part = new_item(place, key).part if is_added else part_posted(element, data)
        found.append(Item(key, part, name, old, is_removed=key in removed))
    return _items(place, found)


def _is_posted(place: Place, data: QueryDict) -> bool:
    inside = (f"{place.name}~", f"{place.name}/")
    return any(key == place.name or key.startswith(inside) for key in data)


def _origin(place: Place, key: str) -> tuple[str | None, JSON | Absent, JSON | Absent]:
    """What an element was in the file: its name in a map, its value, and that with secrets masked."""
    match, original, hidden = _OLD.fullmatch(key), place.original, place.hidden
    index = int(match[1]) if match else -1
    if isinstance(original, dict) and isinstance(hidden, dict) and 0 <= index < len(original):
        name = list(original)[index]
        return name, original[name], hidden.get(name)
    if isinstance(original, list) and isinstance(hidden, list) and 0 <= index < len(original):
        return None, original[index], hidden[index]
    return None, ABSENT, ABSENT


def _element(place: Place, key: str, original: JSON | Absent, hidden: JSON | Absent) -> Place:
    fields = place.setting.fields
    is_plain = len(fields) == 1 and not fields[0].name
    setting = fields[0] if is_plain else Setting(name="", label="", help="", kind=Kind.OBJECT, fields=fields)
    return Place(
        setting,
        f"{place.name}/{key}",
        original=original,
        hidden=hidden,
        is_element=True,
        is_free=place.is_free,
        depth=place.depth + 1,
    )


def _object(place: Place, build: Callable[[Place], Part]) -> Object:
    members = []
    for setting in place.setting.fields:
        key = _key_in(setting, place.original)
        members.append(
            build(
                Place(
                    setting,
                    f"{place.name}/{key}",
                    key=key,
                    original=_member(place.original, key),
                    hidden=_member(place.hidden, key),
                    inherited=_member(place.inherited, key),
                    is_free=setting.kind == Kind.VALUE,
                    depth=place.depth,
                )
            )
        )
    return Object(place, members=_related(members))


def _related(members: list[Part]) -> list[Part]:
    """The members, each told whether what is chosen in another one makes it mean anything."""
    by_name = {part.place.setting.name: part for part in members}
    for part in members:
        condition = part.place.setting.only_for
        other = by_name.get(condition[0]) if condition else None
        if condition and isinstance(other, Leaf):
            wanted = [shown(value, other.place.setting.kind) for value in condition[1]]
            part.place = replace(part.place, waits_for=(other.place.path, json.dumps(wanted)))
            chosen = other.text or other.placeholder
            offered = {text for text, _ in other.choices}
            part.is_apt = chosen in wanted or chosen not in offered or part.is_filled
    return members


def _rest_place(place: Place, part: Object) -> Place:
    def rest(value: JSON | Absent) -> JSON | Absent:
        known = _keys(part)
        return {key: each for key, each in value.items() if key not in known} if isinstance(value, dict) else ABSENT

    setting = Setting(name="", label="Others", help="", kind=Kind.MAP, fields=(_FREE,))
    return Place(
        setting, place.name + REST, original=rest(place.original), hidden=rest(place.hidden), is_free=True,
        depth=place.depth,
    )  # fmt: skip


def _keys(part: Object) -> set[str]:
    return {member.place.key for member in part.members}


def _key_in(setting: Setting, original: JSON | Absent) -> str:
    known = original if isinstance(original, dict) else {}
    return next((key for key in (setting.name, *setting.aliases) if key in known), setting.name)


def _member(value: JSON | Absent, key: str) -> JSON | Absent:
    return value.get(key, ABSENT) if isinstance(value, dict) else ABSENT


def _fits(setting: Setting, value: JSON | Absent) -> bool:
    """Whether a value is of the type that was described, so that it can be shown as fields."""
    if not setting.fields:
        return False
    if value is ABSENT:
        return True
    if setting.kind == Kind.ARRAY:
        return isinstance(value, list)
    if setting.kind == Kind.BOOLEAN_OR_OBJECT and isinstance(value, bool):
        return True
    value = _spelled_out(setting, value)
    return isinstance(value, dict) and all(map(fits_input, value))


def _spelled_out(setting: Setting, value: JSON | Absent) -> JSON | Absent:
    """The object that a short form stands for; anything else as it is."""
    is_short = setting.short and isinstance(value, str) and value and not UNTYPABLE.search(value)
    return {setting.short: str(value)} if is_short else value


def _spelled_out_place(place: Place) -> Place:
    setting = place.setting
    return replace(place, original=_spelled_out(setting, place.original), hidden=_spelled_out(setting, place.hidden))
