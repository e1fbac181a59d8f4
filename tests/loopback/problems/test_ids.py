"""The ids of models."""

from __future__ import annotations

from typing import Any

import pytest

from designer.loopback.problems import Severity
from tests.loopback.problems.cases import NOTE, Case, Files, check
from tests.loopback.problems.model_cases import check_lighter, check_silent, defined, related, with_tag

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE
ID = {"type": "string", "id": True}

CASES = [
    Case("id-not-marked", WRONG, defined(properties={"id": "string"}), NOTE, ("properties", "id")),
    Case(
        "id-not-marked",
        WRONG,
        defined(properties={"id": {"type": "string"}}, idInjection=False),
        NOTE,
        ("properties", "id"),
    ),
    Case("no-id", WRONG, defined(idInjection=False, excludeBaseProperties=["id"]), NOTE, ("idInjection",)),
    Case("no-id", WRONG, defined(idInjection=False, properties={"id": False}), NOTE, ("idInjection",)),
    Case("composite-id", ADVICE, defined(properties={"a": ID, "b": {**ID, "id": 2}}), NOTE, ("properties", "b")),
    Case("id-injection-without-effect", ADVICE, defined(idInjection=False), NOTE, ("idInjection",)),
]

SOUND = [
    ("id-not-marked", defined(properties={"id": ID})),
    ("id-not-marked", defined(properties={"id": False})),
    ("id-not-marked", defined(properties={"id": "string", "code": ID})),
    ("id-not-marked", with_tag({"properties": {"code": ID}}, base="Tag", properties={"id": "string"})),
    ("id-not-marked", defined(properties={"id": "string"}, mixins={"Ids": True})),
    ("no-id", defined(excludeBaseProperties=["id"])),
    ("composite-id", defined(properties={"a": ID, "b": {**ID, "id": False}})),
    ("id-injection-without-effect", defined(idInjection=False, properties={"code": ID})),
    ("id-injection-without-effect", defined(idInjection=True)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_wrong_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(("code", "files"), SOUND)
def test_what_works_is_not_told(code: str, files: Files) -> None:
    check_silent(code, files)


def test_a_relation_that_refers_to_the_id_stops_the_start() -> None:
    no_id: dict[str, Any] = {"idInjection": False, "excludeBaseProperties": ["id"]}
    many = related({"type": "hasMany", "model": "Tag"}, **no_id)
    check_lighter(Case("no-id", STOPS, many, NOTE, ("idInjection",)))
    through = related({"type": "hasMany", "model": "Tag", "through": "Tag"}, **no_id)
    check(Case("no-id", WRONG, through, NOTE, ("idInjection",)))
    belongs = with_tag({"relations": {"note": {"type": "belongsTo", "model": "Note"}}}, **no_id)
    check_lighter(Case("no-id", STOPS, belongs, NOTE, ("idInjection",)))
