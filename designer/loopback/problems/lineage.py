"""Which models a model extends, where all of them are known."""

from __future__ import annotations

from designer.loopback.startup.boot import Boot


def ancestry(boot: Boot, name: str) -> tuple[str, ...] | None:
    """A model and those it extends, the nearest first; None where one of them is not known, or they go in a circle."""
    chain = (name, *boot.registry.bases(name))
    return chain if chain[-1] == "Model" else None
