"""Methods that are described, while the script of their model is not there."""

from __future__ import annotations

import pytest

from designer.loopback.jsontext import JSON
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MODELS, NOTE, SOURCES, Case, Files, Raw, application, check, found, note
from tests.loopback.problems.model_cases import check_silent, defined, with_tag

CODE = "method-without-script"
SERVER: Files = {"server/server.js": Raw("boot(app);\n")}
ROUTE: JSON = {"http": {"verb": "get"}}


def told(name: str = "nearest", **parts: JSON) -> Files:
    """Note with one method, in an application with a server."""
    return {**SERVER, **defined(methods={name: ROUTE}, **parts)}


@pytest.mark.parametrize(
    "case",
    [
        Case(CODE, Severity.ADVICE, told(), NOTE, ("methods", "nearest")),
        Case(CODE, Severity.ADVICE, told("prototype.near"), NOTE, ("methods", "prototype.near")),
        Case(CODE, Severity.ADVICE, told("prototype.find"), NOTE, ("methods", "prototype.find")),
        Case(
            CODE,
            Severity.ADVICE,
            {**SERVER, **note(methods={"nearest": ROUTE})},
            MODELS,
            ("Note", "methods", "nearest"),
        ),
    ],
    ids=str,
)
def test_a_method_without_a_script_is_found(case: Case) -> None:
    check(case)


def test_the_sentence_names_the_script() -> None:
    [problem] = found(application(told()), CODE)
    assert "“nearest” is described, but common/models/note.js is not there" in problem.sentence


@pytest.mark.parametrize(
    "files",
    [
        {**told(), "common/models/note.js": Raw("module.exports = function(Note) {};\n")},
        {**told(), "common/models/note.coffee": Raw("module.exports = (Note) ->\n")},
        {**told(), "server/server.js": ...},
        told("find"),
        told("prototype.patchAttributes"),
        told("prototype.__get__tags"),
        told("prototype.tags", relations={"tags": {"type": "hasMany", "model": "Note"}}),
        told("fresh", scopes={"fresh": {"where": {}}}),
        told(mixins={"Near": True}),
        told(base="User"),
        {**told(), **note(public=False)},
        {**told(), SOURCES: {"db": {"connector": "rest"}}},
        {
            **with_tag(base="Tag", methods={"nearest": ROUTE}),
            **SERVER,
            "common/models/tag.js": Raw("module.exports = function(Tag) {};\n"),
        },
    ],
    ids=str,
)
def test_nothing_is_said_where_something_else_may_define_it(files: Files) -> None:
    check_silent(CODE, files)
