"""What an update from the source would do, and the parts that both sides changed, to choose between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from designer.loopback import jsontext, part_names
from designer.loopback.application import Application
from designer.loopback.comparison import Comparison, compare, status
from designer.loopback.files import decode
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.jsonvalues import masked
from projects.actions.parts import Part, value_at
from projects.actions.updating import SourceUpdate

_MINE, _THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Question:
    """A part that both sides changed. `mine` and `theirs` are JSON, secrets masked; None where it is not there."""

    field: str
    """The name of the radio buttons."""
    words: str
    path: str
    is_whole: bool
    """It is the whole file; then `comparison` shows both."""
    mine: str | None
    theirs: str | None
    comparison: Comparison | None
    choice: str
    """`mine`, `theirs`, or empty while nobody chose."""


def chosen(post: Mapping[str, str], update: SourceUpdate) -> dict[Part, bool]:
    """The choices that came with a form: whether a part shall be as in the folder."""
    answers = {part: post.get(f"choice-{row}") for row, part in enumerate(update.questions)}
    return {part: answer == _THEIRS for part, answer in answers.items() if answer in (_MINE, _THEIRS)}


def questions(app: Application, update: SourceUpdate, answers: Mapping[Part, bool]) -> list[Question]:
    """The parts to choose between; `app` is the project as it is here."""
    found = []
    for row, (path, pointer) in enumerate(update.questions):
        file = update.both[path]
        here, there = file.here, file.there.content if file.there else None
        answer = answers.get((path, pointer))
        words = part_names.described(app, path, pointer)
        orders = [_order(path, content, pointer) for content in (file.base, here, there)]
        is_order = None not in orders
        if is_order:
            words = f"the order in {words}"
        is_whole = not pointer and not is_order
        found.append(
            Question(
                f"choice-{row}",
                words[0].upper() + words[1:] if words.startswith("the ") else words,
                path,
                is_whole,
                orders[1] if is_order else _shown(path, here, pointer),
                orders[2] if is_order else _shown(path, there, pointer),
                _comparison(path, here, there) if is_whole else None,
                "" if answer is None else _THEIRS if answer else _MINE,
            )
        )
    return found


def newer(app: Application, update: SourceUpdate) -> list[Comparison]:
    """What is taken over as it is in the folder."""
    return [
        _comparison(path, app.text(path).encode() if app.has(path) else None, file.content if file else None)
        for path, file in update.newer.items()
    ]


def merged(update: SourceUpdate, answers: Mapping[Part, bool]) -> list[Comparison]:
    """What the changes of the folder that contradict none of those here make of the files that have both."""
    taken = [part for part, theirs in answers.items() if theirs]
    results = {path: (file.here, file.merged(taken)) for path, file in update.both.items()}
    return [_comparison(path, here, after) for path, (here, after) in results.items() if here != after]


def _comparison(path: str, before: bytes | None, after: bytes | None) -> Comparison:
    try:
        old, new = (None if content is None else decode(content) for content in (before, after))
    except UnicodeDecodeError:
        return Comparison(path, status(before, after), error="This file is not UTF-8, so its lines cannot be shown.")
    return compare(path, old, new)


def _order(path: str, content: bytes | None, pointer: Pointer) -> str | None:
    """The keys of the object at a place, in their order; None where there is none.

    What was an object all along is in conflict only for its order.
    """
    try:
        value = value_at(Application({path: decode(content)}), path, pointer) if content is not None else None
    except UnicodeDecodeError:
        return None
    return ", ".join(value) if path.endswith(".json") and isinstance(value, dict) else None


def _shown(path: str, content: bytes | None, pointer: Pointer) -> str | None:
    """What stands at a place, as JSON; which of it is secret depends on its neighbours."""
    if content is None or not pointer:
        return None
    *parents, key = (str(each) for each in pointer)
    around = value_at(Application({path: decode(content)}), path, tuple(parents))
    if not isinstance(around, dict) or key not in around:
        return None
    neighbours: dict[str, JSON] = {each: around[each] for each in ("connector", key) if each in around}
    return jsontext.dump(masked(path, tuple(parents), neighbours)[key]).rstrip("\n")
