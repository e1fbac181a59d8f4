"""Long lists a page at a time, with a filter that looks through all of them; without JavaScript too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from projects.views.http import Request

T = TypeVar("T")

SIZE = 100
"""Rows of a page."""

_MOST_WORDS = 20


@dataclass(frozen=True)
class Page(Generic[T]):
    """The rows to show, as ui/pages.html and ui/list_filter.html need them."""

    rows: Sequence[T]
    query: str
    total: int
    """How many there are without the filter."""
    found: int
    """How many the filter leaves."""
    first: int
    """The number of the first row shown, from 1."""
    previous_url: str
    next_url: str
    all_url: str
    """Each empty where it would lead nowhere."""

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1


def of(request: Request, rows: Sequence[T], text_of: Callable[[T], str]) -> Page[T]:
    """The page that `?q=` and `?page=` ask for: of the rows that contain every word of `q`, or with `page=all` all.

    `text_of` is what is looked through of a row.
    """
    query, wanted = request.GET.get("q", ""), request.GET.get("page", "")
    found = filtered(rows, query, text_of)
    count = -(-len(found) // SIZE)
    if wanted == "all":
        shown, number = found, 1
    else:
        number = min(max(int(wanted), 1), max(count, 1)) if wanted.isdecimal() and len(wanted) < 9 else 1
        shown = found[(number - 1) * SIZE : number * SIZE]
    is_part = len(shown) < len(found)
    return Page(
        shown,
        query,
        len(rows),
        len(found),
        (number - 1) * SIZE + 1,
        _url(request, query, number - 1) if is_part and number > 1 else "",
        _url(request, query, number + 1) if is_part and number < count else "",
        _url(request, query, "all") if is_part else "",
    )


def filtered(rows: Sequence[T], query: str, text_of: Callable[[T], str]) -> Sequence[T]:
    """The rows that contain every word of a query, in any case."""
    words = query.casefold().split()[:_MOST_WORDS]
    if not words:
        return rows
    return [row for row in rows for text in [text_of(row).casefold()] if all(word in text for word in words)]


def _url(request: Request, query: str, page: int | str) -> str:
    return f"{request.path}?{urlencode(({'q': query} if query else {}) | {'page': page})}"
