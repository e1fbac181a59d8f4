"""The form of one part of a model definition, such as its relations, made from the part's description."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from designer.loopback.definition_parts import DefinitionPart
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.jsonvalues import masked
from designer.loopback.model import Model
from projects.forms.setting_fields import PREFIX
from projects.forms.structures.field import StructureAnswer, StructureField, answer_in, reading, shown_part, text_of
from projects.forms.structures.groups import Items
from projects.forms.structures.part import Part, Place
from projects.forms.touched import Shown, seal_shown
from projects.forms.values import ABSENT, Absent


@dataclass(frozen=True)
class Typed:
    """A part as it was typed: its value, and the members that have a new name, by the old one."""

    value: JSON | Absent
    renamed: Mapping[str, str]


class DefinitionPartForm(forms.Form):
    """One part of the definition of a model that has one. After validation `typed` is the part as it is to be."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, model: Model, part: DefinitionPart) -> None:
        super().__init__(data)
        self.model = model
        self.part = part
        self.pointer: Pointer = part.pointer(model.definition)
        self.shown = Shown(str(self.data.get("shown", "")))
        self.kept = _at(model.definition, self.pointer)
        original = ABSENT if self.kept is ABSENT else part.expanded(self.kept)
        hidden = ABSENT if original is ABSENT else self._veiled(original)
        self.place = Place(part.setting, PREFIX + part.address, key=part.setting.name, original=original, hidden=hidden)
        field = StructureField(self.place)
        field.label = part.title
        field.help_text = part.setting.help
        field.width = 12  # type: ignore[attr-defined]
        field.code_name = part.address  # type: ignore[attr-defined]
        self.fields[self.place.name] = field
        self.typed = Typed(self.kept, {})

    @property
    def field(self) -> forms.BoundField:
        """The field of the part."""
        return self[self.place.name]

    @property
    def structure(self) -> Part:
        """The part as it is typed, or as the file has it."""
        answer = answer_in(self.place, self.data) if self.is_bound else None
        return answer.part if answer else shown_part(self.place)

    def dress(self, how: Callable[[Part], None]) -> None:
        """Has `how` add to the part what a page knows of it, before it is shown."""
        self._widget.dress = how

    @property
    def sealed_shown(self) -> str:
        """What the page carries of the text it shows; after an error, of what it showed first."""
        return str(self.data.get("shown", "")) if self.is_bound else seal_shown({self.place.name: text_of(self.place)})

    def clean(self) -> dict[str, Any]:
        """Builds `typed`."""
        cleaned = super().clean() or self.cleaned_data
        answer = cleaned.get(self.place.name)
        if answer is not None and not self.shown.is_untouched(self.place.name, answer.flat):
            found = reading(self._widget, answer, self._veiled)
            value = self._emptied() if found.value is ABSENT else found.value
            if value is not ABSENT and self.kept is not ABSENT:
                value = self.part.contracted(value, self.kept)
            self.typed = Typed(value, _renamed(answer))
            if found.error:
                self.add_error(self.place.name, found.error)
        return cleaned

    @property
    def entry_keys(self) -> list[str]:
        """What the page calls the entries of an array that stay, in their order."""
        part = self.structure
        return [item.key for item in part.staying] if isinstance(part, Items) else []

    def forgive(self) -> None:
        """Forgets what is wrong: nobody asked to save it yet."""
        self._errors = ErrorDict()
        self._widget.errors = {}

    @property
    def inner_errors(self) -> Iterator[tuple[str, str]]:
        """What is wrong inside: the path of the field, and a sentence."""
        for name, sentence in self._widget.errors.items():
            yield name.removeprefix(PREFIX), sentence

    def _emptied(self) -> JSON | Absent:
        """What is left where the last entry went: the empty object or array, as LoopBack's own tools write them."""
        original = self.place.original
        return {} if isinstance(original, dict) else [] if isinstance(original, list) else ABSENT

    @property
    def _widget(self) -> Any:
        return self.fields[self.place.name].widget

    def _veiled(self, value: JSON) -> JSON:
        assert self.model.path
        keys = tuple(str(key) for key in self.pointer)
        return masked(self.model.path, keys, value)


def _renamed(answer: StructureAnswer) -> dict[str, str]:
    part = answer.part
    if not isinstance(part, Items) or not part.is_map:
        return {}
    return {item.old_name: item.name for item in part.staying if item.old_name not in (None, item.name)}


def _at(value: JSON | Absent, pointer: Pointer) -> JSON | Absent:
    for key in pointer:
        value = value.get(str(key), ABSENT) if isinstance(value, dict) else ABSENT
    return value
