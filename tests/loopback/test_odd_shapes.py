"""Definitions whose parts have shapes that LoopBack does not know: all that tells of an application still does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from designer.loopback import relation_offers
from designer.loopback.access_control import who_can
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.openapi import document
from designer.loopback.related_models import RelatedModels
from designer.loopback.relations import defaults, described, idle
from tests.loopback.apis import application

SHAPES: tuple[JSON, ...] = (None, True, 5, "text", "", [], [1, "a", None, [], {}], {}, {"x": None, "y": {"type": {}}})

MEMBERS: dict[str, dict[str, JSON]] = {
    "properties": {"type": "string", "id": True, "required": True, "default": "x", "enum": ["a"]},
    "relations": {
        "type": "hasMany",
        "model": "Customer",
        "foreignKey": "key",
        "through": "Customer",
        "keyThrough": "other",
        "polymorphic": {"selector": "s", "idType": "string"},
        "options": {"nestRemoting": True},
    },
    "methods": {"accepts": {"arg": "a", "type": "string"}, "returns": {"arg": "r"}, "http": {"path": "/x"}},
    "scopes": {"where": {}, "options": {}},
    "acls": {"permission": "DENY", "principalType": "ROLE", "principalId": "$everyone", "property": "find"},
}


def of_odd_shapes(shape: JSON) -> Iterator[tuple[str, dict[str, JSON]]]:
    """Models that have `shape` as a whole part, as an entry of one, and as each member of an entry."""
    for part, members in MEMBERS.items():
        entries: list[JSON] = [shape, *({**members, key: shape} for key in members)]
        for number, entry in enumerate(entries):
            held: JSON = [entry] if part == "acls" else {"entry": entry}
            yield f"{part.capitalize()}{number}", {"base": "PersistedModel", part: held}
        yield part.capitalize(), {"base": "PersistedModel", part: shape}
    for key in ("base", "plural", "http", "options", "mixins", "hidden", "description", "remoting"):
        yield f"Of{key.capitalize()}", {"base": "PersistedModel", key: shape}


@pytest.fixture(params=SHAPES, ids=repr)
def app(request: pytest.FixtureRequest) -> Application:
    return application({"Customer": {"base": "User"}, **dict(of_odd_shapes(request.param))})


def test_the_api_of_the_others_is_told(app: Application) -> None:
    found = document(app)
    assert isinstance(found, dict)
    assert "/Customers/login" in str(found["paths"])


def test_who_can_call_the_methods_is_told(app: Application) -> None:
    assert who_can(app, "Customer").rows
    for name in app.models:
        who_can(app, name)


def test_relations_are_read(app: Application) -> None:
    known = RelatedModels(app)
    for name in app.models:
        for relation in known.relations(name):
            described(relation)
            known.clashes(relation)
            relation_offers.offers(known, relation)
        written = app.models[name].definition.get("relations")
        for each in written.values() if isinstance(written, dict) else ():
            if isinstance(each, dict):
                idle(each)
                defaults(name, "entry", each)
