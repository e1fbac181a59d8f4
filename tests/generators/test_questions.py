"""An interview: what depends on what, and the way back."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.generators.questions import BACK, NO, YES, Back, Question, interview, take_default
from designer.loopback.refusal import Refused


def plan(answers: Mapping[str, str]) -> Question | None:
    """A drink; milk only in tea; then how many."""
    questions = [Question(key="drink", text="Drink", default="tea")]
    if answers.get("drink") == "tea":
        questions.append(Question(key="milk", text="Milk", kind="confirm", default=NO))
    questions.append(
        Question(key="cups", text="Cups", check=lambda text: "" if text.isdecimal() else "That is no number.")
    )
    return next((question for question in questions if question.key not in answers), None)


class Person:
    """Says these one after the other, and remembers what was offered."""

    def __init__(self, *says: str | Back) -> None:
        self.says = list(says)
        self.offered: list[tuple[str, str]] = []

    def __call__(self, question: Question, can_go_back: bool) -> str | Back:
        self.offered.append((question.key, question.default))
        said = self.says.pop(0)
        return said if can_go_back or not isinstance(said, Back) else question.default


def test_each_question_depends_on_the_answers_before_it() -> None:
    assert interview(plan, Person("tea", YES, "2"), {}) == {"drink": "tea", "milk": YES, "cups": "2"}
    assert interview(plan, Person("coffee", "2"), {}) == {"drink": "coffee", "cups": "2"}


def test_going_back_offers_the_old_answer_and_forgets_what_followed_from_it() -> None:
    person = Person("tea", YES, BACK, BACK, "coffee", "1")
    assert interview(plan, person, {}) == {"drink": "coffee", "cups": "1"}
    assert person.offered[3:] == [("milk", YES), ("drink", "tea"), ("cups", "")]


def test_going_back_passes_over_what_the_command_line_answered() -> None:
    person = Person("tea", BACK, "tea", "3")
    assert interview(plan, person, {"milk": YES}) == {"drink": "tea", "milk": YES, "cups": "3"}
    assert [key for key, _ in person.offered] == ["drink", "cups", "drink", "cups"]


@given(st.lists(st.sampled_from(["tea", "coffee", YES, "7", BACK]), max_size=30))
def test_however_often_a_person_goes_back_the_answers_fit_the_questions(says: list[str | Back]) -> None:
    def ask(question: Question, can_go_back: bool) -> str | Back:
        said = says.pop(0) if says else take_default(question, can_go_back) or "1"
        if isinstance(said, Back):
            return said if can_go_back else "coffee"
        return said

    def lenient(answers: Mapping[str, str]) -> Question | None:
        question = plan(answers)
        return question and Question(key=question.key, text=question.text, default="1")

    answers = interview(lenient, ask, {})
    expected = ["drink", "milk", "cups"] if answers["drink"] == "tea" else ["drink", "cups"]
    assert list(answers) == expected


def test_a_given_answer_is_held_to_the_question() -> None:
    with pytest.raises(Refused, match="Cups: That is no number"):
        interview(plan, take_default, {"cups": "many"})
    with pytest.raises(Refused, match="Nothing here asks for “sugar”"):
        interview(plan, take_default, {"cups": "2", "sugar": "1"})


def test_without_a_person_what_has_no_default_is_asked_of_the_command_line() -> None:
    with pytest.raises(Refused, match=r"Cups: That is no number\. Answer it with --cups N"):
        take_default(Question(key="cups", text="Cups", check=lambda _: "That is no number.", option="--cups N."), False)
