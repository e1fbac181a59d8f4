"""Two texts of a file beside each other, line by line, with secrets masked: for people, never to be written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Literal

from designer.loopback import jsontext, secrets
from designer.loopback.jsontext import Pointer

Mark = Literal["", "add", "chg", "quiet", "skip"]
"""How a line differs from before; `quiet`: only a comma at its end changed. `skip` stands for lines left out."""

CONTEXT = 3
"""Unchanged lines that are shown around a change."""

LONG_PANE = 300
"""Lines of a file that is shown as a whole; of a longer one only what changes and what the page is about."""

ROWS_SHOWN = 2_000
"""Rows of a comparison; of more, how many is said."""

_MATCHING_LIMIT = 1_000_000
_EQUAL_PAIRS_LIMIT = 100_000
"""Pairs of a line before and an equal one after, each of which SequenceMatcher may look at once for every block."""
_PAIRING_LIMIT = 4_000
"""Lines before times lines after: beyond these, looking for what is alike would take too long."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line; `kind` is `mark` for what changed inside it, `mask` for a secret, else empty."""

    text: str
    kind: Literal["", "mark", "mask"] = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file as it would be saved, or how many are left out."""

    number: int | None
    mark: Mark
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class FilePane:
    """A file as it would be saved, with the lines marked that differ from before."""

    path: str
    lines: list[Line]
    added: int = 0
    changed: int = 0
    removed: int = 0
    error: str = ""
    here: int = 0
    """The line where what the page is about begins; 0 where there is no such line."""
    is_folded: bool = False
    """Whether lines are left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a comparison: the line before at the left, the one after at the right; or how many are left out.

    `kind` says what happened to the line; an added one has no left side, a deleted one no right side.
    """

    kind: Literal["", "add", "chg", "quiet", "del", "skip"] = ""
    left_number: int | None = None
    left_parts: Sequence[Part] = ()
    right_number: int | None = None
    right_parts: Sequence[Part] = ()
    skip: str = ""

    @property
    def left_kind(self) -> str:
        """The classes of the left side."""
        return {"add": "gap", "del": "del", "chg": "del", "quiet": "del quiet"}.get(self.kind, "")

    @property
    def right_kind(self) -> str:
        """The classes of the right side."""
        return {"del": "gap", "add": "add", "chg": "add", "quiet": "add quiet"}.get(self.kind, "")


Status = Literal["added", "changed", "deleted"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What happened to one file."""

    path: str
    status: Status
    rows: list[Row] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    removed: int = 0
    error: str = ""


def pane(
    path: str, before: str | None, after: str, *, reveal: bool = False, error: str = "", about: Pointer = ()
) -> FilePane:
    """The text after a change, with its changed lines marked; `reveal` shows secrets, `about` is a place to look at.

    Of a long file with such a place only that is shown, what changes, and CONTEXT lines around each.
    """
    new = _Text(path, after, reveal)
    old = new if before == after else _Text(path, before or "", reveal)
    here = _lines_of(after, about)
    is_folded = bool(about) and len(new.lines) > LONG_PANE
    rows = list(_rows(old, new, range(here.start - 1 - CONTEXT, here.stop - 1 + CONTEXT) if is_folded else None))
    marks: dict[str, Mark] = {"add": "add", "chg": "chg", "quiet": "quiet", "skip": "skip"}
    lines = [
        Line(row.right_number, marks.get(row.kind, ""), [Part(row.skip)] if row.skip else row.right_parts)
        for row in rows
        if row.right_number is not None or row.skip
    ]
    return FilePane(path, lines, *_counts(rows), error, here.start, is_folded)


def _lines_of(text: str, about: Pointer) -> range:
    """The lines of what stands at a place, counted from 1; 0 alone where nothing does."""
    try:
        start, end = jsontext.span(text, about) if about else (-1, -1)
    except (KeyError, jsontext.JSONTextError):
        start = end = -1
    if start < 0:
        return range(0)
    first = text.count("\n", 0, start) + 1
    return range(first, first + text.count("\n", start, end) + 1)


def compare(path: str, before: str | None, after: str | None, *, reveal: bool = False) -> Comparison:
    """Both texts side by side, only the changed lines and CONTEXT lines around them; None: the file is not there."""
    rows = list(_rows(_Text(path, before or "", reveal), _Text(path, after or "", reveal)))
    return Comparison(path, status(before, after), _folded(rows), *_counts(rows))


def status(before: object | None, after: object | None) -> Status:
    """What happened to a file that was `before` and is `after`; None: not there."""
    if before is None:
        return "added"
    return "deleted" if after is None else "changed"


class _Text:
    """The lines of a text, and which ranges of each are secret."""

    def __init__(self, path: str, text: str, reveal: bool) -> None:
        self.lines = [match[0] for match in _LINE.finditer(text) if match[0]]
        spans = [] if reveal else secrets.secret_spans(path, text)
        self.secret: list[list[tuple[int, int]]] = []
        start = first = 0
        for line in self.lines:
            end = start + len(line)
            while first < len(spans) and spans[first][1] <= start:
                first += 1
            last = first
            while last < len(spans) and spans[last][0] < end:
                last += 1
            self.secret.append([(max(a, start) - start, min(b, end) - start) for a, b in spans[first:last]])
            start = end

    def parts(self, index: int, marked: Sequence[tuple[int, int]] = ()) -> list[Part]:
        """A line in pieces, without its line end."""
        line, hidden = self.lines[index].rstrip("\r\n"), self.secret[index]
        edges = sorted({0, len(line), *(edge for span in (*hidden, *marked) for edge in span if edge <= len(line))})
        pieces: list[Part] = []
        for start, end in pairwise(edges):
            if _within(start, end, hidden):
                if not (pieces and pieces[-1].kind == "mask"):
                    pieces.append(Part(secrets.MASK, "mask"))
            else:
                pieces.append(Part(line[start:end], "mark" if _within(start, end, marked) else ""))
        return pieces


def _within(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a <= start and end <= b for a, b in spans)


def _rows(before: _Text, after: _Text, shown: range | None = None) -> Iterator[Row]:
    """The rows of two texts. With `shown`, lines that neither change nor stand in it, nor near one, are left out."""
    for tag, i1, i2, j1, j2 in _opcodes(_without_commas(before.lines), _without_commas(after.lines)):
        if tag == "equal":
            pairs = list(zip(range(i1, i2), range(j1, j2), strict=True))
            follows, is_followed = i1 + j1 > 0, i2 < len(before.lines) or j2 < len(after.lines)
            begin = j1 + CONTEXT if follows else j1
            quiet = range(begin, max(begin, j2 - CONTEXT if is_followed else j2)) if shown is not None else range(0)
            yield from _equal_rows(before, after, pairs, set(quiet) - set(shown or ()))
        else:
            yield from _changed_rows(before, after, range(i1, i2), range(j1, j2))


def _equal_rows(
    before: _Text, after: _Text, pairs: Iterable[tuple[int, int]], left_out_lines: Collection[int]
) -> Iterator[Row]:
    """Rows of lines that are the same but for commas at their ends."""
    left_out = 0
    for i, j in pairs:
        is_same = before.lines[i] == after.lines[j]
        if is_same and j in left_out_lines:
            left_out += 1
            continue
        if left_out:
            yield Row("skip", skip=_lines_left_out(left_out))
        left_out = 0
        yield Row("", i + 1, before.parts(i), j + 1, after.parts(j)) if is_same else _changed_row(before, after, i, j)
    if left_out:
        yield Row("skip", skip=_lines_left_out(left_out))


def _lines_left_out(count: int) -> str:
    return f"{count} line{'' if count == 1 else 's'}"


def _opcodes(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """As SequenceMatcher's, but the same lines at both ends cost nothing, and a large rest is one replaced block.

    Without the commas at their ends: a member that is added after the last one is then its own lines.
    """
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    yield "equal", 0, head, 0, head
    if len(middle_old) * len(middle_new) > _MATCHING_LIMIT or _equal_pairs(middle_old, middle_new) > _EQUAL_PAIRS_LIMIT:
        yield "replace", head, head + len(middle_old), head, head + len(middle_new)
    else:
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes():
            yield tag, head + i1, head + i2, head + j1, head + j2
    yield "equal", len(old) - tail, len(old), len(new) - tail, len(new)


def _equal_pairs(old: list[str], new: list[str]) -> int:
    times = Counter(new)
    return sum(times[line] for line in old)


def _without_commas(lines: Sequence[str]) -> list[str]:
    return [line.rstrip(",\r\n \t") + line[len(line.rstrip("\r\n")) :] for line in lines]


def _changed_rows(before: _Text, after: _Text, left: range, right: range) -> Iterator[Row]:
    """Rows of a changed run: lines that are alike stand beside each other."""
    pairs = _pairs([before.lines[i] for i in left], [after.lines[j] for j in right])
    for a, b in pairs:
        i, j = None if a is None else left[a], None if b is None else right[b]
        if i is not None and j is not None:
            yield _changed_row(before, after, i, j)
        elif i is not None:
            yield Row("del", i + 1, before.parts(i))
        elif j is not None:
            yield Row("add", right_number=j + 1, right_parts=after.parts(j))


def _changed_row(before: _Text, after: _Text, i: int, j: int) -> Row:
    old, new = before.lines[i].rstrip("\r\n"), after.lines[j].rstrip("\r\n")
    kind: Literal["quiet", "chg"] = "quiet" if old.rstrip(", ") == new.rstrip(", ") else "chg"
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    left = before.parts(i, [(start, len(old) - tail)])
    return Row(kind, i + 1, left, j + 1, after.parts(j, [(start, len(new) - tail)]))


def _pairs(old: list[str], new: list[str]) -> list[tuple[int | None, int | None]]:
    """Which old line became which new one: in order, those that share their key or most of their text."""
    if len(old) * len(new) > _PAIRING_LIMIT:
        return [(index, None) for index in range(len(old))] + [(None, index) for index in range(len(new))]
    pairs: list[tuple[int | None, int | None]] = []
    position = 0
    for index, line in enumerate(old):
        match = next((j for j in range(position, len(new)) if _alike(line, new[j])), None)
        if match is None:
            pairs.append((index, None))
            continue
        pairs += [(None, j) for j in range(position, match)]
        pairs.append((index, match))
        position = match + 1
    return pairs + [(None, j) for j in range(position, len(new))]


def _alike(one: str, other: str) -> bool:
    first, second = one.strip().rstrip(","), other.strip().rstrip(",")
    if first == second:
        return True
    key = re.match(r'"(?:[^"\\]|\\.)*"\s*:', first)
    if key:
        return second.startswith(key[0])
    return len(first) > 3 and SequenceMatcher(None, first, second).quick_ratio() > 0.7


def _counts(rows: Sequence[Row]) -> tuple[int, int, int]:
    """Added, changed and removed lines."""
    kinds = [row.kind for row in rows]
    return kinds.count("add"), kinds.count("chg") + kinds.count("quiet"), kinds.count("del")


def _folded(rows: Sequence[Row]) -> list[Row]:
    """Rows with long unchanged runs left out."""
    wanted = {near for i, row in enumerate(rows) if row.kind for near in range(i - CONTEXT, i + CONTEXT + 1)}
    folded: list[Row] = []
    for is_wanted, run in groupby(enumerate(rows), key=lambda each: each[0] in wanted):
        shown = [row for _, row in run]
        if is_wanted or len(shown) == 1:
            folded += shown
        else:
            folded.append(Row("skip", skip=_lines_left_out(len(shown))))
    left_out = len(folded) - ROWS_SHOWN
    return [*folded[:ROWS_SHOWN], Row("skip", skip=f"{left_out} more rows are not shown")] if left_out > 0 else folded
