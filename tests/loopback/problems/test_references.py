"""Variables: where LoopBack does something else with them than was meant."""

from __future__ import annotations

import pytest

from designer.loopback.problems import Severity, references
from tests.loopback.problems.cases import (
    MEMORY,
    MODELS,
    NOTE,
    SOURCES,
    Case,
    Files,
    application,
    check,
    codes,
    found,
    note,
    sources,
)

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE

CASES = [
    *(
        Case("reference-literal", WRONG, sources(a=MEMORY | {"x": text}), SOURCES, ("a", "x"))
        for text in ("${A}/db", "$DB_HOST", "${A-B}", "${}", "${A:-b}", "x ${A} y ${B} z")
    ),
    *(
        Case("reference-prefix-lost", WRONG, sources(a=MEMORY | {"x": text}), SOURCES, ("a", "x"))
        for text in ("mysql://u:${PW}", "${A}${B}")
    ),
    Case("reference-prefix-lost", WRONG, sources(a=MEMORY | {"x": [{"y": "b${A}"}]}), SOURCES, ("a", "x", 0, "y")),
    Case("reference-not-substituted", WRONG, note(options={"x": "${A}"}), MODELS, ("Note", "options", "x")),
    Case("reference-not-substituted", WRONG, {"server/config.json": {"a": ["${A}"]}}, "server/config.json", ("a", 0)),
    Case("reference-not-substituted", WRONG, {NOTE: {"name": "Note", "plural": "${A}"}}, NOTE, ("plural",)),
    Case(
        "setting-not-variable",
        ADVICE,
        sources(a=MEMORY | {"host": "${host}"}) | {"server/config.json": {"host": "x"}},
        SOURCES,
        ("a", "host"),
    ),
    Case("setting-not-variable", ADVICE, sources(a=MEMORY | {"port": "${port}"}), SOURCES, ("a", "port")),
    Case(
        "typed-reference",
        WRONG,
        sources(a=MEMORY | {"maxOfflineRequests": "${N}"}),
        SOURCES,
        ("a", "maxOfflineRequests"),
    ),
    Case("typed-reference", WRONG, sources(a=MEMORY | {"lazyConnect": "${N}"}), SOURCES, ("a", "lazyConnect")),
]

SOUND = [
    *(
        (code, sources(a=MEMORY | {"x": "${DB_HOST}"}))
        for code in ("reference-literal", "reference-prefix-lost", "setting-not-variable", "typed-reference")
    ),
    ("reference-literal", sources(a=MEMORY | {"x": "$ 5", "y": "a$B"})),
    ("reference-not-substituted", {NOTE: {"name": "Note", "description": "Costs ${PRICE} each"}}),
    ("setting-not-variable", {"server/middleware.json": {"routes": {"loopback#rest": {"paths": ["${restApiRoot}"]}}}}),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []


def test_what_stands_in_the_text_is_not_told() -> None:
    app = application(sources(a=MEMORY | {"password": "kT7${wq9pL-x"}, b=MEMORY | {"password": "kT7${wq9pL}x"}))
    told = [problem.sentence for code in ("reference-literal", "reference-prefix-lost") for problem in found(app, code)]
    assert told
    assert not any("wq9" in sentence or "kT7" in sentence for sentence in told)


def test_every_sentence_begins_with_its_setting() -> None:
    app = application(
        sources(
            a=MEMORY
            | {"url": "${DB-URL}", "x": "b${A}", "port": "${port}", "debug": "${D}", "maxOfflineRequests": "${N}"}
        )
        | note(options={"x": "${A}"})
    )
    told = [problem.sentence for code in references.CODES for problem in found(app, code.name)]
    places = {"a.url", "a.x", "a.port", "a.debug", "a.maxOfflineRequests", "Note.options.x"}
    assert {sentence.partition(": ")[0] for sentence in told} == places


def test_what_was_meant_as_a_variable_is_no_secret() -> None:
    for text in ("${DB-PASSWORD}", "${ PW }", "$DB_PASSWORD"):
        assert found(application(sources(a=MEMORY | {"password": text})), "secret-in-file") == []
    for text in ("kT7${wq9pL-x", "$ecret-7", "${PW:-kT7wq9pL}", "x${PW}"):
        assert found(application(sources(a=MEMORY | {"password": text})), "secret-in-file"), text


def test_what_a_later_file_replaces_is_no_problem() -> None:
    files = sources(a=MEMORY | {"x": "u:${A}"}) | {"server/datasources.production.json": {"a": {"x": "${A}"}}}
    assert "reference-prefix-lost" in codes(application(files))
    assert "reference-prefix-lost" not in codes(application(files), "production")


def test_two_variables_in_one_text_are_one_problem() -> None:
    assert codes(application(sources(a=MEMORY | {"x": "${A}${B}"}))) == {"reference-prefix-lost"}
