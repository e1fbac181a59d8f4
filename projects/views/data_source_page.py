"""The form of a data source as the person sees it: its page, its live file, its last test."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from designer.loopback.application import Application
from designer.loopback.comparison import FilePane, pane
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.refusal import Refused
from projects.actions import data_sources, files, parts, testing, variables
from projects.forms.data_sources import DataSourceForm, NameForm
from projects.models import Project
from projects.views import conflicts, page
from projects.views.http import Request


def form_of(
    request: Request, project: Project, app: Application, name: str, connector: str, entry: Mapping[str, JSON]
) -> DataSourceForm:
    environment = page.environment_of(request, project, app)
    path = app.data_sources[name].path if name in app.data_sources else app.data_sources.main_path
    return DataSourceForm(
        request.POST if request.method == "POST" else None,
        name=name,
        connector_name=connector,
        entry=entry,
        path=path,
        environment=environment,
        known_variables=variables.names(project, environment),
    )


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
    name = form.name
    source = app.data_sources.get(name) if name_form is None else None
    part = data_sources.part_of(app, name)
    file = live_file(project, form, name, is_new=source is None) if form.is_bound or name_form else _shown(app, *part)
    context = page.context(
        request,
        project,
        app,
        current=("data_source", name if source else ""),
        source={"name": name if source else "", **page.kind(form.connector_name)},
        form=form,
        name_form=name_form,
        fields=form.common,
        more_fields=form.more,
        more_summary=form.more_summary,
        more_open=form.more_has_errors,
        free_rows=form.free_rows,
        overrides=_overrides(app, name, form) if source else [],
        used_by=_models(project, data_sources.touched(app, name).models) if source else [],
        file=file,
        seen=parts.seal(files.application(project), [part]) if source else "",
        conflict=conflict,
        result=result or _last_result(project, app, name, form.environment),
        token=random.token_urlsafe(12),
        **_urls(project, name if source else None),
    )
    failed = (form.is_bound and not form.is_valid()) or (name_form is not None and bool(name_form.errors))
    status = 409 if conflict else 422 if failed else 200
    return render(request, "data_sources/form.html", context, status=status)


def live_file(project: Project, form: DataSourceForm, name: str, *, is_new: bool, error: str = "") -> FilePane:
    """The file with what is typed; as it is, with the reason, where that is not possible yet."""
    app = files.application(project)
    path = data_sources.part_of(app, name)[0]
    before = app.text(path) if app.has(path) else None
    if not error:
        try:
            if is_new:
                settings = form.settings if form.is_bound else form.initial_settings
                app.data_sources.add(name, form.connector_name, without_own_keys(settings))
            else:
                app.data_sources.update(name, form.settings)
        except Refused as refusal:
            error = str(refusal)
    return pane(path, before, app.text(path) if app.has(path) else "", error=error, about=(name,))


def _shown(app: Application, path: str, about: Pointer) -> FilePane:
    text = app.text(path) if app.has(path) else ""
    return pane(path, text, text, about=about)


def _last_result(project: Project, app: Application, name: str, environment: str) -> dict[str, Any] | None:
    if testing.verdicts(project, environment, app).get(name) is None:
        return None
    row = project.check_results.get(data_source=name, environment=environment)
    return {
        **row.result,
        "environment": environment,
        "when": timezone.localtime(row.created_at).strftime("%d %b %H:%M"),
    }


def _urls(project: Project, name: str | None) -> dict[str, str]:
    if name is None:
        verbs = {f"{verb}_url": f"data-source-create-{verb}" for verb in ("test", "preview")}
        return {key: reverse(view, args=[project.slug]) for key, view in verbs.items()}
    verbs = {f"{verb}_url": f"data-source-{verb}" for verb in ("test", "preview", "rename", "duplicate", "delete")}
    return {key: reverse(view, args=[project.slug, name]) for key, view in verbs.items()}


def _overrides(app: Application, name: str, form: DataSourceForm) -> list[dict[str, Any]]:
    """The other files that LoopBack merges over the one the form edits, in the chosen environment."""
    layers = app.data_sources.layers_in(form.environment)
    entries = app.data_sources[name].layers
    found = [(path, entries.get(path)) for path in layers if path != form.path]
    rows = [{"path": path, "keys": list(entry)} for path, entry in found if isinstance(entry, dict)]
    return rows + [{"path": path, "keys": []} for path, _ in found if path.endswith(".js")]


def _models(project: Project, names: list[str]) -> list[dict[str, str]]:
    return [{"name": name, "url": reverse("model-edit", args=[project.slug, name])} for name in names]


def without_own_keys(settings: Mapping[str, JSON]) -> dict[str, JSON]:
    return {key: value for key, value in settings.items() if key not in ("name", "connector")}
