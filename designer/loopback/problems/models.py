"""The entries of model-config.json: which models there are, and what else they say."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON
from designer.loopback.problems.certainty import certain
from designer.loopback.problems.extra_keys import is_extra
from designer.loopback.problems.mending import change_value
from designer.loopback.problems.model_sources import out_of_reach
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot

_NEVER_OPTIONS = ("super", "relations", "acls", "dataSource")
_MEANT_NO = frozenset({"false", "no", "0", "off"})


_NULL = Code(
    "null-model",
    Severity.STOPS_BOOT,
    "The entry of a model is null",
    "LoopBack looks into each entry of model-config.json for keys of LoopBack 1, and a null has none: the start ends "
    "with a TypeError (loopback-boot 2.28.0, lib/compiler.js, assertIsValidModelConfig).",
    "Delete the entry, or make it an object.",
)
_NOT_AN_OBJECT = Code(
    "bad-model-entry",
    Severity.WRONG_RESULT,
    "The entry of a model is not an object",
    "LoopBack creates the model all the same. Where the entry is false, zero or an empty text, the model is then left "
    "out of the application; else it has no data source and is public (loopback-boot 2.28.0, lib/executor.js, "
    "setupModels).",
    "Make the entry an object with a data source, or delete it.",
)
_UNKNOWN = Code(
    "unknown-model",
    Severity.STOPS_BOOT,
    "A model is configured but not defined",
    "LoopBack looks for the definition of every model of model-config.json in the folders of `_meta.sources`, and ends "
    "with “Model not found” where there is none and it has no such model itself (loopback-boot 2.28.0, "
    "lib/executor.js, defineModels). The name is that in the definition, not that of its file; capitals count.",
    "Delete the entry, add the definition, or add its folder to `_meta.sources`.",
)
_MODEL = Code(
    "model-itself-configured",
    Severity.STOPS_BOOT,
    "The class “Model” is configured",
    "Only models that extend the class Model can be part of an application, not that class itself: the start ends with "
    "“must be a descendant of loopback.Model” (loopback 3.28.0, lib/application.js, configureModel).",
    "Delete the entry; models can extend “Model” without it.",
)
_LOOPBACK_1 = Code(
    "loopback-1-keys",
    Severity.STOPS_BOOT,
    "An entry of model-config.json has keys of LoopBack 1",
    "In LoopBack 1 a model was defined in one file with its configuration. Where an entry has `properties`, `base` or "
    "`plural`, or `base` or `plural` in its `options`, LoopBack ends with “unsupported 1.x format” (loopback-boot "
    "2.28.0, lib/compiler.js, assertIsValidModelConfig). Empty texts, null and false are let through.",
    "Move these keys into the model’s definition.",
)
_IGNORED = Code(
    "ignored-option",
    Severity.WRONG_RESULT,
    "LoopBack passes over a part of the entry of a model",
    "In the `options` of model-config.json LoopBack does not take `super`, `relations`, `acls` and `dataSource`, and "
    "warns that they “cannot be reconfigured”; `relations` and `acls` have a place of their own in the entry. Where "
    "`options` or `relations` is no object, `acls` no list or `methods` a plain value, it is passed over as a whole "
    "(loopback 3.28.0, lib/registry.js, configureModel).",
    "Move it to its own place in the entry, or into the model’s definition.",
)
_PUBLIC = Code(
    "public-not-boolean",
    Severity.WRONG_RESULT,
    "A model that is meant to be private is public",
    "Only the boolean `false` keeps a model out of REST: with null, zero, an empty text or the text “false” it is "
    "public (loopback 3.28.0, lib/application.js, app.model).",
    "Write `false`, without quotes.",
    change_value(lambda public: False),
)
_UNCONFIGURED = Code(
    "unconfigured-model",
    Severity.ADVICE,
    "A model is defined but not used",
    "LoopBack creates the models of model-config.json and those that they extend. Any other definition is read and "
    "then forgotten (loopback-boot 2.28.0, lib/compiler.js, addAllBaseModels).",
    "Add the model to model-config.json, or delete its definition.",
)

CODES = (_NULL, _NOT_AN_OBJECT, _UNKNOWN, _MODEL, _LOOPBACK_1, _IGNORED, _PUBLIC, _UNCONFIGURED)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the model configuration."""
    if boot.conflict("model-config") is not None:
        return
    for name, entry in boot.merged("model-config").items():
        yield from certain(boot, _loopback_1(boot, name, entry), "model-config")
    for name, entry in boot.configured.items():
        if not is_extra(boot, "model-config", name, entry):
            yield from certain(boot, _entry(boot, name, entry), "model-config")
    yield from _unconfigured(boot)


def _loopback_1(boot: Boot, name: str, entry: JSON) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        return
    options = entry.get("options")
    inside = options if isinstance(options, dict) else {}
    found = [(key,) for key in ("properties", "base", "plural") if truthy(entry.get(key))]
    places = [*found, *(("options", key) for key in ("base", "plural") if truthy(inside.get(key)))]
    if places:
        sentence = f"“{name}” has “{'.'.join(places[0])}”, which stood here in LoopBack 1; LoopBack does not start."
        yield _LOOPBACK_1.at(*boot.place("model-config", name, *places[0]), sentence)


def _entry(boot: Boot, name: str, entry: JSON) -> Iterator[Problem]:
    place = boot.place("model-config", name)
    is_defined = name in boot.definitions
    if entry is None:
        yield _NULL.at(*place, f"The entry of “{name}” is null; LoopBack does not start.")
        return
    if not is_defined and name not in BUILTIN:
        yield from _unknown(boot, name)
        return
    if not isinstance(entry, dict):
        yield _NOT_AN_OBJECT.at(*place, f"The entry of “{name}” is not an object.")
    if name == "Model" and not is_defined and truthy(entry):
        yield _MODEL.at(*place, "“Model” is the class under all models, and cannot be one of the application itself.")
    if isinstance(entry, dict):
        yield from _ignored(boot, name, entry)
        yield from _public(boot, name, entry)


def _unknown(boot: Boot, name: str) -> Iterator[Problem]:
    if not boot.knows_definitions or boot.may_be_defined_out_of_sight(name) or name in _misplaced(boot):
        return
    near = next((other for other in (*boot.definitions, *BUILTIN) if other.lower() == name.lower()), None)
    hint = f" There is one of “{near}”." if near else ""
    sentence = f"There is no definition of “{name}” in the folders of _meta.sources.{hint}"
    yield _UNKNOWN.at(*boot.place("model-config", name), sentence)


def _misplaced(boot: Boot) -> set[str]:
    """The models that only wait for `_meta.sources`: that is one problem, told elsewhere."""
    return set() if boot.has_sources else set(out_of_reach(boot))


def _ignored(boot: Boot, name: str, entry: dict[str, JSON]) -> Iterator[Problem]:
    options = entry.get("options")
    if isinstance(options, dict):
        for key in _NEVER_OPTIONS:
            if key in options:
                sentence = f"LoopBack passes over “{key}” in the options of “{name}”."
                yield _IGNORED.at(*boot.place("model-config", name, "options", key), sentence)
    wanted = {"options": dict | list, "relations": dict | list, "acls": list, "methods": dict | list}
    for key, kind in wanted.items():
        value = entry.get(key)
        is_passed_over = value is not None and not isinstance(value, kind)
        if is_passed_over and (key != "methods" or truthy(value)):
            article = "a list" if key == "acls" else "an object"
            yield _IGNORED.at(
                *boot.place("model-config", name, key),
                f"LoopBack passes over “{key}” of “{name}”: it is not {article}.",
            )


def _public(boot: Boot, name: str, entry: dict[str, JSON]) -> Iterator[Problem]:
    value = entry.get("public", True)
    is_text = isinstance(value, str)
    means_no = value is None or value == "" or (is_text and str(value).strip().lower() in _MEANT_NO)
    is_zero = not isinstance(value, bool) and isinstance(value, int | float) and value == 0
    if means_no or is_zero:
        fix = "" if value is None or value == "" else "Write false"
        sentence = f"“{name}” is public: only false, without quotes, makes a model private."
        yield _PUBLIC.at(*boot.place("model-config", name, "public"), sentence, fix=fix)


def _unconfigured(boot: Boot) -> Iterator[Problem]:
    if not boot.layers("model-config") or not boot.is_known("model-config"):
        return
    configured = {name for path in boot.app.config_layers("model-config") for name in boot.app.members(path)}
    unused = [name for name in boot.definitions if name not in configured and name not in boot.configured]
    named = _named(boot) if unused else set()
    for name in unused:
        if name not in named:
            yield _UNCONFIGURED.at(boot.definitions[name], (), f"No entry of model-config.json makes “{name}” a model.")


def _named(boot: Boot) -> set[str]:
    """The models that definitions extend, relate to or use as types."""
    found: set[str] = set()
    for model in boot.registry.defined.values():
        found |= {base for base in (model.base, model.base_for_order) if isinstance(base, str)}
        for key in ("relations", "relationships"):
            relations = model.setting(key)
            for relation in relations.values() if isinstance(relations, dict) else ():
                if isinstance(relation, dict):
                    found |= {each for part in ("model", "through") if isinstance(each := relation.get(part), str)}
        found |= set(_texts(model.properties))
    return found


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
