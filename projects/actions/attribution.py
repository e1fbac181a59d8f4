"""Who changed a part of a file last."""

from __future__ import annotations

from designer.loopback.application import Application
from designer.loopback.files import decode
from designer.loopback.jsontext import JSON
from projects.actions.parts import Part, digest_of, value_at
from projects.models import Change, Content, Project, Revision

_LOOKED_AT = 50
"""Changes of the file that are looked through: what was changed while somebody typed is among the newest."""


def last_change(project: Project, part: Part) -> Revision | None:
    """The newest revision that changed what stands at a part; None where none of the newest did."""
    changes = Change.objects.filter(revision__project=project, path=part[0])
    rows = changes.select_related("revision__author", "before", "after").order_by("-revision__number")
    for change in rows[:_LOOKED_AT]:
        if digest_of(_value(change.before, part)) != digest_of(_value(change.after, part)):
            return change.revision
    return None


def _value(content: Content | None, part: Part) -> JSON:
    path, pointer = part
    try:
        texts = {path: decode(bytes(content.sealed))} if content else {}
    except UnicodeDecodeError:
        texts = {}
    return value_at(Application(texts), path, pointer)
