"""`${NAME}` in the files: where LoopBack does something else with it than was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from designer import connectors
from designer.connectors.base import Kind as SettingKind
from designer.loopback.data_sources import connector_of
from designer.loopback.environments import SUBSTITUTED, Kind, application_settings, references
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.layers import spelled
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot

_WHOLE = re.compile(r"\$\{[A-Za-z0-9_]+\}\Z")
_NUMBERS = ("maxOfflineRequests",)
_BOOLEANS = ("lazyConnect", "debug")

_LITERAL = Code(
    "reference-literal",
    Severity.WRONG_RESULT,
    "LoopBack leaves a reference to a variable as it is",
    "LoopBack replaces only `${NAME}` at the very end of a text, with a name of letters A to Z, digits and `_` "
    "(loopback-boot 2.28.0, lib/executor.js, getConfigVariable). `${HOST}:3307`, `$HOST`, `${DB-HOST}`, `${ HOST }` "
    "and `${HOST:-localhost}` stay as they stand, and the connector gets them literally.",
    "Give the whole text a variable of its own: `${DB_URL}`, with all of it in the variable’s value.",
)
_PREFIX_LOST = Code(
    "reference-prefix-lost",
    Severity.WRONG_RESULT,
    "What stands before a reference to a variable is lost",
    "Where a text ends in `${NAME}`, LoopBack puts the value of the variable in the place of the **whole** text: "
    "`mysql://app:${PASSWORD}` becomes the password alone, `${A}${B}` the value of B (loopback-boot 2.28.0, "
    "lib/executor.js, getConfigVariable). There is no way to write a text that really ends so, such as a password.",
    "Give the whole text a variable of its own: `${DB_URL}`, with all of it in the variable’s value.",
)
_NOT_SUBSTITUTED = Code(
    "reference-not-substituted",
    Severity.WRONG_RESULT,
    "A variable is named where LoopBack puts in none",
    "LoopBack replaces `${NAME}` in datasources.json, component-config.json and middleware.json and in their files for "
    "an environment, but not in config.json, model-config.json and model definitions (loopback-boot 2.28.0, "
    "lib/executor.js): there the text stays as it is.",
    "Write the value itself, in a file for each environment if it differs; or set it in a script in server/boot.",
)
_SETTING = Code(
    "setting-not-variable",
    Severity.ADVICE,
    "A reference can mean a setting of the application itself",
    "Where the environment has no variable of that name, LoopBack takes the application’s own setting, from "
    "config.json or its own: `${host}` and `${port}` are then the address at which the application itself listens "
    "(loopback-boot 2.28.0, lib/executor.js, getConfigVariable). A data source that connects to the application "
    "itself is the result.",
    "Choose a name that no setting has, such as `${DB_HOST}`.",
)
_TYPED = Code(
    "typed-reference",
    Severity.WRONG_RESULT,
    "A variable gives a text where a number or a yes or no is needed",
    "The value of an environment variable is always a text. As `maxOfflineRequests` LoopBack refuses it, and does not "
    "start once the variable is set (loopback-datasource-juggler 3.36.1, lib/datasource.js, getMaxOfflineRequests). "
    "As a yes or no every text counts as yes, also `false`; only an empty one counts as no.",
    "Write the value itself, in a file for each environment if it differs.",
)

CODES = (_LITERAL, _PREFIX_LOST, _NOT_SUBSTITUTED, _SETTING, _TYPED)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of variables."""
    for config in SUBSTITUTED:
        if boot.conflict(config) is None:
            yield from _in_substituted(boot, config)
    for config in ("config", "model-config"):
        if boot.conflict(config) is None:
            for pointer in _wholes(boot.merged(config)):
                yield _not_substituted(*boot.place(config, *pointer))
    for paths in boot.definition_files.values():
        for path in paths:
            if "${" in boot.app.text(path):
                yield from (_not_substituted(path, pointer) for pointer in _wholes(boot.app.members(path)))


def _in_substituted(boot: Boot, config: str) -> Iterator[Problem]:
    merged = boot.merged(config)
    settings = application_settings(boot.merged("config"), boot.environment, {})
    lost: set[Pointer] = set()
    for reference in references(merged):
        place = boot.place(config, *reference.pointer)
        if reference.kind is Kind.PREFIX_LOST:
            lost.add(reference.pointer)
            sentence = f"LoopBack puts the value of {reference.name} alone here; the text before it is lost."
            yield _PREFIX_LOST.at(*place, _about(reference.pointer, sentence))
        elif reference.kind is Kind.WHOLE and config == "datasources":
            yield from _typed(merged, reference.pointer, place)
            if reference.name in settings:
                sentence = f"Without a variable “{reference.name}” this is the application’s own setting of that name."
                yield _SETTING.at(*place, _about(reference.pointer, sentence))
    literal = (each.pointer for each in references(merged) if each.kind is Kind.LITERAL)
    for pointer in dict.fromkeys(literal):
        if pointer not in lost:
            sentence = "LoopBack leaves this text as it is: it replaces only ${NAME} at the very end of a text."
            yield _LITERAL.at(*boot.place(config, *pointer), _about(pointer, sentence))


def _about(pointer: Pointer, sentence: str) -> str:
    """A sentence that begins with the setting it is about."""
    return f"{spelled(pointer)}: {sentence}"


def _typed(merged: dict[str, JSON], pointer: Pointer, place: tuple[str, Pointer]) -> Iterator[Problem]:
    if len(pointer) != 2:
        return
    source, key = (str(part) for part in pointer)
    if key in _NUMBERS:
        sentence = "This must be a number, but a variable is a text: once it is set, LoopBack does not start."
        yield _TYPED.at(*place, _about(pointer, sentence))
    elif _is_yes_or_no(merged[source], source, key):
        yield _TYPED.at(*place, _about(pointer, "This counts as yes whatever the variable says, also “false”."))


def _is_yes_or_no(entry: JSON, source: str, key: str) -> bool:
    if key in _BOOLEANS:
        return True
    connector = connectors.find(connector_of(entry, source)) if isinstance(entry, dict) else None
    setting = connector.setting(key) if connector else None
    return setting is not None and setting.kind is SettingKind.BOOLEAN


def _wholes(value: JSON, pointer: Pointer = ()) -> Iterator[Pointer]:
    """The places of texts that are nothing but a reference."""
    if isinstance(value, str):
        if value.startswith("${") and _WHOLE.match(value):
            yield pointer
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _wholes(each, (*pointer, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _wholes(each, (*pointer, index))


def _not_substituted(path: str, pointer: Pointer) -> Problem:
    sentence = "LoopBack puts no variable in its place in this file; the text stays."
    return _NOT_SUBSTITUTED.at(path, pointer, _about(pointer, sentence))
