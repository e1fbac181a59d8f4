"""Objects, lists and maps as parts of a structured setting, each made of further parts.

An element of a list, and a member of a map, is known by where it stood when the form was made: `o0`, `o1`, …; a new one
has a key such as `n3f`. So a secret stays with its element, however the elements are moved, renamed or removed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar

from django.http import QueryDict

from designer.connectors.base import Kind, Setting
from designer.loopback.jsontext import JSON, Pointer
from projects.forms.structure_leaves import MODE_INPUT, Leaf, Outcome, Part, Place, Raw, fits_input, fits_leaf
from projects.forms.values import ABSENT, UNTYPABLE, Absent, origins, shown

ITEM_INPUT, KEY_INPUT, REMOVE_INPUT, KIND_INPUT, REST = "~item", "~key", "~remove", "~is", "~rest"
"""What the names of inputs end with: an element's key here, a member's name, what is to go, true/false/object, and
the members that nobody described."""

_OLD = re.compile(r"o([0-9]{1,6})")
_KEY = re.compile(r"[on][0-9a-z]{1,12}")
_FREE = Setting(name="", label="Value", help="")


@dataclass
class Object(Part):
    """An object with the members that were described, and those that were not."""

    members: list[Part] = field(default_factory=list)
    rest: Items | None = None
    kind: str | None = None
    """For BOOLEAN_OR_OBJECT what is chosen: "", "true", "false" or "object"; else None."""
    kind_before: str = ""
    is_short: bool = False
    """Whether it is written as a text where nothing is in it but the member that can stand alone."""
    template: ClassVar[str] = "structures/object.html"

    @property
    def parts(self) -> Iterator[Part]:
        yield from self.members
        if self.rest:
            yield self.rest

    @property
    def is_filled(self) -> bool:
        if self.kind is not None:
            return self.kind != ""
        return self.place.original == {} or any(part.is_filled for part in self.parts)

    @property
    def common(self) -> list[Part]:
        """The members that most people fill in, and every one that has a value."""
        return [part for part in self.members if not part.place.setting.more or part.is_filled]

    @property
    def more(self) -> list[Part]:
        """The other members."""
        return [part for part in self.members if part.place.setting.more and not part.is_filled]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """For BOOLEAN_OR_OBJECT: what there is to choose from."""
        default = self.place.setting.default
        unset = "not set" if default is None else f"not set ({shown(default, Kind.BOOLEAN)})"
        return [("", unset), ("true", "on"), ("false", "off"), ("object", "on, with these settings")]

    @property
    def summary(self) -> str:
        """What there is, in a few words."""
        names = [part.place.key for part in self.members if part.is_filled]
        names += [item.name for item in self.rest.items] if self.rest else []
        if not names:
            return "empty" if self.place.original == {} else "not set"
        return f"{', '.join(names[:4])}{', …' if len(names) > 4 else ''}"

    @property
    def more_summary(self) -> str:
        """The keys of the other members that mean something here, the first few."""
        names = [part.place.key for part in self.more if part.is_apt and not part.is_idle]
        return f"{', '.join(names[:4])}{', …' if len(names) > 4 else ''}"

    def inputs(self) -> Iterator[tuple[str, str]]:
        if self.kind is not None:
            yield self.place.name + KIND_INPUT, self.kind
        for part in self.parts:
            yield from part.inputs()

    def value(self, pointer: Pointer, outcome: Outcome) -> JSON | Absent:
        original = self.place.original
        before = original if isinstance(original, dict) else {}
        members = {part.place.key: part.value((*pointer, part.place.key), outcome) for part in self.members}
        rest = self.rest.named(pointer, outcome) if self.rest else []
        return self._chosen(self._joined(before, members, rest, outcome))

    def veiled(self) -> JSON | Absent:
        members = {part.place.key: part.veiled() for part in self.members}
        rest = [(item.old_name, item.name, item.part.veiled()) for item in self.rest.staying] if self.rest else []
        hidden = self.place.hidden
        return self._chosen(self._joined(hidden if isinstance(hidden, dict) else {}, members, rest, Outcome()))

    def _joined(
        self,
        before: Mapping[str, JSON],
        members: dict[str, JSON | Absent],
        rest: list[tuple[str | None, str, JSON | Absent]],
        outcome: Outcome,
    ) -> dict[str, JSON]:
        """All members in the order of the file, the new ones last."""
        renamed = {old: (name, value) for old, name, value in rest if old is not None}
        pairs: list[tuple[str, JSON | Absent]] = []
        for key in before:
            if key in members:
                pairs.append((key, members.pop(key)))
            elif key in renamed:
                pairs.append(renamed[key])
        pairs += [*members.items(), *((name, value) for old, name, value in rest if old is None)]
        result: dict[str, JSON] = {}
        for key, value in pairs:
            if value is not ABSENT and key in result:
                outcome.errors[self.place.name] = f"There is already a member “{key}”."
            elif value is not ABSENT:
                result[key] = value
        return result

    def _chosen(self, found: dict[str, JSON]) -> JSON | Absent:
        kind = self.kind
        if kind is not None and kind == self.kind_before and kind != "object" and found:
            kind = "object"  # somebody typed settings where no script follows the choice
        if kind is None:
            stays = found or self.place.is_element or self.place.original == {}
            return found if stays else ABSENT
        if kind == "object" and self.is_short and list(found) == [self.place.setting.short]:
            return found[self.place.setting.short]
        return {"": ABSENT, "true": True, "false": False}.get(kind, found)


@dataclass
class Item:
    """An element of a list, or a member of a map with its name."""

    key: str
    part: Part
    name: str = ""
    """The name of the member, as it is typed."""
    old_name: str | None = None
    """Its name in the file; None for a new one, and in a list."""
    is_removed: bool = False
    error: str = ""
    about: Any = None
    """What a page shows below its fields: something with a `template`."""

    @property
    def is_new(self) -> bool:
        """Whether it was added in the form."""
        return not self.key.startswith("o")

    @property
    def is_open(self) -> bool:
        """Whether it is shown unfolded."""
        return self.is_new or bool(self.error) or self.part.has_errors

    @property
    def title(self) -> str:
        """A few words by which people tell it from others."""
        return " · ".join(_telling(self.part))


@dataclass
class Items(Part):
    """A list, or a map: an object whose keys people choose."""

    items: list[Item] = field(default_factory=list)
    template: ClassVar[str] = "structures/items.html"

    @property
    def is_map(self) -> bool:
        """Whether its elements have names."""
        return self.place.setting.kind == Kind.MAP

    @property
    def parts(self) -> Iterator[Part]:
        yield from (item.part for item in self.items)

    @property
    def staying(self) -> list[Item]:
        """All but those that are to go, and new ones that nobody touched."""
        return [item for item in self.items if not item.is_removed and not self._is_untouched(item)]

    @property
    def is_filled(self) -> bool:
        return any(not item.is_removed for item in self.items) or (
            not self.place.is_free and self.place.original in ([], {})
        )

    @property
    def is_free(self) -> bool:
        """Whether nobody described its members."""
        return self.place.is_free

    @property
    def has_cards(self) -> bool:
        """Whether an element has several inputs."""
        return not isinstance(self.blank.part, Leaf)

    @property
    def in_rows(self) -> bool:
        """Whether each element is one line of a table."""
        return self.place.setting.in_rows and not self.is_map

    @cached_property
    def blank(self) -> Item:
        """A new element for a page to copy; in its names a word stands in the place of its key."""
        return new_item(self.place, f"__key{self.place.depth}__")

    @property
    def what(self) -> str:
        """What an element is called on a button."""
        setting = self.place.setting
        return setting.entry or setting.label.lower() or "entry"

    def inputs(self) -> Iterator[tuple[str, str]]:
        for item in self.items:
            yield self.place.name + ITEM_INPUT, item.key
            if self.is_map:
                yield f"{self.place.name}/{item.key}{KEY_INPUT}", item.name
            yield from item.part.inputs()

    def value(self, pointer: Pointer, outcome: Outcome) -> JSON | Absent:
        if self.is_map:
            named = dict[str, JSON]()
            for _, name, value in self.named(pointer, outcome):
                if value is not ABSENT:
                    named[name] = value
            return named if named or self._stays else ABSENT
        found: list[JSON] = []
        for item in self.staying:
            value = item.part.value((*pointer, len(found)), outcome)
            if value is not ABSENT:
                found.append(value)
        return found if found or self._stays else ABSENT

    def _is_untouched(self, item: Item) -> bool:
        """Whether a new element, without a name, is still as it was added, or empty."""
        if not item.is_new or item.name:
            return False
        return not item.part.is_filled or [*item.part.inputs()] == [*new_item(self.place, item.key).part.inputs()]

    @property
    def _stays(self) -> bool:
        """Whether it is kept though it is empty."""
        return self.place.is_element or self.place.original in ([], {})

    def named(self, pointer: Pointer, outcome: Outcome) -> list[tuple[str | None, str, JSON | Absent]]:
        """The members of a map: the name in the file, if any, the name now, and the value."""
        found: list[tuple[str | None, str, JSON | Absent]] = []
        taken = set[str]()
        for item in self.staying:
            if not item.name and item.old_name != "":
                outcome.errors[f"{item.part.place.name}{KEY_INPUT}"] = "It needs a name."
            elif item.name in taken:
                outcome.errors[f"{item.part.place.name}{KEY_INPUT}"] = f"There is already a “{item.name}”."
            taken.add(item.name)
            value = _started(item, item.part.value((*pointer, item.name), outcome))
            if value is ABSENT and item.name and not (isinstance(item.part, Leaf) and item.part.clears):
                outcome.errors.setdefault(item.part.place.name, "It needs a value.")
            found.append((item.old_name, item.name, value))
        return found

    def veiled(self) -> JSON | Absent:
        if self.is_map:
            named = [(item.name, _started(item, item.part.veiled())) for item in self.staying]
            return {name: value for name, value in named if value is not ABSENT}
        return [value for item in self.staying if (value := item.part.veiled()) is not ABSENT]

    def tell(self, errors: dict[str, str]) -> None:
        super().tell(errors)
        for item in self.items:
            item.error = errors.get(f"{item.part.place.name}{KEY_INPUT}", "")


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
    return Item(key, part_of(element, _start(element.setting)))


def _start(setting: Setting) -> JSON | Absent:
    return ABSENT if setting.start is None else setting.start


def _started(item: Item, value: JSON | Absent) -> JSON | Absent:
    """The value of a member; of a new one that was emptied, what it started with."""
    is_emptied = value is ABSENT and item.old_name is None and item.name and not item.part.is_filled
    return _start(item.part.place.setting) if is_emptied else value


def _items_of(place: Place, value: JSON | Absent) -> Items:
    if isinstance(value, dict):
        before = list(place.hidden) if isinstance(place.hidden, dict) else []
        return Items(place, items=[_item(place, before.index(key) if key in before else None, n, key, each)
                                   for n, (key, each) in enumerate(value.items())])  # fmt: skip
    if isinstance(value, list):
        known = origins(value, place.hidden if isinstance(place.hidden, list) else [])
        return Items(place, items=[_item(place, known[n], n, "", each) for n, each in enumerate(value)])
    return Items(place)


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
    return Items(place, items=found)


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


def _telling(part: Part) -> list[str]:
    """The first few texts in a part that are no secrets."""
    if isinstance(part, Leaf):
        return [part.text] if part.text and not part.is_secret and not part.has_lines else []
    found: list[str] = []
    for inner in part.parts:
        found += _telling(inner)
        if len(found) >= 2:
            break
    return [text if len(text) <= 48 else f"{text[:48]}…" for text in found[:2]]
