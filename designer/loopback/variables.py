"""Every `${NAME}` in an application: where LoopBack puts a value, and where it does not do what was meant.

LoopBack substitutes in datasources, component-config and middleware, all layers merged (loopback-boot 2.28.0,
lib/executor.js, and 3.3.1, lib/plugin-base.js), never in config.json, model-config.json or a model definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from designer.loopback.application import Application
from designer.loopback.environments import (
    CONFIG_NAMES,
    SUBSTITUTED,
    Kind,
    MergeConflict,
    Reference,
    application_settings,
    layer_files,
    merge_layers,
    references,
)
from designer.loopback.jsontext import JSON, JSONTextError, Pointer
from designer.loopback.layers import Layers, spelled

FILLED = (Kind.WHOLE, Kind.PREFIX_LOST)
"""The kinds of references that LoopBack replaces."""


@dataclass(frozen=True, slots=True)
class Use:
    """A place in a file that refers to a variable, or looks as if it were meant to."""

    name: str
    path: str
    pointer: Pointer
    config_name: str
    """Which configuration the file is a layer of: `datasources`, `config`, …; empty for a model definition."""
    kind: Kind
    sentence: str
    """What LoopBack does here, for people."""

    @property
    def is_filled(self) -> bool:
        """Whether LoopBack puts the value of the variable here."""
        return self.config_name in SUBSTITUTED and self.kind in FILLED

    @property
    def is_as_meant(self) -> bool:
        """Whether the text becomes the value and nothing is lost or left over."""
        return self.config_name in SUBSTITUTED and self.kind == Kind.WHOLE

    @property
    def place(self) -> str:
        """The place in the file, in LoopBack's spelling: `corp1.password`."""
        return spelled(self.pointer)

    @property
    def data_source(self) -> str | None:
        """The data source that it is in, if it is in one."""
        return str(self.pointer[0]) if self.config_name == "datasources" and self.pointer else None


def uses(app: Application) -> list[Use]:
    """Every use in the layers that can be read and in the definitions, those LoopBack substitutes first."""
    ordered = [*SUBSTITUTED, *(name for name in CONFIG_NAMES if name not in SUBSTITUTED)]
    found = [use for name in ordered for path in app.config_layers(name) for use in _uses_in(app, path, name)]
    definitions = dict.fromkeys(app.models.definition_paths.values())
    return found + [use for path in definitions for use in _uses_in(app, path, "")]


def filled(app: Application) -> list[Use]:
    """The uses where LoopBack puts a value, without reading a definition."""
    found = (use for name in SUBSTITUTED for path in app.config_layers(name) for use in _uses_in(app, path, name))
    return [use for use in found if use.is_filled]


def app_settings(app: Application, environment: str, known: Mapping[str, str]) -> dict[str, JSON]:
    """The application's own settings, which `${NAME}` falls back to where no variable of that name is `known`."""
    layers = layer_files("config", environment, app.has, app.root)
    try:
        config = merge_layers([app.members(path) for path in layers if path.endswith(".json")])
    except MergeConflict:
        config = {}
    return application_settings(config if isinstance(config, dict) else {}, environment, known)


@dataclass(frozen=True, slots=True)
class Standing:
    """What becomes of the variables of the files that LoopBack reads in an environment; by name."""

    needed: frozenset[str]
    """Those whose value it puts somewhere when it starts."""
    overridden: Mapping[str, str]
    """Those in whose place a later file says something else: that file."""
    unmerged: frozenset[str]
    """Those of files that it cannot merge, so that it does not start."""


def standing(app: Application, environment: str) -> Standing:
    """What becomes of the variables in an environment."""
    needed: set[str] = set()
    overridden: dict[str, str] = {}
    unmerged: set[str] = set()
    for config_name in SUBSTITUTED:
        read = [path for path in Layers(app, config_name).read_in(environment) if path.endswith(".json")]
        layers = {path: app.members(path) for path in read}
        own = {path: [each for each in references(value) if each.kind in FILLED] for path, value in layers.items()}
        names = {each.name for found in own.values() for each in found}
        if config_name == "middleware":
            # It is merged by rules of its own; what its main file says is seldom replaced.
            needed |= names
            continue
        try:
            merged = merge_layers(layers.values())
        except MergeConflict:
            unmerged |= names
            continue
        counting = {each.name for each in references(merged) if each.kind in FILLED}
        needed |= counting
        for position, path in enumerate(read):
            later = read[position + 1 :]
            for each in own[path]:
                by = [other for other in later if _reaches(layers[other], each.pointer)]
                if by and each.name not in counting:
                    overridden[each.name] = by[-1]
    return Standing(frozenset(needed), overridden, frozenset(unmerged))


def _reaches(value: JSON, pointer: Pointer) -> bool:
    """Whether a value says something of a place, or of what is around it as a whole."""
    for key in pointer:
        if isinstance(value, dict):
            if key not in value:
                return False
            value = value[str(key)]
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return True
    return True


def scripts(app: Application) -> list[str]:
    """The scripts among the layers: the variables that they use cannot be seen."""
    return [path for name in SUBSTITUTED for path in app.scripts_of(name)]


def by_name(found: Iterable[Use]) -> dict[str, list[Use]]:
    """The uses of each variable, by name."""
    grouped: dict[str, list[Use]] = {}
    for use in sorted(found, key=lambda use: use.name):
        grouped.setdefault(use.name, []).append(use)
    return grouped


def _uses_in(app: Application, path: str, config_name: str) -> Iterator[Use]:
    if "$" not in app.text(path):
        return
    try:
        value = app.value(path)
    except JSONTextError:
        return
    for reference in references(value):
        if config_name in SUBSTITUTED or not _is_only_upper_case(reference, value):
            sentence = reference.sentence if config_name in SUBSTITUTED else _never(path)
            yield Use(reference.name, path, reference.pointer, config_name, reference.kind, sentence)


def _is_only_upper_case(reference: Reference, value: object) -> bool:
    """Whether the text is `$NAME` without brackets: outside the substituted files that is not meant as a variable."""
    for key in reference.pointer:
        value = value[key]  # type: ignore[index]
    return isinstance(value, str) and "${" not in value


def _never(path: str) -> str:
    return (
        "LoopBack leaves this text as it is: it replaces variables only in datasources.json, component-config.json and "
        f"middleware.json, and in their environment files, not in {path}."
    )
