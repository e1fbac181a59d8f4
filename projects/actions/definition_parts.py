"""Changing one part of a model definition, such as its relations; each change is one revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from designer.loopback.application import Application
from designer.loopback.definition_parts.part import DefinitionPart, with_part
from designer.loopback.jsontext import JSON, same
from designer.loopback.refusal import Refused
from projects.actions import files, parts
from projects.actions.files import Author, Conflict
from projects.actions.parts import Choices, Reconciled
from projects.models import Project, Revision


@dataclass(frozen=True)
class PartEdit:
    """What a person typed in the form of a part, and what they started from."""

    part: DefinitionPart
    value: JSON
    """The part as it is to be."""
    is_absent: bool = False
    """Whether the definition is not to have the part at all."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """The members that have a new name, by the old one."""
    seen: str = ""
    choices: Choices = field(default_factory=dict)


def seal(app: Application, name: str, part: DefinitionPart) -> str:
    """What the form of a part carries: each member of an object by itself, anything else as a whole."""
    model = app.models[name]
    pointer = part.pointer(model.definition)
    assert model.path
    whole = parts.seal_members(app, model.path, pointer[:-1])
    return parts.joined(whole, parts.seal_members(app, model.path, pointer))


def reconcile(app: Application, name: str, edit: PartEdit) -> Reconciled:
    """What is to be saved of the object that holds the part, or of the part where both sides have an object there."""
    model = app.models[name]
    assert model.path
    pointer = edit.part.pointer(model.definition)
    present = parts.value_at(app, model.path, pointer)
    if isinstance(edit.value, dict) and isinstance(present, dict) and not edit.is_absent:
        return parts.reconciled(app, edit.seen, model.path, pointer, edit.value, edit.choices)
    holder = parts.value_at(app, model.path, pointer[:-1])
    typed = {key: value for key, value in holder.items() if key != pointer[-1]} if isinstance(holder, dict) else {}
    if not edit.is_absent:
        typed[str(pointer[-1])] = edit.value
    return parts.reconciled(app, edit.seen, model.path, pointer[:-1], typed, edit.choices)


def apply(app: Application, name: str, edit: PartEdit) -> None:
    """Makes the change in `app`. Raises Refused, and Conflict where somebody changed the same meanwhile."""
    if name not in app.models or app.models[name].path is None:
        raise Refused(f"“{name}” has no definition of its own in this application any more.")
    found = reconcile(app, name, edit)
    if found.conflicts:
        raise Conflict(found.parts)
    definition = app.members_to_edit(found.path)
    if found.pointer:
        text = with_part(app.text(found.path), found.pointer, found.members, renamed=edit.renamed)
        app.set_text(found.path, text)
    elif not same(definition, found.members):
        app.set_value(found.path, found.members)


def update(project: Project, author: Author, name: str, edit: PartEdit) -> Revision | None:
    """Changes a part of a model's definition. Raises Refused and Conflict."""
    return files.save(project, author, lambda app: summary(app, name, edit), lambda app: apply(app, name, edit))


def summary(app: Application, name: str, edit: PartEdit) -> str:
    """What an edit changes, in words; `app` is the application before it."""
    if name not in app.models:
        return f"Changed {edit.part.noun} of {name}"
    return f"Changed {edit.part.noun} of {name}{_said(edit.part.value(app.models[name].definition), edit)}"


def _said(before: JSON, edit: PartEdit) -> str:
    """Which members are new, other, or gone, for a summary; nothing of an array."""
    if not isinstance(edit.value, dict):
        return ""
    old = before if isinstance(before, dict) else {}
    new = {} if edit.is_absent else edit.value
    words = [
        *(f"renamed {then} to {now}" for then, now in edit.renamed.items()),
        *_listed("added", [key for key in new if key not in old and key not in edit.renamed.values()]),
        *_listed("changed", [key for key in new if key in old and not same(new[key], old[key])]),
        *_listed("deleted", [key for key in old if key not in new and key not in edit.renamed]),
    ]
    return f": {', '.join(words)}" if words else ""


def _listed(verb: str, names: list[str]) -> list[str]:
    if not names:
        return []
    return [f"{verb} {', '.join(names) if len(names) <= 3 else len(names)}"]
