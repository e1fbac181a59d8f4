"""One part of a model definition: its description, its place in a definition, and its change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from designer.connectors.base import Setting
from designer.loopback import jsontext
from designer.loopback.jsontext import JSON, Pointer


@dataclass(frozen=True, slots=True)
class Start:
    """Entries to begin with, which a person then changes."""

    label: str
    help: str
    """One sentence."""
    value: JSON


@dataclass(frozen=True, kw_only=True)
class DefinitionPart:
    """A part such as the relations, an object by name, or the access rules, an array."""

    address: str
    """What it is called in the address of its page."""
    title: str
    setting: Setting
    """Its description; the name is its key in the definition, the label what one entry is called."""
    summary: str
    """One sentence for the page that has no entry yet."""
    starts: tuple[Start, ...] = ()
    """What to begin with where there is no entry yet."""

    @property
    def noun(self) -> str:
        """What a summary calls it."""
        return self.title.lower()

    def expanded(self, value: JSON) -> JSON:
        """The part as its description has it, where the file may hold a short form."""
        return value

    def contracted(self, value: JSON, original: JSON) -> JSON:
        """What `expanded` gave, changed or not, as the file is to hold it; `original` is what it held."""
        return value

    def pointer(self, definition: Mapping[str, JSON]) -> Pointer:
        """Where a definition has the part, or would get it.

        What stands in `options` counts where both are there (loopback 3.28.0, lib/registry.js, createModel).
        """
        spellings = (self.setting.name, *self.setting.aliases)
        options = definition.get("options")
        for key in spellings:
            if isinstance(options, dict) and key in options:
                return "options", key
        return (next((key for key in spellings if key in definition), self.setting.name),)

    def value(self, definition: Mapping[str, JSON]) -> JSON:
        """The part; None where there is none."""
        value: JSON = dict(definition)
        for key in self.pointer(definition):
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def count(self, definition: Mapping[str, JSON]) -> int:
        """How many entries there are."""
        value = self.value(definition)
        return len(value) if isinstance(value, dict | list) else 0


def with_part(text: str, pointer: Pointer, value: JSON, renamed: Mapping[str, str] | None = None) -> str:
    """The text of a definition with another value at `pointer`.

    `renamed` are members of the part that have a new name, by the old one: they keep their place in the text.
    """
    for old, new in (renamed or {}).items():
        members = _at(jsontext.read(text), pointer)
        if isinstance(members, dict) and old in members and new not in members:
            text = jsontext.rename(text, [*pointer, old], new)
    return jsontext.edit(text, _replaced(jsontext.read(text), pointer, value))


def _replaced(definition: JSON, pointer: Pointer, value: JSON) -> JSON:
    if not pointer:
        return value
    key = str(pointer[0])
    members = dict(definition) if isinstance(definition, dict) else {}
    return members | {key: _replaced(members.get(key), pointer[1:], value)}


def _at(value: JSON, pointer: Pointer) -> JSON:
    for key in pointer:
        value = value.get(str(key)) if isinstance(value, dict) else None
    return value
