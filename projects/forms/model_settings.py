"""The field of a model's settings: what its definition says at the top, or in `options`."""

from __future__ import annotations

from collections.abc import Mapping

from designer.connectors.base import Setting
from designer.loopback.definition_parts.settings import settings_of
from designer.loopback.jsontext import JSON
from designer.loopback.jsonvalues import masked
from designer.loopback.model import Model
from projects.forms.structures.field import StructureField
from projects.forms.structures.part import Place

SETTINGS = "settings"
"""The name of the field."""


def settings_field(model: Model, described: Setting, inherited: Mapping[str, JSON]) -> StructureField:
    """The settings of a model that has a definition, beside what its bases say."""
    original = settings_of(model.definition)
    place = Place(
        described, SETTINGS, key=SETTINGS, original=original, hidden=veiled(model, original), inherited=dict(inherited)
    )
    field = StructureField(place, folds=False)
    field.label = "Settings"
    field.width = 12  # type: ignore[attr-defined]
    return field


def veiled(model: Model, settings: JSON) -> JSON:
    """Settings with the secrets in them masked, as they are where they stand at the top of the definition."""
    assert model.path
    return masked(model.path, (), settings)
