"""What the files of an application do not tell about its API, in sentences for people."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from designer.connectors.javascript import truthy
from designer.loopback.model import script_path
from designer.loopback.startup.boot import Boot

_CONFIGS = ("config", "datasources", "model-config", "component-config")
_NAMED = 3
_EMPTY_SCRIPT = 200
"""A script of a model that has no more characters than this only has the frame that LoopBack's tools write."""


def notes_of(boot: Boot, skipped: Mapping[str, str], about: str | None = None) -> Iterator[str]:
    """What may be missing or different, the most important first; for one model, where `about` names one."""
    for config in _CONFIGS:
        if conflict := boot.conflict(config):
            yield f"The files of {config} cannot be merged, so the main one alone counts here. {conflict.sentence}"
        elif not boot.is_known(config):
            yield f"A file of {config} cannot be read here, or is a script: what it changes is not shown."
    for name, reason in skipped.items():
        if about is None:
            yield f"“{name}” is left out: {reason}."
    if not boot.knows_definitions:
        yield "LoopBack also looks for definitions where this project does not reach; those models are not shown."
    if about is None:
        yield from _unread(boot)
    yield from _scripts(boot, about)


def _unread(boot: Boot) -> Iterator[str]:
    for paths in boot.definition_files.values():
        for path in paths:
            if boot.app.models.name_at(path) is None:
                yield f"{path} cannot be read as a definition, so its model is not shown."


def _scripts(boot: Boot, about: str | None) -> Iterator[str]:
    registry = boot.registry
    used = [model for name, model in registry.defined.items() if name in registry.created and model.path]
    used = [model for model in used if about in (None, model.name)]
    scripted = [
        model.name for model in used if boot.app.has(script := script_path(str(model.path))) and _does(boot, script)
    ]
    if scripted:
        yield f"Remote methods that scripts define are not shown. There may be some of {listed(scripted)}."
    mixed = [model.name for model in used if truthy(model.setting("mixins"))]
    if mixed:
        yield f"What mixins add is not shown: {listed(mixed)} {'use' if mixed[1:] else 'uses'} some."
    boot_folder = posixpath.join(boot.app.root, "boot")
    if any(path.startswith(f"{boot_folder}/") and path.endswith(".js") for path in boot.app.paths):
        yield f"The scripts in {boot_folder} may add or hide methods, which is not shown."


def _does(boot: Boot, script: str) -> bool:
    text = boot.app.text(script)
    return "remoteMethod" in text or "disableRemoteMethod" in text or len(text) > _EMPTY_SCRIPT


def listed(names: list[str]) -> str:
    """Names in quotes, as many as a sentence can hold."""
    shown = ", ".join(f"“{name}”" for name in names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
