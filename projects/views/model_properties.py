"""The table of a model's properties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from designer.connectors import find
from designer.connectors.javascript import truthy
from designer.loopback.application import Application
from designer.loopback.builtin import all_properties
from designer.loopback.comparison import FilePane, pane
from designer.loopback.definition_parts.columns import column_names
from designer.loopback.definition_parts.property import DEFAULT_FUNCTIONS
from designer.loopback.jsontext import JSON
from designer.loopback.model import Model
from designer.loopback.model_properties import TYPES
from designer.loopback.refusal import Refused
from designer.loopback.renamed_properties import Followed
from projects import access
from projects.actions import files, models, parts
from projects.actions.files import Conflict
from projects.forms.properties import PropertiesForm
from projects.forms.property_views import ARRAY_OF_OBJECTS, OBJECT, PropertyView, property_views, with_blank_rows
from projects.models import Project
from projects.templatetags.prose import enumerated
from projects.views import conflicts, drafts, page
from projects.views.definition_pages import opened
from projects.views.http import Request, signed_in
from projects.views.model_head import head
from projects.views.model_page import CONFLICT
from projects.views.property_details import connectors_of


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_properties(request: Request, slug: str, name: str) -> HttpResponse:
    """All properties as rows; only the rows that were touched are posted."""
    found = opened(request, slug, name)
    if isinstance(found, HttpResponse):
        return found
    project, app, model = found
    data = drafts.posted(request, project)
    if data is None:
        return _page(request, project, app, model, property_views(model.properties))
    form = form_of(model, data)
    error, conflict = "", None
    if request.method == "POST" and form.is_valid():
        edit = edit_of(form, data)
        try:
            revision, followed = models.update_properties(project, request.user, name, edit)
        except Conflict:
            result = models.reconcile_properties(files.application(project), name, edit)
            conflict = conflicts.describe_members(project, app, result, choices=edit.choices)
        except Refused as refusal:
            error = str(refusal)
        else:
            drafts.done(request, project)
            page.saved(request, project, revision)
            _say_followed(request, followed)
            _say_columns(request, project, name, followed)
            return redirect("model-properties", project.slug, name)
    return _page(request, project, app, model, form.views, form=form, error=error, conflict=conflict)


def form_of(model: Model, data: QueryDict) -> PropertiesForm:
    """What was typed in the table, whose rows are known by their place when the person saw it."""
    seen = parts.sealed_keys(data.get("seen", ""), model.path or "", ("properties",))
    return PropertiesForm(data, model.properties, seen)


def edit_of(form: PropertiesForm, data: QueryDict) -> models.PropertiesEdit:
    """What a valid table would save."""
    return models.PropertiesEdit(form.rows, form.is_reordered, data.get("seen", ""), conflicts.chosen(data))


def _say_followed(request: Request, followed: Followed) -> None:
    """Tells where else renamed properties have their new names now, and where the old ones may still stand."""
    if followed.changed:
        where = [f"{model} ({enumerated(ways)})" for model, ways in followed.changed.items()]
        messages.info(request, f"The new name stands in {enumerated(where)} too.")
    if followed.left:
        messages.warning(
            request, f"The old name still stands in {enumerated(followed.left)}. Look whether it is meant."
        )
    if followed.scripts:
        messages.warning(request, page.scripts_warning(list(followed.scripts)))


def _say_columns(request: Request, project: Project, name: str, followed: Followed) -> None:
    """Tells which columns are looked for under other names from now on (loopback-connector 4.11.1, lib/sql.js)."""
    app = files.application(project)
    connectors = connectors_of(app, page.environment_of(request, project, app), app.models[name])
    key = next((known.key for each in connectors if (known := find(each))), "")
    columns = column_names(key)
    properties = app.models[name].properties
    moved = [new for new in followed.names.values() if columns and not _has_column(properties[new], key, columns)]
    if moved:
        what = f"{enumerated(moved)} in {key} by {'their' if moved[1:] else 'its'} new name"
        messages.info(request, f"LoopBack looks for {what} now. All attributes can say what the column is called.")


def _has_column(value: JSON, connector: str, columns: Sequence[str]) -> bool:
    mapping = value.get(connector) if isinstance(value, dict) else None
    return isinstance(mapping, dict) and any(mapping.get(each) for each in columns)


@signed_in
@require_POST
def model_properties_preview(request: Request, slug: str, name: str) -> HttpResponse:
    """The definition as it would be saved."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    model = app.models.get(name)
    if model is None or model.path is None:
        return HttpResponse(status=404)
    form = form_of(model, request.POST)
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
        is_empty=not rows,
        rows=_rows(request, project, model, rows),
        template_row=PropertyView("__key__"),
        template_row_inside=PropertyView("__key__.__inner__", touched=True),
        types=[*TYPES, *(f"[{name}]" for name in TYPES[:5]), OBJECT, ARRAY_OF_OBJECTS, *app.models],
        default_functions=[f"{name}()" for name, _ in DEFAULT_FUNCTIONS],
        errors=[error] if error else list(form.errors.values()) if form else [],
        conflict=conflict,
        inherited=_inherited(app, model),
        seen=form.data.get("seen", "") if form else models.seal_properties(app, model.name),
        file=_pane(files.application(project), model, form),
        preview_url=reverse("model-properties-preview", args=[project.slug, model.name]),
        paste_url=reverse("model-properties-paste", args=[project.slug, model.name]),
        **drafts.about(request, project, is_bound=form is not None),
        **head(project, app, page.environment_of(request, project, app), model, "properties"),
    )
    failed = request.method == "POST" and bool(error or (form and form.errors))
    return render(request, "models/properties.html", context, status=409 if conflict else 422 if failed else 200)


def _rows(request: Request, project: Project, model: Model, views: list[PropertyView]) -> list[PropertyView]:
    """The rows, each with the address of its page where it has one."""
    shown = with_blank_rows(views) if access.can_edit(request.user, project) else views
    urls = {name: reverse("model-property", args=[project.slug, model.name, name]) for name in model.properties}
    return [
        view if view.depth else replace(view, detail_url="" if view.old_name is None else urls.get(view.old_name, ""))
        for view in shown
    ]


def _pane(app: Application, model: Model, form: PropertiesForm | None) -> FilePane:
    assert model.path
    before, error = app.text(model.path), ""
    if form is not None:
        error = next(iter(form.errors.values()), "")
        if not error:
            try:
                models.apply_properties(app, model.name, edit_of(form, form.data))
            except Conflict:
                error = CONFLICT
            except Refused as refusal:
                error = str(refusal)
    return pane(model.path, before, app.text(model.path), error=error)


def _inherited(app: Application, model: Model) -> list[tuple[str, str, bool]]:
    """The properties that come from the bases: each with the name of the base, and whether it is required."""
    found = app.models.inherited_properties(model.name)
    return [(name, owner, _requires(app, owner, name)) for name, owner in found.items() if name not in model.properties]


def _requires(app: Application, owner: str, name: str) -> bool:
    """Whether the model `owner` declares a property as required, which its heirs validate too (`registerProperty`)."""
    known = app.models.get(owner)
    if known and known.path:
        declared = known.properties.get(name)
        return isinstance(declared, dict) and truthy(declared.get("required"))
    return any(each.name == name and each.required for each in all_properties(owner))
