"""The remote methods of PersistedModel, and those that replication adds to it, in LoopBack's order.

loopback 3.28.0 and 2.42.0, lib/persisted-model.js (setupRemoting).
"""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON
from designer.loopback.startup.models import ModelClass
from designer.loopback.startup.shared_classes import SharedMethod

_ID: dict[str, JSON] = {
    "arg": "id",
    "type": "any",
    "required": True,
    "http": {"source": "path"},
    "description": "The id of the instance.",
}
_FILTER: dict[str, JSON] = {
    "arg": "filter",
    "type": "object",
    "description": 'Which instances, and what of them, as JSON: {"where": {…}, "include": …, "order": …, "limit": …}.',
}
_ONE_FILTER: dict[str, JSON] = {
    "arg": "filter",
    "type": "object",
    "description": 'What to return of the instance, as JSON: {"fields": …, "include": …}.',
}
_WHERE: dict[str, JSON] = {
    "arg": "where",
    "type": "object",
    "description": 'Which instances, as JSON: {"property": "value"}.',
}
_QUERY_WHERE: dict[str, JSON] = _WHERE | {"http": {"source": "query"}}
_COUNT: dict[str, JSON] = {"arg": "count", "type": "number"}


def persisted_methods(model: ModelClass, *, loopback: int) -> Iterator[SharedMethod]:
    """What a PersistedModel offers; LoopBack 2 and 3 differ in what PUT does, and in the names of two methods."""
    wanted = model.settings.get("replaceOnPUT")
    is_old = loopback == 2
    on_put = wanted is True if is_old else wanted is not False
    yield from _upserts(model, on_put=on_put, is_old=is_old)
    yield from _single(model, on_put=on_put)
    yield from _many(model)
    yield _method(
        "prototype.updateAttributes" if is_old else "prototype.patchAttributes",
        "Changes some properties of the instance.",
        ([] if on_put else [_route("put")]) + [_route("patch")],
        [_data(model)],
        _instance(model),
        aliases=("patchAttributes" if is_old else "updateAttributes",),
    )
    if truthy(model.settings.get("trackChanges")) or truthy(model.settings.get("enableRemoteReplication")):
        yield from _replication(model)
    yield _method(
        "createChangeStream",
        "Opens a stream that tells each change of the instances.",
        [_route("post", "/change-stream"), _route("get", "/change-stream")],
        [{"arg": "options", "type": "object"}],
        {"arg": "changes", "type": "ReadableStream", "json": True},
    )


def _upserts(model: ModelClass, *, on_put: bool, is_old: bool) -> Iterator[SharedMethod]:
    create_only = {"createOnlyInstance": bool(model.update_only())}
    put = [_route("put")]
    data, instance = _data(model), _instance(model)
    yield _method("create", "Creates an instance, or several.", _route("post"), [data | create_only], instance)
    yield _method(
        "upsert" if is_old else "patchOrCreate",
        "Changes the instance with the id in the body, or creates it.",
        ([] if on_put else put) + [_route("patch")],
        [data],
        instance,
        aliases=("patchOrCreate" if is_old else "upsert", "updateOrCreate"),
    )
    yield _method(
        "replaceOrCreate",
        "Replaces the instance with the id in the body, or creates it.",
        [_route("post", "/replaceOrCreate")] + (put if on_put else []),
        [data],
        instance,
    )
    yield _method(
        "upsertWithWhere",
        "Changes the one instance that matches, or creates it where none does.",
        _route("post", "/upsertWithWhere"),
        [_QUERY_WHERE, data],
        instance,
        aliases=("patchOrCreateWithWhere",),
    )


def _single(model: ModelClass, *, on_put: bool) -> Iterator[SharedMethod]:
    yield _method(
        "exists",
        "Tells whether there is an instance.",
        [_route("get", "/:id/exists"), _route("head", "/:id")],
        [_ID],
        {"arg": "exists", "type": "boolean"},
    )
    yield _method("findById", "Reads an instance.", _route("get", "/:id"), [_ID, _ONE_FILTER], _instance(model))
    yield _method(
        "replaceById",
        "Replaces an instance.",
        [_route("post", "/:id/replace")] + ([_route("put", "/:id")] if on_put else []),
        [_ID, _data(model)],
        _instance(model),
    )


def _many(model: ModelClass) -> Iterator[SharedMethod]:
    several: dict[str, JSON] = _instance(model) | {"type": [model.name]}
    yield _method("find", "Reads the instances that match.", _route("get"), [_FILTER], several)
    yield _method(
        "findOne", "Reads the first instance that matches.", _route("get", "/findOne"), [_FILTER], _instance(model)
    )
    count: dict[str, JSON] = {"arg": "count", "type": "object", "root": True, "description": "How many were deleted."}
    all_of_them = _method("destroyAll", "Deletes the instances that match.", _route("del"), [_WHERE], count)
    all_of_them.is_shared = False
    yield all_of_them
    yield _method(
        "updateAll",
        "Changes the instances that match.",
        _route("post", "/update"),
        [_QUERY_WHERE, _data(model)],
        {"arg": "info", "type": {"count": {"type": "number", "description": "How many were changed."}}, "root": True},
        aliases=("update",),
    )
    yield _method(
        "deleteById",
        "Deletes an instance.",
        _route("del", "/:id"),
        [_ID],
        {"arg": "count", "type": "object", "root": True},
        aliases=("destroyById", "removeById"),
    )
    yield _method("count", "Counts the instances that match.", _route("get", "/count"), [_WHERE], _COUNT)


def _replication(model: ModelClass) -> Iterator[SharedMethod]:
    since: dict[str, JSON] = {"arg": "since", "type": "number", "description": "The number of a checkpoint."}
    checkpoint: dict[str, JSON] = {"arg": "checkpoint", "type": "object", "root": True}
    change: dict[str, JSON] = {"arg": "result", "type": f"{model.name}-change", "root": True}
    body = {"http": {"source": "body"}}
    yield _method(
        "diff",
        "Compares changes with those since a checkpoint.",
        _route("post", "/diff"),
        [since, {"arg": "remoteChanges", "type": ["any"], **body}],
        {"arg": "result", "type": "object", "root": True},
    )
    yield _method(
        "changes",
        "Reads the changes since a checkpoint.",
        _route("get", "/changes"),
        [since, {"arg": "filter", "type": "object"}],
        {"arg": "changes", "type": ["any"], "root": True},
    )
    yield _method("checkpoint", "Creates a checkpoint.", _route("post", "/checkpoint"), [], checkpoint)
    yield _method("currentCheckpoint", "Reads the current checkpoint.", _route("get", "/checkpoint"), [], checkpoint)
    yield _method(
        "createUpdates",
        "Makes a list of updates of a list of differences.",
        _route("post", "/create-updates"),
        [{"arg": "deltas", "type": ["any"], **body}],
        {"arg": "updates", "type": ["any"], "root": True},
    )
    yield _method(
        "bulkUpdate", "Applies several updates.", _route("post", "/bulk-update"), [{"arg": "updates", "type": ["any"]}]
    )
    last = "/:id/changes/last"
    yield _method("findLastChange", "Reads the last change of an instance.", _route("get", last), [_ID], change)
    yield _method(
        "updateLastChange", "Changes the last change of an instance.", _route("put", last), [_ID, _data(model)], change
    )


def _method(
    key: str,
    description: str,
    http: JSON,
    accepts: list[dict[str, JSON]],
    returns: dict[str, JSON] | None = None,
    *,
    aliases: tuple[str, ...] = (),
) -> SharedMethod:
    return SharedMethod(
        key.removeprefix("prototype."),
        not key.startswith("prototype."),
        http,
        accepts,
        [returns] if returns else [],
        description,
        aliases=aliases,
        source="PersistedModel",
    )


def _route(verb: str, path: str = "/") -> dict[str, str]:
    return {"verb": verb, "path": path}


def _data(model: ModelClass) -> dict[str, JSON]:
    return {"arg": "data", "type": "object", "model": model.name, "http": {"source": "body"}}


def _instance(model: ModelClass) -> dict[str, JSON]:
    return {"arg": "data", "type": model.name, "root": True}
