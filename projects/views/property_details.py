"""The page of one property: all its attributes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from designer.loopback.application import Application
from designer.loopback.definition_parts.property import PropertyPart, property_part
from designer.loopback.model import Model
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import definition_parts, files
from projects.actions.files import Conflict
from projects.forms.definition_parts import DefinitionPartForm
from projects.forms.property_views import nested_in_rows
from projects.forms.structures import SHAPE, reshaped
from projects.models import Project
from projects.views import conflicts, drafts, page
from projects.views.definition_parts import edit_of, pane_of
from projects.views.http import Request, signed_in
from projects.views.in_environment import in_environment
from projects.views.model_head import head
from projects.views.suggestions import suggestions

_LISTS = (
    ("hidden", "hidden: it stays out of what the API answers"),
    ("hiddenProperties", "hidden: it stays out of what the API answers"),
    ("protected", "protected: it stays out of what comes along with another model"),
    ("protectedProperties", "protected: it stays out of what comes along with another model"),
)
"""The lists of a definition that say something of a property (loopback-datasource-juggler 3.36.1, lib/model.js)."""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def model_property(request: Request, slug: str, name: str, prop: str) -> HttpResponse:
    """One property as fields; buttons that only reshape the form save nothing."""
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
    if prop not in model.properties:
        return _gone(request, project, app, model, prop)
    data = drafts.posted(request, project)
    data = reshaped(data) if data is not None and SHAPE in data else data
    form = _form(request, project, app, model, prop, data)
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
            return redirect("model-property", project.slug, name, prop)
    return _page(request, project, app, model, form, conflict=conflict)


@signed_in
@require_POST
def model_property_preview(request: Request, slug: str, name: str, prop: str) -> HttpResponse:
    """The definition as it would be saved."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    model = app.models.get(name)
    if model is None or model.path is None or prop not in model.properties:
        raise Http404
    form = _form(request, project, app, model, prop, request.POST)
    environment = page.environment_of(request, project, app)
    context = {"file": pane_of(app, model, form, environment), "field_errors": list(form.inner_errors)}
    return render(request, "ui/file_pane.html", context)


def _form(
    request: Request, project: Project, app: Application, model: Model, prop: str, data: Any
) -> DefinitionPartForm:
    connectors = connectors_of(app, page.environment_of(request, project, app), model)
    form = DefinitionPartForm(data, model=model, part=property_part(prop, connectors, model.properties[prop]))
    form.field.field.widget.folds = False
    return form


def connectors_of(app: Application, environment: str, model: Model) -> list[str]:
    """The connector of the data source that keeps the model in an environment."""
    here = in_environment(app, environment)
    source = here.model(model.name).data_source
    found = app.data_sources.get(source) if source else None
    return [found.connector] if found and found.connector else []


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
    assert isinstance(part, PropertyPart)
    environment = page.environment_of(request, project, app)
    arguments = [project.slug, model.name]
    context = page.context(
        request,
        project,
        app,
        current=("model", model.name),
        form=form,
        part=part,
        is_empty=False,
        property=part.name,
        lists=_lists(model, part.name),
        is_nested=nested_in_rows(model.properties[part.name]) is not None,
        is_left_out=model.properties[part.name] in (None, False),
        known=suggestions(app, model, part.setting),
        seen=form.data.get("seen", "") if form.is_bound else definition_parts.seal(app, model.name, part),
        conflict=conflict,
        file=pane_of(files.application(project), model, form, environment),
        preview_url=reverse("model-property-preview", args=[*arguments, part.name]),
        properties_url=reverse("model-properties", args=arguments),
        general_url=reverse("model-edit", args=arguments),
        neighbours=_neighbours(project, model, part.name),
        **drafts.about(request, project, is_bound=form.is_bound),
        **head(project, app, environment, model, "properties"),
    )
    failed = request.method == "POST" and SHAPE not in request.POST and not form.is_valid()
    return render(request, "models/property.html", context, status=409 if conflict else 422 if failed else 200)


def _lists(model: Model, prop: str) -> list[str]:
    """What the lists of the definition say of a property."""
    options = model.definition.get("options")
    places = [model.definition, options if isinstance(options, dict) else {}]
    found = [words for key, words in _LISTS for place in places if _names(place.get(key), prop)]
    return list(dict.fromkeys(found))


def _names(value: object, prop: str) -> bool:
    return isinstance(value, list) and prop in value


def _neighbours(project: Project, model: Model, prop: str) -> list[tuple[str, str, str]]:
    """The properties before and after, each as an icon, a name and an address."""
    names = list(model.properties)
    place = names.index(prop)
    found = [("chevron-left", names[place - 1])] if place else []
    found += [("chevron-right", names[place + 1])] if place + 1 < len(names) else []
    return [(icon, name, reverse("model-property", args=[project.slug, model.name, name])) for icon, name in found]


def _gone(request: Request, project: Project, app: Application, model: Model, prop: str) -> HttpResponse:
    drafts.keep_posted(request, project)
    arguments = [project.slug, model.name]
    context = page.context(
        request,
        project,
        app,
        sentence=f"{model.name} has no property “{prop}” of its own. It may have been renamed or deleted.",
        history_url=reverse("history", args=[project.slug]),
        new_url=reverse("model-properties", args=arguments),
        new_name=f"Properties of {model.name}",
    )
    return render(request, "projects/gone.html", context, status=404)
