"""Properties whose type is an object with properties of its own, or an array of such objects.

loopback-datasource-juggler 3.36.1, lib/model-builder.js, `resolveType`: such a type is an anonymous model. It stands as
the property itself, in its `type`, or as the one element of an array; in an array `{"type": …}` is no property called
“type” but a type again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from designer.loopback.jsontext import JSON, Pointer, identical


@dataclass(frozen=True, slots=True)
class Nested:
    """The properties inside a type."""

    members: Mapping[str, JSON]
    is_array: bool
    pointer: Pointer
    """Where they stand in the type."""


def attributes_of(value: JSON) -> Mapping[str, JSON]:
    """A property as attributes, `type` among them, in whatever form it is written."""
    return value if is_written_out(value) and isinstance(value, dict) else {"type": value}


def is_written_out(value: JSON) -> bool:
    """Whether a property is written as attributes; else it is its type and nothing more."""
    return isinstance(value, dict) and "type" in value


def nested(written: JSON) -> Nested | None:
    """The properties inside a type as it is written; None where it has none."""
    if isinstance(written, dict):
        return Nested(written, is_array=False, pointer=())
    if not (isinstance(written, list) and len(written) == 1 and isinstance(written[0], dict)):
        return None
    element = written[0]
    if "type" not in element:
        return Nested(element, is_array=True, pointer=(0,))
    inner = element["type"]
    is_wrapped = element.keys() == {"type"} and isinstance(inner, dict)
    return Nested(inner, is_array=True, pointer=(0, "type")) if is_wrapped else None


def with_members(written: JSON, members: Mapping[str, JSON], *, is_array: bool) -> JSON:
    """A type with these properties inside, written as `written` is where that has the same form."""
    before = nested(written)
    if before is not None and before.is_array == is_array and identical(dict(before.members), dict(members)):
        return written
    if not members:
        return ["object"] if is_array else "object"
    if not is_array:
        return dict(members)
    is_wrapped = "type" in members or (before is not None and before.pointer == (0, "type"))
    return [{"type": dict(members)}] if is_wrapped else [dict(members)]


def shortest(attributes: Mapping[str, JSON]) -> JSON:
    """Attributes as a type alone, where that says the same; else themselves."""
    written = attributes.get("type")
    can_be = attributes.keys() == {"type"} and (isinstance(written, str | list) or _is_object_without_type(written))
    return written if can_be else dict(attributes)


def _is_object_without_type(written: JSON) -> bool:
    return isinstance(written, dict) and "type" not in written
