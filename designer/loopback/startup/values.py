"""JavaScript values as LoopBack's model builder handles them: type constructors, and how settings are merged.

loopback-datasource-juggler 3.36.1: lib/types.js, lib/utils.js (deepMerge), lib/model-builder.js (mergeSettings), and
lib/model.js (getMergePolicy); inflection 1.13.4, lib/inflection.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from designer.connectors.javascript import truthy
from designer.loopback.jsontext import JSON


@dataclass(frozen=True, slots=True)
class Constructor:
    """A JavaScript function that stands for a type: `Number`, or the class of a model under the model's name."""

    name: str


_NAMES = ("Text", "JSON", "Any", "String", "Number", "Boolean", "Date", "DateString", "Buffer", "Array", "GeoPoint")
SCHEMA_TYPES: Mapping[str, Constructor] = {
    **{name.lower(): Constructor(name) for name in (*_NAMES, "Object")},
    "binary": Constructor("Buffer"),
}
"""The types that are no models, by the names that a definition can call them, in small letters."""

_POLICY: dict[str, JSON] = {
    "description": {"replace": True},
    "properties": {"patch": True},
    "relations": {"patch": True},
}
_RECOMMENDED_POLICY: dict[str, JSON] = {
    "description": {"replace": True},
    **{key: {"patch": True} for key in ("options", "indexes", "methods", "mixins", "relations", "scopes")},
    **{key: {"replace": False} for key in ("hidden", "protected")},
    "scope": {"replace": True},
    "acls": {"rank": True},
    "__delete": None,
    "__default": {"replace": True},
}
_NOTHING = object()

Merging: TypeAlias = Literal["deleted", "replaced", "patched", "merged"]
"""`patched`: each member takes the place of the one of that name; `merged`: what is inside of each is merged too."""


def deep_merge(base: JSON, extras: JSON = None) -> JSON:
    """A deep copy of `base` with `extras` over it: objects are merged, arrays get what they do not have yet."""
    if isinstance(base, list) and (isinstance(extras, list) or not truthy(extras)):
        return [*base, *(extra for extra in extras or [] if not any(_identical(extra, each) for each in base))]
    merged: dict[str, JSON] = {
        key: deep_merge(value) if isinstance(value, dict | list) else value for key, value in _members(base)
    }
    known = dict(_members(base))
    for key, extra in _members(extras):
        is_merged = isinstance(extra, dict | list) and known.get(key) is not None
        merged[key] = deep_merge(known[key], extra) if is_merged else extra
    return merged


def merge_settings(base: Mapping[str, JSON], own: Mapping[str, JSON]) -> dict[str, JSON]:
    """The settings of a model that extends another: `own` over those of its base, as `configureModelMerge` says."""
    policy = _policy(own.get("configureModelMerge"))
    merged: dict[str, JSON] = deep_merge(dict(base))
    for key, value in own.items():
        match _merging(policy, key, value):
            case "deleted":
                merged.pop(key, None)
            case "replaced":
                merged[key] = value
            case "patched" if isinstance(value, dict):
                present = merged.get(key)
                merged[key] = (present if isinstance(present, dict) else {}) | value
            case _:
                merged[key] = deep_merge({"key": base.get(key)}, {"key": value})["key"]
    return merged


def merging(own: Mapping[str, JSON], key: str) -> Merging:
    """What a model does to a setting of its base, where `own` has that setting too."""
    return _merging(_policy(own.get("configureModelMerge")), key, own[key])


def camelize(text: str) -> str:
    """inflection's `camelize(text, true)`: `"Customer_id"` becomes `"customerId"`, `"POBox"` `"pOBox"`."""
    paths: list[str] = []
    for index, path in enumerate(text.split("/")):
        words = [word.lower() if number else word for number, word in enumerate(path.split("_"))]
        first = words[0][:1].lower() if index == 0 else words[0][:1].upper()
        paths.append("".join([first + words[0][1:], *(word[:1].upper() + word[1:] for word in words[1:])]))
    return "::".join(paths)


def normalized_path(path: str) -> str:
    """A path as `normalizeHttpPath` makes it: `/fooBar/:id` becomes `/foo-bar/:id` (strong-remoting 3.17.0)."""
    return re.sub(r"[^/]+", lambda part: part[0] if ":" in part[0] else _dashed(part[0]), path)


def _dashed(text: str) -> str:
    underscored = re.sub(r"\A_", "", re.sub(r"([A-Z])", r"_\1", text)).lower()
    return re.sub(r"[ _]", "-", underscored)


def _merging(policy: Mapping[str, JSON], key: str, value: JSON) -> Merging:
    rule = next((each for each in (policy.get(key), policy.get("__default")) if isinstance(each, dict)), {})
    if _identical(value, policy.get("__delete", _NOTHING)):
        return "deleted"
    return "replaced" if rule.get("replace") else "patched" if rule.get("patch") else "merged"


def _policy(configured: JSON) -> dict[str, JSON]:
    if configured is True:
        return _RECOMMENDED_POLICY
    given = configured if isinstance(configured, dict) else _POLICY
    return {key: rule for key, rule in given.items() if isinstance(rule, dict) or key == "__delete"}


def _members(value: JSON) -> Iterator[tuple[str, JSON]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((str(index), each) for index, each in enumerate(value))


def _identical(one: JSON, other: JSON) -> bool:
    """JavaScript's `===`."""
    if isinstance(one, dict | list) or isinstance(other, dict | list):
        return one is other
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
