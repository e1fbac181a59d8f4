"""One commit to one branch, all or nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from dulwich.file import FileLocked
from dulwich.index import validate_path, validate_path_element_hfs
from dulwich.objects import Commit
from dulwich.reflog import format_reflog_line
from dulwich.refs import HEADREF, SYMREF, Ref
from dulwich.repo import Repo, sanitize_user_identity

from designer.loopback.files import File, TransferError
from designer.transfer import Conflict
from designer.transfer.conversions import is_on, setting
from designer.transfer.directory import explained
from designer.transfer.git_objects import Entry, add_blob, add_tree, blob_id, find, tree_of
from designer.transfer.git_open import BRANCHES, branch_ref, branches, head_ref, open_repository, tip
from designer.transfer.journal import Step
from designer.transfer.limits import check_layout, writable_path
from designer.transfer.work_tree import Change, WorkTree

_ATTEMPTS = 5


def commit(
    path: str | os.PathLike[str],
    branch: str,
    changes: Mapping[str, File | None],
    expected: Mapping[str, bytes | None],
    message: str,
    author: str,
    email: str,
    *,
    start: str | None = None,
    when: datetime | None = None,
    step: Step = lambda _: None,
) -> str:
    """Commits `changes` (None deletes) to a branch, all of them or none, and gives the commit's id.

    `expected` has the content that each path should have at the branch's tip, None for no file, at least for every
    path of `changes`. A branch that does not exist yet begins at the branch `start`, or at HEAD. `when` is now by
    default; it has a time zone. Where the branch is checked out, the index and the files in the work tree change too.

    Raises Conflict where a path has another content, and TransferError where the commit cannot be made: a path that is
    a symbolic link or a submodule, a work tree with other changes of those paths, filters, required signing, …
    """
    for each in {*changes, *expected}:
        _check(each)
    check_layout(each for each, file in changes.items() if file is not None)
    identity, text = _identity(author, email), _text(message)
    with explained("The commit cannot be made"), open_repository(path) as repo:
        _refuse_signing(repo)
        repo.object_store.fsync_object_files = True
        ref = branch_ref(repo, branch)
        for _ in range(_ATTEMPTS):
            draft = _Draft(repo, ref, start, changes, expected)
            new = draft.store(text, identity, when or datetime.now(UTC).astimezone())
            if draft.publish(new, step):
                return new.id.decode()
    raise TransferError(f"Someone else keeps committing to “{branch}”. Try again in a moment.")


class _Draft:
    """One attempt: what the branch has now, and what it shall have."""

    def __init__(
        self,
        repo: Repo,
        ref: Ref,
        start: str | None,
        changes: Mapping[str, File | None],
        expected: Mapping[str, bytes | None],
    ) -> None:
        self._repo = repo
        self._ref = ref
        self._old = tip(repo, ref)
        self._parent = self._old or tip(repo, _starting_point(repo, ref, start))
        self._tree = tree_of(repo.object_store, self._parent)
        before = {path: self._entry(path) for path in sorted({*changes, *expected})}
        _refuse_differing(before, expected)
        self._changes = [self._change(path, before[path], changes[path]) for path in sorted(changes)]

    def store(self, message: bytes, identity: bytes, when: datetime) -> Commit:
        """Stores the commit and all that is in it. Nothing refers to it yet."""
        store = self._repo.object_store
        new = Commit()
        new.tree = add_tree(store, self._tree, {change.path: change.after for change in self._changes})
        if new.tree == self._tree:
            raise TransferError("There is nothing to commit: the branch has exactly these files already.")
        new.parents = [] if self._parent is None else [self._parent]
        new.author = new.committer = identity
        new.author_time = new.commit_time = int(when.timestamp())
        new.author_timezone = new.commit_timezone = _zone(when)
        new.message = message
        store.add_object(new)
        return new

    def publish(self, new: Commit, step: Step) -> bool:
        """Moves the branch to the commit, and the work tree with it. False where the branch moved meanwhile."""
        _refuse_other_work_trees(self._repo, self._ref)
        if self._repo.bare or head_ref(self._repo) != self._ref:
            step("move branch")
            return self._move(new)
        with WorkTree(self._repo, step) as work_tree:
            changed = [change for change in self._changes if change.before != change.after]
            moved = work_tree.commit(changed, self._ref, new.id, lambda: self._move(new))
        if moved:
            self._log_head(new)
        return moved

    def _entry(self, path: str) -> Entry | None:
        entry = find(self._repo.object_store, self._tree, path)
        if entry is not None and not stat.S_ISREG(entry.mode):
            raise TransferError(f"“{path}” is a folder, a symbolic link or a submodule in the repository, and no file.")
        return entry

    def _change(self, path: str, before: Entry | None, file: File | None) -> Change:
        after = None if file is None else add_blob(self._repo.object_store, file, before)
        return Change(path, before, after, b"" if file is None else file.content)

    def _move(self, new: Commit) -> bool:
        """Compares and swaps; the branch's log, which bare repositories do not keep, is written along."""
        log = None if self._repo.bare else _log_text(new)
        who_and_when = (new.committer, new.commit_time, new.commit_timezone)
        try:
            if self._old is None:
                return self._repo.refs.add_if_new(self._ref, new.id, *who_and_when, log)
            return self._repo.refs.set_if_equals(self._ref, self._old, new.id, *who_and_when, log)
        except FileLocked as error:
            raise TransferError("Another git process is changing the branch. Try again in a moment.") from error

    def _log_head(self, new: Commit) -> None:
        line = format_reflog_line(
            self._old, new.id, new.committer, new.commit_time, new.commit_timezone, _log_text(new)
        )
        log = Path(self._repo.controldir(), "logs", "HEAD")
        # The commit is made; a log that cannot be written does not unmake it.
        with suppress(OSError):
            log.parent.mkdir(exist_ok=True)
            with log.open("ab") as opened:
                opened.write(line + b"\n")


def _check(path: str) -> None:
    if not validate_path(writable_path(path).encode(), validate_path_element_hfs):
        raise TransferError(f"“{path}” is a name that git does not allow.")


def _refuse_differing(before: Mapping[str, Entry | None], expected: Mapping[str, bytes | None]) -> None:
    differing = []
    for path, entry in before.items():
        content = expected[path]
        if (None if entry is None else entry.id) != (None if content is None else blob_id(content)):
            differing.append(path)
    if differing:
        raise Conflict(differing)


def _starting_point(repo: Repo, ref: Ref, start: str | None) -> Ref:
    if any(_collide(ref, BRANCHES + branch.encode()) for branch in branches(repo)):
        raise TransferError(
            "There is a branch whose name is the beginning of this one, or the reverse; git forbids it."
        )
    if start is None:
        return HEADREF
    source = branch_ref(repo, start)
    if tip(repo, source) is None:
        raise TransferError(f"There is no branch “{start}”.")
    return source


def _collide(one: bytes, other: bytes) -> bool:
    return one.startswith(other + b"/") or other.startswith(one + b"/")


def _refuse_signing(repo: Repo) -> None:
    if is_on(setting(repo.get_config_stack(), "commit", "gpgsign")):
        raise TransferError(
            "Commits in this repository must be signed (commit.gpgsign), which cannot be done here. Commit with git."
        )


def _refuse_other_work_trees(repo: Repo, ref: Ref) -> None:
    for head in Path(repo.commondir()).glob("worktrees/*/HEAD"):
        if head.read_bytes().strip() == SYMREF + ref:
            raise TransferError("The branch is checked out in another work tree (git worktree). Commit there.")


def _identity(author: str, email: str) -> bytes:
    name, address = author.strip(), email.strip()
    identity = sanitize_user_identity(name.encode("utf-8", "replace"), address.encode("utf-8", "replace"))
    if identity.startswith(b" <") or identity.endswith(b" <>") or b"\0" in identity:
        raise TransferError("A commit needs the name and the e-mail address of its author.")
    return identity


def _text(message: str) -> bytes:
    text = message.replace("\r\n", "\n").strip()
    if not text or "\0" in text:
        raise TransferError("A commit needs a message.")
    return text.encode("utf-8", "replace") + b"\n"


def _log_text(new: Commit) -> bytes:
    subject = bytes(new.message).partition(b"\n")[0]
    return (b"commit: " if new.parents else b"commit (initial): ") + subject


def _zone(when: datetime) -> int:
    offset = when.utcoffset()
    if offset is None:
        raise ValueError("The time of a commit needs a time zone.")
    return int(offset.total_seconds()) // 60 * 60
