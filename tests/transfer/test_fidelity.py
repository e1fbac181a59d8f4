"""Whichever way real applications go in and out, not a byte of them changes."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

from designer.loopback.files import File, Tree
from designer.transfer.archive import ZipTree
from designer.transfer.archive import write as write_zip
from designer.transfer.folder import FolderTree, export
from designer.transfer.repository import GitTree, commit
from designer.transfer.upload import UploadTree
from tests.corpus import applications


def everything(tree: Tree) -> dict[str, File]:
    return {path: tree.read(path) for path in tree.sizes}


def own(folder: Path) -> dict[str, File]:
    """What the test itself finds in a folder."""
    found = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {path.relative_to(folder).as_posix(): File(path.read_bytes(), path.stat().st_mode & 0o777) for path in found}


def chosen() -> list[Path]:
    folders = applications()
    assert folders, "There is neither an application in tests/applications nor a corpus."
    return folders


def test_a_folder_offers_all_of_an_application() -> None:
    for folder in chosen():
        tree = FolderTree(folder)
        files = own(folder)
        assert everything(tree) == {path: file for path, file in files.items() if path in tree.sizes}, folder.name
        assert {left.path for left in tree.left_out}.isdisjoint(tree.sizes)
        assert all(any(path.startswith(left.path) for left in tree.left_out) for path in files.keys() - tree.sizes)


def test_zip_upload_folder_and_commit_give_back_what_they_were_given(tmp_path: Path) -> None:
    for number, folder in enumerate(chosen()):
        files = everything(FolderTree(folder))
        out, target, repository = io.BytesIO(), tmp_path / f"{number}", tmp_path / f"{number}.git"
        write_zip(out, files)
        export(target, files)
        subprocess.run(["git", "init", "--bare", "--quiet", "--initial-branch=main", repository], check=True)
        if files:
            commit(repository, "main", dict(files), dict.fromkeys(files), "Import", "Alice", "alice@example.com")

        assert everything(ZipTree(out.getvalue())) == files, folder.name
        assert everything(UploadTree(files)) == files, folder.name
        assert everything(FolderTree(target)) == own(target) == files, folder.name
        with GitTree(repository, "main") as tree:
            contents = {path: file.content for path, file in everything(tree).items()}
        assert contents == {path: file.content for path, file in files.items()}, folder.name
