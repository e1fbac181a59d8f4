"""The files themselves, and what would go wrong with them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from designer.loopback.comparison import pane
from designer.loopback.jsontext import JSONTextError
from designer.loopback.problems import Severity
from projects import access
from projects.actions import checking, files
from projects.models import ProjectFile
from projects.views import page
from projects.views.http import Request, signed_in


@signed_in
@require_safe
def file_list(request: Request, slug: str) -> HttpResponse:
    """Every file the project holds."""
    project = access.get_project_to_view(request.user, slug)
    rows = project.files.select_related("content").defer("content__sealed")
    app = files.application(project)
    return render(request, "files/list.html", page.context(request, project, app, section="files", rows=rows))


@signed_in
@require_safe
def file(request: Request, slug: str, path: str) -> HttpResponse:
    """One file, secrets masked; an editor can reveal them."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    row = project.files.filter(path=path).select_related("base").first()
    if row is None or row.content_id is None:
        raise Http404("There is no such file.")
    reveal = request.GET.get("reveal") == "yes" and access.can_edit(request.user, project)
    shown = None
    error = "This file is not UTF-8, so it cannot be shown. It is kept byte for byte."
    if row.kind != ProjectFile.Kind.BINARY:
        try:
            before = bytes(row.base.sealed).decode() if row.base else None
        except UnicodeDecodeError:
            before = None
        shown, error = pane(path, before, app.text(path), reveal=reveal), ""
        if path.endswith(".json"):
            try:
                app.value(path)
            except JSONTextError as mistake:
                error = str(mistake)
    context = page.context(request, project, app, section="files", path=path, file=shown, error=error, reveal=reveal)
    return render(request, "files/file.html", context)


@signed_in
@require_safe
def problem_list(request: Request, slug: str) -> HttpResponse:
    """What stops LoopBack, or makes it do something else than meant."""
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    found = checking.find(project)
    return render(
        request, "projects/problems.html", page.context(request, project, app, section="problems", problems=found)
    )


@signed_in
@require_safe
def problem_count(request: Request, slug: str) -> HttpResponse:
    """How many problems there are: a piece that pages fetch once they are shown, since looking takes a moment."""
    project = access.get_project_to_view(request.user, slug)
    found = checking.find(project)
    stopping = sum(problem.severity == Severity.STOPS_BOOT for problem in found)
    serious = sum(problem.severity != Severity.ADVICE for problem in found)
    counts = {"stopping": stopping, "serious": serious, "hints": len(found) - serious}
    context = {"project": project, **counts, "in_list": "list" in request.GET}
    return render(request, "projects/problem_count.html", context)
