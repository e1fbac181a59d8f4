"""JSON values in the fields of a form: how they are shown, and what a typed text means.

A value that nobody touched stays exactly as it was: `"3307"` stays text, `""` stays empty, `1e3` keeps its spelling.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import Enum
from typing import TypeGuard

from django.core.exceptions import ValidationError

from designer.connectors.base import Kind, is_within, number_within
from designer.loopback import jsontext, secrets
from designer.loopback.jsontext import JSON, JSONTextError
from designer.loopback.jsonvalues import finite

UNTYPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What no input of a page can hold."""
_NAME = re.compile(r"[^\s,][^,\x00-\x1f]*(?<!\s)")
REFERENCE = re.compile(r"\$\{([A-Za-z0-9_]+)\}")


class Absent(Enum):
    """The one value of a setting that is not in the file."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
_NAME_KINDS = frozenset({Kind.NAMES, Kind.NAME_LIST})
JSON_KINDS = frozenset({Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.BOOLEAN_OR_OBJECT})


def shown(value: JSON | Absent, kind: Kind) -> str:
    """The text of a value in a field for settings of this kind."""
    if value is ABSENT:
        return ""
    if kind == Kind.VALUE:
        return free_shown(value)
    if isinstance(value, str) and kind not in JSON_KINDS:
        return value
    if kind in _NAME_KINDS and are_names(value):
        return ", ".join(value)
    return jsontext.dump(finite(value)).rstrip("\n")


def typed(text: str, kind: Kind, original: JSON | Absent, bounds: tuple[int, int] | None = None) -> JSON | Absent:
    """What a text means in a field of this kind that showed `original`. Raises ValidationError with a sentence.

    A number that is typed is a whole one within `bounds`, where there are any.
    """
    text = text.replace("\r\n", "\n")
    if text == shown(original, kind):
        return original
    if kind in _NAME_KINDS and (original is ABSENT or isinstance(original, str) or are_names(original)):
        return _names(text, is_list=kind == Kind.NAME_LIST or isinstance(original, list))
    if isinstance(original, dict | list) and kind not in JSON_KINDS:
        return free_typed(text) if text.strip() else ABSENT
    if kind in (Kind.TEXT, Kind.SECRET):
        return ABSENT if not text else _like(original, text) if kind == Kind.TEXT else text
    if not text.strip():
        return ABSENT
    if kind == Kind.VALUE:
        return free_typed(text)
    if kind == Kind.NUMBER:
        return _number(text.strip(), original, bounds)
    if kind in JSON_KINDS:
        return _json(text, kind)
    return {"true": True, "false": False}.get(text, text)


def are_names(value: JSON | Absent) -> TypeGuard[list[str]]:
    """Whether a value is an array of texts that can be typed with commas between."""
    return isinstance(value, list) and all(isinstance(each, str) and _NAME.fullmatch(each) for each in value)


def lines(text: str) -> str:
    """A text with the line ends that JSON values have: browsers send their own."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def free_shown(value: JSON) -> str:
    """The text of a setting that nobody described: plain where it cannot be taken for anything else.

    It is always one line: a browser takes line ends out of what a field of one line holds.
    """
    if (
        isinstance(value, str)
        and value == value.strip()
        and len(value.splitlines()) == 1
        and not UNTYPABLE.search(value)
        and free_typed(value) == value
    ):
        return value
    return jsontext.dump_in_one_line(finite(value))


def free_typed(text: str) -> JSON:
    """What a text means there: JSON where it is JSON, else a text."""
    try:
        value = jsontext.read(text)
    except JSONTextError:
        return text
    return value if jsontext.same(value, finite(value)) else text


def restored(new: JSON, original: JSON | Absent, hidden: JSON | Absent) -> JSON:
    """`new` with every mask that stands where it was shown replaced by what it hid; in lists, see `origins`.

    Raises ValidationError where a mask stands somewhere else: what it hid is not known there.
    """
    if isinstance(new, str):
        if secrets.MASK not in new:
            return new
        if new == hidden and original is not ABSENT:
            return original
        raise ValidationError(f"{secrets.MASK} stands for a secret that is not shown. Type the secret again.")
    if isinstance(new, dict):
        before = original if isinstance(original, dict) else {}
        veiled = hidden if isinstance(hidden, dict) else {}
        return {key: restored(part, before.get(key, ABSENT), veiled.get(key, ABSENT)) for key, part in new.items()}
    if isinstance(new, list):
        before_items = original if isinstance(original, list) else []
        veiled_items = hidden if isinstance(hidden, list) else []
        found = origins(new, veiled_items)
        return [
            restored(part, *((ABSENT, ABSENT) if i is None else (before_items[i], veiled_items[i])))
            for part, i in zip(new, found, strict=True)
        ]
    return new


def origins(new: Sequence[JSON], hidden: Sequence[JSON]) -> list[int | None]:
    """Which element of a list, shown as `hidden`, each of the `new` ones was; None where that is not certain.

    An element that still looks as it was shown is that one, wherever it stands now. Where all others do, and none came
    or went, the one that was edited is known by its place.
    """
    texts, before = [jsontext.dump(finite(part)) for part in new], [jsontext.dump(finite(part)) for part in hidden]
    found: list[int | None] = [None] * len(new)
    for text in dict.fromkeys(texts):
        now, then = _places(texts, text), _places(before, text)
        if len(now) == len(then) or secrets.MASK not in text:
            for place, origin in zip(now, then, strict=False):
                found[place] = origin
    rest = [place for place, origin in enumerate(found) if origin is None]
    if len(new) == len(hidden) and len(rest) == 1 and rest[0] not in found:
        found[rest[0]] = rest[0]
    return found


def _places(texts: Sequence[str], text: str) -> list[int]:
    return [place for place, each in enumerate(texts) if each == text]


def _like(original: JSON | Absent, text: str) -> JSON:
    """A text as a value of the type that was there: a number stays a number, and true stays a boolean."""
    if isinstance(original, int | float):
        value = free_typed(text)
        both_boolean = isinstance(original, bool) and isinstance(value, bool)
        both_numbers = not isinstance(original, bool) and not isinstance(value, bool)
        if both_boolean or (both_numbers and isinstance(value, int | float)):
            return value
    return text


def _number(text: str, original: JSON | Absent, bounds: tuple[int, int] | None) -> JSON:
    if REFERENCE.fullmatch(text):
        return text
    try:
        value = jsontext.read(text)
    except JSONTextError:
        value = None
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and finite(value) == value
    if not is_number or not is_within(value, bounds):
        wanted = number_within(bounds)
        raise ValidationError(f"Type {wanted}, or a variable such as ${{DB_PORT}}.")
    return text if isinstance(original, str) else value


def _names(text: str, *, is_list: bool) -> JSON | Absent:
    """One name by itself is a text, unless it is to be an array."""
    found: list[JSON] = [each.strip() for each in text.split(",") if each.strip()]
    if not found:
        return ABSENT
    return found if is_list or len(found) > 1 else found[0]


def _json(text: str, kind: Kind) -> JSON:
    if REFERENCE.fullmatch(text.strip()):
        return text.strip()
    try:
        value = jsontext.read(text)
    except JSONTextError as error:
        raise ValidationError(f"This is not JSON. {error}") from error
    wanted = {Kind.OBJECT: (dict, "{…}"), Kind.MAP: (dict, "{…}"), Kind.ARRAY: (list, "[…]")}.get(kind)
    if wanted and not isinstance(value, wanted[0]):
        raise ValidationError(f"Type JSON of the form {wanted[1]}.")
    return value


def joined_lines(value: JSON) -> str:
    """A text as a form shows it: a description can be an array of lines; what is no text is shown as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
