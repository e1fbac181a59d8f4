"""What is wrong with a text that is not JSON: the first mistake, its place, and a sentence about it."""

from __future__ import annotations

import re
from json import decoder
from typing import NoReturn

MAX_DEPTH = 100
"""Arrays and objects inside each other; far below the depth at which Python's own reader gives up."""

BOM = "\ufeff"
SURROGATE = re.compile("[\ud800-\udfff]")

_GAP = re.compile(r"[ \t\r\n]*")
_COLON = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")
_COMMA = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)


class JSONTextError(ValueError):
    """A text that cannot be read, or a value that cannot be written, as JSON.

    `sentence` is for people; `line` and `column` count from 1, `offset` from 0.
    """

    def __init__(self, sentence: str, text: str = "", offset: int = 0) -> None:
        self.sentence = sentence
        self.offset = offset
        self.line = text.count("\n", 0, offset) + 1
        self.column = offset - text.rfind("\n", 0, offset)
        super().__init__(f"Line {self.line}, column {self.column}: {sentence}")


def skip_gap(text: str, offset: int) -> int:
    """Where the next thing that is not white space stands, from `offset` on."""
    match = _GAP.match(text, offset)
    assert match
    return match.end()


def skip_colon(text: str, offset: int) -> int:
    """Where the value stands whose key ends at `offset`. The text is known to be readable."""
    match = _COLON.match(text, offset)
    assert match
    return match.end()


def skip_comma(text: str, offset: int) -> int:
    """Where the next item, or the closing bracket, stands behind one that ends at `offset`; as `skip_colon`."""
    match = _COMMA.match(text, offset)
    assert match
    return match.end()


def scan_string(text: str, offset: int) -> tuple[str, int]:
    """The text whose literal begins at `offset`, and where that ends. Raises json.JSONDecodeError."""
    value, end = decoder.scanstring(text, offset + 1, True)  # type: ignore[attr-defined]  # typeshed leaves it out
    return str(value), int(end)


def start_of_value(text: str) -> int:
    """Where the value of a text begins, behind a byte order mark and white space."""
    return skip_gap(text, 1 if text.startswith(BOM) else 0)


def check(text: str) -> None:
    """Reads a text once, slowly, and raises JSONTextError at the first thing that is wrong; else does nothing."""
    offset = _Checker(text).document()
    if offset != len(text):
        raise JSONTextError("Nothing may follow the value; something does.", text, offset)


class _Checker:
    """A reader that only looks for the first mistake, to say it in one sentence. It does not recurse."""

    def __init__(self, text: str) -> None:
        self.text = text

    def document(self) -> int:
        """Checks the whole text; returns where the value and the space after it end."""
        offset = start_of_value(self.text)
        open_brackets: list[str] = []
        while True:
            offset = self.value_or_opening(offset, open_brackets)
            offset = self.closings(offset, open_brackets)
            if not open_brackets:
                return offset
            offset = self.before_next(offset, open_brackets[-1])

    def value_or_opening(self, offset: int, open_brackets: list[str]) -> int:
        """Passes a scalar, or all brackets that open here up to the first scalar or closing bracket."""
        while offset < len(self.text) and self.text[offset] in "{[":
            open_brackets.append(self.text[offset])
            if len(open_brackets) > MAX_DEPTH:
                self.fail(f"More than {MAX_DEPTH} levels are too deep.", offset)
            offset = skip_gap(self.text, offset + 1)
            if self.at(offset) == "]}"[open_brackets[-1] == "{"]:
                return offset
            if open_brackets[-1] == "{":
                offset = self.key(offset)
        return skip_gap(self.text, self.scalar(offset))

    def closings(self, offset: int, open_brackets: list[str]) -> int:
        while open_brackets and self.at(offset) == ("}" if open_brackets[-1] == "{" else "]"):
            open_brackets.pop()
            offset = skip_gap(self.text, offset + 1)
        return offset

    def before_next(self, offset: int, bracket: str) -> int:
        """Passes the comma, and in an object the next key."""
        what, closing = ("object", "}") if bracket == "{" else ("array", "]")
        if self.at(offset) == "":
            self.fail(f"The text ends inside an {what}; “{closing}” is missing.", offset)
        if self.at(offset) != ",":
            self.comment(offset)
            self.fail(f"A comma or “{closing}” is missing here.", offset)
        comma = offset
        offset = skip_gap(self.text, offset + 1)
        if self.at(offset) in ("}", "]"):
            self.fail(f"A comma stands before “{self.at(offset)}”; JSON allows none there.", comma)
        return self.key(offset) if bracket == "{" else offset

    def key(self, offset: int) -> int:
        if self.at(offset) != '"':
            self.comment(offset)
            self.fail("A key in double quotes is missing here.", offset)
        offset = skip_gap(self.text, self.string(offset))
        if self.at(offset) != ":":
            self.fail("A colon is missing after the key.", offset)
        return skip_gap(self.text, offset + 1)

    def scalar(self, offset: int) -> int:
        if self.at(offset) == '"':
            return self.string(offset)
        for word in ("true", "false", "null"):
            if self.text.startswith(word, offset):
                return offset + len(word)
        match = _NUMBER.match(self.text, offset)
        if match:
            return match.end()
        self.comment(offset)
        if self.at(offset) == "":
            self.fail(
                "The text ends where a value is missing." if self.text.strip() else "The text is empty.",
                offset,
            )
        if self.at(offset) == "'":
            self.fail("Texts stand in double quotes in JSON, not in single ones.", offset)
        for word in ("NaN", "Infinity", "-Infinity"):
            if self.text.startswith(word, offset):
                self.fail(f"JSON has no number {word}.", offset)
        self.fail("A value is missing here.", offset)

    def string(self, offset: int) -> int:
        try:
            value, end = scan_string(self.text, offset)
        except decoder.JSONDecodeError as error:
            self.fail(_string_sentence(error.msg), min(error.pos, len(self.text)))
        if match := SURROGATE.search(value):
            self.fail(f"\\u{ord(match[0]):04x} is half of a character; the other half is missing.", offset)
        return end

    def comment(self, offset: int) -> None:
        if self.text.startswith(("//", "/*"), offset) or self.at(offset) == "#":
            self.fail("JSON has no comments.", offset)

    def at(self, offset: int) -> str:
        return self.text[offset : offset + 1]

    def fail(self, sentence: str, offset: int) -> NoReturn:
        raise JSONTextError(sentence, self.text, offset)


def _string_sentence(message: str) -> str:
    if message.startswith("Unterminated"):
        return "This text has no closing double quote."
    if message.startswith("Invalid control"):
        return "A line end or another control character stands inside a text; write \\n, \\t or \\u00XX."
    return "This escape is not one that JSON knows."
