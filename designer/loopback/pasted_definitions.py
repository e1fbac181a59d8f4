"""Properties from a JSON text that describes them already, as a model definition does: nothing is guessed then."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from designer.connectors import find
from designer.loopback.definition_parts.property import ATTRIBUTE_NAMES
from designer.loopback.jsontext import JSON
from designer.loopback.model_properties import TYPES
from designer.loopback.nested_properties import attributes_of
from designer.loopback.pasted_documents import is_usable

_TYPES = frozenset({each.lower() for each in TYPES} | {"binary", "datestring", "objectid", "timeuuid", "uuid"})
"""In small letters (loopback-datasource-juggler 3.36.1, lib/types.js), and those that connectors bring."""

_ATTRIBUTES = ATTRIBUTE_NAMES | {"comments", "display", "doc", "enum", "hidden", "max", "min", "pattern", "unique"}
"""What stands beside a type; a connector's name does too."""

_OF_MODELS = frozenset(
    {"acls", "base", "idInjection", "methods", "mixins", "options", "plural", "relations", "validations"}
)
"""Beside `properties` these leave no doubt that a text defines a model."""


def definitions_in(value: JSON, models: Collection[str]) -> Mapping[str, JSON] | None:
    """The property definitions that a JSON text is, or has as its `properties`; None where it may be something else.

    By themselves all of them are written out, such as `{"type": "number"}`: types that LoopBack, a connector or one of
    `models` gives, with known attributes. In `properties` a type alone will do; and where `name` or `base` beside it
    shows that it is a whole definition, any attribute. A definition with more than that may name models not here.
    """
    if not isinstance(value, dict) or not value:
        return None
    inside = value.get("properties")
    if isinstance(inside, dict) and inside and _are_properties(inside, value, models):
        return inside
    is_all = all(isinstance(each, dict) and "type" in each and _is_property(each, models) for each in value.values())
    return value if is_all else None


def _are_properties(inside: Mapping[str, JSON], beside: Mapping[str, JSON], models: Collection[str]) -> bool:
    """Whether what a text calls `properties` is some, judged by what stands `beside`."""
    is_whole = any(isinstance(beside.get(key), str) for key in ("name", "base"))
    if is_whole and _OF_MODELS & beside.keys():
        # Inherited properties are switched off by null and false.
        models = {*models, *_words(inside)}
        inside = {key: each for key, each in inside.items() if each is not None and each is not False}
    return all(_is_property(each, models, is_whole=is_whole) for each in inside.values())


def _words(properties: Mapping[str, JSON]) -> Iterator[str]:
    """The words that stand as types, or as the only element of one."""
    for value in properties.values():
        kind = attributes_of(value)["type"]
        word = kind[0] if isinstance(kind, list) and len(kind) == 1 else kind
        if isinstance(word, str):
            yield word


def _is_property(value: JSON, models: Collection[str], *, is_whole: bool = False) -> bool:
    if not isinstance(value, dict) or "type" not in value:
        return _is_type(value, models)
    has_known = all(key in _ATTRIBUTES or find(key) for key in value)
    is_type = _is_type(value["type"], models) or (is_whole and value["type"] == {})
    return is_type and (has_known or is_whole)


def _is_type(value: JSON, models: Collection[str]) -> bool:
    """Whether something is a type: a word, the properties of an object, or an array of one of these."""
    if isinstance(value, str):
        return value.lower() in _TYPES or value in models
    if isinstance(value, list):
        return len(value) == 1 and _is_property(value[0], models)
    return (
        isinstance(value, dict)
        and bool(value)
        and all(is_usable(name) and _is_property(each, models) for name, each in value.items())
    )
