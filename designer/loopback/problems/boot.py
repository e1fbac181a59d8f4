"""What LoopBack reads when an application starts in an environment, as far as the files tell."""

from __future__ import annotations

from functools import cached_property

from designer.loopback import environments, packages
from designer.loopback.application import Application
from designer.loopback.environments import MergeConflict
from designer.loopback.jsontext import JSON, JSONTextError, Pointer
from designer.loopback.model_definitions import META


class Boot:
    """An application about to start in an environment. Reads each file once, and changes nothing."""

    def __init__(self, app: Application, environment: str) -> None:
        self.app = app
        self.environment = environment
        self._layers: dict[str, list[str]] = {}
        self._merged: dict[str, dict[str, JSON] | MergeConflict] = {}

    @cached_property
    def loopback(self) -> int:
        """The major version of LoopBack, 2 or 3."""
        return packages.loopback_version(self.app)

    def layers(self, config: str) -> list[str]:
        """The files LoopBack merges for a configuration (`"datasources"`), in its order, scripts included."""
        if config not in self._layers:
            self._layers[config] = environments.layer_files(config, self.environment, self.app.paths, self.app.root)
        return self._layers[config]

    def is_known(self, config: str) -> bool:
        """Whether all files of a configuration can be read: a script among its layers may change anything."""
        return all(path.endswith(".json") and self._is_readable(path) for path in self.layers(config))

    def conflict(self, config: str) -> MergeConflict | None:
        """Why LoopBack refuses to merge the files of a configuration; None where it does merge them."""
        found = self._merge(config)
        return found if isinstance(found, MergeConflict) else None

    def merged(self, config: str) -> dict[str, JSON]:
        """A configuration as LoopBack sees it, variables not filled in; the main file alone where that fails."""
        found = self._merge(config)
        if isinstance(found, MergeConflict):
            return self.app.members(self.app.config_path(config))
        return found

    @property
    def data_sources(self) -> dict[str, JSON]:
        """The entries of the data sources as merged."""
        return self.merged("datasources")

    @property
    def configured(self) -> dict[str, JSON]:
        """The entries of the models as merged."""
        return {name: entry for name, entry in self.merged("model-config").items() if name != META}

    def place(self, config: str, *pointer: str) -> tuple[str, Pointer]:
        """The file, and the place in it, that a merged value comes from: the last layer that has it."""
        for path in reversed(self.layers(config)):
            value: JSON = self.app.members(path)
            for key in pointer:
                if not isinstance(value, dict) or key not in value:
                    break
                value = value[key]
            else:
                return path, pointer
        return self.app.config_path(config), pointer

    def _is_readable(self, path: str) -> bool:
        try:
            return isinstance(self.app.value(path), dict)
        except JSONTextError:
            return False

    def _merge(self, config: str) -> dict[str, JSON] | MergeConflict:
        if config not in self._merged:
            readable = [path for path in self.layers(config) if path.endswith(".json") and self._is_readable(path)]
            try:
                merged = environments.merge_layers([self.app.value(path) for path in readable])
                self._merged[config] = merged if isinstance(merged, dict) else {}
            except MergeConflict as conflict:
                self._merged[config] = conflict
        return self._merged[config]
