"""The general form of a model, or of a new one, as the person sees it: its page, its layers, its live file."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from designer import connectors
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.comparison import FilePane, pane
from designer.loopback.definition_parts import settings
from designer.loopback.jsontext import JSON
from designer.loopback.layers import MAIN, Layer, Layers
from designer.loopback.model import Model
from designer.loopback.model_layers import entry_at
from designer.loopback.names import check_model_name
from designer.loopback.problems import Problem
from designer.loopback.refusal import Refused
from projects.actions import checking, files, models
from projects.actions.files import Conflict
from projects.forms.inheritance import other_entries
from projects.forms.models import GeneralForm
from projects.models import Project
from projects.views import conflicts, drafts, layers, page
from projects.views.http import Request
from projects.views.in_environment import in_environment
from projects.views.model_head import head
from projects.views.shapes import is_reshaping
from projects.views.suggestions import suggestions

CONFLICT = "This changed while you typed: choose which shall stand. You are asked when you save."


def layer_of(request: Request, project: Project, app: Application) -> Layer:
    """The file of the configuration that is edited, by default model-config.json. Raises Http404 for what is none."""
    found = Layers(app, "model-config")
    offered = found.offered(page.environment_of(request, project, app), app.config_layers("model-config"))
    return layers.chosen(request, app, found, offered, found.named(MAIN))


def form_of(app: Application, model: Model, layer: Layer, environment: str, data: QueryDict | None) -> GeneralForm:
    """The form of a model over the file of a layer."""
    return GeneralForm(
        data,
        model=model,
        entry=entry_at(app, model.name, layer.path),
        data_sources=app.data_sources,
        others=list(app.models),
        other_files=other_entries(app, model.name, layer.path, environment),
        inherited=settings.inherited(app, model),
        connector=_connector_of(app, model, environment),
        extends_user="User" in app.models.bases(model.name),
    )


def _connector_of(app: Application, model: Model, environment: str) -> str | None:
    """The connector of the data source that a model is attached to in an environment, by the name it has here."""
    source = in_environment(app, environment).model(model.name).data_source
    if source is None or source not in app.data_sources:
        return None
    found = connectors.find(app.data_sources.connector_in(source, environment))
    return found.key if found else None


def new_form(app: Application, data: QueryDict | None) -> GeneralForm:
    """The form of a new model."""
    sources = list(app.data_sources)
    initial = {"base": "PersistedModel", "public": True, "data_source": "db" if "db" in sources else ""}
    folder = posixpath.normpath(posixpath.join(app.root, "../common/models"))
    return GeneralForm(
        data,
        model=None,
        data_sources=sources,
        others=list(app.models),
        paths=app.paths,
        folder=folder,
        initial=initial,
    )


def edit_of(form: GeneralForm, layer: Layer, data: Mapping[str, str]) -> models.Edit:
    """What a valid form of a model would save."""
    return models.Edit(form.definition, form.config, layer.path, data.get("seen", ""), conflicts.chosen(data))


def problems_of(request: Request, project: Project, app: Application, model: Model | None) -> list[Problem]:
    """What is known to be wrong with a model in the chosen environment; nothing where it was not looked for yet."""
    found = checking.find_quickly(project, page.environment_of(request, project, app)) if model else None
    return [each.problem for each in found or () if model and each.subject == ("model", model.name)]


def _base_options(app: Application) -> SafeString:
    """The options of the field for the base; made once for a revision, since there can be a thousand models."""
    kept = files.memo(app)
    if "bases" not in kept:
        names = dict.fromkeys([*BUILTIN, *app.models])
        kept["bases"] = format_html_join("", '<option value="{}"></option>', ((name,) for name in names))
    return SafeString(kept["bases"])


def render_page(
    request: Request,
    project: Project,
    app: Application,
    form: GeneralForm,
    model: Model | None,
    *,
    layer: Layer | None = None,
    conflict: conflicts.Described | None = None,
    data: QueryDict | None = None,
) -> HttpResponse:
    """The page of the form; `data` is what it was filled with, where that is not what is saved."""
    name = model.name if model else ""
    seen = models.seal(app, name, layer.path) if model and layer else ""
    problems = problems_of(request, project, app, model)
    if layer and not form.is_bound:
        form.blame_data_source(next((each.sentence for each in problems if each.pointer == (name, "dataSource")), ""))
    context = page.context(
        request,
        project,
        app,
        current=("model", name),
        form=form,
        is_new=model is None,
        bases=_base_options(app),
        seen=data.get("seen", "") if data is not None else seen,
        conflict=conflict,
        known=suggestions(app, model, form.described) if model and form.described else {},
        file=file_pane(files.application(project), form, model, layer, data, problems),
        builtin=addable(app) if model is None else [],
        preview_url=_preview_url(project, model, layer),
        advice=_advice(app, form),
        **drafts.about(request, project, is_bound=form.is_bound),
        **(head(project, app, page.environment_of(request, project, app), model, "general") if model else {}),
        **(_layers(request, project, app, model, layer) if model and layer else {}),
    )
    failed = request.method == "POST" and not is_reshaping(request) and not form.is_valid()
    return render(request, "models/form.html", context, status=409 if conflict else 422 if failed else 200)


def file_pane(
    app: Application,
    form: GeneralForm,
    model: Model | None,
    layer: Layer | None,
    data: QueryDict | None,
    problems: Sequence[Problem] = (),
) -> FilePane:
    """The file that the form writes: the definition, or the configuration where that is all that changes.

    As long as nothing changes, the configuration too where all that is wrong with the model stands there.
    """
    config_path = layer.path if layer else app.models.config_path
    before = {path: app.text(path) for path in (config_path, model.path if model else None) if path and app.has(path)}
    error = ""
    if form.is_bound:
        try:
            error = _apply(app, form, model, layer, data)
        except Refused as refusal:
            error = str(refusal)
    changed = app.changes()
    definition = model.path if model else next((p for p in changed if p.endswith(".json") and p != config_path), None)
    is_wrong_there = bool(problems) and all(each.path == config_path for each in problems)
    path = definition if definition and (definition in changed or not (changed or is_wrong_there)) else config_path
    if (layer and layer.name != MAIN) or (definition is None and not form.is_bound):
        path = config_path
    about = (model.name,) if model and path == config_path else ()
    return pane(path, before.get(path), app.text(path) if app.has(path) else "", error=error, about=about)


def addable(app: Application) -> list[str]:
    """The models that LoopBack brings along and that are not configured yet."""
    return [name for name, model in BUILTIN.items() if model.attachable and name not in app.models.configured]


def _apply(
    app: Application, form: GeneralForm, model: Model | None, layer: Layer | None, data: QueryDict | None
) -> str:
    """Applies what is typed to `app`; one sentence where that is not possible yet."""
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        return f"{form.fields[field].label if field in form.fields else ''}: {errors[0]}".lstrip(": ")
    if model is None or layer is None or data is None:
        app.models.add(form.cleaned_data["name"], form.definition or {}, form.config or {})
        return ""
    try:
        models.apply(app, model.name, edit_of(form, layer, data))
    except Conflict:
        return CONFLICT
    return ""


def _preview_url(project: Project, model: Model | None, layer: Layer | None) -> str:
    if model is None:
        return reverse("model-create-preview", args=[project.slug])
    url = reverse("model-preview", args=[project.slug, model.name])
    return f"{url}?{urlencode({'layer': layer.name})}" if layer and layer.name != MAIN else url


def _layers(request: Request, project: Project, app: Application, model: Model, layer: Layer) -> dict[str, Any]:
    """The layers to choose from, and what the chosen environment makes of what this one says."""
    found = Layers(app, "model-config")
    environment = page.environment_of(request, project, app)
    used = [path for path in app.config_layers("model-config") if model.name in app.members(path)]
    offered = layers.offered(app, found, environment, used)
    shown = offered if layer in offered else [*offered, layer]
    notes = [
        *layers.file_notes(app, found, layer),
        *layers.not_read(found, layer, environment),
        *layers.scripts_read(found, environment),
    ]
    return {
        "layer": layer,
        "is_main_layer": layer.name == MAIN,
        "layer_notes": [{"level": level, "path": path, "sentence": sentence} for level, path, sentence in notes],
        "layer_links": [layers.link(app, each, layer, request.path, _entry(app, model, each)) for each in shown]
        if app.has(found.named(MAIN).path)
        else [],
    }


def _entry(app: Application, model: Model, layer: Layer) -> dict[str, JSON]:
    """What the file of a layer says of a model."""
    entry = app.members(layer.path).get(model.name)
    return entry if isinstance(entry, dict) else {}


def _advice(app: Application, form: GeneralForm) -> str:
    if form.model is not None or not form.is_bound or not form.cleaned_data.get("name"):
        return ""
    problem = check_model_name(form.cleaned_data["name"], list(app.models), app.paths, form.folder)
    return problem.sentence if problem and not problem.refused else ""
