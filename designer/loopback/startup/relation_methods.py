"""The remote methods that relations and scopes bring, also those offered below another model.

loopback 3.28.0, lib/model.js: belongsToRemoting, hasOneRemoting, hasManyRemoting, scopeRemoting and nestRemoting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON
from designer.loopback.startup.models import ModelClass
from designer.loopback.startup.relations import Relation, Scope
from designer.loopback.startup.shared_classes import Arguments, SharedClass, SharedMethod

_NESTED = re.compile(r"__([^_]+)__([^_]+)")
_REFRESH: dict[str, JSON] = {"arg": "refresh", "type": "boolean", "http": {"source": "query"}}
_FOREIGN_ID: dict[str, JSON] = {
    "arg": "fk",
    "type": "any",
    "required": True,
    "http": {"source": "path"},
    "description": "The id of the related instance.",
}


def resolve(model: ModelClass, shared: SharedClass) -> Iterator[SharedMethod]:
    """The methods of all relations and scopes of a model; those to be nested are added to `shared` on the way."""
    for relation in model.relations.values():
        if relation.type == "belongsTo":
            yield _get(relation)
        elif relation.type in ("hasOne", "embedsOne"):
            yield _get(relation)
            yield from _one(relation)
        else:
            yield from _many(relation)
        if truthy(relation.options.get("nestRemoting")):
            _nest(shared, relation)
    for scope in model.scopes.values():
        yield from _scope(model, scope)


def _get(relation: Relation) -> SharedMethod:
    kind = relation.model_to.name if relation.model_to else "PersistedModel"
    returns = {"arg": relation.name, "type": kind, "root": True}
    return _method(relation, "get", "Reads the related instance.", "get", "", [_REFRESH], returns)


def _one(relation: Relation) -> Iterator[SharedMethod]:
    assert relation.model_to is not None
    data, instance = _data(relation.model_to), _instance("data", relation.model_to)
    yield _method(relation, "create", "Creates the related instance.", "post", "", [data], instance)
    yield _method(relation, "update", "Changes the related instance.", "put", "", [data], instance)
    yield _method(relation, "destroy", "Deletes the related instance.", "delete", "", [])


def _many(relation: Relation) -> Iterator[SharedMethod]:
    target = relation.model_to
    assert target is not None
    result = _instance("result", target)
    one, fk = "/:fk", _FOREIGN_ID
    yield _method(relation, "findById", "Reads a related instance.", "get", one, [fk], result)
    yield _method(relation, "destroyById", "Deletes a related instance.", "delete", one, [fk])
    yield _method(relation, "updateById", "Changes a related instance.", "put", one, [fk, _data(target)], result)
    through = relation.model_through or (target if relation.type == "referencesMany" else None)
    if through is None:
        return
    data = [_data(through)] if relation.type == "hasMany" else []
    link = "/rel/:fk"
    returns = _instance(relation.name, through)
    yield _method(relation, "link", "Relates an instance to this one.", "put", link, [fk, *data], returns)
    yield _method(relation, "unlink", "Ends the relation to an instance.", "delete", link, [fk])
    exists = {"arg": "exists", "type": "boolean", "root": True}
    yield _method(relation, "exists", "Tells whether an instance is related.", "head", link, [fk], exists)


def _scope(model: ModelClass, scope: Scope) -> Iterator[SharedMethod]:
    relation = model.relations.get(scope.name)
    target = relation.model_to if relation and relation.model_to else scope.model_to
    several = _instance(scope.name, target) | {"type": [target.name]}
    data = _data(target) | {"createOnlyInstance": bool(target.update_only())}
    where: dict[str, JSON] = {
        "arg": "where",
        "type": "object",
        "description": 'Which instances, as JSON: {"property": "value"}.',
    }
    filters: Arguments = [{"arg": "filter", "type": "object"}]
    count: dict[str, JSON] = {"arg": "count", "type": "number"}
    yield _method(scope, "get", f"Reads the {scope.name}.", "get", "", filters, several)
    yield _method(scope, "create", f"Creates one of the {scope.name}.", "post", "", [data], _instance("data", target))
    yield _method(scope, "delete", f"Deletes all {scope.name}.", "delete", "", [])
    yield _method(scope, "count", f"Counts the {scope.name}.", "get", "/count", [where], count)


def _nest(shared: SharedClass, relation: Relation) -> None:
    """Offers the methods of the related model's own relations below this one."""
    target = relation.model_to
    if relation.is_nested or target is None or target.shared is None:
        return
    relation.is_nested = True
    named = relation.options.get("path")
    path = str(named) if truthy(named) else relation.name
    key: Arguments = []
    if relation.is_multiple:
        path += "/:nk"
        key = [{"arg": "nk", "type": "any", "required": True, "http": {"source": "path"}}]
    path = path if path.startswith("/") else f"/{path}"
    for method in target.shared.methods():
        match = _NESTED.fullmatch(method.name)
        if match and not method.is_static:
            shared.define(
                SharedMethod(
                    f"__{match[1]}__{relation.name}__{match[2]}",
                    False,
                    [route | {"path": path + route["path"]} for route in method.routes],
                    [*key, *method.accepts],
                    method.returns,
                    method.description,
                    source=f"relation {relation.name}, nested",
                )
            )


def _method(
    of: Relation | Scope,
    verb: str,
    description: str,
    http_verb: str,
    path: str,
    accepts: Arguments,
    returns: dict[str, JSON] | None = None,
) -> SharedMethod:
    is_static = isinstance(of, Scope) and of.is_static
    http = of.options.get("http")
    place = http.get("path") if isinstance(http, dict) and truthy(http.get("path")) else of.name
    return SharedMethod(
        f"__{verb}__{of.name}",
        is_static,
        {"verb": http_verb, "path": f"/{place}{path}"},
        accepts,
        [returns] if returns else [],
        description,
        source=f"{'scope' if is_static else 'relation'} {of.name}",
    )


def _data(model: ModelClass) -> dict[str, JSON]:
    return {"arg": "data", "type": "object", "model": model.name, "http": {"source": "body"}}


def _instance(name: str, model: ModelClass) -> dict[str, JSON]:
    return {"arg": name, "type": model.name, "root": True}
