"""The data sources of an application: the entries of datasources.json and of its environment files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from designer.loopback import environments, jsontext, model_layers, names
from designer.loopback.jsontext import JSON
from designer.loopback.layers import Conflict, Contribution, Layers, new_conflicts
from designer.loopback.refusal import Refused

if TYPE_CHECKING:
    from designer.loopback.application import Application


@dataclass(frozen=True, slots=True)
class DataSource:
    """A data source: its name, and its entry in each file that has one, the main file first."""

    name: str
    layers: Mapping[str, JSON]

    @property
    def path(self) -> str:
        """The file it is defined in: the main one, or else the first that has it."""
        return next(iter(self.layers))

    @property
    def settings(self) -> dict[str, JSON]:
        """Its settings in the file it is defined in; empty where its entry there is not an object."""
        entry = self.layers[self.path]
        return entry if isinstance(entry, dict) else {}

    @property
    def connector(self) -> str:
        """The connector LoopBack loads: without the key it takes the data source's name (juggler 3.36.1)."""
        return connector_of(self.settings, self.name)


class NotMergeable(Refused):
    """New settings that LoopBack could not merge with the other files, so that it would not start."""

    def __init__(self, conflict: Conflict, environment: str) -> None:
        where = f"LoopBack would not start in {environment}, because {conflict.path} does not fit the files before it"
        super().__init__(f"{where}: {conflict.sentence}")
        self.setting = str(conflict.pointer[1]) if len(conflict.pointer) > 1 else ""
        """The setting to blame; empty where it is the data source as a whole."""


def connector_of(settings: Mapping[str, JSON], name: str) -> str:
    """The connector LoopBack loads for such settings; `adapter` is its old name (juggler 3.36.1, datasource.js)."""
    for key in ("connector", "adapter"):
        value = settings.get(key)
        if isinstance(value, str) and value:
            return value
    return name


class DataSources(Mapping[str, DataSource]):
    """The data sources of all layers by name, those of the main file first, in the order of the files."""

    def __init__(self, app: Application) -> None:
        self._app = app

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for path in self._paths for name in self._app.members(path)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __getitem__(self, name: str) -> DataSource:
        layers = {path: self._app.members(path)[name] for path in self._paths if name in self._app.members(path)}
        if not layers:
            raise KeyError(name)
        return DataSource(name, layers)

    @property
    def main_path(self) -> str:
        """The path of datasources.json."""
        return self._app.config_path("datasources")

    def add(self, name: str, connector: str, settings: Mapping[str, JSON]) -> None:
        """Adds an entry: `name`, `connector`, then the settings. Raises Refused."""
        self._check_name(name, list(self))
        entry = {"name": name, "connector": connector} | dict(settings)
        self._app.set_value(self.main_path, self._app.members_to_edit(self.main_path) | {name: entry})

    @property
    def files(self) -> Layers:
        """The files of datasources.json and its environments."""
        return Layers(self._app, "datasources")

    def settings_at(self, name: str, path: str) -> dict[str, JSON]:
        """The settings of a data source in one file; empty where it has none there, or where they are no object."""
        entry = self._app.members(path).get(name)
        return entry if isinstance(entry, dict) else {}

    def connector_at(self, name: str, path: str) -> str:
        """The connector of a data source as far as the file at `path` and those merged before it say."""
        known: dict[str, JSON] = {}
        for layer in (*self.files.below(path), path):
            known |= self.settings_at(name, layer)
        return connector_of(known or self[name].settings, name)

    def connector_in(self, name: str, environment: str) -> str:
        """The connector of a data source as merged in an environment; that of its own file where it is elsewhere."""
        known: dict[str, JSON] = {}
        for layer in self.layers_in(environment):
            if layer.endswith(".json"):
                known |= self.settings_at(name, layer)
        return connector_of(known or self[name].settings, name)

    def update(self, name: str, settings: Mapping[str, JSON], path: str | None = None) -> None:
        """Replaces all settings of a data source in one file, by default the one it is defined in. Raises Refused.

        In a file over the one it is defined in, only what differs is written, and no settings mean no entry. In a file
        where it is not there at all before, name and connector are written too. NotMergeable is raised where LoopBack
        could not merge any more.
        """
        if name not in self:
            raise Refused(f"There is no data source “{name}” any more. Somebody may have renamed or deleted it.")
        path = path or self[name].path
        members = self._app.members_to_edit(path)
        entry = self.differing(name, settings, path)
        if not entry and not self.settings_at(name, path):
            return
        is_over = any(name in self._app.members(layer) for layer in self.files.below(path))
        if name not in members and not is_over and "connector" not in entry:
            entry = {"name": name, "connector": self[name].connector} | entry
        changed = {key: value for key, value in members.items() if key != name or entry or not is_over}
        if entry or not is_over:
            changed[name] = entry
        self._check_mergeable(name, path, changed)
        self._app.set_value(path, changed)

    def differing(self, name: str, settings: Mapping[str, JSON], path: str) -> dict[str, JSON]:
        """New settings for the file at `path` without those that change in it to what the files below say anyway.

        What only the local file says anyway stays: that file need not be where LoopBack runs.
        """
        present, main = self.settings_at(name, path), self.settings_at(name, self.main_path)
        below = self._layers_of(name, environments.DEFAULT_ENVIRONMENT, path)
        layers = [value for layer, value in below if layer in self.files.below(path)]
        try:
            merged = environments.merge_layers(layers)
        except environments.MergeConflict:
            merged = {}
        lower = merged.get(name) if isinstance(merged, dict) else None
        said = [known for known in (lower, main) if isinstance(known, dict)]
        return {
            key: value
            for key, value in settings.items()
            if (key in present and jsontext.same(present[key], value))
            or not layers
            or not all(key in known and jsontext.same(known[key], value) for known in said)
        }

    def duplicate(self, name: str, new_name: str) -> None:
        """Adds a data source with the same settings, in every file that has this one. Raises Refused."""
        self._check_name(new_name, list(self))
        for path, entry in self[name].layers.items():
            copied = self._renamed_entry(entry, name, new_name)
            self._app.set_value(path, self._app.members_to_edit(path) | {new_name: copied})

    def rename(self, name: str, new_name: str) -> None:
        """Renames a data source at its place in every file, and in all models attached to it. Raises Refused."""
        if new_name == name:
            return
        self._check_name(new_name, [other for other in self if other != name])
        self._check_readable()
        for path, entry in self[name].layers.items():
            self._app.set_text(path, jsontext.rename(self._app.text(path), [name], new_name))
            renamed = self._renamed_entry(entry, name, new_name)
            self._app.set_value(path, self._app.members(path) | {new_name: renamed})
        self._point_models(name, new_name)

    def delete(self, name: str) -> None:
        """Deletes a data source from every file; its models stay, attached to none. Raises Refused."""
        self._check_readable()
        for path in self[name].layers:
            members = self._app.members_to_edit(path)
            self._app.set_value(path, {key: entry for key, entry in members.items() if key != name})
        self._point_models(name, None)

    def users_of(self, name: str) -> dict[str, list[str]]:
        """The models attached to a data source, for each file of the model configuration that says so."""
        users = {
            path: [
                model
                for model, entry in self._app.members(path).items()
                if isinstance(entry, dict) and entry.get("dataSource") == name
            ]
            for path in self._app.config_layers("model-config")
        }
        return {path: models for path, models in users.items() if models}

    def layers_in(self, environment: str) -> list[str]:
        """The files LoopBack merges in an environment, scripts included, in its order."""
        return self.files.read_in(environment)

    def merged(
        self, name: str, environment: str, typed: Mapping[str, JSON] | None = None, path: str | None = None
    ) -> dict[str, JSON]:
        """The settings of one data source as merged in an environment; `typed` stands in for its entry in `path`.

        Scripts among the layers are left out. Raises environments.MergeConflict where LoopBack would not start.
        """
        path = path or (self[name].path if name in self else self.main_path)
        given = self._layers_of(name, environment, path, None if typed is None else {name: dict(typed)})
        merged = environments.merge_layers([value for _, value in given])
        settings = merged.get(name) if isinstance(merged, dict) else None
        return settings if isinstance(settings, dict) else {}

    def _layers_of(
        self, name: str, environment: str, path: str, members: Mapping[str, JSON] | None = None
    ) -> list[Contribution]:
        """What the files of an environment say of one data source; `members` stand in for the file at `path`."""
        read = self.files.read_in(environment, None if members is None else path)
        found = {layer: self._app.members(layer) for layer in read if layer.endswith(".json")}
        if members is not None and path in found:
            found[path] = dict(members)
        return [(layer, {name: entries[name]} if name in entries else {}) for layer, entries in found.items()]

    def _check_mergeable(self, name: str, path: str, changed: Mapping[str, JSON]) -> None:
        for environment in self.files.environments_of(path):
            before = self._layers_of(name, environment, path)
            for conflict in new_conflicts(before, self._layers_of(name, environment, path, changed)):
                raise NotMergeable(conflict, environment)

    @property
    def _paths(self) -> list[str]:
        return self._app.config_layers("datasources")

    def _check_name(self, name: str, others: list[str]) -> None:
        problem = names.check_data_source_name(name, others)
        if problem and problem.refused:
            raise Refused(problem.sentence)

    def _check_readable(self) -> None:
        for path in (*self._paths, *self._app.config_layers("model-config")):
            self._app.members_to_edit(path)

    def _renamed_entry(self, entry: JSON, name: str, new_name: str) -> JSON:
        if isinstance(entry, dict) and entry.get("name") == name:
            return entry | {"name": new_name}
        return entry

    def _point_models(self, name: str, new_name: str | None) -> None:
        for path, models in self.users_of(name).items():
            config = self._app.members(path)
            changed = {
                model: config[model]
                | {"dataSource": model_layers.detached(self._app, model, path) if new_name is None else new_name}
                for model in models
            }
            self._app.set_value(path, config | changed)
