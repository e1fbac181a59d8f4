"""A model: its definition file, and its entry in model-config.json."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from designer.loopback import names
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON

if TYPE_CHECKING:
    from designer.loopback.application import Application


@dataclass(frozen=True, slots=True)
class Model:
    """A model: its entry in model-config.json (`config`), and the path of its definition file; either can be None."""

    name: str
    config: JSON
    path: str | None
    _app: Application = field(repr=False, compare=False)

    @property
    def definition(self) -> dict[str, JSON]:
        """The definition; empty where there is none or where it cannot be used."""
        return self._app.members(self.path) if self.path else {}

    @property
    def is_builtin(self) -> bool:
        """Whether LoopBack itself brings the definition."""
        return self.path is None and self.name in BUILTIN

    @property
    def script(self) -> str | None:
        """The path of the script beside the definition, if there is one."""
        path = script_path(self.path) if self.path else None
        return path if path and self._app.has(path) else None

    @property
    def base(self) -> str:
        """The name of the model it extends (loopback 3.28.0, registry.js: PersistedModel by default)."""
        if self.is_builtin:
            return BUILTIN[self.name].base or ""
        options = self.definition.get("options")
        candidates = [self.definition, options if isinstance(options, dict) else {}]
        found = [value for each in candidates for key in ("base", "super") if isinstance(value := each.get(key), str)]
        return found[0] if found else "PersistedModel"

    @property
    def data_source(self) -> str | None:
        """The name of the data source it is attached to; None where it is not attached."""
        value = self.config.get("dataSource") if isinstance(self.config, dict) else None
        return value if isinstance(value, str) and value else None

    @property
    def is_public(self) -> bool:
        """Whether its methods are served by REST: only the boolean false hides a configured model."""
        return self.config is not None and (not isinstance(self.config, dict) or self.config.get("public") is not False)

    @property
    def properties(self) -> dict[str, JSON]:
        """Its own properties, in the order of the file."""
        properties = self.definition.get("properties")
        return properties if isinstance(properties, dict) else {}


def is_definition(path: str) -> bool:
    """Whether LoopBack takes a file of a model folder for a definition (loopback-boot 2.28.0, lib/compiler.js)."""
    return path.endswith(".json") and not path.rpartition("/")[2].startswith("_")


def name_of_definition(path: str, definition: JSON) -> str | None:
    """The name of the model a definition file defines; None where it is not an object."""
    if not isinstance(definition, dict):
        return None
    name = definition.get("name")
    if isinstance(name, str) and name:
        return name
    return names.model_name_from_file(posixpath.basename(path).removesuffix(".json"))


def script_path(definition_path: str) -> str:
    """The path of the script that belongs to a definition file."""
    return definition_path.removesuffix(".json") + ".js"


def new_definition(name: str, parts: Mapping[str, JSON]) -> dict[str, JSON]:
    """A new definition in the order of keys that LoopBack's own tools write (loopback-workspace 5.3.0)."""
    usual: dict[str, JSON] = {
        "name": name,
        "description": None,
        "plural": None,
        "base": "PersistedModel",
        "idInjection": True,
        "options": {"validateUpsert": True},
        "properties": {},
        "validations": [],
        "relations": {},
        "acls": [],
        "methods": {},
    }
    definition = usual | dict(parts)
    return {key: value for key, value in definition.items() if value is not None}
