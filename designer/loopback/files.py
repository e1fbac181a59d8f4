"""The files of one application: bytes and permissions under a path, and where they can come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class File:
    """One file, exactly as it came: its bytes and its permission bits (`0o644`, `0o755`, …)."""

    content: bytes
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A path that was found but not taken, and the reason as a sentence."""

    path: str
    reason: str


class TransferError(Exception):
    """Something about a folder, an archive or a repository cannot be done; the text is a sentence for people."""


class Tree(Protocol):
    """Files somewhere: in a folder, a ZIP, a git tree or an upload.

    Paths are relative to the tree's top, with `/` between the parts, and never contain `..`.
    """

    @property
    def sizes(self) -> Mapping[str, int]:
        """Every readable regular file: its path and its size in bytes."""

    @property
    def left_out(self) -> Sequence[LeftOut]:
        """What the tree contains but does not offer: symbolic links, files above the size limit, …"""

    def read(self, path: str) -> File:
        """The file at `path`. Raises KeyError where there is none and TransferError where it cannot be read."""


def decode(content: bytes) -> str:
    """The text of a file; a byte order mark stays as U+FEFF. Raises UnicodeDecodeError where it is not UTF-8."""
    return content.decode("utf-8")


def encode(text: str) -> bytes:
    """The bytes of a text, the inverse of `decode`. Raises UnicodeEncodeError for a lone surrogate."""
    return text.encode("utf-8")
