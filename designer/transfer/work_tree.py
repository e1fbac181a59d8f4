"""A commit to the branch that is checked out: the branch, the index and the files move together, or not at all.

The order is git's own: lock the index, write the files, write the new index into its lock, move the branch, put the new
index in place. Moving the branch decides. A journal in the repository lets the next process finish what was decided, or
take back what was not.
"""

from __future__ import annotations

import hashlib
import io
import stat
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Self

from dulwich.index import (
    ConflictedIndexEntry,
    IndexEntry,
    index_entry_from_stat,
    read_index_dict_with_version,
    write_index_dict,
)
from dulwich.refs import HEADREF, SYMREF, Ref
from dulwich.repo import Repo

from designer.loopback.files import File, TransferError
from designer.transfer.conversions import Conversions, is_on, setting
from designer.transfer.directory import Directory
from designer.transfer.folder import present_file
from designer.transfer.git_objects import EXECUTABLE, REGULAR, Entry, blob_id, readable
from designer.transfer.journal import Edit, Journal, Step, left_behind
from designer.transfer.limits import JOURNAL, folders_above

_LOCK = "index.lock"
_OURS = "index"  # the same file as the lock, kept in the journal: that is how ours is known from anyone else's
_UNFINISHED = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}
_Index = dict[bytes, IndexEntry | ConflictedIndexEntry]


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does to one path: its entry in the tree before and after, and the new content."""

    path: str
    before: Entry | None
    after: Entry | None
    content: bytes


class WorkTree:
    """The work tree of a repository and its index, kept from other Loopwright processes until `close`."""

    def __init__(self, repo: Repo, step: Step) -> None:
        self._repo = repo
        self._step = step
        with ExitStack() as opened:
            self._control = opened.enter_context(Directory.open(repo.controldir()))
            self._top = opened.enter_context(Directory.open(repo.path))
            self._control.lock()
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def commit(self, changes: Sequence[Change], ref: Ref, commit: bytes, move: Callable[[], bool]) -> bool:
        """Writes the files and the index, and calls `move` to move the branch `ref` to `commit`.

        Where that answers False, or anything fails, all is taken back. Raises TransferError, before anything is
        written, where the work tree is not in a state to be written to.
        """
        self.recover()
        self._refuse_unfinished()
        journal = Journal(self._control, self._top, self._step)
        self._lock_index(journal)
        try:
            moved = self._write(journal, changes, ref, commit, move)
        except BaseException:
            self._take_back(journal)
            raise
        if moved:
            self._finish(journal)
        else:
            self._take_back(journal)
        return moved

    def recover(self) -> None:
        """Finishes, or takes back, what a process that died has left behind."""
        if not left_behind(self._control):
            return
        journal = Journal(self._control, self._top, self._step)
        if journal.load() and self._was_decided(journal):
            self._finish(journal)
        else:
            self._take_back(journal)

    def _write(
        self, journal: Journal, changes: Sequence[Change], ref: Ref, commit: bytes, move: Callable[[], bool]
    ) -> bool:
        if self._repo.refs.read_ref(HEADREF) != SYMREF + ref:
            return False  # another branch was checked out just before the index was locked
        version, index = self._read_index()
        with readable():
            conversions = Conversions(self._repo)
        edits = [self._edit(change, index, conversions) for change in changes]
        journal.record(edits, {"ref": ref.decode(), "commit": commit.decode()})
        journal.apply(edits)
        self._step("write index")
        self._control.overwrite(_LOCK, _index_content(version, self._updated(index, changes)))
        self._step("move branch")
        return move()

    def _lock_index(self, journal: Journal) -> None:
        mode = stat.S_IMODE(self._control.stat("index").st_mode) if self._control.exists("index") else 0o644
        with journal.open() as folder:
            folder.create(_OURS, File(b"", mode))
            self._step("lock index")
            try:
                folder.link(_OURS, self._control, _LOCK)
            except OSError as error:
                journal.discard()
                if isinstance(error, FileExistsError):
                    raise TransferError(
                        "Another git process works in this repository. If there is none, remove “.git/index.lock”."
                    ) from error
                raise

    def _holds_lock(self) -> bool:
        """Whether the index is locked by the journal that is there, and by nobody else."""
        with self._control.enter(JOURNAL) as folder:
            if not self._control.exists(_LOCK) or not folder.exists(_OURS):
                return False
            lock, ours = self._control.stat(_LOCK), folder.stat(_OURS)
        return (lock.st_dev, lock.st_ino) == (ours.st_dev, ours.st_ino)

    def _finish(self, journal: Journal) -> None:
        if self._holds_lock():
            self._step("put index in place")
            self._control.rename(_LOCK, "index")
            self._control.sync()
        journal.close()

    def _take_back(self, journal: Journal) -> None:
        journal.put_back()
        if self._holds_lock():
            self._step("unlock index")
            self._control.remove(_LOCK)
        journal.close()

    def _was_decided(self, journal: Journal) -> bool:
        ref, commit = journal.note.get("ref", ""), journal.note.get("commit", "")
        return bool(ref) and self._repo.refs.read_ref(Ref(ref.encode())) == commit.encode()

    def _refuse_unfinished(self) -> None:
        for name, what in _UNFINISHED.items():
            if self._control.exists(name):
                raise TransferError(f"In this work tree {what} is not finished. Finish or abort it with git first.")
        config = self._repo.get_config_stack()
        if is_on(setting(config, "core", "splitIndex")) or self._has_shared_index():
            raise TransferError("This repository uses a split index, which cannot be written here.")

    def _has_shared_index(self) -> bool:
        return any(entry.name.startswith("sharedindex.") for entry in self._control.entries())

    def _read_index(self) -> tuple[int, _Index]:
        if not self._control.exists("index"):
            return 2, {}
        content = self._control.read("index").content
        checksum = content[-20:]
        # Zeros: index.skipHash.
        if checksum not in {bytes(20), hashlib.sha1(content[:-20], usedforsecurity=False).digest()}:
            raise TransferError("The repository's index is damaged.")
        with readable():
            entries, version, _ = read_index_dict_with_version(io.BytesIO(content))
        if any(isinstance(entry, IndexEntry) and stat.S_ISDIR(entry.mode) for entry in entries.values()):
            raise TransferError("This repository uses a sparse index, which cannot be written here.")
        return version, entries

    def _edit(self, change: Change, index: _Index, conversions: Conversions) -> Edit:
        """What becomes of the file of a change. Raises TransferError where it is not what was committed."""
        self._refuse_staged(change, index)
        present = present_file(self._top, change.path)
        self._refuse_dirty(change, present)
        if change.after is None:
            return Edit(change.path, present, None)
        with readable():
            conversions.refuse(change.path, change.content)
        return Edit(change.path, present, File(change.content, _mode_on_disk(present, change.after)))

    def _refuse_staged(self, change: Change, index: _Index) -> None:
        path = change.path.encode()
        staged = index.get(path)
        if isinstance(staged, ConflictedIndexEntry):
            raise TransferError(f"“{change.path}” has merge conflicts. Resolve them with git first.")
        if staged is not None and staged.skip_worktree:
            raise TransferError(f"“{change.path}” is not checked out (sparse checkout).")
        if _same(staged, change.before):
            ways = [folder.encode() for folder in folders_above(change.path)]
            if not any(way in index for way in ways) and not any(name.startswith(path + b"/") for name in index):
                return
        raise TransferError(f"“{change.path}” has staged changes. Commit them or take them back with git first.")

    def _refuse_dirty(self, change: Change, present: File | None) -> None:
        if change.before is None:
            if present is not None:
                raise TransferError(
                    f"“{change.path}” exists in the work tree but is not committed (untracked or ignored). "
                    "Commit, move or delete it first."
                )
            self._refuse_nested(change.path)
        elif present is None or blob_id(present.content) != change.before.id or self._mode_differs(change, present):
            raise TransferError(
                f"“{change.path}” has changes in the work tree that are not committed. Commit them or take them back "
                "with git first."
            )

    def _mode_differs(self, change: Change, present: File) -> bool:
        if change.before is None or not self._keeps_modes():
            return False
        return change.before.executable != bool(present.mode & 0o100)

    def _keeps_modes(self) -> bool:
        return is_on(setting(self._repo.get_config_stack(), "core", "filemode") or "true")

    def _refuse_nested(self, path: str) -> None:
        for folder in folders_above(path):
            try:
                with self._top.above(f"{folder}/.git") as (parent, name):
                    nested = parent.exists(name)
            except FileNotFoundError:
                return
            if nested:
                raise TransferError(f"“{folder}” is a repository of its own.")

    def _updated(self, index: _Index, changes: Sequence[Change]) -> _Index:
        updated = dict(index)
        for change in changes:
            if change.after is None:
                updated.pop(change.path.encode(), None)
                continue
            with self._top.above(change.path) as (parent, name):
                found = parent.stat(name)
            mode = EXECUTABLE if change.after.executable else REGULAR
            updated[change.path.encode()] = index_entry_from_stat(found, change.after.id, mode)
        return updated


def _same(staged: IndexEntry | None, entry: Entry | None) -> bool:
    if staged is None or entry is None:
        return staged is None and entry is None
    # Old trees have modes such as 100664, which the index never has.
    return (staged.sha, bool(staged.mode & 0o100)) == (entry.id, entry.executable) and stat.S_ISREG(staged.mode)


def _mode_on_disk(present: File | None, entry: Entry) -> int:
    """As committed; apart from the right to run it, the present permissions stay."""
    if present is None:
        return entry.mode & 0o777 if entry.mode in {REGULAR, EXECUTABLE} else 0o644
    return present.mode | 0o111 if entry.executable else present.mode & ~0o111


def _index_content(version: int, entries: _Index) -> bytes:
    """The file of an index. Extensions are left away: all are caches, and would be out of date."""
    out = io.BytesIO()
    write_index_dict(out, entries, version=version)
    return out.getvalue() + hashlib.sha1(out.getvalue(), usedforsecurity=False).digest()
