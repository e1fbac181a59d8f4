"""What was done, by whom, and how to take it back."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, publishing
from projects.actions import history as actions
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
    rows = [
        {
            "revision": revision,
            "url": reverse("revision", args=[project.slug, revision.number]),
            "undo_url": reverse("revision-undo", args=[project.slug, revision.number]),
            "can_undo": all(now.get(change.path) == change.after_id for change in revision.changes.all()),
            "paths": [change.path for change in revision.changes.all()],
        }
        for revision in shown
    ]
    context = page.context(request, project, files.application(project), section="history", revisions=rows, shown=shown)
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
        revision=found,
        files=[publishing.comparison(change.path, change.before, change.after) for change in changes],
        undo_url=reverse("revision-undo", args=[project.slug, number]),
        can_undo=actions.can_undo(project, found),
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
    return redirect("history", project.slug)
