"""What was done, by whom, and how to take it back."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, publishing
from projects.actions import history as actions
from projects.models import Project, Revision
from projects.views import page
from projects.views.http import Request, signed_in

PER_PAGE = 50


@signed_in
@require_safe
def history(request: Request, slug: str) -> HttpResponse:
    """All revisions, the newest first."""
    project = access.get_project_to_view(request.user, slug)
    revisions = project.revisions.select_related("author", "undoes").prefetch_related("changes", "undone_by")
    shown = Paginator(revisions, PER_PAGE).get_page(request.GET.get("page"))
    now = dict(project.files.values_list("path", "content_id"))
    days = [
        {"title": day, "revisions": [_row(project, revision, now) for revision in revisions]}
        for day, revisions in groupby(shown, key=lambda revision: date_format(localtime(revision.created_at), "j F Y"))
    ]
    context = page.context(
        request,
        project,
        files.application(project),
        section="history",
        days=days,
        older_url=f"?page={shown.next_page_number()}" if shown.has_next() else "",
    )
    return render(request, "history/list.html", context)


@signed_in
@require_safe
def revision(request: Request, slug: str, number: int) -> HttpResponse:
    """One revision: what it did to each file."""
    project = access.get_project_to_view(request.user, slug)
    found = get_object_or_404(project.revisions.select_related("author", "undoes"), number=number)
    changes = found.changes.select_related("before", "after")
    context = page.context(
        request,
        project,
        files.application(project),
        section="history",
        revision=_row(project, found, dict(project.files.values_list("path", "content_id"))),
        files=[publishing.comparison(change.path, change.before, change.after) for change in changes],
    )
    return render(request, "history/revision.html", context)


@signed_in
@require_POST
def undo(request: Request, slug: str, number: int) -> HttpResponse:
    """Takes a revision back; undoing an undo does it again."""
    project = access.get_project_to_edit(request.user, slug)
    found = get_object_or_404(project.revisions.select_related("undoes"), number=number)
    try:
        page.saved(request, project, actions.undo(project, request.user, found))
    except Refused as refusal:
        page.say(request, str(refusal))
        return redirect("revision", project.slug, number)
    return redirect(_back(request, project))


def _back(request: Request, project: Project) -> str:
    """The page the person was on, unless what it is about is gone now; then the history."""
    history_url = reverse("history", args=[project.slug])
    address = urlsplit(request.headers.get("Referer", ""))
    try:
        match = resolve(address.path)
    except Resolver404:
        return history_url
    app = files.application(project)
    name = match.kwargs.get("name")
    is_here = name is None or name in (app.models if str(match.url_name).startswith("model") else app.data_sources)
    if address.netloc != request.get_host() or match.kwargs.get("slug") != project.slug or not is_here:
        return history_url
    return address.path


def _row(project: Project, revision: Revision, now: Mapping[str, int | None]) -> dict[str, Any]:
    """A revision as it is shown; it can be undone while its files are as it left them."""
    changes = list(revision.changes.all())
    can_undo = all(now.get(change.path) == change.after_id for change in changes)
    return {
        "number": revision.number,
        "url": reverse("revision", args=[project.slug, revision.number]),
        "summary": revision.summary,
        "author": str(revision.author or "somebody"),
        "time": date_format(localtime(revision.created_at), "H:i"),
        "iso_time": revision.created_at.isoformat(),
        "files_count": len(changes),
        "undo_url": reverse("revision-undo", args=[project.slug, revision.number]) if can_undo else "",
        "undo_word": "Redo" if actions.takes_back(revision) else "Undo",
        "undone": revision.undoes_id is None and not actions.is_in_force(revision),
    }
