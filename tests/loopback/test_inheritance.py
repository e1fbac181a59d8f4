"""What a model inherits of each part: what tests/interop/test_inheritance.py does not see of it."""

from __future__ import annotations

from typing import Any

import pytest

from designer.loopback.definition_parts import PARTS
from designer.loopback.inheritance import Inherited, inherited
from designer.loopback.jsontext import JSON
from tests.loopback.apis import application

LOOPBACK_2 = '{"dependencies": {"loopback": "^2.40.0"}}'


def found(part: str, *, entries: Any = None, of: str = "Heir", environment: str = "development", **files: JSON) -> Any:
    """What `Heir` inherits of a part from Person, which extends User, by name."""
    models: dict[str, dict[str, JSON]] = {
        "Person": {
            "base": "User",
            "relations": {"notes": {"type": "hasMany", "model": "Heir"}},
            "methods": {"greet": {"description": "Hello."}},
            "mixins": {"Stamped": True},
            "scopes": {"active": {"where": {"active": True}}},
        },
        "Heir": {
            "base": "Person",
            "relations": {"accessTokens": {"type": "hasMany", "model": "Token", "foreignKey": "userId"}},
            "mixins": {"Stamped": False},
        },
    }
    app = application(models, entries, **files)
    told: list[Inherited] = inherited(app, of, PARTS[part], environment)
    return {each.name: each for each in told}


def test_the_nearest_base_that_says_something_is_told_and_what_takes_its_place() -> None:
    relations = found("relations")
    assert [(each.owner, each.fate) for each in relations.values()] == [("User", "replaced"), ("Person", "kept")]
    assert relations["accessTokens"].value == {"type": "hasMany", "model": "AccessToken", "foreignKey": "userId"}
    assert relations["accessTokens"].effective["model"] == "Token"
    assert relations["accessTokens"].sentence == "The one here takes its place."


def test_a_model_that_extends_nothing_of_its_own_inherits_what_loopbacks_has() -> None:
    assert list(found("relations", of="Person")) == ["accessTokens"]
    assert found("scopes", of="Person") == {}


def test_a_mixin_can_be_switched_off() -> None:
    assert found("mixins")["Stamped"].fate == "off"


def test_what_model_config_says_counts_in_its_environment_only_and_not_for_heirs() -> None:
    entries = {"Person": {"dataSource": "db", "relations": {"friends": {"type": "hasMany", "model": "Heir"}}}}
    more: Any = {"server/model-config.production.json": {"Heir": {"relations": {"notes": {"foreignKey": "k"}}}}}
    assert "friends" not in found("relations", entries=entries)
    assert found("relations", **more)["notes"].fate == "kept"
    notes = found("relations", environment="production", **more)["notes"]
    assert notes.fate == "configured"
    assert notes.effective["foreignKey"] == "k"
    assert notes.sentence == "server/model-config.production.json lays its own over it."


@pytest.mark.parametrize(("version", "fate"), [({}, "kept"), ({"package.json": LOOPBACK_2}, "dropped")])
def test_loopback_2_hands_no_described_methods_down(version: dict[str, JSON], fate: str) -> None:
    assert found("methods", **version)["greet"].fate == fate


def test_a_model_that_is_not_configured_inherits_all_the_same() -> None:
    assert list(found("scopes", entries={"Heir": None})) == ["active"]
