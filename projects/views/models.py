"""Pages of models: list, add, edit, attach."""

from __future__ import annotations

import posixpath
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.comparison import FilePane, pane
from designer.loopback.model import Model
from designer.loopback.names import check_model_name
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, models, parts
from projects.actions.files import Conflict
from projects.forms.models import AttachForm, GeneralForm
from projects.models import Project
from projects.views import conflicts, page
from projects.views.http import Request, signed_in
from projects.views.model_head import head

_GENERAL_KEYS = ("name", "description", "plural", "base")


@signed_in
@require_safe
def model_list(request: Request, slug: str) -> HttpResponse:
    """All models, to choose from and to attach many at once."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project, load_all=True)
    context = page.context(
        request,
        project,
        app,
        section="models",
        models=[_row(project, app.models[name]) for name in app.models],
        builtin=_addable(app),
        data_sources=list(app.data_sources),
    )
    return render(request, "models/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_create(request: Request, slug: str) -> HttpResponse:
    """A new model; it starts with the data source `db` where that exists, and public."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    form = _new_form(request, app)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            revision = models.create(project, request.user, name, form.definition or {}, form.config or {})
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            page.saved(request, project, revision)
            page.advise(request, check_model_name(name, [], []))
            return redirect("model-properties", project.slug, name)
    return _page(request, project, app, form, None)


@signed_in
@require_POST
def model_add_builtin(request: Request, slug: str) -> HttpResponse:
    """Adds a model that LoopBack brings along."""
    project = access.get_project_to_edit(request.user, slug)
    name = request.POST.get("model", "")
    app = files.application(project)
    source = "db" if "db" in app.data_sources else next(iter(app.data_sources), None)
    public = BUILTIN[name].public if name in BUILTIN else False
    try:
        revision = models.add_builtin(project, request.user, name, {"dataSource": source, "public": public})
    except Refused as refusal:
        page.say(request, str(refusal))
        return redirect("model-list", project.slug)
    page.saved(request, project, revision)
    return redirect("model-edit", project.slug, name)


@signed_in
@require_POST
def model_attach(request: Request, slug: str) -> HttpResponse:
    """Attaches many models to one data source."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    form = AttachForm(request.POST, model_names=app.models, data_sources=app.data_sources)
    if not form.is_valid():
        page.say(request, str(next(iter(form.errors.values()))[0]))
    else:
        chosen = form.cleaned_data["data_source"] or None
        try:
            page.saved(request, project, models.attach(project, request.user, form.cleaned_data["models"], chosen))
        except Refused as refusal:
            page.say(request, str(refusal))
    return redirect("project" if request.POST.get("next") == "project" else "model-list", project.slug)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_edit(request: Request, slug: str, name: str) -> HttpResponse:
    """General settings of a model."""
    editing = request.method == "POST"
    get = access.get_project_to_edit if editing else access.get_project_to_view
    project = get(request.user, slug)
    app = files.application(project)
    if name not in app.models:
        return page.gone(request, project, app, "model", name)
    model = app.models[name]
    form = GeneralForm(
        request.POST if editing else None, model=model, data_sources=app.data_sources, others=list(app.models)
    )
    conflict = None
    if editing and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            revision = models.update(project, request.user, name, form.definition, form.config, seen)
        except Conflict:
            mine = {**model.definition, **(form.definition or {})}
            part = (model.path, ()) if model.path else (app.models.config_path, (name,))
            conflict = conflicts.describe(project, app, part, mine if model.path else form.config)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            page.saved(request, project, revision)
            return redirect("model-edit", project.slug, name)
    return _page(request, project, app, form, model, conflict=conflict)


@signed_in
@require_POST
def model_preview(request: Request, slug: str, name: str | None = None) -> HttpResponse:
    """The definition as it would be saved with what is typed."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    model = app.models.get(name) if name is not None else None
    if model is None:
        form = _new_form(request, app)
    else:
        form = GeneralForm(request.POST, model=model, data_sources=app.data_sources, others=list(app.models))
    file = _pane(app, form, model)
    errors = [(form.fields[key].code_name, found[0]) for key, found in form.errors.items() if key in form.fields]  # type: ignore[attr-defined]
    return render(request, "ui/file_pane.html", {"file": file, "field_errors": errors})


@signed_in
@require_safe
def model_file(request: Request, slug: str, name: str) -> HttpResponse:
    """The definition file itself."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    model = app.models.get(name)
    if model is None:
        return page.gone(request, project, app, "model", name)
    path = model.path or app.models.config_path
    text = app.text(path)
    context = page.context(
        request,
        project,
        app,
        current=("model", name),
        file=pane(path, text, text),
        **head(project, app, model, "file"),
    )
    return render(request, "models/file.html", context)


def _row(project: Project, model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "url": reverse("model-edit", args=[project.slug, model.name]),
        "base": model.base,
        "data_source": model.data_source,
        "public": model.is_public,
        "configured": model.config is not None,
        "builtin": model.is_builtin,
        "path": model.path,
    }


def _page(
    request: Request,
    project: Project,
    app: Application,
    form: GeneralForm,
    model: Model | None,
    *,
    conflict: conflicts.Described | None = None,
) -> HttpResponse:
    name = model.name if model else ""
    seen_parts = models.parts_of(app, name, _GENERAL_KEYS) if model else []
    context = page.context(
        request,
        project,
        app,
        current=("model", name),
        form=form,
        is_new=model is None,
        bases=_bases(app),
        seen=parts.seal(files.application(project), seen_parts),
        conflict=conflict,
        file=_pane(files.application(project), form, model),
        builtin=_addable(app) if model is None else [],
        preview_url=reverse("model-preview", args=[project.slug, name])
        if model
        else reverse("model-create-preview", args=[project.slug]),
        advice=_advice(app, form),
        **(head(project, app, model, "general") if model else {}),
    )
    status = 409 if conflict else 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "models/form.html", context, status=status)


def _new_form(request: Request, app: Application) -> GeneralForm:
    sources = list(app.data_sources)
    initial = {"base": "PersistedModel", "public": True, "data_source": "db" if "db" in sources else ""}
    folder = posixpath.normpath(posixpath.join(app.root, "../common/models"))
    return GeneralForm(
        request.POST if request.method == "POST" else None,
        model=None,
        data_sources=sources,
        others=list(app.models),
        paths=app.paths,
        folder=folder,
        initial=initial,
    )


def _pane(app: Application, form: GeneralForm, model: Model | None) -> FilePane:
    """The file that the form writes: the definition, or the configuration where that is all that changes."""
    before = {
        path: app.text(path)
        for path in (app.models.config_path, model.path if model else None)
        if path and app.has(path)
    }
    error = ""
    if form.is_bound:
        try:
            error = _apply(app, form, model)
        except Refused as refusal:
            error = str(refusal)
    changed = app.changes()
    definition = (
        model.path if model else next((p for p in changed if p.endswith(".json") and p != app.models.config_path), None)
    )
    path = definition if definition and (definition in changed or not changed) else app.models.config_path
    if definition is None and not form.is_bound:
        path = app.models.config_path
    return pane(path, before.get(path), app.text(path) if app.has(path) else "", error=error)


def _apply(app: Application, form: GeneralForm, model: Model | None) -> str:
    """Applies what is typed to `app`; one sentence where that is not possible yet."""
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        return f"{form.fields[field].label if field in form.fields else ''}: {errors[0]}".lstrip(": ")
    if model is None:
        app.models.add(form.cleaned_data["name"], form.definition or {}, form.config or {})
        return ""
    definition = form.definition
    app.models.update(
        model.name, None if definition is None else models.merged(model.definition, definition), form.config
    )
    return ""


def _advice(app: Application, form: GeneralForm) -> str:
    if form.model is not None or not form.is_bound or not form.cleaned_data.get("name"):
        return ""
    problem = check_model_name(form.cleaned_data["name"], list(app.models), app.paths, form.folder)
    return problem.sentence if problem and not problem.refused else ""


def _bases(app: Application) -> list[str]:
    return [*BUILTIN, *(name for name in app.models if name not in BUILTIN)]


def _addable(app: Application) -> list[str]:
    return [name for name, model in BUILTIN.items() if model.attachable and name not in app.models.configured]
