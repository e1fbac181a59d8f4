"""A relation as LoopBack reads it: the names it takes where nothing is said, what it means, what its inverse is.

loopback-datasource-juggler 3.36.1, lib/relation-definition.js (hasMany, belongsTo, hasAndBelongsToMany, hasOne,
embedsOne, embedsMany, referencesMany, normalizePolymorphic).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON
from designer.loopback.plurals import plural
from designer.loopback.startup.values import camelize

End: TypeAlias = Literal["one", "many"]

ENDS: Mapping[str, tuple[End, End]] = {
    "belongsTo": ("many", "one"),
    "hasOne": ("one", "one"),
    "hasMany": ("one", "many"),
    "hasAndBelongsToMany": ("many", "many"),
    "referencesMany": ("many", "many"),
    "embedsOne": ("one", "one"),
    "embedsMany": ("one", "many"),
}
"""How many there are at the end of the model that has the relation, and at the other, by type."""

_EMBEDS = ("embedsOne", "embedsMany")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation with the names that LoopBack takes; those that its type does not know are empty."""

    owner: str
    name: str
    type: str
    model: str = ""
    """The other model; empty for a polymorphic belongsTo, which leads to any."""
    foreign_key: str = ""
    """The property that holds the key, or the keys; for a relation through a model, the one that leads to the owner."""
    through: str = ""
    key_through: str = ""
    """The property of the model between that holds the key of the other model."""
    kept_in: str = ""
    """Where the embedded ones are kept."""
    selector: str = ""
    """What the keys of a polymorphic relation begin with; empty for any other."""
    discriminator: str = ""
    """The property that holds the name of the model that a polymorphic key leads to."""
    is_inverted: bool = False
    primary_key: str = ""
    """The property that the key points at, where one is named; else that is the id."""
    id_type: str = ""
    """The type of a polymorphic key, where one is named."""

    @property
    def is_polymorphic(self) -> bool:
        """Whether one side can be of several models."""
        return bool(self.selector)

    @property
    def holder(self) -> str:
        """The model that holds the key, or what is embedded."""
        if self.through:
            return self.through
        return self.model if self.type in ("hasOne", "hasMany") else self.owner

    @property
    def ends(self) -> tuple[End, End]:
        """How many there are at the owner's end, and at the other."""
        ends = ENDS[self.type]
        return ("many", ends[1]) if self.through else ends


def read(owner: str, name: str, value: JSON, *, model_plural: str = "") -> Relation | None:
    """A relation of the model `owner` as LoopBack reads it; None for what is none, or has a type that does not exist.

    `model_plural` is the plural of the other model, where that is not the usual one.
    """
    kind = _text(value, "type") if isinstance(value, dict) else ""
    if not isinstance(value, dict) or kind not in ENDS:
        return None
    model = _text(value, "model")
    is_polymorphic = truthy(value.get("polymorphic"))
    parts = _Polymorphic(value.get("polymorphic"), name) if is_polymorphic else None
    if kind in _EMBEDS:
        kept = _text(value, "property") or _embedded_in(kind, model, model_plural)
        kept = f"_{kept}" if kept == name else kept
        return Relation(owner=owner, name=name, type=kind, model=model, kept_in=kept)
    through = ""
    if kind in ("hasMany", "hasAndBelongsToMany"):
        through = _text(value, "through")
    if kind == "hasAndBelongsToMany":
        through = through or _text(value, "throughTable") or f"{owner}{model}"
    is_inverted = bool(parts) and kind == "hasMany" and truthy(value.get("invert"))
    foreign_key = _default_foreign_key(kind, owner, name, model)
    if kind != "hasAndBelongsToMany":
        foreign_key = _text(value, "foreignKey") or foreign_key
    if parts and not is_inverted:
        foreign_key = parts.foreign_key
    key_through = _text(value, "keyThrough") if kind == "hasMany" else ""
    key_through = key_through or camelize(f"{model}_id")
    if parts and is_inverted:
        key_through = parts.foreign_key
    return Relation(
        owner=owner,
        name=name,
        type=kind,
        model="" if parts and kind == "belongsTo" else model,
        foreign_key=foreign_key,
        through=through,
        key_through=key_through if through else "",
        selector=parts.selector if parts else "",
        discriminator=parts.discriminator if parts else "",
        is_inverted=is_inverted,
        primary_key=_text(value, "primaryKey") if kind in ("belongsTo", "hasOne", "hasMany") else "",
        id_type=parts.id_type if parts and kind == "belongsTo" else "",
    )


def defaults(owner: str, name: str, value: Mapping[str, JSON], *, model_plural: str = "") -> dict[str, str]:
    """What LoopBack takes for each key that can be left out, by the key; in `polymorphic`, by `polymorphic/selector`.

    Only what can be told yet: without a model there is no name for a key that is called after it.
    """
    kept = {key: each for key, each in value.items() if key not in ("foreignKey", "keyThrough", "property")}
    polymorphic = kept.get("polymorphic")
    if isinstance(polymorphic, dict):
        own = {"foreignKey", "discriminator"}
        kept["polymorphic"] = {key: each for key, each in polymorphic.items() if key not in own} or True
    relation = read(owner, name, kept, model_plural=model_plural)
    if relation is None:
        return {}
    found = {"foreignKey": relation.foreign_key, "keyThrough": relation.key_through, "property": relation.kept_in}
    if relation.type == "hasAndBelongsToMany":
        found["through"] = relation.through
    if relation.is_polymorphic:
        keys = _Polymorphic(kept["polymorphic"], name)
        found |= {
            "polymorphic/selector": name,
            "polymorphic/foreignKey": keys.foreign_key,
            "polymorphic/discriminator": keys.discriminator,
        }
    needs_model = {"keyThrough", "property", "through", *(["foreignKey"] if relation.type == "referencesMany" else [])}
    return {key: each for key, each in found.items() if each and (relation.model or key not in needs_model)}


def idle(value: Mapping[str, JSON]) -> set[str]:
    """The keys that LoopBack does not look at in such a relation; in `options` and `polymorphic` with a slash."""
    kind = _text(value, "type")
    if kind not in ENDS:
        return set()
    polymorphic, through = truthy(value.get("polymorphic")), truthy(value.get("through"))
    inverts = kind == "hasMany" and polymorphic and through
    is_inverted = inverts and truthy(value.get("invert"))
    means: dict[str, bool] = {
        "model": not (polymorphic and kind == "belongsTo"),
        "foreignKey": kind not in (*_EMBEDS, "hasAndBelongsToMany") and (not polymorphic or is_inverted),
        "through": kind in ("hasMany", "hasAndBelongsToMany"),
        "keyThrough": kind == "hasMany" and through and not is_inverted,
        "primaryKey": kind in ("belongsTo", "hasOne", "hasMany"),
        "property": kind in _EMBEDS,
        "polymorphic": kind not in ("embedsOne", "referencesMany"),
        "polymorphic/idType": kind == "belongsTo",
        "invert": inverts,
        "throughTable": kind == "hasAndBelongsToMany" and not through,
        "default": kind == "embedsOne",
        "options/validate": kind in _EMBEDS,
        "options/forceId": kind in _EMBEDS,
        "options/persistent": kind in _EMBEDS,
        "options/prepend": kind in ("embedsMany", "referencesMany"),
        "options/omitDefaultEmbeddedItem": kind == "embedsMany",
    }
    return {key for key, does in means.items() if not does}


def described(relation: Relation) -> str:
    """What a relation means, in one sentence; empty where it does not say yet to which model it leads."""
    if not relation.model and not (relation.type == "belongsTo" and relation.is_polymorphic):
        return ""
    return f"{_what(relation)}; {_where(relation)}."


def are_inverse(one: Relation, other: Relation) -> bool:
    """Whether two relations are the two sides of the same: the same keys, in the same model, seen from its two ends."""
    if (one.owner, one.name) == (other.owner, other.name):
        return False
    if one.type == "belongsTo":
        one, other = other, one
    if other.type == "belongsTo":
        keys = one.foreign_key == other.foreign_key and one.discriminator == other.discriminator
        is_keyed = one.type in ("hasOne", "hasMany") and not one.through and keys
        leads_back = other.is_polymorphic if one.is_polymorphic else other.model == one.owner
        return is_keyed and one.model == other.owner and leads_back
    if one.model != other.owner or other.model != one.owner or not (one.through and other.through):
        return False
    if one.type == other.type == "hasAndBelongsToMany" and not one.is_polymorphic:
        names = {one.through.lower(), other.through.lower()}
        return len(names) == 1 or names == {f"{one.owner}{one.model}".lower(), f"{one.model}{one.owner}".lower()}
    same = one.through == other.through and one.discriminator == other.discriminator
    turned = one.is_inverted != other.is_inverted or not one.is_polymorphic
    return same and turned and (one.foreign_key, one.key_through) == (other.key_through, other.foreign_key)


def clashes(relation: Relation, properties: Iterable[str], others: Iterable[Relation]) -> list[str]:
    """What speaks against the names of a relation, in sentences.

    `properties` are those that its model declares, `others` the other relations of the model.
    """
    declared, found = set(properties), []
    if relation.name in declared:
        found.append(f"“{relation.owner}” has a property “{relation.name}” too, which the relation hides. Rename one.")
    holds_key = relation.holder == relation.owner and not relation.through
    if holds_key and relation.foreign_key == relation.name:
        found.append(f"The foreign key has the relation’s own name, “{relation.name}”, and is hidden by it.")
    for other in others:
        if relation.kept_in and relation.kept_in == other.kept_in:
            found.append(f"“{other.name}” keeps its own in the same property, “{relation.kept_in}”. Name another one.")
        elif holds_key and relation.name == other.foreign_key and other.holder == relation.owner:
            found.append(f"“{relation.name}” is the foreign key of the relation “{other.name}” too. Rename one.")
        elif _share_a_key(relation, other):
            found.append(
                f"“{other.name}” leads to {other.model} by the same key, “{relation.foreign_key}”. "
                "Give each a foreign key of its own."
            )
    return found


def default_name(kind: str, model: str, model_plural: str = "") -> str:
    """What LoopBack's own tools call a relation to `model`: in the plural where it leads to many."""
    return camelize((model_plural or plural(model)) if ENDS[kind][1] == "many" else model)


def polymorphic_keys(selector: str) -> tuple[str, str]:
    """The foreign key and the discriminator of a polymorphic relation that names only a selector."""
    keys = _Polymorphic(selector, "")
    return keys.foreign_key, keys.discriminator


class _Polymorphic:
    """What `polymorphic` says, in any of its forms."""

    def __init__(self, value: JSON, name: str) -> None:
        parts = value if isinstance(value, dict) else {}
        said = value if isinstance(value, str) else _text(parts, "selector") or _text(parts, "as")
        self.selector = said or name or "reference"
        self.foreign_key = _text(parts, "foreignKey") or camelize(f"{self.selector}_id")
        self.discriminator = _text(parts, "discriminator") or camelize(f"{self.selector}_type")
        self.id_type = _text(parts, "idType")


def _default_foreign_key(kind: str, owner: str, name: str, model: str) -> str:
    if kind == "belongsTo":
        return f"{name}Id"
    return camelize(f"{model}_ids") if kind == "referencesMany" else camelize(f"{owner}_id")


def _embedded_in(kind: str, model: str, model_plural: str) -> str:
    return camelize(model if kind == "embedsOne" else model_plural or plural(model)) if model else ""


def _share_a_key(relation: Relation, other: Relation) -> bool:
    keyed = relation.type == other.type == "belongsTo" and relation.model != other.model
    return keyed and relation.foreign_key == other.foreign_key


def _what(relation: Relation) -> str:
    owner, other = relation.owner, relation.model
    match relation.type:
        case "belongsTo":
            return f"Each {owner} belongs to one {other or 'instance of any model'}"
        case "hasOne":
            return f"Each {owner} has one {other}"
        case "referencesMany":
            return f"Each {owner} refers to many {other}"
        case "embedsOne":
            return f"Each {owner} keeps one {other} inside"
        case "embedsMany":
            return f"Each {owner} keeps many {other} inside"
        case _ if relation.through:
            return f"Each {owner} has many {other}, and each {other} many {owner}"
        case _:
            return f"Each {owner} has many {other}"


def _where(relation: Relation) -> str:
    holder, key = relation.holder, relation.foreign_key
    if relation.type in _EMBEDS:
        return f"they are kept in the property {relation.kept_in}" if relation.type == "embedsMany" else (
            f"it is kept in the property {relation.kept_in}"
        )  # fmt: skip
    if relation.type == "referencesMany":
        return f"{holder} holds their keys in {key}"
    if relation.through:
        keys = f"{key} and {relation.key_through}"
        named = f"{keys}, and the model’s name in {relation.discriminator}" if relation.is_polymorphic else keys
        return f"{holder}, the model between, holds {named}"
    if relation.is_polymorphic:
        which = "the model’s name" if relation.type == "belongsTo" else f"“{relation.owner}”"
        return f"{holder} holds the key in {key}, and {which} in {relation.discriminator}"
    return f"{holder} holds {key}"


def _text(value: Mapping[str, JSON], key: str) -> str:
    """A member that is a text; LoopBack takes an empty one for none."""
    found = value.get(key)
    return found if isinstance(found, str) else ""
