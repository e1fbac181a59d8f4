"""ZIP archives: an untrusted one as a tree, and our own, which are the same bytes for the same files."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from designer.loopback.files import File, LeftOut, TransferError
from designer.transfer.limits import DEFAULT, MEGABYTE, Limits, Offer, check_layout, writable_path

_UNIX = {3, 19}  # “version made by”: Unix and macOS; only these keep permissions and file types
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_EARLIEST = (1980, 1, 1, 0, 0, 0)
# What zipfile raises for bytes that are not the ZIP they pretend to be.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class ZipTree:
    """A Tree over a ZIP, given as bytes, as an open file, or by its path. Close it, or use it in a `with` statement.

    A single top folder stays part of the paths. Names are read as UTF-8, and a backslash as `/`. Raises TransferError
    for what is no ZIP, is damaged, encrypted or far too large, or has the same name twice.
    """

    def __init__(self, data: BinaryIO | bytes | str | os.PathLike[str], limits: Limits = DEFAULT) -> None:
        self._offer = Offer(limits)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._owned, stream = _opened(data)
        try:
            self._zip = _open_zip(stream, limits)
            self._take_entries()
        except BaseException:
            self.close()
            raise

    @property
    def sizes(self) -> Mapping[str, int]:
        """Every file that is offered, and the size in bytes that the archive declares for it."""
        return self._offer.sizes

    @property
    def left_out(self) -> Sequence[LeftOut]:
        """What the archive contains but does not offer."""
        return self._offer.left_out

    def read(self, path: str) -> File:
        """The file at `path`. Raises KeyError where there is none and TransferError where it is damaged."""
        info = self._entries[path]
        try:
            with self._zip.open(info) as entry:
                content = entry.read(self._offer.limits.file_size + 1)
        except _DAMAGED as error:
            raise TransferError(f"“{path}” is damaged in the ZIP.") from error
        return File(self._offer.read(path, content), _mode(info))

    def close(self) -> None:
        """Closes the file, if it was opened here."""
        if self._owned is not None:
            self._owned.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take_entries(self) -> None:
        for info in self._zip.infolist():
            path = _name(info)
            if path is None:
                self._offer.leave(info.orig_filename, "Its name is not UTF-8.")
            elif not path.endswith("/") and self._offer.concerns(path):
                self._take(path, info)
        check_layout(self._entries)
        if sum(self.sizes.values()) > self._offer.limits.total_size:
            raise TransferError(f"Unpacked, the ZIP has more than {self._offer.limits.total_size:,} bytes.")

    def _take(self, path: str, info: zipfile.ZipInfo) -> None:
        if path in self._entries:
            raise TransferError(f"The ZIP has “{path}” twice, so it is unclear which one counts.")
        if info.flag_bits & _ENCRYPTED:
            raise TransferError("The ZIP is encrypted. Make one without a password.")
        reason = _reason_to_leave(info, self._offer.limits)
        if reason is not None:
            self._offer.leave(path, reason)
        elif self._offer.take(path, info.file_size):
            self._entries[path] = info


def write(out: BinaryIO, files: Mapping[str, File]) -> None:
    """Writes the files as a ZIP: sorted, with a fixed time, so that the same files give the same bytes.

    Raises TransferError for a path that no archive should contain.
    """
    check_layout(files)
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(writable_path(path), _EARLIEST)
            info.create_system = min(_UNIX)
            info.external_attr = (stat.S_IFREG | files[path].mode & 0o777) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[path].content)


def _opened(data: BinaryIO | bytes | str | os.PathLike[str]) -> tuple[BinaryIO | None, BinaryIO]:
    """The stream to close later, if it is ours, and the stream to read."""
    if isinstance(data, bytes):
        return None, io.BytesIO(data)
    if not isinstance(data, str | os.PathLike):
        return None, data
    try:
        stream = Path(data).open("rb")  # noqa: SIM115 -- ZipTree.close() closes it
    except OSError as error:
        raise TransferError(f"The ZIP cannot be read: {error.strerror}.") from error
    return stream, stream


def _open_zip(stream: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    try:
        size = stream.seek(0, os.SEEK_END)
        if size > limits.archive_size:
            raise TransferError(f"The ZIP is larger than {limits.archive_size:,} bytes.")
        return zipfile.ZipFile(_Bounded(stream, limits.archive_directory_size))
    except _DAMAGED as error:
        raise TransferError("This is not a ZIP, or it is damaged.") from error


class _Bounded(io.RawIOBase):
    """A stream that refuses to read very much at once.

    zipfile loads the archive's directory in one piece, before anyone can count the entries in it.
    """

    def __init__(self, stream: BinaryIO, most: int) -> None:
        super().__init__()
        self._stream = stream
        self._most = most

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise TransferError("The ZIP has far too many files.")
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True


def _name(info: zipfile.ZipInfo) -> str | None:
    """The path of an entry, or None where it is not UTF-8. Many tools write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            return None
    return name.replace("\\", "/").removeprefix("./")


def _reason_to_leave(info: zipfile.ZipInfo, limits: Limits) -> str | None:
    kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system in _UNIX else 0
    if kind == stat.S_IFLNK:
        return "It is a symbolic link, which is not followed."
    if kind not in {0, stat.S_IFREG}:
        return "It is not a regular file."
    if info.compress_type not in _METHODS:
        return "It is compressed in a way that cannot be read here. Use the ZIP's usual method, deflate."
    if info.file_size > MEGABYTE and info.file_size > limits.compression_ratio * info.compress_size:
        return "It would unpack to far more than its compressed size."
    return None


def _mode(info: zipfile.ZipInfo) -> int:
    known = info.create_system in _UNIX and info.external_attr >> 16
    return info.external_attr >> 16 & 0o777 if known else File(b"").mode
