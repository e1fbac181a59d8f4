"""The properties of models: their names, and what can be told of them as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.names import OBJECT_MEMBERS
from designer.loopback.problems import attributes, types
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.problems.relation_parts import set_up
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel

_NOT_AN_OBJECT = Code(
    "bad-properties",
    Severity.STOPS_BOOT,
    "The properties of a model are not an object",
    "LoopBack adds the properties that a model inherits to its own, and ends with “Cannot create property” where "
    "these are a text, a number or true. A list counts as properties that are called 0, 1 and so on "
    "(loopback-datasource-juggler 3.36.1, lib/model-builder.js, extend).",
    'Make them an object: `{"name": "string"}`.',
)
_DOT = Code(
    "property-with-dot",
    Severity.STOPS_BOOT,
    "The name of a property has a dot",
    "LoopBack ends with “Property names containing dot(s) are not supported”, also inside of nested properties; "
    "LoopBack 2 only warns (loopback-datasource-juggler 3.36.1, lib/model-builder.js, define).",
    "Rename the property. A database column may still have a dot: say so by `columnName` or `fieldName`.",
)
_RESERVED = Code(
    "reserved-property",
    Severity.WRONG_RESULT,
    "A property has a name that LoopBack needs itself",
    "A property is written onto each instance, over the method that LoopBack or JavaScript calls there: without "
    "`isValid`, `trigger` or `toObject` nothing can be saved or sent, and a model on PersistedModel with a property "
    "`patchAttributes`, or one on a data source with `hasOwnProperty`, stops the start (loopback 3.28.0, "
    "lib/persisted-model.js, setupRemoting; loopback-datasource-juggler 3.36.1, lib/model.js and lib/jutil.js).",
    "Rename the property; the database may keep its name by `columnName` or `fieldName`.",
)
_SAME_COLUMN = Code(
    "same-column",
    Severity.ADVICE,
    "Two properties differ only by capital letters",
    "They are two properties for LoopBack, but most SQL databases do not tell their columns apart, so the table "
    "cannot be created, or one value overwrites the other.",
    "Rename one of them, or give it another column by `columnName`.",
)

CODES = (_NOT_AN_OBJECT, _DOT, _RESERVED, _SAME_COLUMN, *types.CODES, *attributes.CODES)

_HARMFUL = frozenset(
    {"__data", "__defineGetter__", "__defineSetter__", "__proto__", "_initProperties", "constructor", "getDataSource"}
    | {"isValid", "toJSON", "toObject", "trigger"}
)
_SHADOWED = frozenset(
    {"__cachedRelations", "__dataSource", "__persisted", "__strict", "__unknownProperties", "delete", "destroy"}
    | {"fillCustomChangeProperties", "fromObject", "getConnector", "getId", "getIdName", "getPropertyType", "inspect"}
    | {"isNewRecord", "patchAttributes", "reload", "remove", "replaceAttributes", "reset", "save", "setAttribute"}
    | {"setAttributes", "setId", "setStrict", "unsetAttribute", "updateAttribute", "updateAttributes"}
)
"""Members of the instances of a model (loopback 3.28.0), seen by giving a property each of these names."""
_TO_MANY = ("hasMany", "hasAndBelongsToMany", "referencesMany", "embedsMany")
SQL = frozenset({"db2", "dashdb", "informix", "mssql", "mysql", "oracle", "postgresql", "sqlite3"})
"""The connectors of SQL databases."""


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the properties."""
    namer = types.Namer(boot)
    with_many = {user for each in set_up(boot) if each.get("type") in _TO_MANY for user in each.users}
    for model in boot.registry.defined.values():
        value = model.definition.get("properties")
        if isinstance(value, dict):
            yield from _names(boot, model, with_many)
            for name, each in value.items():
                place = ("properties", name)
                yield from _dots(boot, model, place, name, each)
                yield from types.find(boot, model, place, each, namer)
                yield from attributes.find(model, place, each)
        elif isinstance(value, list):
            if value:
                yield _of_all(model, "are a list; LoopBack calls them 0, 1 and so on.", Severity.WRONG_RESULT)
        elif value not in (None, False, "", 0):
            is_created = model.name in boot.registry.created
            severity = Severity.STOPS_BOOT if is_created else Severity.ADVICE
            yield _of_all(model, "are not an object.", severity)


def _of_all(model: RegisteredModel, what: str, severity: Severity) -> Problem:
    assert model.path
    sentence = f"The properties of “{model.name}” {what}"
    return _NOT_AN_OBJECT.at(model.path, ("properties",), sentence, severity=severity)


def _names(boot: Boot, model: RegisteredModel, with_many: set[str]) -> Iterator[Problem]:
    assert model.path
    for name, value in model.properties.items():
        if value not in (None, False):
            severity = _harm(boot, model, name, with_many)
            if severity is not None:
                sentence = f"LoopBack needs “{name}” itself, which this property hides."
                yield _RESERVED.at(model.path, ("properties", name), sentence, severity=severity)
    if connector_of(boot, model) in SQL:
        yield from _columns(model)


def _harm(boot: Boot, model: RegisteredModel, name: str, with_many: set[str]) -> Severity | None:
    is_persisted = "PersistedModel" in boot.registry.bases(model.name)
    if name == "patchAttributes" and is_persisted and model.name in boot.registry.created:
        return Severity.STOPS_BOOT
    # The connector `remote` brings its own methods, and does not look at those of the model.
    if name == "hasOwnProperty" and model.name in boot.registry.attached and connector_of(boot, model) != "remote":
        return Severity.STOPS_BOOT
    if name == "constructor" and model.name in with_many:
        return Severity.STOPS_BOOT
    if name in _HARMFUL:
        return Severity.WRONG_RESULT
    return Severity.ADVICE if name in _SHADOWED or name in OBJECT_MEMBERS else None


def connector_of(boot: Boot, model: RegisteredModel) -> str | None:
    """The connector of the data source that a model is attached to; None where it is not known or attached to none."""
    source = model.config.get("dataSource")
    if model.name not in boot.registry.attached or not isinstance(source, str):
        return None
    settings = boot.data_sources.get(boot.data_source_keys[source])
    found = settings.get("connector") if isinstance(settings, dict) else None
    return found.removeprefix("loopback-connector-") if isinstance(found, str) else None


def _columns(model: RegisteredModel) -> Iterator[Problem]:
    assert model.path
    seen: dict[str, str] = {}
    for name, value in model.properties.items():
        other = seen.setdefault(name.casefold(), name)
        if other != name and not (_has_column(value) or _has_column(model.properties[other])):
            sentence = f"“{name}” and “{other}” differ only by capital letters: one column for many databases."
            yield _SAME_COLUMN.at(model.path, ("properties", name), sentence)


def _has_column(value: JSON) -> bool:
    """Whether a property says itself what its column is called."""
    mappings = value.values() if isinstance(value, dict) else ()
    return any(isinstance(each, dict) and bool({"column", "columnName"} & each.keys()) for each in mappings)


def _dots(boot: Boot, model: RegisteredModel, place: Pointer, name: str, value: JSON) -> Iterator[Problem]:
    assert model.path
    if "." in name:
        stops = boot.loopback == 3 and model.name in boot.registry.created
        severity = Severity.STOPS_BOOT if stops else Severity.ADVICE
        yield _DOT.at(model.path, place, f"“{name}” has a dot, which LoopBack refuses.", severity=severity)
    for inner_place, inner in types.nested(place, value):
        for key, each in inner.items():
            yield from _dots(boot, model, (*inner_place, key), key, each)
