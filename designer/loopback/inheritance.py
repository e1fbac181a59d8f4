"""What a model has from the models that it extends, part by part, and what becomes of that here.

Relations, scopes, methods, indexes and mixins are settings, and the settings of a base are handed down: own ones are
merged into them as `configureModelMerge` says (loopback-datasource-juggler 3.36.1, lib/model-builder.js, extend and
mergeSettings; lib/model.js, getMergePolicy), methods only in LoopBack 3 (loopback 3.28.0, registry.js, createModel).
What model-config.json says of a base is not: its heirs are made before (configureModel). Access rules are handed down,
too: see `access_control.rules`. `validations` are merged as well, but LoopBack looks at no such setting; what it
validates is inherited with the properties. Judged by tests/interop/test_inheritance.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from designer.connectors.javascript import truthy
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.definition_parts import PARTS
from designer.loopback.definition_parts.part import DefinitionPart
from designer.loopback.jsontext import JSON
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.values import merge_settings, merging

Settings: TypeAlias = dict[str, JSON]
Fate: TypeAlias = Literal["kept", "replaced", "merged", "off", "configured", "dropped"]

_NO_SETTINGS = frozenset({"name", "properties", "options", "base", "super"})
_RECONFIGURED = frozenset({"scopes", "indexes", "relationships"})
"""The parts that `options` in model-config.json can still replace when the model is there already; mixins are applied
before, methods defined before, and the others are excluded (registry.js, configureModel)."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """An entry of a part that the bases of a model hand down."""

    name: str
    owner: str
    """The nearest base whose own definition has it."""
    key: str
    """The name of the setting: `relations`, or the older `relationships`."""
    value: JSON
    """As it is handed down."""
    effective: JSON
    """What the model has of that name in the end; None where it has nothing."""
    fate: Fate
    """`off` is a mixin that is switched off here, `configured` an entry that model-config.json changes."""
    sentence: str
    """What becomes of it here, for people; empty where it stays as it is."""


def inherited(app: Application, name: str, part: DefinitionPart, environment: str = "development") -> list[Inherited]:
    """What the bases of a model hand down of one of its `PARTS`, in LoopBack's order; nothing for the access rules."""
    if part is PARTS["access"]:
        return []
    boot = Boot(app, environment)
    chain = app.models.bases(name)[::-1]
    handed_down = _merged(app, chain)
    return [
        each
        for key in (part.setting.name, *part.setting.aliases)
        for each in _of_setting(boot, name, key, handed_down, _owners(app, chain, key))
    ]


def _of_setting(
    boot: Boot, name: str, key: str, handed_down: Settings, owners: Mapping[str, str]
) -> Iterator[Inherited]:
    own = written(boot.app, name)
    entries, merged = _members(handed_down.get(key)), merge_settings(handed_down, own)
    configuration = _Configuration(boot, name)
    for entry, value in entries.items():
        fate, sentence = _fate(boot, key, entry, value, own, merged)
        effective = None if fate == "dropped" else _members(merged.get(key)).get(entry)
        if fate != "dropped":
            fate, sentence, effective = configuration.over(key, entry, effective) or (fate, sentence, effective)
        yield Inherited(entry, owners.get(entry, ""), key, value, effective, fate, sentence)


def written(app: Application, name: str) -> Settings:
    """The settings that a definition itself gives, LoopBack's own definitions too; `options` count before the rest."""
    model = app.models.get(name)
    if model and model.path:
        options = model.definition.get("options")
        both = model.definition | (options if isinstance(options, dict) else {})
        return {key: value for key, value in both.items() if key not in _NO_SETTINGS}
    relations: Settings = {each.name: each.value for each in BUILTIN[name].relations} if name in BUILTIN else {}
    return {"relations": relations} if relations else {}


def _merged(app: Application, chain: Sequence[str]) -> Settings:
    """What the models of a chain hand down, the first one extending nothing."""
    settings: Settings = {}
    for each in chain:
        settings = merge_settings(settings, written(app, each))
    return settings


def _owners(app: Application, chain: Sequence[str], key: str) -> dict[str, str]:
    """The nearest model that has each entry of a setting in its own definition."""
    return {entry: each for each in chain for entry in _members(written(app, each).get(key))}


def _fate(boot: Boot, key: str, entry: str, value: JSON, own: Settings, merged: Settings) -> tuple[Fate, str]:
    """What the definition of a model makes of an entry that is handed down to it."""
    older = key == "relations" and truthy(merged.get("relationships"))
    if older:
        return "dropped", "Not looked at: LoopBack takes “relationships” before “relations”."
    if key == "methods" and boot.loopback == 2:
        return "dropped", "LoopBack 2 does not hand down methods that a definition describes."
    if entry not in _members(merged.get(key)):
        how = f"“{key}” here takes the place of all" if own.get(key) is not None else f"“{key}” is null here"
        because = ", as “configureModelMerge” says" if truthy(own.get("configureModelMerge")) else ""
        return "dropped", f"Not inherited: {how}{because}."
    mine = _members(own.get(key))
    if entry not in mine:
        return "kept", ""
    if key == "mixins" and not _applies(mine[entry]):
        return "off", "Switched off here."
    is_merged = merging(own, key) == "merged" and isinstance(mine[entry], dict | list) and value is not None
    return ("merged", "The one here is laid over it.") if is_merged else ("replaced", "The one here takes its place.")


def _applies(mixin: JSON) -> bool:
    """Whether LoopBack applies a mixin with such options: `true`, an object, an array of them, even null."""
    return mixin is True or mixin is None or isinstance(mixin, dict | list)


class _Configuration:
    """What the entry of a model in model-config.json changes of what its definition comes to."""

    def __init__(self, boot: Boot, name: str) -> None:
        self._boot, self._name = boot, name
        self._entry = _members(boot.configured.get(name))

    def over(self, key: str, entry: str, effective: JSON) -> tuple[Fate, str, JSON] | None:
        """What becomes of an entry; None where nothing is said of it."""
        changed = _members(self._entry.get("relations")).get(entry) if key == "relations" else None
        if isinstance(changed, dict):
            laid_over = _members(effective) | changed
            return "configured", f"{self._path('relations', entry)} lays its own over it.", laid_over
        options = _members(self._entry.get("options"))
        if key not in _RECONFIGURED or key not in options:
            return None
        instead, path = _members(options[key]), self._path("options", key)
        if entry in instead:
            return "configured", f"The one in {path} takes its place.", instead[entry]
        return "dropped", f"Not inherited: “{key}” in {path} takes the place of all.", None

    def _path(self, *pointer: str) -> str:
        return self._boot.place("model-config", self._name, *pointer)[0]


def _members(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}
