"""How much of a tree is read at most, which paths are allowed in it, and what it never offers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from designer.loopback.files import LeftOut, TransferError

MEGABYTE = 1_000_000

JOURNAL = ".loopwright-journal"

NEVER_OFFERED: Mapping[str, str] = {
    ".git": "The repository's own files are never taken.",
    ".DS_Store": "It belongs to macOS, not to the application.",
    JOURNAL: "It belongs to Loopwright, not to the application.",
    "__MACOSX": "It belongs to macOS, not to the application.",
    "bower_components": "Installed packages are never taken.",
    "node_modules": "Installed packages are never taken.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most. Sizes are in bytes."""

    files: int = 20_000
    file_size: int = 5 * MEGABYTE
    total_size: int = 200 * MEGABYTE
    depth: int = 32
    archive_size: int = 200 * MEGABYTE
    archive_directory_size: int = 8 * MEGABYTE
    compression_ratio: int = 200


DEFAULT = Limits()

_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# What Windows and macOS also take for `.git`: case, trailing dots and spaces, a stream, and the short name.
_GIT_FOLDER = re.compile(r"(\.git|git~1)[. ]*(:.*)?", re.IGNORECASE)


def safe_path(path: str, limits: Limits = DEFAULT) -> str:
    """`path` itself, if it is relative, plain, and stays below the top of its tree.

    Raises TransferError for an absolute path, `..`, `.`, an empty part, a drive letter, a backslash, a control
    character, text that is not Unicode, and for more than `limits.depth` parts.
    """
    parts = path.split("/")
    if not path:
        raise TransferError("A file without a name cannot be used.")
    if path.startswith("/") or _DRIVE.match(path) or "\\" in path:
        raise TransferError(f"“{_shown(path)}” is not a relative path with “/” between its parts.")
    if any(part in {"", ".", ".."} for part in parts):
        raise TransferError(f"“{_shown(path)}” has an empty part, “.” or “..” in it.")
    if _CONTROL.search(path):
        raise TransferError(f"The name “{_shown(path)}” has a control character in it.")
    if not _is_unicode(path):
        raise TransferError(f"The name “{_shown(path)}” is not UTF-8.")
    if len(parts) > limits.depth:
        raise TransferError(f"“{path}” lies deeper than {limits.depth} folders.")
    return path


def writable_path(path: str) -> str:
    """`path` itself, if it is safe and lies neither in `.git` nor in a journal. Raises TransferError."""
    for part in safe_path(path).split("/"):
        if _GIT_FOLDER.fullmatch(part) or part.casefold() == JOURNAL:
            raise TransferError(f"“{path}” is not the application's own, and cannot be written.")
    return path


def check_layout(paths: Iterable[str]) -> None:
    """Raises TransferError where one of the paths is also a folder on the way to another."""
    taken = set(paths)
    for path in sorted(taken):
        for folder in folders_above(path):
            if folder in taken:
                raise TransferError(f"“{folder}” cannot be a file and a folder at once.")


def folders_above(path: str) -> list[str]:
    """The folders on the way to `path`, from the top: `a`, `a/b` for `a/b/c`."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def never_offered(path: str) -> str | None:
    """The first part of `path` that is never offered, as a path of its own: `a/node_modules` for what lies below it."""
    for candidate in [*folders_above(path), path]:
        if candidate.rpartition("/")[2] in NEVER_OFFERED:
            return candidate
    return None


class Offer:
    """What a tree offers and what it leaves out, collected one path at a time within the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sizes: dict[str, int] = {}
        self._reasons: dict[str, str] = {}
        self._folders = 0
        self._total_read = 0

    @property
    def left_out(self) -> list[LeftOut]:
        """What is not offered, by path."""
        return [LeftOut(path, reason) for path, reason in sorted(self._reasons.items())]

    def concerns(self, path: str) -> bool:
        """Whether `path` can be offered at all; if not, it is noted why."""
        folder = never_offered(path)
        if folder is not None:
            self.leave(folder, NEVER_OFFERED[folder.rpartition("/")[2]])
            return False
        try:
            safe_path(path, self.limits)
        except TransferError as error:
            self.leave(path, str(error))
            return False
        return True

    def enter(self) -> None:
        """Counts a folder. Raises TransferError where there are too many."""
        self._check_count()
        self._folders += 1

    def take(self, path: str, size: int) -> bool:
        """Offers the file at `path`, unless it is too large. Raises TransferError where there are too many."""
        if size > self.limits.file_size:
            self.leave(path, f"It is larger than {self.limits.file_size:,} bytes.")
            return False
        self._check_count()
        self.sizes[path] = size
        return True

    def leave(self, path: str, reason: str) -> None:
        """Leaves out `path`, for a reason that is a sentence. Raises TransferError where there are too many."""
        if _shown(path) not in self._reasons:
            self._check_count()
        self._reasons[_shown(path)] = reason

    def read(self, path: str, content: bytes) -> bytes:
        """`content`, if the file and all that was read so far are within the limits. Raises TransferError."""
        if len(content) > self.limits.file_size:
            raise TransferError(f"“{path}” is larger than {self.limits.file_size:,} bytes.")
        self._total_read += len(content)
        if self._total_read > self.limits.total_size:
            raise TransferError(f"More than {self.limits.total_size:,} bytes would have to be read.")
        return content

    def _check_count(self) -> None:
        if max(self._folders, len(self.sizes) + len(self._reasons)) >= self.limits.files:
            most = f"{self.limits.files:,}"
            raise TransferError(f"There are more than {most} files or folders. Choose the application's own folder.")


def _shown(path: str) -> str:
    printable = path.encode("utf-8", "replace").decode("utf-8")  # a name that is not UTF-8 could not be shown
    return _CONTROL.sub("�", printable)


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
