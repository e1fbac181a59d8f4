"""The history of one file, model or data source, also from the time when it had another name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Q, QuerySet

from designer.loopback import jsontext, subjects
from designer.loopback.application import Application
from designer.loopback.comparison import Comparison, compare
from designer.loopback.files import decode
from designer.loopback.jsontext import Pointer
from designer.loopback.jsonvalues import finite
from designer.loopback.subjects import Effect
from projects.actions import files, publishing
from projects.models import Change, Content, Project, Revision, RevisionSubject


class Kind(StrEnum):
    """What can have a history of its own; the last two are those of designer.loopback.subjects."""

    FILE = "file"
    MODEL = subjects.Kind.MODEL.value
    DATA_SOURCE = subjects.Kind.DATA_SOURCE.value


@dataclass(frozen=True, slots=True)
class Span:
    """What something was called, from one revision to another, both included."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A file (by its path), model or data source, and what it was called when, the newest name first."""

    project: Project
    kind: Kind
    spans: tuple[Span, ...]

    @property
    def name(self) -> str:
        """Its newest name."""
        return self.spans[0].name

    def revisions(self) -> QuerySet[Revision]:
        """The revisions that touched it, the newest first."""
        wanted = Q(pk__in=[])
        for span in self.spans:
            wanted |= Q(number__range=(span.first, span.last)) & self._named(span.name)
        return self.project.revisions.filter(wanted).distinct()

    def comparisons(self, revision: Revision) -> list[Comparison]:
        """What a revision did to it, and to nothing else, file by file."""
        changes = list(revision.changes.select_related("before", "after"))
        names = self._names_around(revision)
        if self.kind == Kind.FILE:
            return [_of_file(change, changes) for change in changes if change.path in names]
        return _of_parts(self.project, self.kind, names, changes)

    def _named(self, name: str) -> Q:
        if self.kind == Kind.FILE:
            return Q(changes__path=name)
        of_kind = RevisionSubject.objects.filter(revision__project=self.project, kind=self.kind)
        return Q(pk__in=of_kind.filter(Q(name=name) | Q(old_name=name)).values("revision"))

    def _names_around(self, revision: Revision) -> list[str]:
        """Its name after a revision, then the one before it where that renamed it."""
        after = next((span.name for span in self.spans if span.first <= revision.number <= span.last), self.name)
        if self.kind == Kind.FILE:
            return [after]
        renamed = revision.subjects.filter(Q(name=after) | Q(old_name=after), kind=self.kind, effect=Effect.RENAMED)
        return list(dict.fromkeys([after, *(name for each in renamed for name in (each.name, each.old_name))]))


def of(project: Project, kind: Kind, name: str) -> Timeline:
    """The history of what is called `name` now, or was when it went."""
    spans: list[Span] = []
    last = project.revisions.values_list("number", flat=True).first() or 0
    while True:
        found = _newest_renaming(project, kind, name, last)
        spans.append(Span(name, found[0] if found else 0, last))
        if not found:
            return Timeline(project, kind, tuple(spans))
        last, name = found[0] - 1, found[1]


@dataclass(frozen=True, slots=True)
class Disappearance:
    """How something went: the revision that deleted it, or that gave it another name."""

    revision: Revision
    new_name: str
    """Empty where it was deleted."""


def disappearance(project: Project, kind: Kind, name: str) -> Disappearance | None:
    """How what was called `name` went; None where no revision tells."""
    if kind == Kind.FILE:
        changes = Change.objects.filter(revision__project=project, path=name).select_related("revision")
        change = changes.order_by("-revision__number").first()
        if change is None or change.after_id is not None:
            return None
        moved = change.revision.changes.filter(moved_from=name).first()
        return Disappearance(change.revision, moved.path if moved else "")
    found = RevisionSubject.objects.filter(revision__project=project, kind=kind).select_related("revision")
    newest = found.filter(Q(name=name) | Q(old_name=name)).order_by("-revision__number").first()
    if newest is None:
        return None
    if newest.effect == Effect.RENAMED and newest.old_name == name:
        return Disappearance(newest.revision, newest.name)
    return Disappearance(newest.revision, "") if newest.effect == Effect.DELETED else None


def _newest_renaming(project: Project, kind: Kind, name: str, last: int) -> tuple[int, str] | None:
    """The number of the newest revision up to `last` that gave something this name, and the name before."""
    if kind == Kind.FILE:
        changes = Change.objects.filter(revision__project=project, path=name, revision__number__lte=last)
        moved = changes.exclude(moved_from="").order_by("-revision__number").select_related("revision").first()
        return (moved.revision.number, moved.moved_from) if moved else None
    rows = RevisionSubject.objects.filter(revision__project=project, revision__number__lte=last, kind=kind, name=name)
    renamed = rows.filter(effect=Effect.RENAMED).order_by("-revision__number").select_related("revision").first()
    return (renamed.revision.number, renamed.old_name) if renamed else None


# --- What a revision did to it ----------------------------------------------------------------------------------


def _of_file(change: Change, changes: Iterable[Change]) -> Comparison:
    old = next((each for each in changes if each.path == change.moved_from), None)
    return publishing.comparison(change.path, old.before if old else change.before, change.after)


def _of_parts(project: Project, kind: Kind, names: list[str], changes: list[Change]) -> list[Comparison]:
    before = _application(project, {change.path: change.before for change in changes})
    after = _application(project, {change.path: change.after for change in changes})
    old_paths = {change.moved_from: change.path for change in changes if change.moved_from}
    texts: dict[str, list[str | None]] = {}
    for position, app in enumerate((before, after)):
        for name in reversed(names):
            for path, text in _texts(app, kind, name, [change.path for change in changes]):
                texts.setdefault(old_paths.get(path, path) if app is before else path, [None, None])[position] = text
    by_path = {change.path: change for change in changes}
    return [_of_part(by_path[path], old, new) for path, (old, new) in texts.items() if old != new]


def _of_part(change: Change, old: str | None, new: str | None) -> Comparison:
    """A file whose part went or came is changed, unless the file itself did."""
    found = compare(change.path, old, new)
    return replace(found, status="changed") if change.before_id and change.after_id else found


def _texts(app: Application, kind: Kind, name: str, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """A model or data source as it stands in each of these files, as a text of its own."""
    for path, pointer in subjects.parts_of(app, kind, name, paths).items():
        yield path, _part(app, path, pointer)


def _part(app: Application, path: str, pointer: Pointer) -> str:
    if not pointer:
        return app.text(path)
    (name,) = pointer
    return jsontext.dump(finite({str(name): app.members(path)[str(name)]}))


def _application(project: Project, contents: dict[str, Content | None]) -> Application:
    """The files of one side of a revision, and what tells which of them are a model's: as it is now, if need be."""
    now = files.application(project)
    wanted = [
        now.models.config_path,
        *(f"{path.removesuffix('.js')}.json" for path in contents if path.endswith(".js")),
    ]
    texts = {path: now.text(path) for path in wanted if path not in contents and now.has(path)}
    for path, content in contents.items():
        try:
            texts |= {path: decode(bytes(content.sealed))} if content else {}
        except UnicodeDecodeError:
            continue
    return Application(texts, project.root)
