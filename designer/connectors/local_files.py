"""Files and folders that a data source names, as far as this machine can tell about them."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PureWindowsPath

from designer.connectors.base import JSON, CannotVerify, CheckFailed
from designer.connectors.javascript import text
from designer.connectors.probe import Attempt

MOST_BYTES = 50_000_000
"""No larger file is read for a test."""


def path_of(value: JSON, attempt: Attempt, *, relative_to: str, blames: tuple[str, ...]) -> Path:
    """An absolute path that may be looked at here; `relative_to` says what LoopBack takes a relative one for.

    Raises CheckFailed for what is no path, CannotVerify for one that means nothing on this machine.
    """
    if not isinstance(value, str) or "\0" in value:
        raise CheckFailed("The path must be a text.", blames=blames)
    name = text(value)
    if PureWindowsPath(name).drive:
        raise CannotVerify(f"“{name[:200]}” is a path of Windows, so it cannot be looked at here.", blames=blames)
    if not name.startswith("/"):
        sentence = (
            f"“{name[:200]}” is relative to {relative_to}, wherever LoopBack runs, so it cannot be looked at here."
        )
        raise CannotVerify(sentence, blames=blames)
    if not attempt.sees_files:
        sentence = "Files of this machine may not be looked at here; ask who runs this installation."
        raise CannotVerify(sentence, blames=blames)
    return Path(name)


def mode_of(path: Path, *, blames: tuple[str, ...]) -> int | None:
    """What kind of thing is there, as os.stat has it; None where there is nothing.

    Raises CannotVerify where this program's user is not let that far.
    """
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        sentence = f"“{str(path)[:200]}” cannot be looked at by the user that this program runs as."
        raise CannotVerify(sentence, blames=blames, detail=str(error)) from error


def content_of(path: Path, *, blames: tuple[str, ...]) -> bytes:
    """What a file holds. Raises CheckFailed for what is no file, CannotVerify for one that cannot be read here."""
    mode = mode_of(path, blames=blames)
    if mode is None or not stat.S_ISREG(mode):
        raise CheckFailed(f"“{str(path)[:200]}” is no file.", blames=blames)
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        sentence = f"“{str(path)[:200]}” cannot be read by the user that this program runs as."
        raise CannotVerify(sentence, blames=blames, detail=str(error)) from error
    if len(content) > MOST_BYTES:
        sentence = f"“{str(path)[:200]}” is longer than {MOST_BYTES:,} bytes, so it was not read."
        raise CannotVerify(sentence, blames=blames)
    return content


def _without_waiting(path: str, flags: int) -> int:
    """Should a pipe have taken the file's place since it was looked at, nobody waits for its other end."""
    return os.open(path, flags | os.O_NONBLOCK)
