"""The diagram in the browser's way: what it is made of, where cards stand, and what can be done on it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from projects.access import local_user
from projects.actions import files, model_sets
from projects.models import Diagram, Project
from tests.people import SHOP, browser_of, make_project

TOO_LONG = "This name is too long: its definition file’s name may have 255 bytes at most."
pytestmark = pytest.mark.django_db
CUSTOMER = SHOP["common/models/customer.json"]
ORDER = SHOP["common/models/order.json"]


def url(project: Project, path: str = "") -> str:
    return f"/projects/{project.slug}/diagram/{path}"


def seen(client: Client, project: Project, query: str = "") -> dict[str, Any]:
    answer = client.get(url(project) + query)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def text(project: Project, path: str) -> str:
    return files.application(project).text(path)


def value(project: Project, path: str) -> Any:
    return json.loads(text(project, path))


def post(client: Client, project: Project, path: str, data: dict[str, Any], status: int = 302) -> str:
    answer = client.post(url(project, path), data)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def summaries(project: Project) -> list[str]:
    return [revision.summary for revision in project.revisions.order_by("number")]


def notices(client: Client, project: Project) -> str:
    """What the next look at the diagram tells."""
    return str(seen(client, project, "?notices=yes")["notices"])


class TestData:
    def test_data_sources_models_and_lines(self, you: Client, shop: Project) -> None:
        found = seen(you, shop)
        assert [(each["name"], each["kind"], each["title"]) for each in found["sources"]] == [
            ("db", "memory", "In-memory database"),
            ("corp1", "sql", "MySQL"),
        ]
        customer = next(each for each in found["models"] if each["name"] == "Customer")
        assert customer["properties"] == [["email", "string", "r"], ["tags", "[string]", ""]]
        assert (customer["url"], customer["panel"]) == (
            "/projects/shop-api/models/Customer/",
            "/projects/shop-api/diagram/model/Customer/",
        )
        orders = next(line for line in found["lines"] if line.get("fromName") == "orders")
        assert (orders["from"], orders["to"], orders["said"]) == (
            *("Customer", "Order"),
            ["Customer.orders: hasMany Order, foreign key customerId"],
        )
        assert {"kind": "attach", "from": "corp1", "to": "Order"} in found["lines"]

    def test_problems_stand_at_the_card_they_are_about(self, you: Client, shop: Project) -> None:
        corp1 = seen(you, shop)["sources"][1]
        assert corp1["problem"] == "stops boot"
        assert "loopback-connector-mysql" in corp1["problems"][0]

    def test_asking_again_brings_nothing_until_something_changed(self, you: Client, shop: Project) -> None:
        token = seen(you, shop)["token"]
        assert you.get(url(shop), {"known": token}).status_code == 204
        files.save(shop, None, "Renamed", lambda app: app.models.rename("Order", "Purchase"))
        found = seen(you, shop, f"?known={token}")
        assert "Purchase" in [model["name"] for model in found["models"]]
        assert found["token"] != token

    def test_a_card_that_moved_and_a_test_are_news_too(self, you: Client, shop: Project) -> None:
        token = seen(you, shop)["token"]
        post(you, shop, "places/", {"places": '{"model:Order": {"x": 1, "y": 2}}'}, 200)
        token = seen(you, shop, f"?known={token}")["token"]
        result = {"verdict": "failed", "sentence": "It is gone."}
        shop.check_results.create(data_source="db", environment="development", result=result)
        assert you.get(url(shop), {"known": token}).status_code == 200

    def test_it_is_kept_nowhere(self, you: Client, shop: Project) -> None:
        control = you.get(url(shop)).headers["Cache-Control"]
        assert "no-store" in control
        assert "private" in control

    def test_it_holds_no_secret(self, you: Client, shop: Project) -> None:
        assert "s3cret" not in you.get(url(shop)).content.decode()
        assert "s3cret" not in you.get(url(shop, "mermaid/")).content.decode()

    def test_what_is_asked_again_and_again_is_cheap(
        self, you: Client, shop: Project, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        token = seen(you, shop)["token"]
        with django_assert_max_num_queries(12):
            assert you.get(url(shop), {"known": token}).status_code == 204

    def test_as_mermaid(self, you: Client, shop: Project) -> None:
        assert '  Customer ||--o{ Order : "orders"\n' in you.get(url(shop, "mermaid/")).content.decode()

    def test_as_a_list(self, you: Client, shop: Project) -> None:
        listed = you.get(f"/projects/{shop.slug}/?view=list").content.decode()
        assert "Customer.orders: hasMany Order, foreign key customerId" in listed
        assert '<meta http-equiv="refresh"' in you.get(f"/projects/{shop.slug}/").content.decode()


class TestPlaces:
    def test_cards_stay_where_they_were_put(self, you: Client, shop: Project) -> None:
        post(you, shop, "places/", {"places": '{"model:Order": {"x": 10.4, "y": -20, "fold": "folded"}}'}, 200)
        post(you, shop, "places/", {"places": '{"data_source:db": {"x": 1, "y": 2, "fold": ""}}'}, 200)
        assert seen(you, shop)["places"] == {
            "model:Order": {"x": 10, "y": -20, "fold": "folded"},
            "data_source:db": {"x": 1, "y": 2},
        }
        assert shop.revisions.count() == 0

    def test_what_is_renamed_stays_where_it_was(self, you: Client, shop: Project) -> None:
        post(
            you,
            shop,
            "places/",
            {"places": '{"model:Order": {"x": 1, "y": 2}, "data_source:corp1": {"x": 3, "y": 4}}'},
            200,
        )
        files.save(shop, None, "Renamed", lambda app: app.models.rename("Order", "Purchase"))
        files.save(shop, None, "Renamed", lambda app: app.data_sources.rename("corp1", "warehouse"))
        places = seen(you, shop)["places"]
        assert (places["model:Purchase"], places["data_source:warehouse"]) == ({"x": 1, "y": 2}, {"x": 3, "y": 4})

    def test_what_is_gone_is_forgotten(self, you: Client, shop: Project) -> None:
        post(
            you,
            shop,
            "places/",
            {"places": '{"data_source:nope": {"x": 1, "y": 2}, "other:db": {"x": 1, "y": 2}}'},
            200,
        )
        assert Diagram.objects.get(project=shop).positions == {}

    @pytest.mark.parametrize(
        "places",
        [
            *("", "[]", "{"),
            '{"model:A": 1}',
            '{"model:A": {"x": "1", "y": 2}}',
            '{"model:A": {"x": 1e99, "y": 0}}',
            '{"model:A": {"x": NaN, "y": 0}}',
            '{"model:A": {"x": true, "y": 0}}',
            '{"model:A": {"x": 1, "y": 2, "fold": "z"}}',
        ],
    )
    def test_nonsense_is_refused(self, you: Client, shop: Project, places: str) -> None:
        assert "no places" in post(you, shop, "places/", {"places": places}, 422)
        assert not Diagram.objects.filter(project=shop).exists()

    def test_a_viewer_moves_nothing(self, team: Project) -> None:
        victor = browser_of("victor")
        assert victor.post(url(team, "places/"), {"places": "{}"}).status_code == 403
        assert seen(victor, team)["undo"] is None


class TestRelating:
    def test_a_relation_with_its_inverse(self, you: Client, shop: Project) -> None:
        post(you, shop, "relate/", {"from": "Order", "model": "Customer", "type": "hasMany", "has_inverse": "on"})
        relations = value(shop, "common/models/order.json")["relations"]
        assert relations == {"customers": {"type": "hasMany", "model": "Customer"}}
        assert value(shop, "common/models/customer.json")["relations"]["order"] == {
            "type": "belongsTo",
            "model": "Order",
        }
        assert summaries(shop) == ["Related Order to Customer: added customers; added order to Customer"]

    def test_both_sides_name_one_key(self, you: Client, shop: Project) -> None:
        data = {
            "from": "Order",
            "model": "Customer",
            "type": "hasMany",
            "has_inverse": "on",
            "inverse_name": "purchase",
        }
        post(you, shop, "relate/", data)
        assert value(shop, "common/models/customer.json")["relations"]["purchase"]["foreignKey"] == "orderId"
        assert "foreignKey" not in value(shop, "common/models/order.json")["relations"]["customers"]

    def test_a_typed_key_counts_for_both(self, you: Client, shop: Project) -> None:
        data = {"from": "Order", "model": "Customer", "type": "belongsTo", "has_inverse": "on", "foreign_key": "buyer"}
        post(you, shop, "relate/", data | {"inverse_name": "bought"})
        assert value(shop, "common/models/order.json")["relations"]["customer"]["foreignKey"] == "buyer"
        assert value(shop, "common/models/customer.json")["relations"]["bought"] == {
            "type": "hasMany",
            "model": "Order",
            "foreignKey": "buyer",
        }
        line = next(each for each in seen(you, shop)["lines"] if each.get("fromName") == "bought")
        assert line["toName"] == "customer"

    def test_only_what_is_new_is_written(self, you: Client, shop: Project) -> None:
        post(you, shop, "relate/", {"from": "Customer", "model": "Order", "type": "hasOne", "name": "first"})
        orders = '    "orders": {\n      "type": "hasMany",\n      "model": "Order",\n      "foreignKey": ""\n    }'
        first = ',\n    "first": {\n      "type": "hasOne",\n      "model": "Order"\n    }'
        assert text(shop, "common/models/customer.json") == CUSTOMER.replace(orders, orders + first)
        assert text(shop, "common/models/order.json") == ORDER

    def test_many_to_many_through_a_new_model(self, you: Client, shop: Project) -> None:
        data = {"from": "Customer", "model": "Order", "type": "hasMany", "name": "shared", "has_inverse": "on"}
        post(you, shop, "relate/", data | {"through": "Share"})
        assert value(shop, "common/models/customer.json")["relations"]["shared"] == {
            "type": "hasMany",
            "model": "Order",
            "through": "Share",
        }
        assert value(shop, "common/models/order.json")["relations"]["customers"]["through"] == "Share"
        assert value(shop, "common/models/share.json")["relations"] == {
            "customer": {"type": "belongsTo", "model": "Customer"},
            "order": {"type": "belongsTo", "model": "Order"},
        }
        assert value(shop, "server/model-config.json")["Share"] == {"dataSource": "corp1", "public": False}
        assert shop.revisions.count() == 1

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({"name": "orders"}, "has a relation “orders” already"),
            ({"name": "email"}, "already a property “email”"),
            ({"name": "a.b"}, "refuses a property name with a dot"),
            ({"model": "Nope"}, "Select a valid choice"),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_saved(
        self, you: Client, shop: Project, data: dict[str, str], sentence: str
    ) -> None:
        asked = {"from": "Customer", "model": "Order", "type": "hasMany", "foreign_key": "typed-key"} | data
        page = post(you, shop, "relate/", asked, 422)
        assert sentence in page
        assert "typed-key" in page
        assert text(shop, "common/models/customer.json") == CUSTOMER

    def test_a_model_of_loopback_gets_none(self, you: Client, shop: Project) -> None:
        page = post(you, shop, "relate/", {"from": "User", "model": "Order", "type": "hasMany"}, 422)
        assert "no definition of its own" in page

    def test_what_a_type_does_not_have_is_ignored(self, you: Client, shop: Project) -> None:
        data = {"from": "Order", "model": "Customer", "type": "embedsMany", "name": "lines", "has_inverse": "on"}
        post(you, shop, "relate/", data | {"through": "Nope", "foreign_key": "nope", "inverse_name": "nope"})
        relations = value(shop, "common/models/order.json")["relations"]
        assert relations == {"lines": {"type": "embedsMany", "model": "Customer"}}
        assert text(shop, "common/models/customer.json") == CUSTOMER

    def test_the_form_shows_what_loopback_takes(self, you: Client, shop: Project) -> None:
        asked = {"from": "User", "model": "Order", "type": "hasMany"}
        form = you.get(url(shop, "relate/"), asked | {"from": "Order", "model": "Customer"}).context["form"]
        shown = {
            name: form.fields[name].widget.attrs["placeholder"] for name in ("name", "foreign_key", "inverse_name")
        }
        assert shown == {"name": "customers", "foreign_key": "orderId", "inverse_name": "order"}
        assert form.unapt == set()

    def test_what_is_there_already_is_not_offered(self, you: Client, shop: Project) -> None:
        asked = {"from": "Order", "model": "Customer", "type": "belongsTo"}
        form = you.get(url(shop, "relate/"), asked).context["form"]
        assert form.unapt == {"through", "has_inverse", "inverse_name"}  # Customer has its orders


class TestSeveral:
    def test_made_public_and_hidden(self, you: Client, shop: Project) -> None:
        post(you, shop, "public/", {"models": ["Customer", "User"], "public": "no"})
        config = value(shop, "server/model-config.json")
        assert (config["Customer"]["public"], config["User"]["public"], config["Order"]["public"]) == (
            False,
            False,
            True,
        )
        post(you, shop, "public/", {"models": ["User"], "public": "yes"})
        assert value(shop, "server/model-config.json")["User"]["public"] is True
        assert summaries(shop) == ["Hid 2 models from the API", "Made User public"]
        assert "Made User public" in notices(you, shop)

    def test_none_chosen_is_said(self, you: Client, shop: Project) -> None:
        post(you, shop, "public/", {"public": "yes"})
        assert "Choose at least one model." in notices(you, shop)

    def test_deleted_together_though_one_extends_the_other(self, you: Client, shop: Project) -> None:
        files.save(shop, None, "Rebased", lambda app: app.models.update("Order", {"name": "Order", "base": "Customer"}))
        page = you.get(url(shop, "delete/"), {"models": ["Customer", "Order"]}).content.decode()
        assert "Delete 2 models?" in page
        post(you, shop, "delete/", {"models": ["Customer", "Order"]})
        assert "Customer" not in files.application(shop).models
        assert files.application(shop).has("common/models/customer.js")
        assert summaries(shop)[1:] == ["Deleted 2 models"]

    def test_deleted_together_with_the_relations_that_name_them(self, you: Client, shop: Project) -> None:
        page = you.get(url(shop, "delete/"), {"models": ["Order", "User"]}).content.decode()
        assert "Take out the relations that name them too (1)" in page
        post(you, shop, "delete/", {"models": ["Order", "User"], "with_relations": "on"})
        assert value(shop, "common/models/customer.json")["relations"] == {}
        assert summaries(shop) == ["Deleted 2 models and the relations to them"]

    def test_a_model_that_another_one_extends_stays(self, you: Client, shop: Project) -> None:
        files.save(shop, None, "Rebased", lambda app: app.models.update("Order", {"name": "Order", "base": "Customer"}))
        answer = post(you, shop, "delete/", {"models": ["Customer"]}, 422)
        assert "Customer" in files.application(shop).models
        assert "data-dialog-content" in answer
        assert "LoopBack would not start without it" in answer
        assert re.search(r'name="with_heirs"[^>]*aria-invalid="true"', answer)
        post(you, shop, "delete/", {"models": ["Customer"], "with_heirs": "on"})
        assert files.application(shop).models["Order"].base == "PersistedModel"

    def test_a_copy_has_all_but_the_name_and_the_plural(self, you: Client, shop: Project) -> None:
        page = you.get(url(shop, "copy/"), {"model": "Customer"})
        assert page.context["form"]["name"].value() == "CustomerCopy"
        post(you, shop, "copy/", {"model": "Customer", "name": "Client"})
        assert text(shop, "common/models/client.json") == CUSTOMER.replace('"name": "Customer"', '"name": "Client"')
        assert value(shop, "server/model-config.json")["Client"] == {"dataSource": "corp1", "public": True}
        assert "already" in post(you, shop, "copy/", {"model": "Customer", "name": "Client"}, 422)

    def test_a_name_too_long_for_a_file_is_refused_and_none_is_proposed(self, you: Client, shop: Project) -> None:
        before = files.application(shop).paths
        assert TOO_LONG in post(you, shop, "copy/", {"model": "Order", "name": "a" * 300}, 422)
        assert TOO_LONG in post(you, shop, "new-model/", {"name": "a" * 300}, 422)
        assert set(files.application(shop).paths) == set(before)
        post(you, shop, "copy/", {"model": "Order", "name": "a" * 250})
        proposed = you.get(url(shop, "copy/"), {"model": "a" * 250}).context["form"]["name"].value()
        post(you, shop, "copy/", {"model": "a" * 250, "name": proposed})

    def test_free_names_for_copies(self, shop: Project) -> None:
        model_sets.duplicate(shop, None, "Order", "OrderCopy")
        assert model_sets.free_name(files.application(shop), "Order") == "OrderCopy2"


class TestAdding:
    def test_a_model_on_a_data_source(self, you: Client, shop: Project) -> None:
        form = you.get(url(shop, "new-model/"), {"data_source": "corp1"}).context["form"]
        assert form["data_source"].value() == "corp1"
        data = {"name": "Coupon", "base": "PersistedModel", "data_source": "corp1", "public": "on"}
        post(you, shop, "new-model/", data)
        assert value(shop, "server/model-config.json")["Coupon"] == {"dataSource": "corp1", "public": True}
        assert "Coupon" in post(you, shop, "new-model/", data, 422)

    def test_a_data_source(self, you: Client, shop: Project) -> None:
        post(you, shop, "new-data-source/", {"name": "search", "connector": "rest"})
        assert value(shop, "server/datasources.json")["search"] == {"name": "search", "connector": "rest"}
        assert "search" in post(you, shop, "new-data-source/", {"name": "search", "connector": "rest"}, 422)


class TestPanel:
    FORM = {"data_source": "corp1", "base": "PersistedModel", "plural": "", "public": "on"}

    def test_saving_it_as_it_came_changes_nothing(self, you: Client, shop: Project) -> None:
        post(you, shop, "model/Customer/", self.FORM)
        post(you, shop, "model/Order/", self.FORM | {"base": ""})
        assert shop.revisions.count() == 0

    def test_what_is_changed_is_saved(self, you: Client, shop: Project) -> None:
        page = you.get(url(shop, "model/Customer/")).context
        changed = {"data_source": "db", "plural": "clients", "public": ""}
        post(you, shop, "model/Customer/", self.FORM | changed | {"seen": page["seen"]})
        assert value(shop, "server/model-config.json")["Customer"] == {"dataSource": "db", "public": False}
        assert value(shop, "common/models/customer.json")["plural"] == "clients"
        assert "/api/clients" in you.get(url(shop, "model/Customer/")).content.decode().replace("</span>", "")

    def test_what_somebody_changed_meanwhile_is_not_overwritten(self, you: Client, shop: Project) -> None:
        page = you.get(url(shop, "model/Customer/")).context
        files.save(shop, None, "Attached", lambda app: app.models.attach(["Customer"], "db"))
        changed = {"data_source": "", "seen": page["seen"]}
        assert "Somebody changed this meanwhile" in post(you, shop, "model/Customer/", self.FORM | changed, 409)
        assert files.application(shop).models["Customer"].data_source == "db"

    def test_a_viewer_sees_it_and_saves_nothing(self, team: Project) -> None:
        victor = browser_of("victor")
        page = victor.get(url(team, "model/Customer/")).content.decode()
        assert "disabled" in page
        assert ">Save<" not in page
        assert victor.post(url(team, "model/Customer/"), self.FORM).status_code == 403

    def test_of_a_data_source(self, you: Client, shop: Project) -> None:
        page = you.get(url(shop, "data-source/corp1/")).content.decode()
        assert "not tested in development yet" in page
        assert "Customer" in page


class TestUndo:
    def test_again_and_again(self, you: Client, shop: Project) -> None:
        assert (seen(you, shop)["undo"], seen(you, shop)["redo"]) == (None, None)
        for name in ("Customer", "Order", "User"):
            post(you, shop, "public/", {"models": [name], "public": "no"})

        def step(which: str) -> None:
            assert you.post(seen(you, shop)[which]["url"]).status_code == 302

        step("undo")
        step("undo")
        found = seen(you, shop)
        assert (found["undo"]["summary"], found["redo"]["summary"]) == (
            "Hid Customer from the API",
            "Hid Order from the API",
        )
        step("redo")
        step("redo")
        assert seen(you, shop)["redo"] is None
        step("undo")
        assert seen(you, shop)["redo"]["summary"] == "Hid User from the API"
        step("undo")
        step("undo")
        assert text(shop, "server/model-config.json") == SHOP["server/model-config.json"].replace(
            '"dataSource": "db"\n', '"dataSource": "db"\n'
        )
        assert seen(you, shop)["undo"] is None

    def test_something_new_leaves_nothing_to_redo(self, you: Client, shop: Project) -> None:
        post(you, shop, "public/", {"models": ["Customer"], "public": "no"})
        you.post(seen(you, shop)["undo"]["url"])
        post(you, shop, "public/", {"models": ["Order"], "public": "no"})
        found = seen(you, shop)
        assert (found["undo"]["summary"], found["redo"]) == ("Hid Order from the API", None)


def test_a_thousand_models_are_all_there(you: Client, db: None) -> None:
    names = [f"Model{number}" for number in range(1000)]
    config = json.loads(SHOP["server/model-config.json"]) | {name: {"dataSource": "db"} for name in names}
    definitions = {f"common/models/{name.lower()}.json": json.dumps({"name": name}) for name in names}
    contents = SHOP | definitions | {"server/model-config.json": json.dumps(config)}
    found = seen(you, make_project(local_user(), contents, "Large"))
    assert len(found["models"]) == 1004  # User brings AccessToken along
