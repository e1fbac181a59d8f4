"""The page of a model's relations: what it says of each, and what is added elsewhere in the same revision."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from designer.loopback.refusal import Refused
from projects.access import local_user
from projects.actions import files
from projects.actions.relations import create_relation
from projects.models import Project
from tests.people import SHOP, browser_of, make_project

pytestmark = pytest.mark.django_db
CUSTOMER, ORDER = "common/models/customer.json", "common/models/order.json"
S = "s-relations"
ORDERS: dict[str, Any] = {
    f"{S}~as": "fields",
    f"{S}~item": ["o0"],
    f"{S}/o0~key": "orders",
    f"{S}/o0/type": "hasMany",
    f"{S}/o0/model": "Order",
}


def url(project: Project, more: str = "", model: str = "Customer") -> str:
    return f"/projects/{project.slug}/models/{model}/relations/{more}"


def shown(you: Client, project: Project, model: str = "Customer") -> dict[str, str]:
    context = you.get(url(project, model=model)).context
    return {"seen": context["seen"], "shown": context["form"].sealed_shown}


def typed(key: str, name: str, **values: str) -> dict[str, Any]:
    """A new relation as a browser sends it, beside the one that is there."""
    fields = {f"{S}/{key}/{each.replace('__', '/')}": value for each, value in values.items()}
    return ORDERS | {f"{S}~item": ["o0", key], f"{S}/{key}~key": name} | fields


def definition(project: Project, path: str = ORDER) -> dict[str, Any]:
    return dict(json.loads(files.application(project).text(path)))


class TestThePage:
    def test_it_says_what_a_relation_means_and_what_rest_serves(self, you: Client, shop: Project) -> None:
        page = you.get(url(shop)).content.decode()
        assert "Each Customer has many Order; Order holds customerId." in page
        assert "<b>PUT</b> <code>/api/Customers/{id}/orders/{fk}</code>" in page
        assert 'placeholder="customerId"' in page
        assert "Add the inverse to Order: customer, a belongsTo" in page
        assert "Declare the property customerId in Order" in page
        assert ORDER in page

    def test_while_typing_the_live_file_brings_the_same(self, you: Client, shop: Project) -> None:
        data = typed("n1", "buyer", type="belongsTo", model="User") | shown(you, shop)
        live = you.post(url(shop, "preview/"), data).content.decode()
        assert 'data-told="relation-n1"' in live
        assert "Each Customer belongs to one User; Customer holds buyerId." in live
        fields = json.loads(live.split('data-told-fields="')[1].split('"')[0].replace("&quot;", '"'))["fields"]
        assert ["relations/n1/foreignKey", "buyerId", ""] in fields
        assert ["relations/n1/property", "", "idle"] in fields
        assert ["relations/o0/keyThrough", "", "idle"] in fields

    def test_what_is_filled_in_and_not_looked_at_is_told(self, you: Client, shop: Project) -> None:
        data = ORDERS | {f"{S}/o0/keyThrough": "x"} | shown(you, shop)
        live = you.post(url(shop, "preview/"), data).content.decode()
        assert "[&quot;relations/o0/keyThrough&quot;, &quot;&quot;, &quot;unused&quot;]" in live

    def test_half_a_relation_is_no_trouble(self, you: Client, shop: Project) -> None:
        for half in ({}, {"type": "belongsTo"}, {"model": "Order"}, {"type": "hasMany", "model": "Nobody"}):
            data = typed("n1", "", **half) | shown(you, shop)
            assert you.post(url(shop, "preview/"), data).status_code == 200
        data = typed("n1", "x", type="hasMany", model="Nobody") | shown(you, shop)
        assert "There is no model “Nobody” here" in you.post(url(shop, "preview/"), data).content.decode()

    def test_a_model_that_is_created_along_is_not_said_to_be_missing(self, you: Client, shop: Project) -> None:
        data = typed("n1", "products", type="hasMany", model="Order", through="Line") | shown(you, shop)
        assert "There is no model “Line” here" in you.post(url(shop, "preview/"), data).content.decode()
        page = you.post(url(shop, "preview/"), data | {"also": ["n1 through"]}).content.decode()
        assert "Create the model Line" in page
        assert "There is no model" not in page
        assert "LoopBack sets a relation up only when" not in page

    def test_relations_of_model_config_are_shown_with_their_place(self, you: Client) -> None:
        config = json.loads(SHOP["server/model-config.json"])
        config["Customer"]["relations"] = {"account": {"type": "belongsTo", "model": "User"}}
        project = make_project(local_user(), SHOP | {"server/model-config.json": json.dumps(config)}, "Configured")
        page = you.get(url(project)).content.decode()
        assert "In the configuration" in page
        assert f'href="/projects/{project.slug}/files/server/model-config.json"' in page
        assert "&quot;belongsTo&quot;" in page

    def test_a_viewer_is_offered_nothing_that_works(self, team: Project) -> None:
        page = browser_of("victor").get(url(team)).content.decode()
        assert "Each Customer has many Order" in page
        assert '<fieldset class="lw-plain" disabled>' in page


class TestSaving:
    def test_nothing_is_added_unasked(self, you: Client, shop: Project) -> None:
        data = typed("n1", "account", type="belongsTo", model="User") | shown(you, shop)
        you.post(url(shop), data)
        assert {each.path for each in shop.revisions.get().changes.all()} == {CUSTOMER}

    def test_the_inverse_and_the_key_come_in_the_same_revision(self, you: Client, shop: Project) -> None:
        data = ORDERS | {"also": ["o0 inverse", "o0 key"]} | shown(you, shop)
        assert you.post(url(shop), data).status_code == 302
        revision = shop.revisions.get()
        assert (
            revision.summary == "Changed relations of Customer: added customer to Order, declared customerId in Order"
        )
        assert definition(shop)["relations"] == {"customer": {"type": "belongsTo", "model": "Customer"}}
        assert definition(shop)["properties"] == {"customerId": {"type": "number"}}
        assert files.application(shop).text(CUSTOMER) == SHOP[CUSTOMER]

    def test_a_new_relation_brings_what_was_ticked_for_it(self, you: Client, shop: Project) -> None:
        data = typed("n1", "buyers", type="hasMany", model="User", through="Sale")
        you.post(url(shop), data | {"also": "n1 through"} | shown(you, shop))
        summary = "Changed relations of Customer: added buyers; added model Sale"
        assert shop.revisions.get().summary == summary
        assert list(definition(shop, "common/models/sale.json")["relations"]) == ["customer", "user"]

    def test_what_was_added_meanwhile_is_not_added_twice(self, you: Client, shop: Project) -> None:
        data = ORDERS | {"also": ["o0 inverse"]} | shown(you, shop)
        create_relation(shop, None, "Order", "customer", {"type": "belongsTo", "model": "Customer"})
        you.post(url(shop), data)
        assert shop.revisions.count() == 1

    def test_the_ticks_stay_where_something_else_is_wrong(self, you: Client, shop: Project) -> None:
        data = typed("n1", "", type="belongsTo") | {"also": ["o0 inverse"]} | shown(you, shop)
        page = you.post(url(shop), data)
        assert page.status_code == 422
        assert 'value="o0 inverse" checked' in page.content.decode()

    def test_what_is_declared_here_is_in_the_live_file(self, you: Client, shop: Project) -> None:
        data = typed("n1", "buyer", type="belongsTo", model="User") | {"also": "n1 key"} | shown(you, shop)
        live = you.post(url(shop, "preview/"), data).content.decode()
        assert live.count("buyerId") > 2


class TestPolymorphic:
    def test_a_selector_alone_is_written_as_a_text(self, you: Client, shop: Project) -> None:
        data = typed("n1", "pics", type="hasMany", model="Order", polymorphic__selector="of")
        data |= {f"{S}/n1/polymorphic~is": "object"}
        you.post(url(shop), data | shown(you, shop))
        assert definition(shop, CUSTOMER)["relations"]["pics"]["polymorphic"] == "of"

    @pytest.mark.parametrize("written", ["of", {"selector": "of"}, True, {"foreignKey": "k", "discriminator": "d"}])
    def test_each_form_stays_as_it_is_written(self, you: Client, written: Any) -> None:
        relations = {"pics": {"type": "hasMany", "model": "Order", "polymorphic": written}}
        text = json.dumps({"name": "Customer", "relations": relations})
        project = make_project(local_user(), SHOP | {CUSTOMER: text}, "Pictures")
        page = you.get(url(project)).content.decode()
        assert "This is not of the form" not in page
        assert "as JSON" not in page.split("polymorphic~is")[0].split("polymorphic</code>")[-1]
        data = {f"{S}~as": "fields", f"{S}~item": ["o0"], f"{S}/o0~key": "pics", f"{S}/o0/model": "Order"}
        data |= {f"{S}/o0/type": "hasMany", f"{S}/o0/foreignKey": "changed"}
        for key, value in (written if isinstance(written, dict) else {"selector": written}).items():
            data[f"{S}/o0/polymorphic/{key}"] = "" if value is True else value
        data[f"{S}/o0/polymorphic~is"] = "true" if written is True else "object"
        you.post(url(project), data | shown(you, project))
        saved = definition(project, CUSTOMER)["relations"]["pics"]
        assert (saved["polymorphic"], saved["foreignKey"]) == (written, "changed")

    def test_more_than_a_selector_makes_it_an_object(self, you: Client, shop: Project) -> None:
        data = typed("n1", "p", type="belongsTo", polymorphic__selector="of", polymorphic__idType="string")
        data |= {f"{S}/n1/polymorphic~is": "object"}
        you.post(url(shop), data | shown(you, shop))
        saved = definition(shop, CUSTOMER)["relations"]["p"]
        assert saved["polymorphic"] == {"selector": "of", "idType": "string"}


class TestByOneCall:
    """What the diagram does when somebody draws from model to model."""

    def test_a_relation_with_all_it_calls_for_is_one_revision(self, shop: Project) -> None:
        revision = create_relation(
            shop,
            None,
            "Customer",
            "friends",
            {"type": "hasMany", "model": "Order", "through": "Line"},
            with_inverse=True,
            with_through=True,
        )
        assert revision is not None
        assert (
            revision.summary == "Related Customer to Order: added friends; added model Line, added customers to Order"
        )
        assert "Line" in files.application(shop).models

    def test_the_model_at_the_other_end_of_a_polymorphic_one_is_chosen(self, shop: Project) -> None:
        create_relation(
            shop, None, "Order", "of", {"type": "belongsTo", "polymorphic": True},
            with_inverse="Customer", with_foreign_key=True,
        )  # fmt: skip
        assert definition(shop, CUSTOMER)["relations"]["ofOrders"]["polymorphic"] == "of"
        assert list(definition(shop)["properties"]) == ["ofId", "ofType"]

    def test_an_inverse_of_another_name_meets_the_same_keys(self, shop: Project) -> None:
        value: dict[str, Any] = {"type": "hasMany", "model": "Order", "foreignKey": "buyerId"}
        create_relation(shop, None, "Customer", "bought", value, with_inverse=True, inverse_name="who")
        value = {"type": "hasMany", "model": "Order", "polymorphic": "of"}
        create_relation(shop, None, "Customer", "others", value, with_inverse=True, inverse_name="what")
        assert definition(shop)["relations"] == {
            "who": {"type": "belongsTo", "model": "Customer", "foreignKey": "buyerId"},
            "what": {"type": "belongsTo", "polymorphic": {"selector": "of"}},
        }

    @pytest.mark.parametrize(
        ("model", "name", "sentence"),
        [
            ("Customer", "orders", "already"),
            ("Customer", "email", "property"),
            ("Nobody", "x", "no model"),
            ("Customer", "", "a name"),
            ("User", "x", "own"),
        ],
    )
    def test_what_cannot_be_is_refused(self, shop: Project, model: str, name: str, sentence: str) -> None:
        with pytest.raises(Refused, match=sentence):
            create_relation(shop, None, model, name, {"type": "hasMany", "model": "Order"})
        assert shop.revisions.count() == 0
