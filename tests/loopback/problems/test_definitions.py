"""Model definitions: what they extend, and where they say something in vain."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MODELS, NOTE, PACKAGE, Case, Files, Raw, application, check, codes, models
from tests.loopback.problems.model_cases import TAG, check_lighter, check_silent, defined, with_tag

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE
LOOPBACK_2 = {PACKAGE: {"dependencies": {"loopback": "^2.42.0"}}}

CASES = [
    Case("unknown-base", STOPS, defined(base="Nothing"), NOTE, ("base",)),
    Case("unknown-base", STOPS, defined(base="user"), NOTE, ("base",)),
    Case("unknown-base", STOPS, defined(base="toString"), NOTE, ("base",)),
    Case("unknown-base", STOPS, defined(base=5), NOTE, ("base",)),
    Case("unknown-base", STOPS, defined(base={}), NOTE, ("base",)),
    Case("unknown-base", STOPS, defined(base="", options={"base": "Nothing"}), NOTE, ("options", "base")),
    Case("unknown-base", STOPS, defined(base=None, super="Nothing"), NOTE, ("super",)),
    Case("unknown-base", STOPS, with_tag(base="", super="Tag"), NOTE, ("super",)),
    Case("circular-base", STOPS, defined(base="Note"), NOTE, ("base",)),
    Case("circular-base", STOPS, with_tag({"base": "Note"}, base="Tag"), NOTE, ("base",)),
    Case(
        "circular-base", STOPS, with_tag({"base": "Note"}, base="", options={"base": "Tag"}), NOTE, ("options", "base")
    ),
    Case("options-win", WRONG, defined(plural="notes", options={"plural": "papers"}), NOTE, ("plural",)),
]

SOUND = [
    ("unknown-base", defined(base=None)),
    ("unknown-base", defined(base="User")),
    ("unknown-base", defined(base="Nothing", options={"base": "User"})),
    ("unknown-base", with_tag(base="Tag")),
    ("unknown-base", {"common/models/unused.json": {"name": "Unused", "base": "Nothing"}}),
    ("unknown-base", {**defined(base="Far"), MODELS: {"_meta": {"sources": ["../common/models", "far/models"]}}}),
    ("unknown-base", {**defined(base="Torn"), "common/models/torn.json": Raw('{"name": "Torn",')}),
    ("circular-base", {**defined(base="PersistedModel"), "common/models/a.json": {"name": "A", "base": "A"}}),
    ("options-win", defined(plural="notes", options={"plural": "notes", "validateUpsert": True})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_wrong_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(("code", "files"), SOUND)
def test_what_works_is_not_told(code: str, files: Files) -> None:
    check_silent(code, files)


def test_loopback_2_takes_another_base_for_one_that_is_not_there() -> None:
    check_lighter(Case("unknown-base", WRONG, LOOPBACK_2 | defined(base="Nothing"), NOTE, ("base",)))


def test_the_base_of_a_model_that_is_used_is_looked_at_even_if_it_is_not_configured() -> None:
    files = defined(base="Tag") | {TAG: {"name": "Tag", "base": "Nothing"}} | models(Note={"dataSource": "db"})
    check(Case("unknown-base", STOPS, files, TAG, ("base",)))


def test_the_models_of_a_package_count_where_it_is_listed() -> None:
    listed = {PACKAGE: {"dependencies": {"loopback": "^3.0.0", "loopback-component-passport": "^3.0.0"}}}
    assert "unknown-base" in codes(application(defined(base="UserIdentity")))
    assert "unknown-base" not in codes(application(defined(base="UserIdentity") | listed))


def test_a_long_chain_of_bases_is_followed_to_its_end() -> None:
    chain: Files = {
        f"common/models/n{number}.json": {"name": f"N{number}", "base": f"N{number + 1}"} for number in range(300)
    }
    last = {"common/models/n300.json": {"name": "N300", "base": "PersistedModel"}}
    assert "unknown-base" not in codes(application(defined(base="N0") | chain | last))
    check(Case("unknown-base", STOPS, defined(base="N0") | chain, "common/models/n299.json", ("base",)))
