"""The Swagger document as told from files: schemas, definitions, and what cannot be told."""

from __future__ import annotations

import json

import pytest

from designer.loopback import openapi, scaffold
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.openapi import Api
from designer.loopback.startup.values import camelize, deep_merge, merge_settings, normalized_path
from tests.loopback.apis import SHOP, application


def test_foreign_keys_and_embedded_models_are_properties() -> None:
    relations: JSON = {
        "list": {"type": "embedsMany", "model": "Item"},
        "chosen": {"type": "referencesMany", "model": "Item", "options": {"nestRemoting": False}},
        "owner": {"type": "belongsTo", "model": "Named"},
    }
    named: dict[str, JSON] = {"properties": {"code": {"type": "string", "id": True}}}
    definitions = openapi.document(application({"A": {"relations": relations}, "Item": {}, "Named": named}))[
        "definitions"
    ]
    assert definitions["A"]["properties"] == {
        "id": {"type": "number", "format": "double"},
        "items": {"type": "array", "items": {"$ref": "#/definitions/Item"}},
        "itemIds": {"type": "array", "items": {"type": "number", "format": "double"}},
        "ownerId": {"type": "string"},
    }


def test_hidden_properties_are_left_out_and_required_ones_marked() -> None:
    customer = openapi.document(SHOP)["definitions"]["Customer"]
    assert set(customer["properties"]) == {"id", "name"}
    assert customer["required"] == ["name"]


def test_a_new_instance_has_no_generated_id_where_the_explorer_says_so() -> None:
    options: JSON = {"loopback-component-explorer": {"generateOperationScopedModels": True}}
    app = application({"A": {"properties": {"x": "date"}}}, **{"server/component-config.json": options})
    document = openapi.document(app)
    assert document["paths"]["/As"]["post"]["parameters"][0]["schema"] == {"$ref": "#/definitions/$new_A"}
    assert document["definitions"]["$new_A"]["properties"] == {"x": {"type": "string", "format": "date-time"}}


@pytest.mark.parametrize(
    "connector, kind",
    [
        ("memory", {"type": "number", "format": "double"}),
        ("mysql", {"type": "number", "format": "double"}),
        ("mongodb", {"$ref": "#/definitions/ObjectID"}),
        ("loopback-connector-es", {"type": "string"}),
    ],
)
def test_an_id_has_the_type_that_the_data_source_generates(connector: str, kind: JSON) -> None:
    app = application({"A": {}}, **{"server/datasources.json": {"db": {"connector": connector}}})
    assert openapi.document(app)["definitions"]["A"]["properties"]["id"] == kind


def test_every_type_has_a_schema() -> None:
    properties: JSON = {
        "a": ["string"],
        "b": {"type": "Other", "description": ["x", "y"]},
        "c": "any",
        "d": "GeoPoint",
        "e": "array",
        "f": {"type": {"g": "boolean"}},
        "h": {"type": "number", "min": 1, "default": None},
        "i": "buffer",
        "j": 5,
    }
    found = openapi.document(application({"A": {"idInjection": False, "properties": properties}, "Other": {}}))
    anything = {"$ref": "#/definitions/x-any"}
    assert found["definitions"]["A"]["properties"] == {
        "a": {"type": "array", "items": {"type": "string"}},
        "b": {"$ref": "#/definitions/Other", "description": "x\ny"},
        "c": anything,
        "d": {"$ref": "#/definitions/GeoPoint"},
        "e": {"type": "array", "items": anything},
        "f": {"type": "object", "properties": {"g": {"type": "boolean"}}},
        "h": {"type": "number", "format": "double", "minimum": 1},
        "i": {"type": "string", "format": "byte"},
        "j": anything,
        "id": {"type": "number", "format": "double"},
    }
    assert found["definitions"]["Other"]["additionalProperties"] is False


def test_every_reference_of_a_document_leads_somewhere() -> None:
    files = {path: file.content.decode() for path, file in scaffold.create("api-server", "Shop").items()}
    document = openapi.document(Application(files))
    text = json.dumps(document)
    named = {part.partition('"')[0] for part in text.split('"#/definitions/')[1:]}
    assert named | {"x-any"} == set(document["definitions"])
    assert document["info"] == {"title": "shop", "version": "1.0.0", "description": "Shop"}


def test_what_cannot_be_told_is_noted_and_the_rest_is_there() -> None:
    app = application(
        {"A": {"mixins": {"Times": True}}, "Orphan": {"base": "Nobody"}},
        {"Lost": {"dataSource": "db"}},
        **{
            "common/models/broken.json": "{",
            "common/models/a.js": "module.exports = A => A.remoteMethod('x', {});",
            "server/boot/x.js": "",
            "server/datasources.local.js": "",
        },
    )
    api = Api(app)
    assert api.models == ["A"]
    notes = "\n".join(api.notes)
    for told in (
        "datasources",
        "“Orphan” is left out",
        "“Lost” is left out",
        "broken.json",
        "scripts define",
        "mixins",
        "boot",
    ):
        assert told in notes


@pytest.mark.parametrize("value", [None, 5, "x", [], ["x"], {}, {"x": None}, {"type": None}, True])
@pytest.mark.parametrize(
    "key",
    [
        *("properties", "relations", "scopes", "methods", "options", "hidden", "http", "plural", "base", "strict"),
        *("remoting", "swagger", "configureModelMerge", "mixins", "models", "description", "excludeBaseProperties"),
        *("trackChanges", "idInjection", "forceId", "additionalChangeModelProperties", "relationships", "acls"),
    ],
)
def test_no_value_of_a_definition_is_too_odd(key: str, value: JSON) -> None:
    heir: dict[str, JSON] = {
        "base": "A",
        "properties": {"y": "string"},
        "relations": {"r": {"type": "belongsTo", "model": "A"}},
    }
    app = application({"A": {key: value}, "Heir": heir}, {"Own": {"dataSource": "db", key: value}})
    json.dumps(openapi.document(app))
    for kind in ("relations", "scopes", "methods", "properties"):
        odd: JSON = {"type": "hasMany", "model": "Heir", key: value}
        json.dumps(openapi.document(application({"A": {kind: {"odd": odd, "odder": value}}, "Heir": heir})))


def test_nothing_of_the_application_is_changed() -> None:
    before = {path: json.loads(SHOP.text(path)) for path in SHOP.paths}
    openapi.document(SHOP)
    assert {path: SHOP.value(path) for path in SHOP.paths} == before
    assert SHOP.changes() == {}


def test_settings_are_merged_as_the_policy_says() -> None:
    base: dict[str, JSON] = {
        "plural": "a",
        "hidden": ["x"],
        "http": {"path": "p"},
        "relations": {"r": {"type": "hasMany"}},
    }
    own: dict[str, JSON] = {
        "hidden": ["x", "y"],
        "http": {"verb": "v"},
        "relations": {"r": {"model": "B"}},
        "plural": None,
    }
    assert merge_settings(base, own) == {
        "plural": None,
        "hidden": ["x", "y"],
        "http": {"path": "p", "verb": "v"},
        "relations": {"r": {"model": "B"}},
    }
    recommended = merge_settings(base, {"configureModelMerge": True, "http": {"verb": "v"}, "plural": None})
    assert recommended["http"] == {"verb": "v"}
    assert "plural" not in recommended


def test_arrays_get_what_they_do_not_have() -> None:
    assert deep_merge([1, "a"], ["a", True]) == [1, "a", True]
    assert deep_merge({"a": {"b": 1}}, {"a": {"c": None}}) == {"a": {"b": 1, "c": None}}
    assert deep_merge({"a": [1]}, {"a": {"0": 2}}) == {"a": {"0": 2}}


def test_names_are_spelled_as_inflection_does() -> None:
    assert camelize("Customer_id") == "customerId"
    assert camelize("POSTag_ids") == "pOSTagIds"
    assert normalized_path("/fooBarBaz/my_Foo bar/:someId") == "/foo-bar-baz/my--foo-bar/:someId"


def test_inherited_properties_can_be_taken_away() -> None:
    models: dict[str, dict[str, JSON]] = {
        "A": {"properties": {"x": "string", "y": "string"}},
        "Without": {"base": "A", "properties": {"x": None, "y": False}},
        "Excluding": {"base": "A", "excludeBaseProperties": ["y"]},
    }
    definitions = openapi.document(application(models))["definitions"]
    assert set(definitions["Without"]["properties"]) == {"id"}
    assert set(definitions["Excluding"]["properties"]) == {"id", "x"}
