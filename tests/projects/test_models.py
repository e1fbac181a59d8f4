"""Models in the browser's way: add, edit, properties, attach, rename, delete."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from projects.access import local_user
from projects.actions import files
from projects.models import Project, ProjectFile
from tests.people import SHOP, make_project

pytestmark = pytest.mark.django_db
CUSTOMER = SHOP["common/models/customer.json"]
CONFIG = SHOP["server/model-config.json"]
GENERAL = {"base": "PersistedModel", "plural": "", "data_source": "corp1", "public": "on", "description": ""}


def text(project: Project, path: str) -> str:
    return files.application(project).text(path)


def post(you: Client, project: Project, path: str, data: dict[str, Any], status: int = 302) -> str:
    response = you.post(f"/projects/{project.slug}/models/{path}", data)
    assert response.status_code == status, response.content.decode()
    return str(response.headers.get("Location", "")) or response.content.decode()


def test_a_new_model_starts_with_db_and_public(you: Client, shop: Project) -> None:
    form = you.get(f"/projects/{shop.slug}/models/new/").context["form"]
    assert (form["data_source"].value(), form["public"].value()) == ("db", True)


def test_a_new_model_gets_a_definition_a_script_and_an_entry(you: Client, shop: Project) -> None:
    post(you, shop, "new/", GENERAL | {"name": "CoffeeShop", "plural": "shops", "data_source": "db"})
    definition = json.loads(text(shop, "common/models/coffee-shop.json"))
    assert (definition["name"], definition["plural"], definition["base"]) == ("CoffeeShop", "shops", "PersistedModel")
    assert "module.exports" in text(shop, "common/models/coffee-shop.js")
    assert json.loads(text(shop, "server/model-config.json"))["CoffeeShop"] == {"dataSource": "db", "public": True}
    row = shop.files.get(path="common/models/coffee-shop.json")
    assert (row.kind, row.model_name) == (ProjectFile.Kind.DEFINITION, "CoffeeShop")


@pytest.mark.parametrize("name", ["", "Customer", "customer", "_x", "__proto__"])
def test_names_that_cannot_be_are_refused(you: Client, shop: Project, name: str) -> None:
    assert "typed-plural" in post(you, shop, "new/", GENERAL | {"name": name, "plural": "typed-plural"}, 422)
    assert text(shop, "server/model-config.json") == CONFIG


@pytest.mark.parametrize("base", ["Nosuch", "Coffee"])
def test_a_base_with_which_loopback_would_not_start_is_refused(you: Client, shop: Project, base: str) -> None:
    page = post(you, shop, "new/", GENERAL | {"name": "Coffee", "base": base, "plural": "typed-plural"}, 422)
    assert "LoopBack would not start, so nothing was saved." in page
    assert "typed-plural" in page
    assert text(shop, "server/model-config.json") == CONFIG


def test_models_that_would_extend_each_other_in_a_circle_are_refused(you: Client, shop: Project) -> None:
    post(you, shop, "new/", GENERAL | {"name": "Coffee", "base": "Customer"})
    page = post(you, shop, "Customer/", GENERAL | {"base": "Coffee"}, 422)
    assert "“Customer” would extend itself through “Coffee”. LoopBack would not start" in html.unescape(page)
    assert text(shop, "common/models/customer.json") == CUSTOMER


def test_a_name_too_long_for_a_file_is_refused_for_a_new_model_and_for_another_name(you: Client, shop: Project) -> None:
    for path in ("new/", "Customer/rename/"):
        page = post(you, shop, path, GENERAL | {"name": "a" * 300}, 422)
        assert "This name is too long: its definition file’s name may have 255 bytes at most." in page
    assert text(shop, "server/model-config.json") == CONFIG


def test_saving_the_form_as_it_came_changes_nothing(you: Client, shop: Project) -> None:
    post(you, shop, "Customer/", GENERAL)
    post(you, shop, "User/", {"data_source": "db", "public": "on"})
    post(you, shop, "Order/", GENERAL | {"base": ""})
    assert shop.revisions.count() == 0


def test_a_model_with_the_empty_name_has_pages_as_any(you: Client) -> None:
    config = json.dumps({**json.loads(CONFIG), "": {"dataSource": "db"}})
    project = make_project(local_user(), SHOP | {"server/model-config.json": config})
    for end in ("", "api/", "file/"):
        assert you.get(f"/projects/{project.slug}/models/~/{end}").status_code == 200, end


def test_only_what_was_changed_is_written(you: Client, shop: Project) -> None:
    changed = {"plural": "clients", "data_source": "db", "public": ""}
    post(you, shop, "Customer/", GENERAL | changed)
    assert text(shop, "common/models/customer.json") == CUSTOMER.removesuffix("\n}\n") + ',\n  "plural": "clients"\n}\n'
    entry = '"Customer": {\n    "dataSource": "db",\n    "public": false\n'
    assert text(shop, "server/model-config.json") == CONFIG.replace(
        '"Customer": {\n    "dataSource": "corp1",\n    "public": true\n', entry
    )


def test_a_built_in_model_is_added_attached_and_made_public(you: Client, shop: Project) -> None:
    post(you, shop, "builtin/", {"model": "Role"})
    post(you, shop, "Role/", {"data_source": "corp1", "public": "on"})
    assert json.loads(text(shop, "server/model-config.json"))["Role"] == {"dataSource": "corp1", "public": True}


def test_many_models_are_attached_at_once(you: Client, shop: Project) -> None:
    post(you, shop, "attach/", {"models": ["Customer", "Order"], "data_source": "db"})
    assert text(shop, "server/model-config.json") == CONFIG.replace('"corp1"', '"db"')
    assert shop.revisions.get().summary == "Attached 2 models to db"


def test_a_model_that_is_not_there_is_not_attached(you: Client, shop: Project) -> None:
    post(you, shop, "attach/", {"models": ["Customer", "Nope"], "data_source": "db"})
    assert "Nope is not one of the available choices" in you.get(f"/projects/{shop.slug}/models/").content.decode()
    assert text(shop, "server/model-config.json") == CONFIG


def test_attaching_to_a_data_source_that_somebody_just_renamed_is_refused(you: Client, shop: Project) -> None:
    you.post(f"/projects/{shop.slug}/data-sources/corp1/rename/", {"name": "warehouse"})
    page = post(you, shop, "Customer/", GENERAL | {"plural": "typed-plural"}, 422)
    assert "typed-plural" in page
    assert "corp1" not in text(shop, "server/model-config.json")


class TestProperties:
    @pytest.mark.parametrize(
        ("name", "sentence"),
        [("User", "“User” has no definition of its own here"), ("Nope", "There is no model “Nope”")],
    )
    def test_of_what_has_none_are_said_to_be_missing(
        self, you: Client, shop: Project, name: str, sentence: str
    ) -> None:
        answer = you.get(f"/projects/{shop.slug}/models/{name}/properties/")
        assert answer.status_code == 404
        assert sentence in answer.content.decode()

    def row(self, key: str, **cells: str) -> dict[str, str]:
        return {f"{key}-{cell}": value for cell, value in ({"name": "x", "type": "string"} | cells).items()}

    def test_rows_that_were_not_touched_are_not_posted_and_stay(self, you: Client, shop: Project) -> None:
        post(you, shop, "Customer/properties/", {})
        assert shop.revisions.count() == 0

    def test_a_row_is_added_and_another_changed(self, you: Client, shop: Project) -> None:
        data = self.row("new-1", name="age", type="number", default="0", index="unique", description="In years")
        data |= self.row("p0", name="email", required="on", id="generated")
        post(you, shop, "Customer/properties/", data)
        expected = CUSTOMER.replace(
            '      "required": true\n    },\n    "tags": ["string"]\n',
            '      "required": true,\n      "id": true,\n      "generated": true\n    },\n    "tags": ["string"],\n'
            '    "age": {\n      "type": "number",\n      "index": {\n        "unique": true\n      },\n'
            '      "default": 0,\n      "description": "In years"\n    }\n',
        )
        assert text(shop, "common/models/customer.json") == expected
        assert shop.revisions.get().summary == "Changed properties of Customer: added age, changed email"

    def test_order_rename_remove_and_array(self, you: Client, shop: Project) -> None:
        data = self.row("p1", name="labels", type="[number]") | {"order": "p1\np0", "remove": "p0"}
        post(you, shop, "Customer/properties/", data)
        assert text(shop, "common/models/customer.json") == CUSTOMER.replace(
            '    "email": {\n      "type": "string",\n      "required": true\n    },\n    "tags": ["string"]\n',
            '    "labels": ["number"]\n',
        )

    def test_a_default_function(self, you: Client, shop: Project) -> None:
        post(you, shop, "Order/properties/", self.row("new-1", name="at", type="date", default="now()"))
        assert files.application(shop).models["Order"].properties == {"at": {"type": "date", "defaultFn": "now"}}

    def test_a_name_twice_is_refused_beside_its_row_and_what_was_typed_stays(self, you: Client, shop: Project) -> None:
        data = self.row("new-1", name="email", description="typed-description")
        page = post(you, shop, "Customer/properties/", data, 422)
        assert "There is already a property “email”" in page
        assert "typed-description" in page
        assert text(shop, "common/models/customer.json") == CUSTOMER


def test_rename_takes_file_script_entry_and_relations_along(you: Client, shop: Project) -> None:
    page = you.get(f"/projects/{shop.slug}/models/Order/rename/").content.decode()
    assert "Customer" in page
    post(you, shop, "Order/rename/", {"name": "PurchaseOrder"})
    app = files.application(shop)
    assert app.models["PurchaseOrder"].path == "common/models/purchase-order.json"
    assert app.models["Customer"].definition["relations"]["orders"]["model"] == "PurchaseOrder"
    assert "Order" not in app.models
    post(you, shop, "Customer/rename/", {"name": "Client"})
    assert text(shop, "common/models/client.js") == SHOP["common/models/customer.js"]


def test_a_rename_writes_down_the_keys_that_follow_from_the_old_name(you: Client) -> None:
    mission = {
        "name": "Mission",
        "relations": {
            "logs": {"type": "hasMany", "model": "Log", "foreignKey": ""},
            "crew": {"type": "hasMany", "model": "Log", "foreignKey": "flightId"},
            "rocket": {"type": "belongsTo", "model": "Log"},
        },
    }
    log = {
        "name": "Log",
        "relations": {
            "missions": {"type": "referencesMany", "model": "Mission"},
            "plans": {"type": "embedsMany", "model": "Mission"},
            "mission": {"type": "belongsTo", "model": "Mission"},
        },
    }
    meta = {"sources": ["../common/models"]}
    entries = {"_meta": meta, "Mission": {"dataSource": "db"}, "Log": {"dataSource": "db"}}
    contents = SHOP | {
        "common/models/mission.json": json.dumps(mission, indent=2),
        "common/models/log.json": json.dumps(log, indent=2),
        "server/model-config.json": json.dumps(entries),
    }
    project = make_project(local_user(), contents)
    shown = you.get(f"/projects/{project.slug}/models/Mission/rename/").content.decode()
    assert "(relation logs: foreignKey “missionId”) is written down" in shown
    assert "LoopBack will look for its data in a " in shown
    post(you, project, "Mission/rename/", {"name": "Operation"})
    relations = json.loads(text(project, "common/models/operation.json"))["relations"]
    assert {name: each.get("foreignKey") for name, each in relations.items()} == {
        "logs": "missionId",
        "crew": "flightId",
        "rocket": None,
    }
    others = json.loads(text(project, "common/models/log.json"))["relations"]
    assert others["missions"] == {"type": "referencesMany", "model": "Operation", "foreignKey": "missionIds"}
    assert others["plans"] == {"type": "embedsMany", "model": "Operation", "property": "missions"}
    assert others["mission"] == {"type": "belongsTo", "model": "Operation"}
    assert project.revisions.count() == 1
    you.post(f"/projects/{project.slug}/history/1/undo/")
    assert text(project, "common/models/log.json") == contents["common/models/log.json"]
    assert text(project, "common/models/mission.json") == contents["common/models/mission.json"]


def test_delete_asks_about_the_script(you: Client, shop: Project) -> None:
    page = you.get(f"/projects/{shop.slug}/models/Customer/delete/").content.decode()
    assert 'name="with_script"' in page
    assert "common/models/customer.js<" in page
    post(you, shop, "Customer/delete/", {})
    app = files.application(shop)
    assert "Customer" not in app.models
    assert app.has("common/models/customer.js")
    you.post(f"/projects/{shop.slug}/history/1/undo/")
    assert text(shop, "common/models/customer.json") == CUSTOMER
    post(you, shop, "Customer/delete/", {"with_script": "yes"})
    assert not files.application(shop).has("common/models/customer.js")


NAMING = SHOP | {
    "common/models/order.json": json.dumps(
        {
            "name": "Order",
            "properties": {},
            "relations": {
                "customer": {"type": "belongsTo", "model": "Customer"},
                "friends": {"type": "hasMany", "model": "Order", "through": "Customer"},
                "user": {"type": "belongsTo", "model": "User"},
            },
        },
        indent=2,
    ),
    "server/model-config.json": CONFIG.replace(
        '"User": {', '"User": {\n    "relations": {"carts": {"type": "hasMany", "model": "Customer"}},'
    ),
}


def test_deleted_with_the_relations_that_name_it_and_all_comes_back(you: Client) -> None:
    naming = make_project(local_user(), NAMING)
    page = you.get(f"/projects/{naming.slug}/models/Customer/delete/").content.decode()
    assert "Take out the relations that name it too (3)" in page
    assert "Order.customer, Order.friends, User.carts." in page
    post(you, naming, "Customer/delete/", {"with_relations": "on"})
    assert list(json.loads(text(naming, "common/models/order.json"))["relations"]) == ["user"]
    assert json.loads(text(naming, "server/model-config.json"))["User"] == {"relations": {}, "dataSource": "db"}
    assert [each.summary for each in naming.revisions.all()] == ["Deleted model Customer and the relations to it"]
    you.post(f"/projects/{naming.slug}/history/1/undo/")
    assert {path: text(naming, path) for path in NAMING} == NAMING


def test_relations_that_name_a_deleted_model_stay_unless_asked(you: Client) -> None:
    naming = make_project(local_user(), NAMING)
    post(you, naming, "Customer/delete/", {})
    assert text(naming, "common/models/order.json") == NAMING["common/models/order.json"]


def test_a_deletion_that_needs_a_tick_asks_for_it_and_keeps_what_was_chosen(you: Client, shop: Project) -> None:
    files.save(shop, None, "Rebased", lambda app: app.models.update("Order", {"name": "Order", "base": "Customer"}))
    page = post(you, shop, "Customer/delete/", {"with_script": "yes"}, 422)
    assert "data-dialog-content" in page
    assert "LoopBack would not start without it" in page
    assert re.search(r'name="with_heirs"[^>]*aria-invalid="true"', page)
    assert 'name="with_script" value="yes" checked' in page
    assert text(shop, "common/models/customer.json") == CUSTOMER
    post(you, shop, "Customer/delete/", {"with_script": "yes", "with_heirs": "on"})
    app = files.application(shop)
    assert app.models["Order"].base == "PersistedModel"
    assert not app.has("common/models/customer.js")


def test_the_preview_shows_the_definition_as_it_would_be_saved(you: Client, shop: Project) -> None:
    page = you.post(f"/projects/{shop.slug}/models/Customer/preview/", GENERAL | {"plural": "clients"})
    assert [line.mark for line in page.context["file"].lines if line.mark] == ["quiet", "add"]
    page = you.post(f"/projects/{shop.slug}/models/new/preview/", GENERAL | {"name": "Shop"})
    assert page.context["file"].path == "common/models/shop.json"
    page = you.post(f"/projects/{shop.slug}/models/User/preview/", {"data_source": "corp1", "public": "on"})
    assert page.context["file"].path == "server/model-config.json"
    assert shop.revisions.count() == 0


def test_the_tree_leads_to_every_model(you: Client, shop: Project) -> None:
    files.save(shop, None, "x", lambda app: app.models.add("a b/ü", {}, {"dataSource": "db"}))
    for row in you.get(f"/projects/{shop.slug}/").context["tree"].models:
        assert you.get(row["url"]).context["model"]["name"] == row["name"]


@pytest.mark.parametrize(
    "path,data,advice",
    [
        ("models/new/", GENERAL | {"name": "My Model", "data_source": "db"}, "other tools accept only letters"),
        ("models/Order/rename/", {"name": "Date"}, "reserves “Date”"),
        ("data-sources/new/", {"name": "a b", "connector": "memory"}, "other tools accept only letters"),
        ("data-sources/db/rename/", {"name": "7"}, "names that are numbers"),
    ],
)
def test_an_unusual_name_is_taken_with_advice(
    you: Client, shop: Project, path: str, data: dict[str, Any], advice: str
) -> None:
    page = you.post(f"/projects/{shop.slug}/{path}", data, follow=True)
    assert page.status_code == 200
    assert advice in page.content.decode()


def settings(you: Client, shop: Project, **typed: str) -> dict[str, Any]:
    """The general form of Customer with some settings typed, as a browser sends it."""
    form = you.get(f"/projects/{shop.slug}/models/Customer/").context
    shown = {"settings~as": "fields", "settings/idInjection": "true", "seen": form["seen"]}
    return GENERAL | shown | {f"settings/{name}": value for name, value in typed.items()}


def test_settings_are_written_after_what_is_there(you: Client, shop: Project) -> None:
    post(you, shop, "Customer/", settings(you, shop, strict="filter", hidden="password", idInjection="false"))
    definition = json.loads(text(shop, "common/models/customer.json"))
    assert (definition["strict"], definition["hidden"], definition["idInjection"]) == ("filter", ["password"], False)
    assert list(definition)[-2:] == ["strict", "hidden"]
    assert shop.revisions.get().summary == "Changed model Customer: idInjection, strict, hidden"


def test_a_setting_that_is_emptied_is_gone(you: Client, shop: Project) -> None:
    post(you, shop, "Customer/", settings(you, shop, idInjection=""))
    assert "idInjection" not in json.loads(text(shop, "common/models/customer.json"))


def test_what_the_data_source_s_connector_reads_is_offered(you: Client, shop: Project) -> None:
    page = you.get(f"/projects/{shop.slug}/models/Customer/").content.decode()
    assert 'name="settings/mysql/engine"' in page
    assert "saltWorkFactor" not in page


def test_settings_of_a_base_are_shown_as_inherited(you: Client, shop: Project) -> None:
    heir = '{"name": "Client", "base": "Customer"}'
    files.save(shop, None, "x", lambda app: app.set_text("common/models/client.json", heir))
    assert "true, inherited" in you.get(f"/projects/{shop.slug}/models/Client/").content.decode()


def test_the_shape_of_the_settings_changes_without_saving(you: Client, shop: Project) -> None:
    page = post(you, shop, "Customer/", settings(you, shop) | {"shape": "json settings"}, 200)
    assert "idInjection&quot;: true" in page
    assert shop.revisions.count() == 0
