"""A git repository on this machine: a branch read as a tree, and changed by one commit.

Nothing is ever forced, and no hook is run. Only SHA-1 repositories with ordinary refs are supported.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from dulwich.objects import Blob, ObjectID, Tree
from dulwich.refs import HEADREF
from dulwich.repo import Repo

from designer.loopback.files import File, LeftOut, TransferError
from designer.transfer.blob_sizes import BlobSizes
from designer.transfer.directory import explained
from designer.transfer.git_commit import commit
from designer.transfer.git_objects import Entry, get, readable, tree_of
from designer.transfer.git_open import branch_ref, branches, head_branch, open_repository, tip, user
from designer.transfer.limits import DEFAULT, Limits, Offer

__all__ = [
    "Branches",
    "GitTree",
    "branches",
    "branches_at",
    "commit",
    "default_author",
    "head_branch",
    "open_repository",
]


def default_author(path: str | os.PathLike[str]) -> tuple[str, str]:
    """The name and the e-mail address that git is configured with for this repository; "" where there is none."""
    with open_repository(path) as repo:
        return user(repo)


@dataclass(frozen=True)
class Branches:
    """The branches of a repository, and where a new one begins."""

    names: tuple[str, ...]
    head: str | None
    """The branch that is checked out; None where a commit is."""
    commit: str | None
    """The commit that is checked out, in hexadecimal digits; None where there is none yet."""


def branches_at(path: str | os.PathLike[str]) -> Branches:
    """The branches of the repository at `path`. Raises TransferError."""
    with open_repository(path) as repo:
        newest = tip(repo, HEADREF)
        return Branches(tuple(branches(repo)), head_branch(repo), newest.decode() if newest else None)


class GitTree:
    """A Tree over the newest commit of a branch; of HEAD where none is named.

    `commit` is its id in hexadecimal digits, None for a branch that has no commit yet, whose tree is empty. Close the
    tree, or use it in a `with` statement. Raises TransferError where there is no such branch.
    """

    def __init__(self, path: str | os.PathLike[str], branch: str | None = None, limits: Limits = DEFAULT) -> None:
        self._offer = Offer(limits)
        self._entries: dict[str, Entry] = {}
        self._repo = open_repository(path)
        try:
            newest = _newest(self._repo, branch)
            self.commit = None if newest is None else newest.decode()
            with explained("The repository cannot be read"):
                self._walk_all(tree_of(self._repo.object_store, newest))
        except BaseException:
            self.close()
            raise

    @property
    def sizes(self) -> Mapping[str, int]:
        """Every regular file that is offered, and its size in bytes."""
        return self._offer.sizes

    @property
    def left_out(self) -> Sequence[LeftOut]:
        """What the commit contains but does not offer: symbolic links, submodules, large files, …"""
        return self._offer.left_out

    def read(self, path: str) -> File:
        """The file at `path`. Raises KeyError where there is none and TransferError where it cannot be read."""
        entry = self._entries[path]
        with explained("The repository cannot be read"):
            content = get(self._repo.object_store, entry.id, Blob).data
        return File(self._offer.read(path, content), 0o755 if entry.executable else 0o644)

    def close(self) -> None:
        """Closes the repository."""
        self._repo.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _walk_all(self, tree: ObjectID | None) -> None:
        if tree is not None:
            self._walk(tree, "", BlobSizes(self._repo.object_store))

    def _walk(self, tree: ObjectID, prefix: str, blobs: BlobSizes) -> None:
        for name, mode, object_id in get(self._repo.object_store, tree, Tree).iteritems():
            path = prefix + name.decode("utf-8", "surrogateescape")
            if not self._offer.concerns(path):
                continue
            if stat.S_ISDIR(mode):
                self._offer.enter()
                self._walk(object_id, f"{path}/", blobs)
            else:
                self._take(path, Entry(mode, object_id), blobs)

    def _take(self, path: str, entry: Entry, blobs: BlobSizes) -> None:
        if stat.S_ISLNK(entry.mode):
            self._offer.leave(path, "It is a symbolic link, which is not followed.")
        elif not stat.S_ISREG(entry.mode):
            self._offer.leave(path, "It is a submodule, a repository of its own.")
        else:
            with readable():
                size = blobs.of(entry.id)
            if self._offer.take(path, size):
                self._entries[path] = entry


def _newest(repo: Repo, branch: str | None) -> ObjectID | None:
    newest = tip(repo, HEADREF if branch is None else branch_ref(repo, branch))
    if newest is None and branch not in {None, head_branch(repo)}:
        raise TransferError(f"There is no branch “{branch}”.")
    return newest
