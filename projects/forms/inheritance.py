"""What the other files of a configuration say of the settings that a form shows: below, and over them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join

from designer.loopback import environments, jsontext
from designer.loopback.application import Application
from designer.loopback.environments import MergeConflict
from designer.loopback.jsontext import JSON
from designer.loopback.jsonvalues import finite, masked
from designer.loopback.layers import Contribution, Layers
from designer.loopback.secrets import MASK, mask_words

_LONGEST = 60


@dataclass(frozen=True)
class Inherited:
    """A setting of the files that are merged before the one that is edited, secrets masked."""

    value: JSON
    paths: tuple[str, ...]
    """The files it is put together from; more than one only for objects and arrays."""

    @property
    def source(self) -> str:
        """The files, by name."""
        return " and ".join(posixpath.basename(path) for path in self.paths)

    @property
    def is_secret(self) -> bool:
        """Whether there is something in it that is not shown."""
        return MASK in jsontext.dump(self.value)


@dataclass(frozen=True)
class OtherLayers:
    """What the other files say of one data source, or of one model."""

    environment: str = environments.DEFAULT_ENVIRONMENT
    below: Mapping[str, Inherited] = field(default_factory=dict)
    above: Mapping[str, Contribution] = field(default_factory=dict)
    """For each setting the last file over the one that is edited, and its value there, secrets masked."""

    def origin(self, key: str, own: JSON, *, stands_here: bool) -> str:
        """A sentence on where a setting comes from, or what it stands over; empty where only this file has it."""
        inherited = self.below.get(key)
        if inherited is None:
            return ""
        if not stands_here:
            return f"From {inherited.source}." if not inherited.is_secret else f"The one in {inherited.source}."
        if isinstance(own, dict) and isinstance(inherited.value, dict):
            return f"Merged over {short(inherited.value)} from {inherited.source}."
        if jsontext.same(finite(own), inherited.value):
            return f"The same as in {inherited.source}."
        return f"Instead of {short(inherited.value)} from {inherited.source}."

    def overriding(self, key: str, own: JSON = None) -> str:
        """A sentence on what a later file does to a setting in the environment; empty where none does."""
        if key not in self.above:
            return ""
        path, value = self.above[key]
        name = posixpath.basename(path)
        if isinstance(own, dict) and isinstance(value, dict):
            return f"In {self.environment}, {name} merges {short(value)} over it."
        return f"In {self.environment}, {name} overrides it with {short(value)}."

    def explained(self, text: str, key: str, own: JSON, *, stands_here: bool) -> str:
        """The help of a field with what there is to say of its setting: where it comes from, and what overrides it."""
        inherited = self.below[key].value if key in self.below else None
        origin = self.origin(key, own, stands_here=stands_here)
        overriding = self.overriding(key, own if stands_here else inherited)
        notes = [("lw-origin", origin), ("lw-origin lw-warn", overriding)]
        spans = format_html_join(" ", '<span class="{}">{}</span>', [note for note in notes if note[1]])
        return format_html("{} {}", text, spans) if spans else text


def other_layers(app: Application, name: str, path: str, environment: str) -> OtherLayers:
    """What the other files say of a data source where the one at `path` is edited."""
    connector = app.data_sources.connector_at(name, path)
    return _other_layers(app, app.data_sources.files, name, path, environment, {"connector": connector})


def other_entries(app: Application, name: str, path: str, environment: str) -> OtherLayers:
    """What the other files of the configuration say of a model where the one at `path` is edited."""
    return _other_layers(app, Layers(app, "model-config"), name, path, environment, {})


def _other_layers(
    app: Application, files: Layers, name: str, path: str, environment: str, told: Mapping[str, JSON]
) -> OtherLayers:
    """`told` are the settings that say which others are secret; they need not stand in each file."""

    def entry_at(layer: str) -> dict[str, JSON]:
        entry = app.members(layer).get(name)
        return entry if isinstance(entry, dict) else {}

    below: dict[str, list[Contribution]] = {}
    for layer in files.below(path):
        for key, value in entry_at(layer).items():
            below.setdefault(key, []).append((layer, value))
    hidden = _masked(path, name, told, {key: _merged(given) for key, given in below.items()})
    above: dict[str, Contribution] = {}
    for layer in files.above(path, environment):
        veiled = _masked(layer, name, told, entry_at(layer))
        above |= {key: (layer, veiled[key]) for key in entry_at(layer)}
    inherited = {key: Inherited(hidden[key], _sources(given)) for key, given in below.items()}
    return OtherLayers(environment, inherited, above)


def short(value: JSON) -> str:
    """A value in a sentence."""
    text = f"“{mask_words(value)}”" if isinstance(value, str) else " ".join(jsontext.dump(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _merged(given: list[Contribution]) -> JSON:
    try:
        merged = environments.merge_layers([{"value": value} for _, value in given])
    except MergeConflict:
        return given[-1][1]
    return merged["value"] if isinstance(merged, dict) else None


def _sources(given: list[Contribution]) -> tuple[str, ...]:
    if isinstance(given[-1][1], dict | list):
        return tuple(path for path, _ in given)
    # Null stays null, whatever comes after it.
    return (next((path for path, value in given if value is None), given[-1][0]),)


def _masked(path: str, name: str, told: Mapping[str, JSON], settings: Mapping[str, JSON]) -> dict[str, JSON]:
    """Settings with their secrets masked; which are secret depends on the connector, which need not be among them."""
    hidden = masked(path, (name,), {**told, **settings})
    return hidden if isinstance(hidden, dict) else {}
