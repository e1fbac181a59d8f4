"""How LoopBack merges the files of a configuration, and the first place where it cannot."""

from __future__ import annotations

from collections.abc import Sequence

from designer.loopback import environments, layers
from designer.loopback.environments import MergeConflict
from designer.loopback.jsontext import JSON
from designer.loopback.layers import Conflict

Contribution = tuple[str, dict[str, JSON]]
"""The path of a file, and its members."""


def members_of(value: JSON) -> dict[str, JSON] | None:
    """The members LoopBack sees in a configuration file: an array has them by index. None where it stops instead.

    loopback-boot 2.28.0, lib/config-loader.js: what is neither object nor array cannot be given a `_filename`.
    """
    if isinstance(value, list):
        return {str(index): each for index, each in enumerate(value)}
    return value if isinstance(value, dict) else None


def merged(config: str, given: Sequence[Contribution], loopback_boot: int) -> dict[str, JSON] | Conflict:
    """A configuration as LoopBack merges it, main file first, or why it does not; `loopback_boot` is 2 or 3."""
    if config == "middleware":
        return _merged_middleware(given, loopback_boot)
    found = layers.conflicts(given)
    if found:
        return found[0]
    whole = environments.merge_layers([value for _, value in given])
    assert isinstance(whole, dict)
    return whole


def _merged_middleware(given: Sequence[Contribution], loopback_boot: int) -> dict[str, JSON] | Conflict:
    """loopback-boot 2.28.0, lib/config-loader.js, mergeMiddlewareConfig; 3.3.1, lib/plugins/middleware.js."""
    whole: dict[str, JSON] = dict(given[0][1]) if given else {}
    for path, layer in given[1:]:
        for phase, override in layer.items():
            if phase not in whole:
                sentence = f"The phase “{phase}” is not in the main file, and LoopBack adds none from another one."
                return Conflict((phase,), path, sentence)
            result = _merged_phase(whole[phase], override, phase, path, loopback_boot)
            if isinstance(result, Conflict):
                return result
            whole[phase] = result
    return whole


def _merged_phase(main: JSON, override: JSON, phase: str, path: str, loopback_boot: int) -> JSON | Conflict:
    known, new = members_of(main), _members_in_a_loop(override)
    if known is None:
        sentence = f"“{phase}” is no object in the main file, so nothing can be merged into it."
        return Conflict((phase,), path, sentence) if new else main
    whole = dict(known)
    for name, value in new.items():
        place = (phase, name)
        if name not in whole:
            sentence = (
                f"The middleware “{name}” is not in the phase “{phase}” of the main file, and LoopBack adds none "
                "from another one."
            )
            return Conflict(place, path, sentence)
        try:
            whole[name] = _merged_middleware_settings(whole[name], value, layers.spelled(place), loopback_boot)
        except MergeConflict as conflict:
            return _where(place, path, known[name], value, conflict)
    return whole


def _merged_middleware_settings(main: JSON, override: JSON, path: str, loopback_boot: int) -> JSON:
    if isinstance(main, list) or isinstance(override, list):
        if _has_no_members(main) or _has_no_members(override):
            raise MergeConflict(path, f"“{path}” is null in one file and an array in another; LoopBack stops there.")
        return _merged_by_name(_listed(main), _listed(override), path, loopback_boot)
    if override is None or not isinstance(override, dict | str):
        return main
    if main is None and override:
        raise MergeConflict(path, f"“{path}” is null in the main file, and LoopBack does not replace that.")
    return environments.merge(main, override, path) if isinstance(main, dict) and isinstance(override, dict) else main


def _members_in_a_loop(value: JSON) -> dict[str, JSON]:
    """What JavaScript's `for … in` finds in a value: of a text, its letters."""
    return {str(index): each for index, each in enumerate(value)} if isinstance(value, str) else members_of(value) or {}


def _has_no_members(value: JSON) -> bool:
    """Whether JavaScript's `Object.keys` throws on it."""
    return value is None


def _listed(value: JSON) -> list[JSON]:
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) and value else []


def _merged_by_name(main: list[JSON], override: list[JSON], path: str, loopback_boot: int) -> list[JSON]:
    whole = list(main)
    for item in override:
        name = item.get("name") if isinstance(item, dict) else None
        known = [index for index, other in enumerate(whole) if isinstance(other, dict) and other.get("name") == name]
        if not name or not known:
            whole.append(item)
            continue
        try:
            whole[known[0]] = environments.merge(whole[known[0]], item, path)
        except MergeConflict:
            # loopback-boot 2 does not look at the result of merging two items.
            if loopback_boot == 3:
                raise
    return whole


def _where(place: tuple[str, str], path: str, main: JSON, override: JSON, conflict: MergeConflict) -> Conflict:
    """The exact place in the middleware's settings."""
    if isinstance(main, dict) and isinstance(override, dict):
        inner = layers.conflicts([(path, main), (path, override)])
        if inner:
            return Conflict((*place, *inner[0].pointer), path, conflict.sentence)
    return Conflict(place, path, conflict.sentence)
