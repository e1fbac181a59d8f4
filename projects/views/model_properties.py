"""The table of a model's properties."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN, all_properties
from designer.loopback.comparison import FilePane, pane
from designer.loopback.model import Model
from designer.loopback.model_properties import PropertyRow
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, models, parts
from projects.actions.files import Conflict
from projects.forms.models import TYPES, PropertiesForm, PropertyView, property_views
from projects.models import Project
from projects.views import conflicts, page
from projects.views.http import Request, signed_in
from projects.views.model_head import head


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_properties(request: Request, slug: str, name: str) -> HttpResponse:
    """All properties as rows; only the rows that were touched are posted."""
    editing = request.method == "POST"
    get = access.get_project_to_edit if editing else access.get_project_to_view
    project = get(request.user, slug)
    app = files.application(project)
    model = app.models.get(name)
    if model is None or model.path is None:
        return page.gone(request, project, app, "model with properties of its own", name)
    if not editing:
        return _page(request, project, app, model, property_views(model.properties))
    seen = request.POST.get("seen", "")
    if parts.changed(app, seen):
        return _conflict(request, project, app, model)
    form = PropertiesForm(request.POST, model.properties)
    error = ""
    if form.is_valid():
        try:
            revision = models.update_properties(project, request.user, name, form.rows, seen)
        except Conflict:
            return _conflict(request, project, app, model)
        except Refused as refusal:
            error = str(refusal)
        else:
            page.saved(request, project, revision)
            return redirect("model-properties", project.slug, name)
    return _page(request, project, app, model, form.views, form=form, error=error)


@signed_in
@require_POST
def model_properties_preview(request: Request, slug: str, name: str) -> HttpResponse:
    """The definition as it would be saved."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    model = app.models.get(name)
    if model is None or model.path is None:
        return HttpResponse(status=404)
    form = PropertiesForm(request.POST, model.properties)
    context = {"file": _pane(app, model, form), "field_errors": form.errors.items()}
    return render(request, "ui/file_pane.html", context)


def _page(
    request: Request,
    project: Project,
    app: Application,
    model: Model,
    rows: list[PropertyView],
    *,
    form: PropertiesForm | None = None,
    error: str = "",
    conflict: conflicts.Described | None = None,
) -> HttpResponse:
    assert model.path
    context = page.context(
        request,
        project,
        app,
        current=("model", model.name),
        discard_url=request.path,
        rows=rows,
        blank_row=PropertyView("new-0"),
        template_row=PropertyView("__key__"),
        types=[*TYPES, *(f"[{name}]" for name in TYPES[:5]), *app.models],
        errors=[error] if error else list(form.errors.values()) if form else [],
        conflict=conflict,
        inherited=_inherited(app, model),
        seen=parts.seal(files.application(project), [(model.path, ("properties",))]),
        file=_pane(files.application(project), model, form),
        preview_url=reverse("model-properties-preview", args=[project.slug, model.name]),
        **head(project, app, model, "properties"),
    )
    failed = bool(error or (form and form.errors))
    return render(request, "models/properties.html", context, status=409 if conflict else 422 if failed else 200)


def _conflict(request: Request, project: Project, app: Application, model: Model) -> HttpResponse:
    """Rows are known by their place, so what was typed cannot be put on top of another table: both are shown."""
    assert model.path
    posted = PropertiesForm(request.POST, {})
    typed = {row.name: row.value for row in posted.rows if isinstance(row, PropertyRow)}
    for key in request.POST:
        if key.startswith("p") and key.endswith("-name"):
            row = key.removesuffix("name")
            parts_typed = {part: request.POST.get(row + part, "") for part in ("type", "default", "description")}
            typed[str(request.POST[key])] = {part: text for part, text in parts_typed.items() if text}
    now = {name: model.properties[name] for name in typed if name in model.properties}
    described = conflicts.describe_values(project, model.path, now, typed)
    return _page(request, project, app, model, property_views(model.properties), conflict=described)


def _pane(app: Application, model: Model, form: PropertiesForm | None) -> FilePane:
    assert model.path
    before, error = app.text(model.path), ""
    if form is not None:
        error = next(iter(form.errors.values()), "")
        if not error:
            try:
                app.models.edit_properties(model.name, form.rows)
            except Refused as refusal:
                error = str(refusal)
    return pane(model.path, before, app.text(model.path), error=error)


def _inherited(app: Application, model: Model) -> list[tuple[str, str]]:
    """The properties that come from the bases: each with the name of the base."""
    found: dict[str, str] = {}
    seen = {model.name}
    base = model.base
    while base in app.models and base not in seen and app.models[base].path:
        seen.add(base)
        found = dict.fromkeys(app.models[base].properties, base) | found
        base = app.models[base].base
    if base in BUILTIN:
        found |= {each.name: base for each in all_properties(base) if each.name not in found}
    return [(name, owner) for name, owner in found.items() if name not in model.properties]
