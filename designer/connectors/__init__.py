"""Every back end that Loopwright knows: one file each, and one line in the catalogue."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from designer.connectors.base import Connector
from designer.connectors.memory import Memory
from designer.connectors.mysql import MySQL
from designer.connectors.postgresql import PostgreSQL
from designer.connectors.rest import REST

ENTRY_POINTS = "loopwright.connectors"
_BUILT_IN: tuple[type[Connector], ...] = (Memory, MySQL, PostgreSQL, REST)
logger = logging.getLogger(__name__)


def catalogue(additions: tuple[EntryPoint, ...]) -> Mapping[str, Connector]:
    """LoopBack's name of each connector, in the order people see, then what other packages add.

    An addition that cannot be loaded, or whose name is taken, is logged and left out.
    """
    known: dict[str, Connector] = {kind.key: kind() for kind in _BUILT_IN}
    for entry in additions:
        connector = _loaded(entry)
        if connector is not None and known.setdefault(connector.key, connector) is not connector:
            logger.warning("The connector %r of %s is left out: there is one already.", connector.key, entry.value)
    return MappingProxyType(known)


def _loaded(entry: EntryPoint) -> Connector | None:
    try:
        connector = entry.load()()
    except Exception:
        logger.exception("The connector %s cannot be loaded.", entry.value)
        return None
    if isinstance(connector, Connector):
        return connector
    logger.error("%s is not a connector.", entry.value)
    return None


CATALOGUE: Mapping[str, Connector] = catalogue(tuple(entry_points(group=ENTRY_POINTS)))


def find(name: str | None) -> Connector | None:
    """The connector that LoopBack takes for this value of "connector"; None for one that nobody described."""
    return next((connector for connector in CATALOGUE.values() if name in connector.names), None)
