"""Files that are not UTF-8: what they may be instead, and which bytes say so.

LoopBack reads only UTF-8: `require` and `fs.readFileSync(…, 'utf8')` put U+FFFD in the place of every other byte
(loopback-boot 2.28.0, lib/config-loader.js).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

ENCODINGS = MappingProxyType(
    {
        "cp1252": "Windows-1252 (Western Europe)",
        "iso8859-1": "ISO 8859-1 (Latin-1)",
        "iso8859-15": "ISO 8859-15 (Latin-9)",
        "cp1250": "Windows-1250 (Central Europe)",
        "cp1251": "Windows-1251 (Cyrillic)",
        "utf-16": "UTF-16",
        "gb18030": "GB 18030 (Chinese)",
        "shift_jis": "Shift JIS (Japanese)",
        "euc_kr": "EUC-KR (Korean)",
    }
)
"""Python's name of each encoding that can be chosen, and what people call it."""

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A byte that is not UTF-8: its place in the file and its line, both from 1."""

    position: int
    line: int
    byte: int


def candidates(content: bytes) -> list[str]:
    """The encodings in which all of `content` can be read as a text, the likeliest first; none of a binary file."""
    if content.startswith(_UTF_16_MARKS):
        return [name for name in ("utf-16",) if _reads(content, name)]
    if b"\0" in content:
        return []
    return [name for name in ENCODINGS if name != "utf-16" and _reads(content, name)]


def misfits(content: bytes) -> Iterator[Misfit]:
    """Each place where `content` stops being UTF-8."""
    start = 0
    while start < len(content):
        try:
            content[start:].decode("utf-8")
        except UnicodeDecodeError as error:
            position = start + error.start
            yield Misfit(position + 1, content.count(b"\n", 0, position) + 1, content[position])
            start += error.end
        else:
            return


def _reads(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
