"""How something went that a page was asked for, and how to have it back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from projects.actions import history, timelines
from projects.actions.history import State
from projects.actions.timelines import Kind
from projects.models import Project

_PAGES = {Kind.MODEL: "model-edit", Kind.DATA_SOURCE: "data-source-edit", Kind.FILE: "file"}
_HISTORIES = {Kind.MODEL: "model", Kind.DATA_SOURCE: "data-source", Kind.FILE: "file"}


def context(project: Project, kind: str, name: str) -> dict[str, Any]:
    """What templates/projects/gone.html shows of a “model”, “data source” or “file” that is not there."""
    what = Kind(kind.replace(" ", "_"))
    found = timelines.disappearance(project, what, name)
    if found is None:
        sentence = f"There is no {kind} “{name}” here. Somebody may have renamed or deleted it; the history tells."
        return {"sentence": sentence, "history_url": reverse("history", args=[project.slug])}
    number = found.revision.number
    who = found.revision.author or "somebody"
    shown: dict[str, Any] = {
        "history_url": history_url(project, what, name),
        "revision_url": reverse("revision", args=[project.slug, number]),
    }
    if found.new_name:
        sentence = f"The {kind} “{name}” was renamed to “{found.new_name}” in revision {number} by {who}."
        new_url = reverse(_PAGES[what], args=[project.slug, found.new_name])
        return shown | {"sentence": sentence, "new_name": found.new_name, "new_url": new_url}
    sentence = f"The {kind} “{name}” was deleted in revision {number} by {who}."
    can_restore = history.states(project, [found.revision])[number] == State.POSSIBLE
    restore_url = reverse("revision-undo", args=[project.slug, number]) if can_restore else ""
    return shown | {"sentence": sentence, "restore_url": restore_url}


def history_url(project: Project, kind: Kind, name: str) -> str:
    """The address of the history of one thing."""
    return f"{reverse('history', args=[project.slug])}?{urlencode({_HISTORIES[kind]: name})}"
