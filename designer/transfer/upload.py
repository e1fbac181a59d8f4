"""A folder chosen in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from designer.loopback.files import File, LeftOut
from designer.transfer.limits import DEFAULT, Limits, Offer, check_layout


class UploadTree:
    """A Tree over uploaded files: the browser's `webkitRelativePath` of each, and its content.

    The name of the chosen folder stays the first part of every path. Raises TransferError where there are too many
    files, or where a file is also a folder.
    """

    def __init__(self, files: Mapping[str, File | bytes], limits: Limits = DEFAULT) -> None:
        self._offer = Offer(limits)
        self._files: dict[str, File] = {}
        for path, file in sorted(files.items()):
            whole = file if isinstance(file, File) else File(file)
            if self._offer.concerns(path) and self._offer.take(path, len(whole.content)):
                self._files[path] = whole
        check_layout(self._files)

    @property
    def sizes(self) -> Mapping[str, int]:
        """Every file that is offered, and its size in bytes."""
        return self._offer.sizes

    @property
    def left_out(self) -> Sequence[LeftOut]:
        """What was uploaded but is not offered."""
        return self._offer.left_out

    def read(self, path: str) -> File:
        """The file at `path`. Raises KeyError where there is none and TransferError beyond the limits."""
        file = self._files[path]
        self._offer.read(path, file.content)
        return file
