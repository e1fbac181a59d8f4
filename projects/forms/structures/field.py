"""Structured settings, such as the transports of mail, as a page shows them and as they come back.

A page carries, beside the inputs, a keyed digest of what the file held. Where that changed meanwhile it is not known
any more what a masked secret stands for, so nothing is guessed.
"""

from __future__ import annotations

import json
import secrets as random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from designer.connectors.base import Kind
from designer.loopback.jsontext import JSON, Pointer
from projects.actions.parts import digest_of
from projects.forms.structures.groups import ITEM_INPUT, Items
from projects.forms.structures.making import part_of, part_posted
from projects.forms.structures.part import MODE_INPUT, Outcome, Part, Place
from projects.forms.structures.raw import Raw
from projects.forms.values import ABSENT, Absent, lines, shown

SHAPE = "shape"
"""The name of the buttons that change what a form asks for, and save nothing."""

_SEEN_INPUT, _WANTED_INPUT = "~seen", "~want"
_HAD_SECRETS = "+"
_CHANGED_MEANWHILE = (
    "Somebody changed this setting since the page was loaded, so it is not known any more which secrets are kept. "
    "Copy what you typed, load the page again, and type it there."
)
_UNCOVERED = "What is kept as a secret would stand here in clear, under this name. Type it again, or keep the name."


@dataclass(frozen=True)
class StructureAnswer:
    """What was posted for a structured setting."""

    part: Part
    flat: str
    """All that was posted, as one text."""
    seen: str


class StructureWidget(forms.Widget):
    """The editor of a structured setting: fields, or JSON."""

    template_name = "structures/structure.html"
    use_fieldset = True
    place: Place
    errors: Mapping[str, str]
    folds: bool
    """Whether an object as a whole can be folded."""
    dress: Callable[[Part], None] | None
    """What a page adds to the part before it is shown: hints, and what stands below its elements."""

    def __init__(self, place: Place, *, folds: bool = True) -> None:
        super().__init__()
        self.place = place
        self.folds = folds
        self.errors = {}
        self.dress = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the part, what is wrong in it, and what the page carries."""
        context = super().get_context(name, None, attrs)
        part = value.part if isinstance(value, StructureAnswer) else shown_part(self.place)
        if isinstance(value, StructureAnswer):
            part.tell(dict(self.errors))
        if self.dress:
            self.dress(part)
        seen = value.seen if isinstance(value, StructureAnswer) and value.seen else seal(self.place)
        context["widget"] |= {
            "part": part,
            "is_json": isinstance(part, Raw),
            "folds": self.folds,
            "seen": seen,
            "may_be_fields": not isinstance(part_of(self.place, part.veiled()), Raw),
        }
        return context

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> StructureAnswer | None:
        """What was posted; None where nothing was."""
        return answer_in(self.place, data)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        """Whether the page did not have this field."""
        return answer_in(self.place, data) is None

    def id_for_label(self, id_: str | None) -> str:
        """A group has no single input to label."""
        return ""


class StructureField(forms.Field):
    """A structured setting; `folds`, whether an object can be folded as a whole."""

    widget: StructureWidget
    use_fieldset = True

    def __init__(self, place: Place, *, folds: bool = True) -> None:
        super().__init__(
            widget=StructureWidget(place, folds=folds), required=False, initial=shown(place.hidden, place.setting.kind)
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Nobody asks."""
        return data is not None


def shown_part(place: Place) -> Part:
    """The part that shows what the file holds."""
    return part_of(place, place.hidden)


def seal(place: Place) -> str:
    """What a page carries of the value that it shows, and whether there are secrets in it."""
    value = None if place.original is ABSENT else [place.original]
    return digest_of([place.name, value]) + (_HAD_SECRETS if place.hidden != place.original else "")


def text_of(place: Place) -> str:
    """All that a browser sends of a structure that nobody touched, as one text."""
    part = shown_part(place)
    mode = [] if isinstance(part, Raw) else [(place.name + MODE_INPUT, "fields")]
    return _flat([*mode, *part.inputs()])


def answer_in(place: Place, data: Mapping[str, Any]) -> StructureAnswer | None:
    """What was posted for a structured setting; None where nothing was."""
    posted = data if isinstance(data, QueryDict) else _query(data)
    name = place.name
    seen = str(posted.get(name + _SEEN_INPUT, ""))
    now = seal(place)
    if seen and seen != now and not seen.endswith(_HAD_SECRETS):
        place = replace(place, original=ABSENT, hidden=ABSENT)
    if name + MODE_INPUT in posted:
        part = part_posted(place, posted)
    elif name in posted:
        part = Raw.posted(place, posted)
    else:
        return None
    prefixes = (f"{name}/", f"{name}~")
    found = [(key, each) for key in posted if key == name or key.startswith(prefixes) for each in posted.getlist(key)]
    left_out = (name + _SEEN_INPUT, name + _WANTED_INPUT)
    flat = _flat([(key, str(each)) for key, each in found if key not in left_out])
    return StructureAnswer(_as_wanted(part, str(posted.get(name + _WANTED_INPUT, ""))), flat, seen)


def as_json(name: str, value: JSON | Absent) -> dict[str, str]:
    """What a browser posts where a value is typed as JSON and then wanted as fields."""
    return {name + MODE_INPUT: "json", name: shown(value, Kind.OBJECT), name + _WANTED_INPUT: "fields"}


def value_of(answer: StructureAnswer, place: Place, outcome: Outcome) -> JSON | Absent:
    """What the file is to hold; what cannot be used is told to `outcome`."""
    if answer.seen != seal(place) and answer.seen.endswith(_HAD_SECRETS):
        outcome.errors[place.name] = _CHANGED_MEANWHILE
        return place.original
    return answer.part.value((), outcome)


@dataclass(frozen=True)
class Reading:
    """What an answer means: the value for the file, whether saved secrets are in it, what is wrong."""

    value: JSON | Absent
    keeps_secrets: bool
    error: str


def reading(widget: StructureWidget, answer: StructureAnswer, veil: Callable[[JSON], JSON | Absent]) -> Reading:
    """Reads an answer and marks in the widget what is wrong; `veil` masks the secrets of a value of the setting."""
    outcome = Outcome()
    value = value_of(answer, widget.place, outcome)
    if outcome.kept:
        veiled = ABSENT if value is ABSENT else veil(value)
        if sentence := uncovered(value, veiled, outcome.kept):
            outcome.errors[widget.place.name] = sentence
    if outcome.errors:
        widget.errors = outcome.errors
        answer.part.tell(outcome.errors)
    return Reading(value, bool(outcome.kept), explained(answer.part) if outcome.errors else "")


def uncovered(value: JSON | Absent, veiled: JSON | Absent, kept: Iterable[tuple[Pointer, JSON]]) -> str:
    """A sentence where a kept secret would not be masked any more, as `veiled` shows; else an empty text."""
    for pointer, secret in kept:
        if _at(value, pointer) == secret and _at(veiled, pointer) == secret:
            return _UNCOVERED
    return ""


def explained(part: Part) -> str:
    """What is wrong in a part, with the place."""
    return next(_explanations(part, []), "")


def reshaped(data: QueryDict) -> QueryDict:
    """What was posted, after the button `SHAPE` that was pressed: one element more, another order, or as JSON."""
    verb, name, key = [*str(data.get(SHAPE, "")).split(" "), "", "", ""][:3]
    result = data.copy()
    items = [str(each) for each in result.getlist(name + ITEM_INPUT)]
    if verb == "add":
        result.appendlist(name + ITEM_INPUT, f"n{random.token_hex(3)}")
    elif verb in ("up", "down") and key in items:
        place = items.index(key)
        other = min(max(place + (1 if verb == "down" else -1), 0), len(items) - 1)
        items.insert(other, items.pop(place))
        result.setlist(name + ITEM_INPUT, items)
    elif verb in ("json", "fields"):
        result[name + _WANTED_INPUT] = verb
    return result


def _as_wanted(part: Part, wanted: str) -> Part:
    if wanted == "json" and not isinstance(part, Raw):
        return Raw.of(part.place, part.veiled())
    if wanted == "fields" and isinstance(part, Raw):
        outcome = Outcome()
        part.value((), outcome)
        return part if outcome.errors else part_of(part.place, part.veiled())
    return part


def _explanations(part: Part, trail: list[str]) -> Iterator[str]:
    if part.error:
        yield ": ".join([*trail, part.error])
    if isinstance(part, Items):
        for number, item in enumerate(part.items, 1):
            inner = [*trail, item.name or str(number)]
            if item.error:
                yield ": ".join([*inner, item.error])
            yield from _explanations(item.part, inner)
        return
    for member in part.parts:
        label = member.place.setting.label
        yield from _explanations(member, [*trail, label] if label and not member.place.is_free else trail)


def _flat(inputs: Iterable[tuple[str, str]]) -> str:
    return json.dumps(sorted(((name, lines(text)) for name, text in inputs), key=lambda pair: pair[0]))


def _query(data: Mapping[str, Any]) -> QueryDict:
    result = QueryDict(mutable=True)
    for key, value in data.items():
        result.setlist(key, value if isinstance(value, list) else [value])
    return result


def _at(value: JSON | Absent, pointer: Pointer) -> JSON | Absent:
    for key in pointer:
        try:
            value = value[key]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return value
