"""What an application is in one environment: which data source each model uses there, and which data sources it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.model import Model
from designer.loopback.model_layers import entries_in
from projects.actions import files


@dataclass(frozen=True)
class InEnvironment:
    """The merged configuration as lists and heads show it."""

    app: Application
    entries: Mapping[str, JSON]
    """The merged entry of each model."""
    defined: frozenset[str] | None
    """The data sources there are; None where a script among the layers may add others."""

    def model(self, name: str) -> Model:
        """A model as it is configured here. Raises KeyError."""
        return replace(self.app.models[name], config=self.entries.get(name))

    def lacks(self, data_source: str) -> bool:
        """Whether no file that is read here has the data source."""
        return self.defined is not None and data_source not in self.defined


def in_environment(app: Application, environment: str) -> InEnvironment:
    """The application in an environment; worked out once for a revision."""
    kept = files.memo(app)
    key = ("in environment", environment)
    if key not in kept:
        kept[key] = entries_in(app, environment), _defined(app, environment)
    return InEnvironment(app, *kept[key])


def _defined(app: Application, environment: str) -> frozenset[str] | None:
    read = app.data_sources.layers_in(environment)
    if not all(path.endswith(".json") for path in read):
        return None
    return frozenset(name for path in read for name in app.members(path))
