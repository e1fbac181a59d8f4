"""JSON text, read strictly: its value, and where each part of it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from json.decoder import JSONDecodeError, JSONDecoder
from typing import NoReturn, TypeAlias

from designer.loopback.jsonlayout import JSON, Item, Layout
from designer.loopback.jsonmistakes import (
    MAX_DEPTH,
    SURROGATE,
    check,
    scan_string,
    skip_colon,
    skip_comma,
    skip_gap,
    start_of_value,
)

Pointer: TypeAlias = tuple[str | int, ...]
"""A place in a value: the keys and indexes that lead to it, from the outside in."""

_CONTAINERS = (dict, list)
"""A tuple, since `dict | list` would be made anew for each of many values."""

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar in a text: where it is in the value, and from where to where its literal stands."""

    pointer: Pointer
    start: int
    end: int
    value: JSON


def read(text: str) -> JSON:
    """The value of a text. Raises JSONTextError where it is not strict JSON (RFC 8259), with the place."""
    return decoded(text)[0]


def leaves(text: str) -> Iterator[Leaf]:
    """Every scalar of the text with its place, in the order of the text, those of repeated keys included.

    Raises JSONTextError where the text cannot be read.
    """
    decoded(text)
    return _leaves(text, start_of_value(text), ())


def span(text: str, pointer: Sequence[str | int]) -> tuple[int, int]:
    """From where to where the value at `pointer` stands in the text, the key not included.

    Raises KeyError where there is none and JSONTextError where the text cannot be read.
    """
    decoded(text)
    start = start_of(text, tuple(pointer))
    return start, DECODER.raw_decode(text, start)[1]


class _ConstantError(ValueError):
    """`NaN` and the infinities, which Python's reader would accept."""


def _refuse_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


def _integer(literal: str) -> int:
    """An int of any length: `int` itself refuses more than 4,300 digits."""
    return int(literal) if len(literal) < 4000 else int(Decimal(literal))


DECODER = JSONDecoder(parse_constant=_refuse_constant, parse_int=_integer)


def decoded(text: str) -> tuple[JSON, int]:
    """The value of a text and where it ends. Raises JSONTextError."""
    try:
        value, end = DECODER.raw_decode(text, start_of_value(text))
    except (_ConstantError, JSONDecodeError, RecursionError):
        check(text)
        raise
    suspicious = _SURROGATE_ESCAPE.search(text) or (not text.isascii() and SURROGATE.search(text))
    deep = text.count("{") + text.count("[") > MAX_DEPTH and is_too_deep(value)
    if suspicious or deep or skip_gap(text, end) != len(text):
        check(text)
    return value, end


def is_too_deep(value: JSON) -> bool:
    """Whether there are more than MAX_DEPTH levels, seen one level at a time."""
    level: list[JSON] = [[value]]
    for _ in range(MAX_DEPTH + 1):
        parts = (part for whole in level for part in (whole.values() if isinstance(whole, dict) else whole))
        level = [part for part in parts if isinstance(part, _CONTAINERS)]
        if not level:
            return False
    return True


def layout_at(text: str, start: int) -> Layout:
    """The members or elements of the object or array that begins at `start`. The text is known to be readable.

    Raises KeyError where a scalar begins there.
    """
    if text[start] not in "{[":
        raise KeyError("A scalar has no members.")
    is_object = text[start] == "{"
    decode = DECODER.scan_once  # type: ignore[attr-defined]  # typeshed leaves it out
    items: list[Item] = []
    offset = skip_gap(text, start + 1)
    while text[offset] not in "}]":
        item_start = offset
        name: str | int = len(items)
        if is_object:
            name, offset = scan_string(text, offset)
            offset = skip_colon(text, offset)
        value, end = decode(text, offset)
        items.append(Item(name, item_start, offset, end, value))
        offset = skip_comma(text, end)
    return Layout(start, offset + 1, items)


def start_of(text: str, pointer: Pointer) -> int:
    """Where the value at `pointer` begins. Raises KeyError."""
    start = start_of_value(text)
    for name in pointer:
        found = [item for item in layout_at(text, start).items if item.key == name]
        if not found:
            raise KeyError(name)
        start = found[-1].value_start
    return start


def _leaves(text: str, start: int, pointer: Pointer) -> Iterator[Leaf]:
    if text[start] not in "{[":
        value, end = DECODER.raw_decode(text, start)
        yield Leaf(pointer, start, end, value)
        return
    for item in layout_at(text, start).items:
        if isinstance(item.value, dict | list):
            yield from _leaves(text, item.value_start, (*pointer, item.key))
        else:
            yield Leaf((*pointer, item.key), item.value_start, item.end, item.value)
