"""Remote methods that are described, while no script can define them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from designer.loopback.data_sources import connector_of
from designer.loopback.jsontext import JSON
from designer.loopback.model import script_path
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel

_NO_SCRIPT = Code(
    "method-without-script",
    Severity.ADVICE,
    "A method is described, and the script of its model is not there",
    "A definition only describes how a method is called. What it does stands in a script, by custom the one beside "
    "the definition, with the same name and `.js`. LoopBack starts without it and serves the route, but each call ends "
    "with status 500, after “Cannot read properties of undefined (reading 'apply')” (strong-remoting 3, "
    "lib/shared-method.js, invoke). Another script, such as one in `boot`, can define the method too; no script is "
    "read here.",
    "Write the method in the script of the model, or delete its description.",
)

CODES = (_NO_SCRIPT,)

_SCRIPTS = (".js", ".coffee", ".ts", ".mjs", ".cjs", ".node")
_BASES = frozenset({"Model", "PersistedModel"})
_DATABASES = frozenset(
    {"memory", "transient", "mysql", "postgresql", "mssql", "oracle", "sqlite3", "db2", "dashdb", "informix"}
    | {"mongodb", "cassandra", "cloudant", "couchdb2", "saphana", "ibmi", "redis", "elasticsearch"}
)
"""Connectors that give their models no methods of their own; others, such as rest, may define what is described."""
_STATIC = frozenset(
    {"all", "bulkUpdate", "changes", "checkpoint", "count", "create", "createChangeStream", "createUpdates"}
    | {
        "currentCheckpoint",
        "deleteAll",
        "deleteById",
        "destroyAll",
        "destroyById",
        "diff",
        "exists",
        "find",
        "findById",
    }
    | {"findByIds", "findLastChange", "findOne", "findOrCreate", "patchOrCreate", "patchOrCreateWithWhere"}
    | {"rectifyAllChanges", "rectifyChange", "remove", "removeAll", "removeById", "replaceById", "replaceOrCreate"}
    | {"replicate", "update", "updateAll", "updateLastChange", "updateOrCreate", "upsert", "upsertWithWhere"}
)
_OF_INSTANCES = frozenset(
    {"delete", "destroy", "getId", "getIdName", "isNewRecord", "isValid", "patchAttributes", "reload", "remove"}
    | {"replaceAttributes", "save", "setAttributes", "toJSON", "toObject", "updateAttribute", "updateAttributes"}
)
"""What PersistedModel has, so that a description of it is about that (loopback 3.28.0, lib/persisted-model.js)."""


def find(boot: Boot) -> Iterator[Problem]:
    """The methods of public models that no script beside a definition can define."""
    if not any(path.endswith(_SCRIPTS) for path in boot.app.paths):
        return  # Nobody brought scripts along.
    for model in boot.registry.models.values():
        if model.path and _lacks_script(boot, model):
            yield from _problems(boot, model, model.setting("methods"), (model.path, model.place("methods")))
            place = boot.place("model-config", model.name, "methods")
            yield from _problems(boot, model, model.config.get("methods"), place)


def _problems(
    boot: Boot, model: RegisteredModel, methods: JSON, place: tuple[str, tuple[str | int, ...]]
) -> Iterator[Problem]:
    path, pointer = place
    for name, method in methods.items() if isinstance(methods, dict) else ():
        if isinstance(method, dict) and method.get("shared") is not False and not _has(boot, model, name):
            sentence = (
                f"The method “{name}” is described, but {script_path(str(model.path))} is not there; "
                "unless another script defines it, each call fails."
            )
            yield _NO_SCRIPT.at(path, (*pointer, name), sentence)


def _lacks_script(boot: Boot, model: RegisteredModel) -> bool:
    """Whether a model is served, and neither it nor anything it extends or is attached to can bring methods."""
    registry = boot.registry
    is_served = model.name in boot.configured and model.config.get("public") is not False
    if not is_served or model.name not in registry.created or not registry.is_whole(model.name):
        return False
    for each in (model.name, *registry.bases(model.name)):
        known = registry.models.get(each)
        path = known.path if known else None
        if _has_script(boot, path) if path else each not in _BASES:
            return False
    return _is_plain(boot, model)


def _has_script(boot: Boot, path: str) -> bool:
    stem = posixpath.splitext(path)[0]
    return any(boot.app.has(stem + ending) for ending in _SCRIPTS)


def _is_plain(boot: Boot, model: RegisteredModel) -> bool:
    """Whether a model is attached to nothing, or to a database."""
    key = model.config.get("dataSource")
    if not key:
        return True
    name = boot.data_source_keys.get(key) if isinstance(key, str) else None
    entry = boot.data_sources.get(name) if name is not None else None
    connector = connector_of(entry, str(name)) if isinstance(entry, dict) else ""
    return connector.removeprefix("loopback-connector-").lower() in _DATABASES


def _has(boot: Boot, model: RegisteredModel, name: str) -> bool:
    """Whether a model has a function of this name without a script: LoopBack's own, a relation's or a scope's."""
    bare = name.removeprefix("prototype.")
    if bare.startswith("__"):
        return True
    of_instances = bare != name
    for each in (model.name, *boot.registry.bases(model.name)):
        known = boot.registry.models.get(each)
        made = known.setting("relations" if of_instances else "scopes") if known else None
        if isinstance(made, dict) and bare in made:
            return True
    return bare in (_OF_INSTANCES if of_instances else _STATIC)
