"""Pages of models: list, add, edit, attach."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.loopback import secrets
from designer.loopback.builtin import BUILTIN
from designer.loopback.model import Model
from designer.loopback.names import check_model_name
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, models
from projects.actions.files import Conflict
from projects.forms.model_settings import SETTINGS
from projects.forms.models import AttachForm
from projects.models import Project
from projects.views import conflicts, drafts, file_editor, page, paged, shapes
from projects.views.http import Request, signed_in
from projects.views.in_environment import in_environment
from projects.views.model_head import head
from projects.views.model_page import (
    addable,
    edit_of,
    file_pane,
    form_of,
    layer_of,
    new_form,
    problems_of,
    render_page,
)


@signed_in
@require_safe
def model_list(request: Request, slug: str) -> HttpResponse:
    """All models, to choose from and to attach many at once."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    here = in_environment(app, page.environment_of(request, project, app))

    def words(name: str) -> str:
        return f"{name} {secrets.mask_words(here.model(name).data_source or '')}"

    shown = paged.of(request, list(app.models), words)
    files.load(app, [path for name in shown.rows if (path := app.models[name].path)])
    context = page.context(
        request,
        project,
        app,
        section="models",
        page=shown,
        models=[_row(project, here.model(name)) for name in shown.rows],
        builtin=addable(app),
        data_sources=list(app.data_sources),
    )
    return render(request, "models/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_create(request: Request, slug: str) -> HttpResponse:
    """A new model; it starts with the data source `db` where that exists, and public."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    form = new_form(app, drafts.posted(request, project))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            revision = models.create(project, request.user, name, form.definition or {}, form.config or {})
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            drafts.done(request, project)
            page.saved(request, project, revision)
            page.advise(request, check_model_name(name, [], []))
            return redirect("model-properties", project.slug, name)
    return render_page(request, project, app, form, None)


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
    """General settings of a model; `?layer=` chooses the file of the configuration that is edited."""
    editing = request.method == "POST"
    get = access.get_project_to_edit if editing else access.get_project_to_view
    project = get(request.user, slug)
    app = files.application(project)
    if name not in app.models:
        return page.gone(request, project, app, "model", name, kept=drafts.keep_posted(request, project))
    model = app.models[name]
    layer = layer_of(request, project, app)
    data = shapes.posted(request, project)
    form = form_of(app, model, layer, page.environment_of(request, project, app), data)
    if shapes.is_reshaping(request):
        form.is_valid()
        form.forgive()
        return render_page(request, project, app, form, model, layer=layer, data=data)
    conflict = None
    if data is not None and editing and form.is_valid():
        edit = edit_of(form, layer, data)
        try:
            revision = models.update(project, request.user, name, edit)
        except Conflict:
            results = models.reconcile(files.application(project), name, edit)
            conflict = conflicts.describe_members(project, app, *results, choices=edit.choices)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.done(request, project)
            page.saved(request, project, revision)
            return redirect(drafts.form_url(request))
    return render_page(request, project, app, form, model, layer=layer, conflict=conflict, data=data)


@signed_in
@require_POST
def model_preview(request: Request, slug: str, name: str | None = None) -> HttpResponse:
    """The file as it would be saved with what is typed."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    model = app.models.get(name) if name is not None else None
    layer = layer_of(request, project, app)
    environment = page.environment_of(request, project, app)
    form = form_of(app, model, layer, environment, request.POST) if model else new_form(app, request.POST)
    problems = problems_of(request, project, app, model)
    file = file_pane(app, form, model, layer, request.POST, problems)
    errors = [
        (form.fields[key].code_name, found[0])  # type: ignore[attr-defined]
        for key, found in form.errors.items()
        if key in form.fields and key != SETTINGS
    ]
    errors += form.inner_errors
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
    context = page.context(
        request,
        project,
        app,
        current=("model", name),
        **file_editor.context(request, project, app, path),
        **head(project, app, page.environment_of(request, project, app), model, "file"),
    )
    # The problems of the text itself stand below it.
    context["own_problems"] = [each for each in context["own_problems"] or () if each["path"] != path]
    context["about_url"] = ""
    return render(request, "models/file.html", context)


def _row(project: Project, model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "url": reverse("model-edit", args=[project.slug, model.name]),
        "base": model.base,
        "data_source": secrets.mask_words(model.data_source or ""),
        "public": model.is_public,
        "configured": model.config is not None,
        "builtin": model.is_builtin,
        "path": model.path,
    }
