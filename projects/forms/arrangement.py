"""How the settings of a data source stand together on the page, and which of them count with what is typed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from designer.connectors.base import Kind, Setting
from projects.forms.fields import SecretAnswer, SecretWidget
from projects.forms.structures.field import StructureAnswer, StructureField, shown_part
from projects.forms.values import shown


@dataclass(frozen=True)
class Group:
    """Fields under one heading."""

    title: str
    fields: tuple[BoundField, ...]


def groups(fields: Iterable[BoundField], settings: Mapping[str, Setting]) -> list[Group]:
    """Fields by the group of their settings, in the order in which the groups first come.

    Within a group those that need the whole width are last, so that they leave no holes.
    """
    found: dict[str, list[BoundField]] = {}
    for field in fields:
        found.setdefault(settings[_key(field)].group, []).append(field)
    return [Group(title, tuple(sorted(some, key=_needs_a_row))) for title, some in found.items()]


def mark(form: forms.Form, settings: Mapping[str, Setting], names: Mapping[str, str]) -> None:
    """Tells each field which others it makes useless, and with what it means anything.

    `settings` are by the key that the file has for them, `names` the names of the fields by the name of the setting.
    """
    for field in form:
        if field.name in names.values():
            _tell_overridden(form, field, settings[_key(field)], names)
            _tell_condition(form, field, settings[_key(field)], names)


def is_filled(field: BoundField) -> bool:
    """Whether anything is typed in a field, or kept by it, here or in a file below."""
    value, inner = field.value(), field.field
    if isinstance(inner.widget, SecretWidget):
        state = inner.widget.state
        if isinstance(value, SecretAnswer):
            kept = value.mode == "file" and state.is_set
            return value.mode == "variable" or bool(value.mode == "file" and value.secret) or kept
        return state.mode != "none" or state.is_inherited
    if isinstance(inner, StructureField):
        part = value.part if isinstance(value, StructureAnswer) else shown_part(inner.widget.place)
        return part.is_filled
    return value not in (None, "") or bool(getattr(inner, "inherited", ""))


def _tell_overridden(form: forms.Form, field: BoundField, setting: Setting, names: Mapping[str, str]) -> None:
    fields = [names[name] for name in setting.overrides if name in names]
    if not fields:
        return
    what = f"the {setting.label}" if setting.label.isupper() else f"“{setting.label}”"
    sentence = f"Not used: LoopBack takes only {what}."
    field.field.overrides = " ".join(form[name].field.code_name for name in fields)  # type: ignore[attr-defined]
    field.field.overriding = sentence  # type: ignore[attr-defined]
    if is_filled(field) and not getattr(field.field, "unused", ""):
        for name in fields:
            inner: Any = form[name].field
            inner.unused = getattr(inner, "unused", "") or sentence


def _tell_condition(form: forms.Form, field: BoundField, setting: Setting, names: Mapping[str, str]) -> None:
    if setting.only_for is None or setting.only_for[0] not in names:
        return
    other = form[names[setting.only_for[0]]]
    inner: Any = other.field
    wanted = [shown(value, Kind.TEXT) for value in setting.only_for[1]]
    chosen = str(other.value() or "") or getattr(inner, "placeholder", "")
    offered = {str(text) for text, _ in getattr(inner, "choices", ())}
    told: Any = field.field
    told.waits_for = inner.code_name
    told.waits_values = json.dumps(wanted)
    told.is_apt = chosen in wanted or chosen not in offered or is_filled(field) or bool(field.errors)


def _key(field: BoundField) -> str:
    return str(field.field.code_name)  # type: ignore[attr-defined]


def _needs_a_row(field: BoundField) -> bool:
    return isinstance(field.field.widget, SecretWidget) or isinstance(field.field, StructureField)
