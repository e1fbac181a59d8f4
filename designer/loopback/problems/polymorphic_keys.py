"""Polymorphic relations: whether the one foreign key can hold the ids of every owner."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback import relations
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.problems.relation_parts import PlacedRelation, set_up
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.models import ModelClass
from designer.loopback.startup.startup import Startup
from designer.loopback.startup.values import Constructor

_TYPES_DIFFER = Code(
    "polymorphic-key-type",
    Severity.WRONG_RESULT,
    "The foreign key of a polymorphic relation cannot hold the ids of an owner",
    "All owners of a polymorphic hasMany or hasOne share one foreign key, and each gives it the type of its own id "
    "when it is attached; that of the last one stays, also over a type that is written down. Where that is a number, "
    "ids that are texts become NaN, which JSON and databases have as null: nobody can tell any more what belongs to "
    "such an owner (loopback-datasource-juggler 3.36.1, lib/datasource.js, defineForeignKey).",
    "Give the owners ids of one type, or each a relation with a foreign key of its own.",
)

CODES = (_TYPES_DIFFER,)

_LOST = {"String": "texts", "ObjectID": "ObjectIDs of MongoDB"}
"""The types of ids that are none any more where a number is wanted; the other way round, a number becomes a text."""


def find(boot: Boot) -> Iterator[Problem]:
    """The polymorphic relations by which an owner loses its id."""
    candidates = [each for each in set_up(boot) if _shares_a_key(each)]
    if not candidates:
        return
    models = Startup(boot.app, boot.environment).builder.models
    for relation in candidates:
        yield from _lost(relation, models)


def _shares_a_key(relation: PlacedRelation) -> bool:
    is_direct = relation.get("type") in ("hasMany", "hasOne") and not truthy(relation.get("through"))
    return is_direct and truthy(relation.get("polymorphic")) and isinstance(relation.get("model"), str)


def _lost(relation: PlacedRelation, models: dict[str, ModelClass]) -> Iterator[Problem]:
    read = relations.read(relation.owner, relation.name, relation.value)
    if read is None or _type(models.get(read.model), read.foreign_key) != "Number":
        return
    for name in relation.users:
        owner = models.get(name)
        given = _type(owner, read.primary_key or owner.id_name()) if owner else ""
        if given in _LOST:
            sentence = (
                f"The foreign key “{read.foreign_key}” of “{read.model}” takes numbers, as another owner has them for"
                f" ids, but those of “{name}” are {_LOST[given]}: they become NaN or null."
            )
            yield _TYPES_DIFFER.at(*relation.at("polymorphic"), sentence)
            return


def _type(model: ModelClass | None, name: str | None) -> str:
    """The name of a property's type; empty where there is no such property, or one of no such type."""
    found = model.id_type(name) if model else None
    return found.name if isinstance(found, Constructor) else ""
