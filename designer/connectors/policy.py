"""Which addresses connection tests may contact: the operator's choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Self

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Policy:
    """Networks in CIDR notation, such as "10.0.0.0/8" or "::1/128"; what is denied is never allowed.

    `allowed` None means every address. `sockets` says whether Unix sockets of this machine may be used, and its
    files looked at.
    Raises ValueError for what is not a network.
    """

    allowed: tuple[str, ...] | None = None
    denied: tuple[str, ...] = ()
    sockets: bool = True

    def __post_init__(self) -> None:
        for network in (*(self.allowed or ()), *self.denied):
            ip_network(network)

    def permits(self, address: str) -> bool:
        """Whether this IP address may be contacted. Raises ValueError for what is no address."""
        meanings = _meanings(ip_address(address.partition("%")[0]))
        if any(_within(meaning, self.denied) for meaning in meanings):
            return False
        return self.allowed is None or all(_within(meaning, self.allowed) for meaning in meanings)

    def as_dict(self) -> dict[str, Any]:
        """The policy as plain JSON values; `from_dict` is the inverse."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The policy that `as_dict` described."""
        allowed = values["allowed"]
        return cls(None if allowed is None else tuple(allowed), tuple(values["denied"]), values["sockets"])


def _within(address: IPAddress, networks: Sequence[str]) -> bool:
    return any(address in ip_network(network) for network in networks)


def _meanings(address: IPAddress) -> list[IPAddress]:
    """What the operating system connects to: 0.0.0.0 and :: are this machine, ::ffff:1.2.3.4 is 1.2.3.4."""
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_unspecified:
        return [ip_address("127.0.0.1"), ip_address("::1")]
    return [address]
