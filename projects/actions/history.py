"""Taking back what was done, and doing it again; both are revisions too."""

from __future__ import annotations

from django.db import transaction

from designer.loopback.application import Application
from designer.loopback.refusal import Refused
from projects.actions import files
from projects.actions.files import Author
from projects.models import Change, Project, Revision


def undo(project: Project, author: Author, revision: Revision) -> Revision:
    """Takes a revision back. Undoing an undo does it again.

    Raises Refused where one of its files was changed since, naming the file; then nothing is changed.
    """
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project.pk)
        changes = list(revision.changes.select_related("before", "after"))
        _check_unchanged_since(project, changes)
        contents = {each.path: bytes(each.before.sealed) if each.before else None for each in changes}
        app = _after(project, contents)
        files.check_boot(project, app)
        names = {path: name for path, name in files.definition_names(app).items() if path in contents}
        modes = {each.path: each.mode for each in changes}
        words = _summary(revision)
        undone = files.write_contents(project, author, words, contents, names, undoes=revision, modes=modes)
        files.recount(project, app, contents)
    return undone


def _check_unchanged_since(project: Project, changes: list[Change]) -> None:
    now = dict(project.files.values_list("path", "content_id"))
    differing = [each.path for each in changes if now.get(each.path) != each.after_id]
    if differing:
        raise Refused(
            f"{differing[0]} was changed again since, so this cannot be taken back. Undo the later change first."
        )


def _after(project: Project, contents: dict[str, bytes | None]) -> Application:
    app = files.application(project)
    for path, content in contents.items():
        if content is None:
            app.delete(path)
            continue
        try:
            app.set_text(path, content.decode("utf-8"))
        except UnicodeDecodeError:
            continue
    return app


def is_in_force(revision: Revision) -> bool:
    """Whether what a revision did was not taken back, or was done again."""
    return not any(is_in_force(each) for each in revision.undone_by.all())


def takes_back(revision: Revision) -> bool:
    """Whether a revision takes something back: an undo does, doing it again does not."""
    return revision.undoes is not None and not takes_back(revision.undoes)


def _summary(revision: Revision) -> str:
    """What taking a revision back is called: always by what was done in the first place."""
    first = revision
    while first.undoes is not None:
        first = first.undoes
    return f"{'Redid' if takes_back(revision) else 'Undid'}: {first.summary}"
