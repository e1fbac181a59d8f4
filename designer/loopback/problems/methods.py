"""Remote methods and scopes: what LoopBack makes of them at its start."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.problems.mending import remove_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel

_STATIC = Code(
    "static-prototype",
    Severity.STOPS_BOOT,
    "A method is static and not static",
    'In LoopBack 3 a method whose name begins with `prototype.` is one of instances. With `"isStatic": true` besides, '
    "LoopBack ends with “does not match new method name-based style” (loopback 3.28.0, lib/registry.js, "
    "_defineRemoteMethods).",
    "Delete `isStatic`; the name tells.",
    remove_value,
)
_METHOD = Code(
    "bad-method",
    Severity.STOPS_BOOT,
    "LoopBack cannot read the description of a method",
    "A method is described by an object; `accepts` and `returns` are an object or an array of objects. LoopBack ends "
    "with a TypeError where one of them is null (loopback 3.28.0, lib/registry.js, _defineRemoteMethods, and "
    "lib/model.js, setupOptionsArgs; strong-remoting 3, lib/shared-method.js).",
    "Make it an object, and leave out what is not needed.",
)
_ROUTE = Code(
    "bad-route",
    Severity.WRONG_RESULT,
    "A method has a route that cannot be served",
    "`http` is an object or an array of objects, `verb` a method of HTTP such as `get`, and `path` a text. LoopBack "
    "makes the routes of all public models at once, at the first request, and then every request to REST fails; where "
    "the API explorer is among the components this happens at the start, which ends with an error (strong-remoting 3, "
    "lib/rest-adapter.js).",
    "Correct the route.",
)
_NOT_SHARED = Code(
    "shared-method-not-boolean",
    Severity.STOPS_BOOT,
    "Whether a method is shared is not said by true or false",
    "Each member of `options.remoting.sharedMethods` in model-config.json must be true or false, or LoopBack ends with "
    "“Expected boolean” (loopback 3.28.0, lib/configure-shared-methods.js). It is checked whenever a model "
    "is made public, for this one and all before.",
    "Write `true` or `false`, without quotes.",
)
_SCOPE = Code(
    "bad-scope",
    Severity.STOPS_BOOT,
    "LoopBack cannot set up a scope",
    "LoopBack looks into each scope when it attaches the model, which null does not have, and puts it onto the "
    "model’s class. There it ends with an error where the scope is called `prototype`, `app`, `modelName`, "
    "`definition` or the like (loopback-datasource-juggler 3.36.1, lib/datasource.js, defineScopes; lib/scope.js; "
    "loopback 3.28.0, lib/application.js).",
    "Make the scope an object with a filter, or rename it.",
)
_SCOPE_HIDES = Code(
    "scope-hides-method",
    Severity.WRONG_RESULT,
    "A scope has the name of a method",
    "A scope is put onto the model’s class, over a method of the same name: with a scope `find` or `create` instances "
    "can no longer be found or created (loopback-datasource-juggler 3.36.1, lib/scope.js, defineScope).",
    "Rename the scope.",
)

CODES = (_STATIC, _METHOD, _ROUTE, _NOT_SHARED, _SCOPE, _SCOPE_HIDES)

_VERBS = frozenset(
    {"acl", "all", "bind", "checkout", "connect", "copy", "del", "delete", "get", "head", "link", "lock", "m-search"}
    | {"merge", "mkactivity", "mkcalendar", "mkcol", "move", "notify", "options", "param", "patch", "post", "propfind"}
    | {"proppatch", "purge", "put", "query", "rebind", "report", "route", "search", "source", "subscribe", "trace"}
    | {"unbind", "unlink", "unlock", "unsubscribe", "use"}
)
_STOPPING_SCOPES = frozenset({"app", "arguments", "caller", "modelName", "prototype", "shared"})
_STOPPING_PUBLIC_SCOPES = frozenset({"definition", "scopes", "sharedClass"})
_METHODS = frozenset(
    {"all", "attachTo", "bulkUpdate", "count", "create", "deleteAll", "deleteById", "destroyAll", "destroyById", "emit"}
    | {"exists", "extend", "find", "findById", "findByIds", "findOne", "findOrCreate", "getApp", "getDataSource"}
    | {"notifyObserversOf", "observe", "on", "once", "patchOrCreate", "remoteMethod", "remove", "removeById"}
    | {"replaceById", "replaceOrCreate", "scope", "update", "updateAll", "updateOrCreate", "upsert", "upsertWithWhere"}
    | {"validate", "dataSource", "settings", "relations"}
)
"""Members of a model's class, seen by giving a scope each of these names (loopback 3.28.0)."""


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of methods and scopes."""
    has_explorer = truthy(boot.merged("component-config").get("loopback-component-explorer"))
    order = boot.registry.created
    last_public = max(
        (order.get(name, -1) for name, model in boot.registry.models.items() if _is_public(boot, model)), default=-1
    )
    explores = has_explorer and boot.is_settled("component-config")
    for model in boot.registry.models.values():
        is_settled = boot.is_settled("model-config")
        if model.path:
            is_created = model.name in boot.registry.created
            yield from _methods(
                boot, model, model.setting("methods"), (model.path, model.place("methods")), is_created, explores
            )
            yield from _scopes(boot, model)
        if model.config.get("methods"):
            place = boot.place("model-config", model.name, "methods")
            yield from _methods(boot, model, model.config["methods"], place, is_settled, explores)
        yield from _shared(boot, model, last_public)


def _is_public(boot: Boot, model: RegisteredModel) -> bool:
    return model.name in boot.configured and model.config.get("public") is not False


def _methods(
    boot: Boot, model: RegisteredModel, value: JSON, place: tuple[str, Pointer], is_used: bool, explores: bool
) -> Iterator[Problem]:
    members: dict[str | int, JSON] = {}
    if isinstance(value, dict):
        members = dict(value)
    elif isinstance(value, list):
        members = dict(enumerate(value))
    path, pointer = place
    for name, method in members.items():
        yield from _one(model, path, (*pointer, name), str(name), method, is_used)
        if isinstance(method, dict) and boot.loopback == 3:
            yield from _routes(boot, model, path, (*pointer, name, "http"), method.get("http"), explores)


def _one(
    model: RegisteredModel, path: str, place: Pointer, name: str, method: JSON, is_used: bool
) -> Iterator[Problem]:
    severity = None if is_used else Severity.ADVICE
    if method is None:
        yield _METHOD.at(path, place, f"The method “{name}” is null.", severity=severity)
        return
    if not isinstance(method, dict):
        yield _METHOD.at(path, place, f"The method “{name}” is not described by an object.", severity=Severity.ADVICE)
        return
    if name.startswith("prototype.") and method.get("isStatic") is True:
        sentence = f"“{name}” is a method of instances by its name, and static by “isStatic”."
        yield _STATIC.at(path, (*place, "isStatic"), sentence, fix="Delete “isStatic”", severity=severity)
    if name.startswith("prototype.prototype."):
        yield _METHOD.at(path, place, f"“{name}” begins with “prototype.” twice.", severity=severity)
    for key in ("accepts", "returns"):
        arguments = method.get(key)
        for index, each in enumerate(arguments if isinstance(arguments, list) else ()):
            if each is None:
                sentence = f"“{key}” of the method “{name}” has null for an argument."
                yield _METHOD.at(path, (*place, key, index), sentence, severity=severity)


def _routes(
    boot: Boot, model: RegisteredModel, path: str, place: Pointer, http: JSON, explores: bool
) -> Iterator[Problem]:
    problem = _route_problem(http)
    if problem:
        stops = explores and _is_public(boot, model) and boot.is_settled("model-config")
        severity = Severity.STOPS_BOOT if stops else None if _is_public(boot, model) else Severity.ADVICE
        yield _ROUTE.at(path, place, problem, severity=severity)


def _route_problem(http: JSON) -> str:
    if not truthy(http):
        return ""
    for route in http if isinstance(http, list) else [http]:
        if not isinstance(route, dict):
            return "“http” is not an object."
        verb, path = route.get("verb"), route.get("path")
        if truthy(verb) and (not isinstance(verb, str) or verb.lower() not in _VERBS):
            return f"“{verb}” is no method of HTTP." if isinstance(verb, str) else "“verb” is not a text."
        if truthy(path) and not isinstance(path, str | list):
            return "“path” is not a text."
    return ""


def _shared(boot: Boot, model: RegisteredModel, last_public: int) -> Iterator[Problem]:
    """LoopBack checks all models that it has attached so far, each time when it makes one public."""
    value: JSON = dict(model.config)
    for key in ("options", "remoting", "sharedMethods"):
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, dict | list) or boot.registry.created.get(model.name, last_public + 1) > last_public:
        return
    keys = ("options", "remoting", "sharedMethods")
    items: list[tuple[str | int, JSON]] = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for name, each in items:
        if not isinstance(each, bool):
            sentence = f"“{name}” of “{model.name}” is neither true nor false; LoopBack does not start."
            severity = None if boot.is_settled("model-config") and boot.loopback == 3 else Severity.ADVICE
            yield _NOT_SHARED.at(*boot.place("model-config", model.name, *keys, name), sentence, severity=severity)


def _scopes(boot: Boot, model: RegisteredModel) -> Iterator[Problem]:
    assert model.path
    scopes = model.setting("scopes")
    for name, scope in scopes.items() if isinstance(scopes, dict) else ():
        place = (*model.place("scopes"), name)
        users = boot.registry.users(model.name, "scopes", name)
        public = [user for user in users if boot.registry.models[user].config.get("public") is not False]
        if scope is None:
            severity = None if users else Severity.ADVICE
            yield _SCOPE.at(model.path, place, f"The scope “{name}” is null.", severity=severity)
        elif name in _STOPPING_SCOPES | _STOPPING_PUBLIC_SCOPES:
            stops = public if name in _STOPPING_PUBLIC_SCOPES else users
            sentence = f"LoopBack needs “{name}” of a model itself, which this scope would replace."
            yield _SCOPE.at(model.path, place, sentence, severity=None if stops else Severity.ADVICE)
        elif name in _METHODS:
            sentence = f"A model has a “{name}” of LoopBack’s own, which this scope replaces."
            yield _SCOPE_HIDES.at(model.path, place, sentence)
