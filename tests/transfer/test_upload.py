from __future__ import annotations

import pytest

from designer.loopback.files import File, LeftOut, TransferError
from designer.transfer.limits import Limits
from designer.transfer.upload import UploadTree


def test_offers_what_was_chosen_with_its_paths() -> None:
    tree = UploadTree({"shop/server/datasources.json": b"{}", "shop/bin/start": File(b"#!", 0o755)})

    assert dict(tree.sizes) == {"shop/bin/start": 2, "shop/server/datasources.json": 2}
    assert tree.read("shop/server/datasources.json") == File(b"{}", 0o644)
    assert tree.read("shop/bin/start") == File(b"#!", 0o755)
    assert tree.left_out == []


def test_leaves_installed_packages_and_unsafe_paths_out() -> None:
    tree = UploadTree({"shop/node_modules/x/package.json": b"{}", "shop/../x": b"", "/etc/passwd": b"", "ok": b""})

    assert list(tree.sizes) == ["ok"]
    assert tree.left_out == [
        LeftOut("/etc/passwd", "“/etc/passwd” is not a relative path with “/” between its parts."),
        LeftOut("shop/../x", "“shop/../x” has an empty part, “.” or “..” in it."),
        LeftOut("shop/node_modules", "Installed packages are never taken."),
    ]


def test_what_is_left_out_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        UploadTree({"../x": b"x"}).read("../x")


def test_keeps_to_the_limits() -> None:
    limits = Limits(files=2, file_size=3, total_size=5)

    assert UploadTree({"large": b"1234"}, limits).left_out == [LeftOut("large", "It is larger than 3 bytes.")]
    with pytest.raises(TransferError, match=r"^There are more than 2 files or folders\."):
        UploadTree({"a": b"", "b": b"", "c": b""}, limits)
    tree = UploadTree({"a": b"123", "b": b"123"}, limits)
    tree.read("a")
    with pytest.raises(TransferError, match=r"^More than 5 bytes"):
        tree.read("b")


def test_a_file_that_is_also_a_folder_is_refused() -> None:
    with pytest.raises(TransferError, match=r"^“a” cannot be a file and a folder at once\.$"):
        UploadTree({"a": b"", "a/b": b""})
