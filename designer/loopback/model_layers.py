"""The entry of a model in one file of model-config.json and its environments: what it says there, and what is below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from designer.loopback import environments, jsontext
from designer.loopback.environments import MergeConflict
from designer.loopback.jsontext import JSON
from designer.loopback.layers import Contribution, Layers, new_conflicts
from designer.loopback.refusal import Refused

if TYPE_CHECKING:
    from designer.loopback.application import Application

_UNSAID: Mapping[str, JSON] = {"dataSource": None, "public": True}
"""What an entry without the key means (loopback-boot 2.28.0, lib/executor.js)."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """What one file says of a model, over the files that are merged before it."""

    name: str
    path: str
    own: Mapping[str, JSON]
    """The entry in this file; empty where there is none."""
    lower: tuple[Mapping[str, JSON], ...]
    """The entry as merged from the files below: from all of them, then from the main one alone; empty for that one."""
    detached: JSON
    """What to write here for “no data source”: null, or false where another file names one.

    LoopBack takes both for “on purpose”, but does not merge null with a text (loopback-boot 2.28.0).
    """
    is_listed: bool
    """Whether this file or one below has an entry, be it an empty one."""

    @property
    def is_main(self) -> bool:
        """Whether the file is model-config.json itself."""
        return not self.lower

    @property
    def is_over(self) -> bool:
        """Whether the file is merged over another one that has the model."""
        return any(self.lower)

    @property
    def shown(self) -> dict[str, JSON]:
        """The entry as merged up to this file; its own part alone where that cannot be merged."""
        below = self.lower[0] if self.lower else {}
        try:
            merged = environments.merge(dict(below), dict(self.own))
        except MergeConflict:
            merged = {**below, **self.own}
        return merged if isinstance(merged, dict) else dict(self.own)

    def with_values(self, wanted: Mapping[str, JSON]) -> dict[str, JSON]:
        """The entry of this file with other values; what the files below say anyway is left out.

        A value stays where it differs from the main file alone: the local file need not be where LoopBack runs.
        """
        entry = dict(self.own)
        if not self.is_main and not self.is_over and not self.own:
            entry = {"dataSource": None}
        for key, value in wanted.items():
            if self.is_over and all(_means(value, each, key) for each in self.lower):
                entry.pop(key, None)
            else:
                entry[key] = value
        return entry


def entry_at(app: Application, name: str, path: str) -> ModelEntry:
    """What the file at `path` says of a model."""
    files = Layers(app, "model-config")
    below = files.below(path)
    given = [(layer, _entry(app, name, layer)) for layer in (*below, path)]
    main_only = [layer for layer in below if layer == files.named("main").path]
    lower = tuple(_merged(app, name, layers) for layers in (below, main_only)) if below else ()
    is_listed = any(name in app.members(layer) for layer, _ in given)
    return ModelEntry(name, path, given[-1][1], lower, detached(app, name, path), is_listed)


def entries_in(app: Application, environment: str) -> dict[str, JSON]:
    """The entry of every model as merged in an environment; never change them in place.

    Scripts are left out, and so is what LoopBack could not merge.
    """
    merged: dict[str, JSON] = {}
    for path in Layers(app, "model-config").read_in(environment):
        entries = app.members(path) if path.endswith(".json") else {}
        for name, entry in entries.items():
            try:
                merged[name] = environments.merge(merged[name], entry, name) if name in merged else entry
            except MergeConflict:
                continue
    return merged


def detached(app: Application, name: str, path: str) -> JSON:
    """What to write at `path` for “no data source”; see ModelEntry."""
    others = [_entry(app, name, layer) for layer in app.config_layers("model-config") if layer != path]
    return False if any(entry.get("dataSource") is not None for entry in others) else None


def check_mergeable(app: Application, name: str, path: str, members: Mapping[str, JSON]) -> None:
    """Raises Refused where LoopBack could not merge `members`, the new content of the file at `path`, any more."""
    files = Layers(app, "model-config")
    for environment in files.environments_of(path):
        read = [layer for layer in files.read_in(environment, path) if layer.endswith(".json")]
        before: list[Contribution] = [(layer, _only(app.members(layer), name)) for layer in read]
        after = [(layer, _only(members, name) if layer == path else value) for layer, value in before]
        for conflict in new_conflicts(before, after):
            raise Refused(
                f"LoopBack would not start in {environment}, because {conflict.path} does not fit the files before it: "
                f"{conflict.sentence}"
            )


def _entry(app: Application, name: str, path: str) -> dict[str, JSON]:
    entry = app.members(path).get(name)
    return entry if isinstance(entry, dict) else {}


def _only(members: Mapping[str, JSON], name: str) -> dict[str, JSON]:
    return {name: members[name]} if name in members else {}


def _merged(app: Application, name: str, layers: list[str]) -> dict[str, JSON]:
    merged: JSON = {}
    for layer in layers:
        try:
            merged = environments.merge(merged, _entry(app, name, layer))
        except MergeConflict:
            continue
    return merged if isinstance(merged, dict) else {}


def _means(value: JSON, entry: Mapping[str, JSON], key: str) -> bool:
    """Whether an entry says of a key what `value` says."""
    said = entry.get(key, _UNSAID.get(key, ...))
    if key == "dataSource" and not value and not said:
        return True
    return said is not ... and jsontext.same(said, value)
