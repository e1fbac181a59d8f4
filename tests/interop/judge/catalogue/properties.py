"""Properties: names, types, ids."""

from __future__ import annotations

from tests.interop.judge.breakage import Breakage, definition, inside


def _named(code: str, variant: str, name: str, value: object = "string") -> Breakage:
    return inside(code, variant, "properties", **{name: value})


BREAKAGES = (
    _named("property-with-dot", "a dot", "home.city"),
    _named("property-with-dot", "a dot, and null", "home.city", None),
    _named("property-with-dot", "only a dot", "."),
    _named("", "a space", "home city"),
    _named("", "no name", ""),
    _named("", "a number for the name of a property", "1"),
    _named("", "a dollar", "$x"),
    *(
        _named("reserved-property", name, name)
        for name in (
            "constructor",
            "prototype",
            "__proto__",
            "toString",
            "hasOwnProperty",
            "toObject",
            "toJSON",
            "save",
            "trigger",
            "on",
            "__data",
            "app",
            "name",
            "length",
            "attributes",
            "isNewRecord",
        )
    ),
    _named("unknown-type", "a word that nothing bears", "extra", "strng"),
    _named("unknown-type", "in the object form", "extra", {"type": "strng"}),
    _named("unknown-type", "in an array", "extra", ["strng"]),
    _named("unknown-type", "in an array in the object form", "extra", {"type": ["strng"]}),
    _named("unknown-type", "in a nested object", "extra", {"inner": {"type": "strng"}}),
    _named("", "a type in another case", "extra", "STRING"),
    _named("", "a model as type", "extra", "User"),
    _named("", "dateString", "extra", "dateString"),
    _named("bad-type", "an empty text", "extra", ""),
    _named("bad-type", "an empty text in the object form", "extra", {"type": ""}),
    _named("bad-type", "null in the object form", "extra", {"type": None}),
    _named("bad-type", "a number in the object form", "extra", {"type": 5}),
    _named("bad-type", "false in the object form", "extra", {"type": False}),
    _named("bad-type", "true in the object form", "extra", {"type": True}),
    _named("bad-type", "a number", "extra", 5),
    _named("bad-type", "true", "extra", True),
    _named("bad-type", "null in an array", "extra", [None]),
    _named("bad-type", "a number in an array", "extra", [5]),
    _named("bad-type", "an empty text in an array", "extra", [""]),
    _named("bad-type", "no type, but attributes", "extra", {"required": True}),
    _named("bad-type", "a number in a nested object", "extra", {"inner": 5}),
    _named("", "an empty object", "extra", {}),
    _named("", "an empty array", "extra", []),
    _named("", "an empty array in the object form", "extra", {"type": []}),
    _named("", "two types in an array", "extra", ["string", "number"]),
    _named("", "an object as type", "extra", {"type": {"a": "string"}}),
    _named("", "an array of objects", "extra", [{"a": "string"}]),
    _named("", "an array of arrays", "extra", [["string"]]),
    _named("", "null", "extra", None),
    _named("", "false", "extra", False),
    _named("", "an inherited one left out", "id", False),
    _named("", "an id that is generated", "id", {"type": "number", "id": True, "generated": True}),
    _named("", "two ids", "second", {"type": "string", "id": 2}),
    _named("", "an unknown default function", "extra", {"type": "string", "defaultFn": "nosuch"}),
    _named("", "default a function's name", "extra", {"type": "date", "default": "$now"}),
    _named("", "index a text", "extra", {"type": "string", "index": "yes"}),
    definition("bad-properties", "an array", properties=["email"]),
    definition("bad-properties", "a text", properties="email"),
    definition("bad-properties", "a number", properties=5),
    definition("bad-properties", "true", properties=True),
    definition("", "properties null", properties=None),
    definition("", "properties false", properties=False),
    definition("", "an empty array of properties", properties=[]),
    definition("", "no properties", properties={}),
    definition("", "idInjection false without an id", idInjection=False),
    definition("", "forceId without an id", forceId=True, idInjection=False, base="Model"),
)
