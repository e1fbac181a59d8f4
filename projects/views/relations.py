"""What the page of a model's relations says of each: what it means, what LoopBack takes for granted, its REST paths,
and what can be added elsewhere in the same revision.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.urls import reverse

from designer.loopback import jsontext, relation_offers, relations
from designer.loopback.application import Application
from designer.loopback.definition_parts.part import with_part
from designer.loopback.jsontext import JSON, JSONTextError
from designer.loopback.jsonvalues import masked
from designer.loopback.openapi import Endpoint
from designer.loopback.related_models import RelatedModels
from designer.loopback.relation_offers import Offer
from designer.loopback.relations import Relation
from projects.actions.relations import Wanted
from projects.forms.definition_parts import DefinitionPartForm
from projects.forms.structures.groups import Item, Items, Object
from projects.forms.structures.part import Part
from projects.models import Project

ALSO = "also"
"""The name of the boxes for what is to be added elsewhere; a value is the key of an item and the kind of an offer."""

_UNUSED = "LoopBack does not look at this here."


@dataclass(frozen=True)
class Offered:
    """An offer with its box."""

    value: str
    sentence: str
    path: str
    """The file that it changes; empty where that is a new one."""
    text: str
    """What is written there, as JSON."""
    is_chosen: bool

    @property
    def model(self) -> str:
        """The model, where there is a choice between several."""
        return self.value.partition(":")[2]


@dataclass(frozen=True)
class About:
    """What is known of one relation; hardly anything as long as too little is typed."""

    key: str
    sentence: str = ""
    ends: tuple[str, str] | None = None
    clashes: Sequence[str] = ()
    inverses: Sequence[str] = ()
    offers: Sequence[Offered] = ()
    choices: Sequence[Offered] = ()
    """The models to which a polymorphic belongsTo could lead; one can be chosen."""
    endpoints: Sequence[Endpoint] = ()
    no_endpoints: str = ""
    """Why REST serves nothing of it, if there is a reason to tell."""
    hints: Mapping[str, str] = field(default_factory=dict)
    idle: frozenset[str] = frozenset()
    template: ClassVar[str] = "models/relation.html"


def wanted(form: DefinitionPartForm) -> Wanted:
    """What is to be added elsewhere, as the boxes of a form say."""
    part = form.structure
    names = {item.key: item.name for item in part.staying} if isinstance(part, Items) else {}
    found: dict[str, list[str]] = {}
    for value in _ticked(form):
        key, _, kind = value.partition(" ")
        if kind and names.get(key):
            found.setdefault(names[key], []).append(kind)
    return found


def dress(form: DefinitionPartForm, app: Application, environment: str) -> None:
    """Adds what is known of each relation to the form; `app` is the application without what is typed."""
    known = {about.key: about for about in abouts(form, app, environment)}

    def add(part: Part) -> None:
        if isinstance(part, Items):
            for item in (*part.items, part.blank):
                item.about = known.get(item.key, About(item.key))
                for place, inner in _fields(item.part):
                    inner.hint = item.about.hints.get(place, "")
                    inner.is_idle = place in item.about.idle and not inner.is_filled

    form.dress(add)


def abouts(form: DefinitionPartForm, app: Application, environment: str) -> list[About]:
    """What is known of each relation as it is typed; `app` is the application without what is typed, and is changed."""
    part, model = form.structure, form.model
    if not isinstance(part, Items) or not model.path:
        return []
    typed = [(item, item.part.veiled()) for item in part.items if not item.is_removed]
    try:
        values: JSON = {item.name: value for item, value in typed if item.name and isinstance(value, dict)}
        app.set_text(model.path, with_part(app.text(model.path), form.pointer, values))
    except (JSONTextError, KeyError):
        return []
    known, ticked = RelatedModels(app, environment), set(_ticked(form))
    return [_about(known, model.name, item, value, ticked) for item, value in typed if isinstance(value, dict)]


def told_fields(form: DefinitionPartForm, found: Sequence[About]) -> str:
    """For the live file: the hint of each field, and a sentence where LoopBack does not look at it, as JSON."""
    part = form.structure
    by_key = {about.key: about for about in found}
    rows: list[JSON] = []
    for item in part.items if isinstance(part, Items) else ():
        about = by_key.get(item.key, About(item.key))
        for place, inner in _fields(item.part) if item.key in by_key else ():
            is_idle = place in about.idle
            state = "" if not is_idle else "unused" if inner.is_filled else "idle"
            rows.append([inner.place.path, about.hints.get(place, ""), state])
    return json.dumps({"fields": rows, "unused": _UNUSED})


def live(form: DefinitionPartForm, app: Application, environment: str) -> dict[str, Any]:
    """What the live file brings for the relations; `app` is the application without what is typed, and is changed."""
    found = abouts(form, app, environment)
    return {"live": "models/relations_live.html", "abouts": found, "told_fields": told_fields(form, found)}


def beside(project: Project, app: Application, name: str) -> dict[str, Any]:
    """What stands below the form: the relations in model-config.json, if there are any."""
    found = configured(project, app, name)
    return {"beside": "models/relations_configured.html", "configured": found} if found else {}


def configured(project: Project, app: Application, name: str) -> list[dict[str, Any]]:
    """The relations of a model that stand in model-config.json and its environments, with their file."""
    found = []
    for path in app.config_layers("model-config"):
        entry = app.members(path).get(name)
        written = entry.get("relations") if isinstance(entry, dict) else None
        for relation, value in written.items() if isinstance(written, dict) else ():
            shown = masked(path, (name, "relations", relation), value)
            url = reverse("file", args=[project.slug, path])
            found.append({"name": relation, "path": path, "url": url, "text": jsontext.dump(shown).rstrip("\n")})
    return found


# --- Helpers --------------------------------------------------------------------------------------------------


def _about(known: RelatedModels, owner: str, item: Item, value: dict[str, JSON], ticked: set[str]) -> About:
    written = value.get("model")
    model_plural = known.plural(written) if isinstance(written, str) and written in known else ""
    hints = relations.defaults(owner, item.name, value, model_plural=model_plural)
    idle = frozenset(relations.idle(value))
    relation = known.read(owner, item.name, value)
    if relation is None:
        return About(item.key, hints=hints, idle=idle)
    sentence = relations.described(relation) if item.name else ""
    if not item.name or not sentence:
        return About(item.key, hints=hints, idle=idle)
    offered = relation_offers.offers(known, relation)
    boxes = [_offered(known.app, item.key, each, ticked) for each in offered]
    created = {each.model for each, box in zip(offered, boxes, strict=True) if each.what == "model" and box.is_chosen}
    endpoints = known.endpoints(owner, item.name)
    return About(
        item.key,
        sentence,
        relation.ends,
        known.clashes(relation),
        [f"{each.owner}.{each.name}" for each in known.inverses(relation)],
        [box for box in boxes if not box.model or "through" in box.value],
        [box for box in boxes if box.model and "through" not in box.value],
        endpoints,
        "" if endpoints else _without_endpoints(known, relation, created),
        hints,
        idle,
    )


def _offered(app: Application, key: str, offer: Offer, ticked: set[str]) -> Offered:
    value = f"{key} {offer.kind}"
    model = app.models.get(offer.model)
    text = ", ".join(f"{json.dumps(name)}: {json.dumps(each)}" for name, each in offer.members.items())
    return Offered(value, offer.sentence, model.path if model and model.path else "", text, value in ticked)


def _without_endpoints(known: RelatedModels, relation: Relation, created: Collection[str]) -> str:
    """Why REST serves nothing of a relation; nothing is said against one whose model between is `created` along."""
    owner = relation.owner
    is_created = relation.through in created
    if relation.model and relation.model not in known:
        return f"There is no model “{relation.model}” here, so LoopBack would never set this relation up."
    if relation.through and relation.type == "hasMany" and relation.through not in known and not is_created:
        return f"There is no model “{relation.through}” here, so LoopBack would never set this relation up."
    if not known.is_public(owner):
        return f"{owner} is not public, so REST serves nothing of it."
    return "" if is_created else "LoopBack sets a relation up only when all its models are attached to a data source."


def _fields(part: Part) -> Iterator[tuple[str, Part]]:
    """The fields of a relation by their place, those inside of an object too."""
    for inner in part.members if isinstance(part, Object) else ():
        yield inner.place.key, inner
        yield from ((f"{inner.place.key}/{key}", each) for key, each in _fields(inner))


def _ticked(form: DefinitionPartForm) -> list[str]:
    data: Any = form.data
    return [str(each) for each in data.getlist(ALSO)] if hasattr(data, "getlist") else []
