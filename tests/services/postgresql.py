"""A real PostgreSQL: a pytest plugin with the fixture `postgresql`."""

from __future__ import annotations

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
_SMALL = {
    "fsync": "off",
    "shared_buffers": "16MB",
    "max_connections": 20,
    "ssl": "on",
    "autovacuum": "off",
    "max_wal_senders": 0,
}
_HBA = """
local all postgres trust
hostnossl all guarded all reject
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""


@dataclass(frozen=True)
class PostgreSQL:
    """A running server with the databases `shop` and `closed`, and the users `shop`, `guarded` (over TLS only)
    and `nobody_in` (who may not log in). A user may enter `closed` only as its owner, which is none of them."""

    port: int
    folder: Path
    """Where its Unix socket is."""
    authority: str

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


@contextmanager
def running() -> Iterator[PostgreSQL]:
    """Start a server with its own data, and stop it."""
    programs = [str(path) for path in Path("/usr/lib/postgresql").glob("*/bin")]
    initdb = processes.program("initdb", "postgresql", *programs)
    daemon = processes.program("postgres", "postgresql", *programs)
    user = processes.user_for("postgres")
    port, made = processes.free_port(), certificates.make()
    with processes.folder(user) as top:
        data = top / "data"
        processes.run([initdb, "-D", data, "-U", "postgres", "--no-sync", "--locale=C", "-E", "UTF8"], user=user)
        processes.write(data / "pg_hba.conf", _HBA, user)
        processes.write(data / "server.crt", made.server, user)
        processes.write(data / "server.key", made.key, user)
        settings = {"listen_addresses": processes.HOST, "port": port, "unix_socket_directories": top, **_SMALL}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with processes.server([daemon, "-D", data, *options], user=user, ready="ready to accept connections"):
            _create(top, port)
            yield PostgreSQL(port, top, made.authority)


def _create(folder: Path, port: int) -> None:
    with psycopg.connect(host=str(folder), port=port, user="postgres", autocommit=True) as connection:
        for user, password in {"shop": PASSWORD, "guarded": "guarded-pw"}.items():
            role, words = sql.Identifier(user), sql.Literal(password)
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, words))
        connection.execute("CREATE ROLE nobody_in NOLOGIN PASSWORD 'nobody-pw'")
        connection.execute("CREATE DATABASE shop OWNER shop")
        connection.execute("CREATE DATABASE closed")
        connection.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One server for all tests of this process."""
    with running() as server:
        yield server
