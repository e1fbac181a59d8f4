"""Remote methods and scopes."""

from __future__ import annotations

import pytest

from designer.loopback.jsontext import JSON
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MODELS, NOTE, Case, Files, check, models, note
from tests.loopback.problems.model_cases import check_lighter, check_silent, defined

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE
EXPLORER: Files = {"server/component-config.json": {"loopback-component-explorer": {"mountPath": "/explorer"}}}
AT = ("methods", "tell")


def told(value: JSON, name: str = "tell") -> Files:
    """Note with one method."""
    return defined(methods={name: value})


def shared(value: JSON) -> Files:
    """The entry of Note with one shared method."""
    return note(options={"remoting": {"sharedMethods": {"*": value}}})


CASES = [
    Case(
        "static-prototype",
        STOPS,
        told({"isStatic": True}, "prototype.tell"),
        NOTE,
        ("methods", "prototype.tell", "isStatic"),
        has_fix=True,
    ),
    Case(
        "static-prototype",
        STOPS,
        note(methods={"prototype.tell": {"isStatic": True}}),
        MODELS,
        ("Note", "methods", "prototype.tell", "isStatic"),
        has_fix=True,
    ),
    Case("bad-method", STOPS, told(None), NOTE, AT),
    Case("bad-method", STOPS, told({"accepts": [None]}), NOTE, (*AT, "accepts", 0)),
    Case("bad-method", STOPS, told({"returns": [{"arg": "a"}, None]}), NOTE, (*AT, "returns", 1)),
    Case("bad-method", STOPS, told({}, "prototype.prototype.x"), NOTE, ("methods", "prototype.prototype.x")),
    Case("bad-method", STOPS, note(methods={"tell": None}), MODELS, ("Note", *AT)),
    Case("bad-route", WRONG, told({"http": {"verb": "fetch"}}), NOTE, (*AT, "http")),
    Case("bad-route", WRONG, told({"http": "get"}), NOTE, (*AT, "http")),
    Case("bad-route", WRONG, told({"http": [{"path": 5}]}), NOTE, (*AT, "http")),
    *(
        Case(
            "shared-method-not-boolean",
            STOPS,
            shared(value),
            MODELS,
            ("Note", "options", "remoting", "sharedMethods", "*"),
        )
        for value in ("false", None, 0)
    ),
    Case("bad-scope", STOPS, defined(scopes={"new": None}), NOTE, ("scopes", "new")),
    *(
        Case("bad-scope", STOPS, defined(scopes={name: {}}), NOTE, ("scopes", name))
        for name in ("prototype", "app", "definition")
    ),
    Case("scope-hides-method", WRONG, defined(scopes={"find": {"where": {}}}), NOTE, ("scopes", "find")),
]

SOUND = [
    ("static-prototype", told({"isStatic": False}, "prototype.tell")),
    ("static-prototype", told({"isStatic": True})),
    *(("bad-method", told({"accepts": value})) for value in (None, {"arg": "a"}, [], [{"arg": "a"}])),
    ("bad-method", defined(methods=[])),
    *(("bad-route", told({"http": value})) for value in (None, {"verb": "GET"}, [{"verb": "del"}], {"path": "/x"})),
    ("shared-method-not-boolean", shared(value=False)),
    (
        "shared-method-not-boolean",
        note(public=False, options={"remoting": {"sharedMethods": {"*": "no"}}}),
    ),
    ("bad-scope", defined(scopes={"new": {"where": {"a": 1}}})),
    ("scope-hides-method", defined(scopes={"findNew": {}})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_wrong_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(("code", "files"), SOUND)
def test_what_works_is_not_told(code: str, files: Files) -> None:
    check_silent(code, files)


def test_the_explorer_makes_the_routes_at_the_start() -> None:
    wrong = {**told({"http": {"verb": "fetch"}}), **EXPLORER}
    check_lighter(Case("bad-route", STOPS, wrong, NOTE, (*AT, "http")))
    check_lighter(Case("bad-route", ADVICE, {**wrong, **note(public=False)}, NOTE, (*AT, "http")))


def test_a_scope_is_looked_at_when_the_model_is_attached() -> None:
    files = {**defined(scopes={"new": None}), **note(dataSource=None, public=False)}
    check_lighter(Case("bad-scope", ADVICE, files, NOTE, ("scopes", "new")))


def test_a_private_model_is_checked_when_a_later_one_is_made_public() -> None:
    private = {"dataSource": "db", "public": False, "options": {"remoting": {"sharedMethods": {"*": "no"}}}}
    place = ("Note", "options", "remoting", "sharedMethods", "*")
    entries = models(Note=private, Tag={"dataSource": "db"})
    later = {"common/models/tag.json": {"name": "Tag", "base": "Note"}}
    check(Case("shared-method-not-boolean", STOPS, entries | later, MODELS, place))
    earlier = {"common/models/tag.json": {"name": "Tag"}} | defined(base="Tag")
    check_silent("shared-method-not-boolean", entries | earlier)
