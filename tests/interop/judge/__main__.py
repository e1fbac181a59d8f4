"""python -m tests.interop.judge: prints LoopBack's verdicts beside those of Loopwright, exit 1 where they differ."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.interop import loopback
from tests.interop.judge import installation, matrix, specimens, table
from tests.interop.judge.catalogue import BREAKAGES
from tests.interop.judge.matrix import Case, Result
from tests.interop.judge.specimens import Specimen

_SAMPLE = 2
"""On how many applications of a kind each breakage is tried, besides the shop; all of them where ALL is set."""


def main() -> int:
    """Judges the intact applications, then the broken ones; see `table` for what is printed."""
    loopback.install()
    with tempfile.TemporaryDirectory(prefix="loopwright-judge-") as folder:
        home = Path(folder)
        installation.build_home(home)
        shop = specimens.the_shop(home)
        others = list(_with_variants(specimens.others(home)))
        results = _run(home, [case for specimen in [shop, *others] for case in matrix.intact(specimen)])
        sound = _that_boot(results, others)
        results += _run(home, list(_broken(shop, sound)))
    return _report(results)


def _with_variants(originals: Iterator[Specimen]) -> Iterator[Specimen]:
    for specimen in originals:
        yield specimen
        if (variant := specimens.with_packages(specimen)) is not specimen:
            yield variant


def _that_boot(results: Sequence[Result], candidates: Sequence[Specimen]) -> list[Specimen]:
    """Those that LoopBack boots in every environment: only they can be broken."""
    refused = {result.case.specimen.name for result in results if not result.verdict.answer.boots}
    return [specimen for specimen in candidates if specimen.name not in refused]


def _broken(shop: Specimen, sound: Sequence[Specimen]) -> Iterator[Case]:
    count = len(sound) if os.environ.get("ALL") else _SAMPLE
    ours = [specimen for specimen in sound if not specimen.is_corpus]
    corpus = [specimen for specimen in sound if specimen.is_corpus]
    for breakage in BREAKAGES:
        if matrix.applies(breakage, shop):
            yield from matrix.both(shop, breakage)
        yield from matrix.sample(breakage, ours, count)
        yield from matrix.sample(breakage, corpus, count)


def _run(home: Path, cases: Sequence[Case]) -> list[Result]:
    results: list[Result] = []

    def tell(result: Result) -> None:
        results.append(result)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{len(results)} of {len(cases)} ")
            sys.stderr.flush()

    matrix.judge(home, cases, tell)
    return results


def _report(results: Sequence[Result]) -> int:
    missed = table.missed(results)
    found = list(table.disagreements(results))
    parts = [
        *table.rows(results),
        *(["", "The code was not found, on one application at least:", *missed] if missed else []),
        *(["", "Disagreements:", *found] if found else []),
        "",
        table.summary(results),
    ]
    sys.stdout.write("\n".join(parts) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
