"""Questions on a terminal: arrow keys and typing to choose, Escape to go back, Ctrl-C to leave everything as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.validation import ValidationError, Validator

from designer.generators.questions import BACK, NO, YES, Back, Choice, Question, problem_with

_TO_SEARCH = 4
"""A list that is longer is searched by typing."""


class _Check(Validator):
    def __init__(self, question: Question) -> None:
        self._question = question

    def validate(self, document: Document) -> None:
        if problem := problem_with(self._question, document.text):
            raise ValidationError(message=problem, cursor_position=len(document.text))


def ask(question: Question, can_go_back: bool) -> str | Back:
    """Puts a question on the terminal. Raises KeyboardInterrupt where a person gives up."""
    if question.hint:
        questionary.print(f"  {question.hint}", style="fg:ansibrightblack")
    prompt = _prompt(question, "(Esc: back)" if can_go_back else "")
    if can_go_back:
        _bind_escape(prompt.application)
    answer = prompt.unsafe_ask()
    if isinstance(answer, bool):
        return YES if answer else NO
    return BACK if answer is BACK else str(answer)


def _prompt(question: Question, instruction: str) -> questionary.Question:
    if question.kind == "choice":
        return _select(question, instruction)
    if question.kind == "confirm":
        offered = "(Y/n)" if question.default == YES else "(y/N)"
        return questionary.confirm(
            question.text, default=question.default == YES, instruction=f"{offered} {instruction}"
        )
    if question.kind == "secret":
        return questionary.password(question.text, validate=_Check(question), instruction=instruction or None)
    return questionary.text(
        question.text,
        default=question.default,
        validate=_Check(question),
        validate_while_typing=False,
        instruction=instruction or None,
    )


def _select(question: Question, instruction: str) -> questionary.Question:
    searched = len(question.choices) > _TO_SEARCH
    keys = "arrow keys, or type to search" if searched else "arrow keys"
    return questionary.select(
        question.text,
        choices=_listed(question.choices, headed=not searched),
        default=next((each.value for each in question.choices if each.value == question.default), None),
        use_search_filter=searched,
        use_jk_keys=False,
        instruction=f"({keys}) {instruction}",
    )


def _listed(choices: Sequence[Choice], *, headed: bool) -> list[Any]:
    """The choices under their headings; a list that is searched has the heading behind each label."""
    found: list[Any] = []
    group = ""
    for choice in choices:
        if headed and choice.group != group:
            group = choice.group
            found.append(questionary.Separator(f"— {group} —"))
        label = f"{choice.label} – {choice.group}" if choice.group and not headed else choice.label
        found.append(questionary.Choice(label, value=choice.value))
    return found


def _bind_escape(application: Application[Any]) -> None:
    keys = KeyBindings()

    @keys.add("escape")
    def _go_back(event: KeyPressEvent) -> None:
        event.app.exit(result=BACK)

    present = application.key_bindings
    application.key_bindings = merge_key_bindings([present, keys] if present else [keys])


def confirm(text: str, *, default: bool = True) -> bool:
    """A last yes or no. Raises KeyboardInterrupt where a person gives up."""
    return ask(Question(key="", text=text, kind="confirm", default=YES if default else NO), False) == YES
