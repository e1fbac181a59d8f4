"""What the form of a data source fetches while it is filled in: the live file, and connection tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from designer.connectors.results import Verdict
from designer.loopback.application import Application
from designer.loopback.environments import MergeConflict
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, testing, variables
from projects.forms.data_sources import DataSourceForm
from projects.forms.names import NameForm
from projects.models import Project
from projects.views import verdicts
from projects.views.connection_tests import TOO_MANY, may_start, token_of, told_to_tree
from projects.views.data_source_layers import layer_of
from projects.views.data_source_page import blaming_own, form_of, live_file, new_form_of, render_page
from projects.views.http import Request, signed_in


@signed_in
@require_POST
def data_source_preview(request: Request, slug: str, name: str | None = None) -> HttpResponse:
    """The file as it would be saved with what is typed."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    form, typed_name, error = _typed(request, project, app, name)
    file = live_file(request, project, form, error=error)
    errors = [(key, errors[0]) for key, errors in _errors_by_setting(form, typed_name, app, is_new=name is None)]
    return render(request, "ui/file_pane.html", {"file": file, "field_errors": errors})


@signed_in
@require_POST
def data_source_test(request: Request, slug: str, name: str | None = None) -> HttpResponse:
    """Tries what is typed; answers with the result, never with an error page."""
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    form, typed_name, _ = _typed(request, project, app, name)
    error = _first_error(form)
    result = _not_tried(form, error) if error else _tested(request, project, form, typed_name)
    result |= {"when": "just now", "at": timezone.now(), "is_typed": True}
    if not request.htmx:
        return render_page(request, project, app, form, result=result)
    context = {"result": result, "project": project, **verdicts.test_context(project, form.connector)}
    response = render(request, "ui/test_result.html", context)
    return told_to_tree(response) if typed_name in app.data_sources else response


def _typed(request: Request, project: Project, app: Application, name: str | None) -> tuple[DataSourceForm, str, str]:
    """The form as posted, the name, and one sentence where something typed cannot be used."""
    if name is not None and name in app.data_sources:
        form = form_of(request, project, app, name, layer_of(request, project, app, name))
        return form, name, _first_error(form)
    typed_name = str(request.POST.get("name", name or ""))
    form = new_form_of(request, project, app, typed_name, str(request.POST.get("connector", "")))
    name_form = NameForm({"name": typed_name}, existing=list(app.data_sources))
    return form, typed_name, _first_error(name_form) or _first_error(form)


def _not_tried(form: DataSourceForm, sentence: str) -> dict[str, Any]:
    return {
        "verdict": str(Verdict.UNVERIFIED),
        "sentence": sentence,
        "environment": form.environment,
        "not_tried": True,
    }


def _tested(request: Request, project: Project, form: DataSourceForm, name: str) -> dict[str, Any]:
    settings = {"name": name, "connector": form.written_connector} | form.settings if form.is_new else form.settings
    if not may_start(request):
        return _not_tried(form, TOO_MANY)
    try:
        result = testing.check(
            project,
            form.environment,
            name,
            settings,
            kept_secrets=form.kept_secrets,
            values=form.values,
            moved=variables.moves(project, files.application(project), name, form.path, form.moved, form.environment),
            user=request.user,
            token=token_of(request),
            path=form.path,
        )
    except (Refused, MergeConflict) as refusal:
        return _not_tried(form, str(refusal))
    return blaming_own(form, result.as_dict()) | {"environment": form.environment}


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
    yield from ((key, [sentence]) for key, sentence in (*form.row_errors.items(), *form.inner_errors))


def _first_error(form: NameForm | DataSourceForm) -> str:
    if form.is_valid():
        return ""
    field, errors = next(iter(form.errors.items()))
    label = form.fields[field].label if field in form.fields else ""
    return f"{label}: {errors[0]}" if label else str(errors[0])
