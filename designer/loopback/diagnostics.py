"""What is wrong with a text while it is typed, with the places that an editor marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from designer.loopback import jsontext
from designer.loopback.jsontext import JSONTextError, Pointer
from designer.loopback.problems import Problem, Severity
from designer.loopback.typed_text import Spot, Spots

MOST = 200
"""More problems of one file are not placed; the worst are."""

_LONGEST_KEY = 200
_KEY = re.compile(r'"(?:[^"\\\r\n]|\\.)*"[ \t]*:[ \t]*\Z')
_LINE = re.compile(r"[^\r\n]*")
_WORD = re.compile(r"[\w.$-]*")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem of one file, and from where to where its first line is marked; `code` is empty for a mere mistake."""

    code: str
    severity: Severity
    sentence: str
    start: Spot
    end: Spot


def mistake(path: str, text: str) -> JSONTextError | None:
    """The first mistake of a text that should be JSON by its name; None where there is none."""
    if path.endswith(".json"):
        try:
            jsontext.read(text)
        except JSONTextError as error:
            return error
    return None


def diagnose(path: str, text: str, problems: Iterable[Problem]) -> list[Diagnostic]:
    """What is wrong with `text`, the content of the file at `path`, in its order.

    `problems` are those of the application with that text, the worst first.
    """
    own = list(islice((problem for problem in problems if problem.path == path), MOST))
    error, spots = mistake(path, text), Spots(text)
    if error:
        severities = [problem.severity for problem in own if not problem.pointer]
        worst = min(severities, key=list(Severity).index, default=Severity.ADVICE)
        place = error.offset, error.offset + len(_WORD.match(text, error.offset)[0])  # type: ignore[index]
        return [Diagnostic("", worst, f"This is not JSON: {error.sentence}", *map(spots.at, place))]
    found = [
        Diagnostic(each.code, each.severity, each.sentence, *map(spots.at, _place(text, each.pointer))) for each in own
    ]
    return sorted(found, key=lambda each: (each.start.line, each.start.column))


def _place(text: str, pointer: Pointer) -> tuple[int, int]:
    """The first line of the member at `pointer`, or of the innermost one around it; else the beginning."""
    for length in range(len(pointer), 0, -1):
        try:
            start, end = jsontext.span(text, pointer[:length])
        except (KeyError, JSONTextError):
            continue
        key = _KEY.search(text, max(0, start - _LONGEST_KEY), start)
        line = _LINE.match(text, start, end)
        assert line
        return key.start() if key else start, line.end()
    return 0, 0
