"""PouchDB's server, which speaks CouchDB's language, with databases, users and rights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from tests.interop import loopback
from tests.services import processes
from tests.services.processes import HOST

BOSS, BOSS_PASSWORD = "boss", "boss-pw"
"""May do everything."""
USER, PASSWORD = "keeper", "s3cret/p@w%"
"""May use the database, and change its indexes."""
READER, READER_PASSWORD = "reader", "reader-pw"
"""May use the database."""
DATABASE, CLOSED = "shop", "closed"


@dataclass(frozen=True)
class CouchDB:
    """A running server."""

    port: int

    @property
    def host(self) -> str:
        return f"{HOST}:{self.port}"

    def url(self, user: str = USER, password: str = PASSWORD) -> str:
        """Its address, with an account."""
        return f"http://{quote(user, safe='')}:{quote(password, safe='')}@{self.host}"

    def put(self, path: str, value: Any = None) -> None:
        """Change something, as the administrator."""
        answer = requests.put(
            f"http://{self.host}/{path}", json=value, auth=(BOSS, BOSS_PASSWORD), timeout=30, allow_redirects=False
        )
        answer.raise_for_status()


@contextmanager
def running() -> Iterator[CouchDB]:
    """Start it on loopback, and stop it."""
    loopback.install()
    port = processes.free_port()
    command: list[str | Path] = [processes.program("node", "nodejs"), loopback.HERE / "couchdb.js", str(port)]
    with processes.server(command, user=None, ready="ready"):
        server = CouchDB(port)
        requests.put(f"http://{server.host}/_config/admins/{BOSS}", json=BOSS_PASSWORD, timeout=30).raise_for_status()
        _fill(server)
        yield server


def _fill(server: CouchDB) -> None:
    for user, password, roles in ((USER, PASSWORD, ["staff"]), (READER, READER_PASSWORD, [])):
        document = {"name": user, "password": password, "roles": roles, "type": "user"}
        server.put(f"_users/org.couchdb.user:{user}", document)
    rights = {
        DATABASE: {"admins": {"names": [], "roles": ["staff"]}, "members": {"names": [READER], "roles": []}},
        CLOSED: {"admins": {"names": [], "roles": []}, "members": {"names": [BOSS], "roles": []}},
    }
    for database, security in rights.items():
        server.put(database)
        server.put(f"{database}/_security", security)
    server.put(f"{DATABASE}/first", {"loopback__model__name": "Tried", "name": "one"})
