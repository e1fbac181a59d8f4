from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from dulwich.repo import Repo

from designer.loopback.files import File, LeftOut, TransferError
from designer.transfer import Conflict
from designer.transfer.limits import JOURNAL, Limits
from designer.transfer.repository import (
    GitTree,
    branches,
    commit,
    default_author,
    head_branch,
    open_repository,
)
from designer.transfer.work_tree import WorkTree
from tests.transfer.dying import dies_at, every_death

DATA_SOURCES = "server/datasources.json"
MODEL = "common/models/customer.json"
NEW_MODEL = "common/models/new/order.json"
START = "bin/start"
ALICE = ("Alice", "alice@example.com")


@pytest.fixture(autouse=True)
def _only_our_git_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    git(tmp_path, "config", "--global", "user.name", "Somebody")
    git(tmp_path, "config", "--global", "user.email", "somebody@example.com")
    git(tmp_path, "config", "--global", "init.defaultBranch", "main")


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout.rstrip("\n")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with a work tree, on its branch main."""
    folder = tmp_path / "shop"
    git(tmp_path, "init", "shop")
    put(folder, {DATA_SOURCES: b"{}", MODEL: b'{"name": "Customer"}', START: b"#!", "README.md": b"# Shop\n"})
    (folder / START).chmod(0o755)
    git(folder, "add", ".")
    git(folder, "commit", "-m", "First")
    return folder


@pytest.fixture
def bare(shop: Path, tmp_path: Path) -> Path:
    git(tmp_path, "clone", "--bare", "shop", "shop.git")
    return tmp_path / "shop.git"


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


CHANGES: Mapping[str, File | None] = {
    DATA_SOURCES: File(b'{"db": {}}'),
    MODEL: None,
    START: File(b"#!"),
    NEW_MODEL: File(b"{}", 0o755),
}
EXPECTED: Mapping[str, bytes | None] = {
    DATA_SOURCES: b"{}",
    MODEL: b'{"name": "Customer"}',
    START: b"#!",
    NEW_MODEL: None,
}
OLD = {
    "README.md": ("100644", b"# Shop\n"),
    DATA_SOURCES: ("100644", b"{}"),
    MODEL: ("100644", b'{"name": "Customer"}'),
    START: ("100755", b"#!"),
}
NEW = {
    "README.md": ("100644", b"# Shop\n"),
    DATA_SOURCES: ("100644", b'{"db": {}}'),
    START: ("100644", b"#!"),
    NEW_MODEL: ("100755", b"{}"),
}


def commit_changes(folder: Path, branch: str = "main") -> str:
    return commit(folder, branch, CHANGES, EXPECTED, "Change it", *ALICE)


def committed(folder: Path, revision: str = "main") -> dict[str, tuple[str, bytes]]:
    """Every file of a commit: its mode and its content, as git itself says."""
    lines = git(folder, "ls-tree", "-r", "-z", revision).split("\0")[:-1]
    found = {}
    for line in lines:
        about, _, path = line.partition("\t")
        mode, _, blob = about.split()
        content = subprocess.run(["git", "cat-file", "blob", blob], cwd=folder, capture_output=True, check=True).stdout
        found[path] = (mode, content)
    return found


def on_disk(folder: Path) -> dict[str, tuple[str, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts]
    return {
        str(path.relative_to(folder)): ("100755" if path.stat().st_mode & 0o100 else "100644", path.read_bytes())
        for path in files
    }


def assert_healthy(folder: Path) -> None:
    git(folder, "fsck", "--strict")
    control = folder / ".git" if (folder / ".git").is_dir() else folder
    assert [path.name for path in control.rglob("*.lock")] == []
    assert not (control / JOURNAL).exists()


def assert_clean(folder: Path) -> None:
    assert_healthy(folder)
    assert git(folder, "status", "--porcelain", "--ignored") == ""


# Opening


def test_opens_a_work_tree_its_git_folder_and_a_bare_repository(shop: Path, bare: Path) -> None:
    for path in (shop, shop / ".git", bare):
        with open_repository(path) as repo:
            assert branches(repo) == ["main"]
            assert head_branch(repo) == "main"


def test_a_folder_without_git_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TransferError, match=r"^There is no git repository in “.*”\.$"):
        open_repository(tmp_path)
    with pytest.raises(TransferError, match=r"^There is no git repository in “.*”\.$"):
        open_repository(tmp_path / "gone")


def test_a_linked_work_tree_is_refused(shop: Path, tmp_path: Path) -> None:
    git(shop, "worktree", "add", "../linked", "-b", "linked")

    with pytest.raises(TransferError, match="is a linked work tree or a submodule"):
        open_repository(tmp_path / "linked")
    with pytest.raises(TransferError, match=r"^There is no git repository in"):
        open_repository(shop / ".git/worktrees/linked")
    with pytest.raises(TransferError, match=r"^The branch is checked out in another work tree"):
        commit_changes(shop, "linked")


def test_a_repository_apart_from_its_work_tree_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--separate-git-dir", "apart.git", "tree")

    with pytest.raises(TransferError, match="work tree elsewhere"):
        open_repository(tmp_path / "apart.git")


def test_a_git_folder_without_a_work_tree_is_refused(shop: Path) -> None:
    git(shop, "config", "core.bare", "true")

    with pytest.raises(TransferError, match=r"^This folder has a bare repository in “\.git”"):
        open_repository(shop)


def test_sha256_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--object-format=sha256", "new")

    with pytest.raises(TransferError, match=r"^This is a SHA-256 repository\."):
        open_repository(tmp_path / "new")


def test_unknown_extensions_and_damaged_configuration_are_refused(shop: Path) -> None:
    config = shop / ".git/config"
    usual = config.read_text()
    for damage in ("[extensions]\n\trefStorage = reftable\n", "[extensions]\n\tmystery = 1\n", "[[[\n"):
        config.write_text(usual.replace("repositoryformatversion = 0", "repositoryformatversion = 1") + damage)
        with pytest.raises(TransferError):
            open_repository(shop)


def test_head_branch_of_a_detached_head_is_none(shop: Path) -> None:
    git(shop, "checkout", "--detach")

    with open_repository(shop) as repo:
        assert head_branch(repo) is None


def test_the_default_author_is_the_configured_one(shop: Path) -> None:
    assert default_author(shop) == ("Somebody", "somebody@example.com")
    git(shop, "config", "user.name", "Alice of Shop")
    assert default_author(shop) == ("Alice of Shop", "somebody@example.com")


def test_without_configuration_there_is_no_default_author(shop: Path) -> None:
    git(shop, "config", "--global", "--remove-section", "user")

    assert default_author(shop) == ("", "")


# Reading


@pytest.mark.parametrize("packed", [False, True])
def test_reads_the_newest_commit_of_a_branch(shop: Path, packed: bool) -> None:
    git(shop, "branch", "feature/orders")
    # Similar contents, so that git packs one as a delta to the other.
    put(shop, {DATA_SOURCES: b"0123456789" * 1000})
    git(shop, "commit", "-am", "Second")
    put(shop, {DATA_SOURCES: b"0123456789" * 1000 + b"more"})
    git(shop, "commit", "-am", "Third")
    if packed:
        git(shop, "gc", "--aggressive")

    with GitTree(shop) as tree:
        assert tree.commit == git(shop, "rev-parse", "main")
        assert dict(tree.sizes) == {"README.md": 7, START: 2, MODEL: 20, DATA_SOURCES: 10_004}
        assert tree.read(DATA_SOURCES) == File(b"0123456789" * 1000 + b"more", 0o644)
    with GitTree(shop, "feature/orders") as tree:
        assert tree.commit == git(shop, "rev-parse", "feature/orders")
        assert tree.read(START) == File(b"#!", 0o755)
        assert tree.left_out == []
        with pytest.raises(KeyError):
            tree.read("server")


def test_sizes_are_git_s_own_for_every_file_of_every_pack(shop: Path) -> None:
    for number in range(30):
        put(shop, {f"models/{number}.json": b"".join(b"%d\n" % n for n in range(number * 40))})
    git(shop, "add", ".")
    git(shop, "commit", "-m", "Many")
    git(shop, "gc")
    lines = [line.split() for line in git(shop, "ls-tree", "-r", "-l", "main").splitlines()]

    with GitTree(shop) as tree:
        assert dict(tree.sizes) == {path: int(size) for _, _, _, size, path in lines}


def test_reads_from_a_bare_repository_with_alternates(shop: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--bare", "--shared", "shop", "shared.git")

    with GitTree(tmp_path / "shared.git", "main") as tree:
        assert tree.read(MODEL).content == b'{"name": "Customer"}'
        assert tree.sizes[MODEL] == 20


def test_a_repository_without_commits_is_an_empty_tree(tmp_path: Path) -> None:
    git(tmp_path, "init", "new")

    with GitTree(tmp_path / "new") as tree:
        assert (tree.commit, dict(tree.sizes), tree.left_out) == (None, {}, [])
    with GitTree(tmp_path / "new", "main") as tree:
        assert tree.commit is None
    with open_repository(tmp_path / "new") as repo:
        assert (branches(repo), head_branch(repo)) == ([], "main")


def test_an_unknown_branch_is_an_error(shop: Path) -> None:
    with pytest.raises(TransferError, match=r"^There is no branch “dev”\.$"):
        GitTree(shop, "dev")
    with pytest.raises(TransferError, match=r"^“a\.\.b” is not a possible name for a branch\.$"):
        GitTree(shop, "a..b")


def test_leaves_out_links_submodules_packages_and_large_files(shop: Path, tmp_path: Path) -> None:
    (shop / "link").symlink_to("README.md")
    put(shop, {"large": b"x" * 1001, "node_modules/a/index.js": b"", os.fsdecode(b"caf\xe9"): b""})
    git(shop, "-c", "protocol.file.allow=always", "submodule", "add", str(shop), "sub")
    git(shop, "add", ".")
    git(shop, "commit", "-m", "Odd things")

    with GitTree(shop, limits=Limits(file_size=1000)) as tree:
        assert tree.left_out == [
            LeftOut("caf?", "The name “caf?” is not UTF-8."),
            LeftOut("large", "It is larger than 1,000 bytes."),
            LeftOut("link", "It is a symbolic link, which is not followed."),
            LeftOut("node_modules", "Installed packages are never taken."),
            LeftOut("sub", "It is a submodule, a repository of its own."),
        ]


def test_refuses_too_many_files(shop: Path) -> None:
    with pytest.raises(TransferError, match=r"^There are more than 3 files or folders\."):
        GitTree(shop, limits=Limits(files=3))


def test_a_missing_object_is_an_error(shop: Path) -> None:
    blob = git(shop, "rev-parse", f"main:{MODEL}")
    (shop / ".git/objects" / blob[:2] / blob[2:]).unlink()

    with pytest.raises(TransferError, match=r"^The repository is damaged or incomplete"):
        GitTree(shop)


# Committing where nothing is checked out


def test_commits_to_a_bare_repository(bare: Path) -> None:
    before = git(bare, "rev-parse", "main")
    when = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    new = commit(bare, "main", CHANGES, EXPECTED, "Change it\r\n\r\nBecause.\r\n", "Älice", "alice@x.org", when=when)

    assert git(bare, "rev-parse", "main", "main^") == f"{new}\n{before}"
    assert git(bare, "log", "-1", "--format=%an|%ae|%cn|%ce|%ai|%B") == (
        "Älice|alice@x.org|Älice|alice@x.org|2026-03-04 05:06:07 +0530|Change it\n\nBecause."
    )
    assert committed(bare) == NEW
    assert_healthy(bare)


def test_commits_to_packed_refs_and_branches_with_slashes(bare: Path) -> None:
    git(bare, "branch", "feature/orders")
    git(bare, "pack-refs", "--all")
    git(bare, "gc")

    new = commit_changes(bare, "feature/orders")

    assert git(bare, "rev-parse", "feature/orders") == new
    assert committed(bare, "main") == OLD
    assert committed(bare, "feature/orders") == NEW
    assert_healthy(bare)


def test_commits_to_another_branch_and_leaves_the_work_tree_alone(shop: Path) -> None:
    git(shop, "branch", "dev")
    put(shop, {DATA_SOURCES: b"unfinished", "untracked": b""})

    commit_changes(shop, "dev")

    assert committed(shop, "dev") == NEW
    assert git(shop, "status", "--porcelain") == f" M {DATA_SOURCES}\n?? untracked"


def test_creates_a_branch_from_head_or_from_another(shop: Path) -> None:
    git(shop, "branch", "dev")
    put(shop, {"README.md": b"later\n"})
    git(shop, "commit", "-am", "Later")

    commit_changes(shop, "new/from-head")
    commit(shop, "from-dev", CHANGES, EXPECTED, "Change it", *ALICE, start="dev")

    assert git(shop, "rev-parse", "new/from-head^", "from-dev^") == git(shop, "rev-parse", "main", "dev")
    assert_clean(shop)


def test_a_branch_cannot_begin_nowhere_or_be_the_folder_of_another(shop: Path) -> None:
    with pytest.raises(TransferError, match=r"^There is no branch “gone”\.$"):
        commit(shop, "new", CHANGES, EXPECTED, "Change it", *ALICE, start="gone")
    git(shop, "pack-refs", "--all")
    with pytest.raises(TransferError, match=r"whose name is the beginning of this one"):
        commit_changes(shop, "main/x")
    for name in ("", "-x", "HEAD", "a b", "a..b", "x.lock", "@{-1}"):
        with pytest.raises(TransferError, match="is not a possible name for a branch"):
            commit_changes(shop, name)


def test_names_every_path_that_changed_and_commits_nothing(bare: Path) -> None:
    tip = git(bare, "rev-parse", "main")

    with pytest.raises(Conflict) as caught:
        commit(bare, "main", CHANGES, {**EXPECTED, MODEL: b"old", "README.md": None}, "Change it", *ALICE)

    assert caught.value.paths == ("README.md", MODEL)
    assert git(bare, "rev-parse", "main") == tip


def test_a_branch_that_moved_elsewhere_is_built_upon(bare: Path, shop: Path) -> None:
    put(shop, {"README.md": b"moved\n"})
    git(shop, "commit", "-am", "Moved")
    moved = git(shop, "rev-parse", "main")

    new = commit(bare, "main", CHANGES, EXPECTED, "Change it", *ALICE, step=once(lambda: push(shop, bare)))

    assert git(bare, "rev-parse", "main", "main^") == f"{new}\n{moved}"
    assert committed(bare) == NEW | {"README.md": ("100644", b"moved\n")}


def test_a_branch_that_moved_in_the_same_file_is_a_conflict(bare: Path, shop: Path) -> None:
    put(shop, {DATA_SOURCES: b"theirs"})
    git(shop, "commit", "-am", "Moved")

    with pytest.raises(Conflict) as caught:
        commit(bare, "main", CHANGES, EXPECTED, "Change it", *ALICE, step=once(lambda: push(shop, bare)))

    assert caught.value.paths == (DATA_SOURCES,)
    assert git(bare, "rev-parse", "main") == git(shop, "rev-parse", "main")


def test_gives_up_on_a_branch_that_always_moves(bare: Path, shop: Path) -> None:
    def move(_: str) -> None:
        git(shop, "commit", "--allow-empty", "-m", "Again")
        push(shop, bare)

    with pytest.raises(TransferError, match=r"^Someone else keeps committing to “main”\."):
        commit(bare, "main", CHANGES, EXPECTED, "Change it", *ALICE, step=move)


def push(source: Path, target: Path) -> None:
    git(source, "push", str(target), "main")


def once(action: Callable[[], object], word: str = "move branch") -> Callable[[str], None]:
    left = [action]

    def step(now: str) -> None:
        if now == word and left:
            left.pop()()

    return step


def test_a_locked_branch_is_an_error(bare: Path) -> None:
    (bare / "refs/heads/main.lock").touch()

    with pytest.raises(TransferError, match=r"^Another git process is changing the branch\."):
        commit_changes(bare)


def test_nothing_to_commit_is_an_error(bare: Path) -> None:
    with pytest.raises(TransferError, match=r"^There is nothing to commit"):
        commit(bare, "main", {DATA_SOURCES: File(b"{}")}, {DATA_SOURCES: b"{}"}, "Nothing", *ALICE)


def test_the_last_file_can_be_deleted(tmp_path: Path) -> None:
    git(tmp_path, "init", "--bare", "one.git")
    commit(tmp_path / "one.git", "main", {"a/b": File(b"")}, {"a/b": None}, "One", *ALICE)
    commit(tmp_path / "one.git", "main", {"a/b": None}, {"a/b": b""}, "None", *ALICE)

    assert git(tmp_path / "one.git", "ls-tree", "-t", "main") == ""
    assert_healthy(tmp_path / "one.git")


def test_odd_old_modes_stay_unless_the_right_to_run_changes(bare: Path) -> None:
    blob = git(bare, "rev-parse", f"main:{DATA_SOURCES}")
    tree = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
        cwd=bare, input=b"100664 a\0" + bytes.fromhex(blob) + b"100664 b\0" + bytes.fromhex(blob),
        capture_output=True, check=True,
    ).stdout.decode().strip()  # fmt: skip
    git(bare, "update-ref", "refs/heads/old", git(bare, "commit-tree", tree, "-m", "Old"))

    changes = {"a": File(b"1", 0o644), "b": File(b"2", 0o755)}
    commit(bare, "old", changes, {"a": b"{}", "b": b"{}"}, "Change it", *ALICE)

    assert b"100664 a\0" in raw_tree(bare, "old")
    assert b"100755 b\0" in raw_tree(bare, "old")


def raw_tree(folder: Path, revision: str) -> bytes:
    return subprocess.run(
        ["git", "cat-file", "tree", f"{revision}^{{tree}}"], cwd=folder, capture_output=True, check=True
    ).stdout


@pytest.mark.parametrize("path", ["link", "sub", "common", "link/x", "sub/x", f"{MODEL}/x"])
def test_links_submodules_and_folders_are_never_overwritten(shop: Path, bare: Path, path: str) -> None:
    (shop / "link").symlink_to("README.md")
    git(shop, "-c", "protocol.file.allow=always", "submodule", "add", str(bare), "sub")
    git(shop, "add", ".")
    git(shop, "commit", "-m", "Odd things")
    push(shop, bare)
    before = committed_ids(bare)

    with pytest.raises(TransferError, match="in the repository, and no f"):
        commit(bare, "main", {path: File(b"x")}, {path: None}, "Change it", *ALICE)
    assert committed_ids(bare) == before


def committed_ids(folder: Path) -> str:
    return git(folder, "ls-tree", "-r", "main")


@pytest.mark.parametrize("path", ["../x", "/x", ".git/config", "a/.Git/x", "GIT~1/x", ".g\u200cit/x", "a//b", "a\\b"])
def test_refuses_paths_that_git_must_not_have(bare: Path, path: str) -> None:
    with pytest.raises(TransferError):
        commit(bare, "main", {path: File(b"x")}, {path: None}, "Change it", *ALICE)


def test_a_commit_needs_a_message_and_an_author(bare: Path) -> None:
    for message in ("", " \n", "a\0b"):
        with pytest.raises(TransferError, match=r"^A commit needs a message\.$"):
            commit(bare, "main", CHANGES, EXPECTED, message, *ALICE)
    for author, email in (("", "a@b"), ("Alice", ""), ("<>", "a@b")):
        with pytest.raises(TransferError, match=r"^A commit needs the name and the e-mail address of its author\.$"):
            commit(bare, "main", CHANGES, EXPECTED, "Change it", author, email)


def test_an_author_cannot_forge_a_header(bare: Path) -> None:
    commit(bare, "main", CHANGES, EXPECTED, "Change it", "Alice <x>\nparent 0", "a@b>\ntree 0")

    assert git(bare, "log", "-1", "--format=%an|%ae") == "Alice xparent 0|a@btree 0"
    assert_healthy(bare)


def test_required_signing_is_refused(bare: Path) -> None:
    git(bare, "config", "commit.gpgSign", "true")

    with pytest.raises(TransferError, match=r"^Commits in this repository must be signed"):
        commit_changes(bare)


def test_no_hook_is_run(shop: Path, tmp_path: Path) -> None:
    for name in ("pre-commit", "commit-msg", "post-commit", "reference-transaction", "prepare-commit-msg"):
        hook = shop / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
        hook.chmod(0o755)

    commit_changes(shop)

    assert not (tmp_path / "ran").exists()


# Committing to the branch that is checked out


def test_the_branch_the_index_and_the_files_move_together(shop: Path) -> None:
    before = git(shop, "rev-parse", "main")
    new = commit_changes(shop)

    assert git(shop, "rev-parse", "HEAD", "HEAD^") == f"{new}\n{before}"
    assert committed(shop) == on_disk(shop) == NEW
    assert_clean(shop)
    assert git(shop, "write-tree") == git(shop, "rev-parse", "main^{tree}")
    # Even without a refresh, the index knows that the files are what it says.
    assert git(shop, "diff-files") == ""


def test_the_logs_say_what_happened(shop: Path) -> None:
    commit_changes(shop)

    assert git(shop, "reflog", "-1", "--format=%gs") == "commit: Change it"
    assert git(shop, "reflog", "-1", "--format=%gs", "main") == "commit: Change it"
    assert git(shop, "rev-parse", "HEAD@{1}", "main@{1}").split() == [git(shop, "rev-parse", "main^")] * 2


def test_other_changes_in_the_work_tree_and_the_index_stay(shop: Path) -> None:
    put(shop, {"README.md": b"unfinished\n", "untracked": b"", "staged.json": b"1"})
    git(shop, "add", "staged.json")

    commit_changes(shop)

    assert git(shop, "status", "--porcelain") == " M README.md\nA  staged.json\n?? untracked"
    assert_healthy(shop)


def test_commits_first_to_an_empty_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "new")
    new = commit(tmp_path / "new", "main", {MODEL: File(b"{}")}, {MODEL: None}, "First", *ALICE)

    assert git(tmp_path / "new", "log", "--format=%H|%P|%s") == f"{new}||First"
    assert on_disk(tmp_path / "new") == {MODEL: ("100644", b"{}")}
    assert_clean(tmp_path / "new")


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_every_index_version_is_written_as_it_was(shop: Path, version: str) -> None:
    git(shop, "update-index", "--index-version", version)
    if version == "3":
        put(shop, {"later": b""})
        git(shop, "add", "--intent-to-add", "later")
    status = git(shop, "status", "--porcelain")

    commit_changes(shop)

    assert (shop / ".git/index").read_bytes()[4:8] == bytes([0, 0, 0, int(version)])
    assert git(shop, "status", "--porcelain") == status
    assert_healthy(shop)


def test_present_permissions_stay(shop: Path) -> None:
    (shop / DATA_SOURCES).chmod(0o660)

    commit(shop, "main", {DATA_SOURCES: File(b"1")}, {DATA_SOURCES: b"{}"}, "Change it", *ALICE)

    assert (shop / DATA_SOURCES).stat().st_mode & 0o777 == 0o660
    assert_clean(shop)


def refused(shop: Path, reason: str, changes: Mapping[str, File | None] = CHANGES) -> None:
    """The commit is refused for that reason, and nothing has changed."""
    before = (git(shop, "rev-parse", "HEAD"), on_disk(shop), (shop / ".git/index").read_bytes())
    with pytest.raises(TransferError, match=reason):
        commit(shop, "main", changes, {**dict.fromkeys(changes), **EXPECTED}, "Change it", *ALICE)
    assert (git(shop, "rev-parse", "HEAD"), on_disk(shop), (shop / ".git/index").read_bytes()) == before
    assert not (shop / ".git" / JOURNAL).exists()


def test_refuses_a_file_that_was_edited(shop: Path) -> None:
    put(shop, {DATA_SOURCES: b"mine"})
    refused(shop, rf"^“{DATA_SOURCES}” has changes in the work tree that are not committed\.")


def test_refuses_a_file_that_was_deleted(shop: Path) -> None:
    (shop / MODEL).unlink()
    refused(shop, rf"^“{MODEL}” has changes in the work tree that are not committed\.")


def test_refuses_a_file_whose_right_to_run_changed(shop: Path) -> None:
    (shop / DATA_SOURCES).chmod(0o755)
    refused(shop, rf"^“{DATA_SOURCES}” has changes in the work tree that are not committed\.")


def test_ignores_the_right_to_run_where_git_does(shop: Path) -> None:
    git(shop, "config", "core.fileMode", "false")
    (shop / DATA_SOURCES).chmod(0o755)

    commit(shop, "main", {DATA_SOURCES: File(b"1")}, {DATA_SOURCES: b"{}"}, "Change it", *ALICE)

    assert committed(shop)[DATA_SOURCES] == ("100644", b"1")
    assert_clean(shop)


def test_refuses_a_file_with_staged_changes(shop: Path) -> None:
    put(shop, {DATA_SOURCES: b"mine"})
    git(shop, "add", DATA_SOURCES)
    put(shop, {DATA_SOURCES: b"{}"})
    refused(shop, rf"^“{DATA_SOURCES}” has staged changes\.")


def test_refuses_a_file_that_is_staged_to_be_deleted(shop: Path) -> None:
    git(shop, "rm", "--cached", MODEL)
    refused(shop, rf"^“{MODEL}” has staged changes\.")


def test_refuses_where_a_staged_file_is_in_the_way(shop: Path) -> None:
    put(shop, {"x": b"", "y/z": b""})
    git(shop, "add", "x", "y")
    (shop / "x").unlink()
    shutil.rmtree(shop / "y")

    refused(shop, r"^“x/new” has staged changes\.", {"x/new": File(b"")})
    refused(shop, r"^“y” has staged changes\.", {"y": File(b"")})


def test_refuses_a_file_that_is_untracked_or_ignored(shop: Path) -> None:
    put(shop, {NEW_MODEL: b"mine"})
    refused(shop, rf"^“{NEW_MODEL}” exists in the work tree but is not committed")
    put(shop, {".git/info/exclude": b"*.log\n", "ignored.log": b"mine"})
    refused(shop, r"^“ignored\.log” exists in the work tree but is not committed", {"ignored.log": File(b"x")})


def test_refuses_a_link_that_took_a_files_or_a_folders_place(shop: Path, tmp_path: Path) -> None:
    shutil.move(shop / "server", tmp_path / "elsewhere")
    (shop / "server").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TransferError, match=r"^“server” is a symbolic link or a file, and is not gone through\.$"):
        commit_changes(shop)
    assert (tmp_path / "elsewhere/datasources.json").read_bytes() == b"{}"


def test_refuses_to_write_into_a_repository_inside(shop: Path) -> None:
    git(shop, "init", "common/models/new")
    refused(shop, r"^“common/models/new” is a repository of its own\.$")


def test_refuses_while_a_merge_is_unfinished(shop: Path) -> None:
    git(shop, "checkout", "-b", "other")
    put(shop, {"README.md": b"other\n"})
    git(shop, "commit", "-am", "Other")
    git(shop, "checkout", "main")
    git(shop, "merge", "--no-ff", "--no-commit", "other")
    refused(shop, r"^In this work tree a merge is not finished\.")


@pytest.mark.parametrize("name", ["CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"])
def test_refuses_while_something_else_is_unfinished(shop: Path, name: str) -> None:
    (shop / ".git" / name).mkdir()
    refused(shop, r"^In this work tree a (cherry-pick|revert|rebase) is not finished\.")


def test_refuses_while_the_index_is_locked(shop: Path) -> None:
    lock = shop / ".git/index.lock"
    lock.write_bytes(b"theirs")
    refused(shop, r"^Another git process works in this repository\.")
    assert lock.read_bytes() == b"theirs"


@pytest.mark.parametrize(
    "attributes, content, reason",
    [
        ("*.json filter=lfs", b"[]", "it is kept with Git LFS"),
        ("*.json filter=crypt", b"[]", "a filter applies to it"),
        ("*.json ident", b"[]", "“ident” applies to it"),
        ("*.json working-tree-encoding=UTF-16", b"[]", "it has another encoding in the work tree"),
        ("* text=auto", b"{\r\n}", "git would change its line ends"),
        ("*.json text", b"{\r\n}", "git would change its line ends"),
        ("*.json eol=lf", b"{\r\n}", "git would change its line ends"),
        ("*.json eol=crlf", b"{\n}", "git would check it out with CRLF"),
        ("[attr]odd filter=x\n*.json odd", b"[]", "macros"),
    ],
)
def test_refuses_where_git_would_change_the_bytes(shop: Path, attributes: str, content: bytes, reason: str) -> None:
    put(shop, {".gitattributes": attributes.encode() + b"\n"})
    changes = {DATA_SOURCES: File(content)}
    refused(shop, rf"^“{DATA_SOURCES}” cannot be committed here: .*{reason}", changes)

    # The same from the other places that git reads.
    (shop / ".gitattributes").rename(shop / ".git/info/attributes")
    refused(shop, reason, changes)
    (shop / ".git/info/attributes").rename(shop.parent / "home/attributes")
    git(shop, "config", "core.attributesFile", "~/attributes")
    refused(shop, reason, changes)


def test_attributes_below_the_top_count_too(shop: Path) -> None:
    put(shop, {"server/.gitattributes": b"*.json filter=x\n"})
    refused(shop, "a filter applies to it")


@pytest.mark.parametrize("value", ["true", "input"])
def test_refuses_autocrlf(shop: Path, value: str) -> None:
    git(shop, "config", "core.autocrlf", value)
    refused(shop, rf"core\.autocrlf is “{value}”, so git would change its line ends")


@pytest.mark.parametrize(
    "attributes, autocrlf, content",
    [
        ("* text=auto", "false", b"{\n}\n"),
        ("*.json text eol=lf", "false", b"{\n}\n"),
        ("*.json -text", "true", b"{\r\n}\r\n"),
        ("*.json binary", "input", b"{\r\n}\r\n"),
        ("*.png filter=lfs", "false", b"{\r\n}\r\n"),
    ],
)
def test_commits_where_git_would_not_change_the_bytes(
    shop: Path, attributes: str, autocrlf: str, content: bytes
) -> None:
    put(shop, {".gitattributes": attributes.encode() + b"\n"})
    git(shop, "add", ".gitattributes")
    git(shop, "commit", "-m", "Attributes")
    git(shop, "config", "core.autocrlf", autocrlf)

    commit(shop, "main", {DATA_SOURCES: File(content)}, {DATA_SOURCES: b"{}"}, "Change it", *ALICE)

    assert committed(shop)[DATA_SOURCES] == on_disk(shop)[DATA_SOURCES] == ("100644", content)
    assert_clean(shop)


def test_refuses_sparse_checkouts_and_split_indexes(shop: Path) -> None:
    git(shop, "update-index", "--skip-worktree", DATA_SOURCES)
    refused(shop, rf"^“{DATA_SOURCES}” is not checked out \(sparse checkout\)\.$")
    git(shop, "update-index", "--no-skip-worktree", DATA_SOURCES)
    git(shop, "update-index", "--split-index")
    refused(shop, r"^This repository uses a split index")


def test_refuses_a_sparse_index(shop: Path) -> None:
    git(shop, "sparse-checkout", "set", "--cone", "--sparse-index", "bin")
    refused(shop, r"^This repository uses a sparse index")


def test_refuses_conflicts_in_the_index(shop: Path) -> None:
    blob = git(shop, "rev-parse", f"main:{DATA_SOURCES}")
    lines = "".join(f"100644 {blob} {stage}\t{DATA_SOURCES}\n" for stage in (1, 2, 3))
    removal = f"0 {'0' * 40}\t{DATA_SOURCES}\n"
    subprocess.run(["git", "update-index", "--index-info"], cwd=shop, input=removal + lines, text=True, check=True)
    refused(shop, rf"^“{DATA_SOURCES}” has merge conflicts\.")


def test_a_damaged_index_is_an_error(shop: Path) -> None:
    index = shop / ".git/index"
    index.write_bytes(index.read_bytes()[:-1] + b"x")
    with pytest.raises(TransferError, match=r"^The repository's index is damaged\.$"):
        commit_changes(shop)


def test_a_failure_half_way_takes_everything_back(shop: Path) -> None:
    too_long = f"zzz/{'x' * 300}.json"
    with pytest.raises(TransferError, match=r"^The commit cannot be made: File name too long\.$"):
        commit(shop, "main", {**CHANGES, too_long: File(b"")}, {**EXPECTED, too_long: None}, "Change it", *ALICE)

    assert committed(shop) == on_disk(shop) == OLD
    assert_clean(shop)


def test_a_branch_that_is_locked_takes_everything_back(shop: Path) -> None:
    lock = shop / ".git/refs/heads/main.lock"
    lock.touch()
    with pytest.raises(TransferError, match=r"^Another git process is changing the branch\."):
        commit_changes(shop)
    lock.unlink()

    assert committed(shop) == on_disk(shop) == OLD
    assert_clean(shop)


def test_a_checked_out_branch_that_moved_is_built_upon(shop: Path) -> None:
    def move() -> None:
        tree = git(shop, "rev-parse", "main^{tree}")
        git(shop, "update-ref", "refs/heads/main", git(shop, "commit-tree", tree, "-p", "main", "-m", "Moved"))

    new = commit(shop, "main", CHANGES, EXPECTED, "Change it", *ALICE, step=once(move))

    assert git(shop, "log", "--format=%s", new) == "Change it\nMoved\nFirst"
    assert committed(shop) == on_disk(shop) == NEW
    assert_clean(shop)


def test_another_branch_that_is_checked_out_meanwhile_keeps_its_files(shop: Path) -> None:
    git(shop, "branch", "other")

    checkout = once(lambda: git(shop, "checkout", "other"), "open journal")
    commit(shop, "main", CHANGES, EXPECTED, "Change it", *ALICE, step=checkout)

    assert committed(shop, "main") == NEW
    assert on_disk(shop) == OLD
    assert_clean(shop)


def test_all_old_or_all_new_after_dying_at_any_step(shop: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    shutil.copytree(shop, saved, symlinks=True)

    def afresh() -> None:
        shutil.rmtree(shop)
        shutil.copytree(saved, shop, symlinks=True)
        git(shop, "update-index", "--refresh")

    states = []
    for _ in every_death(afresh, lambda step: commit(shop, "main", CHANGES, EXPECTED, "Change it", *ALICE, step=step)):
        open_repository(shop).close()
        assert_clean(shop)
        assert committed(shop) == on_disk(shop)
        states.append(on_disk(shop))

    assert [state for state in states if state not in (OLD, NEW)] == []
    assert states == sorted(states, key=lambda state: state == NEW)
    assert {state == NEW for state in states} == {True, False}
    assert committed(shop) == on_disk(shop) == NEW


@pytest.mark.parametrize("last", ["write index", "move branch", "put index in place", "end"])
def test_dying_while_recovering_is_recovered_too(shop: Path, tmp_path: Path, last: str) -> None:
    saved = tmp_path / "saved"
    shutil.copytree(shop, saved, symlinks=True)
    outcome = NEW if last in {"put index in place", "end"} else OLD

    def half_written() -> None:
        shutil.rmtree(shop)
        shutil.copytree(saved, shop, symlinks=True)
        git(shop, "update-index", "--refresh")
        assert dies_at(last, lambda step: commit(shop, "main", CHANGES, EXPECTED, "Change it", *ALICE, step=step))

    def recover(step: Callable[[str], None]) -> None:
        with Repo(str(shop)) as repo, WorkTree(repo, step) as work_tree:
            work_tree.recover()

    for _ in every_death(half_written, recover):
        open_repository(shop).close()
        assert_clean(shop)
        assert committed(shop) == on_disk(shop) == outcome


def test_recovery_leaves_a_lock_of_somebody_else_alone(shop: Path) -> None:
    assert dies_at("write index", lambda step: commit(shop, "main", CHANGES, EXPECTED, "No", *ALICE, step=step))
    lock = shop / ".git/index.lock"
    lock.unlink()
    lock.write_bytes(b"theirs")

    open_repository(shop).close()

    assert lock.read_bytes() == b"theirs"
    assert on_disk(shop) == OLD


def test_the_next_commit_takes_back_what_was_interrupted(shop: Path) -> None:
    assert dies_at("move branch", lambda step: commit(shop, "main", CHANGES, EXPECTED, "No", *ALICE, step=step))

    commit_changes(shop)

    assert git(shop, "log", "--format=%s") == "Change it\nFirst"
    assert committed(shop) == on_disk(shop) == NEW
    assert_clean(shop)


def test_the_time_is_now_unless_given(bare: Path) -> None:
    before = int(datetime.now(UTC).timestamp())
    commit_changes(bare)

    assert before <= int(git(bare, "log", "-1", "--format=%ct")) <= int(datetime.now(UTC).timestamp())
