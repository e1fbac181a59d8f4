"""Taking over what changed in the folder a project came from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from django.contrib.auth.models import User
from django.db import transaction

from designer.loopback import discovery
from designer.loopback.discovery import Selection
from designer.loopback.files import File, Tree
from designer.loopback.jsontext import Pointer
from designer.loopback.refusal import Refused
from designer.transfer.folder import FolderTree
from projects.actions import files, merging, parts, places
from projects.actions.parts import Part
from projects.models import Project, ProjectFile

Taken: TypeAlias = Collection[Part]
"""The parts, of those that both sides changed, that shall be as in the folder."""


@dataclass(frozen=True)
class BothChanged:
    """A file that was changed in the folder and here."""

    path: str
    base: bytes | None
    here: bytes | None
    there: File | None
    mode: int
    """The permissions there, or here where it was deleted there."""

    @cached_property
    def conflicts(self) -> tuple[Pointer, ...]:
        """The places that both sides changed, differently; `()`: the file as a whole."""
        return merging.merged(self.path, self.base, self.here, self._content)[1]

    def merged(self, taken: Taken) -> bytes | None:
        """The changes of both sides; those parts in conflict as in the folder that are `taken`, else as here."""
        pointers = [pointer for path, pointer in taken if path == self.path]
        return merging.merged(self.path, self.base, self.here, self._content, pointers)[0]

    @property
    def _content(self) -> bytes | None:
        return self.there.content if self.there else None


@dataclass(frozen=True)
class SourceUpdate:
    """What changed in the folder since it was last read or written."""

    revision: int
    """The revision of the project it was compared with."""
    newer: dict[str, File | None]
    """Files to take over; None: deleted there."""
    both: dict[str, BothChanged]
    """Files changed on both sides."""
    seen: dict[str, File | None]
    """All files that changed there, those included that changed here in the same way."""
    modes: dict[str, int]
    """Permissions that changed there."""
    left_out: list[str]
    """Paths that are there and are not taken."""

    @property
    def questions(self) -> list[Part]:
        """The parts to choose between, always in the same order."""
        return [(path, pointer) for path, file in self.both.items() for pointer in file.conflicts]

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
    return _compared(project.revision, paths, rows, there, [each.path for each in selection.left_out])


def update(project: Project, author: User, taken: Taken, found: SourceUpdate) -> bool:
    """Takes over the newer files, and merges those changed on both sides: of the parts in conflict those that are
    `taken` become as in the folder, the others stay as they are here.

    Afterwards what stands in the folder counts as published. Says whether anything was taken over. Raises Refused where
    the project was changed since `look`.
    """
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project.pk)
        if project.revision != found.revision:
            raise Refused("Somebody changed this project meanwhile. Look again.")
        declined = {path for path, pointer in found.questions if (path, pointer) not in taken}
        both = {path: _file(file, taken) for path, file in found.both.items()}
        if declined:
            _remember(project, author, {path: (found.both[path].there, both[path]) for path in sorted(declined)})
        changed = {path for path, file in both.items() if (file.content if file else None) != found.both[path].here}
        newer = found.newer | {path: both[path] for path in sorted(changed - declined)}
        if newer:
            _take(project, author, newer)
        project.left_out = found.left_out
        project.save(update_fields=["left_out"])
        files.set_base(project, found.seen)
        for path, mode in found.modes.items():
            project.files.filter(path=path).update(mode=mode)
    return bool(found.newer or changed)


def _file(both: BothChanged, taken: Taken) -> File | None:
    content = both.merged(taken)
    return None if content is None else File(content, both.mode)


def _compared(
    revision: int, paths: list[str], rows: dict[str, ProjectFile], there: dict[str, File], left_out: list[str]
) -> SourceUpdate:
    found = SourceUpdate(revision, {}, {}, {}, {}, left_out)
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
            if here == base:
                found.newer[path] = file
            else:
                found.both[path] = BothChanged(path, base, here, file, file.mode if file else _mode(row))
    return found


def _mode(row: ProjectFile | None) -> int:
    return row.mode if row else 0o644


def _is_left_out(path: str, tree: Tree, selection: Selection) -> bool:
    left_out = {each.path.rstrip("/") for each in (*tree.left_out, *selection.left_out)}
    folders = path.split("/")
    return any("/".join(folders[: depth + 1]) in left_out for depth in range(len(folders)))


def _remember(project: Project, author: User, declined: Mapping[str, tuple[File | None, File | None]]) -> None:
    """Two revisions, so that the history keeps the versions of the folder of which parts were not taken."""
    _take(project, author, {path: there for path, (there, _) in declined.items()})
    _take(project, author, {path: kept for path, (_, kept) in declined.items()}, "Kept the version here of")


def _take(project: Project, author: User, taken: dict[str, File | None], words: str = "") -> None:
    contents = {path: file.content if file else None for path, file in taken.items()}
    modes = {path: file.mode for path, file in taken.items() if file}
    app = files.with_contents(files.application(project), contents)
    count = f"{len(taken)} file{'' if len(taken) == 1 else 's'}"
    names = files.definition_names(app, contents)
    summary = f"{words} {count}" if words else f"Updated {count} from {project.source}"
    files.write_contents(project, author, summary, contents, names, modes=modes)
    files.recount(project, app, contents)
