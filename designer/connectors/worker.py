"""The child process in which connection tests run: requests as lines of JSON on stdin, answers on stdout.

Each step goes to a journal at once, for the parent to read while it waits. The child imports connectors, and each
driver when it is first needed, nothing else, and ends with the pipe from its parent. An exception that is an error in
this program ends it too, with the traceback on stderr.
"""

from __future__ import annotations

import json
import os
import resource
import select
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, TextIO

from designer.connectors import find
from designer.connectors.base import Surroundings
from designer.connectors.examination import examine
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Step

JOURNAL = Path("steps")
"""In the child's working directory, which is its own."""
MOST_MEMORY = 1 << 30
"""Bytes of data that a child may hold, ten times what all drivers need: whatever a server makes a driver do, the
machine has enough for the others."""


def main() -> None:
    """Answer requests until the parent is gone."""
    answers = _take_stdout()
    _limit_memory()
    Thread(target=_watch_parent, daemon=True).start()
    journal = Journal()
    for line in sys.stdin:
        result = _answer(json.loads(line), journal)
        journal.clear()
        answers.write(json.dumps(result.as_dict()) + "\n")
        answers.flush()


def _take_stdout() -> TextIO:
    """The pipe to the parent, out of reach for a driver that prints."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _limit_memory() -> None:
    """Where the system knows of such a limit."""
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def _watch_parent() -> None:
    """End this process, whatever it is doing, when the other end of stdin is closed."""
    poll = select.poll()
    poll.register(sys.stdin.fileno(), 0)  # a hang-up is told of unasked
    poll.poll()
    os._exit(0)


class Journal:
    """The steps of the test that is under way. Written when a step begins, so that little is written, and
    nothing is missing but the end of the last one."""

    def __init__(self) -> None:
        self._file = JOURNAL.open("ab", buffering=0)
        self._lines = b""

    def report(self, step: Step) -> None:
        self._lines += json.dumps(step.as_dict()).encode("ascii") + b"\n"
        if step.state == "running":
            self._file.write(self._lines)
            self._lines = b""

    def clear(self) -> None:
        """Forget them, lest they be taken for the next test's."""
        self._file.truncate(0)
        self._lines = b""


def _answer(request: dict[str, Any], journal: Journal) -> CheckResult:
    connector, seconds = find(request["connector"]), request["until"] - time.time()
    policy = Policy.from_dict(request["policy"])
    surroundings = Surroundings(**request["surroundings"])
    return examine(connector, request["settings"], seconds, policy, journal.report, surroundings)


if __name__ == "__main__":
    main()
