"""Text of foreign servers, made fit for the database and the page."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def storable(value: T) -> T:
    """The same JSON value without what cannot be encoded, and what PostgreSQL refuses: a server can say anything."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "�")  # type: ignore[return-value]
    if isinstance(value, list):
        return [storable(each) for each in value]  # type: ignore[return-value]
    if isinstance(value, dict):
        return {key: storable(each) for key, each in value.items()}  # type: ignore[return-value]
    return value
