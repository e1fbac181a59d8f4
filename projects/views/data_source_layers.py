"""Which file the form of a data source edits, and what there is to say of that file and those beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.urls import reverse

from designer.loopback.application import Application
from designer.loopback.layers import Layer
from projects.forms.inheritance import OtherLayers, short
from projects.models import Project
from projects.views import layers, page
from projects.views.http import Request


def layer_of(request: Request, project: Project, app: Application, name: str) -> Layer:
    """The layer that is edited, by default the one the data source is defined in. Raises Http404 for what is none."""
    offered = _offered(app, name, page.environment_of(request, project, app))
    files = app.data_sources.files
    return layers.chosen(request, app, files, offered, files.at(app.data_sources[name].path))


def edit_url(project: Project, app: Application, name: str, layer: Layer) -> str:
    """The page that edits a data source in a layer."""
    url = reverse("data-source-edit", args=[project.slug, name])
    is_default = name in app.data_sources and layer.path == app.data_sources[name].path
    return url if is_default else f"{url}?layer={quote(layer.name)}"


def layer_links(project: Project, app: Application, name: str, layer: Layer, environment: str) -> list[dict[str, Any]]:
    """The layers to choose between."""
    offered = _offered(app, name, environment)
    url = reverse("data-source-edit", args=[project.slug, name])
    shown = offered if layer in offered else [*offered, layer]
    return [layers.link(app, each, layer, url, app.data_sources.settings_at(name, each.path)) for each in shown]


def layer_notes(
    app: Application, name: str, layer: Layer, environment: str, others: OtherLayers
) -> list[dict[str, Any]]:
    """What a person has to know of the file that is edited, and of those beside it: level, path, sentence."""
    files = app.data_sources.files
    notes = _of_connector(app, name, layer, environment, others)
    unread = layers.not_read(files, layer, environment)
    notes += [*layers.file_notes(app, files, layer), *unread]
    if not unread and not any(
        app.data_sources.settings_at(name, path) for path in (*files.below(layer.path), layer.path)
    ):
        where = "every environment" if layer.environment is None else layer.environment
        notes.append(("warn", layer.path, f"does not define {name}. What you save here defines it in {where}."))
    read = files.scripts_in(environment)
    notes += layers.scripts_read(files, environment)
    rest = [path for path in app.scripts_of("datasources") if path not in read and path != _main_script(app)]
    notes += [("info", path, f"is a script: it is not read in {environment}, and never touched here.") for path in rest]
    return [{"level": level, "path": path, "sentence": sentence} for level, path, sentence in notes]


def _of_connector(
    app: Application, name: str, layer: Layer, environment: str, others: OtherLayers
) -> list[tuple[str, str, str]]:
    """What other files say of the connector, for which a form has no field."""
    notes = []
    below, own = others.below.get("connector"), app.data_sources.settings_at(name, layer.path).get("connector")
    if below and own is not None and own != below.value:
        sentence = f"sets the connector {short(own)} instead of {short(below.value)} from {below.source}."
        notes.append(("info", layer.path, sentence))
    if "connector" in others.above:
        path, value = others.above["connector"]
        if value != app.data_sources.connector_at(name, layer.path):
            notes.append(("warn", path, f"sets the connector {short(value)} in {environment}."))
    return notes


def _main_script(app: Application) -> str:
    return app.data_sources.main_path.removesuffix("json") + "js"


def _offered(app: Application, name: str, environment: str) -> list[Layer]:
    defined = list(app.data_sources[name].layers) if name in app.data_sources else []
    return layers.offered(app, app.data_sources.files, environment, defined)
