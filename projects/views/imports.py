"""Opening an existing application: choose, look, take; and taking over what changed in its folder since."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer.loopback.discovery import Selection
from designer.loopback.files import TransferError
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import files, importing, places, updating
from projects.forms.projects import FolderForm, TakeForm
from projects.models import Project, StagedImport
from projects.views import page, tree, update_choices
from projects.views.http import Request, signed_in

_WAYS = (
    {
        "key": "server-folder",
        "icon": "folder",
        "title": "From a folder on this machine",
        "short": "Folder on this machine",
        "text": "What changes in it later can be taken over, and publishing writes back into it.",
    },
    {
        "key": "folder",
        "icon": "folder-open",
        "title": "From a folder in the browser",
        "short": "Folder in the browser",
        "text": "Only its .json and .js files are sent; node_modules stays at home.",
    },
    {
        "key": "zip",
        "icon": "file-zip",
        "title": "From a ZIP",
        "short": "ZIP",
        "text": "Dropped here. You see what was found before anything is kept.",
    },
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def project_open(request: Request) -> HttpResponse:
    """A ZIP, a folder chosen in the browser, or a folder of the server's machine."""
    form = FolderForm(request.POST if "folder" in request.POST else None)
    error = ""
    if request.method == "POST":
        try:
            if "folder" in request.POST and form.is_valid() and (known := _open_already(request, form)):
                messages.info(request, "This folder is open already; here it is.")
                return redirect("project", known.slug)
            return redirect("import-preview", _stage(request, form).pk)
        except (Refused, TransferError) as refusal:
            error = str(refusal)
    found = ways()
    way = request.GET.get("way", "")
    way = way if way in {each["key"] for each in found} else found[0]["key"]
    context = {
        "form": form if way == "server-folder" else None,
        "error": error,
        "way": way,
        "way_links": [
            {"text": each["short"], "url": f"?way={each['key']}", "current": each["key"] == way} for each in found
        ],
    }
    return render(request, "projects/import.html", context, status=422 if error else 200)


def ways() -> list[dict[str, str]]:
    """The ways in that are open here."""
    url = reverse("project-import")
    found = [{**each, "url": f"{url}?way={each['key']}"} for each in _WAYS]
    return found if places.any_allowed() else [each for each in found if each["key"] != "server-folder"]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def import_preview(request: Request, pk: UUID) -> HttpResponse:
    """What was found; nothing is kept until the person says so."""
    staged = get_object_or_404(StagedImport, pk=pk, user=request.user)
    try:
        preview = importing.preview(staged, request.POST.get("application") or request.GET.get("application"))
    except (Refused, TransferError) as refusal:
        page.say(request, str(refusal))
        return redirect("project-import")
    initial = {"name": importing.suggested_name(staged, preview.application)}
    form = TakeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            project = importing.take(request.user, staged, form.cleaned_data["name"], preview.selection.root)
        except (Refused, TransferError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Opened {project.name}.")
            return redirect("project", project.slug)
    return render(request, "projects/import_preview.html", _found(staged, preview) | {"form": form})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def project_update(request: Request, slug: str) -> HttpResponse:
    """Takes over what changed in the folder the project came from; asks about parts changed on both sides."""
    project = access.get_project_to_edit(request.user, slug)
    try:
        update = updating.look(project)
    except (Refused, TransferError) as refusal:
        page.say(request, str(refusal))
        return redirect("project-settings", project.slug)
    chosen = update_choices.chosen(request.POST, update)
    error = ""
    if request.method == "POST":
        if request.POST.get("seal") != update.seal:
            page.say(request, "The folder or the project changed since this was shown. Look again.")
            return redirect("project-update", project.slug)
        if len(chosen) == len(update.questions):
            return _update(request, project, update, [part for part, theirs in chosen.items() if theirs])
        error = "Nothing was taken over yet: choose a version of each part that changed on both sides."
    app = files.application(project)
    questions = update_choices.questions(app, update, chosen)
    context = page.context(
        request,
        project,
        app,
        questions=questions,
        wholes=[each.comparison for each in questions if each.comparison],
        newer=update_choices.newer(app, update),
        merged=update_choices.merged(update, chosen),
        nothing=not update.seen and not update.modes,
        seal=update.seal,
        error=error,
    )
    return render(request, "projects/update.html", context, status=422 if error else 200)


def _update(request: Request, project: Project, update: updating.SourceUpdate, taken: updating.Taken) -> HttpResponse:
    try:
        took = updating.update(project, request.user, taken, update)
    except Refused as refusal:
        page.say(request, str(refusal))
        return redirect("project-update", project.slug)
    messages.success(request, "Took over what is newer." if took else "The files here stay as they are.")
    return redirect("project", project.slug)


def _open_already(request: Request, form: FolderForm) -> Project | None:
    place = str(places.allowed(form.cleaned_data["folder"]))
    return access.projects_of(request.user).filter(origin=Project.Origin.FOLDER, source=place).first()


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
    chosen = preview.selection
    return {
        "origin": staged.source,
        "applications": [_application(root, chosen if root == chosen.root else None) for root in preview.roots],
        "left_out": chosen.left_out,
        "cancel_url": reverse("project-import"),
    }


def _application(root: str, selection: Selection | None) -> dict[str, Any]:
    """An application that was found; only the chosen one is described."""
    if selection is None:
        return {"folder": root, "value": root or ".", "url": f"?application={quote(root or '.')}"}
    app = selection.application
    sources = [{"name": name, **tree.kind(app.data_sources[name].connector)} for name in app.data_sources]
    return {
        "folder": root,
        "value": root or ".",
        "chosen": True,
        "data_sources": sources,
        "models": list(app.models),
        "files_count": len(selection.files),
        "unreadable": selection.unreadable,
    }
