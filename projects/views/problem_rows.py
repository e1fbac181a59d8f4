"""Problems as pages show them: the place, the page where it can be mended, and the fix."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from designer.loopback.application import Application
from designer.loopback.problems import CODES
from designer.loopback.problems.place import Subject, line_of
from projects.actions import checking
from projects.actions.checking import Found
from projects.actions.parts import value_at
from projects.models import Project

IN_CLEAR = "secret-in-file"
"""The kind of problem whose fix also keeps a value: a variable takes the place of the secret."""


def row(project: Project, app: Application, found: Found) -> dict[str, Any]:
    """A problem as templates/problems/row.html shows it."""
    problem = found.problem
    line = line_of(app, problem)
    file_url = reverse("file", args=[project.slug, problem.path]) if app.has(problem.path) else ""
    return {
        "code": CODES[problem.code],
        "severity": problem.severity,
        "sentence": problem.sentence,
        "fix": problem.fix or ("Turn into a variable" if _can_be_variable(app, found) else ""),
        "mend_value": json.dumps([problem.code, problem.path, *problem.pointer]),
        "path": problem.path,
        "line": line,
        "file_url": f"{file_url}#L{line}" if file_url and line else file_url,
        "subject": found.subject.name if found.subject else "",
        "url": _page_about(project, found),
    }


def _can_be_variable(app: Application, found: Found) -> bool:
    """Whether a secret is a setting of a data source as a whole, so that a variable can take its place."""
    path, pointer = found.problem.path, found.problem.pointer
    is_setting = found.problem.code == IN_CLEAR and len(pointer) == 2 and path in app.config_layers("datasources")
    return is_setting and isinstance(value_at(app, path, pointer), str)


def _page_about(project: Project, found: Found) -> str:
    """The page where a problem can be mended by hand, if a form has what it is about."""
    if found.subject is None:
        return ""
    if found.subject.kind == "model" and found.problem.pointer[:1] == ("properties",):
        return reverse("model-properties", args=[project.slug, found.subject.name])
    return page_of(project, found.subject)


def page_of(project: Project, subject: Subject) -> str:
    """The address of the form of a data source or model."""
    view = "data-source-edit" if subject.kind == "data_source" else "model-edit"
    return reverse(view, args=[project.slug, subject.name])


def about(project: Project, app: Application, environment: str, kind: str, name: str) -> dict[str, Any]:
    """The context of templates/problems/own.html; where looking would keep the page waiting, from where to fetch it."""
    query = urlencode({"kind": kind, "name": name})
    found = checking.find_quickly(project, environment)
    own = None if found is None else [row(project, app, each) for each in found if each.subject == (kind, name)]
    return {"own_problems": own, "about_url": f"{reverse('problems-about', args=[project.slug])}?{query}"}
