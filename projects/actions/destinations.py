"""What is to be written to a destination so that it holds what the project holds, and nothing of others is lost.

The place a project belongs to (`Project.place`) is described by the base of each file: only what changed since goes
there. Any other destination is compared with what stands there: a file may be missing, be as it came or as it was last
published there, or already be as it should; anything else is somebody's work, and a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction

from designer.loopback import gitignore
from designer.loopback.files import File, Tree
from designer.transfer import Conflict
from projects.actions import files
from projects.actions.contents import store
from projects.models import Destination, Project, ProjectFile
from projects.models.destinations import DestinationFile

FOLDER, GIT = "folder:", "git:"
"""What the addresses of folders and of branches begin with."""

Present = Callable[[str], bytes | None]
"""What stands at a path of the destination now; None for nothing."""


def folder_of(project: Project) -> str:
    """The folder a project belongs to; empty where it belongs to none."""
    return project.place.removeprefix(FOLDER) if project.place.startswith(FOLDER) else ""


def folder_address(place: Path) -> str:
    """How a folder is called as a destination."""
    return f"{FOLDER}{place}"


def branch_address(place: Path, branch: str, prefix: str = "") -> str:
    """How a branch is called as a destination."""
    return f"{GIT}{place}#{branch}" + (f"#{prefix}" if prefix else "")


@dataclass(frozen=True)
class Plan:
    """What to write (None: delete), what has to stand there now, and the revision it is of."""

    address: str
    outgoing: dict[str, File | None]
    expected: dict[str, bytes | None]
    revision: int
    held: dict[str, File | None]
    """What the destination holds of the project afterwards; None: not there. Edits since the plan are not in it."""

    @property
    def lacking(self) -> list[str]:
        """The paths of what does not stand there yet."""
        wanted = {path: file.content if file else None for path, file in self.outgoing.items()}
        return [path for path, content in wanted.items() if self.expected[path] != content]

    @property
    def is_carried_out(self) -> bool:
        """Whether all of it stands there already."""
        return not self.lacking


def plan(
    project: Project, address: str, present: Present, is_ignored: Callable[[str], bool] = lambda path: False
) -> Plan:
    """What a publication would write: not what `is_ignored` there, unless it stands there all the same.

    Raises designer.transfer.Conflict, and TransferError where `present` does.
    """
    with transaction.atomic():
        current = Project.objects.get(pk=project.pk)
        everything = list(current.files.select_related("content", "base"))
        last = _last_published(current, address)
    left_out = frozenset(row.path for row in everything if is_ignored(row.path) and present(row.path) is None)
    rows = [row for row in everything if row.path not in left_out]
    held = {row.path: _file(row) for row in rows}
    if address == current.place:
        changed = [row for row in rows if row.content_id != row.base_id]
        expected = {row.path: _expected(row, present) for row in changed}
        return Plan(address, {row.path: held[row.path] for row in changed}, expected, current.revision, held)
    return _compared(rows, last, present, Plan(address, {}, {}, current.revision, held))


def _expected(row: ProjectFile, present: Present) -> bytes | None:
    """What has to stand in the place a project belongs to: the base, or already what is wanted, as after a
    publication that was interrupted before it was noted."""
    wanted = _bytes(row, "content")
    return wanted if present(row.path) == wanted else _bytes(row, "base")


def present_in(tree: Tree | None, prefix: str = "") -> Present:
    """What stands in a tree, below `prefix`; in none stands nothing."""

    def read(path: str) -> bytes | None:
        whole = f"{prefix}/{path}" if prefix else path
        return tree.read(whole).content if tree and whole in tree.sizes else None

    return read


@transaction.atomic
def done(project: Project, finished: Plan) -> None:
    """Notes that a plan was carried out. The first destination of a project that belongs nowhere is its place."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    if finished.address == project.place:
        files.set_base(project, finished.outgoing)
    elif not project.place:
        project.place = finished.address
        files.set_base(project, finished.held)
    else:
        _note(project, finished)
        return
    project.published_revision = finished.revision
    project.save(update_fields=["place", "published_revision"])


@dataclass(frozen=True)
class Standing:
    """A destination, and how many files it lacks as far as is known here: nobody looked there."""

    address: str
    is_place: bool
    """Whether it is the one the project belongs to."""
    lacking: int


def standings(project: Project) -> list[Standing]:
    """The place a project belongs to, then the other destinations it was published to."""
    current = dict(project.files.exclude(content=None).values_list("path", "content_id"))
    texts = gitignore.texts_of(files.application(project))
    found = []
    if project.place:
        found.append(Standing(project.place, True, len(files.changed_files(project))))
    for destination in project.destinations.order_by("pk"):
        there = dict(destination.files.values_list("path", "content_id"))
        lacking = [path for path in current.keys() | there.keys() if current.get(path) != there.get(path)]
        if destination.address.startswith(GIT):
            lacking = [path for path in lacking if path in there or not gitignore.ignored(path, texts)]
        found.append(Standing(destination.address, False, len(lacking)))
    return found


def last_revision(project: Project, address: str) -> int:
    """The newest revision when a project was last published to a destination; 0 where it never was."""
    if address != project.place:
        noted = project.destinations.filter(address=address).values_list("revision", flat=True).first()
        if noted is not None:
            return noted
    return project.published_revision or 0


def _compared(rows: list[ProjectFile], last: Mapping[str, bytes] | None, present: Present, empty: Plan) -> Plan:
    outgoing: dict[str, File | None] = {}
    expected: dict[str, bytes | None] = {}
    conflicts: list[str] = []
    for row in rows:
        now, wanted = present(row.path), _bytes(row, "content")
        if now == wanted:
            continue
        known = {None, _bytes(row, "base")} if last is None else {last.get(row.path)}
        if now not in known:
            conflicts.append(row.path)
        outgoing[row.path], expected[row.path] = _file(row), now
    if conflicts:
        raise Conflict(conflicts)
    return replace(empty, outgoing=outgoing, expected=expected)


def _last_published(project: Project, address: str) -> dict[str, bytes] | None:
    destination = project.destinations.filter(address=address).first()
    if destination is None:
        return None
    return {row.path: bytes(row.content.sealed) for row in destination.files.select_related("content")}


def _note(project: Project, finished: Plan) -> None:
    destination, _ = Destination.objects.update_or_create(
        project=project, address=finished.address, defaults={"revision": finished.revision}
    )
    destination.files.all().delete()
    held = {path: file.content for path, file in finished.held.items() if file}
    stored = store(held.values())
    DestinationFile.objects.bulk_create(
        [
            DestinationFile(destination=destination, path=path, content=stored[content])
            for path, content in held.items()
        ],
        batch_size=500,
    )


def _file(row: ProjectFile) -> File | None:
    return File(bytes(row.content.sealed), row.mode) if row.content else None


def _bytes(row: ProjectFile, which: str) -> bytes | None:
    content = row.content if which == "content" else row.base
    return bytes(content.sealed) if content else None
