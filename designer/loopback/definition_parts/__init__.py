"""The parts of a model definition beside its properties, each described as data: what there is to fill in, and where.

A form is made from each description. What nobody described is kept, and can be edited as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from designer.loopback.definition_parts.access import ACCESS
from designer.loopback.definition_parts.indexes import INDEXES
from designer.loopback.definition_parts.methods import METHODS
from designer.loopback.definition_parts.mixins import MIXINS
from designer.loopback.definition_parts.part import DefinitionPart
from designer.loopback.definition_parts.relations import RELATIONS
from designer.loopback.definition_parts.scopes import SCOPES

__all__ = ["PARTS", "DefinitionPart"]

PARTS: Mapping[str, DefinitionPart] = MappingProxyType(
    {part.address: part for part in (RELATIONS, ACCESS, METHODS, SCOPES, INDEXES, MIXINS)}
)
"""The parts by their address, in the order of the tabs."""
