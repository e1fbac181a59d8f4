"""A repository, opened with care, and what its refs say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dulwich.config import Config
from dulwich.errors import FileFormatException, NotGitRepository
from dulwich.objects import ObjectID
from dulwich.refs import HEADREF, SYMREF, DiskRefsContainer, Ref, SymrefLoop, check_ref_format
from dulwich.repo import InvalidWorktreeConfiguration, Repo, UnsupportedExtension, UnsupportedVersion

from designer.loopback.files import TransferError
from designer.transfer.conversions import is_on, setting
from designer.transfer.limits import JOURNAL
from designer.transfer.work_tree import WorkTree

BRANCHES = b"refs/heads/"


def open_repository(path: str | os.PathLike[str]) -> Repo:
    """The repository at `path`: the top folder of its work tree, its `.git` folder, or a bare repository.

    An interrupted `commit` is finished or taken back first. Close it, or use it in a `with` statement. Raises
    TransferError where there is none, and for linked work trees, submodules, SHA-256 and other kinds not supported.
    """
    folder = Path(path)
    if folder.name == ".git":
        folder = folder.parent
    if (folder / ".git").is_symlink() or (folder / ".git").is_file():
        raise TransferError(
            f"“{folder}” is a linked work tree or a submodule. Open the repository that it belongs to instead."
        )
    repo = _opened(folder)
    try:
        _refuse_unsupported(repo)
        if not repo.bare and Path(repo.controldir(), JOURNAL).exists():
            with WorkTree(repo, lambda _: None) as work_tree:
                work_tree.recover()
    except BaseException:
        repo.close()
        raise
    return repo


def branches(repo: Repo) -> list[str]:
    """The names of the branches that have a commit, sorted."""
    with refs_readable():
        names = repo.refs.subkeys(Ref(BRANCHES))
    return sorted(name.decode("utf-8", "replace") for name in names)


def head_branch(repo: Repo) -> str | None:
    """The branch that HEAD is on, even if it has no commit yet; None where HEAD is detached."""
    ref = head_ref(repo)
    if ref is None or not ref.startswith(BRANCHES):
        return None
    return ref.removeprefix(BRANCHES).decode("utf-8", "replace")


def head_ref(repo: Repo) -> Ref | None:
    """What HEAD refers to; None where it is detached."""
    with refs_readable():
        head = repo.refs.read_ref(HEADREF) or b""
    return Ref(head.removeprefix(SYMREF).strip()) if head.startswith(SYMREF) else None


def branch_ref(repo: Repo, branch: str) -> Ref:
    """The ref of a branch, which may not exist yet. Raises TransferError where its name is none for a branch."""
    ref = Ref(BRANCHES + branch.encode("utf-8", "replace"))
    if branch.startswith("-") or branch == "HEAD" or not check_ref_format(ref):
        raise TransferError(f"“{branch}” is not a possible name for a branch.")
    with refs_readable():
        if (repo.refs.read_ref(ref) or b"").startswith(SYMREF):
            raise TransferError(f"“{branch}” is only another name for a branch. Use that one.")
    return ref


def tip(repo: Repo, ref: Ref) -> ObjectID | None:
    """The commit that a ref leads to, or None where it does not exist."""
    with refs_readable():
        return repo.refs.follow(ref)[1]


def user(repo: Repo) -> tuple[str, str]:
    """The name and the e-mail address that git is configured with for this repository; "" where there is none."""
    config = repo.get_config_stack()
    return _user(config, b"name"), _user(config, b"email")


@contextmanager
def refs_readable() -> Iterator[None]:
    """Turns what dulwich raises for damaged refs into a TransferError."""
    try:
        yield
    except (FileFormatException, SymrefLoop, KeyError, ValueError, OSError) as error:
        raise TransferError("The repository's branches cannot be read.") from error


def _opened(folder: Path) -> Repo:
    try:
        return Repo(str(folder))
    except NotGitRepository as error:
        raise TransferError(f"There is no git repository in “{folder}”.") from error
    except (UnsupportedExtension, UnsupportedVersion) as error:
        raise TransferError(f"The repository in “{folder}” uses a feature that is not supported here.") from error
    except InvalidWorktreeConfiguration as error:
        raise TransferError(f"The repository in “{folder}” is configured to be bare and not to be.") from error
    except (FileFormatException, ValueError, KeyError, OSError) as error:
        raise TransferError(f"The repository in “{folder}” cannot be opened.") from error


def _refuse_unsupported(repo: Repo) -> None:
    config = repo.get_config_stack()
    says_bare = setting(config, "core", "bare")
    if Path(repo.controldir(), "commondir").exists() or setting(config, "core", "worktree") is not None:
        raise TransferError("Repositories with a work tree elsewhere are not supported.")
    if repo.bare and not is_on(says_bare or "true"):
        raise TransferError("This is the repository of a work tree elsewhere. Open the work tree's folder instead.")
    if not repo.bare and is_on(says_bare):
        raise TransferError("This folder has a bare repository in “.git” (core.bare), which is not supported.")
    if repo.object_format.name != "sha1":
        raise TransferError("This is a SHA-256 repository. Only SHA-1 repositories are supported.")
    if not isinstance(repo.refs, DiskRefsContainer):
        raise TransferError("This repository keeps its refs as a reftable, which is not supported.")


def _user(config: Config, name: bytes) -> str:
    try:
        return config.get((b"user",), name).decode("utf-8", "replace")
    except KeyError:
        return ""
