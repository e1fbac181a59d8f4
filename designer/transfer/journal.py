"""Several files written as one: whatever happens in between, they are all old or all new in the end.

A journal is a folder. It keeps the old contents and, in a manifest, what is about to happen. While the manifest is
there, the writing is not done and can be taken back; the moment it is removed, everything is new. A process that dies
leaves the journal behind, and the next one takes back what the manifest lists (`recover`).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from designer.loopback.files import File, TransferError
from designer.transfer import Conflict
from designer.transfer.directory import Directory
from designer.transfer.limits import JOURNAL, folders_above, safe_path

Step = Callable[[str], None]
"""Called before each thing that is done to the disk, with a word for it, so that tests can stop there."""

_MANIFEST = "manifest.json"
_DRAFT = "manifest.draft"


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of one path: its file before and after, None for no file."""

    path: str
    before: File | None
    after: File | None


@dataclass(frozen=True, slots=True)
class _Record:
    """What the manifest says of one path."""

    path: str
    temporary: str
    saved: str | None  # the file in the journal with the old content
    mode: int  # the old one
    after: str | None  # SHA-256 of the new content, None where the file is deleted


class Journal:
    """One writing, in the journal folder of `home`, of files below `top`. Use: `open`, `record`, `apply`, `close`.

    After `record`, `undo` puts everything back, unless somebody else changed a file since: theirs stays. OSErrors are
    the caller's to explain. The caller also holds the lock.
    """

    def __init__(self, home: Directory, top: Directory, step: Step) -> None:
        self._home = home
        self._top = top
        self._step = step
        self._records: list[_Record] = []
        self._folders: list[str] = []
        self.note: Mapping[str, str] = {}

    def open(self) -> Directory:
        """Creates the journal's folder, and gives it; the caller may keep files of its own there."""
        self._step("open journal")
        self._home.make_folder(JOURNAL, 0o700)
        self._home.sync()
        return self._home.enter(JOURNAL)

    def record(self, edits: Sequence[Edit], note: Mapping[str, str] | None = None) -> None:
        """Saves what there is and what is about to happen. `note` is kept for whoever recovers."""
        self.note = note or {}
        with self._home.enter(JOURNAL) as folder:
            for number, edit in enumerate(edits):
                self._records.append(self._save(folder, number, edit))
            self._folders = self._missing([edit.path for edit in edits if edit.after is not None])
            self._step("write manifest")
            folder.create(_DRAFT, File(self._manifest(), 0o600))
            self._step("begin")
            folder.rename(_DRAFT, _MANIFEST)
            folder.sync()

    def apply(self, edits: Sequence[Edit]) -> None:
        """Writes what was recorded: first everything that can fail for want of room or rights, then the renames.

        Raises Conflict where a file is no longer what was recorded.
        """
        for path in self._folders:
            with self._top.above(path) as (parent, name):
                self._step(f"make {path}")
                parent.make_folder(name)
                parent.sync()
        pairs = list(zip(self._records, edits, strict=True))
        for record, edit in pairs:
            self._prepare(record, edit.after)
        for record, edit in pairs:
            self._put_in_place(record, edit)

    def close(self) -> None:
        """Ends the writing: everything is new from here on."""
        with self._home.enter(JOURNAL) as folder:
            self._step("end")
            folder.remove(_MANIFEST)
            folder.sync()
        self.discard()

    def load(self) -> bool:
        """Reads what another process left behind. False where it had not begun to change anything."""
        with self._home.enter(JOURNAL) as folder:
            if not folder.exists(_MANIFEST):
                return False
            try:
                manifest = json.loads(folder.read(_MANIFEST).content)
                self._records = [_Record(**record) for record in manifest["records"]]
                self._folders = [safe_path(path) for path in manifest["folders"]]
                self.note = {str(key): str(value) for key, value in manifest["note"].items()}
                for record in self._records:
                    _check(record)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raise TransferError(
                    f"An earlier writing was interrupted, and its record is damaged. "
                    f"Check the files, then delete the folder “{JOURNAL}”."
                ) from error
        return True

    def undo(self) -> None:
        """Puts everything back as it was before `apply`, and ends the writing."""
        self.put_back()
        self.close()

    def put_back(self) -> None:
        """Puts everything back as it was before `apply`. It can be done again until `close`."""
        with self._home.enter(JOURNAL) as folder:
            for record in reversed(self._records):
                before = None if record.saved is None else File(folder.read(record.saved).content, record.mode)
                # TransferError: there is a link or a folder now. It is somebody else's, and stays.
                with suppress(FileNotFoundError, TransferError):
                    self._put_back(record, before)
        for path in reversed(self._folders):
            # Somebody put something there meanwhile, or it was never created.
            with suppress(OSError, TransferError), self._top.above(path) as (parent, name):
                parent.remove_folder(name)

    def discard(self) -> None:
        """Removes the journal's folder; its manifest, if any, is removed first."""
        with self._home.enter(JOURNAL) as folder:
            folder.remove(_MANIFEST)
            for entry in folder.entries():
                self._step("tidy up")
                folder.remove(entry.name)
        self._step("remove journal")
        self._home.remove_folder(JOURNAL)
        self._home.sync()

    def _save(self, folder: Directory, number: int, edit: Edit) -> _Record:
        saved = None
        if edit.before is not None:
            saved = str(number)
            self._step(f"save {edit.path}")
            folder.create(saved, File(edit.before.content, 0o600))
        return _Record(
            path=edit.path,
            temporary=f".loopwright-{secrets.token_hex(8)}",
            saved=saved,
            mode=edit.before.mode if edit.before else 0,
            after=None if edit.after is None else _digest(edit.after),
        )

    def _missing(self, paths: Sequence[str]) -> list[str]:
        """The folders that do not exist yet, from the top."""
        return [folder for folder in sorted({f for path in paths for f in folders_above(path)}) if self._lacks(folder)]

    def _lacks(self, path: str) -> bool:
        try:
            with self._top.above(path) as (parent, name):
                return not parent.exists(name)
        except FileNotFoundError:
            return True

    def _manifest(self) -> bytes:
        records = [asdict(record) for record in self._records]
        return json.dumps({"note": self.note, "folders": self._folders, "records": records}).encode()

    def _prepare(self, record: _Record, after: File | None) -> None:
        if after is None:
            return
        with self._top.above(record.path) as (parent, name):
            self._step(f"write {record.path}")
            parent.create(record.temporary, after, parent.stat(name) if record.saved is not None else None)

    def _put_in_place(self, record: _Record, edit: Edit) -> None:
        with self._top.above(record.path) as (parent, name):
            self._step(f"replace {record.path}")
            if (parent.read(name) if parent.exists(name) else None) != edit.before:
                raise Conflict([record.path])
            if edit.after is None:
                parent.remove(name)
            else:
                parent.rename(record.temporary, name)
            parent.sync()

    def _put_back(self, record: _Record, before: File | None) -> None:
        with self._top.above(record.path) as (parent, name):
            self._step(f"put back {record.path}")
            parent.remove(record.temporary)
            present = parent.read(name) if parent.exists(name) else None
            if (None if present is None else _digest(present)) != record.after:
                return
            if before is None:
                parent.remove(name)
            else:
                parent.create(record.temporary, before, parent.stat(name) if present else None)
                parent.rename(record.temporary, name)
            parent.sync()


def left_behind(home: Directory) -> bool:
    """Whether there is a journal: some process is writing now, or died while it was."""
    return home.exists(JOURNAL)


def recover(home: Directory, top: Directory, step: Step) -> None:
    """Takes back what a dead process had begun, if there is anything. The caller holds the lock."""
    if not left_behind(home):
        return
    journal = Journal(home, top, step)
    if journal.load():
        journal.undo()
    else:
        journal.discard()


def _check(record: _Record) -> None:
    """A journal could come with a folder from anywhere: it must not reach out of it."""
    safe_path(record.path)
    for name in (record.temporary, record.saved or "0"):
        if "/" in safe_path(name):
            raise ValueError(name)


def _digest(file: File) -> str:
    return hashlib.sha256(file.content).hexdigest()
