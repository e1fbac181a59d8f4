"""Which Redis server a data source means, and how LoopBack's connector would log in to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from designer.connectors import tls
from designer.connectors.base import JSON

Driver = Literal["ioredis", "redis"]
"""The npm package that talks to the server: ioredis 4 of loopback-connector-kv-redis 3, or redis 2.8 of
loopback-connector-redis 3."""
IPV4, IPV6, ANY = 4, 6, 0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server, and as whom to log in to it."""

    host: str
    port: int
    path: str = ""
    """Of a Unix socket, used in the place of host and port."""
    family: int = IPV4
    """Which addresses of a name count: IPV4, IPV6 or ANY."""
    tls: tls.Options | None = None
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sentinels:
    """The servers that know which one of a group is the master."""

    endpoints: tuple[Endpoint, ...]
    group: str
    wants_replica: bool
    moved: dict[str, JSON]
    """`natMap`: by "host:port" as the sentinels tell it, where that really is."""


@dataclass(frozen=True, slots=True)
class Account:
    """What decides whether a connection succeeds."""

    driver: Driver
    endpoint: Endpoint
    """Where there are sentinels, without an address."""
    database: str | None
    """What SELECT is sent with; None where it is not sent, which leaves the connection in database 0."""
    asks_info: bool
    """Whether the driver sends INFO, and waits for its answer, before anything else."""
    prefix: str
    """What the driver puts before each key."""
    sources: dict[str, str]
    """Which key of the settings each of these came from."""
    ignored: tuple[str, ...] = ()
    """Settings that are filled in for nothing, as there is a URL."""
    sentinels: Sentinels | None = None

    def keys(self, *names: str) -> tuple[str, ...]:
        """The keys to mark where one of these is wrong."""
        return tuple(dict.fromkeys(self.sources.get(name, name) for name in names))
