"""A part of a structured setting that is typed as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.http import QueryDict

from designer.connectors.base import Kind, Setting
from designer.loopback.jsontext import JSON, Pointer
from projects.forms.structures.part import MODE_INPUT, Outcome, Part, Place
from projects.forms.values import ABSENT, Absent, lines, restored, shown, typed


@dataclass
class Raw(Part):
    """A part that is typed as JSON: nobody described it, or it is something else than was described."""

    text: str = ""
    template: ClassVar[str] = "structures/raw.html"

    @classmethod
    def of(cls, place: Place, value: JSON | Absent) -> Self:
        """The part that shows a value, secrets masked."""
        return cls(place, text=shown(value, _json_kind(place.setting)))

    @classmethod
    def posted(cls, place: Place, data: QueryDict) -> Self:
        """The part as it was posted."""
        return cls(place, text=str(data.get(place.name, "")))

    @property
    def parts_have_labels(self) -> bool:
        return False

    @property
    def is_filled(self) -> bool:
        return bool(self.text.strip())

    @property
    def rows(self) -> int:
        """How many lines are shown at once."""
        return min(16, max(2, self.text.count("\n") + 1))

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield self.place.name + MODE_INPUT, "json"
        yield self.place.name, self.text

    def value(self, pointer: Pointer, outcome: Outcome) -> JSON | Absent:
        place, kind = self.place, _json_kind(self.place.setting)
        text = lines(self.text)
        try:
            if text == lines(shown(place.hidden, kind)):
                value = place.original
                whole = value
            else:
                value = typed(text, kind, place.original)
                whole = value if value is ABSENT else restored(value, place.original, place.hidden)
        except ValidationError as error:
            outcome.errors[place.name] = str(error.messages[0])
            return place.original
        outcome.kept.extend(_differing(whole, place.hidden if value is place.original else value, pointer))
        return whole

    def veiled(self) -> JSON | Absent:
        try:
            return typed(lines(self.text), _json_kind(self.place.setting), self.place.hidden)
        except ValidationError:
            return self.place.hidden


def _json_kind(setting: Setting) -> Kind:
    """The kind that says what is JSON here; with BOOLEAN_OR_OBJECT any is."""
    return setting.kind if setting.kind in (Kind.OBJECT, Kind.MAP, Kind.ARRAY) else Kind.BOOLEAN_OR_OBJECT


def _differing(whole: JSON | Absent, hidden: JSON | Absent, pointer: Pointer) -> Iterator[tuple[Pointer, JSON]]:
    """The places where a value holds what is hidden, and what that is."""
    if isinstance(whole, dict) and isinstance(hidden, dict):
        for key, part in whole.items():
            yield from _differing(part, hidden.get(key, part), (*pointer, key))
    elif isinstance(whole, list) and isinstance(hidden, list) and len(whole) == len(hidden):
        for index, part in enumerate(whole):
            yield from _differing(part, hidden[index], (*pointer, index))
    elif whole is not ABSENT and whole != hidden:
        yield pointer, whole
