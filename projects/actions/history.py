"""Taking back what was done, and doing it again; both are revisions too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from django.db import transaction

from designer.loopback import part_names
from designer.loopback.application import Application
from designer.loopback.jsontext import Pointer
from designer.loopback.refusal import Refused
from projects.actions import files, merging
from projects.actions.attribution import last_change
from projects.actions.files import Author
from projects.models import Change, Content, Project, Revision
from projects.models.sealing import digest


class ChangedSinceError(Refused):
    """A part of what is to be taken back was changed again since."""

    def __init__(self, sentence: str, later: Revision | None) -> None:
        super().__init__(sentence)
        self.later = later
        """The revision that changed it; None where that cannot be told."""


class State(StrEnum):
    """Whether a revision can be taken back."""

    POSSIBLE = "possible"
    DONE = "done"
    """There is nothing to take back any more."""
    OBSTRUCTED = "obstructed"
    """A part of it was changed again since."""


def undo(project: Project, author: Author, revision: Revision) -> Revision:
    """Takes a revision back, and leaves what else was changed since. Undoing an undo does it again.

    Raises ChangedSinceError where one of its parts was changed again, and Refused where LoopBack would not start or
    where there is nothing to take back; then nothing is changed.
    """
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project.pk)
        changes = list(revision.changes.select_related("before", "after"))
        contents = _taken_back(project, changes)
        if not contents:
            raise Refused("All of this has been taken back already.")
        moves = {each.moved_from: each.path for each in changes if each.moved_from}
        modes = {each.path: each.mode for each in changes}
        words = _summary(revision)
        return keep(project, author, words, contents, undoes=revision, modes=modes, moves=moves)


def keep(
    project: Project,
    author: Author,
    summary: str,
    contents: Mapping[str, bytes | None],
    *,
    undoes: Revision | None = None,
    modes: Mapping[str, int] | None = None,
    moves: Mapping[str, str] | None = None,
) -> Revision:
    """Keeps whole contents as a revision, inside a transaction; `modes` holds the permissions of files that are new.

    Raises Refused where LoopBack would newly not start.
    """
    app = files.with_contents(files.application(project), contents)
    files.check_boot(app)
    names = {path: name for path, name in files.definition_names(app).items() if path in contents}
    here = set(project.files.exclude(content=None).values_list("path", flat=True))
    new_modes = {path: mode for path, mode in (modes or {}).items() if path not in here}
    kept = files.write_contents(project, author, summary, contents, names, undoes=undoes, modes=new_modes, moves=moves)
    files.recount(project, app, contents)
    return kept


def obstacle(project: Project, revision: Revision) -> ChangedSinceError | None:
    """What keeps a revision from being taken back: the part that was changed again since, and by whom."""
    try:
        _taken_back(project, list(revision.changes.select_related("before", "after")))
    except ChangedSinceError as found:
        return found
    return None


def states(project: Project, revisions: Iterable[Revision]) -> dict[int, State]:
    """Whether each of some revisions can be taken back, by number; their changes should be prefetched."""
    now = dict(project.files.exclude(content=None).values_list("path", "content_id"))
    changes = {revision.number: list(revision.changes.all()) for revision in revisions}
    wanted = {
        content
        for each in changes.values()
        for change in each
        for content in (change.before_id, change.after_id, now.get(change.path))
        if content is not None
    }
    digests = dict(Content.objects.filter(pk__in=wanted).values_list("pk", "digest"))
    return {number: _state(each, now, digests) for number, each in changes.items()}


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


# --- What is taken back -----------------------------------------------------------------------------------------


def _taken_back(project: Project, changes: Sequence[Change]) -> dict[str, bytes | None]:
    """The contents that taking these changes back gives, where they differ from what is there now."""
    rows = project.files.filter(path__in=[each.path for each in changes]).select_related("content")
    here = {row.path: row.content for row in rows}
    contents: dict[str, bytes | None] = {}
    for change in changes:
        now = here.get(change.path)
        before, after = _bytes(change.before), _bytes(change.after)
        found, conflicts = merging.merged(change.path, after, _bytes(now), before)
        if conflicts:
            raise _changed_since(project, change, conflicts[0])
        if found != _bytes(now):
            contents[change.path] = found
        elif found != before and merging.differ_in_layout_only(change.path, before, after):
            raise _changed_since(project, change, ())
    return contents


def _changed_since(project: Project, change: Change, pointer: Pointer) -> ChangedSinceError:
    later = last_change(project, (change.path, pointer))
    phrase = part_names.described(_app_of(project, change), change.path, pointer)
    words = phrase[0].upper() + phrase[1:] if phrase.startswith("the ") else phrase
    if later is None or later.number <= change.revision.number:
        return ChangedSinceError(f"{words} was changed again since. Undo the later change first.", None)
    who = later.author or "somebody"
    return ChangedSinceError(f"{words} was changed again in revision {later.number} by {who}. Undo that first.", later)


def _app_of(project: Project, change: Change) -> Application:
    """The project, in which a definition that is gone now has its name still."""
    app = files.application(project)
    content = _bytes(change.after) or _bytes(change.before)
    if not app.has(change.path) and content is not None:
        app = files.with_contents(app, {change.path: content})
        app.definition_names = {**(app.definition_names or {}), **files.definition_names(app, [change.path])}
    return app


def _bytes(content: Content | None) -> bytes | None:
    return bytes(content.sealed) if content else None


# --- Whether it can be taken back -------------------------------------------------------------------------------


def _state(changes: Sequence[Change], now: Mapping[str, int | None], digests: Mapping[int, str]) -> State:
    found = set()
    for change in changes:
        present = now.get(change.path)
        if present == change.before_id:
            found.add(State.DONE)
        elif present == change.after_id:
            found.add(State.POSSIBLE)
        elif None in (present, change.before_id, change.after_id):
            found.add(State.OBSTRUCTED)
        else:
            after, before = digests[change.after_id or 0], digests[change.before_id or 0]
            found.add(_state_of_texts(change.path.endswith(".json"), after, digests[present or 0], before))
    order = [State.OBSTRUCTED, State.POSSIBLE]
    return next((state for state in order if state in found), State.DONE)


@lru_cache(maxsize=20_000)
def _state_of_texts(is_json: bool, after: str, now: str, before: str) -> State:
    """Contents never change, so what was found of them holds for ever."""
    sealed = {row.digest: bytes(row.sealed) for row in Content.objects.filter(digest__in=(after, now, before))}
    path = ".json" if is_json else ""
    found, conflicts = merging.merged(path, sealed[after], sealed[now], sealed[before])
    if conflicts:
        return State.OBSTRUCTED
    if found is None or digest(found) != now:
        return State.POSSIBLE
    # Of a layout, which is merged as a whole or not at all, nothing was taken back.
    is_lost = merging.differ_in_layout_only(path, sealed[before], sealed[after])
    return State.OBSTRUCTED if is_lost else State.DONE
