"""Lets all files of an application follow when properties of a model get other names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from designer.loopback.jsontext import JSON
from designer.loopback.property_references import PropertyRenaming

if TYPE_CHECKING:
    from designer.loopback.application import Application


@dataclass(frozen=True)
class Followed:
    """What came of new names: which models name the properties by them now, and where the old ones may still stand."""

    changed: Mapping[str, list[str]]
    """Each model, with how it names them."""
    left: tuple[str, ...] = ()
    """Places that were not changed, as people call them."""
    scripts: tuple[str, ...] = ()
    """Scripts of the models that have the properties in which an old name stands."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The new names by the old ones."""


def follow(app: Application, name: str, names: Mapping[str, str]) -> Followed:
    """Renames properties of the model `name` wherever they certainly are meant, but for the definition's own list.

    `names` are the new names by the old ones. Raises Refused where a file cannot be edited.
    """
    if not names:
        return Followed({})
    carriers, overriding = _carriers(app, name, names)
    changed: dict[str, list[str]] = {}
    left = [f"property {each} of {other}" for other, each in overriding]
    for path, pointer, owner in _places(app):
        renaming = PropertyRenaming(names, carriers)
        text = app.text(path)
        if owner not in carriers and not any(word in text for word in (*names, *carriers, "\\u")):
            continue
        inherits = owner != name and owner in app.models and app.models[owner].base in carriers
        after = renaming.in_text(text, pointer, owner, inherits=inherits)
        if after != text:
            app.members_to_edit(path)
            app.set_text(path, after)
        if renaming.found:
            changed[owner] = list(dict.fromkeys([*changed.get(owner, []), *renaming.found]))
        left += [f"{each} of {owner}" for each in renaming.left]
        if owner in carriers and not pointer:
            left += [f"{'.'.join(map(str, at))} of {owner}" for at in renaming.mentions(app.members(path))]
    scripts = [
        script for each in carriers if (script := app.models[each].script) and _speaks_of(app.text(script), names)
    ]
    return Followed(changed, tuple(dict.fromkeys(left)), tuple(scripts), names)


def _carriers(app: Application, name: str, names: Mapping[str, str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The models that have the properties, and those heirs that define one of them anew, each with that one."""
    carriers, overriding = [name], list[tuple[str, str]]()
    for carrier in carriers:
        for other, model in app.models.items():
            if other in carriers or model.base != carrier or not model.path:
                continue
            own = [each for each in names if model.properties.get(each) not in (None, False)]
            overriding += [(other, each) for each in own]
            if not any(each in model.properties for each in names):
                carriers.append(other)
    return carriers, overriding


def _places(app: Application) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Every definition and every entry of model-config.json and its environments: the path, the place, the model."""
    for owner, path in app.models.definition_paths.items():
        if _is_object(app, path):
            yield path, (), owner
    for path in app.config_layers("model-config"):
        for owner, entry in app.members(path).items():
            if isinstance(entry, dict) and owner in app.models:
                yield path, (owner,), owner


def _is_object(app: Application, path: str) -> bool:
    members: dict[str, JSON] = app.members(path)
    return bool(members)


def _speaks_of(text: str, names: Mapping[str, str]) -> bool:
    return any(re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", text) for name in names)
