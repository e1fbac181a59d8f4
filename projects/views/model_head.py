"""What the pages of a model have in common: its head and tabs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from designer.loopback import secrets
from designer.loopback.application import Application
from designer.loopback.definition_parts import PARTS
from designer.loopback.model import Model
from projects.models import Project
from projects.views import tree
from projects.views.in_environment import in_environment


def head(project: Project, app: Application, environment: str, model: Model, tab: str) -> dict[str, Any]:
    """What the head of every page of a model shows: the model as it is configured in an environment."""
    here = in_environment(app, environment)
    model = here.model(model.name)
    source = app.data_sources.get(model.data_source) if model.data_source else None
    urls = {f"{verb}_url": reverse(f"model-{verb}", args=[project.slug, model.name]) for verb in ("rename", "delete")}
    return urls | {
        "model": {
            "name": model.name,
            "base": model.base,
            "base_url": reverse("model-edit", args=[project.slug, model.base]) if model.base in app.models else "",
            "data_source": secrets.mask_words(model.data_source or ""),
            "data_source_elsewhere": source is not None and here.lacks(source.name),
            "data_source_url": reverse("data-source-edit", args=[project.slug, source.name]) if source else "",
            "data_source_icon": _icon(app, source.name, environment) if source else "alert-triangle",
            "public": model.is_public,
            "can_rename": model.path is not None,
        },
        "tabs": tabs(project, model, tab),
    }


def _icon(app: Application, data_source: str, environment: str) -> str:
    return tree.kind(app.data_sources.connector_in(data_source, environment))["icon"]


def tabs(project: Project, model: Model, current: str) -> list[dict[str, Any]]:
    """The pages of a model."""
    found: list[tuple[str, str, str, int | None]] = [("general", "General", "model-edit", None)]
    if model.path is not None:
        found.append(("properties", "Properties", "model-properties", len(model.properties)))
        definition = model.definition
        found += [(key, part.title, f"model-{key}", part.count(definition)) for key, part in PARTS.items()]
    found.append(("api", "API", "model-api", None))
    found.append(("file", "File", "model-file", None))
    return [
        {"text": text, "url": reverse(view, args=[project.slug, model.name]), "count": count, "current": key == current}
        for key, text, view, count in found
    ]
