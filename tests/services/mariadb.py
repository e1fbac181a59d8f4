"""A real MariaDB: a pytest plugin with the fixture `mariadb`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymysql
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
CREATE USER reader@'%' IDENTIFIED BY 'reader-pw';
CREATE USER busy@'%' IDENTIFIED BY 'busy-pw' WITH MAX_USER_CONNECTIONS 1;
GRANT SELECT ON shop.* TO reader@'%', busy@'%';
GRANT ALL ON `fresh%`.* TO shop@'%';
GRANT ALL ON shop.* TO shop@'%', guarded@'%', edwards@'%', locked@'%';
"""


@dataclass(frozen=True)
class MariaDB:
    """A running server with the database `shop` and the users `shop`, `guarded` (over TLS only), `edwards`
    (with a plugin that LoopBack does not know), `locked`, `reader` (who may only read) and `busy` (with one
    connection at most)."""

    port: int
    socket: Path
    made: certificates.Certificates
    """The certificate that it presents."""
    host: str = processes.HOST
    owner: str | None = None

    @property
    def authority(self) -> str:
        """The certificate to trust."""
        return self.made.authority

    @property
    def settings(self) -> dict[str, JSON]:
        """A data source that works."""
        return {
            "connector": "mysql",
            "host": self.host,
            "port": self.port,
            "user": "shop",
            "password": PASSWORD,
            "database": "shop",
        }

    def ask(self, question: str) -> tuple[tuple[Any, ...], ...]:
        """The answer to one question of the administrator."""
        connected = pymysql.connect(unix_socket=str(self.socket), user="root", password="")
        with connected as connection, connection.cursor() as cursor:
            cursor.execute(question)
            return tuple(cursor.fetchall())

    @contextmanager
    def set_to(self, **variables: int | str) -> Iterator[None]:
        """Other global variables for a while."""
        before = {name: self.ask(f"SELECT @@GLOBAL.{name}")[0][0] for name in variables}
        try:
            for name, value in variables.items():
                self.ask(f"SET GLOBAL {name} = {value}")
            yield
        finally:
            for name, value in before.items():
                self.ask(f"SET GLOBAL {name} = {value}")

    @contextmanager
    def presenting(self, made: certificates.Certificates) -> Iterator[None]:
        """Another certificate for a while."""
        try:
            self._present(made)
            yield
        finally:
            self._present(self.made)

    def _present(self, made: certificates.Certificates) -> None:
        processes.write(self.socket.parent / "server.pem", made.server, self.owner)
        processes.write(self.socket.parent / "key.pem", made.key, self.owner)
        self.ask("FLUSH SSL")


@contextmanager
def running(host: str = processes.HOST, *more: str) -> Iterator[MariaDB]:
    """Start a server with its own data, and more options, and stop it."""
    install = processes.program("mariadb-install-db", "mariadb-server")
    daemon = processes.program("mariadbd", "mariadb-server")
    user = processes.user_for("mysql")
    port, made = processes.free_port(), certificates.make()
    with processes.folder(user) as top:
        data, socket = top / "data", top / "s"
        # A server that starts clears away what others have in a folder for temporary files that they share.
        options = ["--no-defaults", f"--datadir={data}", f"--tmpdir={top}", *_SMALL]
        processes.run([install, *options, "--auth-root-authentication-method=normal", "--skip-test-db"], user=user)
        processes.write(top / "accounts.sql", _ACCOUNTS, user)
        processes.write(top / "server.pem", made.server, user)
        processes.write(top / "key.pem", made.key, user)
        command = [
            daemon,
            *options,
            f"--socket={socket}",
            f"--port={port}",
            f"--bind-address={host}",
            "--character-set-server=utf8mb4",
            "--plugin-load-add=auth_ed25519",
            f"--init-file={top / 'accounts.sql'}",
            f"--ssl-cert={top / 'server.pem'}",
            f"--ssl-key={top / 'key.pem'}",
            f"--pid-file={top / 'pid'}",
            *(more or ["--skip-name-resolve"]),
        ]
        with processes.server(command, user=user, ready="ready for connections"):
            yield MariaDB(port, socket, made, host, user)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """One server for all tests of this process."""
    with running() as server:
        yield server
