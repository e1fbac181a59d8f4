"""The files of model definitions: which LoopBack reads, and which model each one is taken for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback import jsontext, names
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON, JSONTextError
from designer.loopback.model import is_definition
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot


def _write_name(app: Application, problem: Problem) -> None:
    members = app.members_to_edit(problem.path)
    name = app.models.name_at(problem.path)
    app.set_value(problem.path, members | {"name": name})
    if members and "name" not in members:
        app.set_text(problem.path, jsontext.move(app.text(problem.path), ["name"], next(iter(members))))


_NAME_NOT_TEXT = Code(
    "name-not-a-text",
    Severity.STOPS_BOOT,
    "The name of a model is not a text",
    "LoopBack files the definition under the text of that value, so it is not found under the name that is meant; "
    "where it is used, the start ends with “`name` must be a string” (loopback 3.28.0, lib/registry.js, createModel).",
    "Write the name as a text, in double quotes.",
)
_UNNAMED = Code(
    "unnamed-definition",
    Severity.ADVICE,
    "A model definition has no name",
    "LoopBack takes the name of the file then, in camel case and with a capital: `order-item.json` defines `OrderItem` "
    "(loopback-boot 2.28.0, lib/compiler.js, loadModelDefinition; since 2.7.0). Other tools do not.",
    "Write the `name` into the definition.",
    _write_name,
)
_DEFINED_TWICE = Code(
    "defined-twice",
    Severity.WRONG_RESULT,
    "Two files define the same model",
    "LoopBack goes through the folders of `_meta.sources` in their order, and through the files of each by name; "
    "where two define the same model, the later takes the place of the earlier (loopback-boot 2.28.0, "
    "lib/compiler.js, findModelDefinitions).",
    "Delete the file that is not used, or give its model another name.",
)
_SAME_FILE = Code(
    "same-file-name",
    Severity.ADVICE,
    "Two files differ only by capital letters",
    "On Windows and macOS a folder cannot hold both, so a copy of the application there has only one of the two "
    "models.",
    "Rename one of the files.",
)
_UNREAD = Code(
    "unread-definition",
    Severity.ADVICE,
    "A file that looks like a model definition is not read",
    "In the folders of `_meta.sources` LoopBack skips every file whose name begins with “_” (loopback-boot 2.28.0, "
    "lib/compiler.js, findModelDefinitions).",
    "Take the “_” away where the model is to be used.",
)
_OUTSIDE = Code(
    "definition-outside-sources",
    Severity.ADVICE,
    "A model definition stands in a folder that LoopBack does not search",
    "LoopBack looks for definitions only in the folders that `_meta.sources` of model-config.json names, not in "
    "folders below them (loopback-boot 2.28.0, lib/compiler.js, findModelDefinitions).",
    "Add the folder to `_meta.sources`, or move the file where LoopBack looks.",
)

CODES = (_NAME_NOT_TEXT, _UNNAMED, _DEFINED_TWICE, _SAME_FILE, _UNREAD, _OUTSIDE)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the files as such, used or not."""
    for paths in boot.definition_files.values():
        for path in paths:
            yield from _one(boot, path)
    yield from _twice(boot)
    yield from _same_names(boot)
    yield from _unread(boot)


def _one(boot: Boot, path: str) -> Iterator[Problem]:
    try:
        value = boot.app.value(path)
    except JSONTextError:
        return
    if not isinstance(value, dict):
        return
    if not truthy(value.get("name")):
        name = names.model_name_from_file(posixpath.basename(path).removesuffix(".json"))
        if name:
            sentence = f"This definition has no name, so LoopBack takes that of the file: “{name}”."
            yield _UNNAMED.at(path, ("name",) if "name" in value else (), sentence, fix=f"Call it “{name}”")
    elif not isinstance(value["name"], str):
        yield _name_not_text(boot, path, value["name"])


def _name_not_text(boot: Boot, path: str, name: JSON) -> Problem:
    key = jsontext.dump(name).strip() if not isinstance(name, list | dict) else None
    meant = names.model_name_from_file(posixpath.basename(path).removesuffix(".json"))
    is_meant = meant in boot.configured and boot.definitions.get(meant) == path and meant not in BUILTIN
    is_used = key in boot.configured or (is_meant and boot.knows_definitions)
    sentence = "The name of this model is not a text" + ("; LoopBack does not start." if is_used else ".")
    return _NAME_NOT_TEXT.at(path, ("name",), sentence, severity=None if is_used else Severity.ADVICE)


def _twice(boot: Boot) -> Iterator[Problem]:
    for paths in boot.definition_files.values():
        for path in paths:
            name = boot.app.models.name_at(path)
            if name is not None and (winner := boot.definitions[name]) != path:
                sentence = f"“{name}” is defined in {winner} too, which LoopBack takes; this file is not used."
                yield _DEFINED_TWICE.at(path, (), sentence)


def _same_names(boot: Boot) -> Iterator[Problem]:
    for paths in boot.definition_files.values():
        seen: dict[str, str] = {}
        for path in paths:
            other = seen.setdefault(path.casefold(), path)
            if other != path:
                sentence = f"{other} differs only by capital letters; on Windows and macOS there can be only one."
                yield _SAME_FILE.at(path, (), sentence)


def _unread(boot: Boot) -> Iterator[Problem]:
    folders = set(boot.definition_files)
    for path in boot.app.paths:
        folder, _, base = path.rpartition("/")
        if not base.endswith(".json") or not _looks_like_definition(boot, path):
            continue
        if folder in folders and not is_definition(path):
            yield _UNREAD.at(path, (), "LoopBack skips this definition, because its file’s name begins with “_”.")
        elif (
            folder not in folders and boot.knows_definitions and _is_likely(boot, folder) and not _is_missed(boot, path)
        ):
            yield _OUTSIDE.at(path, (), f"LoopBack does not search the folder {folder} for definitions.")


def _is_missed(boot: Boot, path: str) -> bool:
    """Whether the model is configured and nowhere else defined: that is told at its entry."""
    name = boot.app.models.name_at(path)
    return name in boot.configured and name not in boot.definitions


def _is_likely(boot: Boot, folder: str) -> bool:
    """Whether somebody may expect LoopBack to look here: below a folder that it searches, or in `models`."""
    below = any(folder.startswith(f"{searched}/") for searched in boot.definition_files if searched)
    return below or folder == posixpath.join(boot.app.root, "models")


def _looks_like_definition(boot: Boot, path: str) -> bool:
    folder = path.rpartition("/")[0]
    if folder in boot.definition_files and is_definition(path):
        return False
    value = boot.app.members(path)
    return isinstance(value.get("properties"), dict) and ("name" in value or "base" in value)
