"""The panel beside the diagram: what is essential of a model or a data source, edited without leaving the picture."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from designer.loopback import secrets
from designer.loopback.application import Application
from designer.loopback.definition_parts import PARTS
from designer.loopback.model import Model
from designer.loopback.model_layers import entry_at
from designer.loopback.plurals import plural
from designer.loopback.problems.place import Subject
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import checking, diagrams, files, last_results, models
from projects.actions.files import Conflict
from projects.forms.diagram import EssentialForm, base_names
from projects.models import Project
from projects.views import page, tree, verdicts
from projects.views.http import Request, signed_in

CHANGED = "Somebody changed this meanwhile. What is shown now is what is saved: change it again."


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_panel(request: Request, slug: str, name: str) -> HttpResponse:
    """A model beside the diagram; its form writes the definition and model-config.json."""
    editing = request.method == "POST"
    get = access.get_project_to_edit if editing else access.get_project_to_view
    project = get(request.user, slug)
    app = files.application(project)
    if name not in app.models:
        return page.gone(request, project, app, "model", name)
    form = EssentialForm(request.POST if editing else None, app=app, model=app.models[name])
    if editing and form.is_valid():
        try:
            page.saved(request, project, models.update(project, request.user, name, _edit(app, form, request)))
        except Conflict:
            form = EssentialForm(None, app=app, model=app.models[name])
            return _model(request, project, app, form, sentence=CHANGED, status=409)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("model-panel", project.slug, name)
    return _model(request, project, app, form, status=422 if form.errors else 200)


def _edit(app: Application, form: EssentialForm, request: Request) -> models.Edit:
    path = app.models.config_path
    config = entry_at(app, form.model.name, path).with_values(form.config) if form.config else None
    return models.Edit(form.definition, config, path, request.POST.get("seen", ""))


def _model(
    request: Request, project: Project, app: Application, form: EssentialForm, *, sentence: str = "", status: int = 200
) -> HttpResponse:
    model = form.model
    environment = page.environment_of(request, project, app)
    node = next((each for each in diagrams.graph_of(project, environment).models if each.name == model.name), None)
    context = {
        "project": project,
        "model": model,
        "node": node,
        "rows": [_masked(row) for row in node.properties] if node else [],
        "relations": node.relations if node else (),
        "rules_count": PARTS["access"].count(model.definition) if model.path and "access" in PARTS else 0,
        "rest_path": _rest_path(model),
        "form": form,
        "sentence": sentence,
        "seen": models.seal(app, model.name, app.models.config_path),
        "bases": base_names(app),
        "problems": _problems(project, environment, Subject("model", model.name)),
        "can_edit": access.can_edit(request.user, project),
        "has_definition": model.path is not None,
    }
    return render(request, "diagram/model_panel.html", context, status=status)


@signed_in
@require_safe
def data_source_panel(request: Request, slug: str, name: str) -> HttpResponse:
    """A data source beside the diagram: what was said of it last, and which models use it."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    source = app.data_sources.get(name)
    if source is None:
        return page.gone(request, project, app, "data source", name)
    environment = page.environment_of(request, project, app)
    graph = diagrams.graph_of(project, environment)
    context = {
        "project": project,
        "source": source,
        "kind": tree.kind(app.data_sources.connector_in(name, environment)),
        "last": verdicts.mark(last_results.of(project, environment, app).get(name)),
        "environment": environment,
        "models": [each.model for each in graph.attachments if each.data_source == name],
        "problems": _problems(project, environment, Subject("data_source", name)),
        "can_edit": access.can_edit(request.user, project),
    }
    return render(request, "diagram/data_source_panel.html", context)


def _problems(project: Project, environment: str, subject: Subject) -> list[Any]:
    found = checking.find_quickly(project, environment) or []
    return [each.problem for each in found if each.subject == subject]


def _masked(row: Any) -> dict[str, Any]:
    return {
        "name": secrets.mask_words(row.name),
        "type": secrets.mask_words(row.type),
        "is_id": row.is_id,
        "is_required": row.is_required,
        "is_foreign_key": row.is_foreign_key,
    }


def _rest_path(model: Model) -> str:
    """Where REST serves the model, below the API's root, as far as the definition tells."""
    http, said = model.definition.get("http"), model.definition.get("plural")
    path = http.get("path") if isinstance(http, dict) else None
    if isinstance(path, str) and path:
        return "/" + path.lstrip("/")
    return "/" + (said if isinstance(said, str) and said else plural(model.name))
