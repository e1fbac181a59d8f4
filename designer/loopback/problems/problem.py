"""What a problem is: a code with its explanation, and one place where it was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from designer.loopback.jsontext import Pointer

if TYPE_CHECKING:
    from designer.loopback.application import Application


class Severity(StrEnum):
    """What a problem does, the worst first."""

    STOPS_BOOT = "stops boot"
    WRONG_RESULT = "wrong result"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that would go wrong: a stable code, how bad it is, where, and a sentence for people.

    `pointer` is () where it regards the file as a whole. `fix` says what one click would do, in the imperative (“Add
    loopback-connector-mysql to package.json”); it is empty where no fix is certain. Never holds a secret.
    """

    code: str
    severity: Severity
    path: str
    pointer: Pointer
    sentence: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem, with its documentation: paragraphs of plain text in which `…` marks code.

    `does` tells what LoopBack does and why, with the source of the rule; `remedy` what a person can do about it.
    `mend` applies the fix of one problem of this kind to an application; it raises Refused where it cannot.
    """

    name: str
    severity: Severity
    title: str
    does: str
    remedy: str
    mend: Callable[[Application, Problem], None] | None = None

    @property
    def has_fix(self) -> bool:
        """Whether some problems of this kind can be mended by one click."""
        return self.mend is not None

    def at(
        self, path: str, pointer: Pointer, sentence: str, *, fix: str = "", severity: Severity | None = None
    ) -> Problem:
        """A problem of this kind at a place; `severity` where it is another one here than usually."""
        assert not fix or self.mend
        return Problem(self.name, severity or self.severity, path, pointer, sentence, fix)
