"""Pages of data sources: list, add, edit, test, rename, duplicate, delete."""

from __future__ import annotations

import secrets as random
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer import connectors
from designer.connectors.results import Verdict
from designer.loopback.application import Application
from designer.loopback.comparison import FilePane, pane
from designer.loopback.environments import MergeConflict
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import data_sources, files, parts, testing, variables
from projects.actions.files import Conflict
from projects.forms.data_sources import DataSourceForm, NameForm
from projects.models import Project
from projects.views import conflicts, limits, page
from projects.views.http import Request, signed_in

TESTS_A_MINUTE = 60
"""Connection tests that one person may start; databases count and block those who knock too often."""


@signed_in
@require_safe
def data_source_list(request: Request, slug: str) -> HttpResponse:
    """All data sources, and how many models use each."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    context = page.context(request, project, app, section="data-sources")
    for row in context["tree"]["data_sources"]:
        settings = app.data_sources[row["name"]].settings
        row["models_count"] = len(data_sources.touched(app, row["name"]).models)
        row["address"] = settings.get("host") or settings.get("hostname") or settings.get("baseURL") or ""
    context["sources"] = context["tree"]["data_sources"]
    return render(request, "data_sources/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def data_source_create(request: Request, slug: str) -> HttpResponse:
    """A new data source: first its connector, then its settings."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    connector = (request.POST.get("connector") or request.GET.get("connector") or "").strip()
    if not connector:
        context = page.context(request, project, app, section="data-sources", connectors=_connectors())
        return render(request, "data_sources/choose.html", context)
    name_form = _name_form(request, app, _suggested_name(app, connector))
    form = _form(request, project, app, name_form["name"].value() or "", connector, {})
    if request.method == "POST" and name_form.is_valid() & form.is_valid():
        name = name_form.cleaned_data["name"]
        try:
            revision = data_sources.create(
                project, request.user, name, connector, _without_own(form.settings), form.values, form.environment
            )
        except Refused as refusal:
            name_form.add_error("name", str(refusal))
        else:
            page.saved(request, project, revision)
            return redirect("data-source-edit", project.slug, name)
    return _page(request, project, app, form, name_form=name_form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def data_source_edit(request: Request, slug: str, name: str) -> HttpResponse:
    """The settings of a data source."""
    editing = request.method == "POST"
    get = access.get_project_to_edit if editing else access.get_project_to_view
    project = get(request.user, slug)
    app = files.application(project)
    if name not in app.data_sources:
        return page.gone(request, project, app, "data source", name)
    source = app.data_sources[name]
    form = _form(request, project, app, name, source.connector, source.settings)
    conflict = None
    if editing and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            revision = data_sources.update(
                project, request.user, name, form.settings, form.values, form.environment, seen
            )
        except Conflict:
            conflict = conflicts.describe(project, app, data_sources.part_of(app, name), form.settings)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            page.saved(request, project, revision)
            return redirect("data-source-edit", project.slug, name)
    return _page(request, project, app, form, conflict=conflict)


@signed_in
@require_POST
def data_source_preview(request: Request, slug: str, name: str | None = None) -> HttpResponse:
    """The file as it would be saved with what is typed."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    form, typed_name, error = _typed(request, project, app, name)
    file = _pane(project, form, typed_name, is_new=name is None, error=error)
    errors = [(key, errors[0]) for key, errors in _errors_by_setting(form, typed_name, app, is_new=name is None)]
    return render(request, "ui/file_pane.html", {"file": file, "field_errors": errors})


@signed_in
@require_POST
def data_source_test(request: Request, slug: str, name: str | None = None) -> HttpResponse:
    """Tries what is typed; answers with the result, never with an error page."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    form, typed_name, error = _typed(request, project, app, name)
    result: dict[str, Any] = {"verdict": "failed", "sentence": error, "environment": form.environment}
    if not error or name is None:
        result = _tested(request, project, form, typed_name)
    result["when"] = "just now"
    if request.htmx:
        return render(request, "ui/test_result.html", {"result": result, "project": project})
    return _page(request, project, app, form, result=result)


@signed_in
@require_POST
def test_cancel(request: Request, slug: str, token: str) -> HttpResponse:
    """Ends a test that is running; its own answer tells the rest."""
    access.get_project_to_edit(request.user, slug)
    testing.cancel(token)
    return HttpResponse(status=204)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def data_source_rename(request: Request, slug: str, name: str) -> HttpResponse:
    """Another name, in all files and for all models attached to it."""
    return _named_verb(request, slug, name, "rename")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def data_source_duplicate(request: Request, slug: str, name: str) -> HttpResponse:
    """The same settings under another name."""
    return _named_verb(request, slug, name, "duplicate")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def data_source_delete(request: Request, slug: str, name: str) -> HttpResponse:
    """Says what a deletion touches, then does it."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    if name not in app.data_sources:
        return page.gone(request, project, app, "data source", name)
    touched = data_sources.touched(app, name)
    if request.method == "POST":
        try:
            page.saved(request, project, data_sources.delete(project, request.user, name))
        except Refused as refusal:
            page.say(request, str(refusal))
            return redirect("data-source-edit", project.slug, name)
        return redirect("project", project.slug)
    rows = [{"text": path, "detail": "", "sign": "change"} for path in touched.paths]
    rows += [{"text": model, "detail": "is attached to none then", "sign": "change"} for model in touched.models]
    context = page.context(
        request,
        project,
        app,
        current=("data_source", name),
        title=f"Delete the data source {name}?",
        text=_scripts_warning(touched.scripts) or "This can be undone.",
        touched=rows,
        action_url=request.path,
        action="Delete",
        danger=True,
        cancel_url=reverse("data-source-edit", args=[project.slug, name]),
    )
    return render(request, "ui/confirm_page.html", context)


def _named_verb(request: Request, slug: str, name: str, verb: str) -> HttpResponse:
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    if name not in app.data_sources:
        return page.gone(request, project, app, "data source", name)
    others = [other for other in app.data_sources if other != name or verb == "duplicate"]
    initial = {"name": name if verb == "rename" else _free_name(app, f"{name}-copy")}
    form = NameForm(request.POST or None, existing=others, initial=initial)
    if request.method == "POST" and form.is_valid():
        new_name = form.cleaned_data["name"]
        action = data_sources.rename if verb == "rename" else data_sources.duplicate
        try:
            page.saved(request, project, action(project, request.user, name, new_name))
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("data-source-edit", project.slug, new_name)
    touched = data_sources.touched(app, name)
    rows = [{"text": path, "detail": "", "sign": "change"} for path in touched.paths]
    rows += [{"text": model, "detail": "follows", "sign": "change"} for model in touched.models]
    context = page.context(
        request,
        project,
        app,
        current=("data_source", name),
        title=f"{verb.capitalize()} {name}",
        text=_scripts_warning(touched.scripts) if verb == "rename" else "",
        touched=rows if verb == "rename" else [],
        form=form,
        action_url=request.path,
        action=verb.capitalize(),
        cancel_url=reverse("data-source-edit", args=[project.slug, name]),
    )
    return render(request, "ui/confirm_page.html", context, status=422 if form.errors else 200)


def _page(
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
    file = _pane(project, form, name, is_new=source is None) if form.is_bound or name_form else _shown(app, part[0])
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


def _urls(project: Project, name: str | None) -> dict[str, str]:
    if name is None:
        verbs = {f"{verb}_url": f"data-source-create-{verb}" for verb in ("test", "preview")}
        return {key: reverse(view, args=[project.slug]) for key, view in verbs.items()}
    verbs = {f"{verb}_url": f"data-source-{verb}" for verb in ("test", "preview", "rename", "duplicate", "delete")}
    return {key: reverse(view, args=[project.slug, name]) for key, view in verbs.items()}


def _models(project: Project, names: list[str]) -> list[dict[str, str]]:
    return [{"name": name, "url": reverse("model-edit", args=[project.slug, name])} for name in names]


def _form(
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


def _name_form(request: Request, app: Application, suggested: str) -> NameForm:
    data = request.POST if request.method == "POST" else None
    return NameForm(data, existing=list(app.data_sources), initial={"name": suggested})


def _typed(request: Request, project: Project, app: Application, name: str | None) -> tuple[DataSourceForm, str, str]:
    """The form as posted, the name, and one sentence where something typed cannot be used."""
    if name is not None and name in app.data_sources:
        source = app.data_sources[name]
        form = _form(request, project, app, name, source.connector, source.settings)
        return form, name, _first_error(form)
    typed_name = str(request.POST.get("name", name or ""))
    form = _form(request, project, app, typed_name, str(request.POST.get("connector", "")), {})
    name_form = NameForm({"name": typed_name}, existing=list(app.data_sources))
    return form, typed_name, _first_error(name_form) or _first_error(form)


def _tested(request: Request, project: Project, form: DataSourceForm, name: str) -> dict[str, Any]:
    settings = {"name": name, "connector": form.connector_name} | form.settings if not form.entry else form.settings
    if limits.is_over(f"tests:{request.user.pk}", TESTS_A_MINUTE):
        sentence = f"More than {TESTS_A_MINUTE} tests in a minute are too many for the servers. Wait a moment."
        return {"verdict": str(Verdict.FAILED), "sentence": sentence, "environment": form.environment}
    limits.count(f"tests:{request.user.pk}", 60)
    try:
        result = testing.check(
            project,
            form.environment,
            name,
            settings,
            kept_secrets=form.kept_secrets,
            values=form.values,
            token=request.POST.get("token", ""),
        )
    except (Refused, MergeConflict) as refusal:
        return {"verdict": str(Verdict.FAILED), "sentence": str(refusal), "environment": form.environment}
    return result.as_dict() | {"environment": form.environment}


def _pane(project: Project, form: DataSourceForm, name: str, *, is_new: bool, error: str = "") -> FilePane:
    """The file with what is typed; as it is, with the reason, where that is not possible yet."""
    app = files.application(project)
    path = data_sources.part_of(app, name)[0]
    before = app.text(path) if app.has(path) else None
    if not error:
        try:
            if is_new:
                app.data_sources.add(name, form.connector_name, _without_own(form.settings))
            else:
                app.data_sources.update(name, form.settings)
        except Refused as refusal:
            error = str(refusal)
    return pane(path, before, app.text(path) if app.has(path) else "", error=error)


def _shown(app: Application, path: str) -> FilePane:
    text = app.text(path) if app.has(path) else ""
    return pane(path, text, text)


def _last_result(project: Project, app: Application, name: str, environment: str) -> dict[str, Any] | None:
    if testing.verdicts(project, environment, app).get(name) is None:
        return None
    row = project.check_results.get(data_source=name, environment=environment)
    return {
        **row.result,
        "environment": environment,
        "when": timezone.localtime(row.created_at).strftime("%d %b %H:%M"),
    }


def _errors_by_setting(
    form: DataSourceForm, name: str, app: Application, *, is_new: bool
) -> Iterator[tuple[str, list[str]]]:
    """The settings whose typed value cannot be used, by the name the file has for them."""
    if is_new:
        name_form = NameForm({"name": name}, existing=list(app.data_sources))
        yield from (("name", [str(error) for error in errors]) for errors in name_form.errors.values())
    for field, errors in form.errors.items():
        if field in form.fields:
            yield form.fields[field].code_name, [str(error) for error in errors]  # type: ignore[attr-defined]
    yield from ((key, [sentence]) for key, sentence in form.row_errors.items())


def _first_error(form: NameForm | DataSourceForm) -> str:
    if form.is_valid():
        return ""
    field, errors = next(iter(form.errors.items()))
    label = form.fields[field].label if field in form.fields else ""
    return f"{label}: {errors[0]}" if label else str(errors[0])


def _connectors() -> list[dict[str, str]]:
    return [
        {"key": key, "package": connector.package or "", "url": f"?connector={key}", **page.kind(key)}
        for key, connector in connectors.CATALOGUE.items()
    ]


def _suggested_name(app: Application, connector: str) -> str:
    known = connectors.find(connector)
    return _free_name(app, "db" if known and known.category == "memory" else known.key if known else connector)


def _free_name(app: Application, wanted: str) -> str:
    numbered = (f"{wanted}{number}" for number in range(2, len(app.data_sources) + 3))
    return next(name for name in (wanted, *numbered) if name not in app.data_sources)


def _without_own(settings: Mapping[str, JSON]) -> dict[str, JSON]:
    return {key: value for key, value in settings.items() if key not in ("name", "connector")}


def _scripts_warning(scripts: list[str]) -> str:
    if not scripts:
        return ""
    return f"{', '.join(scripts)} may hold the old name too. Scripts are never changed here: look for it yourself."
