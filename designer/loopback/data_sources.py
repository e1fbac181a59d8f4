"""The data sources of an application: the entries of datasources.json and of its environment files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from designer.loopback import environments, jsontext, names
from designer.loopback.jsontext import JSON
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

    def update(self, name: str, settings: Mapping[str, JSON], path: str | None = None) -> None:
        """Replaces all settings of a data source in one file, by default the one it is defined in. Raises Refused."""
        path = path or self[name].path
        self._app.set_value(path, self._app.members_to_edit(path) | {name: dict(settings)})

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
        return environments.layer_files("datasources", environment, self._app.paths, self._app.root)

    def merged(
        self, name: str, environment: str, typed: Mapping[str, JSON] | None = None, path: str | None = None
    ) -> dict[str, JSON]:
        """The settings of one data source as merged in an environment; `typed` stands in for its entry in `path`.

        Scripts among the layers are left out. Raises environments.MergeConflict where LoopBack would not start.
        """
        path = path or (self[name].path if name in self else self.main_path)
        layers = [layer for layer in self.layers_in(environment) if layer.endswith(".json")]
        entries = {layer: self._app.members(layer)[name] for layer in layers if name in self._app.members(layer)}
        if typed is not None and (path in layers or path == self.main_path):
            ordered = layers if path in layers else [path, *layers]
            entries = {at: dict(typed) if at == path else entries[at] for at in ordered if at == path or at in entries}
        merged = environments.merge_layers([{name: entry} for entry in entries.values()]) if entries else {}
        settings = merged.get(name) if isinstance(merged, dict) else None
        return settings if isinstance(settings, dict) else {}

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
            changed = {model: config[model] | {"dataSource": new_name} for model in models}
            self._app.set_value(path, config | changed)
