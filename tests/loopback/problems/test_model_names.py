"""The names of models, and the paths under which they are served."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MODELS, NOTE, Case, Files, check, models
from tests.loopback.problems.model_cases import TAG, check_lighter, check_silent, defined, with_tag

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE
USED = {"dataSource": "db"}
PRIVATE = {"dataSource": "db", "public": False}


def named(name: str, entry: dict[str, object] | None = None, **parts: object) -> Files:
    """A model of some name beside Note."""
    return {TAG: {"name": name, **parts}, **models(Note=USED, **{name: entry or USED})}


CASES = [
    *(Case("reserved-name", STOPS, named(name), MODELS, (name,)) for name in ("name", "length", "caller", "File")),
    Case("model-named-like-type", ADVICE, named("String"), MODELS, ("String",)),
    Case("builtin-shadowed", ADVICE, named("User", base="PersistedModel"), TAG, ("name",)),
    Case("clashing-models", WRONG, named("note", PRIVATE), MODELS, ("note",)),
    Case("same-rest-path", WRONG, named("Notes"), MODELS, ("Notes",)),
    Case("same-rest-path", WRONG, named("Tag", http={"path": "notes"}), MODELS, ("Tag",)),
    Case("same-rest-path", WRONG, with_tag({"base": "Note"}, entry=USED, plural="papers"), MODELS, ("Tag",)),
]

SOUND = [
    ("reserved-name", named("file", PRIVATE)),
    ("reserved-name", named("Name")),
    ("reserved-name", {TAG: {"name": "length"}}),
    ("model-named-like-type", named("Strings")),
    ("builtin-shadowed", {TAG: {"name": "User"}}),
    ("clashing-models", named("Notes")),
    ("same-rest-path", named("Notes", PRIVATE)),
    ("same-rest-path", named("Notes", plural="papers")),
    ("same-rest-path", with_tag({"base": "Note", "plural": "tags"}, entry=USED, plural="papers")),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_wrong_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(("code", "files"), SOUND)
def test_what_works_is_not_told(code: str, files: Files) -> None:
    check_silent(code, files)


def test_a_name_that_every_object_has_is_passed_over() -> None:
    check_lighter(Case("reserved-name", WRONG, named("constructor"), MODELS, ("constructor",)))


def test_a_model_may_extend_its_namesake() -> None:
    check_lighter(
        Case(
            "clashing-models",
            ADVICE,
            named("user", PRIVATE, base="User") | models(User=USED, user=PRIVATE),
            MODELS,
            ("user",),
        )
    )


def test_no_model_can_live_beside_another_model_of_all() -> None:
    check_lighter(Case("builtin-shadowed", STOPS, named("Model"), TAG, ("name",)))
    check_silent("builtin-shadowed", {NOTE: defined()[NOTE], TAG: {"name": "Model"}})
