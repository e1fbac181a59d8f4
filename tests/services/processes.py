"""Starting real servers on loopback, each with a folder of its own, as a user that may not do more."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

import pytest

HOST = "127.0.0.1"


def program(name: str, package: str, *folders: str) -> str:
    """The path of a server's program. Without it a test is skipped, but on CI it fails."""
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ["PATH"], "/usr/sbin"]))
    return found or missing(f"{name} is not there; install it with: apt-get install {package}")


def missing(what: str) -> NoReturn:
    """Something that a test needs is not there."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def user_for(name: str) -> str | None:
    """The user to become when the tests run as root, as database servers refuse to be root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(name).pw_name
    except KeyError:
        return "nobody"


@contextmanager
def folder(owner: str | None) -> Iterator[Path]:
    """A new folder that belongs to `owner`, in /tmp itself: paths of sockets must be short, and the parents of
    pytest's own folders let only one user in."""
    path = Path(tempfile.mkdtemp(prefix="lw-", dir="/tmp"))
    try:
        if owner is not None:
            shutil.chown(path, owner)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def write(path: Path, text: str, owner: str | None) -> None:
    """A file that only its owner may read."""
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    if owner is not None:
        shutil.chown(path, owner)


def run(command: Sequence[str | Path], *, user: str | None) -> None:
    """Run a program to its end as `user`; the test fails with its output where it fails."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd="/", user=user
    )
    if done.returncode:
        pytest.fail(f"{command[0]} failed: {done.stdout}{done.stderr}", pytrace=False)


@contextmanager
def server(command: Sequence[str | Path], *, user: str | None, ready: str) -> Iterator[None]:
    """A server that runs as long as this lasts, from the moment when it says `ready` on stderr."""
    guard = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []  # should the tests be killed
    process = subprocess.Popen(
        [*guard, *map(str, command)], stderr=subprocess.PIPE, cwd="/", user=user, start_new_session=True
    )
    stderr = process.stderr
    assert stderr is not None
    drain = threading.Thread(target=stderr.read)  # a server that cannot write its log stops
    try:
        _wait(stderr, ready)
        drain.start()
        yield
    finally:
        process.kill()  # its data is thrown away: no need to close it in order
        process.wait()
        if drain.ident is not None:
            drain.join()
        stderr.close()


def _wait(stderr: IO[bytes], ready: str) -> None:
    said: list[str] = []
    for line in stderr:
        said.append(line.decode(errors="replace"))
        if ready in said[-1]:
            return
    pytest.fail(f"The server ended: {''.join(said)}", pytrace=False)
