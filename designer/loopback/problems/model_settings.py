"""Settings of a model besides its properties and relations: hidden properties, indexes, what connectors read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from designer import connectors
from designer.loopback.jsontext import JSON
from designer.loopback.problems.mending import change_value, remove_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.problems.properties import SQL, connector_of
from designer.loopback.problems.property_names import PropertyNames
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel

_HIDDEN_NOTHING = Code(
    "hidden-without-property",
    Severity.ADVICE,
    "A hidden or protected property does not exist",
    "`hidden` and `protected` name what is left out of answers. A name that no property has does nothing, so if it is "
    "misspelled, the property that is meant is sent to everybody (loopback-datasource-juggler 3.36.1, lib/model.js, "
    "isHiddenProperty). In a model that is not strict it may be a value that is stored without being defined.",
    "Correct the name, or take it out.",
    remove_value,
)
_HIDDEN_TEXT = Code(
    "bad-hidden",
    Severity.WRONG_RESULT,
    "Hidden or protected properties are not an array",
    "LoopBack expects an array of names, or an object with the names as keys. With a text it hides nothing: the "
    "property is sent to everybody (loopback-datasource-juggler 3.36.1, lib/model.js, isHiddenProperty).",
    "Put the name into an array.",
    change_value(lambda name: [name]),
)
_EXCLUDED = Code(
    "bad-excluded-properties",
    Severity.STOPS_BOOT,
    "excludeBaseProperties is not an array",
    "LoopBack asks the value for the place of each property in it, and ends with “indexOf is not a function” where it "
    "is neither an array nor a text (loopback-datasource-juggler 3.36.1, lib/model-builder.js, define).",
    "Make it an array of names of properties.",
)
_INDEX = Code(
    "index-without-property",
    Severity.ADVICE,
    "An index names a property that does not exist",
    "Indexes are made when tables are created or changed by `automigrate` or `autoupdate`, which fail at a column "
    "that is not there (loopback-connector 4, lib/sql.js). MongoDB makes the index, but of a field that nothing has, "
    "unless a model that is not strict stores it without a definition (loopback-connector-mongodb, lib/mongodb.js, "
    "autoupdate); a database in memory makes none.",
    "Correct the name, or delete the index.",
)
_VALIDATIONS = Code(
    "validations-not-run",
    Severity.ADVICE,
    "Validations of a definition are not carried out",
    "LoopBack keeps the `validations` of a definition, but nothing reads them (loopback 3.28.0).",
    "Write them into the model’s script, as in `Customer.validatesLengthOf('name', {min: 2})`.",
)
_MAPPING = Code(
    "mapping-for-another-connector",
    Severity.ADVICE,
    "A mapping is made for a connector that no data source has",
    "A connector reads the names of tables and columns only from the key that bears its own name, such as `mysql` "
    "(loopback-datasource-juggler 3.36.1, lib/model-definition.js, tableName and columnName).",
    "Rename the key to that of the connector in use, or delete it.",
)
_STRICT = Code(
    "bad-strict",
    Severity.WRONG_RESULT,
    "strict is false as a text",
    "`strict` is true, false or `filter`. Every other text counts as true, “false” too: properties that are not "
    "defined are refused (loopback-datasource-juggler 3.36.1, lib/model.js).",
    "Write `false`, without quotes.",
    change_value(lambda _: False),
)

CODES = (_HIDDEN_NOTHING, _HIDDEN_TEXT, _EXCLUDED, _INDEX, _VALIDATIONS, _MAPPING, _STRICT)

_HIDING = ("hidden", "hiddenProperties", "protected", "protectedProperties")
_MAPPED = SQL | {"cassandra", "cloudant", "couchdb", "mongodb"}


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of these settings."""
    names = PropertyNames(boot)
    used = _Connectors(boot)
    for model in boot.registry.defined.values():
        assert model.path
        for key in _HIDING:
            yield from _hidden(model, key, names)
        yield from _excluded(boot, model)
        connector = connector_of(boot, model)
        if connector is not None:
            yield from _indexes(model, names, _fields(model) if connector not in SQL else frozenset())
        if model.setting("validations"):
            sentence = f"LoopBack does not carry out the validations of “{model.name}”."
            yield _VALIDATIONS.at(model.path, model.place("validations"), sentence)
        strict = model.setting("strict")
        if isinstance(strict, str) and strict.lower() == "false":
            sentence = f"“{strict}” is a text, and counts as true."
            yield _STRICT.at(model.path, model.place("strict"), sentence, fix="Write false, without quotes")
        yield from _mappings(model, used)


def _hidden(model: RegisteredModel, key: str, names: PropertyNames) -> Iterator[Problem]:
    assert model.path
    value, place = model.setting(key), model.place(key)
    if isinstance(value, str) and value:
        is_property = names.has(model.name, value)
        sentence = f"“{key}” of “{model.name}” is a text, so nothing is hidden."
        yield _HIDDEN_TEXT.at(model.path, place, sentence, fix=f"Write [“{value}”]" if is_property else "")
    elif isinstance(value, list) and names.are_known(model.name):
        for index, name in enumerate(value):
            if isinstance(name, str) and not names.has(model.name, name):
                is_strict = model.setting("strict") in (True, "filter", "validate", "throw")
                is_certain = is_strict and not names.is_mentioned(model.name, name)
                fix = f"Take “{name}” out of “{key}”" if is_certain else ""
                sentence = f"“{model.name}” has no property “{name}” to be {key.removesuffix('Properties')}."
                yield _HIDDEN_NOTHING.at(model.path, (*place, index), sentence, fix=fix)


def _excluded(boot: Boot, model: RegisteredModel) -> Iterator[Problem]:
    assert model.path
    value = model.setting("excludeBaseProperties")
    if value is None or isinstance(value, list | str):
        return
    severity = Severity.STOPS_BOOT if model.name in boot.registry.created else Severity.ADVICE
    sentence = f"“excludeBaseProperties” of “{model.name}” is not an array."
    yield _EXCLUDED.at(model.path, model.place("excludeBaseProperties"), sentence, severity=severity)


def _indexes(model: RegisteredModel, names: PropertyNames, fields: frozenset[str]) -> Iterator[Problem]:
    """`fields` may be named in place of properties, and what is inside of them too, where it is no SQL database."""
    assert model.path
    indexes = model.setting("indexes")
    if not isinstance(indexes, dict) or not names.are_known(model.name):
        return
    for name, index in indexes.items():
        for key in _keys(index):
            first = key.split(".")[0] if fields else key
            is_there = names.has(model.name, first) or first in fields or first.startswith("$")
            if not is_there and not (fields and names.is_mentioned(model.name, first)):
                sentence = f"The index “{name}” names “{key}”, which is no property of “{model.name}”."
                yield _INDEX.at(model.path, (*model.place("indexes"), name), sentence)
                break


def _keys(index: JSON) -> Iterator[str]:
    """What an index names: the keys of `keys`, or those of the index itself that are numbers."""
    if not isinstance(index, dict) or "columns" in index:
        return
    keys = index.get("keys", index)
    if isinstance(keys, dict):
        yield from (key for key, order in keys.items() if keys is not index or type(order) is int)


def _fields(model: RegisteredModel) -> frozenset[str]:
    """The names that a database which is not SQL knows the properties by, `_id` among them."""
    mappings = [each for value in model.properties.values() if isinstance(value, dict) for each in value.values()]
    named = [each.get(key) for each in mappings if isinstance(each, dict) for key in _FIELD_NAMES]
    return frozenset({"_id", *(name for name in named if isinstance(name, str))})


_FIELD_NAMES = ("fieldName", "field", "columnName", "column")


class _Connectors:
    """The connectors of all data sources, whatever the environment."""

    def __init__(self, boot: Boot) -> None:
        self._app = boot.app

    def may_use(self, name: str) -> bool:
        """Whether a connector may be in use; whether an unknown one reads a key nobody can tell."""
        return self._names is None or name in self._names

    @cached_property
    def _names(self) -> frozenset[str] | None:
        if self._app.scripts_of("datasources"):
            return None
        names = set()
        for path in self._app.config_layers("datasources"):
            for settings in self._app.members(path).values():
                given = settings.get("connector") if isinstance(settings, dict) else None
                if isinstance(given, str):
                    names.add(given.removeprefix("loopback-connector-"))
        sources = {source.connector.removeprefix("loopback-connector-") for source in self._app.data_sources.values()}
        names |= sources
        unknown = [name for name in names if name not in _MAPPED and not _is_described(name)]
        return None if unknown or not names else frozenset(names)


def _is_described(name: str) -> bool:
    return connectors.find(name) is not None or name in ("kv-memory", "mail", "memory", "remote", "transient")


def _mappings(model: RegisteredModel, used: _Connectors) -> Iterator[Problem]:
    assert model.path
    for place, key in _mapping_keys(model):
        if not used.may_use(key):
            sentence = f"No data source has the connector “{key}”, so nobody reads this."
            yield _MAPPING.at(model.path, (*place, key), sentence)
            return


def _mapping_keys(model: RegisteredModel) -> Iterator[tuple[tuple[str, ...], str]]:
    options: JSON = model.definition.get("options")
    for place, holder in (((), model.definition), (("options",), options if isinstance(options, dict) else {})):
        yield from ((place, key) for key, value in holder.items() if key in _MAPPED and isinstance(value, dict))
    for name, value in model.properties.items():
        if isinstance(value, dict):
            found = (key for key, each in value.items() if key in _MAPPED and isinstance(each, dict))
            yield from ((("properties", name), key) for key in found)
