"""The configuration files together: which ones LoopBack reads, and how it merges them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from designer.loopback.environments import CONFIG_NAMES
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.layers import Conflict, spelled
from designer.loopback.problems.mending import remove_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot

_SCRIPTS_NEVER_READ = ("datasources", "model-config", "component-config")
"""Scripts such as server/config.js are often the application's own, and not meant for LoopBack."""


_CONFLICT = Code(
    "merge-conflict",
    Severity.STOPS_BOOT,
    "Two files of one configuration cannot be merged",
    "LoopBack merges the main file, the local one and that of the environment, value by value. It refuses to replace a "
    "plain value by an object, an array or null, and an array by one of another length; over a null it stumbles "
    "(loopback-boot 2.28.0, lib/config-loader.js, mergeObjects). Files of middleware.json may only change phases and "
    "middleware that the main file has (mergeMiddlewareConfig). loopback-boot 3 does the same (lib/plugin-base.js, "
    "lib/plugins/middleware.js), but names neither file nor cause.",
    "Give the value the same form in both files, or leave it out of one of them. A text can be cleared with an empty "
    "text, not with null.",
    remove_value,
)
_MAIN_MISSING = Code(
    "main-file-missing",
    Severity.WRONG_RESULT,
    "A configuration has a local file or one for an environment, but no main file",
    "Without the main file, such as datasources.json, LoopBack reads nothing of that configuration: not the local "
    "file, nor that of the environment, and a `.js` is no main file. It only warns “Main config file … is missing” "
    "(loopback-boot 2.28.0, lib/config-loader.js, findConfigFiles).",
    "Add the main file; `{}` is enough.",
)
_UNREAD = Code(
    "unread-layer",
    Severity.WRONG_RESULT,
    "LoopBack never reads a configuration file",
    "Where there are a `.js` and a `.json` file for the same environment, LoopBack reads only the `.js`. Of the main "
    "file it is the other way round: only the `.json` is read (loopback-boot 2.28.0, lib/config-loader.js, "
    "findConfigFiles).",
    "Move what is needed into the file that is read, and delete the other.",
)

CODES = (_CONFLICT, _MAIN_MISSING, _UNREAD)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of layers."""
    for config in CONFIG_NAMES:
        if conflict := boot.conflict(config):
            yield _conflict_problem(boot, config, conflict)
        yield from _main_missing(boot, config)
        yield from _unread(boot, config)


def _conflict_problem(boot: Boot, config: str, conflict: Conflict) -> Problem:
    """Where one of the two values is null, that one is in the way, and can go."""
    for path, members in boot.contributions(config):
        if _can_go(members, conflict.pointer):
            fix = f"Remove “{spelled(conflict.pointer)}”, which is null, from {path}"
            return _CONFLICT.at(path, conflict.pointer, conflict.sentence, fix=fix)
        if path == conflict.path:
            break
    return _CONFLICT.at(conflict.path, conflict.pointer, conflict.sentence)


def _main_missing(boot: Boot, config: str) -> Iterator[Problem]:
    main = boot.app.config_path(config)
    if boot.layers(config) or main in boot.app.unread:
        return
    for layer in dict.fromkeys(("local", boot.environment)):
        for ending in ("js", "json"):
            path = _beside(main, f"{config}.{layer}.{ending}")
            if boot.app.has(path):
                yield _MAIN_MISSING.at(path, (), f"LoopBack does not read this file, because there is no {main}.")


def _unread(boot: Boot, config: str) -> Iterator[Problem]:
    main = boot.app.config_path(config)
    for layer in dict.fromkeys(("local", boot.environment)):
        path = _beside(main, f"{config}.{layer}.json")
        script = path.removesuffix("on")
        if boot.app.has(path) and script in boot.layers(config):
            yield _UNREAD.at(path, (), f"LoopBack does not read this file, because {script} stands beside it.")
    script = main.removesuffix("on")
    if config in _SCRIPTS_NEVER_READ and boot.app.has(script):
        yield _UNREAD.at(script, (), f"LoopBack does not read this file: the main file is {main}.")


def _beside(path: str, name: str) -> str:
    return posixpath.join(posixpath.dirname(path), name)


def _can_go(value: JSON, pointer: Pointer) -> bool:
    """Whether a member at a place is null: it means nothing, and LoopBack can do without it."""
    if not pointer or isinstance(pointer[-1], int):
        return False
    for key in pointer:
        if isinstance(value, dict) and key in value:
            value = value[str(key)]
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return False
    return value is None
