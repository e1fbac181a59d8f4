"""What was done, by whom, and how to take it back; of everything, or of one file, model or data source."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.loopback.refusal import Refused
from designer.loopback.subjects import Effect
from projects import access
from projects.actions import files, publishing, reverting, timelines
from projects.actions import history as actions
from projects.actions.history import State
from projects.actions.timelines import Kind, Timeline
from projects.models import Project, Revision
from projects.views import page
from projects.views.http import Request, signed_in

PER_PAGE = 50
PER_PAGE_WITH_DIFFERENCES = 20

_ABOUT = {"file": Kind.FILE, "model": Kind.MODEL, "data-source": Kind.DATA_SOURCE}
"""What the address of the history can ask about, after the `?`."""


@signed_in
@require_safe
def history(request: Request, slug: str) -> HttpResponse:
    """All revisions, the newest first; or those of one file, model or data source, with what each did to it."""
    project = access.get_project_to_view(request.user, slug)
    timeline = _asked_about(request, project)
    revisions = timeline.revisions() if timeline else project.revisions.all()
    revisions = revisions.select_related("author", "undoes__undoes")
    revisions = revisions.prefetch_related("changes", "undone_by__undone_by", "subjects")
    shown = Paginator(revisions, PER_PAGE_WITH_DIFFERENCES if timeline else PER_PAGE).get_page(request.GET.get("page"))
    states = actions.states(project, shown)
    days = [
        {"title": day, "revisions": [_row(project, revision, states, timeline) for revision in revisions]}
        for day, revisions in groupby(shown, key=lambda revision: date_format(localtime(revision.created_at), "j F Y"))
    ]
    query = {key: request.GET[key] for key in _ABOUT if key in request.GET}
    app = files.application(project)
    context = page.context(
        request,
        project,
        app,
        section="history",
        days=days,
        about=_about(project, timeline) if timeline else None,
        older_url=f"?{urlencode(query | {'page': shown.next_page_number()})}" if shown.has_next() else "",
    )
    return render(request, "history/list.html", context)


@signed_in
@require_safe
def revision(request: Request, slug: str, number: int) -> HttpResponse:
    """One revision: what it did to each file, and where it cannot be taken back, why."""
    project = access.get_project_to_view(request.user, slug)
    found = get_object_or_404(project.revisions.select_related("author", "undoes"), number=number)
    changes = found.changes.select_related("before", "after")
    states = actions.states(project, [found])
    obstacle = actions.obstacle(project, found) if states[number] == State.OBSTRUCTED else None
    context = page.context(
        request,
        project,
        files.application(project),
        section="history",
        revision=_row(project, found, states),
        obstacle=obstacle,
        obstacle_url=_url(project, obstacle.later) if obstacle and obstacle.later else "",
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
    except actions.ChangedSinceError:
        return redirect("revision", project.slug, number)  # that page says why, and leads to the later change
    except Refused as refusal:
        page.say(request, str(refusal))
        return redirect("revision", project.slug, number)
    return redirect(_back(request, project))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def file_revert(request: Request, slug: str, path: str) -> HttpResponse:
    """Shows how a file was when it was imported or last published, and makes it so again."""
    project = access.get_project_to_edit(request.user, slug)
    try:
        reversion = reverting.look(project, path)
    except KeyError:
        raise Http404("There is no such file.") from None
    if request.method == "POST":
        try:
            revision = reverting.revert(project, request.user, path, request.POST.get("seen", ""))
            page.saved(request, project, revision)
        except Refused as refusal:
            page.say(request, str(refusal))
            return redirect("file-revert", project.slug, path)
        return redirect("file-list", project.slug) if reversion.deletes else redirect("file", project.slug, path)
    file_url = reverse("file", args=[project.slug, path])
    context = page.context(
        request,
        project,
        files.application(project),
        section="files",
        path=path,
        reversion=reversion,
        files=[reversion.comparison],
        action_url=request.path,
        cancel_url=reverse("file-list", args=[project.slug]) if reversion.restores else file_url,
        hidden={"seen": reversion.seal},
    )
    return render(request, "history/revert.html", context)


def _asked_about(request: Request, project: Project) -> Timeline | None:
    for key, kind in _ABOUT.items():
        if key in request.GET:
            return timelines.of(project, kind, request.GET[key])
    return None


def _about(project: Project, timeline: Timeline) -> dict[str, str]:
    """What a history is about, as its page shows it."""
    app, name = files.application(project), timeline.name
    view, words, exists = {
        Kind.FILE: ("file", "the file", app.has(name)),
        Kind.MODEL: ("model-edit", "the model", name in app.models),
        Kind.DATA_SOURCE: ("data-source-edit", "the data source", name in app.data_sources),
    }[timeline.kind]
    return {
        "name": name,
        "words": words,
        "url": reverse(view, args=[project.slug, name]) if exists else "",
        "earlier": ", ".join(span.name for span in timeline.spans[1:]),
    }


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
    if match.url_name == "history" and address.query:
        return f"{address.path}?{address.query}"
    return address.path


def _row(
    project: Project, revision: Revision, states: dict[int, State], timeline: Timeline | None = None
) -> dict[str, Any]:
    """A revision as it is shown."""
    state = states[revision.number]
    return {
        "number": revision.number,
        "url": _url(project, revision),
        "summary": revision.summary,
        "author": str(revision.author or "somebody"),
        "time": date_format(localtime(revision.created_at), "H:i"),
        "iso_time": revision.created_at.isoformat(),
        "files_count": len(revision.changes.all()),
        "undo_url": reverse("revision-undo", args=[project.slug, revision.number]) if state == State.POSSIBLE else "",
        "undo_word": undo_word(revision),
        "obstructed": state == State.OBSTRUCTED,
        "undone": revision.undoes_id is None and not actions.is_in_force(revision),
        "files": timeline.comparisons(revision) if timeline else [],
    }


def undo_word(revision: Revision) -> str:
    """What taking a revision back is called."""
    if actions.takes_back(revision):
        return "Redo"
    deleted = revision.undoes_id is None and any(each.effect == Effect.DELETED for each in revision.subjects.all())
    return "Restore" if deleted else "Undo"


def _url(project: Project, revision: Revision) -> str:
    return reverse("revision", args=[project.slug, revision.number])
