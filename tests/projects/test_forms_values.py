"""What a form does with JSON values: nobody's value changes by being shown and sent back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from designer.connectors.base import Kind
from designer.loopback import jsontext
from designer.loopback.secrets import MASK
from projects.forms.values import ABSENT, free_shown, free_typed, restored, shown, typed

characters = st.characters(exclude_categories=["Cs"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(characters),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(characters), parts, max_size=3),
    max_leaves=8,
)


@given(values, st.sampled_from(list(Kind)))
def test_a_value_that_nobody_touched_stays(value: Any, kind: Kind) -> None:
    assert jsontext.same(typed(shown(value, kind), kind, value), value)


@given(values)
def test_a_free_value_that_nobody_touched_stays(value: Any) -> None:
    text = free_shown(value)
    assert jsontext.same(free_typed(text), value)
    assert not {"\n", "\r"} & set(text), "a browser would take the line ends out"


@pytest.mark.parametrize(
    "text,kind,original,expected",
    [
        ("3307", Kind.NUMBER, ABSENT, 3307),
        ("3308", Kind.NUMBER, "3307", "3308"),
        ("${DB_PORT}", Kind.NUMBER, 3306, "${DB_PORT}"),
        ("0", Kind.NUMBER, ABSENT, 0),
        ("", Kind.NUMBER, 3306, ABSENT),
        ("", Kind.TEXT, "x", ABSENT),
        ("", Kind.TEXT, "", ""),
        (" x ", Kind.TEXT, ABSENT, " x "),
        ("a\r\nb", Kind.TEXT, "a\nb", "a\nb"),
        ("true", Kind.BOOLEAN, ABSENT, True),
        ("true", Kind.BOOLEAN, "true", "true"),
        ("", Kind.BOOLEAN, False, ABSENT),
        ('{"ca": 1}', Kind.OBJECT, ABSENT, {"ca": 1}),
        ("true", Kind.BOOLEAN_OR_OBJECT, ABSENT, True),
        ("${SSL}", Kind.OBJECT, ABSENT, "${SSL}"),
        ("2", Kind.VALUE, ABSENT, 2),
        ("majority", Kind.VALUE, 2, "majority"),
        ('"2"', Kind.VALUE, "2", "2"),
        ("", Kind.VALUE, "majority", ABSENT),
    ],
)
def test_what_is_typed(text: str, kind: Kind, original: Any, expected: Any) -> None:
    assert jsontext.same(typed(text, kind, original), expected) or typed(text, kind, original) is expected


@pytest.mark.parametrize(
    "text,kind,sentence",
    [
        ("eighty", Kind.NUMBER, "Type a number, or a variable such as ${DB_PORT}."),
        ("true", Kind.NUMBER, "Type a number, or a variable such as ${DB_PORT}."),
        ("[1]", Kind.OBJECT, "Type JSON of the form {…}."),
        ("{a: 1}", Kind.OBJECT, "This is not JSON. Line 1, column 2: A key in double quotes is missing here."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(text: str, kind: Kind, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        typed(text, kind, ABSENT)
    assert caught.value.messages == [sentence]


def test_masks_give_back_what_they_hid_and_only_where_they_hid_it() -> None:
    original = {"url": "mysql://u:p@h/db", "auth": {"pass": "p"}, "n": 1}
    hidden = {"url": f"mysql://u:{MASK}@h/db", "auth": {"pass": MASK}, "n": 1}
    assert restored({**hidden, "n": 2}, original, hidden) == {**original, "n": 2}
    with pytest.raises(ValidationError, match="Type the secret again"):
        restored({**hidden, "url": f"mysql://u:{MASK}@elsewhere/db"}, original, hidden)
    with pytest.raises(ValidationError):
        restored({"pass": MASK}, original, hidden)
