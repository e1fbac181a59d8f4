from __future__ import annotations

import io
import stat
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.loopback.files import File, LeftOut, TransferError
from designer.transfer.archive import ZipTree, write
from designer.transfer.limits import NEVER_OFFERED, Limits, check_layout, writable_path

MODEL = "shop/common/models/customer.json"


def zipped(entries: dict[str, bytes] | list[tuple[zipfile.ZipInfo | str, bytes]], method: int = 8) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items() if isinstance(entries, dict) else entries:
            archive.writestr(name, content)
    return out.getvalue()


def unix_entry(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def written(files: dict[str, File]) -> bytes:
    out = io.BytesIO()
    write(out, files)
    return out.getvalue()


# Reading


def test_offers_files_and_keeps_the_top_folder_in_their_paths() -> None:
    tree = ZipTree(zipped([("shop/", b""), (MODEL, b"{}"), (unix_entry("shop/start", 0o100755), b"#!")]))

    assert dict(tree.sizes) == {MODEL: 2, "shop/start": 2}
    assert tree.read(MODEL) == File(b"{}", 0o600)
    assert tree.read("shop/start") == File(b"#!", 0o755)
    assert tree.left_out == []


def test_reads_from_a_path_and_from_an_open_file(tmp_path: Path) -> None:
    (tmp_path / "shop.zip").write_bytes(zipped({MODEL: b"{}"}))

    with ZipTree(tmp_path / "shop.zip") as tree:
        assert tree.read(MODEL).content == b"{}"
    with (tmp_path / "shop.zip").open("rb") as stream:
        assert ZipTree(stream).read(MODEL).content == b"{}"


def test_a_file_of_windows_has_the_usual_permissions() -> None:
    info = unix_entry("a.json", 0o100777)
    info.create_system = 0

    assert ZipTree(zipped([(info, b"")])).read("a.json").mode == 0o644


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TransferError, match=r"^The ZIP cannot be read: No such file or directory\.$"):
        ZipTree(tmp_path / "gone.zip")


def test_unknown_paths_are_a_key_error() -> None:
    with pytest.raises(KeyError):
        ZipTree(zipped({MODEL: b""})).read("shop")


@pytest.mark.parametrize("data", [b"", b"{}", b"PK\x05\x06", zipped({MODEL: b"{}"})[:-30], zipped({MODEL: b"{}"})[40:]])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    with pytest.raises(TransferError, match=r"^(This is not a ZIP|“.*” is damaged in the ZIP)"):
        ZipTree(data).read(MODEL)


def test_damaged_content_is_found_by_its_checksum() -> None:
    data = zipped({MODEL: b"0123456789"}, zipfile.ZIP_STORED).replace(b"0123456789", b"0123456780")

    with pytest.raises(TransferError, match=rf"^“{MODEL}” is damaged in the ZIP\.$"):
        ZipTree(data).read(MODEL)


@given(st.data())
def test_any_damage_is_an_error_of_ours(data: st.DataObject) -> None:
    whole = bytearray(zipped({MODEL: b"{}" * 50, "a.json": b"1"}))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(TransferError):
        tree = ZipTree(bytes(whole))
        for path in tree.sizes:
            tree.read(path)


def test_an_encrypted_zip_is_refused() -> None:
    data = bytearray(zipped({MODEL: b"{}"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(TransferError, match=r"^The ZIP is encrypted\. Make one without a password\.$"):
        ZipTree(bytes(data))


def test_leaves_out_what_leads_elsewhere() -> None:
    tree = ZipTree(zipped({"../x": b"", "/etc/passwd": b"", "C:/x": b"", "a/./b": b"", "ok": b""}))

    assert list(tree.sizes) == ["ok"]
    assert [left.path for left in tree.left_out] == ["../x", "/etc/passwd", "C:/x", "a/./b"]


def test_leaves_out_links_and_devices() -> None:
    link = unix_entry("link", stat.S_IFLNK | 0o777)
    device = unix_entry("device", stat.S_IFCHR | 0o600)

    assert ZipTree(zipped([(link, b"/etc/passwd"), (device, b"")])).left_out == [
        LeftOut("device", "It is not a regular file."),
        LeftOut("link", "It is a symbolic link, which is not followed."),
    ]


def test_leaves_out_other_compression() -> None:
    assert ZipTree(zipped({"a": b"x"}, zipfile.ZIP_LZMA)).left_out == [
        LeftOut("a", "It is compressed in a way that cannot be read here. Use the ZIP's usual method, deflate.")
    ]


def test_leaves_out_packages_and_what_macos_adds() -> None:
    tree = ZipTree(zipped({"__MACOSX/shop/._a": b"", "shop/.DS_Store": b"", "shop/node_modules/a/b": b"", MODEL: b""}))

    assert list(tree.sizes) == [MODEL]
    assert [left.path for left in tree.left_out] == ["__MACOSX", "shop/.DS_Store", "shop/node_modules"]


def test_the_same_name_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped([("a.json", b"1"), ("a.json", b"2")])

    with pytest.raises(TransferError, match=r"^The ZIP has “a\.json” twice, so it is unclear which one counts\.$"):
        ZipTree(data)


def test_names_that_differ_in_case_only_are_two_files() -> None:
    assert list(ZipTree(zipped({"a.json": b"", "A.json": b""})).sizes) == ["a.json", "A.json"]


def test_a_file_that_is_also_a_folder_is_refused() -> None:
    with pytest.raises(TransferError, match=r"^“a” cannot be a file and a folder at once\.$"):
        ZipTree(zipped({"a": b"", "a/b": b""}))


def test_backslashes_of_windows_are_folders() -> None:
    assert dict(ZipTree(zipped({"shop\\server\\model-config.json": b"{}"})).sizes) == {
        "shop/server/model-config.json": 2
    }


def test_a_leading_dot_is_no_folder() -> None:
    assert list(ZipTree(zipped({"./shop/package.json": b"{}"})).sizes) == ["shop/package.json"]


def renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new)
    return data.replace(old, new)


def test_reads_names_in_utf8_that_do_not_say_so() -> None:
    data = renamed(zipped({"caf__.json": b""}), b"caf__.json", "café.json".encode())

    assert list(ZipTree(data).sizes) == ["café.json"]


def test_leaves_out_names_in_another_encoding() -> None:
    data = renamed(zipped({"caf_.json": b""}), b"caf_.json", b"caf\xe9.json")

    assert [left.reason for left in ZipTree(data).left_out] == ["Its name is not UTF-8."]


# Limits


def test_keeps_to_the_limits() -> None:
    data = zipped({"a": b"123", "b": b"456", "large": b"1234"})

    assert ZipTree(data, Limits(file_size=3)).left_out == [LeftOut("large", "It is larger than 3 bytes.")]
    with pytest.raises(TransferError, match=r"^There are more than 2 files or folders\."):
        ZipTree(data, Limits(files=2))
    with pytest.raises(TransferError, match=r"^Unpacked, the ZIP has more than 9 bytes\.$"):
        ZipTree(data, Limits(total_size=9))
    with pytest.raises(TransferError, match=r"^The ZIP is larger than 100 bytes\.$"):
        ZipTree(data, Limits(archive_size=100))
    with pytest.raises(TransferError, match=r"^The ZIP has far too many files\.$"):
        ZipTree(data, Limits(archive_directory_size=100))


def test_leaves_out_a_bomb_that_says_so() -> None:
    assert ZipTree(zipped({"bomb": b"0" * 4_000_000})).left_out == [
        LeftOut("bomb", "It would unpack to far more than its compressed size.")
    ]


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    data = zipped({"bomb": b"0" * 4_000_000})
    lying = data.replace(struct.pack("<L", 4_000_000), struct.pack("<L", 40))
    tree = ZipTree(lying)

    assert dict(tree.sizes) == {"bomb": 40}
    with pytest.raises(TransferError, match=r"^“bomb” is damaged in the ZIP\.$"):
        tree.read("bomb")


def test_the_same_bytes_offered_many_times_count_each_time() -> None:
    tree = ZipTree(zipped({"a": b"123", "b": b"123"}), Limits(total_size=6))
    tree.read("a")
    tree.read("b")

    with pytest.raises(TransferError, match=r"^More than 6 bytes would have to be read\.$"):
        tree.read("a")


# Writing


def allowed(files: dict[str, File]) -> bool:
    try:
        check_layout(map(writable_path, files))
    except TransferError:
        return False
    return not any(part in NEVER_OFFERED for path in files for part in path.split("/"))


names = st.text(st.characters(codec="utf-8", exclude_characters="/\\"), min_size=1, max_size=8)
paths = st.lists(names, min_size=1, max_size=4).map("/".join)
files = st.builds(File, st.binary(max_size=50), st.integers(0, 0o777))
trees = st.dictionaries(paths, files, max_size=6).filter(allowed)


@given(trees)
def test_what_was_written_is_what_is_read(files: dict[str, File]) -> None:
    tree = ZipTree(written(files))

    assert {path: tree.read(path) for path in tree.sizes} == files
    assert tree.left_out == []


@given(trees)
def test_the_same_files_give_the_same_bytes(files: dict[str, File]) -> None:
    assert written(files) == written(dict(reversed(files.items())))


def test_others_can_read_it() -> None:
    with zipfile.ZipFile(io.BytesIO(written({"b/ü.json": File(b"{}"), "a": File(b"#!", 0o755)}))) as archive:
        assert archive.testzip() is None
        assert [(info.filename, info.external_attr >> 16) for info in archive.infolist()] == [
            ("a", 0o100755),
            ("b/ü.json", 0o100644),
        ]


def test_does_not_write_what_should_not_be_unpacked() -> None:
    for path in ("../x", "/x", ".git/config"):
        with pytest.raises(TransferError):
            written({path: File(b"")})
