"""Which breakage is tried on which application, and the trying of them all."""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.interop.judge.breakage import Breakage, NotApplicable
from tests.interop.judge.process import Node
from tests.interop.judge.specimens import Specimen
from tests.interop.judge.verdicts import BOOTS, Court, Verdict

_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Case:
    """An application, what is done to it, and the package that boots it."""

    specimen: Specimen
    breakage: Breakage
    boot: str


@dataclass(frozen=True, slots=True)
class Result:
    """A case and the verdicts on it."""

    case: Case
    verdict: Verdict

    @property
    def is_named(self) -> bool:
        """Whether Loopwright found a problem with the code of the breakage."""
        return self.case.breakage.code in self.verdict.foreseen.codes


def intact(specimen: Specimen) -> Iterator[Case]:
    """An application as it is, in each of its environments."""
    for environment in specimen.application().environments:
        nothing = Breakage("", f"intact, {environment}", lambda app: None, environment)
        yield from both(specimen, nothing)


def both(specimen: Specimen, breakage: Breakage) -> Iterator[Case]:
    """A breakage on an application, once for each package that boots."""
    for boot in _boots(breakage):
        yield Case(specimen, breakage, boot)


def sample(breakage: Breakage, specimens: Sequence[Specimen], count: int) -> Iterator[Case]:
    """A breakage on at most `count` applications it applies to, always the same; each is booted by one package."""
    chosen = 0
    for number in sorted(range(len(specimens)), key=lambda index: _draw(breakage.name, specimens[index].name)):
        if chosen == count:
            return
        if applies(breakage, specimens[number]):
            chosen += 1
            draw = int(_draw(specimens[number].name, breakage.name), 16)
            boots = _boots(breakage)
            yield Case(specimens[number], breakage, boots[draw % len(boots)])


def applies(breakage: Breakage, specimen: Specimen) -> bool:
    """Whether there is something to break in this way."""
    try:
        app = specimen.application()
        breakage.apply(app)
    except NotApplicable:
        return False
    return bool(app.changes())


def judge(home: Path, cases: Iterable[Case], tell: Callable[[Result], None]) -> None:
    """Judges the cases, several at a time, and tells each result as it comes. An exception of one ends all."""
    waiting: queue.SimpleQueue[Case] = queue.SimpleQueue()
    failures: list[BaseException] = []
    for case in cases:
        waiting.put(case)

    def work() -> None:
        try:
            with Node(home) as node:
                while not failures:
                    case = waiting.get_nowait()
                    tell(Result(case, _judged(Court(home, node), case)))
        except queue.Empty:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            failures.append(error)

    workers = [threading.Thread(target=work) for _ in range(_WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise failures[0]


def _judged(court: Court, case: Case) -> Verdict:
    app = case.specimen.application()
    case.breakage.apply(app)
    specimen = case.specimen
    return court.judge(specimen.folder, specimen.root, app.changes(), case.breakage.environment, case.boot)


def _boots(breakage: Breakage) -> list[str]:
    return [breakage.boot] if breakage.boot else list(BOOTS)


def _draw(*names: str) -> str:
    return hashlib.blake2b("\0".join(names).encode(), digest_size=8).hexdigest()
