"""What LoopBack sees of a configuration in an environment: every merged value, and the file it comes from.

Secrets are masked before anything is merged: what is here is for eyes only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from designer.loopback import environments
from designer.loopback.data_sources import connector_of
from designer.loopback.environments import Reference
from designer.loopback.jsontext import JSON, JSONTextError, Pointer
from designer.loopback.jsonvalues import masked
from designer.loopback.layers import Conflict, Contribution, Layers, conflicts, origins, spelled

if TYPE_CHECKING:
    from designer.loopback.application import Application

MERGED = ("datasources", "model-config", "config", "component-config")
"""The configurations that are shown merged. Middleware is merged by phase and name, which is not done here."""

Part = Literal["merged", "script", "unreadable", "not read"]


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file of a configuration, and what part it has in an environment."""

    path: str
    layer: str
    """`main`, `local`, or the environment."""
    part: Part
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A merged value."""

    pointer: Pointer
    value: JSON
    path: str
    replaced: tuple[Contribution, ...]
    """What the files before have there, in the order of merging."""
    references: tuple[Reference, ...] = ()

    @property
    def place(self) -> str:
        """Its place below the member that it belongs to, in LoopBack's spelling; empty for the member itself."""
        return spelled(self.pointer[1:])


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a merged configuration, such as a data source: its values, or why it cannot be merged."""

    name: str
    rows: tuple[Row, ...]
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Effective:
    """A configuration in an environment."""

    config_name: str
    files: tuple[FilePart, ...]
    members: tuple[Member, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    """The files that are no object, so that nothing can be merged."""

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every `${NAME}` in the merged values, and what looks as if it were meant to be one."""
        return tuple(each for member in self.members for row in member.rows for each in row.references)


def effective(app: Application, config_name: str, environment: str) -> Effective:
    """A configuration as merged in an environment, secrets masked, scripts left out. Middleware has only its files."""
    files = tuple(_files(app, config_name, environment))
    if config_name not in MERGED:
        return Effective(config_name, files)
    values = {file.path: app.value(file.path) for file in files if file.part == "merged"}
    broken = [Conflict((), path, _NO_OBJECT) for path, value in values.items() if not isinstance(value, dict)]
    layers = _masked({path: value for path, value in values.items() if isinstance(value, dict)}, config_name)
    names = dict.fromkeys(name for layer in layers.values() for name in layer)
    return Effective(config_name, files, tuple(_member(name, layers) for name in names), tuple(broken))


_NO_OBJECT = "LoopBack cannot read a configuration file that is not a JSON object."


def _member(name: str, layers: Mapping[str, Mapping[str, JSON]]) -> Member:
    given: list[Contribution] = [(path, {name: layer[name]} if name in layer else {}) for path, layer in layers.items()]
    found = conflicts(given)
    if found:
        return Member(name, tuple(_unmerged(name, layers)), tuple(found))
    rows = (Row(each.pointer, each.value, each.path, each.replaced, _references(each.value)) for each in origins(given))
    return Member(name, tuple(rows))


def _unmerged(name: str, layers: Mapping[str, Mapping[str, JSON]]) -> Iterator[Row]:
    """What each file says, where it cannot be merged."""
    for path, layer in layers.items():
        if name in layer:
            yield Row((name,), layer[name], path, (), ())


def _references(value: JSON) -> tuple[Reference, ...]:
    return tuple(environments.references(value))


def _files(app: Application, config_name: str, environment: str) -> Iterator[FilePart]:
    layers = Layers(app, config_name)
    read = layers.read_in(environment)
    for path in read:
        script = not path.endswith(".json")
        name = layers.at(path if not script else f"{path.rpartition('.')[0]}.json").name
        error = "" if script else _error(app, path)
        part: Part = "script" if script else "unreadable" if error else "merged"
        yield FilePart(path, name, part, _SCRIPT if script else error)
    main = layers.named("main").path
    offered = [layer for layer in layers.offered(environment) if app.has(layer.path) and layer.path not in read]
    for layer in offered:
        instead = layers.shadowed_by(layer.path)
        reason = f"LoopBack reads {instead} in its place." if instead else f"Without {main} LoopBack reads nothing."
        yield FilePart(layer.path, layer.name, "not read", reason)


_SCRIPT = "A script: it may change anything, cannot be read here, and is never touched."


def _error(app: Application, path: str) -> str:
    try:
        app.value(path)
    except JSONTextError as error:
        return f"This cannot be read as JSON. {error}"
    return ""


def _masked(values: Mapping[str, dict[str, JSON]], config_name: str) -> dict[str, dict[str, JSON]]:
    """The layers with their secrets masked; which settings of a data source are secret depends on its connector."""
    found: dict[str, dict[str, JSON]] = {}
    known: dict[str, dict[str, JSON]] = {}
    for path, value in values.items():
        told = value
        if config_name == "datasources":
            for name, entry in value.items():
                known[name] = known.get(name, {}) | (entry if isinstance(entry, dict) else {})
            told = {name: _with_connector(name, entry, known[name]) for name, entry in value.items()}
        hidden = masked(path, (), told)
        found[path] = {name: _as_before(hidden[name], entry) for name, entry in value.items()}
    return found


def _with_connector(name: str, entry: JSON, known: Mapping[str, JSON]) -> JSON:
    return {"connector": connector_of(known, name)} | entry if isinstance(entry, dict) else entry


def _as_before(hidden: JSON, entry: JSON) -> JSON:
    """Without the connector that was only told."""
    if not isinstance(entry, dict) or not isinstance(hidden, dict):
        return hidden
    return {key: hidden[key] for key in entry}
