"""The field of each setting of a data source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from designer.connectors.base import Kind, Setting
from designer.loopback import secrets
from designer.loopback.jsontext import JSON
from projects.forms.fields import ExactTextField, SecretField, SecretState, SecretWidget
from projects.forms.structures.field import StructureField
from projects.forms.structures.leaf import choices_of
from projects.forms.structures.part import Place, width_of
from projects.forms.values import ABSENT, JSON_KINDS, REFERENCE, Absent, shown

if TYPE_CHECKING:
    from projects.forms.data_sources import DataSourceForm

PREFIX = "s-"
"""What the names of inputs begin with that hold settings."""


def field_of(form: DataSourceForm, key: str, setting: Setting) -> forms.Field:
    """The field of a setting, which the file spells `key`."""
    if setting.kind == Kind.SECRET:
        field = _secret_field(form, key)
    elif setting.fields:
        field = StructureField(place_of(form, key, setting))
    else:
        field = _value_field(form, key, setting)
    told = "" if setting.kind == Kind.SECRET else setting.help
    field.label = setting.label
    field.help_text = form.others.explained(told, key, form.hidden.get(key), stands_here=key in form.entry)
    field.width = width_of(setting, key)  # type: ignore[attr-defined]
    field.code_name = key  # type: ignore[attr-defined]
    inherited, default = shown(_inherited(form, key), setting.kind), setting.default
    field.inherited = inherited  # type: ignore[attr-defined]
    field.placeholder = inherited or ("" if default is None else shown(default, setting.kind))  # type: ignore[attr-defined]
    return field


def place_of(form: DataSourceForm, key: str, setting: Setting) -> Place:
    """Where a structured setting stands."""
    return Place(
        setting,
        PREFIX + key,
        key=key,
        original=form.entry.get(key, ABSENT),
        hidden=form.hidden.get(key, ABSENT),
        inherited=_inherited(form, key),
    )


def _inherited(form: DataSourceForm, key: str) -> JSON | Absent:
    return form.others.below[key].value if key in form.others.below else ABSENT


def _value_field(form: DataSourceForm, key: str, setting: Setting) -> forms.Field:
    initial = shown(form.hidden.get(key, ABSENT), setting.kind)
    inherited = shown(_inherited(form, key), setting.kind)
    if setting.kind in (Kind.BOOLEAN, Kind.CHOICE):
        return forms.ChoiceField(choices=choices_of(setting, initial, inherited), initial=initial, required=False)
    widget: forms.Widget = forms.TextInput()
    if setting.kind in JSON_KINDS or setting.multiline or "\n" in initial:
        widget = forms.Textarea({"rows": min(12, max(2, initial.count("\n") + 1))})
    elif setting.kind == Kind.NUMBER:
        widget.attrs["inputmode"] = "numeric"
    widget.attrs |= {"class": "lw-mono", "autocomplete": "off", "spellcheck": "false"}
    if inherited or setting.default is not None:
        widget.attrs["placeholder"] = inherited or shown(setting.default, setting.kind)
    return ExactTextField(widget=widget, initial=initial)


def _secret_field(form: DataSourceForm, key: str) -> forms.Field:
    setting, value = form.keys[key], form.entry.get(key, ABSENT)
    reference = REFERENCE.fullmatch(value) if isinstance(value, str) else None
    taken = form.known_variables if form.is_new else ()
    variable = reference[1] if reference else secrets.suggested_variable(form.name or "db", key, taken)
    is_set = not reference and value not in (ABSENT, "")
    recommended = "none" if setting.more or setting.only_for else "variable"
    mode = "variable" if reference else recommended if form.is_new else "file" if is_set else "none"
    widget = SecretWidget()
    widget.state = SecretState(
        mode,
        variable,
        is_set=is_set,
        has_value=variable in form.known_variables,
        environment=form.environment,
        path=form.path,
        multiline=setting.multiline,
        setting=key,
        is_inherited=key in form.others.below,
        applies_in=tuple(form.applies_in.get(key, ())),
    )
    return SecretField(widget=widget, required=False)
