from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.loopback.names import (
    NameProblem,
    aliases,
    check_data_source_name,
    check_model_name,
    check_property_name,
    clashes,
    definition_file_name,
    model_name_from_file,
    script_argument_name,
)


def verdict(problem: NameProblem | None) -> str:
    if problem is None:
        return "fine"
    return "refused" if problem.refused else "advice"


# Seen with loopback-workspace 5.3.0.
@pytest.mark.parametrize(
    "model, file_name",
    [
        *(("CoffeeShop", "coffee-shop"), ("coffeeShop", "coffee-shop"), ("Coffee_Shop", "coffee-shop")),
        *(("ACL", "acl"), ("API_KEY", "api_key"), ("A1", "a1"), ("ORDER_2", "order_2")),
        *(("User-Profile", "user-profile"), ("My-APIModel", "my-apimodel"), ("user_profile", "user-profile")),
        *(("APIKey", "api-key"), ("HTMLParser", "html-parser"), ("OAuth2Client", "o-auth-2-client")),
        *(("Order2Item", "order-2-item"), ("Foo1", "foo-1"), ("v2Model", "v-2-model"), ("iOSDevice", "i-os-device")),
        *(("XMLHttpRequest2", "xml-http-request-2"), ("MyModel_V2", "my-model-v-2")),
        *(("_Private", "private"), ("__x__", "x"), ("日本", "日本"), ("Müller", "muller")),
    ],
)
def test_a_definition_file_is_named_as_the_workspace_does(model: str, file_name: str) -> None:
    assert definition_file_name(model) == file_name


@pytest.mark.parametrize(
    "model, file_name",
    [("../A", "-a"), ("A/B", "a-b"), ("A\\B", "a-b"), ("_A", "a"), ("...", "model"), ("", "model"), ("'", "'")],
)
def test_a_definition_file_stays_in_its_folder_where_loopback_finds_it(model: str, file_name: str) -> None:
    assert definition_file_name(model) == file_name


@given(st.text())
def test_every_name_gives_one_plain_file_name(name: str) -> None:
    file_name = definition_file_name(name)
    assert file_name
    assert not set(file_name) & set('/\\:*?"<>|\0\n')
    assert file_name[0] not in "._"


@pytest.mark.parametrize(
    "base_name, model",
    [("coffee-shop", "CoffeeShop"), ("o-auth-2-client", "OAuth2Client"), ("acl", "Acl"), ("API_key", "ApiKey")],
)
def test_a_definition_without_name_is_named_after_its_file(base_name: str, model: str) -> None:
    assert model_name_from_file(base_name) == model


@pytest.mark.parametrize(
    "model, argument", [("CoffeeShop", "Coffeeshop"), ("my-model", "Mymodel"), ("1", "Model"), ("", "Model")]
)
def test_a_script_can_name_its_model(model: str, argument: str) -> None:
    assert script_argument_name(model) == argument


def test_a_name_is_found_under_three_spellings() -> None:
    assert aliases("my-db") == {"my-db", "myDb", "MyDb"}
    assert aliases("DB") == {"DB"}
    assert aliases("é-é") == {"é-é", "éÉ"}


@pytest.mark.parametrize(
    "name, other", [("MyDb", "my-db"), ("my-db", "MyDb"), ("my_db", "my-db"), ("db", "Db"), ("a.b", "AB")]
)
def test_names_clash_when_one_takes_the_place_of_the_other(name: str, other: str) -> None:
    assert clashes(name, ["orders", other]) == other


@pytest.mark.parametrize(
    "name, other", [("db", "DB"), ("db", "db"), ("db1", "db2"), ("Заказ1", "Клиент1"), ("-", "_"), ("a.b", "aB")]
)
def test_names_that_loopback_can_tell_apart_do_not_clash(name: str, other: str) -> None:
    assert clashes(name, [other]) is None


@pytest.mark.parametrize(
    "name, expected",
    [
        *(("warehouse", "fine"), ("corp2", "fine"), ("MYSQL", "fine")),
        *(("", "refused"), ("corp1", "refused"), ("my_db", "refused"), ("MyDb", "refused"), ("__proto__", "refused")),
        *(("constructor", "advice"), ("1", "advice"), ("a b.c/ü", "advice"), ("ware-house", "advice")),
    ],
)
def test_data_source_names(name: str, expected: str) -> None:
    assert verdict(check_data_source_name(name, ["corp1", "my-db"])) == expected


def test_a_clash_names_the_other_and_what_both_are_filed_under() -> None:
    problem = check_data_source_name("my_db", ["my-db"])
    assert problem == NameProblem(
        "“my_db” is too much like “my-db”: LoopBack also files both under “MyDb”, where one replaces the other. "
        "Choose another name.",
        refused=True,
    )


@pytest.mark.parametrize(
    "name, expected",
    [
        *(("Order", "fine"), ("order_line", "fine")),
        *(("", "refused"), ("Customer", "refused"), ("customer", "refused"), ("_meta", "refused")),
        *(("__proto__", "refused"), ("constructor", "refused"), ("toString", "refused")),
        *(("name", "advice"), ("length", "advice"), ("PersistedModel", "advice")),
        *(("User", "advice"), ("date", "advice"), ("GeoPoint", "advice")),
        *(("a.b", "advice"), ("a/b", "advice"), ("my model", "advice"), ("my-model", "advice")),
    ],
)
def test_model_names(name: str, expected: str) -> None:
    assert verdict(check_model_name(name, ["Customer"], [])) == expected


@pytest.mark.parametrize("existing", ["common/models/coffee-shop.json", "common/models/Coffee-Shop.JSON"])
def test_a_model_whose_file_exists_is_refused(existing: str) -> None:
    assert check_model_name("CoffeeShop", [], [existing]) == NameProblem(
        f"The definition of “CoffeeShop” would be kept in {existing}, which exists. Choose another name.", refused=True
    )


@pytest.mark.parametrize("longest", ["a" * 250, "д" * 125, "🐙" * 62, "A1" * 62 + "B"])
def test_a_model_is_refused_whose_file_no_folder_could_hold(longest: str, tmp_path: Path) -> None:
    assert not (problem := check_model_name(longest, [], [])) or not problem.refused
    (tmp_path / f"{definition_file_name(longest)}.json").touch()
    problem = check_model_name(f"{longest}aaaa", [], [])
    assert problem is not None
    assert problem.refused
    assert problem.sentence == (
        "This name is too long: its definition file’s name may have 255 bytes at most. Choose a shorter name."
    )


def test_a_file_in_another_folder_is_not_in_the_way() -> None:
    assert check_model_name("CoffeeShop", [], ["server/models/coffee-shop.json"]) is None
    assert (
        verdict(check_model_name("CoffeeShop", [], ["server/models/coffee-shop.json"], folder="server/models"))
        == "refused"
    )


@pytest.mark.parametrize(
    "name, expected",
    [
        *(("price", "fine"), ("größe", "fine"), ("$ref", "fine"), ("id", "fine"), ("find", "fine")),
        *(("", "refused"), ("email", "refused"), ("a.b", "refused"), ("__proto__", "refused")),
        *(("constructor", "advice"), ("save", "advice"), ("__data", "advice")),
        *(("first name", "advice"), ("1st", "advice"), ("first-name", "advice")),
    ],
)
def test_property_names(name: str, expected: str) -> None:
    assert verdict(check_property_name(name, ["email"])) == expected


@given(st.text(), st.lists(st.text(max_size=5)))
def test_every_objection_is_a_sentence(name: str, existing: list[str]) -> None:
    checked = (
        check_data_source_name(name, existing),
        check_model_name(name, existing, []),
        check_property_name(name, existing),
    )
    assert all(problem is None or problem.sentence.endswith(".") for problem in checked)
