"""What a run of the matrix found, as a table and a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from designer.loopback.problems import CODES
from tests.interop.judge.matrix import Result


def rows(results: Iterable[Result]) -> Iterator[str]:
    """A line for each code, controls last: cases, how many boot and were foreseen to, agreements, and codes found."""
    by_code: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_code[result.case.breakage.code].append(result)
    yield f"{'':<30} {'':<13} {'':>6} {'LoopBack':>15} {'Loopwright':>15} {'':>6} {'code':>6}"
    yield (
        f"{'code':<30} {'severity':<13} {'cases':>6} "
        + 2 * f"{'boots':>7} {'refuses':>7} "
        + f"{'agree':>6} {'found':>6}"
    )
    for code in sorted(by_code, key=lambda code: (code == "", code not in CODES, code)):
        yield _row(code, by_code[code])


def disagreements(results: Iterable[Result]) -> Iterator[str]:
    """A paragraph for each case in which LoopBack did what was not foreseen, in a stable order."""
    found = [result for result in results if not result.verdict.is_agreed]
    for result in sorted(found, key=_order):
        case, verdict = result.case, result.verdict
        yield f"{case.breakage.name} ({case.breakage.environment}) on {case.specimen.name} with {case.boot}"
        yield f"    LoopBack:   {_one_line(verdict.answer.error) or 'boots'}"
        yield from (f"    it warned:  {_one_line(warning)}" for warning in verdict.answer.warnings[:3])
        yield from (f"    Loopwright: {_one_line(stop)}" for stop in verdict.foreseen.stops or ["boots"])


def missed(results: Sequence[Result]) -> list[str]:
    """The breakages whose code was not among the problems found, though the files tell everything."""
    names = {
        result.case.breakage.name
        for result in results
        if result.case.breakage.code and not result.is_named and not result.verdict.foreseen.is_open
    }
    return sorted(names)


def summary(results: Sequence[Result]) -> str:
    """Counts, in one line."""
    stopped = [result for result in results if not result.verdict.answer.boots]
    false_alarms = [result for result in results if result.verdict.answer.boots and not result.verdict.is_agreed]
    agreed = sum(result.verdict.is_agreed for result in results)
    undecided = sum(result.verdict.is_undecided for result in results)
    specimens = {result.case.specimen.name for result in results}
    return (
        f"{len(results)} cases on {len(specimens)} applications; LoopBack refuses {len(stopped)}; {agreed} agreements "
        f"({undecided} of them undecided, since the files do not tell everything), "
        f"{len(results) - agreed} disagreements, {len(false_alarms)} of them false alarms."
    )


def _row(code: str, results: Sequence[Result]) -> str:
    boots = sum(result.verdict.answer.boots for result in results)
    foreseen = sum(result.verdict.foreseen.boots for result in results)
    agreed = sum(result.verdict.is_agreed for result in results)
    named = str(sum(result.is_named for result in results)) if code else ""
    severity = str(CODES[code].severity) if code in CODES else "no such code" if code else ""
    total = len(results)
    counts = f"{total:>6} {boots:>7} {total - boots:>7} {foreseen:>7} {total - foreseen:>7} {agreed:>6} {named:>6}"
    return f"{code or 'controls':<30} {severity:<13} {counts}"


def _order(result: Result) -> tuple[str, ...]:
    case = result.case
    return case.breakage.code, case.breakage.name, case.breakage.environment, case.specimen.name, case.boot


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
