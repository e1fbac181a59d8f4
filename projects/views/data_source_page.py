"""The form of a data source as the person sees it: its page, its live file, its last test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from designer.connectors.base import CheckFailed
from designer.loopback.application import Application
from designer.loopback.comparison import FilePane, pane
from designer.loopback.data_sources import NotMergeable
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.layers import Layer
from designer.loopback.refusal import Refused
from projects.actions import data_sources, files, last_results, parts, variables
from projects.forms import pasted
from projects.forms.data_sources import DataSourceForm, Pasted
from projects.forms.inheritance import other_layers
from projects.forms.names import NameForm
from projects.forms.structures.field import SHAPE, reshaped
from projects.models import Project
from projects.views import conflicts, drafts, page, tree, verdicts
from projects.views.data_source_layers import layer_links, layer_notes
from projects.views.http import Request

FIND = "find"
"""What is typed to find a connector: words, or a URL."""

_USERS_SHOWN = 12

PASTED, TAKE_URL, KEEP_URL = "pasted-url", "url", "whole-url"
"""The field for a URL that is to be taken apart, and the shapes that its buttons ask for."""


def form_of(
    request: Request, project: Project, app: Application, name: str, layer: Layer, *, connector: str = ""
) -> DataSourceForm:
    """The form of a data source that is there, for one of its files; `connector` is one that was just chosen for it."""
    environment = page.environment_of(request, project, app)
    source = app.data_sources[name]
    present = app.data_sources.connector_at(name, layer.path)
    connector = connector or (request.POST.get("connector") or request.GET.get("connector") or "").strip() or present
    make = partial(
        DataSourceForm,
        name=name,
        connector_name=connector,
        entry=app.data_sources.settings_at(name, layer.path),
        path=layer.path,
        environment=environment,
        known_variables=variables.names(project, environment),
        others=other_layers(app, source.name, layer.path, environment),
        applies_in=variables.applying(project, app, source.name, layer.path, environment),
        own_connector=connector != present,
    )
    return _filled(request, make, _posted(request, project))


def new_form_of(request: Request, project: Project, app: Application, name: str, connector: str) -> DataSourceForm:
    """The form of a data source that is to be added."""
    environment = page.environment_of(request, project, app)
    make = partial(
        DataSourceForm,
        name=name,
        connector_name=connector,
        entry={},
        path=app.data_sources.main_path,
        environment=environment,
        known_variables=variables.names(project, environment),
        is_new=True,
    )
    return _filled(request, make, _posted(request, project))


def _filled(request: Request, make: Callable[..., DataSourceForm], data: QueryDict | None) -> DataSourceForm:
    """The form; where a URL was posted to be taken apart, with its settings in the fields."""
    shape = request.POST.get(SHAPE)
    if request.method != "POST" or (shape not in (TAKE_URL, KEEP_URL) and not is_finding(request)):
        return make(data)
    form = make(None if is_finding(request) else data)
    url = request.POST.get(FIND if is_finding(request) else PASTED, "").strip()
    try:
        filled, became = pasted.filled(form, url, whole=shape == KEEP_URL)
    except CheckFailed as failure:
        form.pasted = Pasted(error=failure.sentence, url=url)
        return form
    form = make(filled)
    form.pasted = became
    return form


def is_finding(request: Request) -> bool:
    """Whether words, or a URL, were posted to find a connector by."""
    return request.method == "POST" and FIND in request.POST


def is_reshaping(request: Request) -> bool:
    """Whether a button was pressed that changes what the form asks for, and saves nothing."""
    return request.method == "POST" and (SHAPE in request.POST or FIND in request.POST)


def render_reshaped(
    request: Request, project: Project, app: Application, form: DataSourceForm, name_form: NameForm | None = None
) -> HttpResponse:
    """The page with what was typed, in the shape that was asked for; mistakes wait until it is saved."""
    form.is_valid()
    form.forgive()
    if name_form is not None:
        name_form = NameForm(initial={"name": name_form["name"].value()}, existing=name_form.existing)
    return render_page(request, project, app, form, name_form=name_form)


def render_page(
    request: Request,
    project: Project,
    app: Application,
    form: DataSourceForm,
    *,
    name_form: NameForm | None = None,
    conflict: conflicts.Described | None = None,
    result: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page of a data source, or of a new one."""
    name = form.name
    source = app.data_sources.get(name) if not form.is_new else None
    about = (name,)
    file = live_file(request, project, form) if form.is_bound or form.is_new else _shown(app, form.path, about)
    groups, more_groups = form.arranged()
    context = page.context(
        request,
        project,
        app,
        current=("data_source", name if source else ""),
        source={"name": name if source else "", **tree.kind_of(form.connector, form.connector_name)},
        form=form,
        name_form=name_form,
        groups=groups,
        more_groups=more_groups,
        more_summary=form.more_summary,
        more_open=form.more_has_errors,
        url_schemes=form.connector.url_schemes if form.connector else (),
        free_rows=form.free_rows,
        **(_used_by(project, data_sources.touched(app, name).models) if source else {}),
        file=file,
        seen=_seen(request, project, form) if source else "",
        shown=form.sealed_shown,
        conflict=conflict,
        result=result or _last_result(project, app, form),
        **verdicts.test_context(project, form.connector),
        **drafts.about(request, project, is_bound=form.is_bound),
        **(_layer_context(project, app, form) if source else {}),
        **_urls(project, name if source else None),
    )
    failed = (form.is_bound and not form.is_valid()) or (name_form is not None and bool(name_form.errors))
    failed = failed and request.method == "POST"
    status = 409 if conflict else 422 if failed else 200
    return render(request, "data_sources/form.html", context, status=status)


def live_file(request: Request, project: Project, form: DataSourceForm, *, error: str = "") -> FilePane:
    """The file with what is typed; as it is, with the reason, where that is not possible yet."""
    app = files.application(project)
    before = app.text(form.path) if app.has(form.path) else None
    if not error:
        try:
            _apply(request, app, form)
        except NotMergeable as refusal:
            form.blame(refusal.setting, str(refusal))
            error = str(refusal)
        except Refused as refusal:
            error = str(refusal)
    after = app.text(form.path) if app.has(form.path) else ""
    return pane(form.path, before, after, error=error, about=(form.name,))


def _posted(request: Request, project: Project) -> QueryDict | None:
    data = drafts.posted(request, project)
    return reshaped(data) if data is not None and is_reshaping(request) else data


def _apply(request: Request, app: Application, form: DataSourceForm) -> None:
    if form.is_new:
        settings = form.settings if form.is_bound else form.entry
        app.data_sources.add(form.name, form.written_connector, without_own_keys(settings))
        return
    seen, choices = form.data.get("seen", ""), conflicts.chosen(form.data)
    found = data_sources.reconciled(app, form.name, form.settings, seen, form.path, choices)
    app.data_sources.update(form.name, found.members, form.path)


def _seen(request: Request, project: Project, form: DataSourceForm) -> str:
    """What the person started from; it stays the same while the form is shown again."""
    if form.is_bound and "seen" in form.data:
        return str(form.data["seen"])
    return parts.seal_members(files.application(project), form.path, (form.name,))


def _layer_context(project: Project, app: Application, form: DataSourceForm) -> dict[str, Any]:
    layer = app.data_sources.files.at(form.path)
    return {
        "layer": layer,
        "layer_links": layer_links(project, app, form.name, layer, form.environment),
        "layer_notes": layer_notes(app, form.name, layer, form.environment, form.others),
    }


def _shown(app: Application, path: str, about: Pointer) -> FilePane:
    text = app.text(path) if app.has(path) else ""
    return pane(path, text, text, about=about)


def blaming_own(form: DataSourceForm, result: Mapping[str, Any]) -> dict[str, Any]:
    """A result without blame for what a later file says in the environment: that is not in this form's fields."""
    return {**result, "blames": [key for key in result["blames"] if key not in form.others.above]}


def _last_result(project: Project, app: Application, form: DataSourceForm) -> dict[str, Any] | None:
    """What the last test said that was made of this file."""
    last = last_results.of(project, form.environment, app).get(form.name)
    if last is None or last.result.get("path", app.data_sources[form.name].path) != form.path:
        return None
    return {**blaming_own(form, verdicts.shown(last)), "environment": form.environment}


def _urls(project: Project, name: str | None) -> dict[str, str]:
    if name is None:
        verbs = {f"{verb}_url": f"data-source-create-{verb}" for verb in ("test", "preview")}
        return {key: reverse(view, args=[project.slug]) for key, view in verbs.items()}
    verbs = {f"{verb}_url": f"data-source-{verb}" for verb in ("test", "preview", "rename", "duplicate", "delete")}
    return {key: reverse(view, args=[project.slug, name]) for key, view in verbs.items()}


def _used_by(project: Project, names: list[str]) -> dict[str, Any]:
    """How many models use a data source, and the first of them."""
    first = names[:_USERS_SHOWN]
    return {
        "used_by_count": len(names),
        "used_by": [{"name": name, "url": reverse("model-edit", args=[project.slug, name])} for name in first],
    }


def without_own_keys(settings: Mapping[str, JSON]) -> dict[str, JSON]:
    return {key: value for key, value in settings.items() if key not in ("name", "connector")}
