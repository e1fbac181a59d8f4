"""Which values in an application's files are secret, and how a text looks with them masked.

A mask is for eyes only: nothing here undoes it, and a masked text is never saved.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from designer.loopback.jsontext import JSON, JSONTextError, Leaf, Pointer, leaves
from designer.loopback.secretwords import (
    is_placeholder,
    is_reference,
    is_secret_setting,
    names_a_secret,
    secret_parts,
    secret_parts_of_code,
    stands_for_another,
)

MASK: Final = "••••••••"
"""What stands for a secret, however long that is."""

_NPM_TABLES = frozenset({"dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "scripts"})
_TYPES = frozenset(
    {"any", "array", "boolean", "buffer", "date", "datestring", "geopoint", "integer"}
    | {"json", "null", "number", "object", "string", "text"}
)
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
# A key in a text that is not quite JSON, and what follows it as its value: other quotes, no quotes, a string without
# its end. In a script, what stands there without quotes is code.
_KEY = re.compile(
    r"""(?:"(?P<double>(?:[^"\\\n]|\\.){1,200})"|'(?P<single>[^'\n]{1,200})'|(?<![\w$-])(?P<bare>[A-Za-z_$][\w$-]*))"""
    r"\s*[:=]\s*"
)
_VALUE_IN_CODE = re.compile(r"""(?:"(?:[^"\\\n]|\\.)*|'(?:[^'\\\n]|\\.)*|`[^`]*|\[[^\]{]*|[-+]?\d[\w.]*)""")
_VALUE = re.compile(rf"""{_VALUE_IN_CODE.pattern}|[^\s,{{}}\[\]"'`][^,{{}}\[\]"'`\n]*""")
_SIGNS = ("@", "=", "PRIVATE KEY")
"""One of them is in every text that is secret by itself."""
_STRING = re.compile(r""""((?:[^"\\\n]|\\.)*)|'((?:[^'\\\n]|\\.)*)|`([^`]*)""")


def is_secret(pointer: Pointer, value: JSON, connector: str | None = None) -> bool:
    """Whether a scalar is a secret as a whole.

    `pointer` is its place in the file. `connector` is that of the data source where the file is a datasources.json;
    then the second part of the pointer is a setting, which the connector's description may call secret.
    """
    if _is_secret_setting(pointer, connector) and isinstance(value, str | int | float):
        return not isinstance(value, bool) and value != "" and not (isinstance(value, str) and is_reference(value))
    if _is_type(pointer, value) or _is_parameter(pointer) or _is_filled_in(pointer, value):
        return False
    return any(names_a_secret(key, value) for key in _telling_keys(pointer))


def secret_spans(path: str, text: str) -> list[tuple[int, int]]:
    """From where to where `text`, the content of the file `path`, is secret: the inside of a string literal, a
    number, or only the password of a URL. In order, without overlaps. A text that is no JSON is read tolerantly."""
    if "\0" in text:
        # UTF-16 that was read as UTF-8 has a zero before or after each letter.
        places = [*(place for place, character in enumerate(text) if character != "\0"), len(text)]
        return [(places[start], places[end]) for start, end in secret_spans(path, text.replace("\0", ""))]
    try:
        found = list(leaves(text)) if path.endswith(".json") else None
    except JSONTextError:
        found = None
    spans = _spans_in_rough_text(path, text) if found is None else _spans_of_leaves(path, text, found)
    return _without_overlaps(spans)


def turned_into_variables(path: str, before: str, after: str) -> dict[Pointer, JSON]:
    """The secrets of `before`, a JSON text of the file `path`, in whose place `after` refers to a variable."""
    try:
        now = {leaf.pointer: leaf.value for leaf in leaves(after)}
        turned = [leaf for leaf in leaves(before) if _refers(now.get(leaf.pointer))]
    except JSONTextError:
        return {}
    spans = secret_spans(path, before) if turned else []
    return {leaf.pointer: leaf.value for leaf in turned if any(leaf.start <= a and b <= leaf.end for a, b in spans)}


def _refers(value: JSON) -> bool:
    return isinstance(value, str) and is_reference(value)


def mask(path: str, text: str) -> str:
    """`text`, the content of the file `path`, with every secret replaced by MASK; JSON stays JSON."""
    numbers = _starts_of_numbers(path, text)
    spans = secret_spans(path, text)
    return _replaced(text, [(start, end, f'"{MASK}"' if start in numbers else MASK) for start, end in spans])


def _starts_of_numbers(path: str, text: str) -> set[int]:
    """Where the numbers of a JSON text stand: they have no quotes around them in which a mask could stand."""
    try:
        return (
            {leaf.start for leaf in leaves(text) if not isinstance(leaf.value, str)}
            if path.endswith(".json")
            else set()
        )
    except JSONTextError:
        return set()


def mask_words(text: str) -> str:
    """A few words from a file, such as the name of a connector, with what is secret by itself masked."""
    if not any(sign in text for sign in _SIGNS):
        return text
    return _replaced(text, [(start, end, MASK) for start, end in _without_overlaps(secret_parts(text, ""))])


def redact(text: str, secrets: Iterable[str]) -> str:
    """A message, such as a driver's, with each of these secrets masked wherever it stands."""
    from designer.connectors.redaction import redact as redacted

    return redacted(text, frozenset(secrets) - {""})


def suggested_variable(data_source: str, setting: str, taken: Collection[str] = ()) -> str:
    """A name for the variable that is to hold a setting: `CORP1_PASSWORD`, or with a number if that is `taken`.

    Letters A to Z, digits and `_`, beginning with a letter, as LoopBack and a shell both can read.
    """
    name = "_".join(part for part in map(_shouted, (data_source, setting)) if part)
    name = name if name[:1].isalpha() else f"DS_{name}".rstrip("_")
    numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *numbered) if each not in taken)


def _shouted(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain)
    return re.sub(r"[^A-Za-z0-9]+", "_", parted).strip("_").upper()


def _is_secret_setting(pointer: Pointer, connector: str | None) -> bool:
    if connector is None or len(pointer) < 2:
        return False
    from designer.connectors import CATALOGUE, find
    from designer.connectors.base import Kind

    # An environment's file need not say which connector its settings are for: what is secret for one is secret then.
    described = find(connector)
    if described is None and is_secret_setting(connector, pointer[1:]):
        return True
    known = [described] if described else list(CATALOGUE.values())
    settings = [setting for each in known if (setting := each.setting(str(pointer[1])))]
    # Swagger's `authorizations` and the like keep a secret under such a plain key.
    # A credential can also be written as the whole member: `"authorizations": {"scheme": "the key"}`.
    inside = pointer[2:][-1:] in {("value",), ("key",)} or (pointer[1] == "authorizations" and len(pointer) == 3)
    return any(setting.kind is Kind.SECRET or (setting.may_contain_secret and inside) for setting in settings)


def _telling_keys(pointer: Pointer) -> Iterator[str]:
    """The keys that can say that the value at `pointer` is secret."""
    keys = [part for part in pointer if isinstance(part, str)][-2:]
    yield from keys[-1:]
    if keys[1:] == ["default"]:
        # The default of a property is a value of that property.
        yield keys[0]
    if keys[1:] == ["params"] and "cookie-parser" in keys[0]:
        # cookie-parser's only parameter in middleware.json is the secret with which it signs.
        yield "secret"


def _is_type(pointer: Pointer, value: JSON) -> bool:
    return "properties" in pointer and isinstance(value, str) and value.lower() in _TYPES


def _is_parameter(pointer: Pointer) -> bool:
    """Whether the value is the name of a parameter in a REST operation: `"functions": {"login": ["password"]}`."""
    return len(pointer) > 3 and pointer[-3] == "functions" and isinstance(pointer[-1], int)


def _is_filled_in(pointer: Pointer, value: JSON) -> bool:
    """Whether the value is a placeholder in the template of a REST operation."""
    return "operations" in pointer and "template" in pointer and isinstance(value, str) and is_placeholder(value)


def _spans_of_leaves(path: str, text: str, found: list[Leaf]) -> Iterator[tuple[int, int]]:
    file_name = PurePosixPath(path).name
    connectors = _connectors(found) if file_name.startswith("datasources.") else {}
    for leaf in found:
        connector = connectors.get(leaf.pointer[0]) if leaf.pointer else None
        known_plain = file_name == "package.json" and leaf.pointer != () and leaf.pointer[0] in _NPM_TABLES
        if not known_plain and is_secret(leaf.pointer, leaf.value, connector):
            quotes = isinstance(leaf.value, str)
            yield leaf.start + quotes, leaf.end - quotes
        elif isinstance(leaf.value, str):
            yield from _spans_in_string(text, leaf)


def _connectors(found: list[Leaf]) -> dict[str | int, str]:
    """The connector of each data source; without a `connector` LoopBack takes the data source's name."""
    named = {leaf.pointer[0]: str(leaf.pointer[0]) for leaf in found if leaf.pointer}
    given = {leaf.pointer[0]: str(leaf.value) for leaf in found if leaf.pointer[1:] == ("connector",)}
    return {**named, **given}


def _spans_in_string(text: str, leaf: Leaf) -> Iterator[tuple[int, int]]:
    key = next((part for part in reversed(leaf.pointer) if isinstance(part, str)), "")
    parts = secret_parts(leaf.value, key)
    if parts:
        inside = range(leaf.start + 1, leaf.end - 1)
        characters = _CHARACTER.finditer(text, inside.start, inside.stop)
        places = [*(match.start() for match in characters), inside.stop]
        yield from ((places[start], places[end]) for start, end in parts)


def _spans_in_rough_text(path: str, text: str) -> Iterator[tuple[int, int]]:
    yield from secret_parts_of_code(text)
    values = _VALUE if path.endswith(".json") else _VALUE_IN_CODE
    position = 0
    while key := _KEY.search(text, position):
        position = key.end()
        told = _may_name_a_secret(key["double"] or key["single"] or key["bare"])
        if told and (value := values.match(text, position)):
            position = value.end()
            yield from _spans_in_rough_value(value)


def _may_name_a_secret(key: str) -> bool:
    # Which property a default belongs to, or what a key is for, cannot be told here.
    return key in {"default", "key"} or names_a_secret(key, "anything: of any kind")


def _spans_in_rough_value(value: re.Match[str]) -> Iterator[tuple[int, int]]:
    strings = [each.span(each.lastindex or 0) for each in _STRING.finditer(value.string, *value.span())]
    for start, end in strings or [value.span()]:
        text = value.string[start:end].strip()
        if text and text not in {"true", "false", "null"} and not stands_for_another(text):
            yield start, end


def _replaced(text: str, masks: Iterable[tuple[int, int, str]]) -> str:
    pieces, position = [], 0
    for start, end, mask_of_it in masks:
        pieces += [text[position:start], mask_of_it]
        position = end
    return "".join([*pieces, text[position:]])


def _without_overlaps(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
