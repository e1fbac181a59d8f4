"""Publishing: the exact difference first; then a download, a folder or a commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings as site
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.loopback import env_example
from designer.loopback.files import TransferError
from designer.loopback.refusal import Refused
from designer.transfer import Conflict, repository
from projects import access
from projects.actions import files, offers, places, publishing
from projects.actions.files import Author
from projects.actions.history import is_in_force
from projects.actions.publishing import SecretsInClear
from projects.forms.projects import CommitForm, FolderForm
from projects.models import Project, Revision
from projects.views import page
from projects.views.http import Request, signed_in


@signed_in
@require_safe
def publish(request: Request, slug: str) -> HttpResponse:
    """What changed since the last time."""
    project = access.get_project_to_view(request.user, slug)
    return _page(request, project)


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
        return _page(request, project, folder_form=form)
    try:
        count = publishing.write_folder(project, form.cleaned_data["folder"])
    except (Refused, TransferError) as refusal:
        form.add_error("folder", _explained(refusal, project))
        return _page(request, project, folder_form=form)
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
        return _page(request, project, commit_form=form)
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
        return _page(request, project, commit_form=form, blocked=True)
    except (Refused, TransferError) as refusal:
        form.add_error(None, _explained(refusal, project))
        return _page(request, project, commit_form=form)
    messages.success(request, f"Committed {done[:10]} to {typed['branch']}. No hooks were run.")
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
        page.saved(request, project, publishing.use_variable(project, request.user, found[0], environment))
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
    known = {link["key"] for link in _way_links("")}
    return reverse("publish", args=[project.slug]) + (f"?way={way}" if way in known else "")


def _page(
    request: Request,
    project: Project,
    *,
    folder_form: FolderForm | None = None,
    commit_form: CommitForm | None = None,
    blocked: bool = False,
) -> HttpResponse:
    way = _way(request, project, folder_form, commit_form)
    compared = publishing.comparisons(project)
    clear_secrets = publishing.clear_secrets(project)
    form: FolderForm | CommitForm | None = None
    if way == "folder":
        form = folder_form or FolderForm(initial={"folder": _usual_folder(project)})
    elif way == "commit":
        form = commit_form or CommitForm(initial=_commit_initial(request, project))
    app = files.application(project)
    context = page.context(
        request,
        project,
        app,
        section="publish",
        way=way,
        way_links=_way_links(way),
        since=_since(project),
        files=compared,
        totals={key: sum(getattr(each, key) for each in compared) for key in ("added", "changed", "removed")},
        words=_words(project),
        clear_secrets=[secret for secret in clear_secrets if blocked or not secret.is_ignored],
        ignored_files=sorted({secret.path for secret in clear_secrets if secret.is_ignored}),
        packages=publishing.missing_packages(project),
        env_example=offers.env_example_path(app),
        env_example_exists=app.has(env_example.path_in(app)),
        for_gitignore=offers.files_for_gitignore(app),
        gitignore_path=offers.gitignore_path(app),
        form=form,
        blocked=blocked,
        is_created=project.origin == Project.Origin.TEMPLATE or project.published_revision is None,
        publish_url=reverse(f"publish-{way}", args=[project.slug]),
    )
    failed = blocked or bool(form and form.is_bound and form.errors)
    return render(request, "publish/page.html", context, status=422 if failed else 200)


def _way(request: Request, project: Project, folder_form: FolderForm | None, commit_form: CommitForm | None) -> str:
    if folder_form or commit_form:
        return "folder" if folder_form else "commit"
    wanted = request.GET.get("way", "")
    known = [link["key"] for link in _way_links("")]
    if wanted in known:
        return str(wanted)
    usual = _usual_way(project)
    return usual if usual in known else "download"


def _since(project: Project) -> str:
    if project.published_revision is not None:
        return "since it was last published"
    return "since it was created" if project.origin == Project.Origin.TEMPLATE else "since it came here"


def _way_links(current: str) -> list[dict[str, Any]]:
    ways = [("commit", "Commit", "git-commit"), ("folder", "Folder", "folder"), ("download", "Download", "download")]
    return [
        {"key": key, "text": text, "icon": icon, "url": f"?way={key}", "current": key == current}
        for key, text, icon in (ways if places.any_allowed() else ways[-1:])
    ]


def _explained(refusal: Exception, project: Project) -> str:
    if isinstance(refusal, Conflict) and project.origin == Project.Origin.FOLDER:
        return f"{refusal} Update from source first, which merges what changed on both sides; then publish again."
    return str(refusal)


def _usual_way(project: Project) -> str:
    if project.repository:
        return "commit"
    return "folder" if project.origin == Project.Origin.FOLDER else "download"


def _usual_folder(project: Project) -> str:
    return project.source if project.origin == Project.Origin.FOLDER else ""


def _commit_initial(request: Request, project: Project) -> dict[str, str]:
    """What a commit would most likely be: where the last one went, or the repository around the folder."""
    path, prefix = project.repository, ""
    if not path and project.origin == Project.Origin.FOLDER:
        path, prefix = _repository_around(project.source)
    author, email, branch = request.user.get_full_name(), request.user.email, project.branch
    if path:
        try:
            place = places.allowed(path)
            if not site.TEAM:
                # The machine's own git knows who its one person is; of a team it knows nothing.
                known_author, known_email = repository.default_author(place)
                author, email = author or known_author, email or known_email
            with repository.open_repository(place) as repo:
                branch = branch or repository.head_branch(repo) or ""
        except (Refused, TransferError):
            pass
    return {
        "repository": path,
        "branch": branch or "main",
        "place": prefix,
        "author": author,
        "email": email,
        "message": _message(project),
    }


def _message(project: Project) -> str:
    """A commit message: one line, and where there is more to say, a list below it."""
    words = [word for word in _words(project) if not word.startswith("Updated ")]
    if len(words) == 1 and len(words[0]) <= 72:
        return words[0]
    if not words:
        return f"Change the configuration of {project.name}"
    return "\n- ".join([f"Change the configuration of {project.name}\n", *words])[:2000]


def _repository_around(folder: str) -> tuple[str, str]:
    """The work tree a folder is in, and the folder's place in it; both empty where there is none."""
    try:
        place = places.allowed(folder)
        for above in (place, *place.parents):
            if (above / ".git").exists():
                relative = PurePosixPath(place.relative_to(above).as_posix())
                return str(places.allowed(str(above))), "" if str(relative) == "." else str(relative)
    except (Refused, OSError):
        pass
    return "", ""


def _words(project: Project) -> list[str]:
    """What was done since the last time, in words; what was taken back is left out."""
    since = project.published_revision or 0
    revisions = project.revisions.filter(number__gt=since, undoes=None).order_by("number").prefetch_related("undone_by")
    return [each.summary for each in revisions if is_in_force(each)]
