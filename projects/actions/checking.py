"""What would go wrong with a project: looked for once in each revision and environment, and mended by one click."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from django.core.cache import cache

from designer.loopback import problems
from designer.loopback.application import Application
from designer.loopback.jsontext import Pointer
from designer.loopback.problems import CODES, Problem, Severity
from designer.loopback.problems.place import Subject, subject_of
from designer.loopback.refusal import Refused
from projects.actions import files
from projects.actions.files import Author
from projects.models import Project, Revision

Place: TypeAlias = tuple[str, Pointer]
"""The path of a file, and a place in it."""

_KEPT_SECONDS = 24 * 3600
_QUICK = 150
"""So many models are looked through while a page waits; the problems of more are fetched once the page is shown."""


@dataclass(frozen=True)
class Found:
    """A problem, and what it is about: None where that is a file as a whole."""

    problem: Problem
    subject: Subject | None


def find(project: Project, environment: str) -> list[Found]:
    """The problems of a project as it is now, the worst first."""
    key = _key(project, environment)
    found: list[Found] | None = cache.get(key)
    if found is None:
        app = files.application(project, load_all=True)
        found = [Found(problem, subject_of(app, problem)) for problem in problems.find(app, environment)]
        cache.set(key, found, _KEPT_SECONDS)
    return found


def find_quickly(project: Project, environment: str) -> list[Found] | None:
    """The problems, unless looking for them would keep a page waiting; then None."""
    return find(project, environment) if is_quick(project) else find_known(project, environment)


def is_quick(project: Project) -> bool:
    """Whether looking for the problems of a project is a matter of a moment."""
    return project.model_count <= _QUICK


def find_known(project: Project, environment: str) -> list[Found] | None:
    """The problems, if they were looked for already; else None."""
    found: list[Found] | None = cache.get(_key(project, environment))
    return found


def stops_boot(found: list[Found] | None) -> bool:
    """Whether there is a problem among them that keeps LoopBack from starting."""
    return any(each.problem.severity == Severity.STOPS_BOOT for each in found or [])


def worst(found: list[Found]) -> dict[Subject, Severity]:
    """What is marked: every data source and model that has a problem beyond advice, with its worst."""
    marks: dict[Subject, Severity] = {}
    for each in found:
        if each.subject and each.problem.severity != Severity.ADVICE:
            marks.setdefault(each.subject, each.problem.severity)
    return marks


def mend(project: Project, author: Author, environment: str, code: str, place: Place | None = None) -> Revision | None:
    """Applies the fix of the problem of this code at `place`, or of every one of that code, as one revision.

    Raises Refused where there is no such problem any more, or where its fix cannot be applied.
    """
    fixes = [each.fix for each in _fixable((found.problem for found in find(project, environment)), code, place)]

    def verb(app: Application) -> None:
        # A fix may move the place of the next problem, or mend several at once, so each is looked for anew.
        for _ in fixes:
            left = _fixable(problems.find(app, environment), code, place)
            if not left:
                return
            problems.mend(app, left[0])

    if not fixes:
        raise Refused("This problem is no longer there, so there is nothing to mend.")
    several = CODES[code].title.replace("`", "")  # which mark code on a page
    what = fixes[0][:1].lower() + fixes[0][1:] if len(fixes) == 1 else f"{several}, {len(fixes)} times"
    return files.save(project, author, f"Mended: {what}", verb)


def _fixable(found: Iterable[Problem], code: str, place: Place | None) -> list[Problem]:
    of_code = [each for each in found if each.code == code and each.fix]
    return of_code if place is None else [each for each in of_code if (each.path, each.pointer) == place]


def _key(project: Project, environment: str) -> str:
    return f"problems:{project.pk}:{project.created_at.timestamp()}:{project.revision}:{environment}"
