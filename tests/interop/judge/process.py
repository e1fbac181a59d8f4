"""A node process that boots applications, one at a time."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.interop.judge.installation import Installed
from tests.services import processes

_SECONDS = 60
"""How long a boot may take; one that never ends is one that does not boot."""
_CASES = 60
"""How many cases one process judges: what they leave behind in it is forgotten with it."""


@dataclass(frozen=True, slots=True)
class Question:
    """An application folder, its packages, NODE_ENV, and the package that boots it."""

    folder: Path
    installed: Installed
    environment: str
    boot: str

    @property
    def line(self) -> str:
        """The question as `judge.js` reads it."""
        asked = {
            "folder": str(self.folder),
            "modules": [str(each) for each in self.installed.folders],
            "required": [str(each) for each in self.installed.required],
            "environment": self.environment,
            "boot": self.boot,
        }
        return json.dumps(asked) + "\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether an application boots, and what LoopBack said."""

    boots: bool
    error: str = ""
    warnings: tuple[str, ...] = ()
    is_doubtful: bool = False
    """Whether the error may be one of an earlier case."""


class Node:
    """Boots applications with the packages of a folder (`home`), in a process that is replaced now and then."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._process: subprocess.Popen[str] | None = None
        self._left = 0

    def __enter__(self) -> Node:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def boot(self, asked: Question) -> Answer:
        """Whether an application boots; a doubtful answer is asked for again, in a new process."""
        answer = self._ask(asked)
        return self.boot_alone(asked) if answer.is_doubtful else answer

    def boot_alone(self, asked: Question) -> Answer:
        """The same in a process that has booted nothing else."""
        self.stop()
        try:
            return self._ask(asked)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ends the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, asked: Question) -> Answer:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        too_late = threading.Timer(_SECONDS, process.kill)
        too_late.start()
        try:
            process.stdin.write(asked.line)
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            too_late.cancel()
        if not line:
            self.stop()
            error = f"The process ended, or needed more than {_SECONDS} seconds."
            return Answer(boots=False, error=error, is_doubtful=True)
        said = json.loads(line)
        if said["spoilt"]:
            self.stop()
        return Answer(said["boots"], said["error"] or "", tuple(said["warnings"]), said["doubtful"])

    def _running(self) -> subprocess.Popen[str]:
        if self._left == 0:
            self.stop()
        if self._process is None:
            self._left = _CASES
            node = processes.program("node", "nodejs")
            self._process = subprocess.Popen(
                [node, "--preserve-symlinks", "--preserve-symlinks-main", self._home / "judge.js"],
                env={"PATH": os.environ["PATH"]},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        self._left -= 1
        return self._process
