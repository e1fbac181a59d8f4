"""Properties: names, types, ids."""

from __future__ import annotations

from designer.loopback.application import Application
from tests.interop.judge.breakage import Breakage, NotApplicable, a_model, definition, inside, put, together


def _named(code: str, variant: str, name: str, value: object = "string") -> Breakage:
    return inside(code, variant, "properties", **{name: value})


def _to_sql(app: Application) -> None:
    """Attaches the model to a data source in an SQL database."""
    model = a_model(app)
    assert isinstance(model.config, dict)
    sql = [name for name, source in app.data_sources.items() if source.connector in {"mysql", "postgresql"}]
    if not sql:
        raise NotApplicable
    put(app, "model-config", model.name, model.config | {"dataSource": sql[0]})


BREAKAGES = (
    _named("property-with-dot", "a dot", "home.city"),
    _named("property-with-dot", "a dot, and null", "home.city", None),
    _named("property-with-dot", "only a dot", "."),
    _named("", "a space", "home city"),
    _named("", "no name of a property", ""),
    _named("", "a number for the name of a property", "1"),
    _named("", "a dollar", "$x"),
    *(
        _named("reserved-property", name, name)
        for name in (
            "constructor",
            "__proto__",
            "toString",
            "hasOwnProperty",
            "toObject",
            "toJSON",
            "save",
            "trigger",
            "__data",
            "isNewRecord",
        )
    ),
    *(_named("", f"a property called {name}", name) for name in ("prototype", "on", "app", "length", "attributes")),
    together(
        "same-column", "two spellings", Breakage("", "", _to_sql), _named("", "", "extra"), _named("", "", "EXTRA")
    ),
    _named("text-for-boolean", "required", "extra", {"type": "string", "required": "false"}),
    _named("text-for-boolean", "id", "extra", {"type": "string", "id": "false"}),
    _named("default-not-a-date", "a word", "extra", {"type": "date", "default": "now"}),
    _named("id-not-marked", "a text called id", "id", "string"),
    definition("no-id", "though others belong to it", idInjection=False, excludeBaseProperties=["id"]),
    definition("hidden-without-property", "a list of hidden ones", hidden=["nosuch"]),
    definition("bad-hidden", "a text for hidden", hidden="secret"),
    definition("", "protected a number", protected=5),
    definition("bad-excluded-properties", "an object", excludeBaseProperties={}),
    definition("bad-excluded-properties", "true", excludeBaseProperties=True),
    definition("", "excluded properties null", excludeBaseProperties=None),
    together(
        "index-without-property",
        "a misspelled key",
        Breakage("", "", _to_sql),
        definition("", "", indexes={"i": {"keys": {"nosuch": 1}}}),
    ),
    definition("index-without-property", "where the database makes none", indexes={"i": {"nosuch": 1}}),
    definition("validations-not-run", "one rule", validations=[{"property": "email", "rule": "length"}]),
    _named("mapping-for-another-connector", "a column", "extra", {"type": "string", "oracle": {"columnName": "A"}}),
    definition("bad-strict", "false as a text", strict="false"),
    _named("unknown-type", "a word that nothing bears", "extra", "strng"),
    _named("unknown-type", "in the object form", "extra", {"type": "strng"}),
    _named("unknown-type", "in an array", "extra", ["strng"]),
    _named("unknown-type", "in an array in the object form", "extra", {"type": ["strng"]}),
    _named("unknown-type", "in a nested object", "extra", {"inner": {"type": "strng"}}),
    _named("", "a type in another case", "extra", "STRING"),
    _named("", "a model as type", "extra", "User"),
    _named("", "dateString", "extra", "dateString"),
    _named("bad-type", "an empty text", "extra", ""),
    _named("property-without-type", "an empty text", "extra", {"type": ""}),
    _named("property-without-type", "null", "extra", {"type": None}),
    _named("bad-type", "a number in the object form", "extra", {"type": 5}),
    _named("", "false in the object form", "extra", {"type": False}),
    _named("bad-type", "true in the object form", "extra", {"type": True}),
    _named("bad-type", "a number", "extra", 5),
    _named("bad-type", "true", "extra", True),
    _named("bad-type", "null in an array", "extra", [None]),
    _named("bad-type", "a number in an array", "extra", [5]),
    _named("bad-type", "an empty text in an array", "extra", [""]),
    _named("property-without-type", "only attributes", "extra", {"required": True}),
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
    inside("composite-id", "two ids", "properties", a={"type": "string", "id": 1}, b={"type": "string", "id": 2}),
    _named("unknown-default-function", "a word that is none", "extra", {"type": "string", "defaultFn": "nosuch"}),
    _named("", "the present time by default", "extra", {"type": "date", "default": "$now"}),
    _named("", "index a text", "extra", {"type": "string", "index": "yes"}),
    definition("bad-properties", "an array", properties=["email"]),
    definition("bad-properties", "a text", properties="email"),
    definition("bad-properties", "a number", properties=5),
    definition("bad-properties", "true", properties=True),
    definition("", "properties null", properties=None),
    definition("", "properties false", properties=False),
    definition("", "an empty array of properties", properties=[]),
    definition("", "no properties", properties={}),
    definition("id-injection-without-effect", "an inherited id", idInjection=False),
    definition("", "forceId without an id", forceId=True, idInjection=False, base="Model"),
)
