"""Two people changed the same part: what each of them wants, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.comparison import Comparison, compare
from designer.loopback.jsontext import JSON
from projects.actions.parts import Part, value_at
from projects.models import Project, Revision


@dataclass(frozen=True)
class Described:
    """Who changed a part meanwhile, and how that differs from what is typed."""

    revision: Revision | None
    comparison: Comparison


def describe(project: Project, app: Application, part: Part, typed: JSON) -> Described:
    """The part as it is now at the left, as it is typed at the right; secrets masked."""
    path, pointer = part
    revision = project.revisions.filter(changes__path=path).select_related("author").first()
    now = _wrapped(value_at(app, path, pointer), pointer)
    return Described(revision, compare(path, now, _wrapped(typed, pointer)))


def describe_values(project: Project, path: str, now: JSON, typed: JSON) -> Described:
    """The same for values that are no part of their own."""
    revision = project.revisions.filter(changes__path=path).select_related("author").first()
    return Described(revision, compare(path, jsontext.dump(now), jsontext.dump(typed)))


def _wrapped(value: JSON, pointer: jsontext.Pointer) -> str:
    """A part as a text of its own, in which secrets are found as in the file."""
    for key in reversed(pointer):
        value = {str(key): value}
    return jsontext.dump(value)
