"""The relations between models: their types and names, and the models they lead to."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON
from designer.loopback.problems import polymorphism, related_models
from designer.loopback.problems.mending import change_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.problems.property_names import PropertyNames
from designer.loopback.problems.relation_parts import TYPES, PlacedRelation, relations, usual_severity
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel

_BY_SMALL = {each.lower(): each for each in TYPES}

_NOT_AN_OBJECT = Code(
    "bad-relation",
    Severity.STOPS_BOOT,
    "A relation is not an object, or the relations are not",
    "LoopBack looks for the type of each relation when it attaches the model to a data source, and ends with a "
    "TypeError or “Invalid relation type: undefined” where there is none. It ends at relations that are null as soon "
    "as it creates the model (loopback-datasource-juggler 3.36.1, lib/datasource.js, validateRelation; "
    "lib/model-builder.js, mergeSettings).",
    'Write an object with a type and a model: `{"type": "hasMany", "model": "Order"}`.',
)
_TYPE = Code(
    "unknown-relation-type",
    Severity.STOPS_BOOT,
    "A relation has a type that does not exist",
    "The types are belongsTo, hasOne, hasMany, hasAndBelongsToMany, referencesMany, embedsOne and embedsMany, in "
    "exactly this spelling. At any other LoopBack ends with “Invalid relation type” when it attaches the model "
    "(loopback-datasource-juggler 3.36.1, lib/datasource.js, validateRelation). There is no type hasManyThrough: that "
    "is `hasMany` with `through`.",
    "Choose one of these types.",
    change_value(lambda name: _meant_type(name) or name),
)
_RESERVED = Code(
    "reserved-relation",
    Severity.STOPS_BOOT,
    "A relation has a name that LoopBack needs itself",
    "LoopBack refuses a relation “trigger”. Other names of methods are taken, but the relation stands in their place "
    "then: instances of a model with a relation `isValid` or `toObject` can no longer be saved or sent, and with "
    "`save`, `destroy` or `updateAttributes` LoopBack asks the relation instead of storing or deleting, without an "
    "error (loopback-datasource-juggler 3.36.1, lib/datasource.js, isValidRelationName; lib/relation-definition.js; "
    "lib/dao.js). Those that LoopBack itself does not call are missing to scripts only.",
    "Rename the relation.",
)
_LIKE_PROPERTY = Code(
    "property-named-like-relation",
    Severity.WRONG_RESULT,
    "A property and a relation have the same name",
    "The relation stands in the place of the property on each instance: a script that reads the property gets a "
    "method, and `include` puts the related instances where the value was (loopback-datasource-juggler 3.36.1, "
    "lib/relation-definition.js).",
    "Rename one of the two, and give the foreign key a name of its own, such as `customerId` for `customer`.",
)
_PRIMARY_KEY = Code(
    "unknown-primary-key",
    Severity.STOPS_BOOT,
    "A relation refers to a property that does not exist",
    "`primaryKey` names the property that the foreign key holds: of the related model for belongsTo, of the model "
    "itself for hasMany and hasOne. LoopBack gives the foreign key its type, and ends with a TypeError where there is "
    "no such property (loopback-datasource-juggler 3.36.1, lib/datasource.js, defineForeignKey).",
    "Name a property that exists, or leave `primaryKey` out: the id is meant then.",
)

CODES = (
    *(_NOT_AN_OBJECT, _TYPE, _RESERVED, _LIKE_PROPERTY, _PRIMARY_KEY),
    *(*related_models.CODES, *polymorphism.CODES),
)

_HARMFUL = frozenset(
    {"__data", "__dataSource", "__persisted", "_initProperties", "constructor", "delete", "destroy", "getConnector"}
    | {"getDataSource", "getId", "getIdName", "id", "isNewRecord", "isValid", "patchAttributes", "reload", "remove"}
    | {"replaceAttributes", "save", "setAttribute", "setAttributes", "toJSON", "toObject", "updateAttribute"}
    | {"updateAttributes"}
)
"""Members of instances (lib/dao.js, lib/model.js, lib/validations.js) that LoopBack itself calls, or that store and
delete: without them something else is stored, deleted or sent, as seen by giving a relation each of these names."""
_HARMFUL_TO_USERS = frozenset({"changePassword", "createAccessToken", "hasPassword", "setPassword"})
"""Methods of users that logging in and changing a password call (loopback 3.28.0, common/models/user.js)."""
_SHADOWED = frozenset(
    {"fillCustomChangeProperties", "fromObject", "getPropertyType", "hasOwnProperty", "inspect", "reset", "setId"}
    | {"setStrict", "unsetAttribute"}
)
"""The other methods of instances: storing, reading and sending go on as before with a relation of such a name."""


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the relations."""
    names = PropertyNames(boot)
    for model in boot.registry.models.values():
        if model.path:
            yield from _whole(boot, model)
    for relation in relations(boot):
        yield from _one(boot, relation, names)


def _whole(boot: Boot, model: RegisteredModel) -> Iterator[Problem]:
    assert model.path
    for key in ("relations", "relationships"):
        value, place = model.setting(key), model.place(key)
        sentence = f"The {key} of “{model.name}” are not an object."
        if isinstance(value, dict) or (not truthy(value) and not _is_null(model, key)):
            continue
        if _is_null(model, key):
            stops = key == "relations" and model.name in boot.registry.created and boot.loopback == 3
            stops = stops and not model.setting("configureModelMerge")
            if stops:
                yield _NOT_AN_OBJECT.at(model.path, place, sentence)
        elif isinstance(value, list | str) and len(value) > 0 and not _are_relations(value):
            severity = None if boot.registry.users(model.name, key, "") else Severity.ADVICE
            yield _NOT_AN_OBJECT.at(model.path, place, sentence, severity=severity)
        elif value != []:
            yield _NOT_AN_OBJECT.at(model.path, place, sentence, severity=Severity.ADVICE)


def _is_null(model: RegisteredModel, key: str) -> bool:
    *above, last = model.place(key)
    holder = model.definition.get("options") if above else model.definition
    return isinstance(holder, dict) and last in holder and holder[last] is None


def _are_relations(value: JSON) -> bool:
    """A list of relations works, with 0, 1 and so on for their names."""
    return isinstance(value, list) and all(isinstance(each, dict) and each.get("type") in TYPES for each in value)


def _one(boot: Boot, relation: PlacedRelation, names: PropertyNames) -> Iterator[Problem]:
    severity = usual_severity(relation)
    if not isinstance(relation.value, dict):
        sentence = f"The relation “{relation.name}” is not an object."
        yield _NOT_AN_OBJECT.at(*relation.at(), sentence, severity=severity)
        return
    kind = relation.get("type")
    if kind not in TYPES:
        yield _unknown_type(relation, kind)
        return
    yield from _name(boot, relation)
    yield from _clash(boot, relation)
    broken = list(polymorphism.find(boot, relation))
    yield from broken
    if broken:
        return
    yield from related_models.find(boot, relation)
    yield from _primary_key(boot, relation, names)


def _unknown_type(relation: PlacedRelation, kind: JSON) -> Problem:
    meant = _meant_type(kind)
    shown = f"the type “{kind}”, which does not exist" if isinstance(kind, str) and kind else "no type"
    hint = f"; it is called “{meant}”" if meant else ""
    sentence = f"The relation “{relation.name}” has {shown}{hint}."
    fix = f"Write “{meant}”" if meant else ""
    return _TYPE.at(*relation.at("type"), sentence, fix=fix, severity=usual_severity(relation))


def _meant_type(kind: JSON) -> str | None:
    return _BY_SMALL.get(kind.strip().lower()) if isinstance(kind, str) else None


def _name(boot: Boot, relation: PlacedRelation) -> Iterator[Problem]:
    if relation.name == "trigger":
        sentence = "LoopBack refuses a relation of the name “trigger”."
        yield _RESERVED.at(*relation.at(), sentence, severity=usual_severity(relation))
    elif relation.name in _HARMFUL or (relation.name in _HARMFUL_TO_USERS and _are_users(boot, relation)):
        sentence = f"LoopBack needs “{relation.name}” itself, which this relation hides."
        severity = Severity.WRONG_RESULT if relation.users else Severity.ADVICE
        yield _RESERVED.at(*relation.at(), sentence, severity=severity)
    elif relation.name in _SHADOWED:
        sentence = f"Every instance has a method “{relation.name}”, which this relation hides from scripts."
        yield _RESERVED.at(*relation.at(), sentence, severity=Severity.ADVICE)


def _are_users(boot: Boot, relation: PlacedRelation) -> bool:
    """Whether a model with the relation extends User, or is User itself."""
    return any("User" in (name, *boot.registry.bases(name)) for name in (relation.owner, *relation.users))


def _clash(boot: Boot, relation: PlacedRelation) -> Iterator[Problem]:
    model = boot.registry.models[relation.owner]
    if model.properties.get(relation.name) not in (None, False) and relation.name not in _HARMFUL:
        sentence = f"“{relation.owner}” has a property “{relation.name}” too, which the relation hides."
        yield _LIKE_PROPERTY.at(*relation.at(), sentence)


def _primary_key(boot: Boot, relation: PlacedRelation, names: PropertyNames) -> Iterator[Problem]:
    key, kind, target = (relation.get(each) for each in ("primaryKey", "type", "model"))
    if not isinstance(key, str) or not key or relation.get("polymorphic") or relation.get("through"):
        return
    owners = relation.users if kind in ("hasMany", "hasOne") else (target,) if kind == "belongsTo" else ()
    both = relation.users and isinstance(target, str) and target in boot.registry.attached
    for owner in owners if both else ():
        if isinstance(owner, str) and _lacks(names, owner, key):
            sentence = f"“{owner}” has no property “{key}”, to which the relation “{relation.name}” refers."
            yield _PRIMARY_KEY.at(*relation.at("primaryKey"), sentence)
            return


def _lacks(names: PropertyNames, model: str, key: str) -> bool:
    return names.are_known(model) and not names.has(model, key) and not names.is_mentioned(model, key)
