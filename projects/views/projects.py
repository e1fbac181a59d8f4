"""The list of projects, a new one, and its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, importing, publishing
from projects.forms.projects import CreateForm
from projects.models import Project
from projects.views import imports
from projects.views.http import Request, signed_in

_TEMPLATE_WAY = {
    "icon": "template",
    "title": "From a template",
    "text": "An API server with users and access control, an empty server, or a sample shop to look at.",
    "url": "/projects/new/",
}
_UNCHANGED = {True: "as it came", False: "published"}
_ORIGIN_ICONS = {"template": "template", "archive": "file-zip", "upload": "folder", "folder": "folder"}


@signed_in
@require_safe
def project_list(request: Request) -> HttpResponse:
    """All projects a person may see."""
    projects = access.projects_of(request.user).prefetch_related("revisions__author")
    context = {
        "projects": [_row(project) for project in projects],
        "ways": [*imports.ways(), _TEMPLATE_WAY],
        "sample_url": reverse("sample-create"),
    }
    return render(request, "projects/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def project_create(request: Request) -> HttpResponse:
    """A new application from a template."""
    form = CreateForm(request.POST or None, initial={"template": "api-server"})
    if request.method == "POST" and form.is_valid():
        try:
            project = importing.create_from_template(
                request.user, form.cleaned_data["template"], form.cleaned_data["name"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Created {project.name}. {_next_step(project)}")
            return redirect("project", project.slug)
    return render(request, "projects/create.html", {"form": form}, status=422 if form.errors else 200)


def _next_step(project: Project) -> str:
    app = files.application(project)
    if not app.data_sources:
        return "Add a data source next."
    own = any(app.models[name].path for name in app.models)
    return "Look around, and change what you like." if own else "Add a model next."


@signed_in
@require_POST
def sample_create(request: Request) -> HttpResponse:
    """The sample shop, by one click."""
    project = importing.create_from_template(request.user, "sample-shop", "Sample shop")
    messages.success(request, "This is a small shop to look at and to try things with. Delete it in its settings.")
    return redirect("project", project.slug)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def project_delete(request: Request, slug: str) -> HttpResponse:
    """Deletes a project from Loopwright; the application's own files, where they are, stay."""
    project = access.get_project_to_own(request.user, slug)
    if request.method == "POST":
        project.delete()
        messages.success(request, f"Deleted the project {project.name}.")
        return redirect("project-list")
    context = {
        "title": f"Delete the project {project.name}?",
        "text": "Its files here, its history and its variables go for good. What was published stays where it is.",
        "touched": [
            {"text": f"{project.files.count()} files", "detail": "and their history", "sign": "delete"},
        ],
        "action_url": request.path,
        "action": "Delete the project",
        "danger": True,
        "cancel_url": reverse("project-settings", args=[project.slug]),
    }
    return render(request, "projects/confirm_delete.html", context)


def _row(project: Project) -> dict[str, Any]:
    newest = next(iter(project.revisions.all()), None)
    changed = len(publishing.changes(project))
    return {
        "name": project.name,
        "url": reverse("project", args=[project.slug]),
        "detail": f"{project.root or '.'}/ · {project.get_origin_display()}",
        "origin": project.repository or project.source,
        "branch": project.branch,
        "origin_icon": "git-branch" if project.repository else _ORIGIN_ICONS[project.origin],
        "data_sources_count": project.data_source_count,
        "models_count": project.model_count,
        "problem_count_url": reverse("problem-count", args=[project.slug]),
        "state": f"{changed} changed file{'' if changed == 1 else 's'}"
        if changed
        else _UNCHANGED[project.published_revision is None],
        "edited": newest.created_at if newest else project.created_at,
        "editor": newest.author if newest else "",
    }
