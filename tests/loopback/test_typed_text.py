"""A text in a field of a form and back: line ends, byte order marks, places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.loopback.typed_text import Spot, Spots, shown, typed
from tests.corpus import corpus_texts

lines = st.lists(
    st.tuples(st.text(alphabet="ab \0\u2028\ufffdü", max_size=3), st.sampled_from(["\n", "\r\n", "\r"])), max_size=12
)


def as_browser(text: str) -> str:
    """What a browser posts of a text in a field."""
    return text.replace("\0", "\ufffd").replace("\n", "\r\n")


@given(lines, st.text(alphabet="ab", max_size=2), st.booleans())
def test_what_was_not_edited_is_saved_as_it_was(parts: list[tuple[str, str]], last: str, has_mark: bool) -> None:
    text = "\ufeff" * has_mark + "".join(line + end for line, end in parts) + last
    # A lone CR before an LF is one line end to everybody.
    assert typed(text, as_browser(shown(text))) == text


def test_every_real_file_is_saved_as_it_was() -> None:
    for path, text in corpus_texts():
        assert typed(text, as_browser(shown(text))) == text, path


@pytest.mark.parametrize(
    "before,posted,after",
    [
        ("a\r\nb\r\n", "a\r\nx\r\nb\r\n", "a\r\nx\r\nb\r\n"),
        ("a\nb\n", "a\r\nx\r\nb\r\n", "a\nx\nb\n"),
        ("a\nb", "a\r\nb", "a\nb"),
        ("a\nb", "a\r\nb\r\n", "a\nb\n"),
        ("a\r\nb\nc\r\n", "new\r\na\r\nb\r\nc\r\nd", "new\r\na\r\nb\nc\r\nd"),
        ("a\r\nb\nc\r\n", "b\r\nc\r\n", "b\nc\r\n"),
        ("a\nb\r\nc\r\nd", "a\r\nB\r\nc\r\nd", "a\nB\r\nc\r\nd"),
        ("\ufeff{}\r\n", "{\r\n}\r\n", "\ufeff{\r\n}\r\n"),
        ("", "a\r\nb", "a\nb"),
        ("a", "", ""),
    ],
)
def test_an_edit_touches_its_own_lines_only(before: str, posted: str, after: str) -> None:
    assert typed(before, posted) == after


def test_a_large_file_of_mixed_line_ends_keeps_them() -> None:
    before = "".join(f'  "key{i}": {{\r\n  }},\n' for i in range(8_000))
    posted = "first\n" + shown(before) + "last"
    assert typed(before, posted) == "first\r\n" + before + "last"


def test_places_are_those_of_a_field() -> None:
    text = '\ufeff{\r\n  "😀": x,\r  "b": 1}'
    spots = Spots(text)
    assert spots.at(1) == Spot(1, 1)
    assert spots.at(text.index("x")) == Spot(2, 9)
    assert spots.at(text.index('"b"')) == Spot(3, 3)
    assert spots.at(len(text)) == Spot(3, 10)
    assert spots.at(text.index("\r\n") + 1) == Spot(1, 2)
