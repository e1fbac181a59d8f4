"""An application in a folder that is edited in place: all changes are written, or none."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from designer.loopback import discovery, secrets
from designer.loopback.files import File, encode
from designer.loopback.refusal import Refused
from designer.transfer import folder as folders


class Workspace:
    """The application in a folder, or in one above it, as LoopBack's own commands look for it.

    `root` is the application's folder inside it, where there are several. Raises Refused and TransferError.
    """

    def __init__(self, folder: Path, root: str | None = None) -> None:
        self.folder = _home_of(folder.resolve())
        tree = folders.FolderTree(self.folder)
        self._selection = discovery.select(tree, discovery.choose_root(tree, root))
        self.app = self._selection.application

    @property
    def package_folder(self) -> Path:
        """Where npm is to be run."""
        return self.folder / Path(self.app.package_path or "").parent

    def diff(self) -> Iterator[str]:
        """The changes as lines of a unified diff, secrets masked."""
        before = self.app.original()
        for path, after in self.app.changes().items():
            old = secrets.mask(path, before.text(path)) if before.has(path) else ""
            new = "" if after is None else secrets.mask(path, after)
            here = path if old else "/dev/null"
            for line in difflib.unified_diff(old.splitlines(), new.splitlines(), here, path, lineterm="", n=2):
                yield line.rstrip("\n")

    def save(self) -> list[str]:
        """Writes the changes; the paths. Raises TransferError, and Conflict where a file changed meanwhile."""
        files, changes = self._selection.files, self.app.changes()
        written = {
            path: None if text is None else File(encode(text), files[path].mode if path in files else 0o644)
            for path, text in changes.items()
        }
        expected = {path: files[path].content if path in files else None for path in changes}
        folders.write(self.folder, written, expected)
        return sorted(changes)


def _home_of(folder: Path) -> Path:
    """The folder with the package.json, from where a person stands upwards; else that folder itself."""
    for each in (folder, *folder.parents):
        if (each / "package.json").is_file() and any((each / name).is_dir() for name in ("server", "common")):
            return each
    if not folder.is_dir():
        raise Refused(f"There is no folder “{folder}”.")
    return folder
