"""The keys that Loopwright makes for itself on first use: one a line, the newest first, readable by the owner alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet


def new_secret_key() -> str:
    """A key that signs cookies and digests."""
    return secrets.token_urlsafe(50)


def new_sealing_key() -> str:
    """A key that seals contents in the database."""
    return Fernet.generate_key().decode()


def read_or_create(home: Path, name: str, new: Callable[[], str]) -> list[str]:
    """The keys in `home/name`; a missing file is made with one new key. Raises OSError where that is impossible."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w") as file:
            file.write(new() + "\n")
    return path.read_text().split()


def make_private(path: Path) -> None:
    """Makes the file, if there is none yet, for its owner alone; SQLite gives its companions the same permissions."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
