"""How each connector is made to talk to one port of loopback: the table for the tests that hold them all to the same.

A connector that comes new to the catalogue needs a line here. A key of the settings that begins with “@” is a place in
our own modules, for a connector with a fixed address or port: see tests/services/inside.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from designer.connectors import CATALOGUE
from designer.connectors.base import JSON, Connector
from designer.connectors.probe import OPEN, RESOLVE
from designer.connectors.results import CheckResult
from designer.testing import Pool

Settings = dict[str, JSON]
_ACCOUNT: Settings = {"user": "shop", "password": "hunter22", "database": "shop"}


def _placed(**more: JSON) -> Callable[[str, int], Settings]:
    return lambda host, port: {"host": host, "port": port, **more}


def _at(setting: str, address: str, **more: JSON) -> Callable[[str, int], Settings]:
    return lambda host, port: {setting: address.format(host=host, port=port), **more}


def _transport(**more: JSON) -> Callable[[str, int], Settings]:
    login: JSON = {"user": "shop", "pass": "hunter22"}
    return lambda host, port: {"transports": [{"type": "smtp", "host": host, "port": port, "auth": login, **more}]}


def _several(host: str, port: int) -> Settings:
    return {"url": f"mongodb://shop:hunter22@{host}:{port},{host}:{port}/shop?replicaSet=rs0"}


def _srv(host: str, port: int) -> Settings:
    """See tests/services/nameserver.py, which has such a name for every host and port."""
    return {"url": f"mongodb+srv://port{port}.{host.replace('.', '-')}.srv.test/shop", "sslValidate": False}


def _sentinels(**more: JSON) -> Callable[[str, int], Settings]:
    return lambda host, port: {"sentinels": [{"host": host, "port": port}], "name": "shop", **more}


def _elasticsearch(protocol: str) -> Callable[[str, int], Settings]:
    server: Settings = {"protocol": protocol, "auth": "shop:hunter22"}
    return lambda host, port: {
        "hosts": [{**server, "host": host, "port": port}],
        "index": "shop",
        "apiVersion": "5.x",
    }


def _azure(host: str, port: int) -> Settings:
    place = {"@designer.connectors.storage:AZURE_URL": f"https://{host}:{port}/"}
    return {"provider": "azure", "storageAccount": "shop", "storageAccessKey": "hunter22", **place}


def _rackspace(host: str, port: int) -> Settings:
    place = {"@designer.connectors.storage:RACKSPACE_URL": f"http://{host}:{port}"}
    return {"provider": "rackspace", "username": "shop", "apiKey": "hunter22", **place}


def _ibmi(host: str, port: int) -> Settings:
    return {"connectionString": f"SYSTEM={host};UID=a;PWD=b", "@designer.connectors.ibmi:DATABASE_PORT": port}


def _twilio(host: str, port: int) -> Settings:
    api = f"https://{host}:{port}"
    return {"accountSid": "AC1", "authToken": "hunter22", "@designer.connectors.twilio:API": api}


_UNCHECKED: JSON = {"rejectUnauthorized": False}
_BUCKETS: Settings = {"provider": "amazon", "keyId": "AK", "key": "hunter22"}

WAYS: dict[str, dict[str, Callable[[str, int], Settings]]] = {
    "mysql": {"": _placed(**_ACCOUNT), "TLS": _placed(**_ACCOUNT, ssl=_UNCHECKED)},
    "postgresql": {"": _placed(**_ACCOUNT), "TLS": _placed(**_ACCOUNT, ssl=_UNCHECKED)},
    "mssql": {"": _placed(**_ACCOUNT), "TLS": _placed(**_ACCOUNT, options={"encrypt": True})},
    "mongodb": {
        "": _placed(**_ACCOUNT),
        "TLS": _placed(**_ACCOUNT, ssl=True, sslValidate=False),
        "several hosts": _several,
        "srv": _srv,
    },
    "redis": {"": _placed(password="hunter22"), "TLS": _placed(password="hunter22", options={"tls": _UNCHECKED})},
    "kv-redis": {
        "": _placed(password="hunter22"),
        "TLS": _placed(password="hunter22", tls=_UNCHECKED),
        "sentinels": _sentinels(),
        "sentinels TLS": _sentinels(sentinelTLS=_UNCHECKED, sentinelPassword="hunter22"),
    },
    "cassandra": {
        "": _placed(**_ACCOUNT),
        "TLS": _placed(**_ACCOUNT, sslOptions=True),
        "contact points": lambda host, port: {"contactPoints": [f"{host}:{port}"] * 2, **_ACCOUNT},
    },
    "couchdb2": {
        "": _at("url", "http://shop:hunter22@{host}:{port}", database="shop"),
        "https": _at("url", "https://shop:hunter22@{host}:{port}", database="shop"),
    },
    "cloudant": {
        "": _at("url", "http://shop:hunter22@{host}:{port}", database="shop"),
        "https": _at("url", "https://shop:hunter22@{host}:{port}", database="shop"),
        "API key": _at("url", "http://{host}:{port}", database="shop", plugins={"iamauth": {"iamApiKey": "hunter22"}}),
    },
    "es": {"": _elasticsearch("http"), "https": _elasticsearch("https")},
    "neo4j": {
        "": _at("neo4j_url", "http://shop:hunter22@{host}:{port}"),
        "https": _at("neo4j_url", "https://shop:hunter22@{host}:{port}"),
    },
    "couchbase": {"": lambda host, port: {"host": host, "port": port, "n1qlport": port}},
    "oracle": {"": _placed(**_ACCOUNT), "tcps": _at("tns", "tcps://{host}:{port}/XE", user="shop", password="x")},
    "db2": {"": _placed(**_ACCOUNT)},
    "dashdb": {"": _placed(**_ACCOUNT)},
    "db2z": {"": _placed(**_ACCOUNT)},
    "ibmi": {"": _ibmi},
    "db2iseries": {"": _placed(**_ACCOUNT)},
    "informix": {"": _placed(**_ACCOUNT)},
    "saphana": {"": _placed(**_ACCOUNT)},
    "kv-extreme-scale": {"": _at("url", "http://{host}:{port}/grid")},
    "rest": {"": _at("baseURL", "http://{host}:{port}/"), "https": _at("baseURL", "https://{host}:{port}/")},
    "soap": {"": _at("wsdl", "http://{host}:{port}/calculator?wsdl"), "url": _at("url", "http://{host}:{port}/calls")},
    "openapi": {"": _at("spec", "http://{host}:{port}/openapi.json")},
    "swagger": {"": _at("spec", "http://{host}:{port}/swagger.json")},
    "remote": {"": _at("url", "http://{host}:{port}/api")},
    "jsonrpc": {"": _at("url", "http://{host}:{port}/", operations=[])},
    "grpc": {"": _at("url", "{host}:{port}", spec="service.proto")},
    "zosconnectee": {"": _at("baseURL", "http://{host}:{port}", user="shop", password="hunter22")},
    "twilio": {"": _twilio},
    "mail": {"": _transport(), "TLS": _transport(secure=True)},
    "kafka": {"": _at("connectionString", "{host}:{port}/")},
    "mqlight": {"": _at("service", "amqp://{host}:{port}")},
    "loopback-component-storage": {
        "amazon": _at("endpoint", "http://{host}:{port}", **_BUCKETS),
        "openstack": _at("authUrl", "http://{host}:{port}", provider="openstack"),
        "azure": _azure,
        "rackspace": _rackspace,
    },
    "ibm-object-storage": {"": _at("authUrl", "http://{host}:{port}")},
}
"""By the connector's key: its ways to a host and a port, each with the settings that take it there and nowhere else."""


def talks(connector: Connector) -> bool:
    """Whether a connector goes over the network."""
    return bool({RESOLVE, OPEN} & set(connector.steps))


@dataclass(frozen=True)
class Way:
    """One way of one connector."""

    key: str
    settings: Callable[[str, int], Settings]

    def tried(self, pool: Pool, host: str, port: int, **options: Any) -> CheckResult:
        """What comes of trying a host and a port."""
        connector = CATALOGUE[self.key]
        settings = {**connector.preset, **self.settings(host, port)}
        return pool.check(connector.written_as or connector.key, settings, **options)


ALL: dict[str, Way] = {
    f"{key} {way}".strip(): Way(key, settings) for key, ways in WAYS.items() for way, settings in ways.items()
}
"""All ways of all connectors, by a name such as "mysql TLS"."""
