"""The pages of the parts of a model definition: relations, access control, methods, scopes, indexes, mixins."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from designer.loopback.application import Application
from designer.loopback.comparison import FilePane, pane
from designer.loopback.definition_parts import PARTS, DefinitionPart
from designer.loopback.model import Model
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import definition_parts, files
from projects.actions.definition_parts import PartEdit
from projects.actions.files import Conflict
from projects.forms.definition_parts import DefinitionPartForm
from projects.forms.structures import SHAPE, reshaped
from projects.forms.values import ABSENT
from projects.models import Project
from projects.views import conflicts, drafts, page
from projects.views.http import Request, signed_in
from projects.views.model_head import head
from projects.views.model_page import CONFLICT
from projects.views.suggestions import suggestions


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_part(request: Request, slug: str, name: str, part: str) -> HttpResponse:
    """One part as fields; buttons that only reshape the form save nothing."""
    editing = request.method == "POST"
    get = access.get_project_to_edit if editing else access.get_project_to_view
    project = get(request.user, slug)
    app = files.application(project)
    model = app.models.get(name)
    if model is None or model.path is None:
        is_kept = drafts.keep_posted(request, project)
        if model is None:
            return page.gone(request, project, app, "model", name, kept=is_kept)
        return page.without_definition(request, project, app, name)
    data = _posted(request, project)
    form = DefinitionPartForm(data, model=model, part=PARTS[part])
    if editing and SHAPE in request.POST:
        form.is_valid()
        form.forgive()
        return _page(request, project, app, model, form)
    conflict = None
    if editing and form.is_valid():
        edit = edit_of(form)
        try:
            revision = definition_parts.update(project, request.user, name, edit)
        except Conflict:
            found = definition_parts.reconcile(files.application(project), name, edit)
            conflict = conflicts.describe_members(project, app, found, choices=edit.choices)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.done(request, project)
            page.saved(request, project, revision)
            return redirect(f"model-{part}", project.slug, name)
    return _page(request, project, app, model, form, conflict=conflict)


@signed_in
@require_POST
def model_part_preview(request: Request, slug: str, name: str, part: str) -> HttpResponse:
    """The definition as it would be saved."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    model = app.models.get(name)
    if model is None or model.path is None:
        raise Http404
    form = DefinitionPartForm(request.POST, model=model, part=PARTS[part])
    context = {"file": pane_of(app, model, form), "field_errors": list(form.inner_errors)}
    return render(request, "ui/file_pane.html", context)


def edit_of(form: DefinitionPartForm) -> PartEdit:
    """What a valid form would save."""
    value = form.typed.value
    return PartEdit(
        form.part,
        None if value is ABSENT else value,
        is_absent=value is ABSENT,
        renamed=form.typed.renamed,
        seen=str(form.data.get("seen", "")),
        choices=conflicts.chosen(form.data),
    )


def _posted(request: Request, project: Project) -> QueryDict | None:
    data = drafts.posted(request, project)
    return reshaped(data) if data is not None and SHAPE in data else data


def _page(
    request: Request,
    project: Project,
    app: Application,
    model: Model,
    form: DefinitionPartForm,
    *,
    conflict: conflicts.Described | None = None,
) -> HttpResponse:
    part = form.part
    environment = page.environment_of(request, project, app)
    context = page.context(
        request,
        project,
        app,
        current=("model", model.name),
        form=form,
        part=part,
        is_empty=not form.is_bound and not part.value(model.definition),
        known=suggestions(app, model, part),
        seen=form.data.get("seen", "") if form.is_bound else definition_parts.seal(app, model.name, part),
        conflict=conflict,
        file=pane_of(files.application(project), model, form),
        preview_url=reverse(f"model-{part.address}-preview", args=[project.slug, model.name]),
        **drafts.about(request, project, is_bound=form.is_bound),
        **head(project, app, environment, model, part.address),
        **_beside(project, app, environment, model, part),
    )
    failed = request.method == "POST" and SHAPE not in request.POST and not form.is_valid()
    return render(request, "models/part.html", context, status=409 if conflict else 422 if failed else 200)


def _beside(project: Project, app: Application, environment: str, model: Model, part: DefinitionPart) -> dict[str, Any]:
    """What the page of a part shows below its form."""
    return {}


def pane_of(app: Application, model: Model, form: DefinitionPartForm) -> FilePane:
    """The definition as it would be saved with what is typed."""
    assert model.path
    before, error = app.text(model.path), ""
    if form.is_bound:
        error = _apply(app, model, form)
    return pane(model.path, before, app.text(model.path), error=error, about=form.pointer)


def _apply(app: Application, model: Model, form: DefinitionPartForm) -> str:
    """Applies what is typed to `app`; one sentence where that is not possible yet."""
    if not form.is_valid():
        return str(next(iter(form.errors.values()))[0])
    try:
        definition_parts.apply(app, model.name, edit_of(form))
    except Conflict:
        return CONFLICT
    except Refused as refusal:
        return str(refusal)
    return ""
