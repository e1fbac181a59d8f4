"""Files as texts: what cannot be read as JSON, and what holds no object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from json import JSONDecodeError

from designer.loopback.environments import CONFIG_NAMES
from designer.loopback.jsontext import JSON, JSONTextError
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup import merging
from designer.loopback.startup.boot import Boot

_UNREADABLE = Code(
    "unreadable-json",
    Severity.STOPS_BOOT,
    "A file that LoopBack reads is not JSON",
    "LoopBack reads its configuration files, and every definition in the folders of `_meta.sources` whether or not a "
    "model needs it, with `require()`: each must be strict JSON, without comments, without a comma after the last "
    "member, with double quotes around names (loopback-boot 2.28.0, lib/config-loader.js and lib/compiler.js). One "
    "that is not ends the start with the file’s name and the position. So does a package.json that is not JSON, which "
    "node itself reads.",
    "Open the file and mend the text at the marked line. Until then nothing else in that file can be edited by a form.",
)
_ELSEWHERE = Code(
    "unreadable-json-elsewhere",
    Severity.ADVICE,
    "A file that LoopBack does not read now is not JSON",
    "LoopBack reads a configuration file of another environment only there, and other JSON files not at all by itself. "
    "So it starts; but in that environment, or when a script reads the file, the same mistake ends it.",
    "Open the file and mend the text at the marked line.",
)
_UNREADABLE_HERE = Code(
    "unreadable-here",
    Severity.ADVICE,
    "A file can be read by LoopBack, but not here",
    "JavaScript accepts half of a character (a lone surrogate such as `\\ud800`) and any depth of nesting. No program "
    "that exchanges such a text with others can be relied on to keep it, so it is shown and kept here as it is, but "
    "not understood: nothing in it is checked.",
    "Open the file and mend the text at the marked line.",
)
_NOT_AN_OBJECT = Code(
    "not-an-object",
    Severity.STOPS_BOOT,
    "A file holds something else than an object",
    "LoopBack writes the file’s name into what a configuration file holds, and `null`, a text or a number has no room "
    "for that: the start ends with a TypeError (loopback-boot 2.28.0, lib/config-loader.js, loadConfigFiles). So it "
    "does with the name of a model in a definition that is `null`, in loopback-boot 3 also in one that is a text or a "
    "number, and in loopback-boot 2 in one that is an array, where the model is used (lib/compiler.js, "
    "loadModelDefinition).",
    "Make it an object: `{}` is an empty one.",
)
_ARRAY = Code(
    "array-for-object",
    Severity.WRONG_RESULT,
    "A file holds an array",
    "An array in the place of an object has the members 0, 1, 2 and so on for LoopBack: a data source “0”, a model “1” "
    "(loopback-boot 2.28.0, lib/config-loader.js). An empty one counts as an empty object. As a definition it makes a "
    "model that is called like the file and has nothing.",
    "Make it an object: `{}` is an empty one.",
)
_PASSED_OVER = Code(
    "definition-passed-over",
    Severity.WRONG_RESULT,
    "A file in a folder of definitions holds none",
    "LoopBack reads every JSON file in the folders of `_meta.sources`. A text or a number cannot be given a name, and "
    "loopback-boot 2 passes over it without a word (loopback-boot 2.28.0, lib/compiler.js, findModelDefinitions); "
    "loopback-boot 3 ends.",
    "Write a definition, or delete the file.",
)

_NOT_UTF8 = Code(
    "not-utf8",
    Severity.WRONG_RESULT,
    "A file that LoopBack reads is not UTF-8",
    "node reads every file of the configuration and every definition as UTF-8 (`require()`; loopback-boot 2.28.0, "
    "lib/config-loader.js and lib/compiler.js). What is none, such as an “é” that an old editor wrote as one byte, "
    "becomes the character U+FFFD without a word: LoopBack starts, with another name, password or text than was "
    "meant. UTF-16 is not JSON for it at all.",
    "Open the file, choose how it is to be read, and convert it to UTF-8. Until then no form can edit it.",
)

CODES = (_UNREADABLE, _ELSEWHERE, _UNREADABLE_HERE, _NOT_AN_OBJECT, _ARRAY, _PASSED_OVER, _NOT_UTF8)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the texts."""
    configured = [path for config in CONFIG_NAMES for path in boot.layers(config) if path.endswith(".json")]
    definitions = [path for paths in boot.definition_files.values() for path in paths]
    read = {*configured, *definitions, boot.app.package_path}
    for path in boot.app.paths:
        if path.endswith(".json"):
            if path in boot.app.not_utf8:
                yield _not_utf8(path, is_read=path in read)
            try:
                value = boot.app.value(path)
            except JSONTextError as error:
                yield _unreadable(boot.app.text(path), error, path, is_read=path in read)
                continue
            if path in configured:
                yield from _configuration(path, value)
            elif path in definitions:
                yield from _definition(boot, path, value)
            elif path == boot.app.package_path and value is None:
                yield _NOT_AN_OBJECT.at(path, (), "This is null, but node needs an object, and does not start.")


def _not_utf8(path: str, *, is_read: bool) -> Problem:
    if is_read:
        sentence = "This is not UTF-8; LoopBack reads it all the same, with “\ufffd” in the place of what is none."
        return _NOT_UTF8.at(path, (), sentence)
    sentence = "This is not UTF-8; LoopBack does not read it now, but what reads it gets “\ufffd” for what is none."
    return _NOT_UTF8.at(path, (), sentence, severity=Severity.ADVICE)


def _unreadable(text: str, error: JSONTextError, path: str, *, is_read: bool) -> Problem:
    if _is_json_for_javascript(text):
        return _UNREADABLE_HERE.at(path, (), f"LoopBack can read this, but not every program can. {error}")
    return (_UNREADABLE if is_read else _ELSEWHERE).at(path, (), f"This is not JSON. {error}")


def _is_json_for_javascript(text: str) -> bool:
    """Whether JavaScript reads the text: Python's own reader is as lenient with halves of characters."""
    try:
        json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse, parse_int=len)
    except RecursionError:
        return True
    except (JSONDecodeError, ValueError):
        return False
    return True


def _refuse(name: str) -> None:
    raise ValueError(name)


def _configuration(path: str, value: JSON) -> Iterator[Problem]:
    if isinstance(value, list):
        sentence = "This is an array; LoopBack takes its items for members that are called 0, 1 and so on."
        yield _ARRAY.at(path, (), sentence)
    elif merging.members_of(value) is None:
        yield _NOT_AN_OBJECT.at(path, (), f"This is {_kind(value)}, but LoopBack needs an object, and does not start.")


def _definition(boot: Boot, path: str, value: JSON) -> Iterator[Problem]:
    if isinstance(value, dict):
        return
    if isinstance(value, list):
        name = next((name for name, defined in boot.definitions.items() if defined == path), None)
        if boot.loopback_boot == 2 and name in boot.registry.created:
            yield _NOT_AN_OBJECT.at(path, (), "This is an array, where LoopBack needs the definition of a model.")
        else:
            yield _ARRAY.at(path, (), "This is an array, where LoopBack expects the definition of a model.")
    elif value is None or boot.loopback_boot == 3:
        sentence = f"This is {_kind(value)}, but LoopBack needs a definition here, and does not start."
        yield _NOT_AN_OBJECT.at(path, (), sentence)
    else:
        yield _PASSED_OVER.at(path, (), f"This is {_kind(value)}, and no definition; LoopBack passes over it.")


def _kind(value: JSON) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "a text" if isinstance(value, str) else "a number"
