"""The real LoopBack 3 from npm: installed as locked, linked into an application, and started."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest
import requests

from tests.services import processes

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
LOCK = HERE / "package-lock.json"
_SECONDS = 120


def install() -> None:
    """Installs what the lock file names, where it is missing or older than that file. On CI a failure is one."""
    with LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several processes that test, one installs
        if not _is_installed():
            npm = [processes.program("npm", "npm"), "ci"]
            done = subprocess.run(npm, cwd=HERE, capture_output=True, text=True, check=False)
            if done.returncode:
                processes.missing(f"npm ci failed in {HERE.name}: {done.stdout}{done.stderr}")


def _is_installed() -> bool:
    done = MODULES / ".package-lock.json"
    return done.is_file() and done.stat().st_mtime >= LOCK.stat().st_mtime


def link(folder: Path, *, boot: str = "loopback-boot") -> None:
    """Puts the installed packages into an application; `boot` is the package to serve as its loopback-boot."""
    modules = folder / "node_modules"
    modules.mkdir()
    for package in MODULES.iterdir():
        if not package.name.startswith("."):
            (modules / package.name).symlink_to(package)
    (modules / "loopback-boot").unlink()
    (modules / "loopback-boot").symlink_to(MODULES / boot)


def run(script: str, *arguments: str | Path, said: str = "", env: Mapping[str, str] | None = None) -> Any:
    """What a script beside this module prints, as JSON; `said` is its input. The test fails where it does."""
    done = subprocess.run(
        [_node(), HERE / script, *arguments],
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
        env=_environment(env or {}),
    )
    if done.returncode:
        pytest.fail(f"{script} failed:\n{done.stdout}{done.stderr}", pytrace=False)
    return json.loads(done.stdout.splitlines()[-1])


@dataclass
class Server:
    """A running application."""

    url: str
    output: list[str]
    """The lines it has printed so far."""

    def call(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """What it answers to a request; the test fails with the server's output where the status is another one."""
        try:
            answer = requests.request(method, self.url + path, json=body, timeout=30)
        except requests.RequestException as error:
            pytest.fail(f"{method} {path}: {error}\n{''.join(self.output)}")
        if answer.status_code != status:
            pytest.fail(f"{method} {path}: {answer.status_code} {answer.text}\n{''.join(self.output)}")
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer.text


Boot = Callable[..., Server]
"""`running`, for servers that end with the test."""


@contextmanager
def running(folder: Path, env: Mapping[str, str] | None = None, *, root: str = "server") -> Iterator[Server]:
    """The application in a folder, from the moment when it prints its address."""
    output: list[str] = []
    process = subprocess.Popen(
        [_node(), f"{root}/server.js"],
        cwd=folder,
        env=_environment(env or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    too_late = threading.Timer(_SECONDS, process.kill)
    drain = threading.Thread(target=output.extend, args=(process.stdout,))
    too_late.start()
    try:
        url = _announced(process.stdout, output)
        too_late.cancel()
        drain.start()
        yield Server(url, output)
    finally:
        too_late.cancel()
        process.kill()
        process.wait()
        if drain.ident is not None:
            drain.join()
        process.stdout.close()


def _announced(stdout: IO[str], output: list[str]) -> str:
    for line in stdout:
        output.append(line)
        if found := re.search(r"http://[^/\s]+", line):
            return found[0]
    pytest.fail(f"LoopBack does not start:\n{''.join(output)}", pytrace=False)


def _node() -> str:
    return processes.program("node", "nodejs")


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    """Only what an application is told: nothing of this process, and any free port."""
    return {"PATH": os.environ["PATH"], "HOST": processes.HOST, "PORT": "0", **env}
