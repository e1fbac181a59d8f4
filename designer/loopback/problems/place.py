"""Where a problem is, as people see it: the data source or model it is about, and the line of the file."""

from __future__ import annotations

import posixpath
from typing import Literal, NamedTuple

from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.jsontext import JSONTextError
from designer.loopback.model import is_definition
from designer.loopback.model_sources import META
from designer.loopback.problems.problem import Problem


class Subject(NamedTuple):
    """A data source or a model that a problem is about."""

    kind: Literal["data_source", "model"]
    name: str


def subject_of(app: Application, problem: Problem) -> Subject | None:
    """What a problem is about; None where that is a file as a whole, or something that is not there any more."""
    folder, base = posixpath.split(problem.path)
    config = base.partition(".")[0] if folder == app.root else ""
    first = problem.pointer[0] if problem.pointer else None
    if config == "datasources" and isinstance(first, str):
        return Subject("data_source", first) if first in app.data_sources else None
    if config == "model-config" and isinstance(first, str) and first != META:
        return Subject("model", first) if first in app.models else None
    name = app.models.name_at(problem.path) if is_definition(problem.path) and app.has(problem.path) else None
    return (
        Subject("model", name) if name is not None and app.models.definition_paths.get(name) == problem.path else None
    )


def line_of(app: Application, problem: Problem) -> int | None:
    """The line a problem stands in, from 1; of a file that cannot be read as JSON, the line of the mistake."""
    if not app.has(problem.path):
        return None
    text = app.text(problem.path)
    # What is missing has no place of its own: then it is that of the nearest thing around it.
    for depth in range(len(problem.pointer), -1, -1):
        try:
            return text.count("\n", 0, jsontext.span(text, problem.pointer[:depth])[0]) + 1
        except KeyError:
            continue
        except JSONTextError as mistake:
            return mistake.line
    return None
