"""Every way to break an application, and to change it so that it only looks broken."""

from __future__ import annotations

from tests.interop.judge.breakage import Breakage
from tests.interop.judge.catalogue import (
    access,
    data_sources,
    definitions,
    layers,
    model_configuration,
    properties,
    references,
    relations,
    texts,
)

_MODULES = (
    texts,
    layers,
    references,
    data_sources,
    model_configuration,
    definitions,
    properties,
    relations,
    access,
)

BREAKAGES: tuple[Breakage, ...] = tuple(each for module in _MODULES for each in module.BREAKAGES)
