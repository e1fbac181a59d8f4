from __future__ import annotations

import pytest

from designer.loopback.builtin import BUILTIN, all_properties, base_chain, is_base_only


def test_all_models_of_loopback_3_are_known() -> None:
    assert set(BUILTIN) == {
        *("Model", "PersistedModel"),
        *("User", "AccessToken", "ACL", "RoleMapping", "Role", "Scope", "Application", "Change", "Checkpoint"),
        *("Email", "KeyValueModel"),
    }


def test_only_the_two_classes_are_never_attached() -> None:
    assert [name for name in BUILTIN if is_base_only(name)] == ["Model", "PersistedModel"]
    assert not is_base_only("Customer")


def test_bases_lead_to_model() -> None:
    assert base_chain("User") == ("PersistedModel", "Model")
    assert base_chain("Email") == ("Model",)
    assert base_chain("Model") == ()
    with pytest.raises(KeyError):
        base_chain("Customer")


# Seen in a running loopback 3.28.0.
@pytest.mark.parametrize(
    "name,names",
    [
        ("User", "realm username password email emailVerified verificationToken id"),
        ("AccessToken", "id ttl scopes created"),
        ("Role", "id name description created modified"),
        ("Email", "to from subject text html id"),
        ("Checkpoint", "seq time sourceId id"),
        ("KeyValueModel", "id"),
    ],
)
def test_a_subclass_inherits_these_properties(name: str, names: str) -> None:
    assert [each.name for each in all_properties(name)] == names.split()


def test_an_id_of_its_own_replaces_the_generated_number() -> None:
    ids = {name: next(each for each in all_properties(name) if each.id) for name in ("User", "AccessToken", "Role")}
    assert {name: (each.type, each.generated) for name, each in ids.items()} == {
        "User": ("number", True),
        "AccessToken": ("string", False),
        "Role": ("string", True),
    }


def test_relations_lead_to_models_that_exist() -> None:
    assert {each.model for model in BUILTIN.values() for each in model.relations} <= set(BUILTIN)


def test_plurals_are_rest_paths() -> None:
    assert [BUILTIN[name].plural for name in ("User", "ACL", "KeyValueModel")] == ["Users", "ACLs", "KeyValueModels"]


def test_only_user_starts_public() -> None:
    assert [name for name, model in BUILTIN.items() if model.public] == ["User"]


def test_email_belongs_on_a_mail_data_source() -> None:
    assert BUILTIN["Email"].usually_on == "mail"
    assert BUILTIN["User"].usually_on is None
