"""Keys that stand several times in one object."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from json import JSONDecodeError

from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.environments import CONFIG_NAMES
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.problems.mending import remove_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot


def _say_once(app: Application, problem: Problem) -> None:
    """Takes away all members of the key, and puts the one that counts back where it stood."""
    value = app.value(problem.path)
    *parents, key = problem.pointer
    keys = list(_at(value, parents))
    following = keys[keys.index(str(key)) + 1 :]
    remove_value(app, problem)
    app.set_value(problem.path, value)
    text = app.text(problem.path)
    app.set_text(problem.path, jsontext.move(text, problem.pointer, following[0] if following else None))


_DUPLICATE = Code(
    "duplicate-key",
    Severity.WRONG_RESULT,
    "A key stands several times, each time with another value",
    "Of a key that stands several times in one object, JavaScript keeps the last and forgets the others without a "
    "word. So half of a data source, a model or a relation can be without effect although it stands in the file.",
    "Decide which one is meant, and delete the others in the file itself.",
)
_REPEATED = Code(
    "repeated-key",
    Severity.ADVICE,
    "A key stands several times with the same value",
    "Of a key that stands several times in one object, JavaScript keeps the last and forgets the others. Here all say "
    "the same, so nothing is lost; but whoever changes the first of them changes nothing.",
    "Keep one of them.",
    _say_once,
)

CODES = (_DUPLICATE, _REPEATED)


def find(boot: Boot) -> Iterator[Problem]:
    """The keys that stand several times in what LoopBack reads."""
    configured = [path for config in CONFIG_NAMES for path in boot.layers(config) if path.endswith(".json")]
    definitions = [path for paths in boot.definition_files.values() for path in paths]
    package = [boot.app.package_path] if boot.app.package_path else []
    for path in dict.fromkeys([*configured, *definitions, *package]):
        for pointer, values in _repeated(boot.app.text(path)):
            same = all(jsontext.same(value, values[-1]) for value in values)
            times = "twice" if len(values) == 2 else f"{len(values)} times"
            if same:
                sentence = f"“{pointer[-1]}” stands {times} here, always with the same value."
                yield _REPEATED.at(path, pointer, sentence, fix=f"Say “{pointer[-1]}” once")
            else:
                sentence = f"“{pointer[-1]}” stands {times} here; only the last one counts."
                yield _DUPLICATE.at(path, pointer, sentence)


def _repeated(text: str) -> list[tuple[Pointer, list[JSON]]]:
    """The places of keys that stand several times, with their values in order; none in a text that cannot be read."""
    objects: list[list[tuple[str, JSON]]] = []

    def note(pairs: list[tuple[str, JSON]]) -> JSON:
        members = dict(pairs)
        if len(members) < len(pairs):
            objects.append(pairs)
            return _Doubled(pairs)
        return members

    try:
        value = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=note)
    except (JSONDecodeError, RecursionError, ValueError):
        return []
    return list(_places(value, ())) if objects else []


class _Doubled(dict[str, JSON]):
    """An object with a key that stands several times."""

    def __init__(self, pairs: list[tuple[str, JSON]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def _places(value: JSON, pointer: Pointer) -> Iterator[tuple[Pointer, list[JSON]]]:
    if isinstance(value, _Doubled):
        for key in value:
            values = [each for name, each in value.pairs if name == key]
            if len(values) > 1:
                yield (*pointer, key), values
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _places(each, (*pointer, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _places(each, (*pointer, index))


def _at(value: JSON, pointer: Sequence[str | int]) -> dict[str, JSON]:
    for key in pointer:
        assert isinstance(value, dict | list)
        value = value[key]  # type: ignore[index]
    assert isinstance(value, dict)
    return value
