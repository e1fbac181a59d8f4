"""One file as it was when it was imported or last published."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from designer.loopback import problems
from designer.loopback.application import Application
from designer.loopback.comparison import Comparison
from designer.loopback.problems import Severity
from designer.loopback.refusal import Refused
from projects.actions import files, history, publishing
from projects.actions.files import Author
from projects.models import Project, ProjectFile, Revision


@dataclass(frozen=True)
class Reversion:
    """What reverting a file does to it."""

    comparison: Comparison
    """From what it is now to what it was."""
    seal: str
    """What a form carries: what is replaced is what was shown."""
    deletes: bool
    """The file was added here, so it goes."""
    restores: bool
    """The file was deleted here, so it comes back."""
    is_same: bool


def look(project: Project, path: str) -> Reversion:
    """What reverting a file would do. Raises KeyError where there is no such file."""
    row = _row(project, path)
    return Reversion(
        publishing.comparison(path, row.content, row.base),
        _seal(row),
        row.base is None,
        row.content is None,
        row.content_id == row.base_id,
    )


def revert(project: Project, author: Author, path: str, seal: str) -> Revision | None:
    """Makes a file what it was when it was imported or last published; one that was added here is deleted.

    None where that is what it is. Raises Refused where it is no longer what `seal` was made of, or where LoopBack
    would newly not start, and KeyError where there is no such file.
    """
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project.pk)
        row = _row(project, path)
        if _seal(row) != seal:
            raise Refused(f"{path} changed since this was shown, so nothing was reverted. Look again.")
        _check_deletion(project, row)
        if row.content_id == row.base_id:
            return None
        content = bytes(row.base.sealed) if row.base else None
        summary = f"Reverted {path} to what was imported or last published" if row.base else f"Deleted {path}"
        return history.keep(project, author, summary, {path: content}, modes={path: row.mode})


def _check_deletion(project: Project, row: ProjectFile) -> None:
    """Raises Refused where LoopBack would newly not start without a file that was added here."""
    path = row.path
    if row.base_id is not None:
        return
    app = files.application(project, load_all=True)
    if not app.has(path):
        return
    known = _what_stops_boot(app)
    app.delete(path)
    for sentence in sorted(_what_stops_boot(app) - known):
        raise Refused(f"{sentence} LoopBack would not start without {path}, so it was not deleted.")


def _what_stops_boot(app: Application) -> set[str]:
    found = (problem for environment in app.environments for problem in problems.find(app, environment))
    return {problem.sentence for problem in found if problem.severity == Severity.STOPS_BOOT}


def _row(project: Project, path: str) -> ProjectFile:
    row = project.files.filter(path=path).select_related("content", "base").first()
    if row is None:
        raise KeyError(path)
    return row


def _seal(row: ProjectFile) -> str:
    return "/".join(content.digest if content else "" for content in (row.content, row.base))
