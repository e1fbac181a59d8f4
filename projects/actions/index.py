"""What there is in a revision of a project, so that nothing has to be read to know it. Kept while it is asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from projects.models import Project, ProjectFile

_KEPT = 64

_Key = tuple[int, datetime, int]
"""A project and a revision; the time it was made tells projects apart that get the same key."""


@dataclass(frozen=True)
class Index:
    """The contents of all readable files by path, the model's name of each definition, and what is not UTF-8."""

    contents: Mapping[str, int]
    definition_names: Mapping[str, str]
    not_utf8: Mapping[str, int] = field(default_factory=dict)
    memo: dict[Hashable, Any] = field(default_factory=dict, compare=False)
    """What was worked out of this revision, by what it is: kept as long as the index is."""
    kept: dict[Hashable, Any] = field(default_factory=dict, compare=False)
    """What follows from the paths and the names of definitions alone: handed on to the next revision with the same."""
    project: Hashable = field(default=None, compare=False)
    """Tells the contents from those of others under the same numbers; None where they may still be taken back."""


_indexes: OrderedDict[_Key, Index] = OrderedDict()
_lock = threading.Lock()


def of(project: Project) -> Index:
    """The index of a project's newest revision."""
    created_at, revision = Project.objects.values_list("created_at", "revision").get(pk=project.pk)
    key = (project.pk, created_at, revision)
    with _lock:
        found = _indexes.get(key)
    if found is None:
        found = read(project)
        # Inside a transaction the revision may still be taken back, and its number used again.
        if not connection.in_atomic_block:
            found = replace(found, project=key[:2])
            _keep(key, found)
    return found


def advance(project: Project, changed: Iterable[ProjectFile]) -> None:
    """After a new revision of `project`: its index is that of the one before with these rows changed."""
    with _lock:
        before = _indexes.get((project.pk, project.created_at, project.revision - 1))
    if before is None:
        return
    before.memo.clear()  # its pages are rarely asked for again
    contents, names, not_utf8 = dict(before.contents), dict(before.definition_names), dict(before.not_utf8)
    for row in changed:
        not_utf8.pop(row.path, None)
        contents.pop(row.path, None)
        names.pop(row.path, None)
        if row.content_id is not None and row.kind != ProjectFile.Kind.BINARY:
            contents[row.path] = row.content_id
        if row.content_id is not None and row.kind == ProjectFile.Kind.DEFINITION:
            names[row.path] = row.model_name
        if row.content_id is not None and row.kind == ProjectFile.Kind.BINARY:
            not_utf8[row.path] = row.content_id
    key = (project.pk, project.created_at, project.revision)
    are_same = names == before.definition_names and contents.keys() == before.contents.keys()
    kept = before.kept if are_same else {}
    after = Index(contents, names, not_utf8, kept=kept, project=key[:2])
    transaction.on_commit(lambda: _keep(key, after))


def read(project: Project) -> Index:
    """The index as the database has it."""
    rows = project.files.exclude(content=None).values_list("path", "content_id", "kind", "model_name")
    found = [(path, int(content or 0), kind, name) for path, content, kind, name in rows]
    kinds = ProjectFile.Kind
    return Index(
        {path: content for path, content, kind, _ in found if kind != kinds.BINARY},
        {path: name for path, _, kind, name in found if kind == kinds.DEFINITION},
        {path: content for path, content, kind, _ in found if kind == kinds.BINARY},
    )


def _keep(key: _Key, index: Index) -> None:
    with _lock:
        _indexes[key] = index
        while len(_indexes) > _KEPT:
            _indexes.popitem(last=False)
