"""Connection tests in child processes, so that a deadline holds whatever a driver or a server does."""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Semaphore
from typing import Any

from designer.connectors import find
from designer.connectors.base import Settings, Surroundings
from designer.connectors.examination import examine, not_reached
from designer.connectors.policy import Policy
from designer.connectors.redaction import redact, secrets_in
from designer.connectors.results import CheckResult, Step, Verdict
from designer.connectors.worker import JOURNAL

_SOFT_DEADLINE = 0.95  # of the time that is left: a driver that gives up by itself says more than a kill
SECONDS = 10.0
"""A test has so long in all, its waiting for a free child included, and so no step has longer."""
AT_ONCE, _WARM = 6, 2
"""Children: more than one person tries at once, so that servers that hang keep nobody waiting."""
_LOOK_SECONDS = 0.1  # between two looks at how far a test is, and whether it was cancelled

Progress = Callable[[Sequence[Step]], None]
"""Hears the steps of a test so far, the last of which may be running."""


class BrokenCheckError(RuntimeError):
    """A connection test broke down through an error in this program; the text is the child's traceback."""


class Cancellation:
    """Ends one check from another thread: give it to `check`, and call `cancel` at any time."""

    def __init__(self) -> None:
        self.cancelled = False
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None

    def cancel(self) -> None:
        with self._lock:
            self.cancelled = True
            if self._stop is not None:
                self._stop()

    @contextmanager
    def calling(self, stop: Callable[[], None]) -> Iterator[None]:
        """Have `stop` called when this is cancelled, or at once where it is already, but not afterwards."""
        with self._lock:
            self._stop = stop
            if self.cancelled:
                stop()
        try:
            yield
        finally:
            with self._lock:
                self._stop = None


class Pool:
    """At most `size` child processes, each started when first needed; of those that are idle, `warm` are kept.

    One that overruns, is cancelled or crashes is killed and replaced. Safe to use from several threads.
    """

    def __init__(self, size: int = 2, *, warm: int | None = None) -> None:
        self.process_id = os.getpid()
        self._closed = False
        self._workers: set[_Worker] = set()
        self._idle: LifoQueue[_Worker] = LifoQueue()
        self._most_idle = size if warm is None else warm
        self._places = Semaphore(size)

    def check(
        self,
        connector: str | None,
        settings: Settings,
        *,
        deadline_seconds: float = SECONDS,
        policy: Policy | None = None,
        cancel: Cancellation | None = None,
        surroundings: Surroundings | None = None,
        progress: Progress = lambda _: None,
    ) -> CheckResult:
        """Test the settings of a data source, merged and substituted already, with this "connector".

        Returns within `deadline_seconds`, and these include waiting for a child that is free. Until then `progress`
        is called several times a second, in this thread. Raises BrokenCheckError where this program is at fault.
        """
        if find(connector) is None:
            return examine(None, settings, deadline_seconds, policy)
        request = _Request(connector, settings, policy or Policy(), surroundings or Surroundings())
        run = _Run(request, deadline_seconds, cancel or Cancellation(), progress)
        if not run.waits_for(self._places):
            return run.not_begun()
        try:
            worker = self._taken()
            try:
                return run.conduct(worker)
            finally:
                self._give_back(worker, is_fit=run.finished)
        finally:
            self._places.release()

    def shutdown(self) -> None:
        """End the children. Checks that are under way end as crashed."""
        self._closed = True
        for worker in list(self._workers):
            self._remove(worker)

    def _started(self) -> _Worker:
        worker = _Worker()
        self._workers.add(worker)
        return worker

    def _taken(self) -> _Worker:
        """The child that was used last, as long as one is idle, else a new one."""
        with suppress(Empty):
            while True:
                worker = self._idle.get_nowait()
                if worker.is_alive():
                    return worker
                self._remove(worker)
        return self._started()

    def _give_back(self, worker: _Worker, *, is_fit: bool) -> None:
        is_wanted = not self._closed and self._idle.qsize() < self._most_idle
        if not (is_wanted and is_fit):
            self._remove(worker)
        if is_wanted:
            self._idle.put(worker if is_fit else self._started())

    def _remove(self, worker: _Worker) -> None:
        self._workers.discard(worker)
        worker.remove()


@dataclass(frozen=True)
class _Request:
    """What a child is to try."""

    connector: str | None
    settings: Settings
    policy: Policy
    surroundings: Surroundings

    def until(self, moment: float) -> dict[str, Any]:
        """As plain JSON values, to be answered before `moment`, as time.time() has it."""
        return {
            "connector": self.connector,
            "settings": dict(self.settings),
            "until": moment,
            "policy": self.policy.as_dict(),
            "surroundings": asdict(self.surroundings),
        }


class _Run:
    """One check, from its request to its result. `finished` says whether the child is fit for another."""

    def __init__(self, request: _Request, seconds: float, cancel: Cancellation, progress: Progress) -> None:
        self.finished = False
        self._request, self._seconds, self._cancel, self._progress = request, seconds, cancel, progress
        self._begun = time.monotonic()

    def waits_for(self, places: Semaphore) -> bool:
        """Whether there is a place in the pool in time, and before the test is cancelled."""
        while not self._cancel.cancelled:
            if places.acquire(timeout=min(_LOOK_SECONDS, self._remaining())):
                return True
            if not self._remaining():
                return False
            self._progress(())
        return False

    def not_begun(self) -> CheckResult:
        """The result where there was no place."""
        if self._cancel.cancelled:
            return self.ended(Verdict.CANCELLED, "The test was cancelled before it began.")
        return self.ended(Verdict.UNVERIFIED, "Other tests are still running; try again in a moment.")

    def conduct(self, worker: _Worker) -> CheckResult:
        with self._cancel.calling(worker.stop):
            until = time.time() + self._remaining() * _SOFT_DEADLINE
            answer = worker.ask(self._request.until(until), self._remaining, lambda: self._progress(worker.steps()))
        if answer:
            self.finished = not self._cancel.cancelled
            return CheckResult.from_dict(json.loads(answer))
        if self._cancel.cancelled:
            return self.ended(Verdict.CANCELLED, "The test was cancelled.", worker.steps_until_stopped())
        if answer is None:
            steps = worker.steps_until_stopped()
            what = f"“{steps[-1].name}”" if steps and steps[-1].state == "failed" else "it"
            sentence = f"The test was stopped, as {what} was not finished after {self._seconds:g} s."
            return self.ended(Verdict.FAILED, sentence, steps)
        return self._crashed(worker)

    def ended(self, verdict: Verdict, sentence: str, steps: Sequence[Step] = ()) -> CheckResult:
        """A result without the child's: the steps are those that it wrote down."""
        missing = not_reached(find(self._request.connector), steps)
        return CheckResult(verdict, sentence, (*steps, *missing), milliseconds=self._elapsed() * 1000)

    def _crashed(self, worker: _Worker) -> CheckResult:
        code, said = worker.last_words()
        if code == 1:
            raise BrokenCheckError(redact(said, secrets_in(find(self._request.connector), self._request.settings)))
        reason = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        sentence = f"The driver crashed while it tried this ({reason})."
        return self.ended(Verdict.FAILED, sentence, worker.steps_until_stopped())

    def _elapsed(self) -> float:
        return time.monotonic() - self._begun

    def _remaining(self) -> float:
        return max(0.0, self._seconds - self._elapsed())


class _Worker:
    """A child process. Its home is a folder of its own, and its environment has nothing in it for a driver to
    find: no PG*, no proxy, no secret of ours."""

    def __init__(self) -> None:
        self._home = tempfile.mkdtemp(prefix="loopwright-")
        self._said = Path(self._home, "stderr")
        with self._said.open("wb") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "designer.connectors.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=self._home,
                env=_environment(self._home),
                start_new_session=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._answers = self._process.stdin, self._process.stdout

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: dict[str, Any], remaining: Callable[[], float], look: Callable[[], None]) -> bytes | None:
        """The answer to a request: empty where the child has ended, None where there was no time left. `look` is
        called now and then while it is awaited."""
        try:
            self._requests.write(json.dumps(request).encode("ascii") + b"\n")
            self._requests.flush()
        except BrokenPipeError:
            return b""
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        while not poll.poll(min(_LOOK_SECONDS, left := remaining()) * 1000):
            if not left:
                return None
            look()
        return self._answers.readline()

    def stop(self) -> None:
        """Make the child end, which its parent will see."""
        self._process.kill()

    def steps(self) -> list[Step]:
        """The steps of the request that is under way, as far as they went."""
        steps: list[Step] = []
        with suppress(FileNotFoundError):
            written = Path(self._home, JOURNAL).read_text(encoding="ascii")
            for line in written[: written.rfind("\n") + 1].splitlines():
                if steps and steps[-1].state == "running":
                    steps.pop()
                steps.append(Step(**json.loads(line)))
        return steps

    def steps_until_stopped(self) -> list[Step]:
        """The steps of a child that is gone: the one that it was at failed."""
        steps = self.steps()
        if steps and steps[-1].state == "running":
            steps[-1] = Step(steps[-1].name, "failed", "not finished")
        return steps

    def last_words(self) -> tuple[int, str]:
        """How a child that is gone ended: its exit code, negative for a signal, and its stderr."""
        return self._process.wait(), self._said.read_text(encoding="utf-8", errors="replace")

    def remove(self) -> None:
        """Kill the child and clean up after it."""
        self._process.kill()
        self._process.wait()
        self._answers.close()
        with suppress(BrokenPipeError):
            self._requests.close()
        shutil.rmtree(self._home, ignore_errors=True)


def _environment(home: str) -> dict[str, str]:
    """Only what Python needs. The language makes libpq's own messages English."""
    path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
    return {"PYTHONPATH": path, "HOME": home, "TMPDIR": home, "LC_ALL": "C.UTF-8"}


_lock = threading.Lock()
_pool: Pool | None = None


def check(
    connector: str | None,
    settings: Settings,
    *,
    deadline_seconds: float = SECONDS,
    policy: Policy | None = None,
    cancel: Cancellation | None = None,
    surroundings: Surroundings | None = None,
    progress: Progress = lambda _: None,
) -> CheckResult:
    """`Pool.check` in the pool that this process shares."""
    pool = _shared()
    return pool.check(
        connector,
        settings,
        deadline_seconds=deadline_seconds,
        policy=policy,
        cancel=cancel,
        surroundings=surroundings,
        progress=progress,
    )


def shutdown() -> None:
    """End the children of the shared pool; a later check starts new ones."""
    global _pool  # noqa: PLW0603 - the one pool of this process
    with _lock:
        if _pool is not None and _pool.process_id == os.getpid():
            _pool.shutdown()
        _pool = None


def _shared() -> Pool:
    """A process that was forked from one with a pool must not talk to that one's children."""
    global _pool  # noqa: PLW0603 - the one pool of this process
    with _lock:
        if _pool is None or _pool.process_id != os.getpid():
            _pool = Pool(AT_ONCE, warm=_WARM)
        return _pool


atexit.register(shutdown)
