"""The table of properties: those inside others, composite ids, new names and pasted ones, in the browser's way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from projects.access import local_user
from projects.actions import files
from projects.models import Project
from tests.people import SHOP, make_project

pytestmark = pytest.mark.django_db
CUSTOMER = "common/models/customer.json"
TEXT = """{
  "name": "Customer",
  "properties": {
    "address": {
      "street":"string",
      "city": {"type": "string",  "required": true},
      "geo": {"lat": "number", "lng": "number"}
    },
    "lines": {"type": [{"sku": "string"}], "description": "What"},
    "odd": {"type": [{"type": "string", "x": 1}]}
  }
}
"""


@pytest.fixture
def nested(db: None) -> Project:
    """A project with properties inside properties."""
    return make_project(local_user(), SHOP | {CUSTOMER: TEXT})


def text(project: Project) -> str:
    return files.application(project).text(CUSTOMER)


def properties(project: Project) -> Any:
    return json.loads(text(project))["properties"]


def url(project: Project, more: str = "") -> str:
    return f"/projects/{project.slug}/models/Customer/properties/{more}"


def post(you: Client, project: Project, data: dict[str, Any]) -> Any:
    return you.post(url(project), data | {"seen": you.get(url(project)).context["seen"]})


def row(key: str, name: str, kind: str = "string", **more: str) -> dict[str, str]:
    """A row as a browser sends it; one inside another tells its old name."""
    found = {f"{key}-name": name, f"{key}-type": kind, f"{key}-default": "", f"{key}-description": ""}
    return found | {f"{key}-{each}": value for each, value in more.items()}


ADDRESS = row("p0", "address", "{…}") | row("p0.c0", "street", old="street")
ADDRESS |= row("p0.c1", "city", old="city", required="on") | row("p0.c2", "geo", "{…}", old="geo")
ADDRESS |= row("p0.c2.c0", "lat", "number", old="lat") | row("p0.c2.c1", "lng", "number", old="lng")


def test_what_is_inside_stands_below_and_further_in(you: Client, nested: Project) -> None:
    rows = [(each.name, each.type, each.depth) for each in you.get(url(nested)).context["rows"] if each.name]
    assert rows == [
        ("address", "{…}", 0),
        ("street", "string", 1),
        ("city", "string", 1),
        ("geo", "{…}", 1),
        ("lat", "number", 2),
        ("lng", "number", 2),
        ("lines", "[{…}]", 0),
        ("sku", "string", 1),
        ("odd", '{"type": [{"type": "string", "x": 1}]}', 0),
    ]


def test_one_more_inside_is_written_as_short_as_its_neighbours(you: Client, nested: Project) -> None:
    post(you, nested, ADDRESS | row("p0.c2.new-1", "alt", "number") | row("p0.new-2", "zip", required="on"))
    assert properties(nested)["address"] == {
        "street": "string",
        "city": {"type": "string", "required": True},
        "geo": {"lat": "number", "lng": "number", "alt": "number"},
        "zip": {"type": "string", "required": True},
    }
    assert '"street":"string"' in text(nested)


def test_a_new_name_inside_is_one_changed_word(you: Client, nested: Project) -> None:
    post(you, nested, ADDRESS | {"p0.c2.c0-name": "latitude", "p0.c0-name": "road"})
    assert text(nested) == TEXT.replace('"lat"', '"latitude"').replace('"street"', '"road"')


def test_what_is_inside_can_change_places_and_go(you: Client, nested: Project) -> None:
    data = {key: value for key, value in ADDRESS.items() if not key.startswith("p0.c2")}
    moved = {key: data[key] for key in sorted(data, key=lambda key: (key.startswith("p0.c0"), key))}
    post(you, nested, moved | {"remove": "p0.c2", "p0.c2-name": "geo", "p0.c2-old": "geo"})
    assert list(properties(nested)["address"]) == ["city", "street"]
    assert '"city": {"type": "string",  "required": true}' in text(nested)


def test_only_another_order_inside_is_a_change_too(you: Client, nested: Project) -> None:
    moved = {key: ADDRESS[key] for key in sorted(ADDRESS, key=lambda key: (key.startswith("p0.c0"), key))}
    post(you, nested, moved)
    assert list(properties(nested)["address"]) == ["city", "geo", "street"]


def test_a_row_whose_inside_was_not_sent_keeps_it(you: Client, nested: Project) -> None:
    post(you, nested, row("p0", "address", "{…}", description="Home"))
    assert properties(nested)["address"] == {"type": json.loads(TEXT)["properties"]["address"], "description": "Home"}


def test_a_property_gets_an_inside_and_loses_it(you: Client, nested: Project) -> None:
    post(
        you, nested, row("new-1", "job", "[{...}]") | row("new-1.new-2", "title") | row("new-1.new-3", "since", "date")
    )
    assert properties(nested)["job"] == {"type": [{"title": "string", "since": "date"}]}
    post(you, nested, row("p1", "lines", "object", description="What"))
    assert properties(nested)["lines"] == {"type": "object", "description": "What"}


def test_two_of_one_name_inside_are_refused_and_shown_again(you: Client, nested: Project) -> None:
    page = post(you, nested, ADDRESS | row("p0.new-1", "city", "number"))
    assert page.status_code == 422
    assert [(each.name, bool(each.error)) for each in page.context["rows"] if each.key == "p0.new-1"] == [
        ("city", True)
    ]
    assert text(nested) == TEXT


def test_what_was_to_go_is_still_marked_after_a_refusal(you: Client, nested: Project) -> None:
    page = post(you, nested, row("new-1", "a.b") | {"remove": "p1"})
    assert page.status_code == 422
    assert [each.is_removed for each in page.context["rows"] if each.key == "p1"] == [True]


@pytest.mark.parametrize(("chosen", "written"), [("2", {"id": 2}), ("generated", {"id": True, "generated": True})])
def test_an_id_can_be_part_of_a_composite_one(you: Client, shop: Project, chosen: str, written: dict[str, Any]) -> None:
    post(you, shop, row("new-1", "part", "number", id=chosen))
    assert properties(shop)["part"] == {"type": "number"} | written
    shown = [each.id for each in you.get(url(shop)).context["rows"] if each.name == "part"]
    assert shown == [chosen]


def test_a_new_name_is_followed_everywhere_and_told(you: Client, shop: Project) -> None:
    order = {"name": "Order", "relations": {"by": {"type": "belongsTo", "model": "Customer", "primaryKey": "email"}}}
    script = "module.exports = function(Customer) { Customer.validatesFormatOf('email'); };\n"

    def change(app: Any) -> None:
        app.set_text("common/models/order.json", json.dumps(order))
        app.set_text("common/models/customer.js", script)
        app.set_value(CUSTOMER, app.value(CUSTOMER) | {"hidden": ["email"], "validations": [{"on": "email"}]})

    files.save(shop, None, "Prepared", change)
    seen = you.get(url(shop)).context["seen"]
    page = you.post(url(shop), row("p0", "mail", required="on") | {"seen": seen}, follow=True)
    app = files.application(shop)
    assert app.value(CUSTOMER)["hidden"] == ["mail"]
    assert app.value("common/models/order.json")["relations"]["by"]["primaryKey"] == "mail"
    assert app.text("common/models/customer.js") == script
    told = " ".join(str(message) for message in page.context["messages"])
    assert "renamed email to mail" in told
    assert "Order (relation by)" in told
    assert "validations.0.on of Customer" in told
    assert "common/models/customer.js may hold the old name too" in told
    assert "LoopBack looks for mail in mysql by its new name now" in told
    assert shop.revisions.count() == 2


def test_a_column_that_is_named_stays_what_it_is_called(you: Client, shop: Project) -> None:
    email = {"type": "string", "required": True, "mysql": {"columnName": "EMAIL"}}
    files.save(
        shop, None, "Mapped", lambda app: app.set_value(CUSTOMER, {"name": "Customer", "properties": {"email": email}})
    )
    seen = you.get(url(shop)).context["seen"]
    page = you.post(url(shop), row("p0", "mail", required="on") | {"seen": seen}, follow=True)
    assert properties(shop) == {"mail": email}
    assert not any("looks for" in str(message) for message in page.context["messages"])


def test_pasted_rows_are_shown_first_and_those_that_are_there_are_marked(you: Client, shop: Project) -> None:
    page = you.post(url(shop, "paste/"), {"text": "email\tstring\nage\tint\nhome.x\n"})
    found = [(each.root.name, each.root.type, each.is_there) for each in page.context["found"]]
    assert found == [("email", "string", True), ("age", "number", False)]
    assert "dot" in page.context["left_out"][0]
    assert shop.revisions.count() == 0


def test_chosen_ones_of_a_pasted_document_are_saved_without_scripts(you: Client, shop: Project) -> None:
    sample = '{"age": 1, "home": {"street": "x"}, "email": 1, "left": true}'
    you.post(url(shop, "paste/"), {"text": sample, "add": "yes", "take": ["age", "home", "email"]})
    assert properties(shop) == json.loads(SHOP[CUSTOMER])["properties"] | {
        "age": {"type": "number"},
        "home": {"type": {"street": "string"}},
    }


def test_what_cannot_be_pasted_is_explained(you: Client, shop: Project) -> None:
    page = you.post(url(shop, "paste/"), {"text": "{nonsense"})
    assert page.status_code == 422
    assert "begins like JSON" in page.content.decode()


def test_sizes_of_a_sheet_come_along_into_the_table(you: Client, shop: Project) -> None:
    page = you.post(url(shop, "paste/"), {"text": "sku\tvarchar(12)"})
    pasted = page.context["found"][0].root
    post(you, shop, row(pasted.key, "sku", more=pasted.more))
    assert properties(shop)["sku"] == {"type": "string", "length": 12}


DEFINITIONS = {
    "weight": {"required": True, "type": "number", "mysql": {"columnName": "w"}},
    "code": {"type": "String", "id": 7, "index": {"kind": "FULLTEXT"}, "defaultFn": "own", "enum": ["a", "b"]},
    "home": {"type": {"street": {"type": "string"}, "no": "number"}, "description": ["One", "two"]},
    "lines": {"type": [{"type": {"sku": {"type": "string", "length": 9}}}]},
    "odd": {"type": [{"type": "string", "max": 1}]},
    "realm": None,
}


def test_pasted_definitions_are_saved_as_they_are_from_the_table(you: Client, shop: Project) -> None:
    whole = {"name": "Parcel", "base": "PersistedModel", "properties": DEFINITIONS}
    page = you.post(url(shop, "paste/"), {"text": json.dumps(whole)})
    assert "Taken as property definitions." in page.content.decode()
    assert not any(each.is_odd for each in page.context["found"])
    rows: dict[str, str] = {}
    for each in (view for one in page.context["found"] for view in one.views):
        rows |= row(each.key, each.name, each.type, more=each.more, id=each.id, index=each.index)
        rows |= {f"{each.key}-default": each.default, f"{each.key}-description": each.description}
        rows |= {f"{each.key}-required": "on"} if each.required else {}
    post(you, shop, rows)
    pasted = {name: value for name, value in properties(shop).items() if name in DEFINITIONS}
    assert json.dumps(pasted) == json.dumps(DEFINITIONS)


def test_what_is_changed_in_the_row_of_a_pasted_definition_counts(you: Client, shop: Project) -> None:
    page = you.post(url(shop, "paste/"), {"text": json.dumps({"home": DEFINITIONS["home"]})})
    home, street, _ = page.context["found"][0].views
    rows = row(home.key, "flat", home.type, more=home.more) | row(street.key, "road", street.type, more=street.more)
    post(you, shop, rows | {f"{street.key}-required": "on"})
    assert properties(shop)["flat"] == {"type": {"road": {"type": "string", "required": True}}}


@pytest.mark.parametrize("is_sample", [False, True])
def test_definitions_are_saved_without_scripts_or_taken_as_a_sample(
    you: Client, shop: Project, is_sample: bool
) -> None:
    chosen = {"as_sample": "yes"} if is_sample else {}
    text = '{"weight": {"type": "number", "required": true}}'
    you.post(url(shop, "paste/"), {"text": text, "add": "yes", "take": ["weight"]} | chosen)
    sample = {"type": {"type": "string", "required": "boolean"}}
    assert properties(shop)["weight"] == (sample if is_sample else {"type": "number", "required": True})


def test_a_property_called_type_inside_an_array_is_not_taken_for_its_type(you: Client, nested: Project) -> None:
    lines = row("p1", "lines", "[{…}]", description="What") | row("p1.c0", "sku", old="sku")
    post(you, nested, lines | row("p1.new-1", "type"))
    assert properties(nested)["lines"]["type"] == [{"type": {"sku": "string", "type": "string"}}]
    assert [each.name for each in you.get(url(nested)).context["rows"] if each.key.startswith("p1.c")] == [
        "sku",
        "type",
    ]


@pytest.mark.parametrize("kept", ["null", "[]", '""', '["email"]', '"email"'])
def test_properties_that_are_no_object_are_not_touched_unasked(you: Client, nested: Project, kept: str) -> None:
    odd = f'{{"name": "Customer",  "properties": {kept}}}'
    files.save(nested, None, "Odd", lambda app: app.set_text(CUSTOMER, odd))
    assert post(you, nested, {}).status_code == 302
    assert text(nested) == odd
    answer = post(you, nested, row("new-1", "age", "number"))
    is_lost = "email" in kept
    assert answer.status_code == (422 if is_lost else 302)
    assert (text(nested) == odd) is is_lost
    assert ("are no object" in answer.content.decode()) is is_lost
