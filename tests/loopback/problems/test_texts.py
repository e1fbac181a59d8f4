"""Files that are not JSON, or no object."""

from __future__ import annotations

import pytest

from designer.loopback import problems
from designer.loopback.application import Application, as_node_reads
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import (
    MODELS,
    NOTE,
    PACKAGE,
    SOURCES,
    Case,
    Files,
    Raw,
    application,
    check,
    codes,
    found,
)

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE
BOOT_3 = {"dependencies": {"loopback": "^3.22.0", "loopback-boot": "^3.3.1"}}

CASES = [
    Case("unreadable-json", STOPS, {SOURCES: Raw("{'db': 1}")}, SOURCES),
    Case("unreadable-json", STOPS, {"common/models/unused.json": Raw("{")}, "common/models/unused.json"),
    Case("unreadable-json", STOPS, {PACKAGE: Raw("{,}")}, PACKAGE),
    Case("unreadable-json", STOPS, {"server/datasources.local.json": Raw("")}, "server/datasources.local.json"),
    Case(
        "unreadable-json",
        STOPS,
        {"server/datasources.production.json": Raw("")},
        "server/datasources.production.json",
        environment="production",
    ),
    Case(
        "unreadable-json-elsewhere",
        ADVICE,
        {"server/datasources.production.json": Raw("")},
        "server/datasources.production.json",
    ),
    Case("unreadable-json-elsewhere", ADVICE, {"common/models/_draft.json": Raw("{")}, "common/models/_draft.json"),
    Case("unreadable-json-elsewhere", ADVICE, {"server/notes.json": Raw("{")}, "server/notes.json"),
    Case("unreadable-here", ADVICE, {SOURCES: Raw('{"db": {"connector": "memory", "x": "\\ud800"}}')}, SOURCES),
    Case(
        "unreadable-here",
        ADVICE,
        {"server/config.json": Raw('{"x": ' + "[" * 200 + "]" * 200 + "}")},
        "server/config.json",
    ),
    Case("not-an-object", STOPS, {SOURCES: None}, SOURCES),
    Case("not-an-object", STOPS, {"server/config.json": "x"}, "server/config.json"),
    Case("not-an-object", STOPS, {PACKAGE: None}, PACKAGE),
    Case("array-for-object", WRONG, {"server/config.json": []}, "server/config.json"),
    Case("not-an-object", STOPS, {"common/models/x.json": None}, "common/models/x.json"),
    Case("not-an-object", STOPS, {"common/models/x.json": 5, PACKAGE: BOOT_3}, "common/models/x.json"),
    Case("not-an-object", STOPS, {NOTE: []}, NOTE),
    Case("array-for-object", WRONG, {NOTE: [], PACKAGE: BOOT_3}, NOTE),
    Case("array-for-object", WRONG, {"common/models/x.json": []}, "common/models/x.json"),
    Case("definition-passed-over", WRONG, {"common/models/x.json": 5}, "common/models/x.json"),
]

SOUND = [
    ("unreadable-json", {SOURCES: Raw("\ufeff{}"), MODELS: Raw("{}\r\n \t")}),
    ("unreadable-json", {"server/datasources.local.json": Raw("{"), "server/datasources.local.js": Raw("")}),
    ("not-an-object", {"server/datasources.production.json": None}),
    ("array-for-object", {"server/datasources.production.json": []}),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []


@pytest.mark.parametrize("path", [SOURCES, MODELS, NOTE])
def test_a_file_that_cannot_be_read_is_one_problem(path: str) -> None:
    assert codes(application({path: Raw("{")})) == {"unreadable-json"}


def test_a_definition_that_is_there_but_has_no_text_may_be_the_one_that_is_missing() -> None:
    assert "unknown-model" in codes(application({NOTE: ...}))
    assert "unknown-model" not in codes(application({NOTE: ...}, unread=(NOTE,)))
    assert "unknown-model" not in codes(application({NOTE: ...}, unread=("common",)))


def test_data_sources_that_have_no_text_may_be_there() -> None:
    assert codes(application({SOURCES: ...}, unread=(SOURCES,))) == set()


class TestNotUTF8:
    LOCAL = "server/datasources.local.json"

    def problems(self, path: str, content: bytes) -> dict[str, Severity]:
        before = application({})
        app = Application(before.files, before.root, unread=[path], not_utf8={path: as_node_reads(content)})
        assert not app.has(path)
        return {each.code: each.severity for each in problems.find(app) if each.path == path}

    def test_what_loopback_reads_is_wrong_and_what_it_does_not_is_worth_a_look(self) -> None:
        content = '{"db": {"title": "Café"}}'.encode("latin-1")
        assert self.problems(self.LOCAL, content) == {"not-utf8": WRONG}
        assert self.problems("common/models/cafe.json", content)["not-utf8"] == WRONG
        assert self.problems("server/datasources.production.json", content) == {"not-utf8": ADVICE}

    def test_utf_16_is_no_json_for_loopback(self) -> None:
        found = self.problems(self.LOCAL, '{"db": {"title": "x"}}'.encode("utf-16"))
        assert found == {"not-utf8": WRONG, "unreadable-json": STOPS}

    def test_what_it_says_is_checked_and_never_mended_in_it(self) -> None:
        before = application({})
        content = '{"db": {"connector": "memory"}, "Café": null}'.encode("latin-1")
        files = {path: text for path, text in before.files.items() if path != SOURCES}
        app = Application(files, before.root, unread=[SOURCES], not_utf8={SOURCES: as_node_reads(content)})
        found = problems.find(app)
        assert len([each for each in found if each.path == SOURCES]) > 1
        assert all(not each.fix for each in found if each.path == SOURCES)
        assert not app.has(SOURCES)
