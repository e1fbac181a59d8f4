"""What undo and redo would do next, as a person who presses them again and again expects it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from projects.models import Project, Revision

_REMEMBERED = 200
"""So many revisions are looked through; nobody presses undo more often."""


def next_undo(project: Project) -> Revision | None:
    """The newest revision that is in force and is no undo itself."""
    return next(iter(reversed(_stacks(project)[0])), None)


def next_redo(project: Project) -> Revision | None:
    """The newest undo that nothing new was done after: taking it back does the thing again."""
    return next(iter(reversed(_stacks(project)[1])), None)


def shown(project: Project, revision: Revision | None) -> dict[str, Any] | None:
    """Where it is posted to, and what it takes back."""
    if revision is None:
        return None
    first = revision
    while first.undoes is not None:
        first = first.undoes
    return {"url": reverse("revision-undo", args=[project.slug, revision.number]), "summary": first.summary}


def _stacks(project: Project) -> tuple[list[Revision], list[Revision]]:
    """What can be undone and what can be done again, the next one last."""
    newest = project.revisions.select_related("undoes__undoes")[:_REMEMBERED]
    revisions = sorted(newest, key=lambda revision: revision.number)
    takes_back: dict[int, bool] = {}
    undo: list[Revision] = []
    redo: list[Revision] = []
    for each in revisions:
        before = each.undoes_id
        takes_back[each.pk] = before is not None and not takes_back.get(before, False)
        if before is None:
            undo.append(each)
            redo.clear()
        elif takes_back[each.pk]:
            undo[:] = filter(_other_than(before), undo)
            redo.append(each)
        else:
            redo[:] = filter(_other_than(before), redo)
            undo.append(each)
    return undo, redo


def _other_than(pk: int) -> Callable[[Revision], bool]:
    return lambda revision: revision.pk != pk
