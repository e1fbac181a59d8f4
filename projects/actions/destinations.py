"""What is to be written to a destination so that it holds what the project holds, and nothing of others is lost.

The place a project belongs to (`Project.place`) is described by the base of each file: only what changed since goes
there. Any other destination is compared with what stands there: a file may be missing, be as it came or as it was last
published there, or already be as it should; anything else is somebody's work, and a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.db import transaction

from designer.loopback.files import File, Tree
from designer.transfer import Conflict
from projects.actions import files
from projects.models import Destination, Project, ProjectFile
from projects.models.destinations import DestinationFile

Present = Callable[[str], bytes | None]
"""What stands at a path of the destination now; None for nothing."""


@dataclass(frozen=True)
class Plan:
    """What to write (None: delete), what has to stand there now, and the revision it is of."""

    address: str
    outgoing: dict[str, File | None]
    expected: dict[str, bytes | None]
    revision: int
    left_out: frozenset[str] = frozenset()
    """What the destination is not to hold."""

    @property
    def is_carried_out(self) -> bool:
        """Whether all of it stands there already."""
        return all(self.expected[path] == (file.content if file else None) for path, file in self.outgoing.items())


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
    if address == current.place:
        changed = [row for row in rows if row.content_id != row.base_id]
        expected = {row.path: _expected(row, present) for row in changed}
        return Plan(address, {row.path: _file(row) for row in changed}, expected, current.revision, left_out)
    return _compared(rows, last, present, Plan(address, {}, {}, current.revision, left_out))


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
        rows = project.files.exclude(path__in=finished.left_out).select_related("content")
        held = {row.path: _file(row) for row in rows}
        files.set_base(project, held | finished.outgoing)
    else:
        _note(project, finished)
    project.published_revision = finished.revision
    project.save(update_fields=["place", "published_revision"])


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
    destination, _ = Destination.objects.get_or_create(project=project, address=finished.address)
    destination.files.all().delete()
    held = project.files.exclude(content=None).exclude(path__in=finished.left_out).values_list("path", "content_id")
    DestinationFile.objects.bulk_create(
        [DestinationFile(destination=destination, path=path, content_id=content) for path, content in held if content],
        batch_size=500,
    )


def _file(row: ProjectFile) -> File | None:
    return File(bytes(row.content.sealed), row.mode) if row.content else None


def _bytes(row: ProjectFile, which: str) -> bytes | None:
    content = row.content if which == "content" else row.base
    return bytes(content.sealed) if content else None
