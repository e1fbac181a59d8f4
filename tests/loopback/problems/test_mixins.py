"""The mixins of model definitions."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity
from designer.loopback.problems.mixins import mixin_name
from tests.loopback.problems.cases import META, MODELS, NOTE, PACKAGE, Case, Files, Raw, check, note
from tests.loopback.problems.model_cases import SCRIPT, check_lighter, check_silent, defined, with_tag

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE
HERE: Files = {"server/mixins/time-stamp.js": Raw("")}


def mixed(value: object, **parts: object) -> Files:
    return HERE | defined(mixins=value, **parts)


CASES = [
    Case("unknown-mixin", STOPS, mixed({"Nothing": True}), NOTE, ("mixins", "Nothing")),
    Case("unknown-mixin", STOPS, mixed({"timestamp": {"a": 1}}), NOTE, ("mixins", "timestamp")),
    Case("unknown-mixin", STOPS, mixed({"time-stamp": [True]}), NOTE, ("mixins", "time-stamp")),
    Case("unknown-mixin", STOPS, mixed({"Nothing": None}), NOTE, ("mixins", "Nothing")),
    Case(
        "unknown-mixin",
        STOPS,
        HERE | defined(options={"mixins": {"TimeStamp": True}}),
        NOTE,
        ("options", "mixins", "TimeStamp"),
    ),
    Case(
        "unknown-mixin",
        STOPS,
        {**with_tag(mixins={"Tag": True}), **HERE},
        NOTE,
        ("mixins", "Tag"),
    ),
    Case("bad-mixins", WRONG, mixed(["TimeStamp"]), NOTE, ("mixins",)),
    Case("bad-mixins", WRONG, mixed("TimeStamp"), NOTE, ("mixins",)),
    Case("bad-mixin-options", WRONG, mixed({"TimeStamp": "true"}), NOTE, ("mixins", "TimeStamp")),
    Case("bad-mixin-options", WRONG, mixed({"TimeStamp": ["x"]}), NOTE, ("mixins", "TimeStamp")),
    Case("late-mixins", WRONG, note(options={"mixins": {"A": True}}), MODELS, ("Note", "options", "mixins")),
]

SOUND = [
    ("unknown-mixin", mixed({"TimeStamp": True})),
    ("unknown-mixin", mixed({"User": True})),
    ("unknown-mixin", mixed({"Nothing": False})),
    ("unknown-mixin", mixed({"Nothing": []})),
    ("unknown-mixin", mixed({"Other": True}) | {"server/mixins/time-stamp.json": {"name": "Other"}}),
    ("unknown-mixin", {**with_tag({"mixins": {"Note": True}, "base": "Note"}), **HERE}),
    ("unknown-mixin", defined(mixins={"Nothing": True})),
    ("unknown-mixin", mixed({"Nothing": True}) | {MODELS: {"_meta": {**META, "mixins": ["./mixins", "far-mixins"]}}}),
    (
        "unknown-mixin",
        mixed({"Nothing": True}) | {PACKAGE: {"dependencies": {"loopback-ds-timestamp-mixin": "^3.0.0"}}},
    ),
    ("bad-mixins", mixed(None)),
    ("bad-mixins", mixed([])),
    ("bad-mixin-options", mixed({"TimeStamp": [True, {"a": 1}]})),
    ("bad-mixin-options", mixed({"TimeStamp": False})),
    ("late-mixins", note(options={"plural2": "x"})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_wrong_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(("code", "files"), SOUND)
def test_what_works_is_not_told(code: str, files: Files) -> None:
    check_silent(code, files)


@pytest.mark.parametrize("name", ["index.js", "_time-stamp.js", "time-stamp.json"])
def test_files_that_loopback_does_not_load_define_nothing(name: str) -> None:
    files = {f"server/mixins/{name}": Raw("{}"), SCRIPT: Raw("")} | defined(mixins={"TimeStamp": True})
    check(Case("unknown-mixin", STOPS, files, NOTE, ("mixins", "TimeStamp")))


def test_a_script_elsewhere_defines_no_mixin() -> None:
    files = {"server/other/time-stamp.js": Raw("")} | defined(mixins={"TimeStamp": True})
    check(Case("unknown-mixin", STOPS, files, NOTE, ("mixins", "TimeStamp")))


def test_a_model_that_is_not_used_needs_no_mixin() -> None:
    path = "common/models/unused.json"
    files = HERE | {path: {"name": "Unused", "mixins": {"Nothing": True}}}
    check_lighter(Case("unknown-mixin", ADVICE, files, path, ("mixins", "Nothing")))


@pytest.mark.parametrize(
    ("stem", "name"),
    [("time-stamp", "TimeStamp"), ("timeStamp", "TimeStamp"), ("soft_delete", "SoftDelete"), ("APIKey", "Apikey")],
)
def test_the_name_of_a_mixin_comes_from_its_file(stem: str, name: str) -> None:
    assert mixin_name(stem) == name
