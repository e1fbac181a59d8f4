"""A URL, taken apart into the fields of a data source's form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.http import QueryDict

from designer.connectors import scheme_of
from designer.connectors.base import JSON, CannotTakeApart, CheckFailed, Connector, Kind, NotTaken, Setting
from projects.forms.data_sources import DataSourceForm, Pasted
from projects.forms.fields import SecretWidget
from projects.forms.free_settings import row_key
from projects.forms.setting_fields import PREFIX
from projects.forms.structures.field import StructureField, as_json
from projects.forms.values import ABSENT, REFERENCE, free_shown, shown

_OWN_KEYS = ("name", "connector", "url")
"""What a data source keeps under these keys cannot come out of a URL."""
_ROW = "new-u"
"""What the rows begin with that a URL brings for settings without a field."""
_OPTION = re.compile(r"[A-Za-z][\w. -]{0,39}", re.ASCII)


def filled(form: DataSourceForm, url: str, *, whole: bool = False) -> tuple[QueryDict, Pasted]:
    """What the page would post if the settings of a URL had been typed into its fields, and what became of it.

    What else is typed stays, but for what the URL stands in the place of: a port that it does not name is the usual
    one then, and what an earlier URL said beyond the fields goes. A password that it does not have is left as it is.
    A URL that has to stay whole, or is asked to, fills the field for one, and empties those for what it says.
    Raises CheckFailed, without quoting the URL, where it cannot be read.
    """
    known = form.connector
    if known is None or not known.schemes_read():
        raise CheckFailed("This connector has no URL.")
    settings, left = _settings(known, url, whole=whole)
    data = _posted(form)
    for name in [name for name in data if name.startswith(_ROW)]:
        del data[name]
    for key, setting in _replaced(form):
        if setting.name not in settings and setting.kind != Kind.SECRET and not setting.fields:
            data[PREFIX + key] = ""
    if whole and settings.keys() == {"url"}:
        for name in _said(known, url):
            data.update(_emptied(form, name))
    for name, value in settings.items():
        for field, text in _inputs(form, name, value).items():
            data[field] = text
    return data, Pasted(
        labels=[_label(form, name) for name in settings],
        only_in_url=[_label(form, _name(name)) for name in left.only_in_url],
        never_read=[_label(form, _name(name)) for name in left.never_read],
        can_be_whole=known.setting("url") is not None,
        url=url if left.only_in_url else "",
    )


def _settings(known: Connector, url: str, *, whole: bool) -> tuple[dict[str, JSON], NotTaken]:
    """The settings that a URL means, and what it says beyond them."""
    scheme = scheme_of(url)
    if scheme not in known.schemes_read():
        begins = " or ".join(f"{each}://" for each in known.schemes_read())
        raise CheckFailed(f"A URL of {known.title} begins with {begins}.")
    if scheme not in known.url_schemes:
        return {known.web_url_setting: url}, NotTaken()
    try:
        settings, left = known.from_url(url), known.not_taken(url)
    except CannotTakeApart:
        return {"url": url}, NotTaken()
    if whole and known.setting("url"):
        return {"url": url}, NotTaken()
    taken = {name: value for name, value in settings.items() if name not in _OWN_KEYS}
    own = tuple(name for name in settings if name in _OWN_KEYS)
    return taken, NotTaken((*left.only_in_url, *own), left.never_read)


def _said(known: Connector, url: str) -> Iterator[str]:
    """The settings that a URL which is kept whole gives, so that they need not, and must not, be given beside it."""
    try:
        yield from (name for name in known.from_url(url) if name not in _OWN_KEYS)
    except CannotTakeApart:
        return


def _name(option: str) -> str:
    """The name of an option, as far as it can be one: what is typed wrongly may hold part of a password."""
    return option if _OPTION.fullmatch(option) else "…"


def _posted(form: DataSourceForm) -> QueryDict:
    """What is typed; where nothing was posted yet, what the page shows."""
    data = QueryDict(mutable=True)
    for name in form.data:
        values = form.data.getlist(name) if isinstance(form.data, QueryDict) else [form.data[name]]
        data.setlist(name, values)
    for key in form.keys:
        field = form.fields[PREFIX + key]
        if PREFIX + key not in data and not isinstance(field, StructureField):
            data.setdefault(PREFIX + key, str(field.initial or ""))
    data.setdefault("shown", form.sealed_shown)
    return data


def _replaced(form: DataSourceForm) -> Iterator[tuple[str, Setting]]:
    """The settings that LoopBack would ignore beside a URL, and the URL itself; each with the form's key for it."""
    whole = next((setting for setting in form.keys.values() if setting.name == "url"), None)
    for key, setting in form.keys.items():
        if whole and (setting is whole or setting.name in whole.overrides):
            yield key, setting


def _emptied(form: DataSourceForm, name: str) -> dict[str, str]:
    """The inputs of a setting, with nothing in them."""
    key = _key(form, name)
    if key is None:
        return {}
    field = form.fields[PREFIX + key]
    if isinstance(field, StructureField):
        return as_json(PREFIX + key, ABSENT)
    if isinstance(field.widget, SecretWidget):
        return {f"{PREFIX}{key}-mode": "none", f"{PREFIX}{key}-value": "", f"{PREFIX}{key}-secret": ""}
    return {PREFIX + key: ""}


def _inputs(form: DataSourceForm, name: str, value: JSON) -> Mapping[str, str]:
    """The inputs that hold a setting."""
    key = _key(form, name)
    if key is None:
        row = row_key(name) if name in form.entry else f"{_ROW}{row_key(name)}"
        return {f"{row}-name": name, f"{row}-value": free_shown(value)}
    field = form.fields[PREFIX + key]
    if isinstance(field, StructureField):
        return as_json(PREFIX + key, value)
    if isinstance(field.widget, SecretWidget):
        return _secret(form, PREFIX + key, str(value))
    return {PREFIX + key: shown(value, form.keys[key].kind)}


def _secret(form: DataSourceForm, name: str, value: str) -> Mapping[str, str]:
    """A secret is kept as it is chosen for the field; where it was not to be kept at all, as a variable."""
    state = form.fields[name].widget.state
    mode = str(form.data.get(f"{name}-mode", state.mode))
    if reference := REFERENCE.fullmatch(value):
        return {f"{name}-mode": "variable", f"{name}-variable": reference[1], f"{name}-value": ""}
    if mode == "file":
        return {f"{name}-mode": mode, f"{name}-secret": value}
    variable = str(form.data.get(f"{name}-variable", "")) or state.variable
    return {f"{name}-mode": "variable", f"{name}-variable": variable, f"{name}-value": value}


def _key(form: DataSourceForm, name: str) -> str | None:
    """The form's spelling of a setting; None for one that nobody described."""
    return next((key for key, setting in form.keys.items() if name in (setting.name, *setting.aliases)), None)


def _label(form: DataSourceForm, name: str) -> str:
    key = _key(form, name)
    return form.keys[key].label if key else name
