"""`.env.example`: the names of the variables that an application needs, never their values."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.loopback.application import Application

FILE_NAME = ".env.example"

_ASSIGNED = re.compile(r"\s*(?:export\s+)?([A-Za-z0-9_]+)\s*=")
_LISTED = re.compile(r"([A-Za-z0-9_]+)=\r?\n?")
_OURS = "# Used in "


@dataclass(frozen=True)
class _Entry:
    """A variable that Loopwright listed: a comment, and a line that gives it no value."""

    name: str
    text: str


def path_in(app: Application) -> str:
    """Where the file belongs: beside package.json, or where there is none, above the application folder."""
    return posixpath.join(posixpath.dirname(app.package_path or app.root), FILE_NAME)


def refreshed(text: str, used: Mapping[str, Sequence[str]]) -> str:
    """`text` with each variable of `used` (name: the places that use it) listed, sorted, with a comment above it.

    Lines that are not of this making stay as they are, and a variable that one of them assigns is not listed again.
    What was listed and is used no more goes.
    """
    line_end = "\r\n" if "\r\n" in text else "\n"
    kept = [piece for piece in _pieces(text) if isinstance(piece, str) or piece.name in used]
    assigned = {match[1] for piece in kept if isinstance(piece, str) and (match := _ASSIGNED.match(piece))}
    ours = {name: _entry(name, used[name], line_end) for name in sorted(used) if name not in assigned}
    if ours and kept and isinstance(kept[-1], str) and not kept[-1].endswith("\n"):
        kept[-1] += line_end
    return "".join(_with_entries(kept, ours))


def _with_entries(kept: Sequence[str | _Entry], ours: Mapping[str, _Entry]) -> list[str]:
    """The texts, with each entry before the first listed one that follows it by name, else after all of them."""
    waiting = dict(ours)
    texts: list[str] = []
    after_last = 0 if any(isinstance(piece, _Entry) for piece in kept) else len(kept)
    for piece in kept:
        if isinstance(piece, str):
            texts.append(piece)
            continue
        texts += [waiting.pop(name).text for name in list(waiting) if name <= piece.name]
        after_last = len(texts)
    texts[after_last:after_last] = [entry.text for entry in waiting.values()]
    return texts


def _pieces(text: str) -> list[str | _Entry]:
    """The lines with their ends, each pair of lines that Loopwright wrote as one entry."""
    pieces: list[str | _Entry] = []
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        comment = pieces[-1] if pieces and isinstance(pieces[-1], str) else ""
        listed = _LISTED.fullmatch(line)
        if listed and comment.startswith(_OURS):
            pieces[-1] = _Entry(listed[1], comment + line)
        else:
            pieces.append(line)
    return pieces


def _entry(name: str, places: Sequence[str], line_end: str) -> _Entry:
    # A name may hold any text, a line end too.
    told = ", ".join(dict.fromkeys(" ".join(place.split()) for place in places))
    return _Entry(name, f"{_OURS}{told}{line_end}{name}={line_end}")
