"""A real Redis: a pytest plugin with the fixture `redis`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from redis import Redis as Client

from designer.connectors.base import JSON
from tests.services import certificates, processes

PASSWORD = "Pä'ß \"w\\rd%40:/@#?"
DATABASES = 4
_USERS = (
    "shop on >shop-pw ~shop:* &* +@all",
    "reader on >reader-pw ~* +@read +@connection +info",
    "mute on >mute-pw ~* +get +hgetall",
    "locked off >locked-pw ~* +@all",
    "elsewhere on >elsewhere-pw ~* +@all -select",
)
_TO_STDERR = ("sh", "-c", 'exec "$0" "$@" >&2')  # where servers tell their log


@dataclass(frozen=True)
class Redis:
    """A running server with a password, and the users `shop` (whose keys begin with shop:), `reader` (who may only
    read), `mute` (who may do nothing but GET and HGETALL), `locked` and `elsewhere` (who may not SELECT)."""

    port: int
    tls_port: int
    """The same server, over TLS; 0 where it has no password, and speaks none."""
    folder: Path
    made: certificates.Certificates
    """The certificate that it presents."""
    password: str = PASSWORD

    @property
    def authority(self) -> str:
        """The certificate to trust."""
        return self.made.authority

    @property
    def socket(self) -> Path:
        return self.folder / "s"

    @property
    def settings(self) -> dict[str, JSON]:
        """A data source that works, but for its connector."""
        return {"host": processes.HOST, "port": self.port, "password": self.password}

    @contextmanager
    def administrator(self) -> Iterator[Client]:
        """A connection of the administrator's."""
        path, password = str(self.socket), self.password or None
        client = Client(unix_socket_path=path, password=password, single_connection_client=True)
        try:
            yield client
        finally:
            client.close()

    def ask(self, *words: str) -> Any:
        """The answer to one command of the administrator."""
        with self.administrator() as client:
            return client.execute_command(*words)  # type: ignore[no-untyped-call]

    @contextmanager
    def set_to(self, **options: int | str) -> Iterator[None]:
        """Another configuration for a while, in which the administrator stays connected."""
        with self.administrator() as client:
            before = client.config_get(*options)
            try:
                for name, value in options.items():
                    client.config_set(name, value)
                yield
            finally:
                for changed, earlier in before.items():
                    client.config_set(str(changed), earlier or "")


@contextmanager
def running(
    password: str = PASSWORD, *more: str, files: Mapping[str, bytes] | None = None, ready: str = "Ready to accept"
) -> Iterator[Redis]:
    """Start a server with its own data, more options and more files beside its data, and stop it."""
    daemon = processes.program("redis-server", "redis-server")
    user = processes.user_for("redis")
    port, tls_port, made = processes.free_port(), processes.free_port() if password else 0, certificates.make()
    with processes.folder(user) as top:
        processes.write(top / "server.pem", made.server, user)
        processes.write(top / "key.pem", made.key, user)
        processes.write(top / "ca.pem", made.authority, user)
        for name, content in (files or {}).items():
            (top / name).write_bytes(content)
            (top / name).chmod(0o644)
        options: dict[str, str | int] = {
            "bind": processes.HOST,
            "port": port,
            "tls-port": tls_port,
            "tls-cert-file": str(top / "server.pem"),
            "tls-key-file": str(top / "key.pem"),
            "tls-ca-cert-file": str(top / "ca.pem"),
            "tls-auth-clients": "optional",
            "unixsocket": str(top / "s"),
            "dir": str(top),
            "databases": DATABASES,
            "maxclients": 64,
            "enable-debug-command": "yes",
        }
        lines = [f"{name} {value}" for name, value in options.items()]
        lines += ['save ""', *more]
        if password:
            lines += [f"requirepass {_quoted(password)}", *(f"user {each}" for each in _USERS)]
        processes.write(top / "redis.conf", "\n".join(lines) + "\n", user)
        with processes.server([*_TO_STDERR, daemon, top / "redis.conf"], user=user, ready=ready):
            yield Redis(port, tls_port, top, made, password)


@contextmanager
def watching(server: Redis, group: str) -> Iterator[int]:
    """A sentinel that watches this server as the master of a group; the port that it listens on."""
    daemon = processes.program("redis-server", "redis-server")
    user, port = processes.user_for("redis"), processes.free_port()
    with processes.folder(user) as top:
        lines = [
            f"bind {processes.HOST}",
            f"port {port}",
            f"dir {top}",
            f"sentinel monitor {group} {processes.HOST} {server.port} 1",
            f"sentinel auth-pass {group} {_quoted(server.password)}",
        ]
        processes.write(top / "sentinel.conf", "\n".join(lines) + "\n", user)
        command = [*_TO_STDERR, daemon, str(top / "sentinel.conf"), "--sentinel"]
        with processes.server(command, user=user, ready="+monitor master"):
            yield port


@contextmanager
def unclustered() -> Iterator[tuple[Redis, int]]:
    """A server that can become one of a cluster, but has no slots yet, and the port on which it talks with others."""
    bus = processes.free_port()
    with running("", "cluster-enabled yes", f"cluster-port {bus}") as server:
        yield server, bus


@contextmanager
def cluster() -> Iterator[Redis]:
    """One server of a cluster of two; all keys are at the other one but those of one slot."""
    with unclustered() as (one, bus), unclustered() as (two, _):
        one.ask("CLUSTER", "ADDSLOTSRANGE", "0", "0")
        two.ask("CLUSTER", "ADDSLOTSRANGE", "1", "16383")
        two.ask("CLUSTER", "MEET", processes.HOST, str(one.port), str(bus))
        _wait_for(one, cluster_state="ok", cluster_size="2")
        yield one


def give_all_slots(server: Redis) -> None:
    """Make it a cluster of one."""
    server.ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
    _wait_for(server, cluster_state="ok")


def _wait_for(server: Redis, **state: str) -> None:
    with server.administrator() as client:
        while not state.items() <= client.execute_command("CLUSTER INFO").items():  # type: ignore[no-untyped-call]
            pass


def _quoted(text: str) -> str:
    """A text as redis.conf takes it, whatever is in it."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in text.encode()) + '"'


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """One server for all tests of this process."""
    with running() as server:
        yield server
