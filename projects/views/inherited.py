"""What a model inherits of one part of its definition, as the page of that part shows it below the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from designer.loopback import inheritance, jsontext, relations
from designer.loopback.access_control import methods_of
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.definition_parts import PARTS
from designer.loopback.definition_parts.part import DefinitionPart
from designer.loopback.inheritance import Inherited
from designer.loopback.jsonvalues import masked
from designer.loopback.related_models import RelatedModels
from projects.models import Project


def entries(
    project: Project, app: Application, environment: str, name: str, part: DefinitionPart
) -> dict[str, Any] | None:
    """The context of models/inherited_entries.html; None where the bases hand nothing down.

    `app` is the application with what is typed, as far as that can be used.
    """
    found = inheritance.inherited(app, name, part, environment)
    if not found:
        return None
    words = _words(app, environment, name, part, found)
    return {
        "noun": part.setting.label.lower() if len(found) == 1 else part.noun,
        "bases": list(dict.fromkeys(each.owner for each in found)),
        "rows": [_row(project, app, part, each, words) for each in found],
        "is_code": part is PARTS["methods"],
        "changed": sum(each.fate != "kept" for each in found),
    }


def own_methods(app: Application, environment: str, name: str) -> dict[str, Any] | None:
    """The context of models/inherited_methods.html, for LoopBack's own methods; None where there are none."""
    found = [each for each in methods_of(app, name, environment) if each.source in BUILTIN]
    if not found:
        return None
    described = PARTS["methods"].value(app.models[name].definition)
    return {
        "bases": list(dict.fromkeys(each.source for each in found)),
        "rows": [
            {"method": each, "is_described": isinstance(described, Mapping) and each.key in described} for each in found
        ],
    }


def _words(
    app: Application, environment: str, name: str, part: DefinitionPart, found: Sequence[Inherited]
) -> dict[str, str]:
    """What entries mean, by their name, where that says more than how they are written."""
    if part is PARTS["relations"]:
        known = RelatedModels(app, environment)
        read = ((each.name, known.read(name, each.name, each.value)) for each in found)
        return {relation: relations.described(about) for relation, about in read if about}
    if part is PARTS["methods"]:
        made = {each.key: each for each in methods_of(app, name, environment) if each.source == "methods"}
        return {each.name: ", ".join(made[each.name].routes) for each in found if each.name in made}
    return {}


def _row(
    project: Project, app: Application, part: DefinitionPart, entry: Inherited, words: Mapping[str, str]
) -> dict[str, Any]:
    owner = app.models.get(entry.owner)
    path = owner.path if owner and owner.path else ""
    page = reverse(f"model-{part.address}", args=[project.slug, entry.owner]) if path else ""
    value = masked(path, (entry.key, entry.name), entry.value) if path else entry.value
    return {
        "name": entry.name,
        "owner": entry.owner,
        "url": f"{page}#at={quote(entry.name)}" if page else "",
        "words": words.get(entry.name, ""),
        "text": jsontext.dump_in_one_line(value),
        "sentence": entry.sentence,
        "is_gone": entry.fate in ("dropped", "off"),
    }
