"""Small changes that fixes are made of."""

from __future__ import annotations

from collections.abc import Callable

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.problems.problem import Problem
from designer.loopback.refusal import Refused

Mend = Callable[[Application, Problem], None]


def change_value(change: Callable[[JSON], JSON]) -> Mend:
    """A fix that replaces the value at a problem's place by `change` of it. Raises Refused where it is not there."""

    def mend(app: Application, problem: Problem) -> None:
        members = app.members_to_edit(problem.path)
        app.set_value(problem.path, _changed(members, problem.pointer, change))

    return mend


def writing(word: str) -> str:
    """The words of a fix that writes `word`."""
    return f"Write “{word}”"


def write_named(app: Application, problem: Problem) -> None:
    """A fix that writes the word which `writing` named, in the place of what stands there. Raises Refused."""
    word = problem.fix.removeprefix("Write “").removesuffix("”")
    change_value(lambda _: word)(app, problem)


def remove_value(app: Application, problem: Problem) -> None:
    """A fix that takes away what stands at a problem's place. Raises Refused where it is not there."""
    *above, last = problem.pointer
    change_value(lambda value: _without(value, last))(app, _at(problem, tuple(above)))


def remove_member(key: str) -> Mend:
    """A fix that takes the member `key` out of the object at a problem's place."""
    return change_value(lambda value: _without(value, key))


def _at(problem: Problem, pointer: Pointer) -> Problem:
    return Problem(problem.code, problem.severity, problem.path, pointer, problem.sentence, problem.fix)


def _changed(value: JSON, pointer: Pointer, change: Callable[[JSON], JSON]) -> JSON:
    if not pointer:
        return change(value)
    key, rest = pointer[0], pointer[1:]
    if isinstance(value, dict) and key in value:
        return {**value, key: _changed(value[key], rest, change)}
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return [*value[:key], _changed(value[key], rest, change), *value[key + 1 :]]
    raise Refused("What this fix would change is not there any more. Look at the problems again.")


def _without(value: JSON, key: str | int) -> JSON:
    if isinstance(value, dict):
        return {other: each for other, each in value.items() if other != key}
    if isinstance(value, list) and isinstance(key, int):
        return value[:key] + value[key + 1 :]
    return value
