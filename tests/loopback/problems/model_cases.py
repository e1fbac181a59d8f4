"""Applications with something wrong in a model definition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from designer.loopback.jsontext import JSON
from tests.loopback.problems.cases import MEMORY, META, MODELS, NOTE, SOURCES, Case, Files, application, codes, found

TAG = "common/models/tag.json"
SCRIPT = "common/models/note.js"
TAG_ENTRY: dict[str, JSON] = {"dataSource": "db", "public": False}


def defined(**parts: JSON) -> Files:
    """The definition of Note, with other parts."""
    return {NOTE: {"name": "Note", "base": "PersistedModel", "properties": {"text": "string"}, **parts}}


def with_tag(tag: JSON = None, *, entry: JSON = None, **parts: JSON) -> Files:
    """Note with other parts, and a model Tag: its definition, and its entry."""
    entries: dict[str, Any] = {"_meta": META, "Note": {"dataSource": "db"}, "Tag": entry or TAG_ENTRY}
    return {**defined(**parts), TAG: {"name": "Tag", **(tag or {})}, MODELS: entries}


def related(value: JSON, *, name: str = "tags", **parts: JSON) -> Files:
    """Note with a relation, and a model Tag."""
    return with_tag(relations={name: value}, **parts)


def on_mysql(**parts: JSON) -> Files:
    """Note on MySQL."""
    return {**defined(**parts), SOURCES: {"db": {**MEMORY, "connector": "mysql"}}}


def check_lighter(case: Case) -> None:
    """A problem that is less severe, or more, than its kind usually is."""
    [problem] = found(application(case.files), case.code, case.environment)
    assert (problem.path, problem.pointer, problem.severity) == (case.path, case.pointer, case.severity)


def check_silent(code: str, files: Files, more: Sequence[str] = ()) -> None:
    """There is no problem of a code."""
    assert not {code, *more} & codes(application(files))
