"""A real PostgreSQL: a pytest plugin with the fixture `postgresql`."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from designer.connectors.base import JSON
from tests.services import certificates, processes

PASSWORD = "Pä'ß \"w\\rd%40:/@#?"
MOST_CONNECTIONS = 20
_SMALL = {
    "fsync": "off",
    "shared_buffers": "16MB",
    "max_connections": MOST_CONNECTIONS,
    "ssl": "on",
    "ssl_ca_file": "clients.crt",
    "autovacuum": "off",
    "max_wal_senders": 0,
}
_HBA = """
local all postgres trust
local all peered peer
hostnossl all guarded all reject
host all plain all password
host all hashed all md5
hostssl all certified all cert
host all rejected all reject
local all all scram-sha-256
host shop,closed,nowhere all 127.0.0.1/32 scram-sha-256
"""
_USERS = ("shop", "reader", "busy", "guarded", "plain", "hashed", "certified", "peered", "rejected")


@dataclass(frozen=True)
class PostgreSQL:
    """A running server with the databases `shop` and `closed`, which none of the users may enter.

    The users are `shop`, `reader` (who may create nothing), `nobody_in` (who may not log in), `busy` (with no
    connection at most), `guarded` (over TLS only), and, named after how pg_hba.conf lets them in, `plain`, `hashed`,
    `certified`, `peered` (through the socket only) and `rejected`. No line of it is about the database `elsewhere`.
    """

    port: int
    folder: Path
    """Where its Unix socket is."""
    authority: str
    client: certificates.Certificates
    """The certificate of `certified`, and its key."""

    @property
    def settings(self) -> dict[str, JSON]:
        """A data source that works."""
        return {
            "connector": "postgresql",
            "host": processes.HOST,
            "port": self.port,
            "user": "shop",
            "password": PASSWORD,
            "database": "shop",
        }

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of the administrator's."""
        return psycopg.connect(host=str(self.folder), port=self.port, user="postgres", autocommit=True)


@contextmanager
def running() -> Iterator[PostgreSQL]:
    """Start a server with its own data, and stop it."""
    programs = [str(path) for path in Path("/usr/lib/postgresql").glob("*/bin")]
    initdb = processes.program("initdb", "postgresql", *programs)
    daemon = processes.program("postgres", "postgresql", *programs)
    user = processes.user_for("postgres")
    port, made, client = processes.free_port(), certificates.make(), certificates.make("certified")
    with processes.folder(user) as top:
        data = top / "data"
        processes.run([initdb, "-D", data, "-U", "postgres", "--no-sync", "--locale=C", "-E", "UTF8"], user=user)
        processes.write(data / "pg_hba.conf", _HBA, user)
        processes.write(data / "server.crt", made.server, user)
        processes.write(data / "server.key", made.key, user)
        processes.write(data / "clients.crt", client.authority, user)
        settings = {"listen_addresses": processes.HOST, "port": port, "unix_socket_directories": top, **_SMALL}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with processes.server([daemon, "-D", data, *options], user=user, ready="ready to accept connections"):
            started = PostgreSQL(port, top, made.authority, client)
            _create(started)
            yield started


def _create(server: PostgreSQL) -> None:
    with server.connect() as connection:
        for user in _USERS:
            role, words = sql.Identifier(user), sql.Literal(PASSWORD if user == "shop" else f"{user}-pw")
            connection.execute(f"SET password_encryption = '{'md5' if user == 'hashed' else 'scram-sha-256'}'")
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, words))
        connection.execute("ALTER ROLE busy CONNECTION LIMIT 0")
        connection.execute("CREATE ROLE nobody_in NOLOGIN PASSWORD 'nobody-pw'")
        connection.execute("CREATE DATABASE shop OWNER shop")
        connection.execute("CREATE DATABASE closed")
        connection.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")


def hash_often(server: PostgreSQL, user: str, password: str, *, iterations: int) -> None:
    """A user whose password is hashed so many times, as PostgreSQL 16 can be told to do."""
    salt = b"sixteen bytes..."
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    keys = (b64encode(each).decode() for each in (salt, stored, hmac.digest(salted, b"Server Key", "sha256")))
    kept = "SCRAM-SHA-256${}:{}${}:{}".format(iterations, *keys)
    with server.connect() as connection:
        role = sql.Identifier(user)
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(role))
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(kept)))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One server for all tests of this process."""
    with running() as server:
        yield server
