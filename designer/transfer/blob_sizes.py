"""How large blobs are, without unpacking them; dulwich can only unpack.

The formats are git's own: gitformat-pack(5), and for loose objects a deflated `blob <size>\\0` in front.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from dulwich.object_store import BaseObjectStore, DiskObjectStore
from dulwich.objects import ObjectID
from dulwich.pack import FilePackIndex

_OFFSET_DELTA = 6
_ID_DELTA = 7
_ID_LENGTH = 20
_ENOUGH = 256  # an entry's header, an id, and the deflated beginning of a delta


class BlobSizes:
    """The sizes of the blobs in a store and in its alternates, which must not be repacked meanwhile."""

    def __init__(self, store: DiskObjectStore) -> None:
        stores = list(_with_alternates(store))
        self._folders = [Path(each.path) for each in stores]
        self._indexes = [pack.index for each in stores for pack in each.packs if isinstance(pack.index, FilePackIndex)]

    def of(self, object_id: ObjectID) -> int:
        """The size in bytes. Raises KeyError where there is no such object, and zlib.error where it is damaged."""
        name = object_id.decode()
        for folder in self._folders:
            loose = folder / name[:2] / name[2:]
            if loose.is_file():
                return _loose_size(loose)
        for index in self._indexes:
            if object_id in index:
                return _packed_size(Path(index.path).with_suffix(".pack"), index.object_offset(object_id))
        raise KeyError(object_id)


def _with_alternates(store: BaseObjectStore) -> Iterator[DiskObjectStore]:
    if isinstance(store, DiskObjectStore):
        yield store
        for alternate in store.alternates:
            yield from _with_alternates(alternate)


def _loose_size(path: Path) -> int:
    with path.open("rb") as opened:
        header = zlib.decompressobj().decompress(opened.read(_ENOUGH), 32)
    return int(header.partition(b"\0")[0].split()[1])


def _packed_size(pack: Path, offset: int) -> int:
    with pack.open("rb") as opened:
        opened.seek(offset)
        data = opened.read(_ENOUGH)
    kind = data[0] >> 4 & 7
    size, position = _number(data, 0, first_bits=4)
    if kind == _OFFSET_DELTA:
        position = _number(data, position)[1]
    elif kind == _ID_DELTA:
        position += _ID_LENGTH
    else:
        return size
    delta = zlib.decompressobj().decompress(data[position:], 32)
    _, position = _number(delta, 0)  # the size of what it is a delta to
    return _number(delta, position)[0]


def _number(data: bytes, position: int, first_bits: int = 7) -> tuple[int, int]:
    """A number of which each byte holds seven bits, the lowest first, until one without the top bit; and its end."""
    value = data[position] & (1 << first_bits) - 1
    shift = first_bits
    while data[position] & 0x80:
        position += 1
        value |= (data[position] & 0x7F) << shift
        shift += 7
    return value, position + 1
