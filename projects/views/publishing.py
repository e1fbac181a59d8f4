"""Publishing: the exact difference first; then a download, a folder or a commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.loopback.files import TransferError
from designer.loopback.refusal import Refused
from projects import access
from projects.actions import destinations, files, offers, places, publishing
from projects.actions.files import Author
from projects.actions.publishing import SecretsInClear
from projects.forms.projects import CommitForm, FolderForm
from projects.models import Project, Revision
from projects.views import page, publish_page
from projects.views.http import Request, signed_in


@signed_in
@require_safe
def publish(request: Request, slug: str) -> HttpResponse:
    """What changed since the last time."""
    project = access.get_project_to_view(request.user, slug)
    return publish_page.show(request, project)


@signed_in
@require_safe
def download(request: Request, slug: str) -> HttpResponse:
    """A ZIP; a viewer's has its secrets masked."""
    project = access.get_project_to_view(request.user, slug)
    masked = not access.can_edit(request.user, project)
    everything = request.GET.get("what") == "everything"
    try:
        packed = publishing.download(project, everything=everything, mask=masked)
    except TransferError as refusal:
        page.say(request, str(refusal))
        return redirect("publish", project.slug)
    response = HttpResponse(packed, content_type="application/zip")
    name = slugify(project.name) or "application"
    response["Content-Disposition"] = f'attachment; filename="{name}{"" if everything else "-configuration"}.zip"'
    return response


@signed_in
@require_http_methods(["GET", "POST"])
def write_folder(request: Request, slug: str) -> HttpResponse:
    """Writes the changes into a folder of this machine."""
    project = access.get_project_to_edit(request.user, slug)
    if request.method == "GET":
        return redirect(f"{reverse('publish', args=[project.slug])}?way=folder")
    form = FolderForm(request.POST)
    if not form.is_valid():
        return publish_page.show(request, project, folder_form=form)
    try:
        count = publishing.write_folder(project, form.cleaned_data["folder"])
    except (Refused, TransferError) as refusal:
        form.add_error("folder", publish_page.explained(refusal, project))
        return publish_page.show(request, project, folder_form=form)
    messages.success(request, f"Wrote {count} file{'' if count == 1 else 's'} to {form.cleaned_data['folder']}.")
    return redirect("publish", project.slug)


@signed_in
@require_http_methods(["GET", "POST"])
def commit(request: Request, slug: str) -> HttpResponse:
    """Commits the changes to a repository of this machine."""
    project = access.get_project_to_edit(request.user, slug)
    if request.method == "GET":
        return redirect(f"{reverse('publish', args=[project.slug])}?way=commit")
    form = CommitForm(request.POST)
    if not form.is_valid():
        return publish_page.show(request, project, commit_form=form)
    typed = form.cleaned_data
    try:
        done = publishing.commit(
            project,
            typed["repository"],
            typed["branch"],
            typed["message"].replace("\r\n", "\n"),
            typed["author"],
            typed["email"],
            typed["place"].strip("/"),
            with_secrets=bool(request.POST.get("anyway")),
        )
    except SecretsInClear:
        return publish_page.show(request, project, commit_form=form, blocked=True)
    except (Refused, TransferError) as refusal:
        form.add_error(None, publish_page.explained(refusal, project))
        return publish_page.show(request, project, commit_form=form)
    told = f"Committed {done[:7]} to {typed['branch']}. No hooks were run."
    messages.success(request, " ".join([told, *_place_left_behind(project, typed)]))
    return redirect("publish", project.slug)


@signed_in
@require_POST
def use_variable(request: Request, slug: str) -> HttpResponse:
    """Puts a variable in the place of a password about to be published."""
    project = access.get_project_to_edit(request.user, slug)
    wanted = (request.POST.get("path"), request.POST.get("data_source"), request.POST.get("setting"))
    found = [s for s in publishing.clear_secrets(project) if (s.path, s.data_source, s.setting) == wanted]
    try:
        if not found:
            raise Refused("There is no such password in the files any more.")
        environment = page.environment_of(request, project, files.application(project))
        revision, moved = publishing.use_variable(project, request.user, found[0], environment)
        page.saved(request, project, revision)
        page.say_moved(request, moved)
    except Refused as refusal:
        page.say(request, str(refusal))
    return redirect(_publish_url(request, project))


@signed_in
@require_POST
def add_packages(request: Request, slug: str) -> HttpResponse:
    """Adds the connector packages that package.json lacks."""
    return _offered(request, slug, publishing.add_packages)


@signed_in
@require_POST
def add_env_example(request: Request, slug: str) -> HttpResponse:
    """Adds the list of variables, or brings it up to date."""
    return _offered(request, slug, offers.add_env_example)


@signed_in
@require_POST
def add_to_gitignore(request: Request, slug: str) -> HttpResponse:
    """Keeps the local and environment files that hold secrets out of git."""
    return _offered(request, slug, offers.add_to_gitignore)


def _place_left_behind(project: Project, typed: Mapping[str, str]) -> list[str]:
    """After a commit elsewhere: what to do so that the folder the project belongs to has it too."""
    project.refresh_from_db()
    place, folder = places.allowed(typed["repository"]), destinations.folder_of(project)
    if not folder or publishing.changes_folder(project, place, typed["branch"], typed["place"].strip("/")):
        return []
    way = "check the branch out" if places.repository_around(folder)[0] == str(place) else "pull it"
    return [f"The folder is still as before: {way} there, or write into the folder."]


def _offered(request: Request, slug: str, verb: Callable[[Project, Author], Revision | None]) -> HttpResponse:
    project = access.get_project_to_edit(request.user, slug)
    try:
        page.saved(request, project, verb(project, request.user))
    except Refused as refusal:
        page.say(request, str(refusal))
    return redirect(_publish_url(request, project))


def _publish_url(request: Request, project: Project) -> str:
    """The publish page, on the way the person had chosen."""
    way = request.POST.get("way", "")
    return reverse("publish", args=[project.slug]) + (f"?way={way}" if way in publish_page.ways() else "")
