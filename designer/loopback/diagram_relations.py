"""The relations of models as lines between them: a relation and its inverse are one line, with a name at each end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from designer.loopback.relations import End, Relation, are_inverse


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


def lines_of(found: Iterable[Relation], names: Iterable[str]) -> list[RelationLine]:
    """The lines between the models of these names, in the order of the relations, those that belong to another last."""
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
        candidates = [
            other
            for other in by_owner.get(each.model, [])
            if are_inverse(each, other) and (other.is_polymorphic or (other.owner, other.name) not in taken)
        ]
        inverse = candidates[0] if candidates else None
        if inverse:
            taken.add((inverse.owner, inverse.name))
        lines.append(_line(each, inverse))
    return lines


def _line(relation: Relation, inverse: Relation | None) -> RelationLine:
    if relation.type == "belongsTo":
        return RelationLine(relation.model, relation.owner, "one", "many", inverse, relation)
    return RelationLine(relation.owner, relation.model, *relation.ends, relation, inverse)
