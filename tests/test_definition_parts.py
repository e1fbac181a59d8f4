"""Every part of every model goes through its form unchanged, and one edit of it is one small change."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict

from designer.loopback import discovery, jsontext
from designer.loopback.application import Application
from designer.loopback.definition_parts import PARTS, DefinitionPart
from designer.loopback.definition_parts.part import with_part
from designer.loopback.definition_parts.settings import changed
from designer.loopback.model import Model
from designer.transfer.folder import FolderTree
from projects.actions.definition_parts import apply
from projects.forms.definition_parts import DefinitionPartForm
from projects.forms.model_settings import SETTINGS
from projects.forms.models import GeneralForm
from projects.forms.structures.field import shown_part
from projects.forms.structures.part import MODE_INPUT
from projects.forms.structures.raw import Raw
from projects.views.definition_pages import edit_of
from tests.corpus import applications

each_application = pytest.mark.parametrize("folder", applications(), ids=lambda folder: folder.name)


@cache
def apps(folder: Path) -> list[Application]:
    tree = FolderTree(folder)
    return [discovery.select(tree, root).application for root in discovery.roots(tree)]


def as_sent(form: DefinitionPartForm) -> QueryDict:
    """What a browser sends of a form that nobody touched."""
    part, data = shown_part(form.place), QueryDict(mutable=True)
    if not isinstance(part, Raw):
        data[form.place.name + MODE_INPUT] = "fields"
    for name, text in part.inputs():
        data.appendlist(name, text)
    return data


def forms(app: Application) -> Iterator[tuple[Model, DefinitionPart]]:
    for model in app.models.values():
        if model.path and model.definition:
            yield from ((model, part) for part in PARTS.values())


@each_application
def test_a_part_that_is_sent_as_it_was_shown_changes_nothing(folder: Path) -> None:
    for app in apps(folder):
        for model, part in forms(app):
            sent = as_sent(DefinitionPartForm(model=model, part=part))
            form = DefinitionPartForm(sent, model=model, part=part)
            assert form.is_valid(), (model.path, part.address, form.errors)
            apply(app, model.name, edit_of(form))
        assert app.changes() == {}


@pytest.mark.parametrize(
    ("definition", "pointer"),
    [
        ({}, ("relations",)),
        ({"relations": {"a": {}}}, ("relations",)),
        ({"relationships": {"a": {}}}, ("relationships",)),
        ({"options": {"relations": {"a": {}}}}, ("options", "relations")),
        ({"options": {"relations": {"a": {}}}, "relations": {"b": {}}}, ("options", "relations")),
    ],
)
def test_a_part_is_edited_where_loopback_reads_it(definition: Any, pointer: Any) -> None:
    assert PARTS["relations"].pointer(definition) == pointer
    assert PARTS["relations"].count(definition) == (1 if definition else 0)


def test_a_renamed_member_keeps_its_place_and_its_spelling() -> None:
    text = '{\n  "relations": {\n    "a": {"type":"hasMany"},\n    "b": {}\n  }\n}\n'
    value = {"c": {"type": "hasMany"}, "b": {}}
    assert with_part(text, ("relations",), value, {"a": "c"}) == text.replace('"a"', '"c"')


def test_names_that_are_swapped_hold_each_other_s_values() -> None:
    text = '{"scopes": {"a": {"limit": 1}, "b": {"limit": 2}}}'
    value = {"a": {"limit": 2}, "b": {"limit": 1}}
    after = with_part(text, ("scopes",), value, {"a": "b", "b": "a"})
    assert jsontext.read(after) == {"scopes": value}


def as_general_sent(form: GeneralForm) -> QueryDict:
    """What a browser sends of a general form that nobody touched."""
    data = QueryDict(mutable=True)
    for field in form:
        if field.name == SETTINGS:
            place = form.fields[SETTINGS].widget.place
            data[f"{SETTINGS}{MODE_INPUT}"] = "fields"
            for name, text in shown_part(place).inputs():
                data.appendlist(name, text)
        elif field.value() not in (None, False):
            data[field.name] = "on" if field.value() is True else field.value()
    return data


@each_application
def test_settings_that_are_sent_as_they_were_shown_change_nothing(folder: Path) -> None:
    for app in apps(folder):
        for model in app.models.values():
            if model.path and model.definition:
                options: dict[str, Any] = {"model": model, "data_sources": app.data_sources, "others": list(app.models)}
                form = GeneralForm(as_general_sent(GeneralForm(**options)), **options)
                assert form.is_valid(), (model.path, form.errors)
                assert form.definition == {}, model.path


@pytest.mark.parametrize(
    ("definition", "wanted", "changes"),
    [
        ({"strict": True}, {"strict": True}, {}),
        ({"strict": True}, {"strict": 1}, {"strict": 1}),
        ({"strict": True}, {}, {"strict": None}),
        ({}, {"hidden": ["a"]}, {"hidden": ["a"]}),
        ({"options": {"strict": True}}, {"strict": False}, {"options": {"strict": False}}),
        ({"options": {"strict": True}, "strict": False}, {}, {"options": {}, "strict": None}),
        (
            {"options": {"strict": True, "base": "User"}},
            {"forceId": True},
            {"options": {"base": "User"}, "forceId": True},
        ),
    ],
)
def test_a_setting_stays_where_it_stands(definition: Any, wanted: Any, changes: Any) -> None:
    assert changed(definition, wanted) == changes
