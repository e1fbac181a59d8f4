"""Relations, access rules and the other parts of a definition, in the browser's way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.loopback.definition_parts import PARTS
from designer.loopback.jsontext import JSON
from projects.actions import definition_parts, files
from projects.actions.definition_parts import PartEdit
from projects.models import Project
from tests.people import SHOP

pytestmark = pytest.mark.django_db
CUSTOMER = "common/models/customer.json"
S = "s-relations"
ORDERS = {
    f"{S}~as": "fields",
    f"{S}~item": ["o0"],
    f"{S}/o0~key": "orders",
    f"{S}/o0/type": "hasMany",
    f"{S}/o0/model": "Order",
}


def text(project: Project, path: str = CUSTOMER) -> str:
    return files.application(project).text(path)


def url(project: Project, part: str = "relations", more: str = "") -> str:
    return f"/projects/{project.slug}/models/Customer/{part}/{more}"


def seen(you: Client, project: Project, part: str = "relations") -> dict[str, str]:
    context = you.get(url(project, part)).context
    return {"seen": context["seen"], "shown": context["form"].sealed_shown}


def member(key: str, name: str, **values: str) -> dict[str, Any]:
    """A new relation as a browser sends it."""
    fields = {f"{S}/{key}/{each}": value for each, value in values.items()}
    return ORDERS | {f"{S}~item": ["o0", key], f"{S}/{key}~key": name} | fields


def test_a_new_relation_is_written_after_the_others(you: Client, shop: Project) -> None:
    data = member("n1", "account", type="belongsTo", model="User", foreignKey="userId")
    assert you.post(url(shop), data | seen(you, shop)).status_code == 302
    before, after = SHOP[CUSTOMER].splitlines(), text(shop).splitlines()
    assert [line for line in after if line not in before] == [
        '    "account": {',
        '      "type": "belongsTo",',
        '      "model": "User",',
        '      "foreignKey": "userId"',
    ]
    assert shop.revisions.get().summary == "Changed relations of Customer: added account"


def test_a_renamed_relation_is_one_changed_line(you: Client, shop: Project) -> None:
    assert you.post(url(shop), ORDERS | {f"{S}/o0~key": "purchases"} | seen(you, shop)).status_code == 302
    assert text(shop) == SHOP[CUSTOMER].replace('"orders"', '"purchases"')
    assert shop.revisions.get().summary == "Changed relations of Customer: renamed orders to purchases"


def test_a_removed_relation_is_gone_and_saving_nothing_keeps_the_bytes(you: Client, shop: Project) -> None:
    you.post(url(shop), ORDERS | seen(you, shop))
    assert (text(shop), shop.revisions.count()) == (SHOP[CUSTOMER], 0)
    you.post(url(shop), ORDERS | {f"{S}~remove": "o0"} | seen(you, shop))
    assert json.loads(text(shop))["relations"] == {}


def test_rules_keep_their_order_and_name_one_method_or_several(you: Client, shop: Project) -> None:
    a = "s-access"
    rule = {"principalType": "ROLE", "principalId": "$everyone", "permission": "DENY"}
    rows = {f"{a}/n1/{key}": value for key, value in rule.items()}
    rows |= {
        f"{a}/n2/{key}": value for key, value in (rule | {"permission": "ALLOW", "property": "find, count"}).items()
    }
    you.post(url(shop, "access"), {f"{a}~as": "fields", f"{a}~item": ["n2", "n1"]} | rows | seen(you, shop, "access"))
    first, second = json.loads(text(shop))["acls"]
    assert (first["permission"], first["property"]) == ("ALLOW", ["find", "count"])
    assert (second["permission"], "property" in second) == ("DENY", False)


def test_a_member_without_a_name_is_refused_and_shown_again(you: Client, shop: Project) -> None:
    response = you.post(url(shop), member("n1", "", type="hasOne", model="User") | seen(you, shop))
    assert response.status_code == 422
    assert "It needs a name." in response.content.decode()
    assert text(shop) == SHOP[CUSTOMER]


def test_the_live_file_shows_what_would_be_saved(you: Client, shop: Project) -> None:
    page = you.post(url(shop, more="preview/"), member("n1", "account", type="belongsTo") | seen(you, shop))
    assert "account" in page.content.decode()
    assert text(shop) == SHOP[CUSTOMER]


def test_reshaping_saves_nothing(you: Client, shop: Project) -> None:
    page = you.post(url(shop), ORDERS | {"shape": f"add {S}"} | seen(you, shop))
    assert page.status_code == 200
    assert page.content.decode().count(f'name="{S}~item"') == 3  # the one, the new one, and the one to copy
    assert shop.revisions.count() == 0


def test_different_relations_of_two_people_both_stand(you: Client, shop: Project) -> None:
    mine = member("n1", "account", type="belongsTo", model="User") | seen(you, shop)
    theirs = {"orders": {"type": "hasMany", "model": "Order", "foreignKey": ""}, "tags": {"type": "hasMany"}}
    definition_parts.update(shop, None, "Customer", PartEdit(PARTS["relations"], theirs))
    assert you.post(url(shop), mine).status_code == 302
    assert list(json.loads(text(shop))["relations"]) == ["orders", "tags", "account"]


def test_the_same_relation_of_two_people_is_asked_about(you: Client, shop: Project) -> None:
    mine = ORDERS | {f"{S}/o0/foreignKey": "mine"} | seen(you, shop)
    theirs = {"orders": {"type": "hasMany", "model": "Order", "foreignKey": "theirs"}}
    definition_parts.update(shop, User.objects.get(), "Customer", PartEdit(PARTS["relations"], theirs))
    page = you.post(url(shop), mine)
    assert page.status_code == 409
    assert {"mine", "theirs"} <= {each for each in ("mine", "theirs") if each in page.content.decode()}
    assert json.loads(text(shop))["relations"]["orders"]["foreignKey"] == "theirs"


def test_what_is_to_be_chosen_stands_in_the_order_of_the_file(you: Client, shop: Project) -> None:
    def save(rules: list[JSON], **had: str) -> Any:
        rules_url = url(shop, "access")
        data = {"s-access~as": "json", "s-access": json.dumps(rules)} | (had or seen(you, shop, "access"))
        return you.post(rules_url, data)

    rule: dict[str, JSON] = {"principalType": "ROLE", "principalId": "$everyone", "permission": "DENY"}
    had = seen(you, shop, "access")
    assert save([rule]).status_code == 302
    answer = save([{"permission": "ALLOW", "principalId": "$everyone", "principalType": "ROLE"}], **had)
    assert answer.status_code == 409
    (disputed,) = answer.context["conflict"].disputed
    assert disputed.mine == disputed.theirs.replace("DENY", "ALLOW")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_a_model_without_a_definition_says_so(you: Client, shop: Project, part: str) -> None:
    page = you.get(f"/projects/{shop.slug}/models/User/{part}/")
    assert page.status_code == 404
    assert you.get(f"/projects/{shop.slug}/models/Nobody/{part}/").status_code == 404


def save_of(you: Client, shop: Project, part: str, items: list[str], **typed: str) -> Any:
    """Saves entries of a part: the inputs are named without the `s-part/` that they begin with, `__` for `/`."""
    start = f"s-{part}"
    data = {f"{start}/{name.replace('__', '/')}": value for name, value in typed.items()}
    return you.post(url(shop, part), {f"{start}~as": "fields", f"{start}~item": items} | data | seen(you, shop, part))


def definition(shop: Project) -> Any:
    return json.loads(text(shop))


def test_a_mixin_whose_options_are_empty_is_written_as_true(you: Client, shop: Project) -> None:
    names = {"n1~key": "TimeStamp", "n2~key": "Other"}
    options = {"n1~as": "json", "n1": "", "n2~as": "json", "n2": '{"a": 1}'}
    assert save_of(you, shop, "mixins", ["n1", "n2"], **names, **options).status_code == 302
    assert definition(shop)["mixins"] == {"TimeStamp": True, "Other": {"a": 1}}


def test_a_new_mixin_begins_with_true_and_says_what_its_options_are(you: Client, shop: Project) -> None:
    added = {"s-mixins~as": "fields", "shape": "add s-mixins"}
    for page in (you.get(url(shop, "mixins")), you.post(url(shop, "mixins"), added | seen(you, shop, "mixins"))):
        html = page.content.decode()
        assert html.count(">\ntrue</textarea>") == html.count("true, or options as JSON") >= 1
        assert ">Options</label>" in html


def test_a_new_key_of_an_index_ascends_unless_somebody_chooses(you: Client, shop: Project) -> None:
    keys = {"n1__keys~item": "n2", "n1__keys__n2~key": "dateStart"}
    assert save_of(you, shop, "indexes", ["n1"], **{"n1~key": "by_date"}, **keys, n1__keys__n2="").status_code == 302
    assert definition(shop)["indexes"] == {"by_date": {"keys": {"dateStart": 1}}}
    assert 'value="1" selected' in you.get(url(shop, "indexes")).content.decode().split("<template", 1)[1]


def test_a_key_of_an_index_that_has_no_direction_any_more_is_refused(you: Client, shop: Project) -> None:
    keys = {"n1__keys~item": "n2", "n1__keys__n2~key": "dateStart", "n1__keys__n2": "-1"}
    save_of(you, shop, "indexes", ["n1"], **{"n1~key": "by_date"}, **keys)
    emptied = {"o0__keys~item": "o0", "o0__keys__o0~key": "dateStart", "o0__keys__o0": ""}
    answer = save_of(you, shop, "indexes", ["o0"], **{"o0~key": "by_date"}, **emptied)
    assert answer.status_code == 422
    assert "It needs a value." in answer.content.decode()
    assert definition(shop)["indexes"] == {"by_date": {"keys": {"dateStart": -1}}}


def test_a_new_rule_that_nobody_filled_in_is_left_out(you: Client, shop: Project) -> None:
    untouched = {f"n1__{name}": "" for name in ("permission", "principalType", "principalId", "accessType", "property")}
    rule = {"n2__permission": "DENY", "n2__principalId": "$everyone"}
    save_of(you, shop, "access", ["n1", "n2"], **untouched, **rule)
    assert definition(shop)["acls"] == [{"permission": "DENY", "principalId": "$everyone"}]
    form = you.get(url(shop, "access")).context["form"]
    assert form.entry_keys == ["o0"]


def test_untouched_rules_alone_change_nothing(you: Client, shop: Project) -> None:
    save_of(you, shop, "access", ["n1"], n1__permission="", n1__principalId="")
    save_of(you, shop, "mixins", ["n1"], **{"n1~key": "", "n1~as": "json", "n1": "true"})
    assert text(shop) == SHOP[CUSTOMER]
