"""The relations of models as lines between them: a relation and its inverse are one line, with a name at each end.

Names and keys that a relation leaves out are those that LoopBack takes (loopback-datasource-juggler 3.36.1,
lib/relation-definition.js).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON

End: TypeAlias = Literal["one", "many"]

_ENDS: Mapping[str, tuple[End, End]] = {
    "belongsTo": ("many", "one"),
    "hasOne": ("one", "one"),
    "hasMany": ("one", "many"),
    "hasAndBelongsToMany": ("many", "many"),
    "referencesMany": ("many", "many"),
    "embedsOne": ("one", "one"),
    "embedsMany": ("one", "many"),
}
"""How many there are at the end of the model that has the relation, and at the other."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation as its model has it, with what LoopBack takes where it says nothing."""

    owner: str
    name: str
    type: str
    model: str
    """The other model; empty for a polymorphic belongsTo, which leads to several."""
    foreign_key: str
    """The property that holds the key, on whichever side; empty where there is none."""
    through: str
    """The model between; empty where there is none."""
    polymorphic: str
    """What both keys of a polymorphic relation begin with; empty for any other."""


@dataclass(frozen=True, slots=True)
class RelationLine:
    """A line between two models: from the one that is there once, where that can be told."""

    source: str
    target: str
    source_end: End
    target_end: End
    source_relation: Relation | None
    """The relation that the source has; None where only the target has one."""
    target_relation: Relation | None

    @property
    def relations(self) -> tuple[Relation, ...]:
        """One relation, or two that are each other's inverse."""
        return tuple(each for each in (self.source_relation, self.target_relation) if each)


def read(owner: str, name: str, value: JSON) -> Relation | None:
    """A relation as LoopBack reads it; None for what is none, or has a type that LoopBack does not know."""
    if not isinstance(value, dict) or value.get("type") not in _ENDS:
        return None
    kind = str(value["type"])
    polymorphic = _selector(name, kind, value.get("polymorphic"))
    model = _text(value.get("model"))
    return Relation(
        owner,
        name,
        kind,
        "" if polymorphic and kind == "belongsTo" else model or "",
        _text(value.get("foreignKey")) or default_foreign_key(kind, owner, name, model, polymorphic),
        _text(value.get("through")),
        polymorphic,
    )


def default_foreign_key(kind: str, owner: str, name: str, model: str, polymorphic: str = "") -> str:
    """The foreign key that LoopBack takes where a relation of this type names none; empty where there is none."""
    if polymorphic:
        return camelized(polymorphic, "id")
    if kind == "belongsTo":
        return f"{name}Id"
    if kind in ("hasOne", "hasMany", "hasAndBelongsToMany"):
        return camelized(owner, "id")
    return camelized(model, "ids") if kind == "referencesMany" else ""


def camelized(name: str, *more: str) -> str:
    """Words joined by capitals, the first letter small, as npm's inflection 1.13.4 camelizes what `_` joins."""
    first, *rest = [*name.split("_"), *more]
    return first[:1].lower() + first[1:] + "".join(word[:1].upper() + word[1:].lower() for word in rest)


def default_name(kind: str, model: str, plural: str) -> str:
    """What LoopBack's own tools call a relation to `model`: in the plural where it leads to many."""
    return camelized(plural if _ENDS[kind][1] == "many" else model)


def lines_of(found: Iterable[Relation], names: Iterable[str]) -> list[RelationLine]:
    """The lines between the models of these names, in the order of the relations."""
    known = set(names)
    relations = list(found)
    lines: list[RelationLine] = []
    taken: set[tuple[str, str]] = set()
    by_owner: dict[str, list[Relation]] = {}
    for each in relations:
        by_owner.setdefault(each.owner, []).append(each)
    # First those that have the key elsewhere: a belongsTo is the inverse of what points at it.
    for each in sorted(relations, key=lambda relation: relation.type == "belongsTo"):
        if each.model not in known or (each.owner, each.name) in taken:
            continue
        taken.add((each.owner, each.name))
        inverse = next(
            (
                other
                for other in by_owner.get(each.model, [])
                if _are_inverse(each, other) and (other.polymorphic or (other.owner, other.name) not in taken)
            ),
            None,
        )
        if inverse:
            taken.add((inverse.owner, inverse.name))
        lines.append(_line(each, inverse))
    return lines


def _line(relation: Relation, inverse: Relation | None) -> RelationLine:
    source_end, target_end = _ENDS[relation.type]
    if relation.through:
        source_end = "many"
    if relation.type == "belongsTo":
        return RelationLine(relation.model, relation.owner, "one", "many", inverse, relation)
    return RelationLine(relation.owner, relation.model, source_end, target_end, relation, inverse)


def _are_inverse(relation: Relation, other: Relation) -> bool:
    if (relation.owner, relation.name) == (other.owner, other.name):
        return False
    if relation.polymorphic or other.polymorphic:
        return other.type == "belongsTo" and relation.polymorphic == other.polymorphic and not relation.through
    if other.model != relation.owner:
        return False
    kinds = {relation.type, other.type}
    if relation.through or other.through or "hasAndBelongsToMany" in kinds:
        return relation.through == other.through and len(kinds) == 1
    is_keyed = relation.type in ("hasOne", "hasMany") and other.type == "belongsTo"
    return is_keyed and relation.foreign_key == other.foreign_key


def _selector(name: str, kind: str, value: JSON) -> str:
    """What the keys of a polymorphic relation begin with (juggler 3.36.1, polymorphicParams)."""
    if not truthy(value):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        said = _text(value.get("selector")) or _text(value.get("as"))
        return said or name
    return name


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
