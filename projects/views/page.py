"""What the pages of a project have in common: its tree, its environment, what changed, and what was just done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from designer.loopback import environments
from designer.loopback.application import Application
from designer.loopback.names import NameProblem
from projects import access
from projects.actions import checking, left_behind, publishing
from projects.actions.timelines import Kind
from projects.actions.variables import Move
from projects.models import Project, Revision
from projects.templatetags.prose import enumerated
from projects.views import disappearance, problem_rows
from projects.views.http import Request
from projects.views.tree import Tree


def context(
    request: Request,
    project: Project,
    app: Application,
    *,
    section: str = "",
    current: tuple[str, str] = ("", ""),
    **more: Any,
) -> dict[str, Any]:
    """The context of a project's page. `current` is what the page is about: `("data_source", "corp1")`."""
    environment = environment_of(request, project, app)
    changed = publishing.changes(project)
    can_edit = access.can_edit(request.user, project)
    return {
        "project": project,
        "app": app,
        "environment": environment,
        "environments": app.environments if environment in app.environments else [*app.environments, environment],
        "stopped_environments": _stopped(project, app),
        "changes_count": len(changed),
        "section": section,
        "can_edit": can_edit,
        "can_own": access.can_own(request.user, project),
        "tree": Tree(project, app, environment, changed, current, can_edit=can_edit),
        **(problem_rows.about(project, app, environment, *current) if current[0] else {}),
        **more,
    }


def _stopped(project: Project, app: Application) -> set[str]:
    return {each for each in app.environments if checking.stops_boot(checking.find_known(project, each))}


def environment_of(request: Request, project: Project, app: Application) -> str:
    """The environment a person looks at; chosen by `?environment=`, remembered in the session."""
    wanted = request.GET.get("environment", "").strip()
    if wanted and (wanted in app.environments or not environments.name_mistake(wanted)):
        choose_environment(request, project, wanted)
    return str(request.session.get(_environment_key(project), environments.DEFAULT_ENVIRONMENT))


def choose_environment(request: Request, project: Project, environment: str) -> None:
    """Remembers in the session which environment of a project a person looks at."""
    request.session[_environment_key(project)] = environment


def _environment_key(project: Project) -> str:
    return f"environment:{project.pk}"


def saved(request: Request, project: Project, revision: Revision | None) -> None:
    """Tells what was saved, and offers to undo it."""
    if revision is None:
        messages.info(request, "Nothing changed, so nothing was saved.")
        return
    undo = reverse("revision-undo", args=[project.slug, revision.number])
    messages.success(request, f"{revision.summary}.", extra_tags=undo)
    if left_behind.in_history(project, revision):
        messages.warning(request, "The old password stays in the repository’s history: change it at the server.")


def say_moved(request: Request, moved: Iterable[Move]) -> None:
    """Tells in which environments a variable now has the secret as its value that stood in a file."""
    for move in moved:
        if move.environments:
            where = enumerated(move.environments)
            messages.info(request, f"What stood in the file is now the value of {move.variable} in {where}, for tests.")


def say(request: Request, sentence: str) -> None:
    """Tells what could not be done."""
    messages.error(request, sentence)


def advise(request: Request, problem: NameProblem | None) -> None:
    """Tells what speaks against a name that was taken all the same."""
    if problem and not problem.refused:
        messages.warning(request, problem.sentence)


def scripts_warning(scripts: list[str], *, deleting: bool = False) -> str:
    """What a rename or a deletion cannot reach: layers that are scripts."""
    if not scripts:
        return ""
    what = "may name it too" if deleting else "may hold the old name too"
    return f"{', '.join(scripts)} {what}. Scripts are never changed here: look for it yourself."


def gone(
    request: Request, project: Project, app: Application, kind: str, name: str, *, typed: str = "", kept: bool = False
) -> HttpResponse:
    """404 for something that was renamed or deleted meanwhile, with a way on.

    `typed` is what the person had typed there, to be copied; `kept`: it was kept as a draft.
    """
    about = disappearance.context(project, kind, name)
    shown = context(request, project, app, **about, typed=typed, is_kept=kept)
    return render(request, "projects/gone.html", shown, status=404)


def without_definition(request: Request, project: Project, app: Application, name: str) -> HttpResponse:
    """404 for what belongs to the definition of a model that has none here, such as one of LoopBack's own."""
    sentence = f"The model “{name}” has no definition of its own here, so there is nothing of it to edit here."
    history_url = disappearance.history_url(project, Kind.MODEL, name)
    model_url = reverse("model-edit", args=[project.slug, name])
    shown = context(request, project, app, sentence=sentence, history_url=history_url, new_url=model_url, new_name=name)
    return render(request, "projects/gone.html", shown, status=404)


def confirm(
    request: Request, project: Project, app: Application, current: tuple[str, str], **dialog: Any
) -> HttpResponse:
    """What a verb touches, before it is done; `dialog` is what ui/confirm.html asks for."""
    form = dialog.get("form")
    about = context(request, project, app, current=current, action_url=request.path, **dialog)
    return render(request, "ui/confirm_page.html", about, status=422 if form and form.errors else 200)
