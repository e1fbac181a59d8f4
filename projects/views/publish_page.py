"""The publish page: what changed, where it stands already, and what a commit or a folder asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings as site
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from designer.loopback import env_example
from designer.loopback.files import TransferError
from designer.loopback.problems import Severity
from designer.loopback.refusal import Refused
from designer.transfer import Conflict, repository
from designer.transfer.repository import Branches
from projects import access
from projects.actions import checking, destinations, files, offers, places, publishing
from projects.actions.history import is_in_force
from projects.forms.projects import CommitForm, FolderForm
from projects.models import Project
from projects.views import page
from projects.views.http import Request

_WAYS = {"commit": ("Commit", "git-commit"), "folder": ("Folder", "folder"), "download": ("Download", "download")}


def show(
    request: Request,
    project: Project,
    *,
    folder_form: FolderForm | None = None,
    commit_form: CommitForm | None = None,
    blocked: bool = False,
) -> HttpResponse:
    """The page; with a form that was refused, 422. `blocked`: because of passwords in clear."""
    way = "folder" if folder_form else "commit" if commit_form else _way(request, project)
    compared = publishing.comparisons(project)
    clear_secrets = publishing.clear_secrets(project)
    app = files.application(project)
    form, holder, count = _form(request, project, way, folder_form or commit_form)
    context = page.context(
        request,
        project,
        app,
        section="publish",
        way=way,
        way_links=way_links(way),
        since=_since(project),
        files=compared,
        totals={key: sum(getattr(each, key) for each in compared) for key in ("added", "changed", "removed")},
        words=[{"text": words, "sign": _sign(words)} for words in _words(project, project.published_revision or 0)],
        standings=_standings(project),
        stopping=_stopping(project, page.environment_of(request, project, app)),
        clear_secrets=[secret for secret in clear_secrets if blocked or not secret.is_ignored],
        ignored_files=sorted({secret.path for secret in clear_secrets if secret.is_ignored}),
        packages=publishing.missing_packages(project),
        env_example=offers.env_example_path(app),
        env_example_exists=app.has(env_example.path_in(app)),
        env_to_ignore=offers.env_to_ignore(app),
        for_gitignore=offers.files_for_gitignore(app),
        gitignore_path=offers.gitignore_path(app),
        form=form,
        holder=holder,
        count=count or len(compared),
        folder=destinations.folder_of(project),
        blocked=blocked,
        is_created=project.origin == Project.Origin.TEMPLATE or project.published_revision is None,
        publish_url=reverse(f"publish-{way}", args=[project.slug]),
    )
    failed = blocked or bool(form and form.is_bound and form.errors)
    return render(request, "publish/page.html", context, status=422 if failed else 200)


def ways() -> list[str]:
    """The ways to publish that there are here."""
    return list(_WAYS) if places.any_allowed() else ["download"]


def way_links(current: str) -> list[dict[str, Any]]:
    """The ways to publish, as ui/segment_links.html shows them."""
    return [
        {"key": key, "text": _WAYS[key][0], "icon": _WAYS[key][1], "url": f"?way={key}", "current": key == current}
        for key in ways()
    ]


def explained(refusal: Exception, project: Project) -> str:
    """Why nothing was published, and what to do."""
    if isinstance(refusal, Conflict) and project.origin == Project.Origin.FOLDER:
        return f"{refusal} Update from source first, which merges what changed on both sides; then publish again."
    return str(refusal)


def _way(request: Request, project: Project) -> str:
    usual = "commit" if project.repository else "folder" if project.origin == Project.Origin.FOLDER else "download"
    return next((way for way in (request.GET.get("way", ""), usual) if way in ways()), "download")


def _since(project: Project) -> str:
    if project.published_revision is not None:
        return "since it was last published"
    return "since it was created" if project.origin == Project.Origin.TEMPLATE else "since it came here"


def _standings(project: Project) -> list[dict[str, Any]]:
    """Where the project was published to, and what each place lacks; nothing where there is only one."""
    found = destinations.standings(project)
    return [{"lacking": each.lacking, **_described(each.address)} for each in found] if len(found) > 1 else []


def _described(address: str) -> dict[str, str]:
    if address.startswith(destinations.FOLDER):
        return {"place": address.removeprefix(destinations.FOLDER), "branch": ""}
    place, _, branch = address.removeprefix(destinations.GIT).partition("#")
    branch, _, prefix = branch.partition("#")
    return {"place": f"{place}/{prefix}" if prefix else place, "branch": branch}


def _stopping(project: Project, environment: str) -> int | None:
    """How many problems stop boot; None where looking would keep the page waiting."""
    found = checking.find_quickly(project, environment)
    return None if found is None else [each.problem.severity for each in found].count(Severity.STOPS_BOOT)


# --- What a way asks for ----------------------------------------------------------------------------------------


def _form(
    request: Request, project: Project, way: str, refused: FolderForm | CommitForm | None
) -> tuple[FolderForm | CommitForm | None, str, int | None]:
    """The form; the branch or folder that it is about, where that holds all of it already; and how many files that
    lacks, where it is known."""
    if not access.can_edit(request.user, project) or way == "download":
        return None, "", None
    if way == "folder":
        folder = destinations.folder_of(project)
        holds = folder and not refused and not publishing.changes(project)
        return refused or FolderForm(initial={"folder": folder or _source(project)}), folder if holds else "", None
    initial = _commit_initial(request, project)
    there = (initial["repository"], initial["branch"], initial["place"])
    count = publishing.lacking_in_branch(project, *there) if there[0] and not refused else None
    if count == 0:  # the next commit is one to another branch
        initial = {**initial, "message": _message(project, project.published_revision or 0)}
    form = refused or CommitForm(initial=initial)
    assert isinstance(form, CommitForm)
    form.offer(_branches(str(form["repository"].value() or "")))
    return form, initial["branch"] if count == 0 else "", count


def _source(project: Project) -> str:
    return project.source if project.origin == Project.Origin.FOLDER else ""


def _branches(path: str) -> Branches | None:
    try:
        return repository.branches_at(places.allowed(path))
    except (Refused, TransferError):
        return None


def _commit_initial(request: Request, project: Project) -> Mapping[str, str]:
    """What a commit would most likely be: where the last one went, or the repository around the folder."""
    around, prefix = places.repository_around(_source(project)) if _source(project) else ("", "")
    path = project.repository or around
    author, email, branch = request.user.get_full_name(), request.user.email, project.branch
    if path:
        try:
            if not site.TEAM:
                # The machine's own git knows who its one person is; of a team it knows nothing.
                known_author, known_email = repository.default_author(places.allowed(path))
                author, email = author or known_author, email or known_email
        except (Refused, TransferError):
            pass
        known = _branches(path)
        branch = branch or (known.head if known else None) or ""
    initial = {"repository": path, "branch": branch or "main", "place": prefix if path == around else ""}
    return initial | {"author": author, "email": email, "message": _message(project, _last(project, **initial))}


# --- What was done ----------------------------------------------------------------------------------------------


def _last(project: Project, repository: str, branch: str, place: str) -> int:
    """The newest revision that was published to a branch."""
    try:
        return destinations.last_revision(
            project, destinations.branch_address(places.allowed(repository), branch, place)
        )
    except Refused:
        return project.published_revision or 0


def _message(project: Project, since: int) -> str:
    """A commit message of what was done since a revision: one line, and where there is more to say, a list below it."""
    words = [word for word in _words(project, since) if not word.startswith("Updated ")]
    if len(words) == 1 and len(words[0]) <= 72:
        return words[0]
    if not words:
        return f"Change the configuration of {project.name}"
    return "\n- ".join([f"Change the configuration of {project.name}\n", *words])[:2000]


def _words(project: Project, since: int) -> list[str]:
    """What was done since a revision, in words, the same only once; what was taken back is left out."""
    revisions = project.revisions.filter(number__gt=since, undoes=None).order_by("number").prefetch_related("undone_by")
    return list(dict.fromkeys(each.summary for each in revisions if is_in_force(each)))


def _sign(words: str) -> str:
    first = words.partition(" ")[0]
    return {"Added": "add", "Deleted": "delete"}.get(first, "change")
