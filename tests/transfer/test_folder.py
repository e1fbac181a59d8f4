from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.loopback.files import File, LeftOut, TransferError
from designer.transfer import Conflict
from designer.transfer.directory import Directory
from designer.transfer.folder import FolderTree, export, recover, write
from designer.transfer.limits import Limits, check_layout
from tests.transfer.dying import dies_at, every_death

DATA_SOURCES = "server/datasources.json"
MODEL = "common/models/customer.json"
NEW_MODEL = "common/models/new/order.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "shop"
    export(top, {DATA_SOURCES: File(b"{}"), MODEL: File(b'{"name": "Customer"}'), "bin/start": File(b"#!", 0o755)})
    return top


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below the folder, whatever its name: its content and its permission bits."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mode & 0o777) for p in files}


def reasons(tree: FolderTree) -> dict[str, str]:
    return {left.path: left.reason for left in tree.left_out}


# Reading


def test_offers_every_regular_file_with_size_content_and_mode(folder: Path) -> None:
    tree = FolderTree(folder)

    assert dict(tree.sizes) == {"bin/start": 2, MODEL: 20, DATA_SOURCES: 2}
    assert tree.left_out == []
    assert tree.read("bin/start") == File(b"#!", 0o755)
    assert tree.read(MODEL) == File(b'{"name": "Customer"}', 0o644)


def test_does_not_know_what_it_does_not_offer(folder: Path) -> None:
    with pytest.raises(KeyError):
        FolderTree(folder).read("server/../server/datasources.json")


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TransferError, match=r"cannot be opened: No such file or directory\.$"):
        FolderTree(tmp_path / "gone")


def test_a_file_is_no_folder(folder: Path) -> None:
    with pytest.raises(TransferError, match=r"cannot be opened: Not a directory\.$"):
        FolderTree(folder / "bin/start")


def test_leaves_installed_packages_and_git_at_home(folder: Path) -> None:
    for path in ("node_modules/loopback/package.json", "client/bower_components/x/y.js", ".git/config"):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_bytes(b"{}")

    tree = FolderTree(folder)

    assert sorted(tree.sizes) == ["bin/start", MODEL, DATA_SOURCES]
    assert tree.left_out == [
        LeftOut(".git", "The repository's own files are never taken."),
        LeftOut("client/bower_components", "Installed packages are never taken."),
        LeftOut("node_modules", "Installed packages are never taken."),
    ]


def test_leaves_out_links_pipes_and_large_files(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"hunter2")
    (folder / "link.json").symlink_to(tmp_path / "secret")
    (folder / "models").symlink_to(folder / "common/models")
    (folder / "round").symlink_to("round")
    os.mkfifo(folder / "pipe")
    (folder / "large.json").write_bytes(b"x" * 101)

    assert reasons(FolderTree(folder, Limits(file_size=100))) == {
        "large.json": "It is larger than 100 bytes.",
        "link.json": "It is a symbolic link to a file, which is not followed.",
        "models": "It is a symbolic link to a folder, which is not followed.",
        "pipe": "It is not a regular file.",
        "round": "It cannot be read: Too many levels of symbolic links.",
    }


def test_leaves_out_names_that_cannot_be_kept(folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.json")).write_bytes(b"{}")
    (folder / "a\\b.json").write_bytes(b"{}")
    (folder / "a\nb.json").write_bytes(b"{}")

    assert reasons(FolderTree(folder)) == {
        "a\\b.json": "“a\\b.json” is not a relative path with “/” between its parts.",
        "a�b.json": "The name “a�b.json” has a control character in it.",
        "caf?.json": "The name “caf?.json” is not UTF-8.",
    }


def test_leaves_out_what_lies_too_deep(folder: Path) -> None:
    assert reasons(FolderTree(folder, Limits(depth=2))) == {MODEL: f"“{MODEL}” lies deeper than 2 folders."}


def test_refuses_too_many_files(folder: Path) -> None:
    with pytest.raises(TransferError, match=r"^There are more than 2 files or folders\."):
        FolderTree(folder, Limits(files=2))


def test_refuses_to_read_more_than_the_limit_in_total(folder: Path) -> None:
    tree = FolderTree(folder, Limits(total_size=21))
    tree.read(MODEL)

    with pytest.raises(TransferError, match=r"^More than 21 bytes would have to be read\.$"):
        tree.read("bin/start")


def test_does_not_read_a_file_that_grew_beyond_the_limit(folder: Path) -> None:
    tree = FolderTree(folder, Limits(file_size=100))
    (folder / MODEL).write_bytes(b"x" * 101)

    with pytest.raises(TransferError, match=r"is larger than 100 bytes\.$"):
        tree.read(MODEL)


def test_does_not_follow_a_link_that_took_a_files_place(folder: Path, tmp_path: Path) -> None:
    tree = FolderTree(folder)
    (tmp_path / "secret").write_bytes(b"hunter2")
    (folder / MODEL).unlink()
    (folder / MODEL).symlink_to(tmp_path / "secret")

    with pytest.raises(TransferError, match=r"^“customer\.json” is a symbolic link, or something else"):
        tree.read(MODEL)


def test_does_not_follow_a_link_that_took_a_folders_place(folder: Path, tmp_path: Path) -> None:
    tree = FolderTree(folder)
    shutil.move(folder / "common", tmp_path / "elsewhere")
    (folder / "common").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(TransferError, match=r"^“common” is a symbolic link or a file, and is not gone through\.$"):
        tree.read(MODEL)


def test_does_not_wait_for_a_pipe_that_took_a_files_place(folder: Path) -> None:
    tree = FolderTree(folder)
    (folder / MODEL).unlink()
    os.mkfifo(folder / MODEL)

    with pytest.raises(TransferError, match=r"^“customer\.json” is a symbolic link, or something else"):
        tree.read(MODEL)


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_takes_a_files_place_after_it_was_looked_at_is_not_followed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    tree = FolderTree(folder)
    looked_at = (folder / MODEL).stat()
    monkeypatch.setattr(Directory, "stat", lambda *_: looked_at)
    (folder / MODEL).unlink()
    if kind == "link":
        (folder / MODEL).symlink_to(folder / "bin/start")
    else:
        os.mkfifo(folder / MODEL)

    with pytest.raises(TransferError):
        tree.read(MODEL)


def test_a_file_that_is_gone_cannot_be_read(folder: Path) -> None:
    tree = FolderTree(folder)
    (folder / MODEL).unlink()

    with pytest.raises(TransferError, match=r"cannot be read: No such file or directory\.$"):
        tree.read(MODEL)


UNPRIVILEGED = """
import os, sys
from designer.transfer.directory import Directory
from designer.transfer.folder import FolderTree
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
for left in FolderTree(sys.argv[1]).left_out:
    print(left.path, left.reason, sep=": ")
"""


def test_leaves_out_what_may_not_be_read() -> None:
    # Not below pytest's own folder, which only its user may enter.
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        export(name, {"a.json": File(b"", 0), "common/b.json": File(b""), "c.json": File(b"")})
        (Path(name) / "common").chmod(0)
        answer = subprocess.run([sys.executable, "-c", UNPRIVILEGED, name], capture_output=True, text=True, check=True)
        (Path(name) / "common").chmod(0o755)

    assert answer.stdout.splitlines() == [
        "a.json: It cannot be read: permission denied.",
        "common: The folder cannot be read: Permission denied.",
    ]


# Writing

CHANGES: Mapping[str, File | None] = {
    DATA_SOURCES: File(b'{"db": {}}'),
    MODEL: None,
    "bin/start": File(b"#!", 0o700),
    NEW_MODEL: File(b"{}", 0o600),
}
EXPECTED = {
    DATA_SOURCES: b"{}",
    MODEL: b'{"name": "Customer"}',
    "bin/start": b"#!",
    NEW_MODEL: None,
}
HALF_WAY = f"replace {DATA_SOURCES}"
OLD = {
    DATA_SOURCES: (b"{}", 0o644),
    MODEL: (b'{"name": "Customer"}', 0o644),
    "bin/start": (b"#!", 0o755),
}
NEW = {
    DATA_SOURCES: (b'{"db": {}}', 0o644),
    "bin/start": (b"#!", 0o700),
    NEW_MODEL: (b"{}", 0o600),
}


def test_writes_deletes_creates_and_sets_permissions(folder: Path) -> None:
    (folder / "README.md").write_bytes(b"mine")

    write(folder, CHANGES, EXPECTED)

    assert contents(folder) == NEW | {"README.md": (b"mine", 0o644)}


def test_keeps_folders_that_became_empty(folder: Path) -> None:
    write(folder, {MODEL: None}, {MODEL: EXPECTED[MODEL]})

    assert (folder / "common/models").is_dir()


def test_keeps_a_files_owner(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder / DATA_SOURCES).stat()
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "fchown", lambda _, user, group: given.append((user, group)))

    write(folder, {DATA_SOURCES: File(b"1"), "new.json": File(b"1")}, {DATA_SOURCES: b"{}", "new.json": None})

    assert given == [(before.st_uid, before.st_gid)]


def test_does_not_touch_a_file_that_stays_the_same(folder: Path) -> None:
    before = (folder / DATA_SOURCES).stat()

    write(folder, {DATA_SOURCES: File(b"{}")}, {DATA_SOURCES: b"{}"})

    assert (folder / DATA_SOURCES).stat() == before


def test_names_every_file_that_is_not_as_expected_and_writes_nothing(folder: Path) -> None:
    (folder / MODEL).write_bytes(b"edited elsewhere")
    (folder / DATA_SOURCES).unlink()

    with pytest.raises(Conflict) as caught:
        write(folder, CHANGES, EXPECTED)

    assert caught.value.paths == (MODEL, DATA_SOURCES)
    assert str(caught.value) == f"“{MODEL}” and “{DATA_SOURCES}” changed since last read, so nothing was written."
    assert contents(folder) == {MODEL: (b"edited elsewhere", 0o644), "bin/start": (b"#!", 0o755)}


def test_a_file_that_should_not_exist_is_a_conflict(folder: Path) -> None:
    with pytest.raises(Conflict) as caught:
        write(folder, {MODEL: File(b"{}")}, {MODEL: None})

    assert caught.value.paths == (MODEL,)


def test_a_change_without_an_expectation_is_refused(folder: Path) -> None:
    with pytest.raises(KeyError):
        write(folder, {MODEL: File(b"{}")}, {})

    assert contents(folder) == OLD


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a//b", "a/./b", "C:/x", "a\\b", "a\0b", "", ".git/hooks/post-commit", "a/.GIT/config"]
)
def test_refuses_paths_that_lead_elsewhere(folder: Path, path: str) -> None:
    with pytest.raises(TransferError):
        write(folder, {path: File(b"x")}, {path: None})

    assert contents(folder) == OLD


def test_refuses_to_write_through_links(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "linked").symlink_to(outside)
    (folder / "link.json").symlink_to(outside / "x.json")

    for path in ("linked/x.json", "link.json"):
        with pytest.raises(TransferError, match="is a symbolic link"):
            write(folder, {path: File(b"x"), MODEL: None}, {path: None, MODEL: EXPECTED[MODEL]})

    assert list(outside.iterdir()) == []
    assert contents(folder) == OLD


@pytest.mark.parametrize("path", ["bin/start/x", "server"])
def test_refuses_a_file_in_place_of_a_folder_and_the_reverse(folder: Path, path: str) -> None:
    with pytest.raises(TransferError):
        write(folder, {path: File(b"x"), MODEL: None}, {path: None, MODEL: EXPECTED[MODEL]})

    assert contents(folder) == OLD


def test_refuses_a_new_file_that_is_also_a_new_folder(folder: Path) -> None:
    with pytest.raises(TransferError, match=r"^“x” cannot be a file and a folder at once\.$"):
        write(folder, {"x": File(b""), "x/y": File(b"")}, {"x": None, "x/y": None})


def test_a_file_that_is_edited_during_the_writing_is_a_conflict(folder: Path) -> None:
    def edit(word: str) -> None:
        if word == f"replace {DATA_SOURCES}":
            (folder / DATA_SOURCES).write_bytes(b"by hand")

    with pytest.raises(Conflict) as caught:
        write(folder, CHANGES, EXPECTED, step=edit)

    assert caught.value.paths == (DATA_SOURCES,)
    assert contents(folder) == OLD | {DATA_SOURCES: (b"by hand", 0o644)}


def test_a_failure_half_way_takes_everything_back(folder: Path) -> None:
    too_long = f"common/models/zzz/{'x' * 300}.json"

    with pytest.raises(TransferError, match=r"^The files cannot be written: File name too long\.$"):
        write(folder, {**CHANGES, too_long: File(b"{}")}, {**EXPECTED, too_long: None})

    assert contents(folder) == OLD
    assert not (folder / "common/models/zzz").exists()


paths = st.lists(st.sampled_from(["a", "b", "c.json"]), min_size=1, max_size=3).map("/".join)
files = st.builds(File, st.binary(max_size=3), st.sampled_from([0o600, 0o644, 0o755]))
trees = st.dictionaries(paths, files, max_size=5).filter(lambda tree: not collides(tree))


def collides(paths: Iterable[str]) -> bool:
    try:
        check_layout(paths)
    except TransferError:
        return True
    return False


@given(trees, trees)
def test_any_tree_becomes_any_other_unless_a_file_becomes_a_folder(
    before: dict[str, File], after: dict[str, File]
) -> None:
    touched = {*before, *after}
    with TemporaryDirectory() as name:
        export(name, before)
        with pytest.raises(TransferError) if collides(touched) else nullcontext():
            write(
                name,
                {path: after.get(path) for path in touched},
                {path: before[path].content if path in before else None for path in touched},
            )
        result = before if collides(touched) else after

        assert contents(Path(name)) == {path: (file.content, file.mode) for path, file in result.items()}


def test_all_old_or_all_new_after_dying_at_any_step(folder: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    shutil.copytree(folder, saved)
    states = []
    for _ in every_death(lambda: afresh(saved, folder), lambda step: write(folder, CHANGES, EXPECTED, step=step)):
        recover(folder)
        states.append(contents(folder))

    assert [state for state in states if state not in (OLD, NEW)] == []
    # Up to the last rename and the end of the journal, everything is taken back; after it, everything stays.
    assert states == sorted(states, key=lambda state: state == NEW)
    assert {state == NEW for state in states} == {True, False}
    assert contents(folder) == NEW


def test_dying_while_recovering_is_recovered_too(folder: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    shutil.copytree(folder, saved)

    def half_written() -> None:
        afresh(saved, folder)
        assert dies_at(HALF_WAY, lambda step: write(folder, CHANGES, EXPECTED, step=step))
        assert contents(folder).keys() >= NEW.keys()

    for _ in every_death(half_written, lambda step: recover(folder, step=step)):
        recover(folder)
        assert contents(folder) == OLD


def test_a_tree_takes_back_what_was_interrupted(folder: Path) -> None:
    assert dies_at(HALF_WAY, lambda step: write(folder, CHANGES, EXPECTED, step=step))

    assert sorted(FolderTree(folder).sizes) == sorted(OLD)


def test_the_next_write_takes_back_what_was_interrupted(folder: Path) -> None:
    assert dies_at(HALF_WAY, lambda step: write(folder, CHANGES, EXPECTED, step=step))

    write(folder, CHANGES, EXPECTED)

    assert contents(folder) == NEW


def test_recovery_keeps_what_somebody_wrote_since(folder: Path) -> None:
    assert dies_at(HALF_WAY, lambda step: write(folder, CHANGES, EXPECTED, step=step))
    (folder / DATA_SOURCES).write_bytes(b"by hand")

    recover(folder)

    assert contents(folder) == OLD | {DATA_SOURCES: (b"by hand", 0o644)}


def test_recovery_keeps_a_link_that_somebody_put_there_since(folder: Path, tmp_path: Path) -> None:
    assert dies_at(HALF_WAY, lambda step: write(folder, CHANGES, EXPECTED, step=step))
    (folder / DATA_SOURCES).unlink()
    (folder / DATA_SOURCES).symlink_to(tmp_path / "outside")

    recover(folder)

    assert (folder / DATA_SOURCES).is_symlink()
    assert contents(folder) == {path: file for path, file in OLD.items() if path != DATA_SOURCES}
    assert not (tmp_path / "outside").exists()


def test_only_the_owner_may_read_the_journal(folder: Path) -> None:
    (folder / DATA_SOURCES).chmod(0o666)
    assert dies_at(HALF_WAY, lambda step: write(folder, CHANGES, EXPECTED, step=step))

    journal = folder / ".loopwright-journal"
    assert journal.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in journal.iterdir()} == {0o600}


def test_a_journal_that_is_a_link_is_an_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/kept").touch()
    (folder / ".loopwright-journal").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(TransferError, match=r"^An interrupted writing cannot be taken back: Not a directory\.$"):
        FolderTree(folder)
    assert (tmp_path / "elsewhere/kept").exists()


def test_a_damaged_journal_is_an_error_and_stays(folder: Path) -> None:
    assert dies_at(HALF_WAY, lambda step: write(folder, CHANGES, EXPECTED, step=step))
    manifest = folder / ".loopwright-journal/manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:-5])

    with pytest.raises(TransferError, match=r"then delete the folder “\.loopwright-journal”\.$"):
        FolderTree(folder)
    assert manifest.exists()


def test_a_journal_cannot_reach_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    assert dies_at(HALF_WAY, lambda step: write(folder, CHANGES, EXPECTED, step=step))
    (tmp_path / "order.json").write_bytes(b"{}")
    (tmp_path / "empty").mkdir()
    manifest = folder / ".loopwright-journal/manifest.json"
    usual = manifest.read_text()

    for inside, outside in ((NEW_MODEL, "../order.json"), ('"common/models/new"', '"../empty"')):
        manifest.write_text(usual.replace(inside, outside))
        with pytest.raises(TransferError, match=r"has an empty part, “\.” or “\.\.” in it"):
            recover(folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "order.json", "shop"]


def test_a_writer_refuses_while_another_one_writes(folder: Path) -> None:
    inside, done = threading.Event(), threading.Event()

    def wait(_: str) -> None:
        inside.set()
        assert done.wait(10)

    slow = threading.Thread(target=lambda: write(folder, CHANGES, EXPECTED, step=wait))
    slow.start()
    assert inside.wait(10)
    with pytest.raises(TransferError, match=r"^Someone else is writing there right now\."):
        write(folder, {MODEL: None}, {MODEL: EXPECTED[MODEL]})
    done.set()
    slow.join()

    assert contents(folder) == NEW


def test_systems_that_cannot_open_relative_to_a_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("designer.transfer.directory._ANCHORED", False)
    monkeypatch.setattr("designer.transfer.directory._READ", os.O_RDONLY)
    (folder / "linked").symlink_to(tmp_path)
    (folder / "link.json").symlink_to(folder / "bin/start")

    write(folder, CHANGES, EXPECTED)

    assert contents(folder) == NEW
    tree = FolderTree(folder)
    assert {path: tree.read(path).content for path in tree.sizes} == {path: file[0] for path, file in NEW.items()}
    for path in ("linked/x.json", "link.json"):
        with pytest.raises(TransferError, match="is a symbolic link"):
            write(folder, {path: File(b"x")}, {path: None})
    (folder / DATA_SOURCES).unlink()
    (folder / DATA_SOURCES).symlink_to(folder / "bin/start")
    with pytest.raises(TransferError, match="is a symbolic link"):
        tree.read(DATA_SOURCES)
    (folder / DATA_SOURCES).unlink()
    (folder / DATA_SOURCES).write_bytes(NEW[DATA_SOURCES][0])
    assert dies_at("end", lambda step: write(folder, {MODEL: File(b"{}")}, {MODEL: None}, step=step))
    recover(folder)
    assert contents(folder) == NEW


# Exporting


def test_exports_into_a_new_folder(tmp_path: Path) -> None:
    export(tmp_path / "a/b", {DATA_SOURCES: File(b"{}"), "bin/start": File(b"#!", 0o755)})

    assert contents(tmp_path / "a/b") == {DATA_SOURCES: (b"{}", 0o644), "bin/start": (b"#!", 0o755)}


def test_exports_over_what_is_there_and_leaves_the_rest_alone(folder: Path) -> None:
    export(folder, {DATA_SOURCES: File(b"new")})

    assert contents(folder) == OLD | {DATA_SOURCES: (b"new", 0o644)}


def test_does_not_export_through_a_link(folder: Path, tmp_path: Path) -> None:
    (folder / "linked").symlink_to(tmp_path)

    with pytest.raises(TransferError):
        export(folder, {"linked/x.json": File(b"x")})
    assert not (tmp_path / "x.json").exists()


def afresh(saved: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(saved, folder)
