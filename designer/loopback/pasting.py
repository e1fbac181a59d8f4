"""Properties from what somebody pastes: rows of a spreadsheet, CSV, property definitions, or a sample JSON document."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from designer.loopback import jsontext, names
from designer.loopback.jsontext import JSON, JSONTextError
from designer.loopback.pasted_definitions import definitions_in
from designer.loopback.pasted_documents import types_in
from designer.loopback.pasted_sheets import rows_of

MOST_CHARACTERS, MOST_PROPERTIES = 500_000, 500
"""What is read at once."""


class CannotPaste(ValueError):  # noqa: N818 - a sentence for people, as Refused is
    """A text in which no properties were found; the message says why, in a sentence."""


@dataclass(frozen=True)
class Pasted:
    """The properties found, in their order, and a sentence for each that cannot be one."""

    properties: Mapping[str, JSON]
    left_out: tuple[str, ...] = field(default=())
    defines: bool = False
    """Whether the text is property definitions: they are taken as they are, unless a sample was asked for."""


def pasted(text: str, models: Collection[str] = (), *, as_sample: bool = False) -> Pasted:
    """The properties that a text lists; `models` can be types. Raises CannotPaste.

    `as_sample`: JSON is a sample document, even where it looks like property definitions.
    """
    if len(text) > MOST_CHARACTERS:
        raise CannotPaste(f"This is too much at once: paste at most {MOST_CHARACTERS:,} characters.")
    text = text.lstrip("\ufeff").strip("\r\n ")
    if not text.strip():
        raise CannotPaste("There is nothing yet.")
    found = _json(text, models, as_sample) if text.startswith(("{", "[")) else _usable(_sheet(text))
    if not found.properties:
        raise CannotPaste(found.left_out[0] if found.left_out else "No property was found in it.")
    return found


def _json(text: str, models: Collection[str], as_sample: bool) -> Pasted:
    try:
        value = jsontext.read(text)
    except JSONTextError as error:
        raise CannotPaste(f"This begins like JSON, but it is none. {error}") from error
    definitions = definitions_in(value, models)
    found = _documents(value) if definitions is None or as_sample else definitions.items()
    return replace(_usable(found), defines=definitions is not None)


def _documents(value: JSON) -> list[tuple[str, JSON]]:
    documents = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
    if not documents:
        raise CannotPaste("There is no object in this array: paste one such as {…}, or an array of them.")
    return [(name, {"type": kind}) for name, kind in types_in(documents).items()]


def _sheet(text: str) -> list[tuple[str, JSON]]:
    try:
        return [(row.name, row.value) for row in rows_of(text)]
    except csv.Error as error:
        raise CannotPaste("This cannot be read as rows of a sheet.") from error


def _usable(found: Iterable[tuple[str, JSON]]) -> Pasted:
    properties: dict[str, JSON] = {}
    left_out: list[str] = []
    for name, value in found:
        problem = names.check_property_name(name, properties)
        if not name.isprintable():
            left_out.append("A name with characters that cannot be seen is left out.")
        elif problem and problem.refused:
            left_out.append(f"“{name}” is left out. {problem.sentence}")
        elif len(properties) == MOST_PROPERTIES:
            left_out.append(f"After {MOST_PROPERTIES} properties the rest is left out.")
            break
        else:
            properties[name] = value
    return Pasted(properties, tuple(dict.fromkeys(left_out)))
