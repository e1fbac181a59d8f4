"""Whether the connector of a data source can carry the models that are attached to it."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback import packages
from designer.loopback.builtin import BUILTIN
from designer.loopback.problems import lineage
from designer.loopback.problems.certainty import certain
from designer.loopback.problems.data_sources import connector_name
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.problems.relation_parts import TYPES, relations
from designer.loopback.startup.boot import Boot

_MAIL = frozenset({"mail"})
_KEY_VALUE = frozenset({"kv-memory", "kvMemory", "KvMemory", "kv-redis", "kv-extreme-scale"})
_DATABASES = frozenset(
    {"memory", "Memory", "mysql", "postgresql", "mssql", "oracle", "sqlite3", "db2", "db2z", "dashdb", "ibmi"}
    | {"mongodb", "cloudant", "couchdb2", "cassandra", "redis", "es", "esv6", "saphana"}
)
_SERVICES = frozenset(
    {"rest", "soap", "grpc", "openapi", "swagger", "zosconnectee", "jsonrpc", "twilio", "mqlight"}
    | {"loopback-component-storage", "loopback-component-push"}
)
"""Connectors whose methods come from the service they call, or which have methods of their own."""

_NO_RELATIONS = _MAIL | _KEY_VALUE | {"rest"}
_WITH_A_KEY_OF_ITS_OWN = ("belongsTo", "hasAndBelongsToMany")

_WRONG = Code(
    "wrong-connector",
    Severity.WRONG_RESULT,
    "A model is attached to a data source that cannot carry it",
    "What a model can do comes from its base and from the connector of its data source together. PersistedModel needs "
    "a database, KeyValueModel a key-value store, Email the connector `mail`. On another one LoopBack starts, and the "
    "methods fail when they are called: “has not been correctly attached to a DataSource”, “You must connect the Email "
    "Model to a Mail connector” (loopback 3.28.0, lib/persisted-model.js, common/models/key-value-model.js and "
    "email.js).",
    "Attach the model to another data source, or extend the model that fits the connector: `Model` for a service such "
    "as REST or SOAP.",
)
_RELATION = Code(
    "relation-not-carried",
    Severity.STOPS_BOOT,
    "A model with a relation is attached to a data source that knows no relations",
    "The methods that set up relations come from the connector of the model’s data source, and those for mail, REST "
    "and key-value stores have none: the start ends with “Cannot read properties of undefined (reading 'call')”. Where "
    "the data source has no real connector at all, the key of a belongsTo relation cannot be made "
    "(loopback-datasource-juggler 3.36.1, lib/datasource.js, defineRelations and columnMetadata).",
    "Delete the relation, or attach the model to a database.",
)

CODES = (_WRONG, _RELATION)


def find(boot: Boot) -> Iterator[Problem]:
    """The models that are attached to a data source of the wrong kind."""
    sources = {name: _source(boot, name) for name in boot.registry.attached}
    for name, source in sources.items():
        if _takes_no_models(boot, source):
            yield from _wrong_connector(boot, name, source)
    in_danger = {name: source for name, source in sources.items() if _connector(boot, source) in _NO_RELATIONS | {""}}
    if in_danger:
        yield from certain(boot, _relations(boot, in_danger), "model-config", "datasources")


def _source(boot: Boot, model: str) -> str:
    entry = boot.configured[model]
    assert isinstance(entry, dict)
    return boot.data_source_keys[str(entry["dataSource"])]


def _connector(boot: Boot, source: str) -> str:
    """The connector of a data source by its short name; empty where it is none."""
    settings = boot.data_sources[source]
    short = connector_name(source, settings).removeprefix("loopback-connector-")
    is_rest_with_methods = isinstance(settings, dict) and truthy(settings.get("crud"))
    return "" if short in packages.NO_CONNECTORS else "unknown" if is_rest_with_methods else short


def _takes_no_models(boot: Boot, source: str) -> bool:
    return _connector(boot, source) in _MAIL | _KEY_VALUE | _DATABASES | _SERVICES


def _wrong_connector(boot: Boot, name: str, source: str) -> Iterator[Problem]:
    ancestry, connector = lineage.ancestry(boot, name), _connector(boot, source)
    kinds = [kind for kind in ("Email", "KeyValueModel", "PersistedModel") if kind in (ancestry or ())]
    carriers = {"Email": _MAIL, "KeyValueModel": _KEY_VALUE, "PersistedModel": _DATABASES}
    if kinds and connector not in carriers[kinds[0]]:
        model = f"“{name}”" if name == kinds[0] else f"“{name}”, a {kinds[0]},"
        sentence = f"{model} is attached to “{source}”, whose connector {connector} cannot carry it: its methods fail."
        yield _WRONG.at(*boot.place("model-config", name, "dataSource"), sentence)


def _relations(boot: Boot, sources: dict[str, str]) -> Iterator[Problem]:
    own: set[tuple[str, str]] = set()
    for relation in relations(boot):
        for name in relation.users:
            own.add((name, relation.name))
            targets = [target for key in ("model", "through") if (target := relation.get(key))]
            if name in sources and relation.get("type") in TYPES and boot.registry.attached >= set(map(str, targets)):
                yield from _relation(boot, name, sources[name], relation.name, str(relation.get("type")))
    for name, source in sources.items():
        for each in (BUILTIN[base] for base in (name, *boot.registry.bases(name)) if base in BUILTIN):
            for built_in in each.relations:
                if (name, built_in.name) not in own and built_in.model in boot.registry.attached:
                    yield from _relation(boot, name, source, built_in.name, built_in.type)


def _relation(boot: Boot, name: str, source: str, relation: str, kind: str) -> Iterator[Problem]:
    connector = _connector(boot, source)
    if connector or kind in _WITH_A_KEY_OF_ITS_OWN:
        what = f"the connector {connector} knows no relations" if connector else "no connector is there to make its key"
        sentence = f"“{name}” has the relation “{relation}”, but on “{source}” {what}; LoopBack does not start."
        yield _RELATION.at(*boot.place("model-config", name, "dataSource"), sentence)
