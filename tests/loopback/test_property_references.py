"""A property that gets another name is followed wherever it is certainly meant, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from designer.loopback import discovery
from designer.loopback.application import Application
from designer.loopback.property_references import PropertyRenaming, usual_key
from designer.loopback.renamed_properties import follow
from designer.transfer.folder import FolderTree
from tests.corpus import applications
from tests.people import SHOP

FRESH = "quiteFresh"


def renamed(definition: Any, owner: str = "Customer", *, carriers: Any = ("Customer",), inherits: bool = False) -> Any:
    """The definition with Customer's property `a` called `b`, as text and as value."""
    text = PropertyRenaming({"a": "b"}, carriers).in_text(json.dumps(definition), (), owner, inherits=inherits)
    return json.loads(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"hidden": ["x", "a"]}, {"hidden": ["x", "b"]}),
        ({"options": {"protectedProperties": ["a"]}}, {"options": {"protectedProperties": ["b"]}}),
        ({"indexes": {"i": {"keys": {"a": 1, "c": -1}}}}, {"indexes": {"i": {"keys": {"b": 1, "c": -1}}}}),
        ({"indexes": {"a": {"a": 1, "c": -1}}}, {"indexes": {"a": {"b": 1, "c": -1}}}),
        (
            {"scopes": {"s": {"where": {"or": [{"a": 1}, {"and": [{"a.x": {"gt": 1}}]}]}, "order": ["a DESC", "c"]}}},
            {"scopes": {"s": {"where": {"or": [{"b": 1}, {"and": [{"b.x": {"gt": 1}}]}]}, "order": ["b DESC", "c"]}}},
        ),
        ({"scope": {"fields": {"a": True}, "order": "a"}}, {"scope": {"fields": {"b": True}, "order": "b"}}),
        (
            {"foreignKeys": {"k": {"entity": "X", "foreignKey": "a"}}},
            {"foreignKeys": {"k": {"entity": "X", "foreignKey": "b"}}},
        ),
        ({"cassandra": {"clusteringKeys": ["a DESC"]}}, {"cassandra": {"clusteringKeys": ["b DESC"]}}),
        (
            {"relations": {"x": {"type": "belongsTo", "model": "X", "foreignKey": "a", "primaryKey": "a"}}},
            {"relations": {"x": {"type": "belongsTo", "model": "X", "foreignKey": "b", "primaryKey": "a"}}},
        ),
        (
            {"relations": {"x": {"type": "hasMany", "model": "X", "foreignKey": "a", "primaryKey": "a"}}},
            {"relations": {"x": {"type": "hasMany", "model": "X", "foreignKey": "a", "primaryKey": "b"}}},
        ),
        (
            {"relations": {"x": {"type": "embedsMany", "model": "X", "property": "a"}}},
            {"relations": {"x": {"type": "embedsMany", "model": "X", "property": "b"}}},
        ),
        (
            {"relations": {"x": {"type": "hasMany", "model": "X", "properties": {"a": "a"}}}},
            {"relations": {"x": {"type": "hasMany", "model": "X", "properties": {"b": "a"}}}},
        ),
        (
            {"relations": {"x": {"type": "belongsTo", "polymorphic": {"foreignKey": "a", "discriminator": "t"}}}},
            {"relations": {"x": {"type": "belongsTo", "polymorphic": {"foreignKey": "b", "discriminator": "t"}}}},
        ),
    ],
)
def test_its_own_model_names_it_anew(before: Any, after: Any) -> None:
    assert renamed(before) == after


@pytest.mark.parametrize(
    "untouched",
    [
        {"acls": [{"property": "a"}, {"property": ["a", "find"]}]},
        {"methods": {"a": {"accepts": [{"arg": "a"}]}}},
        {"relations": {"a": {"type": "hasMany", "model": "X"}}},
        {"indexes": {"i": {"columns": "a,c"}}},
        {"scopes": {"a": {"where": {"c": "a"}}}},
        {"hidden": "a", "description": "a", "excludeBaseProperties": ["a"]},
        {"indexes": {"i": {"keys": {"a": 1, "b": 1}}}},
    ],
)
def test_what_means_something_else_stays(untouched: Any) -> None:
    assert renamed(untouched) == untouched


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"type": "hasMany", "model": "Customer", "foreignKey": "a"}, {"foreignKey": "b"}),
        ({"type": "belongsTo", "model": "Customer", "foreignKey": "a", "primaryKey": "a"}, {"primaryKey": "b"}),
        (
            {"type": "hasMany", "model": "X", "through": "Customer", "foreignKey": "a", "keyThrough": "a"},
            {"foreignKey": "b", "keyThrough": "b"},
        ),
        (
            {"type": "hasMany", "model": "Customer", "scope": {"where": {"a": 1}, "fields": ["a"]}},
            {"scope": {"where": {"b": 1}, "fields": ["b"]}},
        ),
    ],
)
def test_relations_of_other_models_follow(before: Any, after: Any) -> None:
    found = renamed({"relations": {"x": before}}, "Order")
    assert found == {"relations": {"x": before | after}}


def test_a_key_that_nobody_wrote_down_is_written_down_when_its_name_is_no_longer_the_usual_one() -> None:
    own = {"relations": {"owner": {"type": "belongsTo", "model": "X", "foreignKey": ""}}}
    text = PropertyRenaming({"ownerId": "who"}, ["Customer"]).in_text(json.dumps(own), (), "Customer")
    assert json.loads(text)["relations"]["owner"]["foreignKey"] == "who"
    theirs = {"relations": {"customers": {"type": "hasMany", "model": "Customer"}}}
    text = PropertyRenaming({"orderItemId": "item"}, ["Customer"]).in_text(json.dumps(theirs), (), "OrderItem")
    assert json.loads(text)["relations"]["customers"]["foreignKey"] == "item"


@pytest.mark.parametrize(
    ("model", "key"), [("Customer", "customerId"), ("OrderItem", "orderItemId"), ("order_Item", "orderItemId")]
)
def test_the_usual_name_of_a_key_is_loopback_s(model: str, key: str) -> None:
    assert usual_key(model, "Id") == key


def test_an_heir_leaves_out_what_its_base_calls_otherwise() -> None:
    before = {"excludeBaseProperties": ["a"], "properties": {"a": False, "c": {"type": "string"}}}
    after = {"excludeBaseProperties": ["b"], "properties": {"b": False, "c": {"type": "string"}}}
    assert renamed(before, "Heir", inherits=True) == after


def test_only_the_names_change_in_a_text() -> None:
    text = '{\n "indexes": {"i":{"keys":{"c":1.0,  "a":-1}}},\n\t"hidden":["a" ]}'
    after = PropertyRenaming({"a": "b"}, ["Customer"]).in_text(text, (), "Customer")
    assert after == text.replace('"a"', '"b"')


def test_names_that_are_swapped_are_followed_both() -> None:
    before = {"indexes": {"i": {"keys": {"a": 1, "b": -1}}}, "hidden": ["a"]}
    text = PropertyRenaming({"a": "b", "b": "a"}, ["Customer"]).in_text(json.dumps(before), (), "Customer")
    assert text == json.dumps({"indexes": {"i": {"keys": {"b": 1, "a": -1}}}, "hidden": ["b"]})


def test_all_files_follow_and_it_is_said_which_and_what_is_left() -> None:
    def text(value: object) -> str:
        return json.dumps(value, indent=2) + "\n"

    customer = json.loads(SHOP["common/models/customer.json"]) | {"validations": [{"on": "email"}], "hidden": ["email"]}
    vip = {"name": "Vip", "base": "Customer", "protected": ["email"], "properties": {}}
    other = {"name": "Other", "base": "Customer", "hidden": ["email"], "properties": {"email": {"type": "string"}}}
    order = {"name": "Order", "relations": {"by": {"type": "belongsTo", "model": "Vip", "primaryKey": "email"}}}
    config = json.loads(SHOP["server/model-config.json"]) | {
        "Customer": {"dataSource": "corp1", "options": {"hidden": ["email"]}}
    }
    files = SHOP | {
        "common/models/customer.json": text(customer),
        "common/models/customer.js": "Customer.validatesUniquenessOf('email');",
        "common/models/vip.json": text(vip),
        "common/models/other.json": text(other),
        "common/models/order.json": text(order),
        "server/model-config.json": text(config),
    }
    app = Application(files, "server")
    followed = follow(app, "Customer", {"email": "mail"})
    assert set(app.changes()) == {
        "common/models/customer.json",
        "common/models/vip.json",
        "common/models/order.json",
        "server/model-config.json",
    }
    assert followed.changed == {"Customer": ["in hidden"], "Vip": ["in protected"], "Order": ["relation by"]}
    assert followed.left == ("property email of Other", "validations.0.on of Customer")
    assert followed.scripts == ("common/models/customer.js",)


def _members(text: str) -> int:
    return text.count('":') + text.count('" :')


@pytest.mark.parametrize("folder", applications(), ids=lambda folder: folder.name)
def test_in_real_applications_a_new_name_and_back_leaves_every_file_as_it_was(folder: Path) -> None:
    tree = FolderTree(folder)
    for root in discovery.roots(tree):
        app = discovery.select(tree, root).application
        before = {path: app.text(path) for path in app.paths if path.endswith(".json")}
        for name in list(app.models):
            for each in list(app.models[name].properties)[:12]:
                there = follow(app, name, {each: FRESH})
                if any(_members(app.text(path)) != _members(text) for path, text in before.items()):
                    app = discovery.select(tree, root).application  # a usual key was written down
                    continue
                back = follow(app, name, {FRESH: each})
                assert there.changed == back.changed
                assert app.changes() == {}, (name, each)
