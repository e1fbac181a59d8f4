"""Where LoopBack looks for definitions and mixins."""

from __future__ import annotations

import pytest

from designer.loopback.jsontext import JSON
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MODELS, NOTE, Case, Files, application, check, codes, found

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE


def meta(value: JSON) -> Files:
    """Another `_meta`."""
    return {MODELS: {"_meta": value, "Note": {"dataSource": "db"}}}


NO_FOLDERS: tuple[JSON, ...] = ("x", 5, {"sources": None}, {"sources": []}, {"sources": ""})

CASES = [
    Case("no-meta-sources", STOPS, {MODELS: {"Note": {"dataSource": "db"}}}, MODELS, has_fix=True),
    Case(
        "no-meta-sources",
        STOPS,
        {MODELS: {"Note": {"dataSource": "db"}, "_meta": {"mixins": ["./m"]}}},
        MODELS,
        ("_meta",),
        has_fix=True,
    ),
    *(Case("no-meta-sources", STOPS, meta(value), MODELS, ("_meta",), has_fix=True) for value in NO_FOLDERS),
    Case("bad-meta", STOPS, meta(None), MODELS, ("_meta",)),
    *(
        Case("bad-meta", STOPS, meta({"sources": value}), MODELS, ("_meta", "sources"))
        for value in ("x", {"a": 1}, 5, [5], [None], [["x"]])
    ),
    Case("bad-meta", STOPS, meta({"sources": ["../common/models"], "mixins": [5]}), MODELS, ("_meta", "mixins")),
    Case(
        "bad-meta-mixins", WRONG, meta({"sources": ["../common/models"], "mixins": "./m"}), MODELS, ("_meta", "mixins")
    ),
    Case(
        "backslash-in-sources",
        WRONG,
        meta({"sources": ["..\\common\\models"]}),
        MODELS,
        ("_meta", "sources", 0),
        has_fix=True,
    ),
    Case(
        "missing-source-folder",
        ADVICE,
        meta({"sources": ["../common/models", "./none"]}),
        MODELS,
        ("_meta", "sources", 1),
    ),
]

SOUND = [
    (
        "no-meta-sources",
        {MODELS: {"Note": {"dataSource": "db"}}, NOTE: ..., "server/models/note.json": {"name": "Note"}},
    ),
    ("no-meta-sources", {MODELS: {"User": {"dataSource": "db"}}}),
    ("bad-meta", meta({"sources": ["../common/models"], "mixins": []})),
    ("backslash-in-sources", meta({"sources": ["../common/models"]})),
    ("missing-source-folder", meta({"sources": ["../common/models", "./models", "package/models", "../../out"]})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []


def test_what_is_not_found_is_one_problem_however_many_models_there_are() -> None:
    app = application(
        {
            MODELS: {"Note": {"dataSource": "db"}, "Page": {"dataSource": "db"}},
            "common/models/page.json": {"name": "Page"},
        }
    )
    assert codes(app) == {"no-meta-sources"}


def test_a_folder_without_a_dot_is_one_beside_model_config() -> None:
    files: Files = {
        MODELS: {"_meta": {"sources": ["mine"]}, "Note": {"dataSource": "db"}},
        NOTE: ...,
        "server/mine/a.json": {"name": "Note"},
    }
    assert codes(application(files)) == set()
