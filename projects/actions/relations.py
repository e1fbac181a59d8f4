"""Relations with what they call for elsewhere: the inverse, the foreign key, the model between; all in one revision."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

from designer.loopback import names, relation_offers
from designer.loopback.application import Application
from designer.loopback.environments import DEFAULT_ENVIRONMENT
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused
from designer.loopback.related_models import RelatedModels
from designer.loopback.relation_offers import INVERSE, KEY, THROUGH, Offer
from projects.actions import definition_parts, files
from projects.actions.definition_parts import PartEdit
from projects.actions.files import Author
from projects.models import Project, Revision

Wanted: TypeAlias = Mapping[str, Collection[str]]
"""The kinds of offers (`Offer.kind`) that are taken up, by the name of the relation."""


def update(
    project: Project,
    author: Author,
    name: str,
    edit: PartEdit,
    wanted: Wanted,
    environment: str = DEFAULT_ENVIRONMENT,
) -> Revision | None:
    """Changes the relations of a model, and adds what is wanted for them. Raises Refused and Conflict.

    What is wanted and is there already, or makes no sense any more, is passed over.
    """
    if not any(wanted.values()):
        return definition_parts.update(project, author, name, edit)

    def change(app: Application) -> list[Offer]:
        definition_parts.apply(app, name, edit)
        return take_up(app, name, wanted, environment)

    def summary(app: Application, taken: list[Offer]) -> str:
        said = definition_parts.summary(app, name, edit)
        return f"{said}{'; ' if ':' in said else ': '}{_said(taken)}" if taken else said

    return _save(project, author, change, summary)


def create_relation(
    project: Project,
    author: Author,
    model: str,
    name: str,
    definition: Mapping[str, JSON],
    *,
    with_inverse: bool | str = False,
    inverse_name: str = "",
    with_foreign_key: bool = False,
    with_through: bool = False,
    environment: str = DEFAULT_ENVIRONMENT,
) -> Revision | None:
    """Adds a relation to a model as one revision. Raises Refused.

    `with_inverse`: also the other side, called `inverse_name` or as it is usual; for a polymorphic belongsTo it is the
    name of the model that gets it.
    `with_foreign_key`: the property that holds the key is declared where it is not. `with_through`: the model between
    is created, or gets the belongsTo that it lacks.
    """
    kinds = {
        *([f"{INVERSE}:{with_inverse}" if isinstance(with_inverse, str) else INVERSE] if with_inverse else []),
        *([KEY] if with_foreign_key else []),
        *([THROUGH, f"{THROUGH}:owner", f"{THROUGH}:model"] if with_through else []),
    }

    def change(app: Application) -> list[Offer]:
        if not name:
            raise Refused("A relation needs a name.")
        if model not in app.models:
            raise Refused(f"There is no model “{model}” any more.")
        if (problem := names.check_property_name(name, app.models[model].properties)) and problem.refused:
            raise Refused(problem.sentence)
        relation_offers.add_relations(app, model, {name: dict(definition)})
        return take_up(app, model, {name: kinds}, environment, inverse_name=inverse_name)

    def summary(app: Application, taken: list[Offer]) -> str:
        leads = f" to {definition['model']}" if definition.get("model") else ""
        return f"Related {model}{leads}: {'; '.join([f'added {name}', *([_said(taken)] if taken else [])])}"

    return _save(project, author, change, summary)


def take_up(
    app: Application,
    model: str,
    wanted: Wanted,
    environment: str = DEFAULT_ENVIRONMENT,
    *,
    inverse_name: str = "",
) -> list[Offer]:
    """Adds what is wanted for the relations of a model, and gives what was added. Raises Refused."""
    taken: list[Offer] = []
    for name, kinds in wanted.items():
        known = RelatedModels(app, environment) if kinds else None
        relation = known.relation(model, name) if known else None
        if known and relation:
            for offer in relation_offers.offers(known, relation):
                if offer.kind in kinds:
                    if inverse_name and offer.kind.partition(":")[0] == INVERSE:
                        offer = relation_offers.called(known, offer, inverse_name)
                    relation_offers.apply(app, offer)
                    taken.append(offer)
    return taken


def _save(
    project: Project,
    author: Author,
    change: Callable[[Application], list[Offer]],
    summary: Callable[[Application, list[Offer]], str],
) -> Revision | None:
    """One revision, whose summary tells what came along; that is known only once it is tried."""

    def words(app: Application) -> str:
        return summary(app, change(app.original()))

    def verb(app: Application) -> None:
        change(app)

    return files.save(project, author, words, verb)


def _said(taken: list[Offer]) -> str:
    return ", ".join(offer.summary for offer in taken)
