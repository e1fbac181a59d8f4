"""A text in a form's field and back: a browser knows one kind of line end, a file keeps its own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

BOM = "\ufeff"

_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_END = re.compile(r"\r\n|\n|\r")


def shown(text: str) -> str:
    """What a field shows of a file's text: without its byte order mark, all line ends alike."""
    return _END.sub("\n", text.removeprefix(BOM))


def typed(before: str, posted: str) -> str:
    """The text of a file that was `before` and in whose field `posted` was typed.

    A line that was not edited keeps its line end, in a file of mixed ones too; a new line gets the commonest. The byte
    order mark stays. `typed(text, shown(text)) == text`.
    """
    mark = BOM if before.startswith(BOM) else ""
    old, new = _lines(before.removeprefix(BOM)), [line for line, _ in _lines(posted.removeprefix(BOM))]
    counts = Counter(end for _, end in old if end)
    common = counts.most_common(1)[0][0] if counts else "\n"
    kept = dict(_unedited([_as_posted(line) for line, _ in old], new)) if _needs_matching(before, counts) else {}
    pieces = []
    for index, line in enumerate(new):
        same = kept.get(index)
        text, end = (line, common) if same is None else (old[same][0], old[same][1] or common)
        pieces += [text, end]
    return mark + "".join(pieces[:-1])


def _lines(text: str) -> list[tuple[str, str]]:
    """Each line with its end. The last one has none: it is empty where the text ends with a line end."""
    found = [(match[1], match[2]) for match in _LINE.finditer(text)]
    # After a last line without an end, the pattern finds one more empty match at the end of the text.
    return found[:-1] if len(found) > 1 and not found[-2][1] else found


def _needs_matching(before: str, counts: Counter[str]) -> bool:
    return len(counts) > 1 or "\0" in before


def _as_posted(line: str) -> str:
    """A browser puts U+FFFD in the place of a NUL."""
    return line.replace("\0", "\ufffd")


def _unedited(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Each line of `new` that stood in `old`, with its place there."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    yield from ((i, i) for i in range(head))
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    for block in matcher.get_matching_blocks():
        yield from ((head + block.b + i, head + block.a + i) for i in range(block.size))
    yield from ((len(new) - 1 - i, len(old) - 1 - i) for i in range(tail))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text as a field counts: lines from 1, columns from 1 in UTF-16 code units, as JavaScript does."""

    line: int
    column: int


class Spots:
    """The places of a file's text by their offsets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._start = len(BOM) if text.startswith(BOM) else 0
        self._starts = [self._start, *(match.end() for match in _END.finditer(text))]

    def at(self, offset: int) -> Spot:
        """Where a field shows the character at `offset`."""
        offset = min(max(offset, self._start), len(self._text))
        index = bisect_right(self._starts, offset) - 1
        before = self._text[self._starts[index] : offset].rstrip("\r\n")
        return Spot(index + 1, len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1)
