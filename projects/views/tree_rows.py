"""The rows of the tree at the left that a page leaves out: what a filter finds, or all."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from projects import access
from projects.actions import files, publishing
from projects.views import page
from projects.views.http import Request, signed_in
from projects.views.tree import Tree


@signed_in
@require_safe
def tree_rows(request: Request, slug: str) -> HttpResponse:
    """A piece: the rows with every word of `?q=`, with `?all=yes` all, else those around what the page is about.

    `?model=` or `?data_source=` says what it is about.
    """
    project = access.get_project_to_view(request.user, slug)
    app = files.application(project)
    current = next(((what, request.GET[what]) for what in ("model", "data_source") if what in request.GET), ("", ""))
    tree = Tree(
        project,
        app,
        page.environment_of(request, project, app),
        publishing.changes(project),
        current,
        query=request.GET.get("q", "").strip(),
        is_whole=request.GET.get("all") == "yes",
    )
    return render(request, "ui/tree_piece.html", {"project": project, "tree": tree})
