"""The names of models, and the paths under which they are served."""

from __future__ import annotations

from collections.abc import Iterator

from designer.loopback import names
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON
from designer.loopback.plurals import plural
from designer.loopback.problems.certainty import certain
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel

_RESERVED = Code(
    "reserved-name",
    Severity.STOPS_BOOT,
    "A model has a name that is taken",
    "`app.models` is a JavaScript function, whose `name`, `length`, `arguments` and `caller` cannot be replaced by a "
    "model of that name (loopback 3.28.0, lib/application.js, app.model). The type `file` of remote methods cannot be "
    "replaced by a public model either (strong-remoting 3, lib/type-registry.js). A model named as something that "
    "every JavaScript object has, such as `constructor`, is passed over without a word (loopback-boot 2.28.0, "
    "lib/compiler.js, addAllBaseModels).",
    "Rename the model.",
)
_TYPE_NAME = Code(
    "model-named-like-type",
    Severity.ADVICE,
    "A model has the name of a property type",
    "A property of that type has LoopBack’s own type, never the model, since types are looked up first and without "
    "regard to capitals (loopback-datasource-juggler 3.36.1, lib/model-builder.js, resolveType). For public models "
    "LoopBack also warns that a type of remote methods is overridden.",
    "Rename the model.",
)
_BUILTIN = Code(
    "builtin-shadowed",
    Severity.ADVICE,
    "A model takes the place of a built-in one",
    "A definition with the name of a built-in model replaces it, with all its properties, methods and scripts, also "
    "where LoopBack itself uses it (loopback-boot 2.28.0, lib/executor.js, defineModels). After a definition “Model” "
    "LoopBack refuses every model that does not extend it (loopback 3.28.0, lib/application.js, configureModel).",
    "Give it a name of its own and let it extend the built-in model, unless it is meant to replace that.",
)
_CLASHING = Code(
    "clashing-models",
    Severity.WRONG_RESULT,
    "A model takes the place of another one in `app.models`",
    "LoopBack also files each model under its name in camel case and with a capital, over whatever is there. A script "
    "that asks `app.models` for one of two such models may get the other (loopback 3.28.0, lib/application.js, "
    "app.model).",
    "Rename one of them.",
)
_SAME_PATH = Code(
    "same-rest-path",
    Severity.WRONG_RESULT,
    "Two models are served under the same path",
    "The path of a model is its `http.path`, else its plural, which LoopBack makes of the name where it is not given "
    "(loopback-datasource-juggler 3.36.1, lib/model-builder.js). Where two public models have the same, requests "
    "always reach the first of them.",
    "Give one of them another `plural` or `http.path`, or make it private.",
)

CODES = (_RESERVED, _TYPE_NAME, _BUILTIN, _CLASHING, _SAME_PATH)

_OF_FUNCTIONS = frozenset({"arguments", "caller", "length", "name"})
TYPES = frozenset(
    {"any", "array", "binary", "boolean", "buffer", "date", "datestring", "geopoint", "json", "number", "object"}
    | {"string", "text"}
)
"""LoopBack’s own types, in small letters (loopback-datasource-juggler 3.36.1, lib/types.js)."""


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of names."""
    for model in boot.registry.models.values():
        if model.name in boot.configured:
            yield from certain(boot, _reserved(boot, model), "model-config")
        if model.path and model.name in BUILTIN and model.name in boot.registry.created:
            yield _shadowing(boot, model, model.path)
    yield from _clashes(boot)
    if boot.is_settled("model-config"):
        yield from _paths(boot)


def _shadowing(boot: Boot, model: RegisteredModel, path: str) -> Problem:
    sentence = f"This definition replaces LoopBack’s own model “{model.name}”"
    stranger = next((name for name in boot.configured if not _is_below(boot, name, model.name)), None)
    stops = model.name == "Model" and stranger is not None and boot.is_settled("model-config")
    sentence += f", which “{stranger}” does not extend; LoopBack does not start." if stops else "."
    severity = Severity.STOPS_BOOT if stops else None
    return _BUILTIN.at(path, ("name",) if "name" in model.definition else (), sentence, severity=severity)


def _is_below(boot: Boot, name: str, base: str) -> bool:
    """Whether a model extends a definition here that bears the name of a built-in model."""
    seen: set[str] = set()
    while name in boot.registry.defined and name not in seen and name != base:
        seen.add(name)
        above = boot.registry.defined[name].base
        if above == base:
            return True
        name = above if isinstance(above, str) else ""
    return False


def _reserved(boot: Boot, model: RegisteredModel) -> Iterator[Problem]:
    name = model.name
    place = boot.place("model-config", name)
    is_public = model.config.get("public") is not False
    if names.aliases(name) & _OF_FUNCTIONS:
        yield _RESERVED.at(*place, f"LoopBack cannot keep a model “{name}” and does not start.")
    elif name.lower() == "file" and is_public and model.path:
        yield _RESERVED.at(*place, f"LoopBack has a type “file” that a public model “{name}” cannot replace.")
    elif name in names.OBJECT_MEMBERS and model.path:
        sentence = f"LoopBack passes over the model “{name}”, because every JavaScript object has one already."
        yield _RESERVED.at(*place, sentence, severity=Severity.WRONG_RESULT)
    elif name.lower() in TYPES and model.path:
        yield _TYPE_NAME.at(*place, f"A property of type “{name}” means LoopBack’s own type, never this model.")


def _clashes(boot: Boot) -> Iterator[Problem]:
    by_alias: dict[str, list[str]] = {}
    for name in boot.configured:
        similar = {other: None for alias in names.aliases(name) for other in by_alias.get(alias, [])}
        if other := names.clashes(name, similar):
            sentence = f"In app.models “{name}” and “{other}” share a name, and one replaces the other."
            related = name in boot.registry.bases(other) or other in boot.registry.bases(name)
            severity = Severity.ADVICE if related else None
            yield _CLASHING.at(*boot.place("model-config", name), sentence, severity=severity)
        for alias in names.aliases(name):
            by_alias.setdefault(alias, []).append(name)


def _paths(boot: Boot) -> Iterator[Problem]:
    served: dict[str, str] = {}
    for name, model in boot.registry.models.items():
        is_public = name in boot.configured and model.config.get("public") is not False
        if is_public and (model.path or name in BUILTIN):
            path = rest_path(boot, name)
            other = served.setdefault(path.lower(), name)
            if other != name:
                sentence = f"“{name}” and “{other}” are both served under {path}."
                yield _SAME_PATH.at(*boot.place("model-config", name), sentence)


def rest_path(boot: Boot, name: str) -> str:
    """The path of a model below the API’s root: `/Customers`.

    `plural` and `http` are inherited from the base as other settings are (model-builder.js, extend).
    """
    http, given = _inherited(boot, name, "http"), _inherited(boot, name, "plural")
    path = http.get("path") if isinstance(http, dict) else None
    wanted = path if isinstance(path, str) and path else given if isinstance(given, str) and given else plural(name)
    return wanted if wanted.startswith("/") else f"/{wanted}"


def _inherited(boot: Boot, name: str, key: str) -> JSON:
    for each in (name, *boot.registry.bases(name)):
        model = boot.registry.defined.get(each)
        value = model.setting(key) if model else None
        if value is not None:
            return value
    return None
