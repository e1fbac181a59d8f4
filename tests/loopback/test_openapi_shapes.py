"""Schemas in words for people, and the document without secrets."""

from __future__ import annotations

from designer.loopback.jsontext import JSON
from designer.loopback.openapi.masking import masked
from designer.loopback.openapi.shapes import Shape, shape_of
from designer.loopback.secrets import MASK

DEFINITIONS: dict[str, JSON] = {
    "Order": {
        "properties": {
            "lines": {"type": "array", "items": {"$ref": "#/definitions/Line"}},
            "at": {"type": "string", "format": "date-time"},
            "anything": {"$ref": "#/definitions/x-any"},
            "parent": {"$ref": "#/definitions/Order"},
        },
        "required": ["at"],
    },
    "Line": {"properties": {"amount": {"type": "number", "format": "double", "default": 1, "minimum": 0}}},
    "x-any": {"properties": {}},
}


def outline(shape: Shape) -> dict[str, tuple[str, list[str]]]:
    """The members by name: type, and the names of their own members."""
    return {each.name: (each.type, [inner.name for inner in each.members]) for each in shape.members}


def test_a_model_is_told_member_by_member() -> None:
    shape = shape_of({"type": "array", "items": {"$ref": "#/definitions/Order"}}, DEFINITIONS)
    assert shape.type == "array of Order"
    assert outline(shape) == {
        "lines": ("array of Line", ["amount"]),
        "at": ("string (date-time)", []),
        "anything": ("any", []),
        "parent": ("Order", []),
    }
    assert [each.name for each in shape.members if each.is_required] == ["at"]


def test_limits_and_defaults_are_told_in_words() -> None:
    [amount] = shape_of({"$ref": "#/definitions/Line"}, DEFINITIONS).members
    assert (amount.type, amount.facts) == ("number", ("default 1", "at least 0"))
    text: JSON = {"type": "string", "enum": ["a", "b"], "maxLength": 3, "example": "a"}
    assert shape_of(text, {}).facts == ('one of "a", "b"', "at most 3 characters", 'such as "a"')


def test_what_nobody_defined_keeps_its_name() -> None:
    assert shape_of({"$ref": "#/definitions/Nobody"}, {}).type == "Nobody"
    assert shape_of("nonsense", {}).type == "any"


def test_secrets_in_defaults_and_texts_are_masked() -> None:
    definitions: JSON = {
        "Login": {
            "description": "See mysql://root:hunter2@db.example.com/shop",
            "properties": {"password": {"type": "string", "default": "hunter2"}, "user": {"default": "bob"}},
            "required": ["password"],
        }
    }
    found = masked({"definitions": definitions})
    assert "hunter2" not in str(found)
    assert found["definitions"]["Login"]["properties"]["password"] == {"type": "string", "default": MASK}
    assert found["definitions"]["Login"]["properties"]["user"] == {"default": "bob"}
    assert found["definitions"]["Login"]["required"] == ["password"]


def test_an_infinity_is_null_as_in_json() -> None:
    assert masked({"example": float("inf")}) == {"example": None}
