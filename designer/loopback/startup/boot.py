"""What LoopBack reads when an application starts in an environment, as far as the files tell."""

from __future__ import annotations

import posixpath
from functools import cached_property

from designer.loopback import environments, names, packages
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, JSONTextError, Pointer
from designer.loopback.layers import Conflict
from designer.loopback.model import is_definition
from designer.loopback.model_sources import META
from designer.loopback.startup import merging
from designer.loopback.startup.merging import Contribution
from designer.loopback.startup.registry import Registry

_OF_LOOPBACK = ("loopback/common/models", "loopback/server/models")


class Boot:
    """An application about to start in an environment. Reads each file once, and changes nothing."""

    def __init__(self, app: Application, environment: str) -> None:
        self.app = app
        self.environment = environment
        self._layers: dict[str, list[str]] = {}
        self._contributions: dict[str, list[Contribution]] = {}
        self._merged: dict[str, dict[str, JSON] | Conflict] = {}

    @cached_property
    def loopback(self) -> int:
        """The major version of LoopBack, 2 or 3."""
        return packages.loopback_version(self.app)

    @cached_property
    def loopback_boot(self) -> int:
        """The major version of loopback-boot, 2 or 3; applications of both LoopBack 2 and 3 usually have 2."""
        return packages.loopback_boot_version(self.app)

    @cached_property
    def registry(self) -> Registry:
        """The models as LoopBack makes them."""
        return Registry(self)

    # --- Configurations ---------------------------------------------------------------------------------------

    def layers(self, config: str) -> list[str]:
        """The files LoopBack merges for a configuration (`"datasources"`), in its order, scripts included."""
        if config not in self._layers:
            self._layers[config] = environments.layer_files(config, self.environment, self.app.has, self.app.root)
        return self._layers[config]

    def contributions(self, config: str) -> list[Contribution]:
        """The layers of a configuration that can be read, with their members."""
        if config not in self._contributions:
            read = [(path, merging.members_of(self._value(path))) for path in self.layers(config)]
            self._contributions[config] = [(path, members) for path, members in read if members is not None]
        return self._contributions[config]

    def is_known(self, config: str) -> bool:
        """Whether all files of a configuration can be read: a script among its layers may change anything."""
        unread = any(self._is_layer(path, config) for path in self.app.unread)
        return not unread and len(self.contributions(config)) == len(self.layers(config))

    def is_settled(self, config: str) -> bool:
        """Whether it is known for sure what LoopBack merges for a configuration, and that it can."""
        return self.is_known(config) and self.conflict(config) is None

    def conflict(self, config: str) -> Conflict | None:
        """Why LoopBack refuses to merge the files of a configuration; None where it does merge them."""
        found = self._merge(config)
        return found if isinstance(found, Conflict) else None

    def merged(self, config: str) -> dict[str, JSON]:
        """A configuration as LoopBack sees it, variables not filled in; the main file alone where that fails."""
        found = self._merge(config)
        return self.contributions(config)[0][1] if isinstance(found, Conflict) else found

    def place(self, config: str, *pointer: str | int) -> tuple[str, Pointer]:
        """The file, and the place in it, that a merged value comes from: the last layer that has it."""
        for path, members in reversed(self.contributions(config)):
            if _has(members, pointer):
                return path, pointer
        return self.app.config_path(config), pointer

    # --- What they say ----------------------------------------------------------------------------------------

    @property
    def data_sources(self) -> dict[str, JSON]:
        """The entries of the data sources as merged."""
        return self.merged("datasources")

    @cached_property
    def data_source_keys(self) -> dict[str, str]:
        """The data source under each key of `app.dataSources`: a name, or an alias of one, the later ones win.

        loopback 3.28.0, lib/application.js; JavaScript puts keys that are numbers before all others.
        """
        ordered = sorted(self.data_sources, key=lambda name: int(name) if _is_index(name) else 2**32)
        return {key: name for name in ordered for key in names.aliases(name) | {name}}

    @cached_property
    def configured(self) -> dict[str, JSON]:
        """The entries of the models as merged."""
        return {name: entry for name, entry in self.merged("model-config").items() if name != META}

    @cached_property
    def sources(self) -> list[str] | None:
        """The folders that LoopBack searches for definitions, as written; None where it stops instead.

        loopback-boot 2.28.0, lib/compiler.js: `./models` where `_meta.sources` is missing, null, empty or the like.
        """
        meta = self.merged("model-config").get(META)
        sources = meta.get("sources") if isinstance(meta, dict) else None
        if not sources and not isinstance(sources, list | dict):
            return ["./models"]
        if not isinstance(sources, list):
            return None
        texts = [source for source in sources if isinstance(source, str)]
        return texts if len(texts) == len(sources) else None

    @cached_property
    def has_sources(self) -> bool:
        """Whether `_meta.sources` names folders; else LoopBack looks in `./models`, or nowhere."""
        meta = self.merged("model-config").get(META)
        return bool(self.sources) and isinstance(meta, dict) and bool(meta.get("sources"))

    @cached_property
    def folders(self) -> list[str]:
        """The folders of the application's own that LoopBack searches for definitions; later ones win."""
        if not self.is_known("model-config") or self.sources is None:
            return self.app.models.folders
        return [folder for source in self.sources if (folder := self._own_folder(source)) is not None]

    @cached_property
    def definition_files(self) -> dict[str, list[str]]:
        """The files that LoopBack reads as definitions, for each folder that it searches."""
        found: dict[str, list[str]] = {"" if folder == "." else folder: [] for folder in self.folders}
        for path in self.app.paths:
            folder = path.rpartition("/")[0]
            if folder in found and is_definition(path):
                found[folder].append(path)
        return found

    @cached_property
    def definitions(self) -> dict[str, str]:
        """The path of the definition of each model that is defined here."""
        files = (path for paths in self.definition_files.values() for path in paths)
        return {name: path for path in files if (name := self._name_at(path)) is not None}

    @cached_property
    def knows_definitions(self) -> bool:
        """Whether LoopBack finds no other definitions than those here: none in packages, or outside the project."""
        if not self.is_settled("model-config") or self.sources is None:
            return False
        own = [self._own_folder(source) for source in self.sources if source not in _OF_LOOPBACK]
        return all(folder is not None and not folder.startswith("..") for folder in own) and not self._hidden(own)

    def may_be_defined_out_of_sight(self, name: str) -> bool:
        """Whether a definition that cannot be read here may be that of a model."""
        file_name = names.definition_file_name(name)
        for path in self._unreadable_definitions:
            text = self.app.text(path)
            if f'"{name}"' in text or path.rpartition("/")[2] == f"{file_name}.json":
                return True
        return False

    # --- Helpers ----------------------------------------------------------------------------------------------

    @cached_property
    def _unreadable_definitions(self) -> list[str]:
        files = [path for paths in self.definition_files.values() for path in paths]
        return [path for path in files if self._value(path) is None]

    def _name_at(self, path: str) -> str | None:
        """The name of the model that a file defines; an array can have no other than that of its file."""
        name = self.app.models.name_at(path)
        if name is None and isinstance(self._value(path), list):
            return names.model_name_from_file(posixpath.basename(path).removesuffix(".json"))
        return name

    def _hidden(self, folders: list[str | None]) -> bool:
        """Whether a file or a link in these folders was left out."""
        inside = [folder for folder in folders if folder is not None]
        return any(
            path == folder or path.rpartition("/")[0] == folder or folder.startswith(f"{path}/")
            for path in self.app.unread
            for folder in inside
        )

    def _own_folder(self, source: str) -> str | None:
        """A folder relative to the application's; None where it is one of a package, or an absolute path."""
        if source.startswith("/") or "node_modules" in source:
            return None
        folder = posixpath.normpath(posixpath.join(self.app.root, source))
        if source[:2] in ("./", "..") or any(path.startswith(f"{folder}/") for path in self.app.paths):
            return folder
        return None

    def _is_layer(self, path: str, config: str) -> bool:
        folder, base = posixpath.split(path)
        stems = (config, f"{config}.local", f"{config}.{self.environment}")
        return folder == self.app.root and base in {f"{stem}.{ending}" for stem in stems for ending in ("json", "js")}

    def _value(self, path: str) -> JSON:
        """What a JSON file holds; None where it cannot be read."""
        if not path.endswith(".json"):
            return None
        try:
            return self.app.value(path)
        except JSONTextError:
            return None

    def _merge(self, config: str) -> dict[str, JSON] | Conflict:
        if config not in self._merged:
            self._merged[config] = merging.merged(config, self.contributions(config), self.loopback_boot)
        return self._merged[config]


def _is_index(name: str) -> bool:
    return name.isascii() and name.isdecimal() and str(int(name)) == name and int(name) < 2**32 - 1


def _has(value: JSON, pointer: Pointer) -> bool:
    for key in pointer:
        in_object = isinstance(value, dict) and key in value
        if not in_object and not (isinstance(value, list) and isinstance(key, int) and key < len(value)):
            return False
        value = value[key]
    return True
