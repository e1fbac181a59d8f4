"""What a relation calls for elsewhere: its inverse, the property that holds its key, the model between.

LoopBack needs none of it but the model between and its two belongsTo: it gives a foreign key to a model that does not
declare one, and a relation can be walked from one side only (loopback-datasource-juggler 3.36.1, lib/datasource.js,
defineForeignKey; lib/relation-definition.js, hasMany). So all of it is offered, and nothing done without being asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from designer.loopback import names
from designer.loopback.application import Application
from designer.loopback.definition_parts import PARTS
from designer.loopback.definition_parts.part import with_part
from designer.loopback.jsontext import JSON
from designer.loopback.model_properties import PropertyRow
from designer.loopback.refusal import Refused
from designer.loopback.related_models import RelatedModels
from designer.loopback.relations import Relation, default_name, polymorphic_keys

INVERSE, KEY, THROUGH = "inverse", "key", "through"
"""The kinds of offers; what comes after a colon tells several of one kind apart."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to be added to a model, or a model to be created."""

    kind: str
    """`inverse`, `key`, `through`, `through:owner`, `through:model`, or `inverse:Author` where there is a choice."""
    what: Literal["relation", "property", "model"]
    model: str
    members: Mapping[str, JSON]
    """The relations or properties by name; for a model, its relations."""
    sentence: str
    """What is offered, as words on a button."""
    data_source: str | None = None
    """For a model: what it is attached to."""

    @property
    def summary(self) -> str:
        """What was done, for a history: `added customer to Order`."""
        if self.what == "model":
            return f"added model {self.model}"
        verb = "added" if self.what == "relation" else "declared"
        return f"{verb} {' and '.join(self.members)} {'to' if self.what == 'relation' else 'in'} {self.model}"


def offers(known: RelatedModels, relation: Relation) -> list[Offer]:
    """What can be added for a relation, the most needed first; nothing that is there already."""
    if relation.owner not in known or (relation.model and relation.model not in known):
        return []
    if not relation.model and not (relation.type == "belongsTo" and relation.is_polymorphic):
        return []
    return [*_through(known, relation), *_inverse(known, relation), *_key(known, relation)]


def called(known: RelatedModels, offer: Offer, name: str) -> Offer:
    """An inverse under another name; what LoopBack would then take by that name is written, so that the keys stay."""
    ((old_name, value),) = offer.members.items()
    before, after = (known.read(offer.model, each, value) for each in (old_name, name))
    if not isinstance(value, dict) or before is None or after is None:
        return offer
    if (before.foreign_key, before.discriminator) != (after.foreign_key, after.discriminator):
        said = value.get("polymorphic")
        if before.is_polymorphic:
            value = value | {"polymorphic": {"selector": before.selector} | (said if isinstance(said, dict) else {})}
        else:
            value = value | {"foreignKey": before.foreign_key}
    return replace(offer, members={name: value})


def apply(app: Application, offer: Offer) -> None:
    """Adds what is offered. Raises Refused."""
    if offer.what == "model":
        config: dict[str, JSON] = {"dataSource": offer.data_source, "public": False}
        app.models.add(offer.model, {"relations": dict(offer.members)}, config)
        return
    if offer.what == "property":
        present = app.models[offer.model].properties
        rows = [PropertyRow(None, name, value) for name, value in offer.members.items() if name not in present]
        app.models.edit_properties(offer.model, [*present, *rows])
        return
    add_relations(app, offer.model, offer.members)


def add_relations(app: Application, model: str, members: Mapping[str, JSON]) -> None:
    """Adds relations to the definition of a model. Raises Refused."""
    path = app.models[model].path
    if path is None:
        raise Refused(f"“{model}” has no definition of its own in this application, so it can have no relation here.")
    definition, part = app.members_to_edit(path), PARTS["relations"]
    present = part.value(definition)
    if present is not None and not isinstance(present, dict):
        raise Refused(f"The relations in {path} are no object, so none can be added. Mend them first.")
    if taken := [name for name in members if name in (present or {})]:
        raise Refused(f"“{model}” has a relation “{taken[0]}” already. Choose another name.")
    app.set_text(path, with_part(app.text(path), part.pointer(definition), {**(present or {}), **members}))


# --- The inverse ----------------------------------------------------------------------------------------------


def _inverse(known: RelatedModels, relation: Relation) -> Iterator[Offer]:
    if relation.type == "belongsTo" and relation.is_polymorphic:
        yield from _owners(known, relation)
    elif known.is_editable(relation.model) and not known.inverses(relation):
        found = _turned(known, relation)
        if found:
            name, value = found
            sentence = f"Add the inverse to {relation.model}: {name}, {_a(str(value['type']))}"
            yield Offer(INVERSE, "relation", relation.model, {name: value}, sentence)


def _owners(known: RelatedModels, relation: Relation) -> Iterator[Offer]:
    """Any model can be at the other end of a polymorphic belongsTo."""
    there = {each.owner for each in known.inverses(relation)}
    default = polymorphic_keys(relation.selector) == (relation.foreign_key, relation.discriminator)
    said: JSON = relation.selector if default else _keys(relation)
    value: dict[str, JSON] = {"type": "hasMany", "model": relation.owner, "polymorphic": said}
    for model in known.app.models:
        if model not in there and known.is_editable(model):
            wanted = default_name("hasMany", relation.owner, known.plural(relation.owner))
            name = _free(known, model, [wanted, f"{relation.selector}{wanted[:1].upper()}{wanted[1:]}"])
            sentence = f"Add the inverse to {model}: {name}, a hasMany"
            yield Offer(f"{INVERSE}:{model}", "relation", model, {name: value}, sentence)


def _turned(known: RelatedModels, relation: Relation) -> tuple[str, dict[str, JSON]] | None:
    """The relation that is the other side of one; None where LoopBack has none for that type."""
    if relation.type == "belongsTo":
        return _many_back(known, relation)
    if relation.through:
        return _through_back(known, relation)
    if relation.type in ("hasOne", "hasMany"):
        return _any_back(known, relation) if relation.is_polymorphic else _one_back(known, relation)
    return None


def _many_back(known: RelatedModels, relation: Relation) -> tuple[str, dict[str, JSON]]:
    plain = default_name("hasMany", relation.owner, known.plural(relation.owner))
    prefix = relation.foreign_key.removesuffix("Id") or relation.name
    name = _free(known, relation.model, [plain, f"{prefix}{plain[:1].upper()}{plain[1:]}"])
    value: dict[str, JSON] = {"type": "hasMany", "model": relation.owner}
    return name, _with_keys(known, relation.model, name, value, relation)


def _one_back(known: RelatedModels, relation: Relation) -> tuple[str, dict[str, JSON]]:
    plain = default_name("belongsTo", relation.owner)
    called = relation.foreign_key.removesuffix("Id")
    is_like_its_key = relation.foreign_key != called != ""
    name = _free(known, relation.model, [*([called] if is_like_its_key else []), plain], besides=relation.foreign_key)
    value: dict[str, JSON] = {"type": "belongsTo", "model": relation.owner}
    return name, _with_keys(known, relation.model, name, value, relation)


def _any_back(known: RelatedModels, relation: Relation) -> tuple[str, dict[str, JSON]]:
    """The polymorphic belongsTo that leads back to the owner, and to any other model with the same keys."""
    keys = (relation.foreign_key, relation.discriminator)
    is_default = polymorphic_keys(relation.selector) == keys
    wanted = relation.selector if is_default else relation.foreign_key.removesuffix("Id")
    name = _free(known, relation.model, [wanted or relation.selector])
    said: dict[str, JSON] = {} if polymorphic_keys(name) == keys else _keys(relation)
    own, other = known.id_type(relation.model), known.id_type(relation.owner)
    if other and own != other:
        said |= {"idType": other}
    return name, {"type": "belongsTo", "polymorphic": said or True}


def _through_back(known: RelatedModels, relation: Relation) -> tuple[str, dict[str, JSON]] | None:
    kind = "hasMany" if relation.is_polymorphic else relation.type
    name = _free(known, relation.model, [default_name(kind, relation.owner, known.plural(relation.owner))])
    value: dict[str, JSON] = {"type": kind, "model": relation.owner, "through": relation.through}
    if relation.is_polymorphic and not relation.is_inverted:
        is_default = polymorphic_keys(relation.selector) == (relation.foreign_key, relation.discriminator)
        value |= {"polymorphic": relation.selector if is_default else _keys(relation), "invert": True}
    elif relation.is_polymorphic:
        is_default = polymorphic_keys(relation.selector) == (relation.key_through, relation.discriminator)
        own_keys: JSON = {"foreignKey": relation.key_through, "discriminator": relation.discriminator}
        value |= {"polymorphic": relation.selector if is_default else own_keys}
    if kind == "hasMany":
        found = known.read(relation.model, name, value)
        assert found
        if found.foreign_key != relation.key_through:
            value["foreignKey"] = relation.key_through
        if found.key_through != relation.foreign_key:
            value["keyThrough"] = relation.foreign_key
    elif relation.through.lower() == f"{relation.owner}{relation.model}".lower() and relation.through not in known:
        del value["through"]  # LoopBack finds the one that it made itself
    return name, value


def _with_keys(
    known: RelatedModels, owner: str, name: str, value: dict[str, JSON], relation: Relation
) -> dict[str, JSON]:
    """`value` with the keys of the relation whose inverse it is, where LoopBack would not take them anyway."""
    found = known.read(owner, name, value)
    if found and found.foreign_key != relation.foreign_key:
        value["foreignKey"] = relation.foreign_key
    return value | ({"primaryKey": relation.primary_key} if relation.primary_key else {})


def _keys(relation: Relation) -> dict[str, JSON]:
    return {"foreignKey": relation.foreign_key, "discriminator": relation.discriminator}


# --- The key --------------------------------------------------------------------------------------------------


def _key(known: RelatedModels, relation: Relation) -> Iterator[Offer]:
    holder = relation.holder
    if relation.through or not relation.foreign_key or not known.is_editable(holder):
        return
    kind = _key_type(known, relation)
    wanted: dict[str, JSON] = {}
    if kind:
        of_several = relation.type == "referencesMany"
        wanted[relation.foreign_key] = {"type": [kind] if of_several else kind}
    if relation.is_polymorphic:
        wanted[relation.discriminator] = {"type": "string"}
    declared = {name.lower() for name in known.properties(holder)}
    missing = {name: value for name, value in wanted.items() if name.lower() not in declared}
    if missing:
        what = "property" if len(missing) == 1 else "properties"
        sentence = f"Declare the {what} {' and '.join(missing)} in {holder}"
        yield Offer(KEY, "property", holder, missing, sentence)


def _key_type(known: RelatedModels, relation: Relation) -> str | None:
    if relation.is_polymorphic:
        return relation.id_type or known.id_type(relation.owner, relation.primary_key)
    if relation.type in ("belongsTo", "referencesMany"):
        return known.id_type(relation.model, relation.primary_key)
    return known.id_type(relation.owner, relation.primary_key)


# --- The model between ----------------------------------------------------------------------------------------


def _through(known: RelatedModels, relation: Relation) -> Iterator[Offer]:
    written = known.value(relation.owner, relation.name)
    if not isinstance(written, dict) or not written.get("through") or not relation.through:
        return
    between = relation.through
    ends = list(_ends(known, relation))
    if between not in known:
        if names.check_model_name(between, list(known.app.models), known.app.paths):
            return
        owner = known.app.models.get(relation.owner)
        members = {name: value for _, name, value in ends}
        leads = " and ".join(str(value.get("model") or "any model") for value in members.values())
        sentence = f"Create the model {between}, with a belongsTo to {leads}"
        yield Offer(THROUGH, "model", between, members, sentence, data_source=owner.data_source if owner else None)
    elif relation.type == "hasMany" and known.is_editable(between):
        there = [each for each in known.relations(between) if each.type == "belongsTo"]
        for end, name, value in ends:
            found = known.read(between, name, value)
            if found and not any(_is_same_end(found, each) for each in there):
                free = _free(known, between, [name])
                called = known.read(between, free, value)
                if called and called.foreign_key != found.foreign_key:
                    value = value | {"foreignKey": found.foreign_key}
                sentence = f"Add {free}, a belongsTo, to {between}"
                yield Offer(f"{THROUGH}:{end}", "relation", between, {free: value}, sentence)


def _ends(known: RelatedModels, relation: Relation) -> Iterator[tuple[str, str, dict[str, JSON]]]:
    """The two belongsTo of the model between: which end, the name, and the value."""
    keys = {"owner": (relation.owner, relation.foreign_key), "model": (relation.model, relation.key_through)}
    any_end = None
    if relation.is_polymorphic:
        any_end = "model" if relation.is_inverted else "owner"
    taken = ""
    for end, (model, key) in keys.items():
        if end == any_end:
            name, value = _any_end(known, relation, key)
        else:
            called = key.removesuffix("Id")
            name = called if called and called != key else default_name("belongsTo", model)
            name = f"{name}2" if name == taken else name
            value = {"type": "belongsTo", "model": model}
            if f"{name}Id" != key:
                value["foreignKey"] = key
        taken = name
        yield end, name, value


def _any_end(known: RelatedModels, relation: Relation, key: str) -> tuple[str, dict[str, JSON]]:
    is_default = polymorphic_keys(relation.selector) == (key, relation.discriminator)
    keys: dict[str, JSON] = {} if is_default else {"foreignKey": key, "discriminator": relation.discriminator}
    name = relation.selector if is_default else key.removesuffix("Id") or relation.selector
    other = known.id_type(relation.model if relation.is_inverted else relation.owner)
    if other and other != "number":
        keys |= {"idType": other}
    return name, {"type": "belongsTo", "polymorphic": keys or True}


def _is_same_end(wanted: Relation, there: Relation) -> bool:
    return replace(wanted, name=there.name, selector=there.selector, id_type=there.id_type) == there


# --- Names ----------------------------------------------------------------------------------------------------


def _free(known: RelatedModels, model: str, wanted: Iterable[str], *, besides: str = "") -> str:
    """The first of some names that nothing in a model has, or the last with a number."""
    taken = {each.name for each in known.relations(model)} | set(known.properties(model)) | {besides}
    candidates = list(dict.fromkeys(wanted))
    for each in candidates:
        if each not in taken:
            return each
    number = 2
    while f"{candidates[-1]}{number}" in taken:
        number += 1
    return f"{candidates[-1]}{number}"


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
