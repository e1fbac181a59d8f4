"""Files below a folder, reached without ever following a symbolic link.

Each folder on the way is opened from the one above it, so that a link which somebody puts there in between is met
as a link, and refused. Where the system cannot open relative to a folder (Windows), each part is looked at before it
is used.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

from designer.loopback.files import File, TransferError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_ANCHORED = os.open in os.supports_dir_fd and os.scandir in os.supports_fd and hasattr(os, "O_NOFOLLOW")
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
# Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
_READ = os.O_RDONLY | _NOFOLLOW | _BINARY | getattr(os, "O_NONBLOCK", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY
_ABSENT = {errno.ENOENT, errno.ENAMETOOLONG}
_NO_FOLDER = {errno.ENOTDIR, errno.ELOOP, errno.EMLINK}


class Directory:
    """An open folder. Its methods take names of what is directly in it, and raise OSError."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """The folder at `path`, which may itself be reached through links. Raises TransferError if there is none."""
        top = Path(path).absolute()
        try:
            if not stat.S_ISDIR(top.stat().st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            return cls(top, os.open(top, _FOLDER) if _ANCHORED else None)
        except OSError as error:
            raise TransferError(f"The folder “{top}” cannot be opened: {error.strerror}.") from error

    def close(self) -> None:
        """Gives the folder back, and with it the lock."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def enter(self, name: str) -> Directory:
        """The folder `name` in this one. Raises NotADirectoryError for a link and for anything else."""
        if self._descriptor is None and not stat.S_ISDIR(self.stat(name).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), name)
        path = self._path / name
        if self._descriptor is None:
            return Directory(path, None)
        try:
            return Directory(path, os.open(name, _FOLDER | _NOFOLLOW, dir_fd=self._descriptor))
        except OSError as error:
            if error.errno in _NO_FOLDER:
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), name) from error
            raise

    @contextmanager
    def above(self, path: str) -> Iterator[tuple[Directory, str]]:
        """The folder that holds `path`, and the last part of `path`.

        Raises FileNotFoundError where a folder is missing, and TransferError where it is a link or a file.
        """
        *folders, name = path.split("/")
        with ExitStack() as opened:
            here = self
            for count, folder in enumerate(folders, start=1):
                try:
                    here = opened.enter_context(here.enter(folder))
                except NotADirectoryError as error:
                    raise TransferError(
                        f"“{'/'.join(folders[:count])}” is a symbolic link or a file, and is not gone through."
                    ) from error
            yield here, name

    def entries(self) -> list[os.DirEntry[str]]:
        """What is in the folder, by name."""
        with os.scandir(self._path if self._descriptor is None else self._descriptor) as found:
            return sorted(found, key=lambda entry: entry.name)

    def stat(self, name: str) -> os.stat_result:
        """What `name` is; a link is not followed."""
        return os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False)

    def exists(self, name: str) -> bool:
        """Whether there is anything called `name`, a dangling link included."""
        try:
            self.stat(name)
        except OSError as error:
            if error.errno in _ABSENT:
                return False
            raise
        return True

    def readable(self, name: str) -> bool:
        """Whether this process may read the file `name`."""
        return os.access(self._at(name), os.R_OK, dir_fd=self._descriptor)

    def read(self, name: str, most: int = -1) -> File:
        """The regular file `name`, or its first `most` bytes. Raises TransferError if it is something else."""
        _refuse_special(name, self.stat(name).st_mode)
        # What was looked at can have been replaced since: O_NOFOLLOW, and a second look at what was opened.
        descriptor = os.open(self._at(name), _READ, dir_fd=self._descriptor)
        with os.fdopen(descriptor, "rb") as opened:
            mode = os.fstat(descriptor).st_mode
            _refuse_special(name, mode)
            return File(opened.read(most), mode & 0o777)

    def create(self, name: str, file: File, owner: os.stat_result | None = None) -> None:
        """Writes a new file, through to the disk; it belongs to `owner`'s user where that is allowed."""
        descriptor = os.open(self._at(name), _CREATE, 0o600, dir_fd=self._descriptor)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(file.content)
            opened.flush()
            if owner is not None and hasattr(os, "fchown"):
                with suppress(PermissionError):
                    os.fchown(descriptor, owner.st_uid, owner.st_gid)
            if hasattr(os, "fchmod"):
                os.fchmod(descriptor, file.mode & 0o777)
            os.fsync(descriptor)

    def overwrite(self, name: str, content: bytes) -> None:
        """Gives the file `name` another content, through to the disk; it stays the same file to all its links."""
        descriptor = os.open(self._at(name), os.O_WRONLY | os.O_TRUNC | _NOFOLLOW | _BINARY, dir_fd=self._descriptor)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(descriptor)

    def link(self, name: str, folder: Directory, new: str) -> None:
        """Makes the file `name` also known as `new` in `folder`. Raises FileExistsError where there is one."""
        os.link(
            self._at(name),
            folder._at(new),
            src_dir_fd=self._descriptor,
            dst_dir_fd=folder._descriptor,
        )

    def rename(self, old: str, new: str) -> None:
        """Puts `old` in the place of `new`, at once."""
        os.replace(self._at(old), self._at(new), src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)

    def remove(self, name: str) -> None:
        """Removes the file `name`; without complaint where there is none."""
        with suppress(FileNotFoundError):
            os.unlink(self._at(name), dir_fd=self._descriptor)

    def make_folder(self, name: str, mode: int = 0o777) -> None:
        """Creates the folder `name`."""
        os.mkdir(self._at(name), mode, dir_fd=self._descriptor)

    def remove_folder(self, name: str) -> None:
        """Removes the folder `name`, which must be empty."""
        os.rmdir(self._at(name), dir_fd=self._descriptor)

    def sync(self) -> None:
        """Makes sure that names which were added, replaced or removed are on the disk."""
        if self._descriptor is None:
            return
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            # Network file systems may not know how; they have written it already or never will.
            if error.errno != errno.EINVAL:
                raise

    def lock(self) -> None:
        """Keeps other Loopwright processes from writing here until `close`. Raises TransferError where one is."""
        if self._descriptor is None or fcntl is None:
            return
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Some network file systems have no locks on folders; all others answer that it is taken.
            if error.errno == errno.EAGAIN:
                raise TransferError("Someone else is writing there right now. Try again in a moment.") from error

    def _at(self, name: str) -> str | Path:
        return self._path / name if self._descriptor is None else name


def _refuse_special(name: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise TransferError(f"“{name}” is a symbolic link, or something else that is not a regular file.")


@contextmanager
def explained(doing: str) -> Iterator[None]:
    """Turns an OSError into a TransferError that begins with `doing` (“… cannot be written”)."""
    try:
        yield
    except OSError as error:
        raise TransferError(f"{doing}: {error.strerror or 'unknown reason'}.") from error
