"""Keys of configuration files that are meant for people, and that LoopBack takes for something of its own."""

from __future__ import annotations

from collections.abc import Iterator

from designer.loopback.data_sources import connector_of
from designer.loopback.jsontext import JSON
from designer.loopback.problems.certainty import certain
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot

_FOR_PEOPLE = frozenset({"comment", "comments", "description", "version", "@comment"})

_EXTRA = Code(
    "extra-key",
    Severity.STOPS_BOOT,
    "A key is meant for people, but LoopBack takes it for something of its own",
    "These files have no room for comments. Every key of datasources.json is a data source for LoopBack, every key of "
    "model-config.json but `_meta` a model, every key of component-config.json a component, and every key of "
    "middleware.json a phase. It looks for that data source’s connector, that model’s definition or that component’s "
    "package, does not find it, and ends (loopback-boot 2.28.0, lib/executor.js and lib/compiler.js; loopback 3.28.0, "
    "lib/application.js).",
    "Delete the key, and keep the comment elsewhere: in a README, or in the `description` of a model’s definition.",
)

CODES = (_EXTRA,)


def find(boot: Boot) -> Iterator[Problem]:
    """The extra keys of the four files."""
    yield from certain(boot, _in(boot, "datasources", "a data source"), "datasources")
    if boot.knows_definitions:
        yield from certain(boot, _in(boot, "model-config", "a model"), "model-config")
    yield from certain(boot, _in(boot, "component-config", "a component"), "component-config")
    yield from certain(boot, _in(boot, "middleware", "a phase"), "middleware")


def is_extra(boot: Boot, config: str, key: str, value: JSON) -> bool:
    """Whether a member of a configuration is no more than a comment, and LoopBack stops at it."""
    if config == "model-config":
        return key != "_meta" and looks_meant_for_people(key) and key not in boot.definitions
    if config == "datasources":
        is_source = isinstance(value, dict) and connector_of(value, "") != ""
        return looks_meant_for_people(key) and not is_source and not isinstance(value, list)
    if config == "component-config":
        return (looks_meant_for_people(key) or key.isdecimal()) and value not in (None, False, "", 0)
    return looks_meant_for_people(key) and isinstance(value, str) and value != ""


def looks_meant_for_people(key: str) -> bool:
    """Whether a key is one that people write for other people, such as `_comment`, `$schema` or `//`."""
    return key.startswith(("_", "$", "#", "//")) or key.lower() in _FOR_PEOPLE


def _in(boot: Boot, config: str, kind: str) -> Iterator[Problem]:
    if boot.conflict(config) is None:
        for key, value in boot.merged(config).items():
            if is_extra(boot, config, key, value):
                sentence = f"LoopBack takes “{key}” for {kind}, and does not start."
                yield _EXTRA.at(*boot.place(config, key), sentence)
