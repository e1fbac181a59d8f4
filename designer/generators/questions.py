"""An interview: one question after the other, each depending on the answers before it, with a way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Literal

from designer.loopback.refusal import Refused

YES, NO = "yes", "no"


class Back(Enum):
    """What a person answers who wants the question before this one."""

    BACK = "back"


BACK: Final = Back.BACK


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from; a new `group` puts a heading above it."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, and what its answer may be. Every answer is a text, that of a confirmation YES or NO."""

    key: str
    text: str
    kind: Literal["text", "secret", "choice", "confirm"] = "text"
    default: str = ""
    """The answer that is offered."""
    unasked: str | None = None
    """The answer where nobody is asked, if that is not the default."""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    check: Callable[[str], str] = lambda _: ""
    """What is wrong with an answer, as a sentence, or nothing."""
    option: str = ""
    """How the command line answers it, such as "--connector mysql"."""


Plan = Callable[[Mapping[str, str]], "Question | None"]
"""The next question after these answers; None where all is said."""
Ask = Callable[[Question, bool], "str | Back"]
"""Puts a question; told whether there is a question to go back to."""


def interview(plan: Plan, ask: Ask, given: Mapping[str, str]) -> dict[str, str]:
    """All answers by key: those that are `given`, which nobody is asked, and those of `ask`.

    A person who goes back finds the old answer offered again, and is asked everything that followed from it anew.
    Raises Refused where a given answer is not possible, or where one is given that nothing asks for.
    """
    answers: dict[str, str] = {}
    asked: list[str] = []
    withdrawn: dict[str, str] = {}
    while (question := plan(answers)) is not None:
        if question.key in given:
            answers[question.key] = _accepted(question, given[question.key])
            continue
        if question.key in withdrawn and question.kind != "secret":
            question = replace(question, default=withdrawn[question.key])
        answer = ask(question, bool(asked))
        if isinstance(answer, Back):
            last = asked.pop()
            withdrawn |= answers
            kept = list(answers)[: list(answers).index(last)]
            answers = {key: answers[key] for key in kept}
        else:
            answers[question.key] = answer
            asked.append(question.key)
    if unused := [key for key in given if key not in answers]:
        raise Refused(f"Nothing here asks for “{unused[0]}”; leave it out.")
    return answers


def take_default(question: Question, _: bool) -> str:
    """Answers in the place of a person. Raises Refused, with the option that answers it, where nothing is offered."""
    answer = question.default if question.unasked is None else question.unasked
    if problem := problem_with(question, answer):
        hint = f" Answer it with {question.option}." if question.option else ""
        raise Refused(f"{question.text}: {problem}{hint}")
    return answer


def problem_with(question: Question, answer: str) -> str:
    """What is wrong with an answer, as a sentence; empty where nothing is."""
    if question.kind == "choice" and answer not in {choice.value for choice in question.choices}:
        listed = ", ".join(choice.value for choice in question.choices[:12])
        return f"“{answer}” is none of: {listed}{', …' if len(question.choices) > 12 else ''}."
    if question.kind == "confirm" and answer not in {YES, NO}:
        return "Answer yes or no."
    return question.check(answer)


def _accepted(question: Question, answer: str) -> str:
    if problem := problem_with(question, answer):
        raise Refused(f"{question.text}: {problem}")
    return answer
