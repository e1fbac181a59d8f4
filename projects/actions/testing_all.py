"""Trying several data sources at once: those of an environment as they are saved."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from django.contrib.auth.models import User

from designer.connectors.results import CheckResult, Step, Verdict
from designer.loopback.environments import MergeConflict
from designer.loopback.refusal import Refused
from designer.testing import BrokenCheckError, Cancellation
from projects.actions import files, last_results, running_tests, testing, variables
from projects.actions.testing import Trial
from projects.models import Project

AT_ONCE = 4
SECONDS = 50.0
"""After these no further test begins: whoever waits, and a proxy in between, shall get an answer."""

_NO_TIME = "There was no time left for this one: the others took long. Test it by itself."
_BROKEN = "Loopwright itself broke down in this test, so nothing is known; the log of the server says more."
_logger = logging.getLogger(__name__)

Tell = Callable[[str, "Sequence[Step] | CheckResult"], None]
State = dict[str, Any]
"""How far one test is: its `state` (waiting, running or ended), the `step` it is at, at its end what its result says.
`not_tried` is true where there was no test."""


def check_all(project: Project, user: User, environment: str, names: Iterable[str], *, token: str) -> dict[str, State]:
    """Tries these data sources as they are saved, and says how each ended; the results are kept as they come.

    Raises Refused where another such test runs.
    """
    app, known = files.application(project), variables.known(project, environment)
    states: dict[str, State] = {}
    together = Together()
    with running_tests.watched(project, user, token, together.cancel, environment=environment, is_bulk=True) as watch:
        for name in names:
            try:
                together.add(name, testing.of_saved(project, app, environment, name, known))
                states[name] = {"state": "waiting"}
            except (Refused, MergeConflict) as refusal:
                states[name] = not_tried(str(refusal))

        def tell(name: str, news: Sequence[Step] | CheckResult) -> None:
            if name in together.untried and isinstance(news, CheckResult):
                states[name] = not_tried(news.sentence)
            elif isinstance(news, CheckResult):
                states[name] = ended(news)
                if news.verdict is not Verdict.CANCELLED:
                    trial = together.trials[name]
                    last_results.keep(project, environment, name, app.data_sources[name].path, trial.digest, news)
            else:
                states[name] = {"state": "running", "step": news[-1].name if news else ""}

        together.run(tell, lambda: watch.tell({"sources": states}))
    return states


def ended(result: CheckResult) -> State:
    """The state of a test that has this result."""
    return {
        "state": "ended",
        "verdict": str(result.verdict),
        "sentence": result.sentence,
        "milliseconds": result.milliseconds,
    }


def not_tried(sentence: str) -> State:
    """The state of a test that was refused."""
    return {"state": "ended", "verdict": str(Verdict.UNVERIFIED), "sentence": sentence, "not_tried": True}


class Together:
    """Several trials at once, in at most AT_ONCE threads, which touch no database. After `seconds` none begins."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self.trials: dict[str, Trial] = {}
        self.untried: set[str] = set()
        """Those for which there was no time, or which broke down: nothing is known of them."""
        self._cancellations: dict[str, Cancellation] = {}
        self._news: SimpleQueue[tuple[str, Sequence[Step] | Future[CheckResult]]] = SimpleQueue()

    def add(self, name: str, trial: Trial) -> None:
        """One more to be tried, before `run`."""
        self.trials[name] = trial
        self._cancellations[name] = Cancellation()

    def cancel(self) -> None:
        """Ends those that run and those that wait; from any thread."""
        for cancellation in list(self._cancellations.values()):
            cancellation.cancel()

    def run(self, tell: Tell, look: Callable[[], None] = lambda: None) -> None:
        """Tries all. In this thread `tell` hears the steps and the result of each as they come, and `look` is called
        first, after each of those, and several times a second."""
        until, left = time.monotonic() + self._seconds, len(self.trials)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="test") as threads:
            try:
                for name in self.trials:
                    running = threads.submit(self._try, name, until)
                    running.add_done_callback(partial(self._put, name))
                look()
                while left:
                    left -= self._pass_on(tell)
                    look()
            except BaseException:
                self.cancel()
                raise

    def _pass_on(self, tell: Tell) -> int:
        """Tells what is new; says how many have ended."""
        try:
            name, news = self._news.get(timeout=0.2)
        except Empty:
            return 0
        has_ended = isinstance(news, Future)
        tell(name, news.result() if isinstance(news, Future) else news)
        return has_ended

    def _try(self, name: str, until: float) -> CheckResult:
        cancellation = self._cancellations[name]
        if time.monotonic() > until and not cancellation.cancelled:
            return self._nothing_known(name, _NO_TIME)
        try:
            return self.trials[name].run(cancel=cancellation, progress=partial(self._put, name))
        except BrokenCheckError as error:
            _logger.error("A connection test broke down: %s", error)
            return self._nothing_known(name, _BROKEN)

    def _put(self, name: str, news: Sequence[Step] | Future[CheckResult]) -> None:
        self._news.put((name, news))

    def _nothing_known(self, name: str, sentence: str) -> CheckResult:
        self.untried.add(name)
        return CheckResult(Verdict.UNVERIFIED, sentence)


def summary(states: Iterable[Mapping[str, Any]]) -> str:
    """One sentence about results: “7 of 9 work; 1 failed; 1 cannot be verified.”"""
    found = [_kind(state) for state in states]
    works = found.count("verified")
    if not found:
        return "There is nothing to test."
    if works == len(found):
        return "The connection works." if works == 1 else f"All {works} connections work."
    if found.count("not tried") == len(found):
        return "Not tested yet."
    said = [f"{count} {words}" for kind, words in _WORDS.items() if (count := found.count(kind))]
    if works or {"failed", "works-only-here"} & set(found):
        said.insert(0, f"{works or 'None'} of {len(found)} {'works' if works < 2 else 'work'}")
    return "; ".join(said) + "."


_WORDS = {
    "failed": "failed",
    "works-only-here": "would fail in LoopBack",
    "unverified": "cannot be verified",
    "cancelled": "cancelled",
    "not tried": "not tried",
    "changed": "changed since",
}


def _kind(state: Mapping[str, Any]) -> str:
    if state.get("not_tried"):
        return "not tried"
    return str(state.get("verdict", "not tried"))
