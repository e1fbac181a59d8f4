"""The layers of a configuration: which files there are, where each merged value comes from, and what cannot be merged.

The rules of merging are those of `environments`; nothing here knows better.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from designer.loopback import environments
from designer.loopback.environments import MergeConflict
from designer.loopback.jsontext import JSON, Pointer, same

if TYPE_CHECKING:
    from designer.loopback.application import Application

MAIN, LOCAL = "main", "local"

Contribution: TypeAlias = tuple[str, JSON]
"""A path, and what the file there has to say: about a whole configuration, or about one place in it."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a configuration; there need not be one yet."""

    name: str
    """How addresses and pages call it: `main`, `local`, the environment, or else the name of the file."""
    path: str
    environment: str | None
    """The environment it belongs to; None for those that are read in all."""

    @property
    def rank(self) -> int:
        """Its place in the order of merging."""
        return (MAIN, LOCAL).index(self.name) if self.name in (MAIN, LOCAL) else 2


@dataclass(frozen=True, slots=True)
class Origin:
    """A value that is merged into a configuration, and where it comes from."""

    pointer: Pointer
    value: JSON
    """A scalar, an empty object or an empty array: what has members is told by its members."""
    path: str
    replaced: tuple[Contribution, ...] = ()
    """What the files before have there, in the order of merging."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that LoopBack cannot merge, so that it does not start."""

    pointer: Pointer
    path: str
    """The file whose value does not fit what the files before it have."""
    sentence: str


class Layers:
    """The files of one configuration of an application, by the name of its main file without `.json`."""

    def __init__(self, app: Application, config_name: str) -> None:
        self._app = app
        self._config_name = config_name

    def named(self, name: str) -> Layer:
        """The layer of that name, whether or not there is such a file."""
        if name == MAIN:
            return self.at(self._path(""))
        return self.at(self._path(name) if not name.endswith(".json") else posixpath.join(self._app.root, name))

    def at(self, path: str) -> Layer:
        """The layer that a JSON file of this configuration is."""
        middle = posixpath.basename(path).removeprefix(self._config_name).removesuffix(".json").removeprefix(".")
        if not middle:
            return Layer(MAIN, path, None)
        if middle == LOCAL:
            return Layer(LOCAL, path, None)
        name = posixpath.basename(path) if middle == MAIN else middle
        return Layer(name, path, middle)

    def offered(self, environment: str, also: Iterable[str] = ()) -> list[Layer]:
        """The layers to edit: main, local, that of the environment, and those of the paths `also`, in that order."""
        paths = [self._path(""), self._path(LOCAL), self._path(environment), *also]
        return [self.at(path) for path in dict.fromkeys(paths)]

    def read_in(self, environment: str, planned: str | None = None) -> list[str]:
        """The files LoopBack merges in an environment, scripts included, in its order.

        `planned` is a file that counts as present.
        """

        def exists(path: str) -> bool:
            return path == planned or self._app.has(path)

        return environments.layer_files(self._config_name, environment, exists, self._app.root)

    def environments_of(self, path: str) -> list[str]:
        """The environments in which the file at `path` is read, or would be if it were there."""
        layer = self.at(path)
        own = [layer.environment] if layer.environment else []
        known = dict.fromkeys([*self._app.environments, *own])
        return [environment for environment in known if path in self.read_in(environment, path)]

    def below(self, path: str) -> list[str]:
        """The JSON files that are merged before the one at `path`, wherever that is read."""
        layer = self.at(path)
        read = self.read_in(layer.environment or environments.DEFAULT_ENVIRONMENT)
        return [other for other in read if other.endswith(".json") and self.at(other).rank < layer.rank]

    def above(self, path: str, environment: str) -> list[str]:
        """The JSON files that are merged over the one at `path` in an environment; none where that is not read."""
        read = self.read_in(environment, path)
        later = read[read.index(path) + 1 :] if path in read else []
        return [other for other in later if other.endswith(".json")]

    def scripts_in(self, environment: str) -> list[str]:
        """The scripts among the layers of an environment: they may change anything, and cannot be read here."""
        return [path for path in self.read_in(environment) if not path.endswith(".json")]

    def shadowed_by(self, path: str) -> str | None:
        """The script that LoopBack reads in place of the JSON file at `path`, if there is one."""
        script = f"{path.removesuffix('.json')}.js"
        return script if self.at(path).name != MAIN and self._app.has(script) else None

    def _path(self, layer: str) -> str:
        name = f"{self._config_name}.{layer}.json" if layer else f"{self._config_name}.json"
        return posixpath.join(self._app.root, name)


def origins(layers: Sequence[Contribution]) -> list[Origin]:
    """Where each value of a merged configuration comes from, in its order; `layers` main first.

    Put together, the values are what `environments.merge_layers` gives. Raises MergeConflict.
    """
    merged = environments.merge_layers(value for _, value in layers)
    return list(_origins(merged, layers, ()))


def conflicts(layers: Sequence[Contribution]) -> list[Conflict]:
    """Every place that LoopBack could not merge; it stops at the first. A value in conflict is left out."""
    found: list[Conflict] = []
    merged: JSON = {}
    for position, (path, layer) in enumerate(layers):
        try:
            environments.merge_layers([layer])
        except MergeConflict as conflict:
            found.append(Conflict((), path, conflict.sentence))
            continue
        merged = layer if position == 0 else _merged(merged, layer, (), path, found)
    return found


def new_conflicts(before: Sequence[Contribution], after: Sequence[Contribution]) -> list[Conflict]:
    """The conflicts of `after` at places where `before` had none, or where a file says something else than before."""
    known = {conflict.pointer for conflict in conflicts(before)}
    old = dict(before)

    def is_as_before(place: Pointer) -> bool:
        return all(same(_at(old.get(path), place), _at(value, place)) for path, value in after)

    return [each for each in conflicts(after) if each.pointer not in known or not is_as_before(each.pointer)]


def spelled(pointer: Pointer) -> str:
    """A place in LoopBack's spelling: `db.transports[0].auth`."""
    parts = [f"[{key}]" if isinstance(key, int) else f".{key}" for key in pointer]
    return "".join(parts).removeprefix(".")


def _at(value: JSON, place: Pointer) -> list[JSON]:
    """What stands at a place of a value, as the only item; no item where nothing does."""
    for key in place:
        if isinstance(value, dict) and key in value:
            value = value[str(key)]
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return []
    return [value]


def _origins(merged: JSON, given: Sequence[Contribution], pointer: Pointer) -> Iterator[Origin]:
    members = _members(merged)
    all_given = [(path, _members(value, like=merged)) for path, value in given]
    for key, member in members.items():
        of_member = [(path, here[key]) for path, here in all_given if key in here]
        yield from _origins(member, of_member, (*pointer, key))
    if not members and given:
        last = _source(merged, given)
        yield Origin(pointer, merged, given[last][0], tuple(given[:last]))


def _source(merged: JSON, given: Sequence[Contribution]) -> int:
    """Which of the contributions to a value without members is the one that counts."""
    if merged is None:
        # Null stays null, whatever comes after it.
        return next(index for index, (_, value) in enumerate(given) if value is None)
    return 0 if isinstance(merged, dict | list) else len(given) - 1


def _members(value: JSON, like: JSON = None) -> dict[str | int, JSON]:
    """The members of an object or the items of an array; an array merged into an object has members by index."""
    if isinstance(value, dict):
        return dict(value.items())
    if not isinstance(value, list):
        return {}
    return {str(index) if isinstance(like, dict) else index: each for index, each in enumerate(value)}


def _merged(main: JSON, override: JSON, pointer: Pointer, path: str, found: list[Conflict]) -> JSON:
    """As `environments.merge`, but what cannot be merged is noted in `found` and left out."""
    try:
        return environments.merge(main, override, spelled(pointer))
    except MergeConflict as conflict:
        if isinstance(main, list) and isinstance(override, list) and len(main) == len(override):
            pairs = enumerate(zip(main, override, strict=True))
            return [_merged(one, other, (*pointer, index), path, found) for index, (one, other) in pairs]
        if not isinstance(main, dict) or not isinstance(override, dict | list):
            found.append(Conflict(pointer, path, conflict.sentence))
            return main
    merged = dict(main)
    for key, value in _members(override, like=main).items():
        place = (*pointer, key)
        if key in main:
            merged[str(key)] = _merged(main[key], value, place, path, found)
            continue
        try:
            merged |= environments.merge({}, {key: value}, spelled(pointer))
        except MergeConflict as conflict:
            found.append(Conflict(place, path, conflict.sentence))
    return merged
