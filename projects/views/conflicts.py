"""Two people changed the same part: what each of them wants side by side, and a choice for each part.

What a form over the members of an object does to let different edits stand and to ask about the same ones:

- GET: a hidden input `seen`, made by `parts.seal_members` (several by `parts.joined`).
- POST: keep the `seen` that was posted, also when the form is shown again: it says what the person started from.
  Inside the transaction `parts.reconciled(app, seen, path, pointer, typed, chosen(request.POST))` gives the members to
  be saved; where it has conflicts, raise `files.Conflict(reconciled.parts)`.
- On Conflict: reconcile again outside, and show the form as it was posted, with `describe_members` as `conflict` for
  templates/ui/conflict.html inside the form, status 409. The choices come back with the next POST.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.comparison import Comparison, compare
from designer.loopback.jsontext import JSON
from designer.loopback.jsonvalues import masked
from projects.actions.attribution import last_change
from projects.actions.parts import Choice, Choices, Part, Reconciled, present_digest, value_at
from projects.models import Project, Revision

_MINE, _THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Disputed:
    """A part that both sides changed: as JSON, secrets masked; None where it is not there."""

    field: str
    """The name of the radio buttons."""
    name: str
    path: str
    theirs: str | None
    mine: str | None
    choice: str
    """`mine`, `theirs`, or empty while nobody chose."""
    revision: Revision | None
    """Who changed it, and when."""


@dataclass(frozen=True)
class Described:
    """Who changed something meanwhile, and what is to be chosen; or how a whole text differs from what is typed."""

    revision: Revision | None
    comparison: Comparison | None = None
    disputed: tuple[Disputed, ...] = ()
    sealed: str = ""
    """The hidden input `choices`: which part each radio button is about, and what was there when it was shown."""

    @property
    def changed_at(self) -> datetime | None:
        """When the other change was saved."""
        return self.revision.created_at if self.revision else None


def chosen(post: Mapping[str, str]) -> Choices:
    """The choices that came with a form; none where they cannot be read."""
    try:
        rows = json.loads(post.get("choices") or "[]")
        parts = [((str(path), tuple(map(str, pointer))), digest) for path, pointer, digest in rows]
    except (ValueError, TypeError, RecursionError):
        return {}
    answers = [(part, digest, post.get(f"choice-{row}")) for row, (part, digest) in enumerate(parts)]
    return {part: Choice(answer == _MINE, digest) for part, digest, answer in answers if answer in (_MINE, _THEIRS)}


def describe_members(
    project: Project, app: Application, *reconciled: Reconciled, choices: Choices | None = None
) -> Described:
    """The members in conflict of objects as they are in `app` now, and as they were typed.

    `reconciled` are what `parts.reconciled` gave for `choices`: what a choice settled is shown with it.
    """
    disputed: list[Disputed] = []
    sealed: list[JSON] = []
    for each in reconciled:
        now = value_at(app, each.path, each.pointer)
        theirs = now if isinstance(now, dict) else {}
        for key in (*each.conflicts, *each.settled):
            part = each.path, (*each.pointer, key)
            choice = (choices or {}).get(part) if key in each.settled else None
            present = _shown(each, theirs, key)
            disputed.append(
                Disputed(
                    f"choice-{len(disputed)}",
                    key,
                    each.path,
                    present,
                    _shown(each, {"connector": theirs.get("connector"), **each.typed}, key, like=present),
                    "" if choice is None else _MINE if choice.mine else _THEIRS,
                    last_change(project, part),
                )
            )
            sealed.append([each.path, list(part[1]), present_digest(app, part)])
    revision = next((each.revision for each in disputed if each.revision), None)
    return Described(revision, disputed=tuple(disputed), sealed=json.dumps(sealed))


def describe(project: Project, app: Application, part: Part, typed: JSON) -> Described:
    """A whole part as it is now at the left, as it is typed at the right; secrets masked. Saving again keeps it."""
    path, pointer = part
    now = _wrapped(value_at(app, path, pointer), pointer)
    return Described(last_change(project, part), compare(path, now, _wrapped(typed, pointer)))


def _shown(reconciled: Reconciled, members: Mapping[str, JSON], key: str, *, like: str | None = None) -> str | None:
    """A member as JSON, in the order of the text `like`; which of them are secret depends on its neighbours."""
    if key not in members:
        return None
    pointer = tuple(str(each) for each in reconciled.pointer)
    value = masked(reconciled.path, pointer, dict(members))[key]
    return jsontext.dump(value).rstrip("\n") if like is None else jsontext.edit(like, value)


def _wrapped(value: JSON, pointer: jsontext.Pointer) -> str:
    """A part as a text of its own, in which secrets are found as in the file."""
    for key in reversed(pointer):
        value = {str(key): value}
    return jsontext.dump(value)
