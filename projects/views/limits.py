"""How often something may be done: counted in the cache, for each person or address."""

from __future__ import annotations

from django.core.cache import cache


def is_over(name: str, most: int) -> bool:
    """Whether something was counted `most` times already."""
    return int(cache.get(f"limit:{name}", 0)) >= most


def count(name: str, seconds: int, times: int = 1) -> None:
    """Counts something, `times` times; forgotten `seconds` after it was first counted."""
    if not cache.add(f"limit:{name}", times, seconds):
        cache.incr(f"limit:{name}", times)
