"""How the JavaScript libraries that LoopBack calls spell a name: lodash 4 and underscore.string 3.3.

Rules read in lodash 4.18 (`words`, `deburr`, `camelCase`, `kebabCase`, `upperFirst`) and underscore.string 3.3.6
(`camelize`, `classify`), and compared with the real packages over generated names:
they agree except on emoji that are joined with a letter.
"""

from __future__ import annotations

import re
import unicodedata

JS_SPACE = "\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What `\\s` means in a JavaScript regular expression, for use inside a character class."""

_LOWER = "a-z\xdf-\xf6\xf8-\xff"
_UPPER = "A-Z\xc0-\xd6\xd8-\xde"
_DINGBAT = "\u2700-\u27bf"
_BREAK = (
    "\xac\xb1\xd7\xf7"
    r"\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf"
    "\u1680\u180e\u2000-\u206f\u3000\ufeff"
)
_COMBINING = "\u0300-\u036f\ufe20-\ufe2f\u20d0-\u20ff"
_SURROGATE = "\ud800-\udfff"
_LETTER_WITHOUT_CASE = f"[^{_SURROGATE}{_BREAK}0-9+{_DINGBAT}{_LOWER}{_UPPER}]"
_SMALL = f"(?:[{_LOWER}]|{_LETTER_WITHOUT_CASE})"
_CAPITAL = f"(?:[{_UPPER}]|{_LETTER_WITHOUT_CASE})"
_FLAG = "(?:\ud83c[\udde6-\uddff]){2}"
_PAIR = "[\ud800-\udbff][\udc00-\udfff]"
_MARKS = f"[\ufe0e\ufe0f]?(?:[{_COMBINING}]|\ud83c[\udffb-\udfff])?"
_JOINED = f"(?:\u200d(?:[^{_SURROGATE}]|{_FLAG}|{_PAIR}){_MARKS})*"

# The alternatives are tried in this order. The pattern works on UTF-16 units, as JavaScript does.
_WORD = re.compile(
    "|".join(
        (
            f"[{_UPPER}]?[{_LOWER}]+(?=[{_BREAK}]|[{_UPPER}]|\\Z)",
            f"{_CAPITAL}+(?=[{_BREAK}]|[{_UPPER}]{_SMALL}|\\Z)",
            f"[{_UPPER}]?{_SMALL}+",
            f"[{_UPPER}]+",
            r"\d*(?:1ST|2ND|3RD|(?![123])\dTH)(?=\b|[a-z_])",
            r"\d*(?:1st|2nd|3rd|(?![123])\dth)(?=\b|[A-Z_])",
            r"\d+",
            f"(?:[{_DINGBAT}]|{_FLAG}|{_PAIR}){_MARKS}{_JOINED}",
        )
    ),
    re.ASCII,
)
_NEEDS_WORD_RULES = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|[0-9][a-zA-Z]|[a-zA-Z][0-9]|[^a-zA-Z0-9 ]")
_ACCENTED = re.compile("[\xc0-\xd6\xd8-\xf6\xf8-\u017f]")
_DROPPED = re.compile(f"[{_COMBINING}'\u2019]")
_UNDECOMPOSED_PAIRS = """
    Æ:Ae æ:ae Ð:D ð:d Ø:O ø:o Þ:Th þ:th ß:ss Đ:D đ:d Ħ:H ħ:h ı:i Ĳ:IJ ĳ:ij ĸ:k Ŀ:L ŀ:l Ł:L ł:l ŉ:'n Ŋ:N ŋ:n
    Œ:Oe œ:oe Ŧ:T ŧ:t ſ:s
"""
_UNDECOMPOSED = {pair[0]: pair[2:] for pair in _UNDECOMPOSED_PAIRS.split()}


def words(text: str) -> list[str]:
    """The words lodash finds in `text`, without accents and apostrophes: `"OAuth2"` is O, Auth and 2."""
    plain = _DROPPED.sub("", _ACCENTED.sub(_without_accent, text))
    if not _NEEDS_WORD_RULES.search(plain):
        return plain.split()
    return [_from_units(word) for word in _WORD.findall(_to_units(plain))]


def kebab_case(text: str) -> str:
    """lodash's `kebabCase`: `"XMLHttpRequest2"` becomes `"xml-http-request-2"`."""
    return "-".join(word.lower() for word in words(text))


def camel_case(text: str) -> str:
    """lodash's `camelCase`: `"Foo bar_BAZ"` becomes `"fooBarBaz"`."""
    lowered = [word.lower() for word in words(text)]
    return "".join([*lowered[:1], *map(upper_first, lowered[1:])])


def upper_first(text: str) -> str:
    """lodash's `upperFirst`: the first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def camelize(text: str) -> str:
    """underscore.string's `camelize`: `" my-data_base"` becomes `"myDataBase"`, `"MyDb"` stays."""
    trimmed = re.sub(f"\\A[{JS_SPACE}]+|[{JS_SPACE}]+\\Z", "", text)
    return re.sub(f"[-_{JS_SPACE}]+([^\\n]?)", lambda match: _unit_upper(match[1]), trimmed)


def classify(text: str) -> str:
    """underscore.string's `classify`: `"my-data.base"` becomes `"MyDataBase"`."""
    joined = re.sub(f"[{JS_SPACE}]", "", camelize(re.sub(r"[^a-zA-Z0-9]", " ", text)))
    return _unit_upper(joined[:1]) + joined[1:]


def _without_accent(match: re.Match[str]) -> str:
    letter = match[0]
    return _UNDECOMPOSED.get(letter) or unicodedata.normalize("NFD", letter)[0]


def _unit_upper(character: str) -> str:
    # JavaScript's charAt sees half of a character beyond U+FFFF, and a half has no upper case.
    return character if character > "\uffff" else character.upper()


def _to_units(text: str) -> str:
    """One character for each UTF-16 unit of `text`."""
    if text.isascii():
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(low | high << 8) for low, high in zip(units[::2], units[1::2], strict=True))


def _from_units(units: str) -> str:
    """The inverse of `_to_units`."""
    if units.isascii():
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
