"""Properties from a sheet: rows of a spreadsheet as they are copied (tabs), or CSV, with or without headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from designer.loopback import jsontext
from designer.loopback.jsontext import JSON, JSONTextError
from designer.loopback.jsonvalues import finite
from designer.loopback.model_properties import TYPES

_HEADINGS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("name", "property", "field", "fieldname", "column", "columnname", "attribute", "key"), "name")
    | dict.fromkeys(("type", "datatype", "kind"), "type")
    | dict.fromkeys(("required", "mandatory", "notnull"), "required")
    | dict.fromkeys(("nullable", "null", "optional"), "optional")
    | dict.fromkeys(("default", "defaultvalue"), "default")
    | dict.fromkeys(("description", "comment", "comments", "remarks", "note", "notes", "meaning"), "description")
)
"""What a column means, by its heading: small letters only."""

_POSITIONS = ("name", "type", "required", "default", "description")
"""What the columns mean where no row has headings."""

_WORDS: Mapping[str, str] = MappingProxyType(
    {name.lower(): name for name in TYPES}
    | dict.fromkeys(("varchar", "char", "nvarchar", "nchar", "str", "text", "tinytext", "longtext", "clob"), "string")
    | dict.fromkeys(("uuid", "guid", "email", "url", "varchar2", "enum", "objectid", "bpchar"), "string")
    | dict.fromkeys(("int", "integer", "long", "short", "smallint", "tinyint", "bigint", "float", "double"), "number")
    | dict.fromkeys(("decimal", "numeric", "real", "money", "currency", "serial", "bigserial", "mediumint"), "number")
    | dict.fromkeys(("bool", "bit", "flag", "yes/no"), "boolean")
    | dict.fromkeys(("datetime", "timestamp", "timestamptz", "datetime2", "isodate"), "date")
    | dict.fromkeys(("blob", "binary", "bytea", "varbinary", "bytes"), "buffer")
    | dict.fromkeys(("jsonb", "map", "dict", "hash"), "object")
    | dict.fromkeys(("list",), "array")
    | dict.fromkeys(("point", "location"), "geopoint")
    | {"text": "text", "json": "json"}
)
"""LoopBack's types by what people and databases call them."""

_SIZED = re.compile(r"([^()]+?)\s*\(\s*([0-9]{1,9})\s*(?:,\s*([0-9]{1,9})\s*)?\)(?:\s+unsigned)?", re.IGNORECASE)
_ARRAYS = (
    re.compile(r"\[\s*(.+?)\s*\]"),
    re.compile(r"(.+?)\s*\[\s*\]"),
    re.compile(r"(?:array|list)\s*(?:of|<|\()\s*(.+?)[\s>)]*", re.IGNORECASE),
)
_YES = frozenset({"yes", "y", "true", "t", "1", "x", "✓", "✔", "required", "mandatory", "not null", "on"})
_FUNCTION = re.compile(r"(guid|uuid|uuidv4|now|shortid)\(\)|(current_timestamp)(?:\(\))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that names a property."""

    name: str
    value: dict[str, JSON]


def rows_of(text: str) -> Iterator[SheetRow]:
    """The properties that a sheet lists, a row each. Raises csv.Error where it cannot be read."""
    lines = [row for row in csv.reader(io.StringIO(text), _dialect(text), strict=False) if any(map(str.strip, row))]
    columns = _columns(lines[0]) if lines else None
    for cells in lines if columns is None else lines[1:]:
        row = _named(columns or dict(enumerate(_POSITIONS)), cells)
        if name := row.get("name", ""):
            yield SheetRow(name, _property(row))


def _dialect(text: str) -> type[csv.Dialect]:
    line = next((each for each in text.splitlines() if each.strip()), "")
    found = max("\t;,|", key=lambda sign: (line.count(sign), sign == "\t"))

    class Sheet(csv.excel):
        delimiter = "\t" if "\t" in line else found

    return Sheet


def _columns(cells: Sequence[str]) -> dict[int, str] | None:
    """What each column means, where a row is one of headings; they say where the name is, and one thing more."""
    words = [re.sub(r"[^a-z]", "", cell.lower()) for cell in cells]
    found = {place: _HEADINGS[word] for place, word in enumerate(words) if word in _HEADINGS}
    is_heading = "name" in found.values() and (len(found) > 1 or len(cells) == 1)
    return found if is_heading else None


def _named(columns: Mapping[int, str], cells: Sequence[str]) -> dict[str, str]:
    return {
        meaning: " ".join(cells[place].split())
        for place, meaning in reversed(list(columns.items()))
        if place < len(cells)
    }


def _property(row: Mapping[str, str]) -> dict[str, JSON]:
    kind, sizes = _type(row.get("type", ""))
    value: dict[str, JSON] = {"type": kind}
    if row.get("required", "").lower() in _YES or (
        "optional" in row and row["optional"].lower() in ("no", "n", "false", "0")
    ):
        value["required"] = True
    value |= _default(row.get("default", ""), kind)
    if description := row.get("description"):
        value["description"] = description
    return value | sizes


def _type(text: str) -> tuple[JSON, dict[str, JSON]]:
    """A type in LoopBack's words, and its sizes; a word that nobody knows stays, as it can be a model."""
    for pattern in _ARRAYS:
        if array := pattern.fullmatch(text):
            return [_word(array[1])], {}
    sized = _SIZED.fullmatch(text)
    if not sized:
        return _word(text), {}
    kind = _word(sized[1])
    if kind == "number":
        scale: dict[str, JSON] = {"scale": int(sized[3])} if sized[3] else {}
        return kind, {"precision": int(sized[2])} | scale
    if kind == "boolean" or sized[1].lower() == "tinyint":
        return kind, {}
    return kind, {"length": int(sized[2])} if kind == "string" and not sized[3] else {}


def _word(text: str) -> str:
    text = text.strip()
    known = _WORDS.get(text.lower()) or _WORDS.get(re.split(r"[\s(]", text.lower())[0])
    return known or text or "string"


def _default(text: str, kind: JSON) -> dict[str, JSON]:
    if not text or text.lower() in ("null", "none", "-", "—"):
        return {}
    if function := _FUNCTION.fullmatch(text):
        return {"defaultFn": (function[1] or "now").lower()}
    if kind == "boolean":
        return {"default": text.lower() in _YES}
    if kind in ("string", "text", "date"):
        return {"default": text.strip("'\"") if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text}
    try:
        value = jsontext.read(text)
    except JSONTextError:
        return {"default": text}
    return {"default": value if jsontext.same(value, finite(value)) else text}
