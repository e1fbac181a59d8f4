"""Any file of a project, edited as a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from designer.loopback import diagnostics, jsonmerge, problems, typed_text
from designer.loopback.application import Application
from designer.loopback.diagnostics import Diagnostic
from designer.loopback.files import decode, encode
from designer.loopback.jsontext import JSONTextError
from designer.loopback.refusal import Refused
from designer.loopback.secrets import MASK
from projects.actions import files
from projects.actions.files import Author
from projects.models import Change, Project, Revision
from projects.models.sealing import digest

_ESCAPED_BULLET = re.compile(r"\\u(?:2022|\{0*2022\})")


@dataclass(frozen=True)
class Changed(Exception):  # noqa: N818 -- two people are right; nothing failed
    """Somebody else changed the same places of the file meanwhile, so nothing was saved."""

    now: str
    typed: str
    """What was typed, with all that the other one changed elsewhere."""


@dataclass(frozen=True)
class NotJSON(Exception):  # noqa: N818 -- a question to the person
    """What was typed would newly not be JSON; nothing was saved."""

    mistake: JSONTextError


def seal(text: str) -> str:
    """What a form carries of the text it shows: a keyed digest."""
    return digest(encode(text))


def typed(project: Project, path: str, now: str, posted: str, seen: str) -> str:
    """The text of a file with what was posted from a form that carried `seen`, what `seal` made of the text it showed.

    `now` is the text as it is. Of a JSON file that somebody else changed meanwhile, different parts both stand.
    Raises Changed where they do not.
    """
    if seen == seal(now):
        return typed_text.typed(now, posted)
    before = _known(project, path, seen)
    if before is None:
        raise Changed(now, typed_text.typed(now, posted))
    mine = typed_text.typed(before, posted)
    if path.endswith(".json") or mine in (before, now):
        both = jsonmerge.merged(before, mine, now)
        if not both.conflicts:
            return both.text
        mine = both.text
    raise Changed(now, mine)


def save(
    project: Project, author: Author, path: str, posted: str, seen: str, *, even_broken: bool = False
) -> Revision | None:
    """Keeps a text as it was typed; None where nothing changed.

    Raises KeyError where there is no such text, Changed, NotJSON unless `even_broken`, and Refused where LoopBack
    would newly not start for another reason, or where masked secrets were posted.
    """

    def verb(app: Application) -> None:
        now = app.text(path)
        text = typed(project, path, now, posted, seen)
        if _masks(text) > _masks(now):
            raise Refused(f"What was typed holds {MASK}, which stands for a secret on pages. Type the secret itself.")
        error = diagnostics.mistake(path, text)
        if error and not even_broken and diagnostics.mistake(path, now) is None:
            raise NotJSON(error)
        app.set_text(path, text)

    return files.save(project, author, f"Edited {path}", verb)


def check(project: Project, path: str, text: str, environment: str) -> list[Diagnostic]:
    """What would be wrong with a file if `text` were saved in it."""
    app = files.application(project, load_all=True)
    app.set_text(path, text)
    return diagnostics.diagnose(path, text, problems.find(app, environment))


def convert(project: Project, author: Author, path: str, encoding: str, seen: str) -> Revision | None:
    """Writes a file that is not UTF-8 anew in UTF-8. `seen` is the digest of its content as it was shown.

    Raises KeyError where there is no such file, and Refused where it changed or cannot be read in `encoding`.
    """

    def verb(app: Application) -> None:
        content = content_of(project, path)
        if digest(content) != seen:
            raise Refused(f"{path} was changed meanwhile, so it was not converted. Look at it again.")
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError) as error:
            raise Refused(f"{path} cannot be read as {encoding}. Choose another encoding.") from error
        app.set_text(path, text)

    return files.save(project, author, f"Converted {path} to UTF-8", verb)


def content_of(project: Project, path: str) -> bytes:
    """The bytes of a file as it is now. Raises KeyError."""
    row = project.files.filter(path=path).exclude(content=None).select_related("content").first()
    if row is None or row.content is None:
        raise KeyError(path)
    return bytes(row.content.sealed)


def _masks(text: str) -> int:
    """How often a mask stands in a text, written with escapes too, as JSON and JavaScript know them."""
    return _ESCAPED_BULLET.sub("\u2022", text).count(MASK)


def _known(project: Project, path: str, seen: str) -> str | None:
    """The text of this file, at any time, that has this digest."""
    changes = Change.objects.filter(revision__project=project, path=path, before__digest=seen)
    found = changes.select_related("before").first()
    try:
        return decode(bytes(found.before.sealed)) if found and found.before else None
    except UnicodeDecodeError:
        return None
