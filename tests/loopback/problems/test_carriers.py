"""Models on data sources whose connector cannot carry them."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MEMORY, MODELS, NOTE, SOURCES, Case, Files, application, check, found, models

STOPS, WRONG = Severity.STOPS_BOOT, Severity.WRONG_RESULT
AT = ("Note", "dataSource")
TWO = models(Note={"dataSource": "db"}, Page={"dataSource": "other"}) | {"common/models/page.json": {"name": "Page"}}


def on(connector: str, definition: Files | None = None) -> Files:
    """Note on a data source with a connector, and Page in memory."""
    note = {"name": "Note", "base": "PersistedModel", **(definition or {})}
    return {**TWO, SOURCES: {"db": {"connector": connector}, "other": MEMORY}, NOTE: note}


def related(kind: str) -> Files:
    """A relation to Page."""
    return {"relations": {"pages": {"type": kind, "model": "Page"}}}


CASES = [
    Case("wrong-connector", WRONG, on("mail"), MODELS, AT),
    Case("wrong-connector", WRONG, on("kv-memory"), MODELS, AT),
    Case("wrong-connector", WRONG, on("rest"), MODELS, AT),
    Case("wrong-connector", WRONG, on("memory", {"base": "KeyValueModel"}), MODELS, AT),
    Case("wrong-connector", WRONG, models(Email={"dataSource": "db"}), MODELS, ("Email", "dataSource")),
    Case("relation-not-carried", STOPS, on("kv-memory", related("hasMany")), MODELS, AT),
    Case("relation-not-carried", STOPS, on("mail", related("embedsMany")), MODELS, AT),
    Case("relation-not-carried", STOPS, on("http", related("belongsTo")), MODELS, AT),
]

SOUND = [
    ("wrong-connector", on("mail", {"base": "Model"})),
    ("wrong-connector", on("mail", {"base": "Email"})),
    ("wrong-connector", on("kv-memory", {"base": "KeyValueModel"})),
    ("wrong-connector", on("transient")),
    ("wrong-connector", on("nobody-knows")),
    ("wrong-connector", {**on("rest"), SOURCES: {"db": {"connector": "rest", "crud": True}}}),
    ("relation-not-carried", on("memory", related("hasMany"))),
    ("relation-not-carried", on("http", related("hasMany"))),
    ("relation-not-carried", on("mail", {"relations": {"x": {"type": "hasMany", "model": "Nobody"}}})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []


def test_what_a_base_of_loopback_relates_to_counts_too() -> None:
    entries = models(User={"dataSource": "db"}, AccessToken={"dataSource": "other"})
    app = application({**entries, SOURCES: {"db": {"connector": "kv-memory"}, "other": MEMORY}})
    [problem] = found(app, "relation-not-carried")
    assert problem.pointer == ("User", "dataSource")
