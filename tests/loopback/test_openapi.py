"""The endpoints of models as told from files; tests/interop/test_openapi.py compares them with a real LoopBack."""

from __future__ import annotations

from typing import Any

import pytest

from designer.loopback import access_control, openapi
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.openapi import Api, Endpoint
from tests.loopback.apis import SHOP, application


def served(endpoints: list[Endpoint]) -> dict[str, str]:
    """The method at each address."""
    return {f"{each.method} {each.path}": each.name for each in endpoints}


def parameters(app: Application, model: str, name: str) -> list[tuple[Any, ...]]:
    """Name, place, whether it is required, and type of what a method is sent."""
    endpoint = next(each for each in openapi.endpoints(app, model) if each.name == name)
    return [(each["name"], each["in"], each["required"], each.get("type")) for each in endpoint.parameters]


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


@pytest.mark.parametrize("sources", [None, {"other": {"connector": "memory"}}])
def test_a_data_source_that_is_not_among_the_files_is_taken_for_a_database(sources: JSON) -> None:
    relation: JSON = {"others": {"type": "hasMany", "model": "Other"}}
    app = application({"A": {"relations": relation}, "Other": {}})
    app.delete("server/datasources.json")
    if sources:
        app.set_value("server/datasources.json", sources)
    assert "GET /api/As/{id}/others" in served(openapi.endpoints(app, "A"))
    assert Api(app).notes[0].startswith("The data source “db” is not among the files here, so a database is assumed.")
    found = access_control.who_can(app, "A")
    assert found.assumed == Api(app).assumed
    assert any(row.method.name == "__get__others" for row in found.rows)
    assert Api(SHOP).assumed == ""


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
    hidden: JSON = {"A": {"public": False}}
    app = application({"A": {}}, **{"server/model-config.production.json": hidden})
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


def test_loopback_2_has_its_own_names_and_put_changes() -> None:
    package: JSON = {"dependencies": {"loopback": "^2.38.0"}}
    app = application({"A": {"base": "User"}}, **{"package.json": package})
    found = served(openapi.endpoints(app, "A"))
    assert found["PUT /api/As"] == "upsert"
    assert found["PUT /api/As/{id}"] == "prototype.updateAttributes"
    assert "POST /api/As/change-password" not in found
