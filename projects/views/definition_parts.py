"""The pages of the parts of a model definition: relations, access control, methods, scopes, indexes, mixins."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from designer.loopback.application import Application
from designer.loopback.comparison import FilePane, pane
from designer.loopback.definition_parts import PARTS
from designer.loopback.definition_parts.relations import RELATIONS
from designer.loopback.model import Model
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import definition_parts, files
from projects.actions import relations as relation_actions
from projects.actions.definition_parts import PartEdit
from projects.actions.files import Conflict
from projects.forms.definition_parts import DefinitionPartForm
from projects.forms.quick_starts import started
from projects.models import Project, Revision
from projects.views import access_matrix, conflicts, drafts, inherited, page, relations, shapes
from projects.views.definition_pages import edit_of, opened, save
from projects.views.http import Request, signed_in
from projects.views.model_head import head
from projects.views.model_page import CONFLICT
from projects.views.suggestions import suggestions


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_part(request: Request, slug: str, name: str, part: str) -> HttpResponse:
    """One part as fields; buttons that only reshape the form save nothing."""
    found = opened(request, slug, name)
    if isinstance(found, HttpResponse):
        return found
    project, app, model = found
    data = shapes.posted(request, project)
    form = DefinitionPartForm(data, model=model, part=PARTS[part])
    if shapes.is_reshaping(request):
        assert data is not None
        form = DefinitionPartForm(started(data, form), model=model, part=PARTS[part])
        form.is_valid()
        form.forgive()
        return _page(request, project, app, model, form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        is_saved, conflict = save(request, project, app, form, partial(_update, request, project, app, form))
        if is_saved:
            return redirect(
                access_matrix.address(
                    reverse(f"model-{part}", args=[project.slug, name]), access_matrix.chosen(request)
                )
            )
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
    environment = page.environment_of(request, project, app)
    context: dict[str, Any] = {"file": pane_of(app, model, form, environment), "field_errors": list(form.inner_errors)}
    if form.part is RELATIONS:
        context |= relations.live(form, files.application(project), environment)
    context["told_inherited"] = inherited.entries(project, app, environment, name, form.part)
    answer = render(request, "ui/file_pane.html", context)
    beside = _beside(request, project, app, environment, model, form)
    if beside.get("is_live"):
        answer["HX-Replace-Url"] = access_matrix.address(beside["page_url"], access_matrix.chosen(request))
        shown = {**beside, "oob": True, "can_edit": True}
        answer.write(render_to_string(beside["beside"], shown, request))
    return answer


def _update(
    request: Request, project: Project, app: Application, form: DefinitionPartForm, edit: PartEdit
) -> Revision | None:
    if form.part is not RELATIONS:
        return definition_parts.update(project, request.user, form.model.name, edit)
    environment = page.environment_of(request, project, app)
    wanted = relations.wanted(form)
    return relation_actions.update(project, request.user, form.model.name, edit, wanted, environment)


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
    if part is RELATIONS:
        relations.dress(form, files.application(project), environment)
    typed = files.application(project)
    shown = pane_of(typed, model, form, environment)
    context = page.context(
        request,
        project,
        app,
        current=("model", model.name),
        form=form,
        part=part,
        is_empty=not form.is_bound and not part.value(model.definition),
        known=suggestions(app, model, part.setting, environment),
        seen=form.data.get("seen", "") if form.is_bound else definition_parts.seal(app, model.name, part),
        conflict=conflict,
        inherited=inherited.entries(project, typed, environment, model.name, part),
        own_methods=inherited.own_methods(typed, environment, model.name) if part is PARTS["methods"] else None,
        file=shown,
        preview_url=reverse(f"model-{part.address}-preview", args=[project.slug, model.name]),
        **drafts.about(request, project, is_bound=form.is_bound),
        **head(project, app, environment, model, part.address),
        **_beside(request, project, typed, environment, model, form),
    )
    failed = request.method == "POST" and not shapes.is_reshaping(request) and not form.is_valid()
    return render(request, "models/part.html", context, status=409 if conflict else 422 if failed else 200)


def _beside(
    request: Request, project: Project, app: Application, environment: str, model: Model, form: DefinitionPartForm
) -> dict[str, Any]:
    """What the page of a part shows below its form; `app` is the application with what is typed.

    Where `is_live` it follows what is typed.
    """
    if form.part is PARTS["access"]:
        at_once = access_matrix.chosen(request)
        return {**access_matrix.beside(project, app, environment, model, form, at_once), "is_live": True}
    return relations.beside(project, app, model.name) if form.part is RELATIONS else {}


def pane_of(app: Application, model: Model, form: DefinitionPartForm, environment: str) -> FilePane:
    """The definition as it would be saved with what is typed."""
    assert model.path
    before, error = app.text(model.path), ""
    if form.is_bound:
        error = _apply(app, model, form, environment)
    return pane(model.path, before, app.text(model.path), error=error, about=form.pointer)


def _apply(app: Application, model: Model, form: DefinitionPartForm, environment: str) -> str:
    """Applies what is typed to `app`; one sentence where that is not possible yet."""
    if not form.is_valid():
        return str(next(iter(form.errors.values()))[0])
    try:
        definition_parts.apply(app, model.name, edit_of(form))
        if form.part is RELATIONS:
            relation_actions.take_up(app, model.name, relations.wanted(form), environment)
    except Conflict:
        return CONFLICT
    except Refused as refusal:
        return str(refusal)
    return ""
