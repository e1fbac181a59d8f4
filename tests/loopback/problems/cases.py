"""Applications with one thing wrong, and what is to be found in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from designer.loopback import jsontext, problems
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.problems import CODES, Problem, Severity

SOURCES, MODELS, NOTE, PACKAGE = (
    *("server/datasources.json", "server/model-config.json"),
    *("common/models/note.json", "package.json"),
)
MEMORY: dict[str, JSON] = {"connector": "memory"}
META: dict[str, JSON] = {"sources": ["loopback/common/models", "../common/models", "./models"], "mixins": ["./mixins"]}
Files: TypeAlias = dict[str, Any]
"""The value of each file that is JSON, `...` for one that is not there."""

_SOUND: Files = {
    PACKAGE: {"dependencies": {"loopback": "^3.22.0", "loopback-boot": "^2.6.5"}},
    SOURCES: {"db": MEMORY},
    MODELS: {"_meta": META, "Note": {"dataSource": "db"}},
    NOTE: {"name": "Note", "base": "PersistedModel", "properties": {"text": "string"}},
}


class Raw(str):
    """A text as it is, not to be written as JSON."""


def application(files: Files, unread: tuple[str, ...] = ()) -> Application:
    """A sound application with other files."""
    texts = {**_SOUND, **files}
    return Application(
        {
            path: str(value) if isinstance(value, Raw) else jsontext.dump(value)
            for path, value in texts.items()
            if value is not ...
        },
        unread=unread,
    )


def sources(**entries: JSON) -> Files:
    """The data sources, `db` besides."""
    return {SOURCES: {"db": MEMORY, **entries}}


def models(**entries: JSON) -> Files:
    """The entries of model-config.json."""
    return {MODELS: {"_meta": META, **entries}}


def note(**entry: JSON) -> Files:
    """The entry of Note, otherwise sound."""
    return models(Note={"dataSource": "db", **entry})


@dataclass(frozen=True)
class Case:
    """Files in which exactly one problem of a code is found, at one place."""

    code: str
    severity: Severity
    files: Files
    path: str
    pointer: Pointer = ()
    environment: str = "development"
    has_fix: bool = False

    def __str__(self) -> str:
        return f"{self.code} at {'/'.join(map(str, self.pointer)) or self.path}"


def found(app: Application, code: str, environment: str = "development") -> list[Problem]:
    """The problems of a code."""
    return [each for each in problems.find(app, environment) if each.code == code]


def codes(app: Application, environment: str = "development") -> set[str]:
    """The codes of all problems."""
    return {each.code for each in problems.find(app, environment)}


def check(case: Case) -> None:
    """The problem is found as told, alone among those that stop boot; its fix mends it and breaks nothing."""
    app = application(case.files)
    [problem] = found(app, case.code, case.environment)
    assert (problem.path, problem.pointer, problem.severity) == (case.path, case.pointer, case.severity)
    assert CODES[case.code].severity is case.severity
    assert problem.sentence.endswith(".")
    assert bool(problem.fix) == case.has_fix
    if case.has_fix:
        before = codes(app, case.environment)
        problems.mend(app, problem)
        assert codes(app, case.environment) <= before - {case.code}
