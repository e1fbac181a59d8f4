"""A relation that is drawn on the diagram: what it would be called, and the relation itself, as one revision."""

from __future__ import annotations

from dataclasses import dataclass

from designer.loopback import relation_offers, relations
from designer.loopback.application import Application
from designer.loopback.definition_parts.relations import RELATIONS
from designer.loopback.jsontext import JSON
from designer.loopback.plurals import plural
from designer.loopback.refusal import Refused
from designer.loopback.related_models import RelatedModels
from designer.loopback.relation_offers import INVERSE
from projects.actions.files import Author
from projects.actions.relations import create_relation
from projects.models import Project, Revision


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

    @property
    def called(self) -> str:
        """Its name, or the usual one."""
        known = self.type in relations.ENDS
        return self.name or (relations.default_name(self.type, self.model, plural(self.model)) if known else "")

    @property
    def definition(self) -> dict[str, JSON]:
        """As it is to stand in the file."""
        said = {"type": self.type, "model": self.model, "foreignKey": self.foreign_key, "through": self.through}
        return {key: value for key, value in said.items() if value}


@dataclass(frozen=True)
class Preview:
    """What a new relation would come to."""

    foreign_key: str
    """The key that LoopBack takes where none is typed; empty where it has none."""
    inverse: str
    """What the inverse would be, in words; empty where none can be added."""
    inverse_name: str
    unapt: frozenset[str]
    """The fields that a relation of this type does not have."""


def preview(app: Application, wanted: NewRelation) -> Preview:
    """What LoopBack and Loopwright take for what is not typed."""
    unapt = {
        field
        for field, key in (("foreign_key", "foreignKey"), ("through", "through"))
        if key in relations.idle(wanted.definition)
    }
    key = relations.defaults(wanted.owner, wanted.called, wanted.definition).get("foreignKey", "")
    offer = _inverse(app, wanted)
    if offer is None:
        return Preview(key, "", "", frozenset(unapt | {"has_inverse", "inverse_name"}))
    ((name, value),) = offer.members.items()
    said = f"{offer.model} {value['type'] if isinstance(value, dict) else ''} {wanted.owner}"
    return Preview(key, said, name, frozenset(unapt))


def _inverse(app: Application, wanted: NewRelation) -> relation_offers.Offer | None:
    """The inverse that is offered once the relation is there, as far as it can be tried."""
    tried = app.original()
    owner = tried.models.get(wanted.owner)
    if owner is None or owner.path is None:
        return None
    present = RELATIONS.value(owner.definition)
    name = wanted.called
    while isinstance(present, dict) and name in present:
        name += "2"  # it will be refused for that name, but not for this reason
    try:
        relation_offers.add_relations(tried, wanted.owner, {name: wanted.definition})
    except Refused:
        return None
    known = RelatedModels(tried)
    relation = known.relation(wanted.owner, name)
    found = relation_offers.offers(known, relation) if relation else []
    return next((each for each in found if each.kind == INVERSE), None)


def relate(project: Project, author: Author, wanted: NewRelation) -> Revision | None:
    """Adds a relation, and what it needs of a model between. Raises Refused."""
    return create_relation(
        project,
        author,
        wanted.owner,
        wanted.called,
        wanted.definition,
        with_inverse=wanted.has_inverse,
        inverse_name=wanted.inverse_name,
        with_through=bool(wanted.through),
    )
