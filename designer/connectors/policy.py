"""Which addresses connection tests may contact: the operator's choice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Self

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network
EVERYTHING = "*"
_NAME = re.compile(r"(\*\.)?[\w-]+(\.[\w-]+)*\.?")
_NUMERIC = re.compile(r"(^|\.)[0-9]+\.?$")  # an address, well or badly written: no top-level domain is a number


@dataclass(frozen=True, slots=True)
class Policy:
    """Networks in CIDR notation, such as "10.0.0.0/8" or "::1/128"; what is denied is never allowed.

    `allowed` None means every address. `names` are hosts that may be contacted wherever they are, such as
    "db.example.com", or "*.example.com" for all below a domain. `sockets` says whether Unix sockets of this machine
    may be used, and its files looked at.
    Raises ValueError for what is not a network or not a name.
    """

    allowed: tuple[str, ...] | None = None
    denied: tuple[str, ...] = ()
    sockets: bool = True
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for network in (*(self.allowed or ()), *self.denied):
            ip_network(network)
        for name in self.names:
            if not _NAME.fullmatch(name) or _NUMERIC.search(name):
                raise ValueError(f"“{name}” is neither a network, such as 10.0.0.0/8, nor a name of hosts")

    @classmethod
    def of_targets(cls, targets: Iterable[str]) -> Self:
        """Nothing but these networks, addresses and names of hosts; "*" is everything but sockets and files.

        Raises ValueError for what is none of them.
        """
        written = [target.strip() for target in targets]
        networks = tuple(target for target in written if _is_network(target))
        names = tuple(target for target in written if target != EVERYTHING and target not in networks)
        return cls(allowed=None if EVERYTHING in written else networks, names=names, sockets=False)

    def permits(self, address: str, *, host: str = "") -> bool:
        """Whether this IP address of `host` may be contacted. Raises ValueError for what is no address."""
        meanings = _meanings(ip_address(address.partition("%")[0]))
        if any(_within(meaning, self.denied) for meaning in meanings):
            return False
        return self.allowed is None or self._knows(host) or all(_within(meaning, self.allowed) for meaning in meanings)

    def _knows(self, host: str) -> bool:
        plain = _plain(host)
        return any(_plain(name) == plain or _is_below(plain, name) for name in self.names)

    def as_dict(self) -> dict[str, Any]:
        """The policy as plain JSON values; `from_dict` is the inverse."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The policy that `as_dict` described."""
        allowed = values["allowed"]
        return cls(
            None if allowed is None else tuple(allowed),
            tuple(values["denied"]),
            values["sockets"],
            tuple(values["names"]),
        )


def _is_network(target: str) -> bool:
    try:
        ip_network(target)
    except ValueError:
        return False
    return True


def _plain(name: str) -> str:
    """A name as name servers see it: without capitals, and in ASCII."""
    name = name.lower().removesuffix(".")
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _is_below(plain: str, name: str) -> bool:
    return name.startswith("*.") and plain.endswith("." + _plain(name[2:]))


def _within(address: IPAddress, networks: Sequence[str]) -> bool:
    return any(address in ip_network(network) for network in networks)


def _meanings(address: IPAddress) -> list[IPAddress]:
    """What the operating system connects to: 0.0.0.0 and :: are this machine, ::ffff:1.2.3.4 is 1.2.3.4."""
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_unspecified:
        return [ip_address("127.0.0.1"), ip_address("::1")]
    return [address]
