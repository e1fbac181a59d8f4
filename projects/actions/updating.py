"""Taking over what changed in the folder a project came from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from designer.loopback import discovery
from designer.loopback.application import texts_of
from designer.loopback.discovery import Selection
from designer.loopback.files import File, Tree
from designer.loopback.refusal import Refused
from designer.transfer.folder import FolderTree
from projects.actions import files, parts, places
from projects.models import Project, ProjectFile


@dataclass(frozen=True)
class SourceUpdate:
    """What changed in the folder since it was last read or written."""

    revision: int
    """The revision of the project it was compared with."""
    newer: dict[str, File | None]
    """Files to take over; None: deleted there."""
    both: dict[str, File | None]
    """Files changed on both sides."""
    seen: dict[str, File | None]
    """All files that changed there, those included that changed here in the same way."""
    modes: dict[str, int]
    """Permissions that changed there."""

    @property
    def seal(self) -> str:
        """A digest of all of it, for a form to carry: what is taken is what was shown."""
        shown = [[path, file.content if file else None] for path, file in sorted(self.seen.items())]
        return parts.digest_of([self.revision, shown])


def look(project: Project) -> SourceUpdate:
    """Compares the folder a project came from with its files. Raises TransferError and Refused. Writes nothing.

    What the folder has but does not offer, such as a link or a file that grew too large, is left as it is here.
    """
    if project.origin != Project.Origin.FOLDER:
        raise Refused("This project did not come from a folder of this machine, so there is nothing to update from.")
    project = Project.objects.get(pk=project.pk)
    tree = FolderTree(places.allowed(project.source))
    if project.root not in discovery.roots(tree):
        raise Refused(f"{project.source} no longer holds the application “{project.root or '.'}”. Nothing was changed.")
    selection = discovery.select(tree, project.root)
    rows = {row.path: row for row in project.files.select_related("content", "base")}
    there = selection.files | {path: tree.read(path) for path in rows if path in tree.sizes}
    paths = [path for path in sorted(rows.keys() | there.keys()) if not _is_left_out(path, tree, selection)]
    return _compared(project.revision, paths, rows, there)


def update(project: Project, author: User, take_theirs: Collection[str], found: SourceUpdate) -> bool:
    """Takes over the newer files, and those changed on both sides that are named; the others stay as they are here.

    Afterwards what stands in the folder counts as published. Says whether anything was taken over. Raises Refused where
    the project was changed since `look`.
    """
    taken = found.newer | {path: file for path, file in found.both.items() if path in take_theirs}
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project.pk)
        if project.revision != found.revision:
            raise Refused("Somebody changed this project meanwhile. Look again.")
        declined = {path: file for path, file in found.both.items() if path not in taken}
        if declined:
            _remember(project, author, declined)
        if taken:
            _take(project, author, taken)
        files.set_base(project, found.seen)
        for path, mode in found.modes.items():
            project.files.filter(path=path).update(mode=mode)
    return bool(taken)


def _compared(revision: int, paths: list[str], rows: dict[str, ProjectFile], there: dict[str, File]) -> SourceUpdate:
    found = SourceUpdate(revision, {}, {}, {}, {})
    for path in paths:
        row, file = rows.get(path), there.get(path)
        base = bytes(row.base.sealed) if row and row.base else None
        here = bytes(row.content.sealed) if row and row.content else None
        content = file.content if file else None
        if row and file and row.mode != file.mode:
            found.modes[path] = file.mode
        if content == base:
            continue
        found.seen[path] = file
        if here != content:
            (found.newer if here == base else found.both)[path] = file
    return found


def _is_left_out(path: str, tree: Tree, selection: Selection) -> bool:
    left_out = {each.path.rstrip("/") for each in (*tree.left_out, *selection.left_out)}
    folders = path.split("/")
    return any("/".join(folders[: depth + 1]) in left_out for depth in range(len(folders)))


def _remember(project: Project, author: User, declined: dict[str, File | None]) -> None:
    """Two revisions, so that the history keeps the versions of the folder that were not taken."""
    rows = {row.path: row for row in project.files.filter(path__in=list(declined)).select_related("content")}
    mine = {path: File(bytes(row.content.sealed), row.mode) for path, row in rows.items() if row.content}
    _take(project, author, declined)
    _take(project, author, {path: mine.get(path) for path in declined}, "Kept the version here of")


def _take(project: Project, author: User, taken: dict[str, File | None], words: str = "") -> None:
    contents = {path: file.content if file else None for path, file in taken.items()}
    modes = {path: file.mode for path, file in taken.items() if file}
    texts, _ = texts_of((path, content) for path, content in contents.items() if content is not None)
    app = files.application(project)
    for path, content in contents.items():
        if path in texts:
            app.set_text(path, texts[path])
        elif content is None and app.has(path):
            app.delete(path)
    count = f"{len(taken)} file{'' if len(taken) == 1 else 's'}"
    names = files.definition_names(app, contents)
    summary = f"{words} {count}" if words else f"Updated {count} from {project.source}"
    files.write_contents(project, author, summary, contents, names, modes=modes)
    files.recount(project, app, contents)
