"""A whole connection test: one connector, its settings, a result that shows no secret."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module

from designer.connectors.base import CannotVerify, CheckFailed, Connector, Settings, Surroundings, Unsuccessful
from designer.connectors.policy import Policy
from designer.connectors.probe import Attempt
from designer.connectors.redaction import secrets_in, shown
from designer.connectors.results import CheckResult, Step, Verdict


def examine(
    connector: Connector | None,
    settings: Settings,
    seconds: float,
    policy: Policy | None = None,
    report: Callable[[Step], None] = lambda _: None,
    surroundings: Surroundings | None = None,
) -> CheckResult:
    """Try `settings` in this process. How long it takes is up to the driver, `seconds` is what it is told."""
    begun = time.perf_counter()
    secrets = secrets_in(connector, settings)
    attempt = Attempt(seconds, policy, report=report, secrets=secrets, surroundings=surroundings)
    try:
        result = CheckResult(Verdict.VERIFIED, _try(connector, settings, attempt))
    except Unsuccessful as ending:
        result = CheckResult(ending.verdict, ending.sentence, blames=ending.blames, detail=ending.detail)
    return replace(
        result,
        sentence=shown(result.sentence, secrets),
        steps=(*attempt.steps, *not_reached(connector, attempt.steps)),
        detail=shown(result.detail, secrets),
        facts=tuple(attempt.facts),
        milliseconds=(time.perf_counter() - begun) * 1000,
    )


def not_reached(connector: Connector | None, steps: Sequence[Step]) -> list[Step]:
    """The steps that the connector goes through and that are missing here."""
    names = {step.name for step in steps}
    expected = connector.steps if connector and steps else ()
    return [Step(name, "skipped", "not reached") for name in expected if name not in names]


def load(connector: Connector) -> None:
    """Import the connector's driver. Raises CheckFailed, with what to do, where that cannot be."""
    if connector.driver is None:
        return
    module, package = connector.driver
    try:
        import_module(module)
    except ImportError as error:
        sentence = f"{connector.title} cannot be tried: install the Python package {package}."
        raise CheckFailed(sentence, detail=str(error)) from error


def _try(connector: Connector | None, settings: Settings, attempt: Attempt) -> str:
    if connector is None:
        raise CannotVerify("Nobody has described this connector to us, so its connection cannot be tried here.")
    load(connector)
    return connector.test(settings, attempt)
