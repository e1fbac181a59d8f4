"""Commits, trees and blobs of a repository, found and made."""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from dulwich.errors import ApplyDeltaError, ChecksumMismatch, FileFormatException
from dulwich.object_store import BaseObjectStore
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree

from designer.loopback.files import File, TransferError

REGULAR = stat.S_IFREG | 0o644
EXECUTABLE = stat.S_IFREG | 0o755

_UNREADABLE = (
    ApplyDeltaError,
    AssertionError,
    ChecksumMismatch,
    FileFormatException,
    KeyError,
    ValueError,
    struct.error,
    zlib.error,
)
_Object = TypeVar("_Object", bound=ShaFile)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a tree says of one name: its git mode and the object."""

    mode: int
    id: ObjectID

    @property
    def executable(self) -> bool:
        """Whether the file may be run."""
        return bool(self.mode & 0o100)


def get(store: BaseObjectStore, object_id: ObjectID, kind: type[_Object]) -> _Object:
    """The object, which must be of that kind. Raises TransferError where it is missing or damaged."""
    with readable():
        found = store[object_id]
    if not isinstance(found, kind):
        raise TransferError("The repository is damaged: an object is not of the kind it should be.")
    return found


@contextmanager
def readable() -> Iterator[None]:
    """Turns what dulwich raises for a damaged or incomplete repository into a TransferError."""
    try:
        yield
    except _UNREADABLE as error:
        raise TransferError("The repository is damaged or incomplete: an object cannot be read.") from error


def find(store: BaseObjectStore, tree: ObjectID | None, path: str) -> Entry | None:
    """The entry at `path` below `tree`, or None.

    Raises TransferError where a part on the way is a file, a symbolic link or a submodule.
    """
    *folders, name = path.encode().split(b"/")
    for count, folder in enumerate(folders, start=1):
        entry = _entry(store, tree, folder)
        if entry is None:
            return None
        if not stat.S_ISDIR(entry.mode):
            way = b"/".join(folders[:count]).decode()
            raise TransferError(f"“{way}” is a file, a symbolic link or a submodule in the repository, and no folder.")
        tree = entry.id
    return _entry(store, tree, name)


def _entry(store: BaseObjectStore, tree: ObjectID | None, name: bytes) -> Entry | None:
    if tree is None:
        return None
    found = get(store, tree, Tree)
    with readable():
        return Entry(*found[name]) if name in found else None


def add_tree(store: BaseObjectStore, base: ObjectID | None, changes: Mapping[str, Entry | None]) -> ObjectID:
    """Stores `base` with `changes` made to it (None removes), and gives the new tree.

    Folders that become empty vanish, as always in git.
    """
    return _add_tree(store, base, {tuple(path.encode().split(b"/")): entry for path, entry in changes.items()}).id


def _add_tree(store: BaseObjectStore, base: ObjectID | None, changes: Mapping[tuple[bytes, ...], Entry | None]) -> Tree:
    tree = Tree() if base is None else Tree.from_string(get(store, base, Tree).as_raw_string())
    below: dict[bytes, dict[tuple[bytes, ...], Entry | None]] = {}
    for (name, *rest), entry in changes.items():
        if rest:
            below.setdefault(name, {})[tuple(rest)] = entry
        else:
            _put(tree, name, entry)
    for name, nested in below.items():
        old = tree[name][1] if name in tree else None
        new = _add_tree(store, old, nested)
        _put(tree, name, Entry(stat.S_IFDIR, new.id) if len(new) else None)
    store.add_object(tree)
    return tree


def _put(tree: Tree, name: bytes, entry: Entry | None) -> None:
    if entry is not None:
        tree[name] = (entry.mode, entry.id)
    elif name in tree:
        del tree[name]


def add_blob(store: BaseObjectStore, file: File, before: Entry | None) -> Entry:
    """Stores the content; the git mode stays unless the file became executable, or no longer is."""
    blob = Blob.from_string(file.content)
    store.add_object(blob)
    executable = bool(file.mode & 0o100)
    if before is not None and before.executable == executable:
        return Entry(before.mode, blob.id)
    return Entry(EXECUTABLE if executable else REGULAR, blob.id)


def tree_of(store: BaseObjectStore, commit: ObjectID | None) -> ObjectID | None:
    """The tree of a commit; None for no commit."""
    return None if commit is None else get(store, commit, Commit).tree


def blob_id(content: bytes) -> ObjectID:
    """The id that this content has, or would have."""
    return Blob.from_string(content).id
