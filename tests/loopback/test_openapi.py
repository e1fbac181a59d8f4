"""The API of an application as told from its files; tests/interop/test_openapi.py compares it with a real LoopBack."""

from __future__ import annotations

import json
from typing import Any

import pytest

from designer.loopback import openapi, scaffold
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.openapi import Api, Endpoint
from designer.loopback.openapi.values import camelize, deep_merge, merge_settings, normalized_path


def application(
    models: dict[str, dict[str, JSON]],
    entries: dict[str, JSON] | None = None,
    **more: JSON,
) -> Application:
    """An application of these models, on a data source `db` in memory; `more` is further files by their path."""
    config: dict[str, JSON] = {"_meta": {"sources": ["../common/models"]}}
    config |= {name: {"dataSource": "db"} for name in models} | (entries or {})
    files: dict[str, JSON] = {
        "server/model-config.json": config,
        "server/datasources.json": {"db": {"name": "db", "connector": "memory"}},
        **{f"common/models/{name.lower()}.json": {"name": name} | parts for name, parts in models.items()},
        **more,
    }
    return Application({path: each if isinstance(each, str) else json.dumps(each) for path, each in files.items()})


def served(endpoints: list[Endpoint]) -> dict[str, str]:
    """The method at each address."""
    return {f"{each.method} {each.path}": each.name for each in endpoints}


def parameters(app: Application, model: str, name: str) -> list[tuple[Any, ...]]:
    """Name, place, whether it is required, and type of what a method is sent."""
    endpoint = next(each for each in openapi.endpoints(app, model) if each.name == name)
    return [(each["name"], each["in"], each["required"], each.get("type")) for each in endpoint.parameters]


SHOP = application(
    {
        "Customer": {
            "properties": {"name": {"type": "string", "required": True}, "secret": "string"},
            "hidden": ["secret"],
            "relations": {"orders": {"type": "hasMany", "model": "Order"}},
            "scopes": {"new": {"where": {}}},
        },
        "Order": {"relations": {"customer": {"type": "belongsTo", "model": "Customer"}}},
    }
)


def test_a_persisted_model_is_created_read_replaced_changed_and_deleted() -> None:
    found = served(openapi.endpoints(SHOP, "Order"))
    assert found["POST /api/Orders"] == "create"
    assert found["GET /api/Orders/{id}"] == "findById"
    assert found["PUT /api/Orders/{id}"] == "replaceById"
    assert found["PATCH /api/Orders/{id}"] == "prototype.patchAttributes"
    assert found["DELETE /api/Orders/{id}"] == "deleteById"
    assert found["POST /api/Orders/upsertWithWhere"] == "upsertWithWhere"
    assert found["GET /api/Orders/change-stream"] == "createChangeStream"
    assert "DELETE /api/Orders" not in found


def test_endpoints_say_where_they_come_from() -> None:
    sources = {each.name: each.source for each in openapi.endpoints(SHOP, "Customer")}
    assert sources["find"] == "PersistedModel"
    assert sources["prototype.__findById__orders"] == "relation orders"
    assert sources["__get__new"] == "scope new"


def test_a_model_that_is_hidden_or_unknown_has_no_endpoints() -> None:
    app = application({"A": {}, "B": {}}, {"B": {"dataSource": "db", "public": False}})
    assert openapi.endpoints(app, "A")
    assert openapi.endpoints(app, "B") == []
    assert openapi.endpoints(app, "Nobody") == []


def test_each_type_of_relation_brings_its_methods() -> None:
    relations = {
        kind: {"type": kind, "model": "Other"}
        for kind in (
            "hasMany",
            "hasOne",
            "belongsTo",
            "embedsOne",
            "embedsMany",
            "referencesMany",
            "hasAndBelongsToMany",
        )
    }
    found = served(openapi.endpoints(application({"A": {"relations": relations}, "Other": {}}), "A"))
    verbs = {
        name: {key.split()[0] + key.partition(f"/{name}")[2] for key in found if f"/{name}" in key}
        for name in relations
    }
    many = {"GET", "POST", "DELETE", "GET/count", "GET/{fk}", "PUT/{fk}", "DELETE/{fk}"}
    linked = many | {"PUT/rel/{fk}", "DELETE/rel/{fk}", "HEAD/rel/{fk}"}
    one = {"GET", "POST", "PUT", "DELETE"}
    assert verbs == {
        "hasMany": many,
        "embedsMany": many,
        "hasOne": one,
        "embedsOne": one,
        "belongsTo": {"GET"},
        "referencesMany": linked,
        "hasAndBelongsToMany": linked,
    }


def test_a_relation_to_a_model_without_data_source_brings_nothing() -> None:
    relation: JSON = {"others": {"type": "hasMany", "model": "Other"}}
    app = application({"A": {"relations": relation}, "Other": {}}, {"Other": {"dataSource": None}})
    assert not any("others" in each.path for each in openapi.endpoints(app, "A"))


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


def test_nested_remoting_offers_the_related_models_relations_below() -> None:
    books: JSON = {"books": {"type": "hasMany", "model": "Book", "options": {"nestRemoting": True}}}
    app = application(
        {
            "Page": {},
            "Book": {"relations": {"pages": {"type": "hasMany", "model": "Page"}}},
            "Author": {"relations": books},
        }
    )
    found = served(openapi.endpoints(app, "Author"))
    assert found["GET /api/Authors/{id}/books/{nk}/pages/{fk}"] == "prototype.__findById__books__pages"
    assert ("nk", "path", True, "string") in parameters(app, "Author", "prototype.__findById__books__pages")


def test_remote_methods_of_the_definition_are_served() -> None:
    methods: JSON = {
        "greet": {
            "accepts": {"arg": "name", "type": "string", "required": True},
            "http": {"verb": "get", "path": "/hi"},
        },
        "prototype.start": {"accepts": [{"arg": "options", "type": "object", "http": "optionsFromRequest"}]},
    }
    app = application({"A": {"base": "Model", "methods": methods}, "Heir": {"base": "A"}}, {"A": {"dataSource": None}})
    assert served(openapi.endpoints(app, "A")) == {
        "GET /api/As/hi": "greet",
        "POST /api/As/{id}/start": "prototype.start",
    }
    assert parameters(app, "A", "greet") == [("name", "query", True, "string")]
    assert parameters(app, "A", "prototype.start") == [("id", "path", True, "string")]
    assert "GET /api/Heirs/hi" in served(openapi.endpoints(app, "Heir"))


def test_methods_are_hidden_and_shared_by_configuration() -> None:
    options: JSON = {"remoting": {"sharedMethods": {"find*": False, "destroyAll": True}}}
    app = application(
        {"A": {}},
        {"A": {"dataSource": "db", "options": options}},
        **{"server/config.json": {"remoting": {"sharedMethods": {"createChangeStream": False}}}},
    )
    names = {each.name for each in openapi.endpoints(app, "A")}
    assert not names & {"find", "findOne", "findById", "createChangeStream"}
    assert {"create", "destroyAll"} <= names


def test_put_changes_where_it_does_not_replace() -> None:
    app = application({"A": {"replaceOnPUT": False}})
    found = served(openapi.endpoints(app, "A"))
    assert found["PUT /api/As"] == "patchOrCreate"
    assert found["PUT /api/As/{id}"] == "prototype.patchAttributes"


def test_methods_with_two_addresses_have_operation_ids_of_their_own() -> None:
    ids = [each.operation_id for each in openapi.endpoints(SHOP, "Order")]
    assert len(ids) == len(set(ids))
    assert {"Order.exists__get_Orders_{id}_exists", "Order.exists__head_Orders_{id}", "Order.find"} <= set(ids)


def test_paths_follow_plural_http_path_and_the_root() -> None:
    models: dict[str, dict[str, JSON]] = {
        "A": {"plural": "many"},
        "B": {"http": {"path": "the/b"}},
        "C": {"base": "A"},
        "fooBar": {"remoting": {"normalizeHttpPath": True}},
    }
    app = application(models, **{"server/config.json": {"restApiRoot": "/v1/"}})
    roots = {name: next(each.path for each in openapi.endpoints(app, name) if each.name == "create") for name in models}
    assert roots == {"A": "/v1/many", "B": "/v1/the/b", "C": "/v1/many", "fooBar": "/v1/foo-bars"}
    assert openapi.document(app)["basePath"] == "/v1"


def test_an_environment_changes_the_api() -> None:
    app = application(
        {"A": {}},
        **{
            "server/model-config.production.json": {"A": {"public": False}},
            "server/config.production.json": {"host": "h"},
        },
    )
    assert openapi.endpoints(app, "A")
    assert openapi.endpoints(app, "A", "production") == []


def test_users_sign_in_and_key_value_models_have_keys() -> None:
    app = application(
        {"Customer": {"base": "User"}, "Cache": {"base": "KeyValueModel"}},
        {"AccessToken": {"dataSource": "db", "public": False}},
    )
    found = served(openapi.endpoints(app, "Customer"))
    assert found["POST /api/Customers/login"] == "login"
    assert found["POST /api/Customers/change-password"] == "changePassword"
    assert found["GET /api/Customers/{id}/accessTokens"] == "prototype.__get__accessTokens"
    assert "password" not in openapi.document(app)["definitions"]["Customer"]["properties"]
    assert served(openapi.endpoints(app, "Cache"))["PUT /api/Caches/{key}/expire"] == "expire"


def test_a_tracked_model_has_methods_to_replicate_and_a_model_of_its_changes() -> None:
    api = Api(application({"A": {"trackChanges": True}}))
    assert served(api.endpoints("A"))["GET /api/As/checkpoint"] == "currentCheckpoint"
    assert served(api.endpoints("A-change"))["GET /api/A-changes"] == "find"


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


def test_loopback_2_has_its_own_names_and_put_changes() -> None:
    package: JSON = {"dependencies": {"loopback": "^2.38.0"}}
    app = application({"A": {"base": "User"}}, **{"package.json": package})
    found = served(openapi.endpoints(app, "A"))
    assert found["PUT /api/As"] == "upsert"
    assert found["PUT /api/As/{id}"] == "prototype.updateAttributes"
    assert "POST /api/As/change-password" not in found


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
