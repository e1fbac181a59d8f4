"""What a connection test found: its steps, its verdict and one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Self

State = Literal["running", "ok", "failed", "skipped", "note"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried, such as "Log in", how it went and how long it took.

    `note` is a step that neither worked nor failed: what could not be tried, or is good to know.
    """

    name: str
    state: State
    detail: str = ""
    milliseconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The step as plain JSON values, and as the arguments to make it again."""
        return {
            "name": self.name,
            "state": self.state,
            "detail": self.detail,
            "milliseconds": self.milliseconds,
        }


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a test found out, such as "Server": "MariaDB 10.11.6"."""

    name: str
    value: str

    def as_dict(self) -> dict[str, str]:
        """The fact as plain JSON values, and as the arguments to make it again."""
        return {"name": self.name, "value": self.value}


class Verdict(StrEnum):
    """How a test ended. Only VERIFIED is good news."""

    VERIFIED = "verified"
    FAILED = "failed"
    UNVERIFIED = "unverified"
    WORKS_ONLY_HERE = "works-only-here"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The end of a test. `facts` are what a person wants to know next, `blames` the names of the settings to mark, in
    LoopBack's spelling; `detail` is what the driver or the server said, without secrets."""

    verdict: Verdict
    sentence: str
    steps: tuple[Step, ...] = ()
    blames: tuple[str, ...] = ()
    detail: str = ""
    milliseconds: float = 0.0
    facts: tuple[Fact, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The result as plain JSON values; `from_dict` is the inverse."""
        return {
            "verdict": str(self.verdict),
            "sentence": self.sentence,
            "steps": [step.as_dict() for step in self.steps],
            "blames": list(self.blames),
            "detail": self.detail,
            "milliseconds": self.milliseconds,
            "facts": [fact.as_dict() for fact in self.facts],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The result that `as_dict` described. Raises KeyError or TypeError for anything else."""
        steps = tuple(Step(**step) for step in values["steps"])
        facts = tuple(Fact(**fact) for fact in values.get("facts", ()))
        made = {
            "verdict": Verdict(values["verdict"]),
            "steps": steps,
            "facts": facts,
            "blames": tuple(values["blames"]),
        }
        return cls(**{**values, **made})
