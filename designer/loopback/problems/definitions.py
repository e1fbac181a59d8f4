"""Model definitions: what they extend, and where they say something in vain."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON, same
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel

_UNKNOWN_BASE = Code(
    "unknown-base",
    Severity.STOPS_BOOT,
    "A model extends one that does not exist",
    "LoopBack creates a model after the one it extends, and ends with “is extending an unknown model” where there is "
    "none of exactly that name (loopback 3.28.0, lib/registry.js, createModel). LoopBack 2 warns, and takes "
    "PersistedModel in its place. loopback-boot sorts the definitions by `base`, and by `options.base` where that is "
    "missing; a model that is named by `super` only may come too late (loopback-boot 2.28.0, lib/compiler.js, "
    "getBaseModelName).",
    "Choose another base model, or add the missing one. Name it by `base`.",
)
_CIRCULAR = Code(
    "circular-base",
    Severity.STOPS_BOOT,
    "Models extend each other in a circle",
    "LoopBack sorts the definitions so that each comes after the one it extends, and ends with “Cyclic dependency” "
    "where that cannot be done (loopback-boot 2.28.0, lib/compiler.js, sortByInheritance). A model of your own that "
    "bears the name of a built-in one takes its place, so it cannot extend it.",
    "Choose another base for one of the models.",
)
_OPTIONS_WIN = Code(
    "options-win",
    Severity.WRONG_RESULT,
    "A setting stands twice, with different values",
    "A setting can stand at the top of a definition or in its `options`. Where it stands in both, LoopBack takes the "
    "one in `options` and ignores the other (loopback 3.28.0, lib/registry.js, buildModelOptionsFromConfig).",
    "Delete the one that is not meant.",
)

CODES = (_UNKNOWN_BASE, _CIRCULAR, _OPTIONS_WIN)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the definitions that LoopBack uses."""
    circles = list(_circles(boot))
    in_circle = {name for circle in circles for name in circle}
    for circle in circles:
        yield _circular(boot, circle)
    for name, model in boot.registry.defined.items():
        yield from _options(model)
        if name in boot.registry.created and name not in in_circle:
            yield from _base(boot, model)


def _base(boot: Boot, model: RegisteredModel) -> Iterator[Problem]:
    assert model.path
    registry, base = boot.registry, model.base
    if not isinstance(base, str):
        sentence = f"The base of “{model.name}” is not a name."
    elif registry.is_there(base):
        if base in BUILTIN or registry.created[base] < registry.created[model.name]:
            return
        sentence = (
            f"“{model.name}” extends “{base}”, but LoopBack creates it before, since it sorts by “base” outside the "
            "options, and not by “super”."
        )
    elif registry.may_be_defined_elsewhere(base):
        return
    else:
        sentence = f"“{model.name}” extends “{base}”, which does not exist."
    if boot.loopback == 2 and isinstance(base, str):
        sentence += " LoopBack 2 takes PersistedModel in its place."
        yield _UNKNOWN_BASE.at(model.path, model.base_place, sentence, severity=Severity.WRONG_RESULT)
    else:
        yield _UNKNOWN_BASE.at(model.path, model.base_place, sentence)


def _circles(boot: Boot) -> Iterator[list[str]]:
    registry = boot.registry
    done: set[str] = set()
    for start in registry.created:
        chain: list[str] = []
        name: str | None = start
        while name is not None and name in registry.defined and name not in done:
            done.add(name)
            chain.append(name)
            name = registry.defined[name].base_for_order
        if name in chain:
            yield chain[chain.index(name) :]


def _circular(boot: Boot, circle: list[str]) -> Problem:
    model = boot.registry.defined[circle[0]]
    assert model.path
    if len(circle) == 1:
        sentence = f"“{model.name}” extends itself."
    else:
        sentence = (
            f"“{model.name}” extends {', which extends '.join(f'“{each}”' for each in [*circle[1:], circle[0]])}."
        )
    top = truthy(model.definition.get("base"))
    return _CIRCULAR.at(model.path, ("base",) if top else ("options", "base"), sentence)


def _options(model: RegisteredModel) -> Iterator[Problem]:
    assert model.path
    options = model.definition.get("options")
    if not isinstance(options, dict):
        return
    for key in options:
        if key in model.definition and key not in ("name", "properties", "options"):
            yield from _overridden(model, key, options[key])


def _overridden(model: RegisteredModel, key: str, winner: JSON) -> Iterator[Problem]:
    assert model.path
    if not same(winner, model.definition[key]):
        sentence = f"“{key}” stands in the options too, with another value; LoopBack ignores the one here."
        yield _OPTIONS_WIN.at(model.path, (key,), sentence)
