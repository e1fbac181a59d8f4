"""A real MariaDB: a pytest plugin with the fixture `mariadb`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from designer.connectors.base import JSON
from tests.services import certificates, processes

PASSWORD = "Pä'ß \"w\\rd%40:/@#?"
_QUOTED = PASSWORD.replace("\\", r"\\").replace("'", "''")
_SMALL = (
    "--innodb-buffer-pool-size=8M",
    "--innodb-log-file-size=4M",
    "--innodb-flush-method=nosync",
    "--innodb-flush-log-at-trx-commit=0",
    "--key-buffer-size=1M",
    "--aria-pagecache-buffer-size=1M",
    "--performance-schema=OFF",
    "--skip-log-bin",
)
_ACCOUNTS = f"""
CREATE DATABASE shop;
CREATE DATABASE secret_affairs;
CREATE USER shop@'%' IDENTIFIED VIA mysql_native_password USING PASSWORD('{_QUOTED}');
CREATE USER guarded@'%' IDENTIFIED BY 'guarded-pw' REQUIRE SSL;
CREATE USER edwards@'%' IDENTIFIED VIA ed25519 USING PASSWORD('edwards-pw');
CREATE USER locked@'%' IDENTIFIED BY 'locked-pw' ACCOUNT LOCK;
GRANT ALL ON `fresh%`.* TO shop@'%';
GRANT ALL ON shop.* TO shop@'%', guarded@'%', edwards@'%', locked@'%';
"""


@dataclass(frozen=True)
class MariaDB:
    """A running server with the database `shop` and the users `shop`, `guarded` (over TLS only), `edwards`
    (with a plugin that LoopBack does not know) and `locked`."""

    port: int
    socket: Path
    authority: str

    @property
    def settings(self) -> dict[str, JSON]:
        """A data source that works."""
        return {
            "connector": "mysql",
            "host": processes.HOST,
            "port": self.port,
            "user": "shop",
            "password": PASSWORD,
            "database": "shop",
        }


@contextmanager
def running() -> Iterator[MariaDB]:
    """Start a server with its own data, and stop it."""
    install = processes.program("mariadb-install-db", "mariadb-server")
    daemon = processes.program("mariadbd", "mariadb-server")
    user = processes.user_for("mysql")
    port, made = processes.free_port(), certificates.make()
    with processes.folder(user) as top:
        data, socket = top / "data", top / "s"
        options = ["--no-defaults", f"--datadir={data}", *_SMALL]
        processes.run([install, *options, "--auth-root-authentication-method=normal", "--skip-test-db"], user=user)
        processes.write(top / "accounts.sql", _ACCOUNTS, user)
        processes.write(top / "server.pem", made.server, user)
        processes.write(top / "key.pem", made.key, user)
        command = [
            daemon,
            *options,
            f"--socket={socket}",
            f"--port={port}",
            f"--bind-address={processes.HOST}",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--plugin-load-add=auth_ed25519",
            f"--init-file={top / 'accounts.sql'}",
            f"--ssl-cert={top / 'server.pem'}",
            f"--ssl-key={top / 'key.pem'}",
            f"--pid-file={top / 'pid'}",
        ]
        with processes.server(command, user=user, ready="ready for connections"):
            yield MariaDB(port, socket, made.authority)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """One server for all tests of this process."""
    with running() as server:
        yield server
