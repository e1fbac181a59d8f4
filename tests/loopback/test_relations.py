"""What LoopBack takes for granted of a relation, what a relation means, and what it calls for elsewhere.

The names themselves are judged beside a real LoopBack in tests/interop/test_relations.py.
"""

from __future__ import annotations

import json

import pytest

from designer.loopback import relation_offers, relations
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused
from designer.loopback.related_models import RelatedModels
from designer.loopback.relation_offers import Offer
from tests.loopback.apis import application

Value = dict[str, JSON]
BY_NAME: Value = {"type": "belongsTo", "polymorphic": True}


def known(customer: Value, order: Value | None = None, **more: Value) -> RelatedModels:
    """Customer and Order, by their relations; `more` are other models as they are defined."""
    return RelatedModels(
        application({"Customer": {"relations": customer}, "Order": {"relations": order or {}}, **more})
    )


def offered(models: RelatedModels, name: str, owner: str = "Customer") -> dict[str, Offer]:
    relation = models.relation(owner, name)
    assert relation is not None
    return {each.kind: each for each in relation_offers.offers(models, relation)}


class TestDefaults:
    @pytest.mark.parametrize(
        ("value", "defaults"),
        [
            ({"type": "belongsTo"}, {"foreignKey": "xId"}),
            ({"type": "hasMany", "model": "Order"}, {"foreignKey": "customerId"}),
            ({"type": "referencesMany"}, {}),
            ({"type": "referencesMany", "model": "Order"}, {"foreignKey": "orderIds"}),
            ({"type": "embedsOne", "model": "Order"}, {"property": "order"}),
            ({"type": "embedsMany", "model": "Order"}, {"property": "orders"}),
            ({"type": "hasMany"}, {"foreignKey": "customerId"}),
        ],
    )
    def test_each_type_has_its_own(self, value: Value, defaults: dict[str, str]) -> None:
        assert relations.defaults("Customer", "x", value) == defaults

    def test_what_is_typed_does_not_change_what_would_count_without_it(self) -> None:
        value: Value = {"type": "hasMany", "model": "Order", "through": "T", "foreignKey": "a", "keyThrough": "b"}
        assert relations.defaults("Customer", "x", value) == {"foreignKey": "customerId", "keyThrough": "orderId"}

    def test_a_polymorphic_relation_has_two_keys_after_its_selector(self) -> None:
        value: Value = {"type": "hasMany", "model": "Order", "polymorphic": {"foreignKey": "k", "discriminator": "d"}}
        found = relations.defaults("Customer", "x", value)
        assert found["polymorphic/foreignKey"] == "xId"
        value["polymorphic"] = "thing"
        found = relations.defaults("Customer", "x", value)
        assert (found["polymorphic/foreignKey"], found["polymorphic/discriminator"]) == ("thingId", "thingType")

    def test_a_property_like_the_relation_gets_another_name(self) -> None:
        value: Value = {"type": "embedsOne", "model": "Address"}
        assert relations.defaults("Customer", "address", value) == {"property": "_address"}

    def test_the_plural_that_a_model_gives_itself_counts(self) -> None:
        models = known({"x": {"type": "embedsMany", "model": "Leaf"}}, Leaf={"plural": "Foliage"})
        found = models.relation("Customer", "x")
        assert found is not None
        assert found.kept_in == "foliage"


class TestIdle:
    def test_only_what_means_something_is_looked_at(self) -> None:
        def idle(**value: JSON) -> set[str]:
            return {each for each in relations.idle(value) if "/" not in each}

        assert "model" in idle(type="belongsTo", polymorphic=True)
        assert "foreignKey" in idle(type="belongsTo", polymorphic=True)
        assert "foreignKey" in idle(type="hasAndBelongsToMany")
        assert "keyThrough" in idle(type="hasMany")
        assert "keyThrough" not in idle(type="hasMany", through="T")
        assert "invert" in idle(type="hasMany", through="T")
        assert "invert" not in idle(type="hasMany", through="T", polymorphic="x")
        assert "throughTable" in idle(type="hasAndBelongsToMany", through="T")
        assert idle(type="nonsense") == idle() == set()

    def test_options_of_embedded_ones_mean_nothing_elsewhere(self) -> None:
        assert "options/persistent" in relations.idle({"type": "hasMany"})
        assert "options/persistent" not in relations.idle({"type": "embedsMany"})
        assert "options/prepend" in relations.idle({"type": "embedsOne"})


class TestInWords:
    @pytest.mark.parametrize(
        ("value", "sentence"),
        [
            ({"type": "belongsTo", "model": "Order"}, "Each Customer belongs to one Order; Customer holds xId."),
            ({"type": "hasMany", "model": "Order"}, "Each Customer has many Order; Order holds customerId."),
            (
                {"type": "hasMany", "model": "Order", "through": "T"},
                (
                    "Each Customer has many Order, and each Order many Customer; "
                    "T, the model between, holds customerId and orderId."
                ),
            ),
            (
                {"type": "hasOne", "model": "Order", "polymorphic": "of"},
                "Each Customer has one Order; Order holds the key in ofId, and “Customer” in ofType.",
            ),
            (
                {"type": "referencesMany", "model": "Order"},
                "Each Customer refers to many Order; Customer holds their keys in orderIds.",
            ),
            (
                {"type": "embedsOne", "model": "Order"},
                "Each Customer keeps one Order inside; it is kept in the property order.",
            ),
            (
                BY_NAME,
                (
                    "Each Customer belongs to one instance of any model; "
                    "Customer holds the key in xId, and the model’s name in xType."
                ),
            ),
            ({"type": "hasMany"}, ""),
        ],
    )
    def test_a_relation_says_what_it_means(self, value: Value, sentence: str) -> None:
        relation = relations.read("Customer", "x", value)
        assert relation is not None
        assert relations.described(relation) == sentence

    def test_what_is_no_relation_is_none(self) -> None:
        assert relations.read("Customer", "x", {"type": "hasManyThrough"}) is None
        assert relations.read("Customer", "x", []) is None


class TestInverse:
    def test_one_that_is_there_is_found_and_not_offered_again(self) -> None:
        models = known(
            {"orders": {"type": "hasMany", "model": "Order", "foreignKey": "buyerId"}},
            {"other": {"type": "belongsTo", "model": "Customer"}, "buyer": {"type": "belongsTo", "model": "Customer"}},
        )
        relation = models.relation("Customer", "orders")
        assert relation is not None
        assert [each.name for each in models.inverses(relation)] == ["buyer"]
        assert "inverse" not in offered(models, "orders")

    def test_a_second_relation_to_the_same_model_gets_a_name_of_its_own(self) -> None:
        orders: Value = {"buyer": {"type": "belongsTo", "model": "Customer"}}
        models = known({"orders": {"type": "hasMany", "model": "Order"}}, orders)
        offer = offered(models, "buyer", "Order")["inverse"]
        assert offer.members == {"buyerOrders": {"type": "hasMany", "model": "Order", "foreignKey": "buyerId"}}

    def test_seen_from_the_other_side_the_keys_change_places(self) -> None:
        value: Value = {"type": "hasMany", "model": "Order", "through": "T", "polymorphic": "of"}
        models = known({"x": value}, {"back": {**value, "model": "Customer", "invert": True}}, T={})
        one, other = models.relation("Customer", "x"), models.relation("Order", "back")
        assert one is not None
        assert other is not None
        assert (one.foreign_key, one.key_through) == ("ofId", "orderId") == (other.key_through, other.foreign_key)
        assert models.inverses(one) == [other]

    def test_a_key_of_another_name_is_written(self) -> None:
        models = known({"orders": {"type": "hasMany", "model": "Order", "foreignKey": "boss"}})
        offer = offered(models, "orders")["inverse"]
        assert offer.members == {"customer": {"type": "belongsTo", "model": "Customer", "foreignKey": "boss"}}

    def test_the_polymorphic_side_takes_the_type_of_the_other_id(self) -> None:
        models = RelatedModels(
            application(
                {
                    "Customer": {
                        "properties": {"id": {"type": "string", "id": True}},
                        "relations": {"pictures": {"type": "hasMany", "model": "Picture", "polymorphic": "of"}},
                    },
                    "Picture": {},
                }
            )
        )
        found = offered(models, "pictures")
        assert found["inverse"].members == {"of": {"type": "belongsTo", "polymorphic": {"idType": "string"}}}
        assert found["key"].members == {"ofId": {"type": "string"}, "ofType": {"type": "string"}}

    def test_a_polymorphic_belongs_to_can_lead_to_any_model(self) -> None:
        pictures: Value = {"pictures": {"type": "hasMany", "model": "Order", "polymorphic": "of"}}
        models = known(pictures, {"of": BY_NAME}, Person={})
        found = offered(models, "of", "Order")
        assert [kind for kind in found if kind != "key"] == ["inverse:Order", "inverse:Person"]
        assert found["inverse:Person"].members == {"orders": {"type": "hasMany", "model": "Order", "polymorphic": "of"}}

    def test_a_relation_of_a_model_to_itself_is_not_its_own_inverse(self) -> None:
        boss: Value = {"boss": {"type": "belongsTo", "model": "Customer"}}
        assert offered(known(boss), "boss")["inverse"].members == {
            "customers": {"type": "hasMany", "model": "Customer", "foreignKey": "bossId"}
        }

    def test_a_model_without_a_definition_here_gets_none(self) -> None:
        models = known({"account": {"type": "belongsTo", "model": "User"}})
        assert list(offered(models, "account")) == ["key"]

    def test_relations_of_model_config_count(self) -> None:
        entries = {"Order": {"dataSource": "db", "relations": {"customer": {"type": "belongsTo", "model": "Customer"}}}}
        app = application(
            {"Customer": {"relations": {"orders": {"type": "hasMany", "model": "Order"}}}, "Order": {}}, entries
        )
        assert "inverse" not in offered(RelatedModels(app), "orders")


class TestKey:
    def test_a_declared_key_is_not_offered_in_any_case(self) -> None:
        models = known({"orders": {"type": "hasMany", "model": "Order"}}, Base={})
        assert offered(models, "orders")["key"].members == {"customerId": {"type": "number"}}
        declared = application(
            {
                "Customer": {"relations": {"orders": {"type": "hasMany", "model": "Order"}}},
                "Order": {"base": "Base"},
                "Base": {"properties": {"customerId": "number"}},
            }
        )
        assert "key" not in offered(RelatedModels(declared), "orders")

    def test_the_primary_key_gives_the_type(self) -> None:
        customer: Value = {"orders": {"type": "hasMany", "model": "Order", "primaryKey": "code"}}
        app = application({"Customer": {"properties": {"code": "string"}, "relations": customer}, "Order": {}})
        assert offered(RelatedModels(app), "orders")["key"].members == {"customerId": {"type": "string"}}


class TestModelBetween:
    THROUGH: Value = {"orders": {"type": "hasMany", "model": "Order", "through": "Line"}}

    def test_one_that_is_not_there_is_offered_with_both_ends(self) -> None:
        offer = offered(known(self.THROUGH), "orders")["through"]
        assert (offer.what, offer.model, offer.data_source) == ("model", "Line", "db")
        assert offer.members == {
            "customer": {"type": "belongsTo", "model": "Customer"},
            "order": {"type": "belongsTo", "model": "Order"},
        }

    def test_one_that_lacks_an_end_is_offered_that(self) -> None:
        line: Value = {"relations": {"customer": {"type": "belongsTo", "model": "Customer"}}}
        assert [*offered(known(self.THROUGH, Line=line), "orders")] == ["through:model", "inverse"]

    def test_a_name_that_cannot_be_a_model_is_not_offered(self) -> None:
        assert "through" not in offered(known({"x": {"type": "hasMany", "model": "Order", "through": "a.b"}}), "x")

    def test_a_model_is_related_to_itself_by_two_names(self) -> None:
        value: Value = {"type": "hasMany", "model": "Customer", "through": "F", "keyThrough": "friendId"}
        assert [*offered(known({"friends": value}), "friends")["through"].members] == ["customer", "friend"]


class TestClashes:
    def test_names_that_are_taken_are_told(self) -> None:
        app = application(
            {
                "Customer": {
                    "properties": {"order": "string"},
                    "relations": {
                        "order": {"type": "belongsTo", "model": "Order", "foreignKey": "order"},
                        "a": {"type": "embedsOne", "model": "Order", "property": "kept"},
                        "b": {"type": "embedsOne", "model": "Order", "property": "kept"},
                        "c": {"type": "hasMany", "model": "Order"},
                    },
                },
                "Order": {},
            }
        )
        models = RelatedModels(app)

        def told(name: str) -> list[str]:
            relation = models.relation("Customer", name)
            assert relation is not None
            return models.clashes(relation)

        assert len(told("order")) == 2
        assert "kept" in told("a")[0]
        assert told("c") == []


class TestApply:
    def test_each_offer_is_one_small_change(self) -> None:
        models = known({"orders": {"type": "hasMany", "model": "Order", "through": "Line"}})
        app = models.app
        for kind in ("inverse", "through"):
            relation_offers.apply(app, offered(models, "orders")[kind])
        assert set(app.changes()) == {
            *("common/models/order.json", "common/models/line.json", "common/models/line.js"),
            "server/model-config.json",
        }
        assert app.models["Line"].config == {"dataSource": "db", "public": False}
        after = json.loads(app.text("common/models/order.json"))
        assert list(after["relations"]) == ["customers"]

    def test_what_is_there_already_is_refused(self) -> None:
        app: Application = known({"orders": {"type": "hasMany", "model": "Order"}}).app
        with pytest.raises(Refused, match="already"):
            relation_offers.add_relations(app, "Customer", {"orders": {"type": "hasOne"}})
