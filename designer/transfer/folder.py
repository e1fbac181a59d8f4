"""A folder on this machine, read as a tree and written all or nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from designer.loopback.files import File, LeftOut, TransferError
from designer.transfer import Conflict
from designer.transfer.directory import Directory, explained
from designer.transfer.journal import Edit, Journal, Step, left_behind
from designer.transfer.journal import recover as recover_journal
from designer.transfer.limits import DEFAULT, Limits, Offer, check_layout, writable_path


class FolderTree:
    """A Tree over a folder: names and sizes are read at once, contents when asked for.

    Symbolic links are left out, and one that takes a file's place later is not followed. An interrupted `write` is
    taken back first. Raises TransferError where there is no such folder, or too much in it.
    """

    def __init__(self, path: str | os.PathLike[str], limits: Limits = DEFAULT) -> None:
        self._path = path
        self._offer = Offer(limits)
        recover(path)
        with explained("The folder cannot be read"), Directory.open(path) as top:
            self._walk(top, "")

    @property
    def sizes(self) -> Mapping[str, int]:
        """Every regular file that is offered, and its size in bytes when the folder was looked at."""
        return self._offer.sizes

    @property
    def left_out(self) -> Sequence[LeftOut]:
        """What the folder contains but does not offer."""
        return self._offer.left_out

    def read(self, path: str) -> File:
        """The file at `path`. Raises KeyError where there was none and TransferError where it cannot be read now."""
        if path not in self.sizes:
            raise KeyError(path)
        with (
            explained(f"“{path}” cannot be read"),
            Directory.open(self._path) as top,
            top.above(path) as (parent, name),
        ):
            file = parent.read(name, self._offer.limits.file_size + 1)
        self._offer.read(path, file.content)
        return file

    def _walk(self, folder: Directory, prefix: str) -> None:
        for entry in folder.entries():
            path = prefix + entry.name
            if not self._offer.concerns(path):
                continue
            if entry.is_dir(follow_symlinks=False):
                self._walk_below(folder, entry.name, path)
            else:
                try:
                    self._take(folder, entry, path)
                except OSError as error:
                    self._offer.leave(path, f"It cannot be read: {error.strerror}.")

    def _walk_below(self, folder: Directory, name: str, path: str) -> None:
        self._offer.enter()
        try:
            with folder.enter(name) as below:
                self._walk(below, f"{path}/")
        except OSError as error:
            self._offer.leave(path, f"The folder cannot be read: {error.strerror}.")

    def _take(self, folder: Directory, entry: os.DirEntry[str], path: str) -> None:
        found = entry.stat(follow_symlinks=False)
        if stat.S_ISLNK(found.st_mode):
            kind = "folder" if entry.is_dir() else "file"
            self._offer.leave(path, f"It is a symbolic link to a {kind}, which is not followed.")
        elif not stat.S_ISREG(found.st_mode):
            self._offer.leave(path, "It is not a regular file.")
        elif not folder.readable(entry.name):
            self._offer.leave(path, "It cannot be read: permission denied.")
        else:
            self._offer.take(path, found.st_size)


def write(
    folder: str | os.PathLike[str],
    changes: Mapping[str, File | None],
    expected: Mapping[str, bytes | None],
    *,
    step: Step = lambda _: None,
) -> None:
    """Writes `changes` (None deletes) into the folder: all of them, or none.

    `expected` has the content that each path should have now, None for no file, at least for every path of `changes`.
    Raises Conflict where one has another, and TransferError for paths that are unsafe, lead through symbolic links, or
    cannot be written. Missing folders are created; folders that become empty stay; all else is left alone.
    """
    check_layout(_checked(path for path, file in changes.items() if file is not None))
    with explained("The files cannot be written"), Directory.open(folder) as top:
        top.lock()
        recover_journal(top, top, step)
        present = {path: present_file(top, path) for path in sorted(_checked(changes) | _checked(expected))}
        differing = [path for path, file in present.items() if _content(file) != expected[path]]
        if differing:
            raise Conflict(differing)
        _write_edits(top, [Edit(path, present[path], file) for path, file in sorted(changes.items())], step)


def export(folder: str | os.PathLike[str], files: Mapping[str, File], *, step: Step = lambda _: None) -> None:
    """Writes the files into a new or an existing folder, over what is there; all else in it is left alone.

    Raises TransferError as `write` does.
    """
    check_layout(_checked(files))
    with explained("The folder cannot be written"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        with Directory.open(folder) as top:
            top.lock()
            recover_journal(top, top, step)
            _write_edits(top, [Edit(path, present_file(top, path), files[path]) for path in sorted(files)], step)


def recover(folder: str | os.PathLike[str], *, step: Step = lambda _: None) -> None:
    """Takes back a `write` that was interrupted, if there is one.

    Raises TransferError where that is impossible, or where the writing is still going on.
    """
    with explained("An interrupted writing cannot be taken back"), Directory.open(folder) as top:
        if left_behind(top):
            top.lock()
            recover_journal(top, top, step)


def present_file(top: Directory, path: str) -> File | None:
    """The file that is at `path` now, or None. Raises TransferError for a link, a folder and anything else."""
    try:
        with top.above(path) as (parent, name):
            if not parent.exists(name):
                return None
            if not stat.S_ISREG(parent.stat(name).st_mode):
                raise TransferError(f"“{path}” is a symbolic link, a folder or something else that is no file.")
            return parent.read(name)
    except FileNotFoundError:
        return None


def _write_edits(top: Directory, edits: Sequence[Edit], step: Step) -> None:
    needed = [edit for edit in edits if edit.before != edit.after]
    if not needed:
        return
    journal = Journal(top, top, step)
    journal.open().close()
    try:
        journal.record(needed)
        journal.apply(needed)
    except BaseException:
        journal.undo()
        raise
    journal.close()


def _checked(paths: Iterable[str]) -> set[str]:
    return {writable_path(path) for path in paths}


def _content(file: File | None) -> bytes | None:
    return None if file is None else file.content
