"""Every property of every model goes through its table and its page unchanged."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from django.http import QueryDict

from designer.loopback import discovery
from designer.loopback.application import Application
from designer.loopback.definition_parts.property import property_part
from designer.loopback.model import Model
from designer.transfer.folder import FolderTree
from projects.actions import models
from projects.actions.definition_parts import apply
from projects.forms.definition_parts import DefinitionPartForm
from projects.forms.property_views import PropertyView, property_views
from projects.views.definition_parts import edit_of
from projects.views.model_properties import edit_of as table_edit_of
from projects.views.model_properties import form_of
from tests.corpus import applications
from tests.test_definition_parts import as_sent

each_application = pytest.mark.parametrize("folder", applications(), ids=lambda folder: folder.name)


@cache
def apps(folder: Path) -> list[Application]:
    tree = FolderTree(folder)
    return [discovery.select(tree, root).application for root in discovery.roots(tree)]


def defined(app: Application) -> list[Model]:
    return [model for model in app.models.values() if model.path and model.properties]


def table_as_sent(views: list[PropertyView]) -> QueryDict:
    """What a browser without scripts sends of a table that nobody touched."""
    data = QueryDict(mutable=True)
    for view in views:
        for field in ("name", "type", "default", "description", *(() if view.depth else ("id", "index"))):
            if view.is_simple or field in ("name", "type", "default", "description"):
                data[f"{view.key}-{field}"] = str(getattr(view, field))
        if view.required:
            data[f"{view.key}-required"] = "on"
        if view.depth:
            data[f"{view.key}-old"] = view.name
    return data


@each_application
def test_a_table_that_is_sent_as_it_was_shown_changes_nothing(folder: Path) -> None:
    for app in apps(folder):
        for model in defined(app):
            data = table_as_sent(property_views(model.properties))
            data["seen"] = models.seal_properties(app, model.name)
            form = form_of(model, data)
            assert form.is_valid(), (model.path, form.errors)
            app.models.edit_properties(model.name, models.properties_order(app, model.name, table_edit_of(form, data)))
        assert app.changes() == {}


@each_application
def test_a_property_s_page_that_is_sent_as_it_was_shown_changes_nothing(folder: Path) -> None:
    for app in apps(folder):
        for model in defined(app):
            for name, value in model.properties.items():
                part = property_part(name, ["mysql", "mongodb"], value)
                sent = as_sent(DefinitionPartForm(model=model, part=part))
                form = DefinitionPartForm(sent, model=model, part=part)
                assert form.is_valid(), (model.path, name, form.errors)
                apply(app, model.name, edit_of(form))
        assert app.changes() == {}
