"""Every back end that Loopwright knows: one file each, and one line in the catalogue."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from designer.connectors import resolution
from designer.connectors.base import Connector
from designer.connectors.cassandra import Cassandra
from designer.connectors.cloudant import Cloudant
from designer.connectors.couchbase import Couchbase
from designer.connectors.couchdb2 import CouchDB2
from designer.connectors.dashdb import DashDB
from designer.connectors.db2 import DB2
from designer.connectors.db2iseries import DB2iSeries
from designer.connectors.db2z import DB2z
from designer.connectors.es import Elasticsearch
from designer.connectors.grpc import GRPC
from designer.connectors.ibm_object_storage import IBMObjectStorage
from designer.connectors.ibmi import IBMi
from designer.connectors.informix import Informix
from designer.connectors.jsonrpc import JSONRPC
from designer.connectors.kafka import Kafka
from designer.connectors.kv_extreme_scale import KVExtremeScale
from designer.connectors.kv_memory import KeyValueMemory
from designer.connectors.kv_redis import KVRedis
from designer.connectors.mail import Mail
from designer.connectors.memory import Memory
from designer.connectors.mongodb import MongoDB
from designer.connectors.mqlight import MQLight
from designer.connectors.mssql import MsSQL
from designer.connectors.mysql import MySQL
from designer.connectors.neo4j import Neo4j
from designer.connectors.openapi import OpenAPI
from designer.connectors.oracle import Oracle
from designer.connectors.postgresql import PostgreSQL
from designer.connectors.push import Push
from designer.connectors.redis import Redis
from designer.connectors.remote import Remote
from designer.connectors.rest import REST
from designer.connectors.saphana import SAPHANA
from designer.connectors.soap import SOAP
from designer.connectors.sqlite3 import SQLite3
from designer.connectors.storage import Storage
from designer.connectors.swagger import Swagger
from designer.connectors.transient import Transient
from designer.connectors.twilio import Twilio
from designer.connectors.zosconnectee import ZOSConnectEE

ENTRY_POINTS = "loopwright.connectors"
_BUILT_IN: tuple[type[Connector], ...] = (
    Memory,
    KeyValueMemory,
    Transient,
    MySQL,
    PostgreSQL,
    MsSQL,
    Oracle,
    SQLite3,
    DB2,
    DashDB,
    DB2z,
    IBMi,
    DB2iSeries,
    Informix,
    SAPHANA,
    Cassandra,
    MongoDB,
    CouchDB2,
    Cloudant,
    Elasticsearch,
    Neo4j,
    Couchbase,
    Redis,
    KVRedis,
    KVExtremeScale,
    REST,
    SOAP,
    OpenAPI,
    Swagger,
    Remote,
    JSONRPC,
    GRPC,
    ZOSConnectEE,
    Twilio,
    Mail,
    Kafka,
    MQLight,
    Push,
    Storage,
    IBMObjectStorage,
)
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
    if not name:
        return None
    meant = resolution.built_in(name) or name
    for connector in CATALOGUE.values():
        if meant in connector.names:
            return connector
    for package in resolution.packages(name):
        for connector in CATALOGUE.values():
            if connector.package == package:
                return connector
    return None


def chosen(name: str) -> Connector | None:
    """The connector that a person chose: by its key here, or by what stands in datasources.json."""
    return CATALOGUE.get(name) or find(name)


def for_url(url: str) -> list[Connector]:
    """The connectors that can read a URL, by its scheme."""
    scheme = scheme_of(url)
    return [connector for connector in CATALOGUE.values() if scheme in connector.schemes_read()]


def scheme_of(text: str) -> str:
    """The scheme, if a text is a URL rather than words: `mysql` of `mysql://host/db`; else an empty text."""
    scheme, separator, _ = text.strip().partition("://")
    return scheme.lower() if separator and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) else ""
