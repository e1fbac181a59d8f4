"""Swagger's schemas as shapes: what a value in JSON consists of, member by member, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from designer.loopback import jsontext
from designer.loopback.jsontext import JSON

DEEP = 3
"""Models within models that are followed."""

_ANY = "x-any"
_LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "matches {}",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A value, or a member of one."""

    name: str
    """The key it stands under; empty for the value as a whole."""
    type: str
    """In a few words: `string (date-time)`, `array of Order`, `any`."""
    is_required: bool
    facts: tuple[str, ...]
    """What else is known: its default, its limits."""
    description: str
    members: tuple[Shape, ...]
    """Of an object, or of each one in an array."""


def shape_of(
    schema: JSON,
    definitions: Mapping[str, JSON],
    name: str = "",
    *,
    required: bool = False,
    within: tuple[str, ...] = (),
) -> Shape:
    """The shape that a schema describes. `within` are the models that it is a part of."""
    described = schema if isinstance(schema, dict) else {}
    inner, model = _resolved(described, definitions, within)
    return Shape(
        name,
        type_of(described),
        required,
        tuple(facts_of(described)),
        _text(described.get("description")),
        tuple(_members(inner, definitions, (*within, model) if model else within)),
    )


def type_of(schema: Mapping[str, JSON]) -> str:
    """The type that a schema or a parameter names."""
    if "$ref" in schema:
        named = _named(schema)
        return "any" if named == _ANY else named
    kind = str(schema.get("type") or "any")
    if kind == "array":
        items = schema.get("items")
        return f"array of {type_of(items)}" if isinstance(items, dict) else "array"
    written = schema.get("format")
    return kind if not written or written == "double" else f"{kind} ({written})"


def facts_of(schema: Mapping[str, JSON]) -> Iterator[str]:
    """What a schema or a parameter says besides the type, in a few words each."""
    if "default" in schema:
        yield f"default {_value(schema['default'])}"
    allowed = schema.get("enum")
    if isinstance(allowed, list) and allowed:
        yield f"one of {', '.join(map(_value, allowed))}"
    for key, words in _LIMITS.items():
        if schema.get(key) is not None:
            yield words.format(schema[key])
    if schema.get("uniqueItems") is True:
        yield "no item twice"
    if "example" in schema:
        yield f"such as {_value(schema['example'])}"


def _members(schema: Mapping[str, JSON], definitions: Mapping[str, JSON], within: tuple[str, ...]) -> Iterator[Shape]:
    members, required = schema.get("properties"), schema.get("required")
    needed = required if isinstance(required, list) else []
    for key, each in members.items() if isinstance(members, dict) else ():
        yield shape_of(each, definitions, key, required=key in needed, within=within)


def _resolved(
    schema: Mapping[str, JSON], definitions: Mapping[str, JSON], within: tuple[str, ...]
) -> tuple[Mapping[str, JSON], str]:
    """What an array is of, and what a reference stands for, with the model's name; nothing of a model in itself."""
    while isinstance(items := schema.get("items"), dict):
        schema = items
    if "$ref" not in schema:
        return schema, ""
    name = _named(schema)
    found = definitions.get(name)
    is_open = name not in within and len(within) < DEEP
    return (found, name) if is_open and isinstance(found, dict) else ({}, "")


def _named(schema: Mapping[str, JSON]) -> str:
    return str(schema["$ref"]).removeprefix("#/definitions/")


def _value(value: JSON) -> str:
    return jsontext.dump_in_one_line(value)


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
