"""Opening an existing application: choose, look, take; and taking over what changed in its folder since."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from designer.loopback.application import Application
from designer.loopback.comparison import compare
from designer.loopback.files import File, TransferError, decode
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, importing, places
from projects.forms.projects import FolderForm, TakeForm
from projects.models import StagedImport
from projects.views import page
from projects.views.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def project_open(request: Request) -> HttpResponse:
    """A ZIP, a folder chosen in the browser, or a folder of the server's machine."""
    form = FolderForm(request.POST if "folder" in request.POST else None)
    error = ""
    if request.method == "POST":
        try:
            return redirect("import-preview", _stage(request, form).pk)
        except (Refused, TransferError) as refusal:
            error = str(refusal)
    context = {"form": form, "error": error, "folders_allowed": places.any_allowed()}
    return render(request, "projects/open.html", context, status=422 if error else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def import_preview(request: Request, pk: UUID) -> HttpResponse:
    """What was found; nothing is kept until the person says so."""
    staged = get_object_or_404(StagedImport, pk=pk, user=request.user)
    try:
        preview = importing.preview(staged, request.POST.get("root") or request.GET.get("root"))
    except (Refused, TransferError) as refusal:
        page.say(request, str(refusal))
        return redirect("project-open")
    initial = {"name": importing.suggested_name(staged, preview.application), "root": preview.selection.root}
    form = TakeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        project = importing.take(request.user, staged, form.cleaned_data["name"], form.cleaned_data["root"])
        messages.success(request, f"Opened {project.name}.")
        return redirect("project", project.slug)
    return render(request, "projects/import_preview.html", _found(staged, preview) | {"form": form})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def project_update(request: Request, slug: str) -> HttpResponse:
    """Takes over what changed in the folder the project came from; asks about files changed on both sides."""
    project = access.get_project_to_edit(request.user, slug)
    try:
        update = importing.look_at_source(project)
    except (Refused, TransferError) as refusal:
        page.say(request, str(refusal))
        return redirect("project-settings", project.slug)
    if request.method == "POST":
        took = importing.update_from_source(project, request.user, set(request.POST.getlist("theirs")), update)
        messages.success(request, "Took over the newer files." if took else "The files here stay as they are.")
        return redirect("project", project.slug)
    app = files.application(project)
    here = {path: app.text(path) if app.has(path) else None for path in (*update.newer, *update.both)}
    context = page.context(
        request,
        project,
        app,
        newer=[_comparison(path, here[path], file) for path, file in update.newer.items()],
        both=[_comparison(path, here[path], file) for path, file in update.both.items()],
        nothing=not update.seen,
    )
    return render(request, "projects/update.html", context)


def _stage(request: Request, form: FolderForm) -> StagedImport:
    archive = request.FILES.get("archive")
    uploaded = request.FILES.getlist("files")
    if isinstance(archive, UploadedFile):
        return importing.stage_archive(request.user, archive.name or "archive.zip", archive.read())
    if uploaded:
        paths = request.POST.getlist("paths")
        if len(paths) != len(uploaded):
            raise Refused("The folder did not arrive whole. Choose it again.")
        contents = {path: file.read() for path, file in zip(paths, uploaded, strict=True)}
        return importing.stage_upload(request.user, paths[0].split("/")[0], contents)
    if form.is_valid():
        return importing.stage_folder(request.user, form.cleaned_data["folder"])
    raise Refused("Choose a ZIP or a folder, or type the path of one.")


def _found(staged: StagedImport, preview: importing.Preview) -> dict[str, Any]:
    app = preview.application
    return {
        "staged": staged,
        "roots": [{"path": root, "current": root == preview.selection.root} for root in preview.roots],
        "root": preview.selection.root,
        "data_sources": [_source(app, name) for name in app.data_sources],
        "models": [app.models[name] for name in app.models],
        "files_count": len(preview.selection.files),
        "unreadable": preview.selection.unreadable,
        "left_out": preview.selection.left_out,
    }


def _source(app: Application, name: str) -> dict[str, str]:
    return {"name": name, **page.kind(app.data_sources[name].connector)}


def _comparison(path: str, here: str | None, file: File | None) -> Any:
    try:
        return compare(path, here, decode(file.content) if file else None)
    except UnicodeDecodeError:
        return compare(path, here, None)
