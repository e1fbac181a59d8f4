from __future__ import annotations

import json
from typing import Any

import pytest

from designer.loopback.application import Application, Refused
from designer.loopback.model_properties import PropertyRow

SOURCES = """{
  "db": {
    "name": "db",
    "connector": "memory"
  },
  "corp1": {
    "name": "corp1",
    "connector": "mysql",
    "port": "3307"
  }
}
"""
CONFIG = """{
  "_meta": {
    "sources": ["loopback/common/models", "../common/models", "./models"]
  },
  "User": {
    "dataSource": "db"
  },
  "Customer": {
    "dataSource": "corp1",
    "public": true
  },
  "Order": {
    "dataSource": "corp1"
  }
}
"""
CUSTOMER = """{
  "name": "Customer",
  "base": "User",
  "properties": {
    "email": "string",
    "tags": ["string"],
    "orders": {"type": "Order"}
  },
  "relations": {
    "orders": {
      "type": "hasMany",
      "model": "Order",
      "foreignKey": ""
    }
  }
}
"""
FILES = {
    "package.json": '{\n  "name": "shop"\n}\n',
    "server/datasources.json": SOURCES,
    "server/datasources.production.json": '{ "corp1": { "host": "db.example.com" } }\n',
    "server/model-config.json": CONFIG,
    "common/models/customer.json": CUSTOMER,
    "common/models/customer.js": "module.exports = function(Customer) {};\n",
    "server/models/order.json": '{"name": "Order", "properties": {}}',
}


@pytest.fixture
def app() -> Application:
    return Application(FILES)


def test_a_data_source_is_written_with_name_and_connector_first(app: Application) -> None:
    app.data_sources.add("search", "rest", {"baseURL": "http://x/"})
    added = ',\n  "search": {\n    "name": "search",\n    "connector": "rest",\n    "baseURL": "http://x/"\n  }\n}\n'
    assert app.changes() == {"server/datasources.json": SOURCES.removesuffix("\n}\n") + added}


def test_a_first_data_source_makes_the_file() -> None:
    app = Application({"server/model-config.json": CONFIG})
    app.data_sources.add("db", "memory", {})
    assert app.changes() == {
        "server/datasources.json": '{\n  "db": {\n    "name": "db",\n    "connector": "memory"\n  }\n}\n'
    }


def test_renaming_a_data_source_takes_environment_files_and_models_along(app: Application) -> None:
    app.data_sources.rename("corp1", "ware house/ü")
    assert app.changes() == {
        "server/datasources.json": SOURCES.replace("corp1", "ware house/ü"),
        "server/datasources.production.json": '{ "ware house/ü": { "host": "db.example.com" } }\n',
        "server/model-config.json": CONFIG.replace("corp1", "ware house/ü"),
    }
    assert list(app.data_sources) == ["db", "ware house/ü"]


def test_deleting_a_data_source_detaches_its_models(app: Application) -> None:
    app.data_sources.delete("corp1")
    assert app.text("server/model-config.json") == CONFIG.replace('"corp1"', "null")
    assert app.text("server/datasources.production.json") == "{ }\n"
    assert app.models["Customer"].data_source is None


def test_duplicating_copies_every_layer(app: Application) -> None:
    app.data_sources.duplicate("corp1", "corp2")
    assert app.data_sources["corp2"].layers == {
        "server/datasources.json": {"name": "corp2", "connector": "mysql", "port": "3307"},
        "server/datasources.production.json": {"host": "db.example.com"},
    }


@pytest.mark.parametrize("name", ["", "db", "__proto__", "DB", "d-b"])
def test_names_that_loopback_could_not_keep_apart_are_refused(app: Application, name: str) -> None:
    if name in ("DB", "d-b"):
        app.data_sources.add("dB", "memory", {})
    with pytest.raises(Refused):
        app.data_sources.add(name, "memory", {})


def test_an_unreadable_layer_refuses_a_rename_and_changes_nothing() -> None:
    app = Application(FILES | {"server/datasources.local.json": '{"corp1": {},}'})
    with pytest.raises(Refused, match=r"datasources\.local\.json cannot be read"):
        app.data_sources.rename("corp1", "corp2")
    assert app.changes() == {}


def test_settings_are_merged_as_loopback_does_with_what_is_typed(app: Application) -> None:
    typed = {"connector": "mysql", "port": 3306, "host": "localhost"}
    assert app.data_sources.merged("corp1", "production", typed=typed) == {
        "connector": "mysql",
        "port": 3306,
        "host": "db.example.com",
    }
    assert app.data_sources.merged("corp1", "development", typed=typed) == typed
    assert app.data_sources.merged("new", "development", typed=typed) == typed


def test_without_a_connector_loopback_takes_the_name() -> None:
    app = Application({"server/datasources.json": '{"memory": {}, "a": {"adapter": "mysql"}}'})
    assert {name: source.connector for name, source in app.data_sources.items()} == {"memory": "memory", "a": "mysql"}


def test_models_are_those_configured_then_those_only_defined() -> None:
    app = Application(FILES | {"common/models/extra.json": "{}", "common/models/_draft.json": "{}"})
    assert {name: (model.path, model.is_builtin, model.data_source) for name, model in app.models.items()} == {
        "User": (None, True, "db"),
        "Customer": ("common/models/customer.json", False, "corp1"),
        "Order": ("server/models/order.json", False, "corp1"),
        "Extra": ("common/models/extra.json", False, None),
    }


def test_a_new_model_gets_a_definition_a_script_and_an_entry(app: Application) -> None:
    app.models.add("CoffeeShop", {"plural": "shops"}, {"dataSource": "db", "public": True})
    changes = app.changes()
    assert list(json.loads(changes["common/models/coffee-shop.json"] or "")) == [
        "name", "plural", "base", "idInjection", "options", "properties", "validations", "relations", "acls", "methods",
    ]  # fmt: skip
    assert "module.exports" in (changes["common/models/coffee-shop.js"] or "")
    entry = ',\n  "CoffeeShop": {\n    "dataSource": "db",\n    "public": true\n  }\n}\n'
    assert changes["server/model-config.json"] == CONFIG.removesuffix("\n}\n") + entry
    with pytest.raises(Refused, match="too much like “CoffeeShop”"):
        app.models.add("Coffee_Shop", {}, {})


def test_without_meta_sources_the_writer_writes_them() -> None:
    app = Application({"server/model-config.json": '{\n  "User": {}\n}\n'})
    app.models.add("Note", {}, {"dataSource": None})
    config = json.loads(app.text("server/model-config.json"))
    assert list(config) == ["_meta", "User", "Note"]
    assert "../common/models" in config["_meta"]["sources"]


def test_renaming_a_model_takes_file_script_entries_and_references_along(app: Application) -> None:
    app.models.rename("Order", "PurchaseOrder")
    changes = app.changes()
    assert changes == {
        "server/models/order.json": None,
        "server/models/purchase-order.json": '{"name": "PurchaseOrder", "properties": {}}',
        "server/model-config.json": CONFIG.replace('"Order"', '"PurchaseOrder"'),
        "common/models/customer.json": CUSTOMER.replace('"Order"', '"PurchaseOrder"'),
    }
    app = Application(FILES)
    app.models.rename("Customer", "Client")
    assert app.changes()["common/models/client.js"] == FILES["common/models/customer.js"]
    assert app.changes()["common/models/customer.js"] is None


def test_a_model_that_others_name_is_known(app: Application) -> None:
    assert app.models.referrers("Order") == {"Customer": ["relation orders", "type of orders"]}
    assert app.models.referrers("Customer") == {}


def test_deleting_a_model_keeps_its_script_unless_told(app: Application) -> None:
    app.models.delete("Customer", with_script=False)
    assert app.changes()["common/models/customer.json"] is None
    assert "common/models/customer.js" not in app.changes()
    assert "Customer" not in app.models
    other = Application(FILES)
    other.models.delete("Customer", with_script=True)
    assert other.changes()["common/models/customer.js"] is None


def test_attaching_many_models_changes_only_their_lines(app: Application) -> None:
    app.models.attach(["User", "Order"], "corp1")
    assert app.changes() == {"server/model-config.json": CONFIG.replace('"dataSource": "db"', '"dataSource": "corp1"')}
    with pytest.raises(Refused, match="no data source “nowhere”"):
        app.models.attach(["User"], "nowhere")


def test_properties_are_renamed_changed_added_deleted_and_moved_in_place(app: Application) -> None:
    app.models.edit_properties(
        "Customer",
        [
            PropertyRow(None, "age", {"type": "number"}),
            PropertyRow("orders", "orders", {"type": "Order", "required": True}),
            PropertyRow("email", "mail", "string"),
        ],
    )
    assert app.text("common/models/customer.json") == CUSTOMER.replace(
        '    "email": "string",\n    "tags": ["string"],\n    "orders": {"type": "Order"}\n',
        '    "age": {"type": "number"},\n    "orders": {"type": "Order", "required": true},\n    "mail": "string"\n',
    )


def test_names_of_properties_can_be_swapped(app: Application) -> None:
    rows: list[PropertyRow | str] = [
        PropertyRow("email", "tags", "string"),
        PropertyRow("tags", "email", ["string"]),
        "orders",
    ]
    app.models.edit_properties("Customer", rows)
    assert app.models["Customer"].properties == {"tags": "string", "email": ["string"], "orders": {"type": "Order"}}
    assert list(app.models["Customer"].properties) == ["tags", "email", "orders"]


@pytest.mark.parametrize(
    "rows", [["email", "email"], [PropertyRow(None, "a.b", {})], [PropertyRow(None, "", {})], ["gone"]]
)
def test_impossible_properties_are_refused(app: Application, rows: list[Any]) -> None:
    with pytest.raises(Refused):
        app.models.edit_properties("Customer", rows)
    assert app.changes() == {}


def test_a_known_index_spares_reading_the_definitions() -> None:
    class Unread(dict[str, str]):
        def __getitem__(self, path: str) -> str:
            assert path == "server/model-config.json", f"{path} was read"
            return super().__getitem__(path)

    names = {"common/models/customer.json": "Customer", "server/models/order.json": "Order"}
    app = Application(Unread(FILES), definition_names=names)
    app.models.attach(["Customer"], None)
    assert list(app.models) == ["User", "Customer", "Order"]


def test_paths_environments_and_models_are_always_those_of_now(app: Application) -> None:
    assert app.environments == ["development", "production"]
    before = app.paths
    app.set_text("server/datasources.staging.json", "{}")
    app.models.add("Invoice", {}, {"dataSource": "db"})
    assert app.environments == ["development", "production", "staging"]
    assert set(app.paths) - set(before) == {
        "common/models/invoice.js",
        "common/models/invoice.json",
        "server/datasources.staging.json",
    }
    assert list(app.models)[-1] == "Invoice"
    app.delete("server/datasources.staging.json")
    app.models.delete("Invoice", with_script=True)
    assert (app.paths, app.environments) == (before, ["development", "production"])


def test_an_application_at_the_top_keeps_new_models_inside() -> None:
    app = Application({"model-config.json": "{}", "datasources.json": "{}"}, "")
    app.models.add("Note", {}, {"dataSource": None})
    assert app.models["Note"].path == "models/note.json"


@pytest.mark.parametrize("sources", [[], ["../../shared"], ["loopback/common/models"]])
def test_a_new_model_is_where_loopback_looks(sources: list[str]) -> None:
    app = Application({"server/model-config.json": json.dumps({"_meta": {"sources": sources, "mixins": ["./mine"]}})})
    app.models.add("Note", {}, {"dataSource": None})
    assert app.models["Note"].path == "common/models/note.json"
    assert app.value("server/model-config.json")["_meta"]["mixins"] == ["./mine"]


def test_a_definition_that_is_called_something_else_is_that_at_once() -> None:
    """Also where the names of definitions were known beforehand, and nobody asked for a model yet."""
    path = "common/models/order.json"
    files = {path: '{"name": "Order"}', "server/model-config.json": '{"_meta": {"sources": ["../common/models"]}}'}
    app = Application(files, definition_names={path: "Order"})
    app.set_text(path, '{"name": "Purchase"}')
    assert dict(app.models.definition_paths) == {"Purchase": path}
