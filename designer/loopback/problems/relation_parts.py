"""The relations of all models, from definitions and from model-config.json, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.connectors.javascript import truthy
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.problems.problem import Severity
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel
from designer.loopback.startup.values import merge_settings

TYPES = ("belongsTo", "hasOne", "hasMany", "hasAndBelongsToMany", "referencesMany", "embedsOne", "embedsMany")
"""The types of relations, in LoopBack's spelling, which must be kept (juggler 3.36.1, relation-definition.js)."""


@dataclass(frozen=True)
class PlacedRelation:
    """A relation as LoopBack sees it, and where it stands: in the definition, or in the model's entry.

    `section` is the key of all relations, `relations` or the older `relationships`. `users` are the attached models
    that have it: LoopBack looks at a relation only when it attaches a model.
    """

    owner: str
    name: str
    value: JSON
    path: str
    pointer: Pointer
    section: str
    users: tuple[str, ...]

    def at(self, *keys: str) -> tuple[str, Pointer]:
        """The place of the innermost of `keys` that is there."""
        value, pointer = self.value, self.pointer
        for key in keys:
            if not isinstance(value, dict) or key not in value:
                break
            value, pointer = value[key], (*pointer, key)
        return self.path, pointer

    def get(self, key: str) -> JSON:
        """A part of the relation; None where it has none."""
        return self.value.get(key) if isinstance(self.value, dict) else None


def section_of(model: RegisteredModel) -> str:
    """The key under which LoopBack looks for relations (juggler 3.36.1, datasource.js, setupDataAccess)."""
    return "relationships" if truthy(model.setting("relationships")) else "relations"


def relations(boot: Boot) -> Iterator[PlacedRelation]:
    """Every relation of every model."""
    for model in boot.registry.models.values():
        section = section_of(model)
        own = model.setting(section) if model.path else None
        merged = _merged(boot, model.name, section) if truthy(model.setting("configureModelMerge")) else {}
        configured = model.config.get("relations") if section == "relations" else None
        added = configured if isinstance(configured, dict) else {}
        for name, value in (own if isinstance(own, dict) else {}).items():
            if name not in added:
                assert model.path
                pointer = (*model.place(section), name)
                users = tuple(boot.registry.users(model.name, section, name))
                yield PlacedRelation(model.name, name, merged.get(name, value), model.path, pointer, section, users)
        for name, value in added.items():
            yield _added(boot, model, name, value)


def _added(boot: Boot, model: RegisteredModel, name: str, value: JSON) -> PlacedRelation:
    """A relation of model-config.json, laid over the one that is there (loopback 3.28.0, registry.js)."""
    own = _merged(boot, model.name, "relations").get(name)
    path, pointer = boot.place("model-config", model.name, "relations", name)
    merged = {**(own if isinstance(own, dict) else {}), **(value if isinstance(value, dict) else {})}
    users = (model.name,) if model.name in boot.registry.attached else ()
    return PlacedRelation(model.name, name, merged, path, pointer, "relations", users)


def _merged(boot: Boot, name: str, section: str) -> dict[str, JSON]:
    """The relations of a model by its definition and those of all that it extends."""
    settings: dict[str, JSON] = {}
    for each in (*reversed([*boot.registry.bases(name)]), name):
        known = boot.registry.defined.get(each)
        if known:
            written = {key: known.setting(key) for key in (section, "configureModelMerge") if known.has(key)}
        else:
            written = {"relations": {one.name: one.value for one in BUILTIN[each].relations}} if each in BUILTIN else {}
        settings = merge_settings(settings, written)
    found = settings.get(section)
    return found if isinstance(found, dict) else {}


def set_up(boot: Boot) -> Iterator[PlacedRelation]:
    """The relations that LoopBack sets up: all models that take part in them are attached."""
    for relation in relations(boot):
        others = [relation.get(key) for key in ("model", "through") if truthy(relation.get(key))]
        if relation.users and all(isinstance(each, str) and each in boot.registry.attached for each in others):
            yield relation


def usual_severity(relation: PlacedRelation) -> Severity | None:
    """That of the code where a model with the relation is attached; else nothing happens yet."""
    return None if relation.users else Severity.ADVICE
