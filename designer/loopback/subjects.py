"""Which data sources and models a change of an application is about."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.environments import CONFIG_NAMES
from designer.loopback.jsontext import JSONTextError, Pointer
from designer.loopback.model import is_definition, script_path
from designer.loopback.model_sources import META


class Kind(StrEnum):
    """What a change can be about."""

    DATA_SOURCE = "data_source"
    MODEL = "model"


class Effect(StrEnum):
    """What a change did to it."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Subject:
    """A data source or a model, as it is called after the change (before it, where it is deleted)."""

    kind: Kind
    name: str
    effect: Effect
    old_name: str = ""
    """What it was called before, where it was renamed."""


def between(before: Application, after: Application, paths: Collection[str]) -> list[Subject]:
    """What the change of the files at `paths` from one state to another is about.

    A name that goes while another one comes at its place is a renaming.
    """
    return [
        *_subjects(Kind.DATA_SOURCE, before, after, _members_touched(before, after, paths, "datasources")),
        *_subjects(Kind.MODEL, before, after, _models_touched(before, after, paths)),
    ]


def parts_of(app: Application, kind: str, name: str, paths: Iterable[str]) -> dict[str, Pointer]:
    """Where a data source or model stands in the files at `paths`: the place in each file that has it."""
    config = "datasources" if kind == Kind.DATA_SOURCE else "model-config"
    found: dict[str, Pointer] = {}
    for path in paths:
        if _is_layer(app, path, config):
            if name in app.members(path):
                found[path] = (name,)
        elif kind == Kind.MODEL and name in _names_at(app, path):
            found[path] = ()
    return found


def _subjects(kind: Kind, before: Application, after: Application, names: Collection[str]) -> Iterator[Subject]:
    if not names:
        return
    known = (before.data_sources, after.data_sources) if kind == Kind.DATA_SOURCE else (before.models, after.models)
    unread = _unreadable(kind, before, after, names)
    gone = [name for name in names if name in known[0] and name not in known[1] and name not in unread]
    came = [name for name in names if name in known[1] and name not in known[0] and name not in unread]
    if len(gone) == len(came) == 1 and _takes_the_place(kind, before, after, gone[0], came[0]):
        yield Subject(kind, came[0], Effect.RENAMED, gone[0])
        names = [name for name in names if name not in (*gone, *came)]
    for name in names:
        effect = Effect.DELETED if name in gone else Effect.ADDED if name in came else Effect.CHANGED
        yield Subject(kind, name, effect)


def _unreadable(kind: Kind, before: Application, after: Application, names: Collection[str]) -> set[str]:
    """The names that only one state has because a file that both have cannot be read in the other one."""
    found = set()
    for app, other in ((before, after), (after, before)):
        for name in names:
            paths = app.config_layers("datasources" if kind == Kind.DATA_SOURCE else "model-config")
            places = {path for path in paths if name in app.members(path)}
            model = app.models.get(name) if kind == Kind.MODEL else None
            places |= {model.path} if model and model.path else set()
            if any(other.has(path) and not _is_readable(other, path) for path in places):
                found.add(name)
    return found


def _is_readable(app: Application, path: str) -> bool:
    try:
        app.value(path)
    except JSONTextError:
        return False
    return True


def _takes_the_place(kind: Kind, before: Application, after: Application, old: str, new: str) -> bool:
    """Whether a name stands where another one stood; a model that is configured nowhere takes any place."""
    config = "datasources" if kind == Kind.DATA_SOURCE else "model-config"
    layers = [path for path in before.config_layers(config) if old in before.members(path)]
    places = [(list(before.members(path)).index(old), list(after.members(path))) for path in layers]
    return all(names[index : index + 1] == [new] for index, names in places)


def _models_touched(before: Application, after: Application, paths: Collection[str]) -> list[str]:
    names = [name for name in _members_touched(before, after, paths, "model-config") if name != META]
    names += [name for path in paths for app in (before, after) for name in _names_at(app, path)]
    return list(dict.fromkeys(names))


def _members_touched(before: Application, after: Application, paths: Collection[str], config: str) -> list[str]:
    """The members of the layers of a configuration that are not the same in both states."""
    found: dict[str, None] = {}
    for path in paths:
        if _is_layer(after, path, config):
            old, new = before.members(path), after.members(path)
            found |= dict.fromkeys(jsontext.differing(old, new))
    return list(found)


def _is_layer(app: Application, path: str, config: str) -> bool:
    folder, name = posixpath.split(path)
    return folder == app.root and name.split(".")[0] == config and name.endswith(".json")


def _names_at(app: Application, path: str) -> list[str]:
    """The model that a definition, or the script beside it, belongs to, if it is one."""
    definition = path if path.endswith(".json") else path.removesuffix(".js") + ".json"
    if path not in (definition, script_path(definition)) or not app.has(definition) or not is_definition(definition):
        return []
    folder = posixpath.dirname(definition)
    if any(_is_layer(app, definition, config) for config in CONFIG_NAMES):
        return []
    if folder not in {"" if each == "." else each for each in app.models.folders}:
        return []
    try:
        name = app.models.name_at(definition)
    except JSONTextError:
        return []
    return [name] if name is not None else []
