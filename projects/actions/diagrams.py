"""A project's diagram: its picture as data, and where its cards stand. Moving a card is no revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, TypedDict

from django.db import transaction

from designer.loopback import diagram
from designer.loopback.application import Application
from designer.loopback.subjects import Effect
from projects.actions import files
from projects.models import Diagram, Project, RevisionSubject

Card: TypeAlias = str
"""A card: `model:Customer`, `data_source:corp1`."""

FOLDS = ("", "folded", "all")
"""How many of its properties a card shows: some, none, all."""

FARTHEST = 1_000_000
"""Pixels from the middle; no card stands farther."""

LARGEST = 10_000
"""So many cards have a place; more than any project has."""


class Place(TypedDict, total=False):
    """Where a card stands."""

    x: int
    y: int
    fold: str


class MisplacedError(ValueError):
    """What was sent is no place of a card."""


def graph_of(project: Project, environment: str) -> diagram.Graph:
    """The picture of a project in an environment; worked out once for a revision."""
    kept = files.memo(files.application(project))
    key = ("diagram", environment)
    if key not in kept:
        kept[key] = diagram.graph(files.application(project, load_all=True), environment)
    found: diagram.Graph = kept[key]
    return found


def places(project: Project) -> tuple[dict[Card, Place], int]:
    """Where the cards stand, and the number of that arrangement. What was renamed stands where it stood."""
    kept = Diagram.objects.filter(project=project).first()
    if kept is None:
        return {}, 0
    found: dict[Card, Place] = dict(kept.positions)
    renamed = RevisionSubject.objects.filter(revision__project=project, effect=Effect.RENAMED).order_by("pk")
    for kind, old, new in renamed.values_list("kind", "old_name", "name"):
        if f"{kind}:{old}" in found:
            found.setdefault(f"{kind}:{new}", found[f"{kind}:{old}"])
    return found, kept.number


def move(project: Project, moved: Mapping[Card, object], app: Application) -> int:
    """Keeps where these cards stand now, and gives the number of the new arrangement. Raises MisplacedError.

    The places of what is not there any more are forgotten.
    """
    checked = {card: _checked(place) for card, place in moved.items()}
    with transaction.atomic():
        Diagram.objects.get_or_create(project=project)
        kept = Diagram.objects.select_for_update().get(project=project)
        standing, _ = places(project)
        standing |= checked
        kept.positions = {card: place for card, place in standing.items() if _is_there(app, card)}
        if len(kept.positions) > LARGEST:
            raise MisplacedError("There are too many cards.")
        kept.number += 1
        kept.save()
        return kept.number


def _is_there(app: Application, card: Card) -> bool:
    kind, _, name = card.partition(":")
    return name in app.data_sources if kind == "data_source" else kind == "model"


def _checked(place: object) -> Place:
    if not isinstance(place, dict):
        raise MisplacedError("A place is an object with x and y.")
    x, y, fold = _pixels(place.get("x")), _pixels(place.get("y")), place.get("fold", "")
    if fold not in FOLDS:
        raise MisplacedError("fold is one of: folded, all, or nothing.")
    found = Place(x=x, y=y)
    return Place(**found, fold=fold) if fold else found


def _pixels(value: object) -> int:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= FARTHEST:
        raise MisplacedError("x and y are numbers of pixels.")
    return round(value)
