"""Objects, lists and maps as parts of a structured setting, each made of further parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from designer.connectors.base import Kind, Setting
from designer.loopback.jsontext import JSON, Pointer
from projects.forms.structures.leaf import Leaf
from projects.forms.structures.part import Outcome, Part
from projects.forms.values import ABSENT, Absent, shown

ITEM_INPUT, KEY_INPUT, KIND_INPUT = "~item", "~key", "~is"
"""What the names of inputs end with: an element's key here, a member's name, and true, false or object."""


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

    make: Callable[[str], Item] = field(kw_only=True)
    """Makes a new element with a key."""
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
        return self.make(f"__key{self.place.depth}__")

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
        return not item.part.is_filled or [*item.part.inputs()] == [*self.make(item.key).part.inputs()]

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


def start_of(setting: Setting) -> JSON | Absent:
    """What a new element is filled in with."""
    return ABSENT if setting.start is None else setting.start


def _started(item: Item, value: JSON | Absent) -> JSON | Absent:
    """The value of a member; of a new one that was emptied, what it started with."""
    is_emptied = value is ABSENT and item.old_name is None and item.name and not item.part.is_filled
    return start_of(item.part.place.setting) if is_emptied else value


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
