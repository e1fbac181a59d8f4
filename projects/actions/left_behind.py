"""Secrets that were published in clear before a variable took their place: git's history still has them."""

from __future__ import annotations

from collections.abc import Iterator

from designer.loopback import jsontext, secrets
from designer.loopback.files import decode
from designer.loopback.jsontext import JSON, JSONTextError, Pointer
from projects.actions import places
from projects.models import Content, Project, ProjectFile, Revision
from projects.models.destinations import DestinationFile


def is_in_git(project: Project) -> bool:
    """Whether a project was committed, or came from a folder in a git repository."""
    from_folder = project.origin == Project.Origin.FOLDER and bool(project.source)
    return bool(project.repository) or (from_folder and bool(places.repository_around(project.source)[0]))


def in_history(project: Project, revision: Revision) -> bool:
    """Whether a revision put a variable in the place of a secret that stands in the repository's history."""
    if not is_in_git(project):
        return False
    definitions = project.files.filter(kind=ProjectFile.Kind.DEFINITION).values("path")
    changes = revision.changes.filter(path__endswith=".json").exclude(path__in=definitions)
    for change in changes.select_related("before", "after"):
        turned = secrets.turned_into_variables(change.path, _text(change.before), _text(change.after))
        if turned and any(_holds(text, turned) for text in _published(project, change.path)):
            return True
    return False


def _published(project: Project, path: str) -> Iterator[str]:
    """The texts of a file where it was imported from or last published to."""
    for row in project.files.filter(path=path).select_related("base"):
        yield _text(row.base)
    for copy in DestinationFile.objects.filter(destination__project=project, path=path).select_related("content"):
        yield _text(copy.content)


def _holds(text: str, secret: dict[Pointer, JSON]) -> bool:
    try:
        return any(secret.get(leaf.pointer) == leaf.value for leaf in jsontext.leaves(text) if leaf.pointer in secret)
    except JSONTextError:
        return False


def _text(content: Content | None) -> str:
    try:
        return decode(bytes(content.sealed)) if content else ""
    except UnicodeDecodeError:
        return ""
