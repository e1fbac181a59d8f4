"""Verbs on a whole data source, each after a look at what it touches: rename, duplicate, delete."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer.loopback.names import check_data_source_name
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import data_sources, files
from projects.forms.names import NameForm
from projects.views import page
from projects.views.data_sources import free_name
from projects.views.http import Request, signed_in


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
    return page.confirm(
        request,
        project,
        app,
        ("data_source", name),
        title=f"Delete the data source {name}?",
        text="This can be undone.",
        warning=page.scripts_warning(touched.scripts, deleting=True),
        touched=rows,
        action="Delete",
        danger=True,
        cancel_url=reverse("data-source-edit", args=[project.slug, name]),
    )


def _named_verb(request: Request, slug: str, name: str, verb: str) -> HttpResponse:
    project = access.get_project_to_edit(request.user, slug)
    app = files.application(project)
    if name not in app.data_sources:
        return page.gone(request, project, app, "data source", name)
    others = [other for other in app.data_sources if other != name or verb == "duplicate"]
    initial = {"name": name if verb == "rename" else free_name(app, f"{name}-copy")}
    form = NameForm(request.POST or None, existing=others, initial=initial)
    if request.method == "POST" and form.is_valid():
        new_name = form.cleaned_data["name"]
        action = data_sources.rename if verb == "rename" else data_sources.duplicate
        try:
            page.saved(request, project, action(project, request.user, name, new_name))
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            page.advise(request, check_data_source_name(new_name, []))
            return redirect("data-source-edit", project.slug, new_name)
    touched = data_sources.touched(app, name)
    rows = [{"text": path, "detail": "", "sign": "change"} for path in touched.paths]
    rows += [{"text": model, "detail": "follows", "sign": "change"} for model in touched.models]
    return page.confirm(
        request,
        project,
        app,
        ("data_source", name),
        title=f"{verb.capitalize()} {name}",
        warning=page.scripts_warning(touched.scripts) if verb == "rename" else "",
        touched=rows if verb == "rename" else [],
        form=form,
        action=verb.capitalize(),
        cancel_url=reverse("data-source-edit", args=[project.slug, name]),
    )
