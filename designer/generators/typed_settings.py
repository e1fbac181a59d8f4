"""What a person types for a setting of a data source, as the value that goes into the file."""

from __future__ import annotations

import re

from designer.connectors.base import Kind, Setting, is_within, number_within
from designer.loopback import jsontext
from designer.loopback.jsontext import JSON, JSONTextError
from designer.loopback.refusal import Refused

_REFERENCE = re.compile(r"\$\{[A-Za-z0-9_]+\}")
_SHAPES: dict[Kind, tuple[type, str]] = {
    Kind.OBJECT: (dict, "{…}"),
    Kind.MAP: (dict, "{…}"),
    Kind.ARRAY: (list, "[…]"),
}


def value_of(setting: Setting | None, text: str) -> JSON:
    """The value that a text means: by the kind of a setting; of one that nobody described, the text itself.

    A variable `${NAME}` is possible for every kind. Raises Refused.
    """
    if setting is None or setting.kind in {Kind.TEXT, Kind.SECRET} or _REFERENCE.fullmatch(text):
        return text
    if setting.kind is Kind.CHOICE:
        return _chosen(setting, text)
    try:
        value: JSON = jsontext.read(text)
    except JSONTextError as error:
        if setting.kind is Kind.VALUE:
            return text
        if setting.kind is Kind.NUMBER:
            raise _no_number(setting) from error
        if setting.kind is Kind.BOOLEAN:
            raise Refused("Type true or false.") from error
        raise Refused(f"This is not JSON. {error}") from error
    if setting.kind is Kind.NUMBER and (
        isinstance(value, bool) or not isinstance(value, int | float) or not is_within(value, setting.bounds)
    ):
        raise _no_number(setting)
    if setting.kind is Kind.BOOLEAN and not isinstance(value, bool):
        raise Refused("Type true or false.")
    if setting.kind in _SHAPES and not isinstance(value, _SHAPES[setting.kind][0]):
        raise Refused(f"Type JSON of the form {_SHAPES[setting.kind][1]}.")
    return value


def problem_with(setting: Setting | None, text: str) -> str:
    """What is wrong with such a text, as a sentence; empty where nothing is, or where nothing was typed."""
    try:
        if text:
            value_of(setting, text)
    except Refused as refusal:
        return str(refusal)
    return ""


def text_of(value: JSON) -> str:
    """The text that `value_of` takes for a value."""
    return value if isinstance(value, str) else jsontext.dump_in_one_line(value)


def _no_number(setting: Setting) -> Refused:
    return Refused(f"Type {number_within(setting.bounds)}, or a variable such as ${{DB_PORT}}.")


def _chosen(setting: Setting, text: str) -> JSON:
    for value, _ in setting.choices:
        if text_of(value) == text:
            return value
    raise Refused(f"“{text}” is none of: {', '.join(text_of(value) for value, _ in setting.choices)}.")
