"""The entries of model-config.json."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MODELS, NOTE, Case, Files, Raw, application, check, codes, found, models, note

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE

CASES = [
    Case("null-model", STOPS, models(Note=None), MODELS, ("Note",)),
    *(Case("bad-model-entry", WRONG, models(Note=value), MODELS, ("Note",)) for value in (False, 1, "x", ["x"])),
    Case("unknown-model", STOPS, models(Ghost={"dataSource": "db"}), MODELS, ("Ghost",)),
    Case("unknown-model", STOPS, models(note={"dataSource": "db"}), MODELS, ("note",)),
    Case("model-itself-configured", STOPS, models(Model={"dataSource": None}), MODELS, ("Model",)),
    *(
        Case("loopback-1-keys", STOPS, note(**{key: value}), MODELS, ("Note", key))
        for key, value in (("properties", {}), ("base", "User"), ("plural", "x"))
    ),
    *(
        Case("loopback-1-keys", STOPS, note(options={key: "x"}), MODELS, ("Note", "options", key))
        for key in ("base", "plural")
    ),
    Case(
        "loopback-1-keys",
        STOPS,
        {MODELS: {"_meta": {"sources": ["../common/models"], "base": "x"}}},
        MODELS,
        ("_meta", "base"),
    ),
    *(
        Case("ignored-option", WRONG, note(options={key: {}}), MODELS, ("Note", "options", key))
        for key in ("super", "relations", "acls", "dataSource")
    ),
    *(
        Case("ignored-option", WRONG, note(**{key: "x"}), MODELS, ("Note", key))
        for key in ("options", "relations", "acls", "methods")
    ),
    *(
        Case("public-not-boolean", WRONG, note(public=value), MODELS, ("Note", "public"), has_fix=True)
        for value in ("false", "No", 0)
    ),
    Case("public-not-boolean", WRONG, note(public=None), MODELS, ("Note", "public")),
    Case("unconfigured-model", ADVICE, {"common/models/x.json": {"name": "Extra"}}, "common/models/x.json"),
]

SOUND = [
    ("null-model", models(Note={})),
    ("unknown-model", models(User={"dataSource": "db"})),
    ("unknown-model", {MODELS: {"_meta": {"sources": ["our-package/models"]}, "Ghost": {"dataSource": "db"}}}),
    ("unknown-model", {MODELS: {"_meta": {"sources": ["../../elsewhere"]}, "Ghost": {"dataSource": "db"}}}),
    ("unknown-model", models(Ghost={}) | {"common/models/x.json": Raw('{"name": "Ghost",}')}),
    ("model-itself-configured", models(PersistedModel={"dataSource": None})),
    ("loopback-1-keys", note(plural="", base=None, options={"properties": {}, "base": ""})),
    ("ignored-option", note(options=None, relations=None, acls=None, methods=None)),
    ("ignored-option", note(options={"ttl": 1}, relations={}, acls=[], methods={})),
    *(("public-not-boolean", note(public=value)) for value in (True, False, "true", 1)),
    ("unconfigured-model", {"common/models/x.json": {"name": "Base"}, NOTE: {"name": "Note", "base": "Base"}}),
    (
        "unconfigured-model",
        {"common/models/x.json": {"name": "Part"}, NOTE: {"name": "Note", "properties": {"a": ["Part"]}}},
    ),
    (
        "unconfigured-model",
        {"common/models/x.json": {"name": "Extra"}, "server/model-config.production.json": {"Extra": {}}},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []


def test_an_entry_that_only_an_environment_has_is_looked_at_there() -> None:
    app = application({"server/model-config.production.json": {"Ghost": {"dataSource": "db"}}})
    assert "unknown-model" not in codes(app)
    assert "unknown-model" in codes(app, "production")


def test_a_script_may_bring_what_is_missing() -> None:
    app = application(models(Ghost={"dataSource": "x"}) | {"server/model-config.local.js": Raw("")})
    assert codes(app) == set()
