"""An application's way in and out. Everything here speaks in `File`, `Tree` and whole sentences, and knows no project.

- `limits`: how much is read at most, which paths are allowed, and what is never offered
- `folder`: a folder on this machine: `FolderTree`, `write`, `export`, `recover`
- `archive`: a ZIP: `ZipTree`, `write`
- `upload`: a folder chosen in the browser: `UploadTree`
- `repository`: a git repository on this machine: `GitTree`, `branches`, `commit`, …

Below them: `directory` (files reached without following symbolic links), `journal` (several files written as one),
`git_open`, `git_objects`, `blob_sizes`, `git_commit`, `work_tree` and `conversions` (what `repository` consists of).

Two errors leave this package: `TransferError` and its special case `Conflict`.
"""

from __future__ import annotations

from collections.abc import Iterable

from designer.loopback.files import TransferError

__all__ = ["Conflict", "TransferError"]


class Conflict(TransferError):  # noqa: N818 -- the pages' own word for it
    """The target is no longer what the writer thought it was; nothing was written.

    `paths` are the files that differ, sorted.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = tuple(sorted(paths))
        super().__init__(f"{_listed(self.paths)} changed since last read, so nothing was written.")


def _listed(paths: tuple[str, ...], shown: int = 5) -> str:
    names = [f"“{path}”" for path in paths[:shown]]
    if len(paths) > shown:
        names.append(f"{len(paths) - shown} more files")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
