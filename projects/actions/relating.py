"""A new relation between two models, drawn on the diagram: with its inverse and the model between, as one revision."""

from __future__ import annotations

from dataclasses import dataclass

from designer.loopback import names
from designer.loopback.application import Application
from designer.loopback.definition_parts.part import with_part
from designer.loopback.definition_parts.relations import RELATIONS
from designer.loopback.diagram_relations import camelized, default_foreign_key, default_name
from designer.loopback.jsontext import JSON
from designer.loopback.plurals import plural
from designer.loopback.refusal import Refused
from projects.actions import files
from projects.actions.files import Author
from projects.models import Project, Revision

INVERSE = {
    "belongsTo": "hasMany",
    "hasMany": "belongsTo",
    "hasOne": "belongsTo",
    "hasAndBelongsToMany": "hasAndBelongsToMany",
}
"""What the other model has of a relation of a type; one through a model between is the same from both sides."""


@dataclass(frozen=True)
class NewRelation:
    """What a person asked for; an empty name or key is the one that LoopBack takes by itself."""

    owner: str
    model: str
    type: str
    name: str = ""
    foreign_key: str = ""
    through: str = ""
    """The model between; it is made where there is none of that name."""
    has_inverse: bool = False
    inverse_name: str = ""


def inverse_type(kind: str, through: str) -> str:
    """The type of the inverse; empty where there is none."""
    return kind if through and kind == "hasMany" else INVERSE.get(kind, "")


def suggested(wanted: NewRelation) -> tuple[str, str, str]:
    """The names of the relation and of its inverse, and the foreign key, as they are where nothing is typed."""
    kind, inverse = wanted.type, inverse_type(wanted.type, wanted.through)
    name = wanted.name or default_name(kind, wanted.model, plural(wanted.model))
    inverse_name = wanted.inverse_name or (default_name(inverse, wanted.owner, plural(wanted.owner)) if inverse else "")
    # Of two that are each other's inverse, the one that belongs to the other decides where the key is.
    if kind == "hasOne" or (kind == "hasMany" and not wanted.through):
        key = f"{inverse_name}Id" if wanted.has_inverse else default_foreign_key(kind, wanted.owner, name, wanted.model)
    else:
        key = default_foreign_key(kind, wanted.owner, name, wanted.model)
    return name, inverse_name, wanted.foreign_key or key


def relate(project: Project, author: Author, wanted: NewRelation) -> Revision | None:
    """Adds a relation. Raises Refused."""
    name, _, _ = suggested(wanted)
    summary = f"Related {wanted.owner} to {wanted.model}: {wanted.type} {name}"
    return files.save(project, author, summary, lambda app: add(app, wanted))


def add(app: Application, wanted: NewRelation) -> None:
    """Adds a relation to `app`. Raises Refused."""
    name, inverse_name, key = suggested(wanted)
    inverse = inverse_type(wanted.type, wanted.through) if wanted.has_inverse else ""
    if wanted.model not in app.models:
        raise Refused(f"There is no model “{wanted.model}” any more. Choose another one.")
    if inverse and (wanted.owner, name) == (wanted.model, inverse_name):
        raise Refused(f"A relation and its inverse cannot both be called “{name}”. Choose another name for one.")
    if wanted.through:
        _between(app, wanted)
    _put(app, wanted.owner, name, _value(wanted.type, wanted.model, _said_key(wanted, name, key), wanted.through))
    if inverse:
        own_key = default_foreign_key(inverse, wanted.model, inverse_name, wanted.owner)
        said = "" if wanted.through or inverse == "hasAndBelongsToMany" or own_key == key else key
        _put(app, wanted.model, inverse_name, _value(inverse, wanted.owner, said, wanted.through))


def _said_key(wanted: NewRelation, name: str, key: str) -> str:
    """The foreign key as it is to stand in the file: not at all where LoopBack takes it anyway."""
    if wanted.foreign_key:
        return key
    return "" if key == default_foreign_key(wanted.type, wanted.owner, name, wanted.model) else key


def _value(kind: str, model: str, foreign_key: str, through: str) -> dict[str, JSON]:
    value: dict[str, JSON] = {"type": kind, "model": model}
    if foreign_key:
        value["foreignKey"] = foreign_key
    if through:
        value["through"] = through
    return value


def _between(app: Application, wanted: NewRelation) -> None:
    """The model between: made where there is none, and given the two relations by which LoopBack finds both sides.

    juggler 3.36.1, lib/relation-definition.js, hasMany: it looks for a belongsTo of the model between.
    """
    if wanted.through not in app.models:
        source = app.models[wanted.owner].data_source if wanted.owner in app.models else None
        app.models.add(wanted.through, {}, {"dataSource": source, "public": False})
    present = RELATIONS.value(app.models[wanted.through].definition)
    for side in dict.fromkeys((wanted.owner, wanted.model)):
        there = present.values() if isinstance(present, dict) else ()
        if any(
            isinstance(each, dict) and (each.get("type"), each.get("model")) == ("belongsTo", side) for each in there
        ):
            continue
        _put(app, wanted.through, camelized(side), _value("belongsTo", side, "", ""))


def _put(app: Application, owner: str, name: str, value: JSON) -> None:
    model = app.models.get(owner)
    if model is None:
        raise Refused(f"There is no model “{owner}” any more. Choose another one.")
    if model.path is None:
        raise Refused(f"“{owner}” comes with LoopBack and has no definition here, so it cannot get a relation.")
    definition = app.members_to_edit(model.path)
    present = RELATIONS.value(definition)
    if present is not None and not isinstance(present, dict):
        raise Refused(f"The relations of “{owner}” are no object. Mend {model.path} first.")
    if name in (present or {}):
        raise Refused(f"“{owner}” has a relation “{name}” already. Choose another name.")
    problem = names.check_property_name(name, model.properties)
    if problem and problem.refused:
        raise Refused(problem.sentence)
    members = {**(present or {}), name: value}
    app.set_text(model.path, with_part(app.text(model.path), RELATIONS.pointer(definition), members))
