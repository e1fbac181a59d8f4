"""The models as LoopBack makes them out of definitions and entries: what extends what, in which order, and attached.

loopback-boot 2.28.0, lib/compiler.js (buildAllModelInstructions, the same in 3.3.1, lib/plugins/model.js) chooses and
sorts the definitions; loopback 3.28.0, lib/registry.js creates the models (createModel) and attaches them
(configureModel).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from designer.connectors.javascript import truthy
from designer.loopback import packages
from designer.loopback.builtin import BUILTIN, is_base_only
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.names import OBJECT_MEMBERS
from designer.loopback.plurals import plural
from designer.loopback.startup.creation_order import creation_order

if TYPE_CHECKING:
    from designer.loopback.startup.boot import Boot

_DEFINED_BY = {
    **dict.fromkeys(("ApplicationCredential", "UserCredential", "UserIdentity"), "loopback-component-passport"),
    **dict.fromkeys(("Installation", "Notification"), "loopback-component-push"),
}
"""Models that exist as soon as the server's own script requires a package."""

_WITH_BASE = ("Email", "KeyValueModel")
"""The definitions of LoopBack's own that name their base (loopback 3.28.0, common/models)."""

_NO_SETTINGS = frozenset({"name", "properties", "options"})


@dataclass(frozen=True)
class RegisteredModel:
    """A model that is defined or configured here: its definition and its merged entry, either of which can be empty.

    `path` is the file of its definition; None where it has none here.
    """

    name: str
    path: str | None
    definition: Mapping[str, JSON]
    config: Mapping[str, JSON]

    def place(self, key: str) -> Pointer:
        """Where the definition gives a setting: `options` win over what stands beside them."""
        options = self.definition.get("options")
        is_option = key not in _NO_SETTINGS and isinstance(options, dict) and key in options
        return ("options", key) if is_option else (key,)

    def has(self, key: str) -> bool:
        """Whether the definition gives a setting, be it null."""
        return len(self.place(key)) > 1 or key in self.definition

    def setting(self, key: str) -> JSON:
        """The value of a setting of the definition, None where it is missing too (registry.js, createModel)."""
        value: JSON = dict(self.definition)
        for part in self.place(key):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    @property
    def properties(self) -> dict[str, JSON]:
        """The properties it defines itself."""
        properties = self.definition.get("properties")
        return properties if isinstance(properties, dict) else {}

    @property
    def base_place(self) -> Pointer:
        """Where the name of its base stands: `base`, or the older `super`."""
        by_super = not truthy(self.setting("base")) and truthy(self.setting("super"))
        return self.place("super" if by_super else "base")

    @property
    def base(self) -> JSON:
        """What it extends, PersistedModel by default; not always a text."""
        return next((base for key in ("base", "super") if truthy(base := self.setting(key))), "PersistedModel")

    @property
    def base_for_order(self) -> str | None:
        """The base by which loopback-boot sorts: here `base` wins over the options, and `super` does not count."""
        options = self.definition.get("options")
        candidates = [self.definition.get("base"), options.get("base") if isinstance(options, dict) else None]
        found = next((base for base in candidates if truthy(base)), None)
        return found if isinstance(found, str) else None


class Registry:
    """The models of an application about to start."""

    def __init__(self, boot: Boot) -> None:
        self._boot = boot

    @cached_property
    def models(self) -> dict[str, RegisteredModel]:
        """Every model that is configured or defined here, the configured ones first."""
        configured = {name: entry for name, entry in self._boot.configured.items() if isinstance(entry, dict)}
        return {
            name: self._model(name, self._boot.definitions.get(name), configured.get(name, {}))
            for name in dict.fromkeys([*configured, *self._boot.definitions])
        }

    @cached_property
    def defined(self) -> dict[str, RegisteredModel]:
        """Those with a definition here that can be used."""
        return {name: model for name, model in self.models.items() if model.path}

    @cached_property
    def chosen(self) -> list[str]:
        """The models that LoopBack creates or configures: those of model-config.json, and what they extend."""
        chosen: dict[str, None] = {}
        waiting = self._configured_in_order()
        for name in waiting:
            if name in chosen or name in OBJECT_MEMBERS:
                continue
            chosen[name] = None
            base = self._base_for_order(name)
            if base is not None and (base in self.defined or self._is_listed(base)):
                waiting.append(base)
        return list(chosen)

    @cached_property
    def created(self) -> dict[str, int]:
        """The place of each of these in the order in which LoopBack creates and attaches them."""
        order = creation_order([(self._base_for_order(name), name) for name in self.chosen])
        return {name: index for index, name in enumerate(order) if name is not None}

    def is_created(self, name: str) -> bool:
        """Whether LoopBack makes a model of the definition."""
        return name in self.created and name in self.defined

    def is_there(self, name: str) -> bool:
        """Whether there is a model of that name once all are created: LoopBack's own, or one that is used."""
        return name in BUILTIN or self.is_created(name)

    @cached_property
    def attached(self) -> frozenset[str]:
        """The models that LoopBack attaches to a data source; none where that is not known for sure."""
        boot = self._boot
        if not boot.is_settled("model-config") or not boot.is_known("datasources"):
            return frozenset()
        entries = ((name, model.config.get("dataSource")) for name, model in self.models.items())
        return frozenset(
            name for name, source in entries if isinstance(source, str) and source in boot.data_source_keys
        )

    @cached_property
    def attached_by_relation_name(self) -> dict[str, list[str]]:
        """The attached models by the name of a relation, in small letters, for which LoopBack may take one."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.attached):
            small = name.lower()
            for key in {small, plural(name).lower(), f"{small}s", f"{small}es"}:
                found.setdefault(key, []).append(name)
        return found

    def bases(self, name: str) -> Iterator[str]:
        """The names of what a model extends, nearest first, as far as they are known."""
        seen = {name}
        while (base := self._base(name)) is not None and base not in seen:
            yield base
            seen.add(base)
            name = base

    def is_whole(self, name: str) -> bool:
        """Whether everything that a model extends is known, and no mixin or script can add to it."""
        chain = [name, *self.bases(name)]
        known = (each in self.models or each in BUILTIN for each in chain)
        mixed = (each.setting("mixins") for each in self._defined_among(chain))
        return chain[-1] in BUILTIN and all(known) and not any(truthy(mixins) for mixins in mixed)

    def users(self, owner: str, section: str, key: str) -> list[str]:
        """The attached models that have a relation or a scope of a definition: its own, or one that they inherit."""
        having = [owner]
        for name in having:
            for heir in self._heirs.get(name, []):
                own = self.models[heir].setting(section)
                overrides = isinstance(own, dict) and key in own
                if heir in self.created and not overrides and heir not in having:
                    having.append(heir)
        return [name for name in having if name in self.attached]

    def may_be_defined_elsewhere(self, name: str) -> bool:
        """Whether a model of that name may be defined out of sight: in a package, or in an unreadable file."""
        package = _DEFINED_BY.get(name)
        return (
            not self._boot.knows_definitions
            or self._boot.may_be_defined_out_of_sight(name)
            or (package is not None and packages.is_listed(self._boot.app, package) is not False)
        )

    # --- Helpers ----------------------------------------------------------------------------------------------

    def _model(self, name: str, path: str | None, config: Mapping[str, JSON]) -> RegisteredModel:
        return RegisteredModel(name, path, self._boot.app.members(path) if path else {}, config)

    def _configured_in_order(self) -> list[str]:
        """JavaScript puts keys that are numbers before all others."""
        names = list(self._boot.configured)
        numbers = sorted((name for name in names if name.isascii() and name.isdecimal()), key=int)
        return numbers + [name for name in names if name not in set(numbers)]

    def _is_listed(self, name: str) -> bool:
        """Whether LoopBack’s own definition of a model is among those that it searches for; base classes have none."""
        return self._lists_builtin and name in BUILTIN and not is_base_only(name)

    @cached_property
    def _lists_builtin(self) -> bool:
        return "loopback/common/models" in (self._boot.sources or [])

    def _base_for_order(self, name: str) -> str | None:
        if name in self.defined:
            return self.defined[name].base_for_order
        return "Model" if name in _WITH_BASE and self._is_listed(name) else None

    def _base(self, name: str) -> str | None:
        if name in self.defined:
            base = self.defined[name].base
            return base if isinstance(base, str) else None
        return BUILTIN[name].base if name in BUILTIN else None

    @cached_property
    def _heirs(self) -> dict[str, list[str]]:
        heirs: dict[str, list[str]] = {}
        for name in self.defined:
            base = self._base(name)
            if base is not None and base != name:
                heirs.setdefault(base, []).append(name)
        return heirs

    def _defined_among(self, names: Iterable[str]) -> Iterator[RegisteredModel]:
        return (self.defined[name] for name in names if name in self.defined)
