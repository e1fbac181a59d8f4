"""All attributes of a property on one page, in the browser's way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from designer.loopback.model_properties import PropertyRow
from projects.access import local_user
from projects.actions import files, models
from projects.models import Project
from tests.people import SHOP, make_project

pytestmark = pytest.mark.django_db
CUSTOMER = "common/models/customer.json"
S = "s-properties"
EMAIL = {f"{S}~as": "fields", f"{S}/type": "string", f"{S}/required": "true"}
TAGS = {f"{S}~as": "fields", f"{S}/type": "[string]"}


def text(project: Project) -> str:
    return files.application(project).text(CUSTOMER)


def prop(project: Project, name: str) -> Any:
    return json.loads(text(project))["properties"][name]


def url(project: Project, name: str = "email", more: str = "") -> str:
    return f"/projects/{project.slug}/models/Customer/properties/{name}/{more}"


def post(you: Client, project: Project, name: str, data: dict[str, Any]) -> Any:
    context = you.get(url(project, name)).context
    return you.post(url(project, name), data | {"seen": context["seen"], "shown": context["form"].sealed_shown})


def with_property(value: object, **more: object) -> Project:
    definition = {"name": "Customer", "properties": {"it": value}} | more
    return make_project(local_user(), SHOP | {CUSTOMER: json.dumps(definition, indent=2) + "\n"})


def test_an_attribute_is_added_in_one_line(you: Client, shop: Project) -> None:
    assert post(you, shop, "email", EMAIL | {f"{S}/length": "120"}).status_code == 302
    assert text(shop) == SHOP[CUSTOMER].replace('"required": true\n', '"required": true,\n      "length": 120\n')
    assert shop.revisions.get().summary == "Changed property email of Customer: added length"


def test_what_nobody_touched_stays_byte_by_byte(you: Client, shop: Project) -> None:
    post(you, shop, "email", EMAIL)
    post(you, shop, "tags", TAGS)
    assert (text(shop), shop.revisions.count()) == (SHOP[CUSTOMER], 0)


def test_a_short_property_stays_short_as_long_as_it_has_a_type_only(you: Client, shop: Project) -> None:
    post(you, shop, "tags", TAGS | {f"{S}/type": "number"})
    assert '"tags": "number"' in text(shop)
    post(you, shop, "tags", TAGS | {f"{S}/type": "[number]", f"{S}/description": "Lucky ones"})
    assert prop(shop, "tags") == {"type": ["number"], "description": "Lucky ones"}


def test_the_mapping_of_the_attached_connector_stands_under_its_own_key(you: Client, shop: Project) -> None:
    page = you.get(url(shop)).content.decode()
    assert f'name="{S}/mysql/columnName"' in page
    assert f'name="{S}/mongodb/fieldName"' not in page
    post(you, shop, "email", EMAIL | {f"{S}/mysql/columnName": "EMAIL", f"{S}/mysql/nullable": "N"})
    assert prop(shop, "email")["mysql"] == {"columnName": "EMAIL", "nullable": "N"}


def test_a_mapping_for_another_connector_is_shown_too(you: Client) -> None:
    project = with_property({"type": "string", "mongodb": {"fieldName": "x"}})
    assert f'name="{S}/mongodb/fieldName"' in you.get(url(project, "it")).content.decode()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ({"id": "2"}, {"id": 2}),
        ({"id": "true"}, {"id": True}),
        ({"default": "0"}, {"default": 0}),
        ({"default": "free text"}, {"default": "free text"}),
        ({"default": '{"a": [1]}'}, {"default": {"a": [1]}}),
        ({"defaultFn": "uuidv4"}, {"defaultFn": "uuidv4"}),
        ({"index~is": "true"}, {"index": True}),
        ({"index~is": "object", "index/kind": "FULLTEXT"}, {"index": {"kind": "FULLTEXT"}}),
        ({"index~is": "object", "index/mongodb/sparse": "true"}, {"index": {"mongodb": {"sparse": True}}}),
        ({"persistDefaultValues": "false"}, {"persistDefaultValues": False}),
        ({"jsonSchema": '{"maxLength": 3}'}, {"jsonSchema": {"maxLength": 3}}),
        ({"~rest~item": "n1", "~rest/n1~key": "max", "~rest/n1": "9"}, {"max": 9}),
    ],
)
def test_every_attribute_is_written_as_loopback_reads_it(
    you: Client, shop: Project, typed: dict[str, str], written: dict[str, Any]
) -> None:
    data = {f"{S}{key}" if key.startswith("~") else f"{S}/{key}": value for key, value in typed.items()}
    assert post(you, shop, "email", EMAIL | data).status_code == 302
    assert prop(shop, "email") == {"type": "string", "required": True} | written


def test_a_default_that_is_emptied_goes(you: Client) -> None:
    project = with_property({"type": "number", "default": 1})
    post(you, project, "it", {f"{S}~as": "fields", f"{S}/type": "number", f"{S}/default": ""})
    assert prop(project, "it") == {"type": "number"}


def test_it_says_what_the_lists_of_the_model_say(you: Client) -> None:
    project = with_property("string", hidden=["it"], options={"protected": ["it"]})
    page = you.get(url(project, "it")).content.decode()
    assert "It is hidden" in page
    assert "It is protected" in page


def test_a_property_that_is_switched_off_is_shown_as_that(you: Client) -> None:
    project = with_property(False)
    assert "This property is not inherited" in you.get(url(project, "it")).content.decode()


def test_different_attributes_of_two_people_both_stand(you: Client, shop: Project) -> None:
    context = you.get(url(shop)).context
    theirs = models.PropertiesEdit(
        [PropertyRow("email", "email", {"type": "string", "required": True, "index": True}), "tags"]
    )
    models.update_properties(shop, None, "Customer", theirs)
    mine = EMAIL | {f"{S}/length": "9", "seen": context["seen"], "shown": context["form"].sealed_shown}
    assert you.post(url(shop), mine).status_code == 302
    assert prop(shop, "email") == {"type": "string", "required": True, "index": True, "length": 9}


def test_the_same_attribute_of_two_people_is_asked_about(you: Client, shop: Project) -> None:
    context = you.get(url(shop)).context
    theirs = models.PropertiesEdit(
        [PropertyRow("email", "email", {"type": "string", "required": True, "length": 5}), "tags"]
    )
    models.update_properties(shop, local_user(), "Customer", theirs)
    mine = EMAIL | {f"{S}/length": "9", "seen": context["seen"], "shown": context["form"].sealed_shown}
    assert you.post(url(shop), mine).status_code == 409
    assert prop(shop, "email")["length"] == 5


def test_the_live_file_shows_what_would_be_saved(you: Client, shop: Project) -> None:
    page = you.post(url(shop, more="preview/"), EMAIL | {f"{S}/length": "77"})
    assert "77" in page.content.decode()
    assert text(shop) == SHOP[CUSTOMER]


def test_a_number_that_is_none_is_refused_at_its_field(you: Client, shop: Project) -> None:
    response = post(you, shop, "email", EMAIL | {f"{S}/length": "long"})
    assert response.status_code == 422
    assert "Type a number" in response.content.decode()


@pytest.mark.parametrize("name", ["preview", "paste", "a b/ü", "new"])
def test_a_property_of_any_name_has_a_page(you: Client, name: str) -> None:
    definition = {"name": "Customer", "properties": {name: "string"}}
    project = make_project(local_user(), SHOP | {CUSTOMER: json.dumps(definition)})
    table = you.get(f"/projects/{project.slug}/models/Customer/properties/")
    address = next(row.detail_url for row in table.context["rows"] if row.name == name)
    assert you.get(address).context["property"] == name


def test_a_property_that_is_gone_says_so(you: Client, shop: Project) -> None:
    for name in ("email", "never"):
        models.update_properties(shop, None, "Customer", models.PropertiesEdit(["tags"]))
        page = you.get(url(shop, name))
        assert page.status_code == 404
        assert "Properties of Customer" in page.content.decode()
