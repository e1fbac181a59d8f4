"""The inputs of a structured setting that hold one value each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.http import QueryDict

from designer.connectors.base import Kind, Setting
from designer.loopback.jsontext import JSON, Pointer
from projects.forms.structures.part import Outcome, Part, Place
from projects.forms.values import (
    ABSENT,
    JSON_KINDS,
    REFERENCE,
    UNTYPABLE,
    Absent,
    are_names,
    free_shown,
    free_typed,
    lines,
    restored,
    shown,
    typed,
)

SECRET_INPUT, CLEAR_INPUT = "~secret", "~none"
"""What the names of inputs end with: a secret, and the box that clears one."""


def fits_leaf(setting: Setting, value: JSON | Absent) -> bool:
    """Whether a value can be typed in one input of that kind."""
    if setting.kind in (Kind.NAMES, Kind.NAME_LIST) and are_names(value):
        return True
    if setting.kind in JSON_KINDS or isinstance(value, dict | list):
        return False
    return not (isinstance(value, str) and UNTYPABLE.search(value))


@dataclass
class Leaf(Part):
    """One input, or one list to choose from."""

    text: str = ""
    clears: bool = False
    """For a secret: whether it is to go."""
    template: ClassVar[str] = "structures/leaf.html"

    @classmethod
    def of(cls, place: Place, value: JSON | Absent) -> Self:
        """The part that shows a value, secrets masked; a secret only where it was typed just now."""
        if place.setting.kind != Kind.SECRET or place.is_free:
            return cls(place, text=_shown(place, value))
        if value is ABSENT:
            return cls(place, clears=place.original not in (ABSENT, ""))
        return cls(place, text=_shown(place, value) if value == place.hidden else shown(value, Kind.TEXT))

    @classmethod
    def posted(cls, place: Place, data: QueryDict) -> Self:
        """The part as it was posted."""
        name = place.name + SECRET_INPUT if place.setting.kind == Kind.SECRET else place.name
        text = data.get(name)
        clears = f"{place.name}{CLEAR_INPUT}" in data
        return cls(place, text=_shown(place, place.hidden) if text is None else str(text), clears=clears)

    @property
    def parts_have_labels(self) -> bool:
        return False

    @property
    def may_go(self) -> bool:
        """Whether it hides a secret that can be taken out of the file."""
        return self.is_secret and self.place.original not in (ABSENT, "") and not _reference(self.place.original)

    @property
    def is_secret(self) -> bool:
        """Whether what is typed in it is a secret as a whole."""
        return self.place.setting.kind == Kind.SECRET

    @property
    def is_kept(self) -> bool:
        """Whether it hides a secret that the page does not hold."""
        return self.may_go and not self.text

    @property
    def reference(self) -> str:
        """The variable that it refers to as a whole."""
        return _reference(self.text)

    @property
    def input_name(self) -> str:
        """The name of its input."""
        return self.place.name + SECRET_INPUT if self.is_secret else self.place.name

    @property
    def is_filled(self) -> bool:
        return bool(self.text) or (self.is_kept and not self.clears)

    @property
    def has_lines(self) -> bool:
        """Whether it takes an input of several lines."""
        return self.place.setting.multiline or "\n" in self.text or "\r" in self.text

    @property
    def rows(self) -> int:
        """How many lines are shown at once."""
        return min(12, max(2, self.text.count("\n") + 1))

    @property
    def placeholder(self) -> str:
        """What counts where nothing is typed."""
        setting = self.place.setting
        if self.hint:
            return self.hint
        if self.is_kept:
            return "unchanged"
        if self.place.inherited is not ABSENT:
            return _shown(replace(self.place, original=ABSENT), self.place.inherited)
        return "" if setting.default is None or self.is_secret else shown(setting.default, setting.kind)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What there is to choose from; empty where something is typed."""
        setting = self.place.setting
        if setting.kind not in (Kind.BOOLEAN, Kind.CHOICE) or self.place.is_free:
            return []
        inherited = "" if self.place.inherited is ABSENT else _shown(self.place, self.place.inherited)
        return choices_of(setting, self.text, inherited)

    @property
    def is_names(self) -> bool:
        """Whether names are typed in it, with commas between."""
        return self.place.setting.kind == Kind.NAMES and not self.place.is_free

    @property
    def is_number(self) -> bool:
        """Whether a number is typed in it."""
        return self.place.setting.kind == Kind.NUMBER

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield self.input_name, self.text

    def value(self, pointer: Pointer, outcome: Outcome) -> JSON | Absent:
        try:
            return self._secret(pointer, outcome) if self.is_secret else self._plain(pointer, outcome)
        except ValidationError as error:
            outcome.errors[self.place.name] = str(error.messages[0])
            return self.place.original

    def veiled(self) -> JSON | Absent:
        place = self.place
        if self.is_kept:
            return ABSENT if self.clears else place.hidden
        try:
            bare = replace(place, original=place.hidden)
            return Leaf(bare, text=self.text, clears=self.clears).value((), Outcome())
        except ValidationError:
            return self.text

    def _secret(self, pointer: Pointer, outcome: Outcome) -> JSON | Absent:
        original = self.place.original
        if self.text:
            if self.text == _shown(self.place, self.place.hidden):
                return original
            text = lines(self.text)
            return restored(text, ABSENT, ABSENT)
        if self.clears or _reference(original):
            return ABSENT
        if original not in (ABSENT, ""):
            outcome.kept.append((pointer, original))
        return original

    def _plain(self, pointer: Pointer, outcome: Outcome) -> JSON | Absent:
        place, text = self.place, lines(self.text)
        if text == lines(_shown(place, place.hidden)):
            if place.hidden != place.original:
                outcome.kept.append((pointer, place.original))
            return place.original
        value = self._typed(text)
        return value if value is ABSENT else restored(value, place.original, place.hidden)

    def _typed(self, text: str) -> JSON | Absent:
        setting, original = self.place.setting, self.place.original
        if self.place.is_free:
            return ABSENT if setting.kind == Kind.VALUE and not text.strip() else free_typed(text)
        known: dict[str, JSON] = {shown(value, setting.kind): value for value, _ in setting.choices}
        return known[text] if text in known else typed(text, setting.kind, original, setting.bounds)


def choices_of(setting: Setting, chosen: str, inherited: str) -> list[tuple[str, str]]:
    """What a BOOLEAN or CHOICE offers, as text and label: nothing, its values, and what is there already."""
    default = "" if setting.default is None else f" ({shown(setting.default, setting.kind)})"
    unset = f"{inherited}, inherited" if inherited else f"not set{default}"
    values = setting.choices or ((True, "true"), (False, "false"))
    choices = [("", unset), *((shown(value, setting.kind), label) for value, label in values)]
    return choices if chosen in dict(choices) else [*choices, (chosen, chosen)]


def _shown(place: Place, value: JSON | Absent) -> str:
    if value is ABSENT:
        return ""
    if place.is_free:
        return free_shown(value)
    if place.setting.kind == Kind.SECRET:
        return value if isinstance(value, str) and REFERENCE.fullmatch(value) else ""
    return shown(value, place.setting.kind)


def _reference(value: JSON | Absent) -> str:
    found = REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else ""
