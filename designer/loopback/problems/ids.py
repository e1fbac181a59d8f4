"""The ids of models: which property is one, and whether there is one at all."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback.builtin import BUILTIN, all_properties
from designer.loopback.jsontext import JSON
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.problems.relation_parts import set_up
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel

_NOT_MARKED = Code(
    "id-not-marked",
    Severity.WRONG_RESULT,
    "A property is called id, but is not marked as one",
    'A property `id` takes the place of the inherited one. Where it lacks `"id": true`, the model has no id any '
    "more, so LoopBack puts in its own `id`: a number made by the database, whatever type was given "
    "(loopback-datasource-juggler 3.36.1, lib/model-builder.js, define).",
    'Write `"id": true` into the property, or delete it where LoopBack’s own is meant.',
)
_NO_ID = Code(
    "no-id",
    Severity.WRONG_RESULT,
    "A model that is stored has no id",
    "With `idInjection` false LoopBack puts in no id, and this model has none of its own. Its instances cannot be "
    "found, changed or deleted one by one (loopback-datasource-juggler 3.36.1, lib/dao.js). A relation that refers to "
    "its id stops the start with a TypeError (lib/datasource.js, defineForeignKey).",
    'Mark a property by `"id": true`, or delete `idInjection`.',
)
_COMPOSITE = Code(
    "composite-id",
    Severity.ADVICE,
    "A model has several id properties",
    "Databases can have a key of several columns, and LoopBack creates such tables. But methods that take an id, and "
    "the REST paths with one, use only the first of them (loopback-datasource-juggler 3.36.1, "
    "lib/model-definition.js, idName).",
    "Keep one id property, and make a unique index of the others.",
)
_NO_EFFECT = Code(
    "id-injection-without-effect",
    Severity.ADVICE,
    "idInjection is false, but the model has an id",
    "`idInjection` keeps LoopBack from putting an id into the model itself; but Model and PersistedModel have one "
    "that is inherited all the same (loopback-datasource-juggler 3.36.1, lib/model-builder.js, extend).",
    'Write `"excludeBaseProperties": ["id"]` where the model shall have none.',
)

CODES = (_NOT_MARKED, _NO_ID, _COMPOSITE, _NO_EFFECT)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the ids."""
    needed = _needed(boot)
    for model in boot.registry.defined.values():
        own = ids(model)
        if len(own) > 1:
            assert model.path
            sentence = f"“{model.name}” has {len(own)} id properties; REST uses only “{own[0]}”."
            yield _COMPOSITE.at(model.path, ("properties", own[1]), sentence)
        elif not own and boot.registry.is_whole(model.name):
            yield from _without(boot, model, needed)


def _without(boot: Boot, model: RegisteredModel, needed: frozenset[str]) -> Iterator[Problem]:
    """The problems of a model that marks no property as id."""
    assert model.path
    inherited = _inherited(boot, model.name)
    is_off = model.setting("idInjection") is False
    if model.properties.get("id") not in (None, False):
        if not inherited - {"id"}:
            outcome = "so the model has no id." if is_off else "so LoopBack makes it a number of its own."
            sentence = f"The property “id” of “{model.name}” is not marked as id, {outcome}"
            yield _NOT_MARKED.at(model.path, ("properties", "id"), sentence)
        return
    left = inherited - _excluded(model)
    if is_off and left and "id" not in model.properties:
        sentence = f"“idInjection” has no effect here: “{model.name}” inherits the id “{min(left)}”."
        yield _NO_EFFECT.at(model.path, model.place("idInjection"), sentence)
    elif is_off and not left and model.name in boot.registry.attached:
        stops = model.name in needed
        if stops or "PersistedModel" in boot.registry.bases(model.name):
            sentence = f"“{model.name}” has no id property" + (", to which a relation refers." if stops else ".")
            severity = Severity.STOPS_BOOT if stops else None
            yield _NO_ID.at(model.path, model.place("idInjection"), sentence, severity=severity)


def _excluded(model: RegisteredModel) -> set[str]:
    """What a definition does not inherit."""
    excluded = model.setting("excludeBaseProperties")
    listed = {each for each in excluded if isinstance(each, str)} if isinstance(excluded, list) else set()
    return listed | {name for name, value in model.properties.items() if value in (None, False)}


def _needed(boot: Boot) -> frozenset[str]:
    """The models to whose id a foreign key refers (juggler 3.36.1, relation-definition.js)."""
    found: set[str] = set()
    for relation in set_up(boot):
        kind, target, polymorphic = (relation.get(key) for key in ("type", "model", "polymorphic"))
        if truthy(relation.get("primaryKey")) and kind != "hasAndBelongsToMany":
            continue
        has_type = isinstance(polymorphic, dict) and truthy(polymorphic.get("idType"))
        of_users = {"hasOne": True, "hasAndBelongsToMany": True, "hasMany": not truthy(relation.get("through"))}
        of_users["belongsTo"] = truthy(polymorphic) and not has_type
        if isinstance(kind, str) and of_users.get(kind):
            found.update(relation.users)
        if kind in ("belongsTo", "hasAndBelongsToMany", "referencesMany") and isinstance(target, str):
            found.add(target)
    return frozenset(found)


def ids(model: RegisteredModel) -> list[str]:
    """The properties that a definition itself marks as ids, in the order of LoopBack (model-definition.js, ids)."""
    ranks = {name: value["id"] for name, value in model.properties.items() if _is_id(value)}
    return sorted(ranks, key=lambda name: rank if _is_number(rank := ranks[name]) else 1)


def _is_id(value: JSON) -> bool:
    return isinstance(value, dict) and truthy(value.get("id")) and truthy(value.get("type"))


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _inherited(boot: Boot, name: str) -> set[str]:
    """The ids that a model inherits; of a base without one of its own, LoopBack's `id`."""
    for base in boot.registry.bases(name):
        model = boot.registry.defined.get(base)
        if model is None:
            return {each.name for each in all_properties(base) if each.id} if base in BUILTIN else set()
        own = ids(model)
        if own:
            return set(own)
        excluded = model.setting("excludeBaseProperties")
        if "id" in model.properties or (isinstance(excluded, list) and "id" in excluded):
            return set() if model.setting("idInjection") is False else {"id"}
    return set()
