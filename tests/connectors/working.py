"""Servers that work, with the data sources that reach them: the second table that holds all connectors to the same.

A connector for which there is a real server, or a stand-in for one, has a line in SERVERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest

from designer.connectors.base import JSON
from designer.connectors.results import CheckResult
from designer.testing import Pool
from tests.services import certificates, cloudant, elasticsearch, listeners, neo4j, openapi, redis, s3, smtp, soap
from tests.services.cassandra import Cassandra
from tests.services.listeners import Behaviour, Reply
from tests.services.mariadb import MariaDB
from tests.services.mongo import Mongo
from tests.services.postgresql import PostgreSQL
from tests.services.processes import HOST
from tests.services.tds import TDS

Settings = dict[str, JSON]


@dataclass(frozen=True)
class Working:
    """A server at `port`, and the `settings` that reach it, or whatever listens at another port."""

    key: str
    port: int
    settings: Callable[[int], Settings]
    connections: int = 1
    """How many a test opens: one, and one more for each further request of HTTP."""
    wrong: tuple[str, ...] = ()
    """Settings with which the server refuses, where they are not what they should be."""

    def tried(self, pool: Pool, port: int | None = None, **changes: JSON) -> CheckResult:
        """What comes of trying it, by way of another port where there is one."""
        return pool.check(self.key, {**self.settings(port or self.port), **changes}, deadline_seconds=30)

    def refused(self, pool: Pool) -> CheckResult:
        """What comes of trying it with what is wrong."""
        return pool.check(self.key, {**self.settings(self.port), **dict.fromkeys(self.wrong, "wrong")})


Start = Callable[[pytest.FixtureRequest], AbstractContextManager[Working]]


def _database(key: str, fixture: str, **more: str) -> Start:
    @contextmanager
    def start(request: pytest.FixtureRequest) -> Iterator[Working]:
        server: MariaDB | PostgreSQL = request.getfixturevalue(fixture)
        tls: Settings = {"ssl": {"ca": server.authority, "servername": "localhost"}} if "tls" in more else {}
        yield Working(key, server.port, lambda port: {**server.settings, **tls, "port": port}, wrong=("password",))

    return start


def _imitated(key: str, behave: Callable[[], Behaviour], **more: JSON) -> Start:
    """A stand-in that knows the user “shop”, whose password is “shop-pw”."""
    account: Settings = {"host": HOST, "user": "shop", "password": "shop-pw", "database": "shop", **more}

    @contextmanager
    def start(_: pytest.FixtureRequest) -> Iterator[Working]:
        with listeners.listening(behave()) as server:
            yield Working(key, server.port, lambda port: {**account, "port": port}, wrong=("password",))

    return start


def _redis(key: str, *, secure: bool = False) -> Start:
    @contextmanager
    def start(request: pytest.FixtureRequest) -> Iterator[Working]:
        server: redis.Redis = request.getfixturevalue("redis")
        options: Settings = {"tls": {"ca": server.authority}} if secure else {}
        tls: Settings = options if key == "kv-redis" else {"options": options}
        port = server.tls_port if secure else server.port
        yield Working(key, port, lambda at: {**server.settings, **tls, "port": at}, wrong=("password",))

    return start


@contextmanager
def _sentinels(request: pytest.FixtureRequest) -> Iterator[Working]:
    server: redis.Redis = request.getfixturevalue("redis")
    account: Settings = {"name": "shop", "password": server.password}
    with redis.watching(server, "shop") as watches:
        yield Working(
            "kv-redis",
            watches,
            lambda port: {**account, "sentinels": [{"host": HOST, "port": port}]},
            wrong=("password",),
        )


@contextmanager
def _elasticsearch(_: pytest.FixtureRequest) -> Iterator[Working]:
    with elasticsearch.running() as server:
        host: Settings = {"host": HOST}
        yield Working(
            "es", server.port, lambda port: {**server.settings, "hosts": [{**host, "port": port}]}, 2, ("index",)
        )


@contextmanager
def _neo4j(_: pytest.FixtureRequest) -> Iterator[Working]:
    with listeners.listening(neo4j.serve) as server:
        yield Working("neo4j", server.port, lambda port: {"neo4j_url": f"http://{neo4j.ACCOUNT}@{HOST}:{port}"}, 2)


@contextmanager
def _couchdb(_: pytest.FixtureRequest) -> Iterator[Working]:
    """In imitation: the tests of the connector itself have PouchDB, which takes longer to start."""
    replies = {
        "GET /": {"couchdb": "Welcome", "version": "3.3.3"},
        "GET /_session": {"userCtx": {"name": "shop", "roles": []}},
        "GET /shop": {"db_name": "shop", "doc_count": 1},
        "GET /_all_dbs?limit=1": ["shop"],
        "GET /shop/_index": {"indexes": []},
        "GET /shop/_security": {"admins": {"names": ["shop"]}},
    }
    with listeners.web({asked: cloudant.said(answer) for asked, answer in replies.items()}) as site:
        yield Working(
            "couchdb2",
            site.port,
            lambda port: {"url": f"http://shop:shop-pw@{HOST}:{port}", "database": "shop"},
            len(replies),
            ("database",),
        )


@contextmanager
def _cloudant(_: pytest.FixtureRequest) -> Iterator[Working]:
    with cloudant.instance() as site:
        yield Working("cloudant", site.port, _with_api_key, 8, ("database",))


def _with_api_key(port: int) -> Settings:
    url = f"http://{HOST}:{port}"
    plugins: JSON = {"iamauth": {"iamApiKey": cloudant.KEY, "iamTokenUrl": f"{url}/identity/token"}}
    return {"url": url, "database": "shop", "plugins": plugins}


def _web(key: str, settings: Callable[[int], Settings], connections: int = 1, **replies: str) -> Start:
    @contextmanager
    def start(_: pytest.FixtureRequest) -> Iterator[Working]:
        answers = {f"{name.replace('_', ' /', 1)}": Reply(body=body.encode()) for name, body in replies.items()}
        with listeners.web(answers) as site:
            yield Working(key, site.port, settings, connections)

    return start


@contextmanager
def _openapi(_: pytest.FixtureRequest) -> Iterator[Working]:
    with openapi.documents() as site:
        yield Working("openapi", site.port, lambda port: {"spec": f"http://{HOST}:{port}/openapi.json"})


@contextmanager
def _soap(_: pytest.FixtureRequest) -> Iterator[Working]:
    with soap.calculator() as site:
        endpoint = f"{site.url}/calculator"
        yield Working(
            "soap", site.port, lambda port: {"wsdl": f"http://{HOST}:{port}/calculator?wsdl", "url": endpoint}, 3
        )


@contextmanager
def _storage(_: pytest.FixtureRequest) -> Iterator[Working]:
    with s3.running() as server:
        settings = server.settings
        yield Working(
            "loopback-component-storage",
            server.port,
            lambda port: {**settings, "endpoint": f"http://{HOST}:{port}"},
            wrong=("key",),
        )


@contextmanager
def _mail(_: pytest.FixtureRequest) -> Iterator[Working]:
    with smtp.running() as server:
        yield Working("mail", server.port, lambda port: {"transports": [{**server.transport, "port": port}]})


SERVERS: dict[str, Start] = {
    "mysql": _database("mysql", "mariadb"),
    "mysql TLS": _database("mysql", "mariadb", tls="on"),
    "postgresql": _database("postgresql", "postgresql"),
    "postgresql TLS": _database("postgresql", "postgresql", tls="on"),
    "mssql": _imitated("mssql", lambda: TDS().serve),
    "mongodb": _imitated("mongodb", lambda: Mongo().serve, authSource="shop"),
    "mongodb TLS": _imitated(
        "mongodb",
        lambda: Mongo(context=certificates.make().context).serve,
        authSource="shop",
        ssl=True,
        sslValidate=False,
    ),
    "redis": _redis("redis"),
    "redis TLS": _redis("redis", secure=True),
    "kv-redis": _redis("kv-redis"),
    "kv-redis TLS": _redis("kv-redis", secure=True),
    "kv-redis sentinels": _sentinels,
    "cassandra": _imitated("cassandra", lambda: Cassandra().serve),
    "cassandra TLS": _imitated(
        "cassandra", lambda: Cassandra(context=certificates.make().context).serve, sslOptions=True
    ),
    "couchdb2": _couchdb,
    "cloudant": _cloudant,
    "es": _elasticsearch,
    "neo4j": _neo4j,
    "rest": _web("rest", lambda port: {"baseURL": f"http://{HOST}:{port}/"}, HEAD_=""),
    "jsonrpc": _web(
        "jsonrpc",
        lambda port: {"url": f"http://{HOST}:{port}/", "operations": []},
        POST_='{"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "none"}}',
    ),
    "openapi": _openapi,
    "soap": _soap,
    "loopback-component-storage": _storage,
    "mail": _mail,
}
