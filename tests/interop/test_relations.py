"""What is told of a relation is what a real LoopBack makes of it: keys, properties, the model between, methods."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from designer.loopback import relation_offers
from designer.loopback.application import Application
from designer.loopback.definition_parts import PARTS
from designer.loopback.jsontext import JSON
from designer.loopback.related_models import RelatedModels
from designer.loopback.relations import Relation
from projects.actions.relations import take_up
from tests.interop import loopback
from tests.loopback.apis import application

pytestmark = pytest.mark.usefixtures("installed")

OWNERS = ("Customer", "Coffee_Shop", "POBox", "ABTest", "person")
TARGETS = ("Order", "News", "Line_Item", "Category")

PLAIN: dict[str, dict[str, JSON]] = {
    "belongs": {"type": "belongsTo"},
    "belongsByKey": {"type": "belongsTo", "foreignKey": "theirs"},
    "one": {"type": "hasOne"},
    "oneByKey": {"type": "hasOne", "foreignKey": "mine"},
    "many": {"type": "hasMany"},
    "manyByKey": {"type": "hasMany", "foreignKey": "ours"},
    "manyThrough": {"type": "hasMany", "through": "Between"},
    "manyThroughKeys": {"type": "hasMany", "through": "Between", "foreignKey": "left", "keyThrough": "right"},
    "both": {"type": "hasAndBelongsToMany", "foreignKey": "not looked at"},
    "bothThrough": {"type": "hasAndBelongsToMany", "through": "Between"},
    "bothTable": {"type": "hasAndBelongsToMany", "throughTable": "pairs"},
    "refers": {"type": "referencesMany"},
    "refersByKey": {"type": "referencesMany", "foreignKey": "keys"},
    "embedded": {"type": "embedsOne"},
    "embeddedIn": {"type": "embedsOne", "property": "inside"},
    "embeddedMany": {"type": "embedsMany"},
    "embeddedManyIn": {"type": "embedsMany", "property": "embeddedManyIn"},
}
POLYMORPHIC: dict[str, dict[str, JSON]] = {
    "any": {"type": "belongsTo", "polymorphic": True},
    "anyBy": {"type": "belongsTo", "polymorphic": {"selector": "picked", "idType": "string"}},
    "anyByKeys": {"type": "belongsTo", "polymorphic": {"foreignKey": "k", "discriminator": "d"}},
    "one": {"type": "hasOne", "polymorphic": "image_able"},
    "many": {"type": "hasMany", "polymorphic": {"as": "old"}},
    "manyKeys": {"type": "hasMany", "polymorphic": {"foreignKey": "k2", "discriminator": "d2"}},
    "manyThrough": {"type": "hasMany", "through": "Between", "polymorphic": "linkable"},
    "manyInverted": {"type": "hasMany", "through": "Between", "polymorphic": "linkable", "invert": True},
    "both": {"type": "hasAndBelongsToMany", "through": "Between", "polymorphic": "tied"},
}


WRITTEN = {**{f"plain_{key}": value for key, value in PLAIN.items()}, **POLYMORPHIC}


def leads_to_any(value: dict[str, JSON]) -> bool:
    return value["type"] == "belongsTo" and "polymorphic" in value


def with_a_target_each(parts: dict[str, JSON]) -> Application:
    """Customer with all relations, each to a model of its own."""
    relations_of: dict[str, JSON] = {
        name: value if leads_to_any(value) else {**value, "model": f"Target{name.title().replace('_', '')}"}
        for name, value in WRITTEN.items()
    }
    targets = [str(value["model"]) for value in relations_of.values() if isinstance(value, dict) and "model" in value]
    return application(
        {**dict.fromkeys(("Between", *targets), parts), "Customer": {**parts, "relations": relations_of}}
    )


def made(app: Application) -> dict[str, Any]:
    """What LoopBack makes of the models of an application."""
    models = []
    for name, model in app.models.items():
        definition = dict(model.definition)
        properties = definition.pop("properties", {})
        models.append({"name": name, "properties": properties, "options": definition | {"base": model.base}})
    return dict(loopback.run("relations.js", said=json.dumps({"models": models})))


@pytest.mark.parametrize(("owner", "target"), [*zip(OWNERS, itertools.cycle(TARGETS), strict=False)])
def test_every_name_is_the_one_that_loopback_takes(owner: str, target: str) -> None:
    values: dict[str, JSON] = {
        name: value if leads_to_any(value) else {**value, "model": target} for name, value in WRITTEN.items()
    }
    app = application({"Between": {}, target: {}, owner: {"relations": values}})
    theirs, known = made(app), RelatedModels(app)
    for name in values:
        ours = known.relation(owner, name)
        assert ours is not None
        same_as_loopback(ours, theirs)
        shown = {each.name for each in known.endpoints(owner, name)}
        methods = {each.partition(".")[2] for each in theirs[owner]["methods"]}
        assert shown == {each for each in methods if each.rpartition("__")[2] == name}, name


def same_as_loopback(ours: Relation, theirs: dict[str, Any]) -> None:
    made_of_it = theirs[ours.owner]["relations"][ours.name]
    assert (made_of_it.get("modelTo") or "") == ours.model
    if ours.type in ("belongsTo", "referencesMany"):
        assert made_of_it["keyFrom"] == ours.foreign_key
    elif ours.kept_in:
        assert made_of_it["keyFrom"] == ours.kept_in
        assert ours.kept_in in theirs[ours.owner]["properties"]
    else:
        assert made_of_it["keyTo"] == ours.foreign_key
    if ours.through:
        assert made_of_it["through"] == ours.through, ours.name
        assert made_of_it["keyThrough"] == ours.key_through
    if ours.foreign_key and not (ours.through and ours.type == "hasMany"):
        assert ours.foreign_key in theirs[ours.holder]["properties"], ours.name
    if ours.is_polymorphic:
        assert made_of_it["polymorphic"]["discriminator"] == ours.discriminator
        assert made_of_it["polymorphic"]["selector"] == ours.selector


@pytest.mark.parametrize("id_type", ["number", "string"])
def test_what_is_declared_has_the_type_that_loopback_gives_it(id_type: str) -> None:
    app = with_a_target_each({"properties": {"id": {"type": id_type, "id": True}}})
    taken = take_up(app, "Customer", {name: [relation_offers.KEY] for name in WRITTEN})
    assert len(taken) > 12
    theirs = made(app)
    for model in app.models.values():
        for key, declared in model.properties.items():
            wanted = declared["type"] if isinstance(declared, dict) else declared
            found = theirs[model.name]["properties"][key]
            assert ([found[0].lower()] if isinstance(found, list) else found.lower()) == wanted, (model.name, key)


def test_an_inverse_that_is_offered_meets_the_same_keys() -> None:
    app = with_a_target_each({})
    taken = take_up(app, "Customer", {name: [relation_offers.INVERSE] for name in WRITTEN})
    theirs, known = made(app), RelatedModels(app)
    for offer in taken:
        (name,) = offer.members
        inverse = known.relation(offer.model, name)
        assert inverse is not None
        (relation,) = [each for each in known.relations("Customer") if each in known.inverses(inverse)]
        same_as_loopback(inverse, theirs)
        assert not [each for each in relation_offers.offers(known, relation) if each.kind == relation_offers.INVERSE]
    without = {each.name for each in known.relations("Customer") if not known.inverses(each)}
    assert without == {
        name
        for name, value in WRITTEN.items()
        if value["type"] in ("referencesMany", "embedsOne", "embedsMany") or leads_to_any(value)
    }


def test_every_model_between_leads_to_both_ends() -> None:
    value: JSON = {"type": "hasMany", "model": "Course", "through": "Enrolment"}
    app = application({"Student": {"relations": {"courses": value}}, "Course": {}})
    take_up(app, "Student", {"courses": ["through", "inverse"]})
    theirs = made(app)
    assert set(theirs["Enrolment"]["relations"]) == {"student", "course"}
    assert {"studentId", "courseId"} <= set(theirs["Enrolment"]["properties"])
    assert theirs["Course"]["relations"]["students"]["through"] == "Enrolment"
    assert PARTS["relations"].count(app.models["Enrolment"].definition) == 2
