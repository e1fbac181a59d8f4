"""The models of an application by name, and the verbs on them."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from designer.loopback import jsontext, model_layers, names, scaffold
from designer.loopback.builtin import BUILTIN, all_properties
from designer.loopback.jsontext import JSON, JSONTextError
from designer.loopback.model import Model, is_definition, name_of_definition, new_definition, script_path
from designer.loopback.model_properties import PropertyRow, with_properties
from designer.loopback.model_references import Renaming, relations_to, without_relations_to
from designer.loopback.model_sources import META, USUAL_META, ModelSources
from designer.loopback.refusal import Refused

if TYPE_CHECKING:
    from designer.loopback.application import Application


class Models(Mapping[str, Model]):
    """The models by name: those of model-config.json in its order, then those only defined."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._searched: list[str] = []
        self._paths: dict[str, str] | None = None
        self._members: dict[str, JSON] = {}
        self._configured: dict[str, JSON] = {}
        self._sources = ModelSources(app)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self.configured, *self.definition_paths]))

    def __len__(self) -> int:
        return len(self.configured.keys() | self.definition_paths.keys())

    def __contains__(self, name: object) -> bool:
        return name in self.configured or name in self.definition_paths

    def __getitem__(self, name: str) -> Model:
        config, path = self.configured.get(name), self.definition_paths.get(name)
        if path is None and name not in self.configured:
            raise KeyError(name)
        return Model(name, config, path, self._app)

    @property
    def config_path(self) -> str:
        """The path of model-config.json."""
        return self._app.config_path("model-config")

    @property
    def configured(self) -> dict[str, JSON]:
        """The entries of model-config.json; never change them in place."""
        members = self._app.members(self.config_path)
        if members is not self._members:
            self._members = members
            self._configured = dict(members)
            self._configured.pop(META, None)
        return self._configured

    @property
    def folders(self) -> list[str]:
        """The folders of the application's own that LoopBack searches for definitions; later ones win."""
        return self._sources.folders

    @property
    def has_foreign_sources(self) -> bool:
        """Whether LoopBack may also find definitions in packages that the project does not hold."""
        return self._sources.are_foreign

    @property
    def definition_paths(self) -> Mapping[str, str]:
        """The path of the definition of each model that is defined in the application."""
        folders = self.folders
        if self._paths is None or folders != self._searched:
            self._searched = folders
            kept = self._app.kept_of_names(folders)
            key = ("definition paths", *folders)
            found = kept.get(key) if kept is not None else None
            self._paths = self._found_in(folders) if found is None else found
            if kept is not None:
                kept[key] = self._paths
        return self._paths

    def _found_in(self, folders: Sequence[str]) -> dict[str, str]:
        by_folder: dict[str, list[str]] = {}
        for path in self._app.paths:
            if path.endswith(".json") and is_definition(path):
                by_folder.setdefault(path.rpartition("/")[0], []).append(path)
        found: dict[str, str] = {}
        for folder in folders:
            for path in by_folder.get("" if folder == "." else folder, []):
                if name := self.name_at(path):
                    found[name] = path
        return found

    def outdone_by(self, path: str) -> str | None:
        """The path of the definition that LoopBack takes in the place of the one at `path`; None where it takes that.

        loopback-boot 2.28.0, lib/compiler.js, findModelDefinitions: of one name the one found last counts.
        """
        folders = {"" if folder == "." else folder for folder in self.folders}
        if not is_definition(path) or path.rpartition("/")[0] not in folders:
            return None
        winner = self.definition_paths.get(self.name_at(path) or "")
        return winner if winner != path else None

    def name_at(self, path: str) -> str | None:
        """The name of the model that is defined at `path`; None where that cannot be read."""
        known = self._app.definition_names
        if known is not None and path in known:
            return known[path]
        try:
            return name_of_definition(path, self._app.value(path))
        except JSONTextError:
            return None

    def forget(self, path: str) -> None:
        """Called when a file changed: the name of the model it defines may have changed with it."""
        known = self._app.definition_names
        if known is not None and path in known:
            if self._app.has(path) and name_of_definition(path, self._app.members(path)) == known[path]:
                return
            self._app.definition_names = {other: name for other, name in known.items() if other != path}
        if is_definition(path):
            self._paths = None

    # --- Verbs ------------------------------------------------------------------------------------------------

    def add(self, name: str, definition: Mapping[str, JSON], config: Mapping[str, JSON]) -> None:
        """Adds a model: a definition file, a script beside it, and an entry in model-config.json. Raises Refused.

        `definition` holds what differs from a new model's, in any order; `config` the entry.
        """
        folder = self._sources.folder_for_new()
        self._check_name(name, folder)
        path = posixpath.join(folder, names.definition_file_name(name) + ".json")
        script = script_path(path)
        self._app.set_value(path, new_definition(name, definition))
        if not self._app.has(script):
            self._app.set_text(script, scaffold.model_script(name))
        self._configure(name, config)

    def add_builtin(self, name: str, config: Mapping[str, JSON]) -> None:
        """Adds an entry for a model that LoopBack brings along. Raises Refused."""
        if name not in BUILTIN or not BUILTIN[name].attachable:
            raise Refused(f"LoopBack brings no model “{name}” that could be added.")
        if name in self.configured:
            raise Refused(f"“{name}” is configured already.")
        self._configure(name, config)

    def update(
        self,
        name: str,
        definition: Mapping[str, JSON] | None = None,
        config: Mapping[str, JSON] | None = None,
        path: str | None = None,
    ) -> None:
        """Replaces the definition, the entry in model-config.json or both, by the smallest change. Raises Refused.

        `path` is another file of the configuration that holds the entry; there an empty entry is left out.
        """
        model = self[name]
        if definition is not None:
            if model.path is None:
                raise Refused(f"“{name}” has no definition of its own in this application.")
            self._app.members_to_edit(model.path)
            self._app.set_value(model.path, dict(definition))
        if config is not None:
            self._configure(name, config, path)

    def attach(self, model_names: Iterable[str], data_source: str | None) -> None:
        """Attaches models to a data source, or with None to no one. Raises Refused."""
        if data_source is not None and data_source not in self._app.data_sources:
            raise Refused(f"There is no data source “{data_source}” any more. Choose another one.")
        config = self._app.members_to_edit(self.config_path)
        entries: dict[str, JSON] = {}
        for name in model_names:
            if name not in self:
                raise Refused(f"There is no model “{name}” any more.")
            entry = config.get(name)
            value = model_layers.detached(self._app, name, self.config_path) if data_source is None else data_source
            entries[name] = (entry if isinstance(entry, dict) else {}) | {"dataSource": value}
        for name, entry in entries.items():
            self._configure(name, entry)

    def rename(self, name: str, new_name: str) -> None:
        """Renames a model: definition, file, script, all entries, and what other models say of it. Raises Refused."""
        model = self[name]
        if new_name == name:
            return
        if model.path is None:
            raise Refused(f"“{name}” has no definition of its own in this application, so it cannot be renamed.")
        folder = posixpath.dirname(model.path)
        others = [other for other in self if other != name]
        self._check_name(new_name, folder, others=others, without=model.path)
        self._check_readable()
        self._app.members_to_edit(model.path)
        self._rename_definition(model, new_name)
        for path in self._app.config_layers("model-config"):
            if name in self._app.members(path):
                self._app.set_text(path, jsontext.rename(self._app.text(path), [name], new_name))
        self._rename_references(name, new_name)

    def delete(self, name: str, *, with_script: bool, with_heirs: bool = False, with_relations: bool = False) -> None:
        """Deletes a model's definition and all its entries, its script only if told so. Raises Refused.

        `with_heirs`: models that extend it shall extend its own base instead. Without that it is refused to delete a
        model that others extend, since LoopBack would not start (loopback 3.28.0, registry.js).
        `with_relations`: the relations of others that name it go too.
        """
        model = self[name]
        self._check_readable()
        if with_relations:
            self._delete_relations_to(name)
        script = model.script
        heirs = self.heirs(name)
        if heirs and not with_heirs:
            raise Refused(
                f"{', '.join(f'“{heir}”' for heir in heirs)} extend{'s' if len(heirs) == 1 else ''} “{name}”, and "
                "LoopBack would not start without it. Let them extend another model first."
            )
        for heir in heirs:
            self._rebase(heir, name, model.base if model.base != heir else "PersistedModel")
        if model.path:
            self._app.delete(model.path)
        if script and with_script:
            self._app.delete(script)
        for path in self._app.config_layers("model-config"):
            config = self._app.members(path)
            if name in config:
                self._app.set_value(path, {key: entry for key, entry in config.items() if key != name})

    def edit_properties(self, name: str, order: Sequence[PropertyRow | str]) -> None:
        """Makes the properties those of `order`: a row where one is new or changed, else just its name. Raises Refused.

        Properties that `order` does not name are deleted. Nothing takes the place of what is no object and not empty.
        """
        model = self[name]
        if model.path is None:
            raise Refused(f"“{name}” has no definition of its own in this application.")
        definition = self._app.members_to_edit(model.path)
        text, present = self._app.text(model.path), definition.get("properties")
        if not isinstance(present, dict):
            if not order:
                return
            if present:
                raise Refused(f"The properties in {model.path} are no object, so none can be added. Mend them first.")
            text = jsontext.edit(text, definition | {"properties": {}})
        self._app.set_text(model.path, with_properties(text, order))

    def bases(self, name: str) -> list[str]:
        """The models that one extends, the nearest first, as far as they are known; none twice."""
        found: list[str] = []
        base = self[name].base
        while base and base not in (name, *found):
            found.append(base)
            known = self.get(base)
            base = known.base if known else (BUILTIN[base].base or "") if base in BUILTIN else ""
        return found

    def inherited_properties(self, name: str) -> dict[str, str]:
        """The properties that come from the bases, each with the nearest that declares it, not by `null` or `false`."""
        found: dict[str, str] = {}
        for base in self.bases(name):
            known = self.get(base)
            if known and known.path:
                declared = [key for key, value in known.properties.items() if value is not None and value is not False]
            else:
                declared = [each.name for each in all_properties(base)] if base in BUILTIN else []
            found = dict.fromkeys(declared, base) | found
        return found

    def heirs(self, name: str) -> list[str]:
        """The models whose base would be missing without the definition of this one."""
        if self[name].path is None or name in BUILTIN:
            return []
        found = [self.name_at(path) for path, _ in self._definitions_naming(name)]
        return [other for other in found if other and other != name and self[other].base == name]

    def referrers(self, name: str) -> dict[str, list[str]]:
        """The models that name this one in their definition, each with how: “extends it”, “relation orders”, …"""
        found: dict[str, list[str]] = {}
        for path, value in self._definitions_naming(name):
            renaming = Renaming(name, name)
            renaming.of(value)
            other = self.name_at(path) or path
            if renaming.found and other != name:
                found[other] = renaming.found
        return found

    def relations_to(self, name: str) -> dict[str, list[str]]:
        """The relations of other models that name this one, in definitions and in model-config.json, by their model."""
        found: dict[str, list[str]] = {}
        for path, value in self._definitions_naming(name):
            found.setdefault(self.name_at(path) or path, []).extend(relations_to(value, name))
        for path in self._app.config_layers("model-config"):
            for owner, entry in self._app.members(path).items():
                found.setdefault(owner, []).extend(relations_to(entry, name))
        return {owner: list(dict.fromkeys(each)) for owner, each in found.items() if each and owner != name}

    # --- Helpers ----------------------------------------------------------------------------------------------

    def _delete_relations_to(self, name: str) -> None:
        own = self[name].path
        for path, value in list(self._definitions_naming(name)):
            if path != own and relations_to(value, name):
                self._app.set_value(path, without_relations_to(value, name))
        for path in self._app.config_layers("model-config"):
            config = self._app.members(path)
            if any(relations_to(entry, name) for entry in config.values()):
                self._app.set_value(path, {key: without_relations_to(each, name) for key, each in config.items()})

    def _configure(self, name: str, entry: Mapping[str, JSON], path: str | None = None) -> None:
        path = path or self.config_path
        config = self._app.members_to_edit(path)
        if not config and path == self.config_path:
            config = {META: USUAL_META}
        if entry or path == self.config_path:
            config = config | {name: dict(entry)}
        else:
            config = {key: value for key, value in config.items() if key != name}
        model_layers.check_mergeable(self._app, name, path, config)
        if config or self._app.has(path):
            self._app.set_value(path, config)

    def _check_name(
        self, name: str, folder: str, *, others: Iterable[str] | None = None, without: str | None = None
    ) -> None:
        paths = [path for path in self._app.paths if path != without]
        problem = names.check_model_name(name, list(self) if others is None else others, paths, folder)
        if problem and problem.refused:
            raise Refused(problem.sentence)

    def _check_readable(self) -> None:
        for path in self._app.config_layers("model-config"):
            self._app.members_to_edit(path)

    def _rename_definition(self, model: Model, new_name: str) -> None:
        assert model.path
        old_path, script = model.path, model.script
        folder, base = posixpath.split(old_path)
        if base == names.definition_file_name(model.name) + ".json":
            base = names.definition_file_name(new_name) + ".json"
        path = posixpath.join(folder, base)
        definition = model.definition
        if "name" in definition or names.model_name_from_file(base.removesuffix(".json")) != new_name:
            self._app.set_value(old_path, definition | {"name": new_name})
        if path != old_path:
            self._app.move(old_path, path)
            if script:
                self._app.move(script, script_path(path))

    def _rebase(self, heir: str, old_base: str, base: str) -> None:
        path = self[heir].path
        assert path
        definition = self._app.members_to_edit(path)
        replaced: dict[str, JSON] = {key: base for key in ("base", "super") if definition.get(key) == old_base}
        options = definition.get("options")
        if not replaced and isinstance(options, dict):
            replaced = {"options": options | {key: base for key in ("base", "super") if options.get(key) == old_base}}
        self._app.set_value(path, definition | replaced)

    def _rename_references(self, name: str, new_name: str) -> None:
        for path, value in list(self._definitions_naming(name)):
            self._app.set_value(path, Renaming(name, new_name).of(value))
        for path in self._app.config_layers("model-config"):
            config = self._app.members(path)
            self._app.set_value(path, {key: Renaming(name, new_name).of(entry) for key, entry in config.items()})

    def _definitions_naming(self, name: str) -> Iterator[tuple[str, dict[str, JSON]]]:
        """The definitions in whose text the name stands, as paths and values."""
        literals = {json.dumps(name), json.dumps(name, ensure_ascii=False)}
        for path in self.definition_paths.values():
            text = self._app.text(path)
            if any(literal in text for literal in literals) or "\\u" in text:
                yield path, self._app.members(path)
