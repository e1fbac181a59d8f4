"""Properties from a sample: a JSON document, or an array of them. Only the types are taken, no values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from designer.loopback.jsontext import JSON

_DATE = re.compile(
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"(?:[T ]([01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_EXTENDED: Mapping[str, str] = {
    "$date": "date",
    "$oid": "string",
    "$numberLong": "number",
    "$numberInt": "number",
    "$numberDouble": "number",
    "$numberDecimal": "number",
    "$binary": "buffer",
}
"""What MongoDB's tools write in the place of values that JSON does not know."""


def types_in(documents: Sequence[Mapping[str, JSON]]) -> dict[str, JSON]:
    """The type of each member of the documents, as LoopBack writes types; those that differ are `any`."""
    return {name: _common(_values(documents, name)) for name in _names(documents)}


def written(kind: JSON) -> JSON:
    """A property inside another one: its type alone, where that cannot be taken for attributes."""
    return {"type": kind} if isinstance(kind, dict) and "type" in kind else kind


def _names(documents: Iterable[Mapping[str, JSON]]) -> list[str]:
    return list(dict.fromkeys(name for document in documents for name in document))


def _values(documents: Iterable[Mapping[str, JSON]], name: str) -> list[JSON]:
    return [document[name] for document in documents if name in document]


def _common(values: Sequence[JSON]) -> JSON:
    """The type that all values have; null has none."""
    known = [value for value in values if value is not None]
    if not known:
        return "any"
    objects = [value for value in known if isinstance(value, dict)]
    if len(objects) == len(known):
        return _object(objects)
    arrays = [value for value in known if isinstance(value, list)]
    if len(arrays) == len(known):
        return _array([each for array in arrays for each in array])
    kinds = {_scalar(value) for value in known}
    return kinds.pop() if len(kinds) == 1 else "any"


def _scalar(value: JSON) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "date" if _DATE.fullmatch(value) else "string"
    return "array" if isinstance(value, list) else "object"


def _object(values: Sequence[Mapping[str, JSON]]) -> JSON:
    keys = {key for value in values for key in value}
    if len(keys) == 1 and (extended := _EXTENDED.get(next(iter(keys)))):
        return extended
    # LoopBack refuses a model whose property has a dot in its name, so such an object is taken as it comes.
    if not keys or any(not is_usable(key) for key in keys):
        return "object"
    return {name: written(kind) for name, kind in types_in(values).items()}


def _array(elements: Sequence[JSON]) -> JSON:
    kind = _common(elements)
    if kind == "any" or isinstance(kind, list):
        return "array"
    return [{"type": kind} if isinstance(kind, dict) and "type" in kind else kind]


def is_usable(name: str) -> bool:
    """Whether a property inside another one can be called so."""
    return bool(name.strip()) and "." not in name and name != "__proto__" and name.isprintable()
