"""Would git leave a file of the project out? The rules of gitignore(5), for `.gitignore` files alone.

What a machine ignores besides (`core.excludesFile`, `.git/info/exclude`) is not known here, nor whether git follows a
file already, which then stays followed whatever is written here.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from dulwich.ignore import Pattern, read_ignore_patterns
from dulwich.wildmatch import MalformedPattern

if TYPE_CHECKING:
    from designer.loopback.application import Application

FILE_NAME = ".gitignore"


def ignored(path: str, texts: Mapping[str, str]) -> bool:
    """Whether git ignores the file at `path`, given the text of each `.gitignore` of the project under its own path.

    As git does it (2.39, dir.c): a folder that is ignored hides all that is in it; else the deepest `.gitignore` with a
    matching line decides, and in it the last such line.
    """
    parts = path.split("/")
    folders = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return any(_excludes(folder, texts, is_folder=True) for folder in folders) or _excludes(
        path, texts, is_folder=False
    )


def texts_of(app: Application) -> dict[str, str]:
    """The `.gitignore` files that an application holds, as `ignored` wants them."""
    return {path: app.text(path) for path in app.paths if posixpath.basename(path) == FILE_NAME}


def with_paths(text: str, folder: str, paths: list[str]) -> str:
    """`text`, the `.gitignore` of `folder`, with a line for each of these paths below it, in its own line ends.

    A line names one file: it begins with `/`, and what git would take for a pattern is escaped.
    """
    line_end = "\r\n" if "\r\n" in text else "\n"
    start = f"{folder}/" if folder else ""
    lines = ["/" + _escaped(path.removeprefix(start)) for path in paths]
    before = text + (line_end if text and not text.endswith("\n") else "")
    return before + "".join(f"{line}{line_end}" for line in lines)


def _excludes(path: str, texts: Mapping[str, str], *, is_folder: bool) -> bool:
    for folder in _folders_above(path):
        text = texts.get(posixpath.join(folder, FILE_NAME))
        name = path[len(folder) + 1 :] if folder else path
        for pattern in reversed(_patterns(text) if text else ()):
            if pattern.matches(name.encode("utf-8", "surrogatepass"), is_folder):
                return bool(pattern.is_exclude)
    return False


def _folders_above(path: str) -> Iterator[str]:
    """The folders that hold `path`, the deepest first and the top (`""`) last."""
    while path:
        path = posixpath.dirname(path)
        yield path


@lru_cache(maxsize=64)
def _patterns(text: str) -> tuple[Pattern, ...]:
    found = []
    for line in read_ignore_patterns(io.BytesIO(text.removeprefix("\ufeff").encode("utf-8", "surrogatepass"))):
        if line.endswith(b"//"):  # git takes away one of them, and no name ends in the other
            continue
        try:
            found.append(Pattern(line))
        except MalformedPattern:  # git skips such a line too
            continue
    return tuple(found)


def _escaped(path: str) -> str:
    plain = "".join(f"\\{character}" if character in r"\*?[" else character for character in path)
    return f"{plain[:-1]}\\ " if plain.endswith(" ") else plain
