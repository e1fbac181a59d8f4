"""`manage.py test_connection SOURCE DATA_SOURCE`: tries data sources of an application, without importing it."""

from __future__ import annotations

import json
import math
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from designer.connectors.results import CheckResult, Step, Verdict
from designer.loopback import discovery, environments
from designer.loopback.application import Application
from designer.loopback.environments import MergeConflict
from designer.loopback.files import TransferError
from designer.loopback.jsontext import JSONTextError
from designer.loopback.refusal import Refused
from projects.actions import importing, testing, testing_all

_MARKS = {"ok": "✓", "failed": "✗", "skipped": "·", "note": "!"}
_FAILED, _USAGE, _UNVERIFIED = 1, 2, 3


class Command(BaseCommand):
    """Exit status: 0 verified, 1 failed, 2 wrong usage, 3 nothing could be verified.

    With --all: 0 where all are verified, 1 where one failed, 3 where none failed but one could not be verified.
    """

    help = "Tries data sources as LoopBack would, with the variables of this shell. " + str(__doc__)
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """SOURCE, DATA_SOURCE or --all, --root, --environment and --format."""
        parser.add_argument("source", metavar="SOURCE", help="a folder or a ZIP")
        parser.add_argument("data_source", metavar="DATA_SOURCE", nargs="?")
        parser.add_argument("--all", action="store_true", help="all data sources of the environment, several at once")
        parser.add_argument("--root", metavar="FOLDER", help="the application's folder inside SOURCE")
        parser.add_argument("--environment", default=environments.DEFAULT_ENVIRONMENT)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tries them, prints the steps and the verdicts, and ends with the exit status."""
        if (options["data_source"] is None) != options["all"]:
            raise CommandError("Name one data source, or say --all.", returncode=_USAGE)
        try:
            app = self._application(options)
        except (Refused, TransferError) as error:
            raise CommandError(str(error), returncode=_USAGE) from error
        results = self._tried(app, options["environment"], self._names(app, options))
        if options["format"] == "json":
            self._print_json(results, is_all=options["all"])
        elif options["all"]:
            self._print_all(results)
        else:
            self._print(results[options["data_source"]])
        sys.exit(_status(result.verdict for result in results.values()))

    def _application(self, options: Mapping[str, Any]) -> Application:
        with importing.tree_at(options["source"]) as tree:
            app = discovery.select(tree, discovery.choose_root(tree, options["root"])).application
        if options["environment"] not in app.environments:
            environment = options["environment"]
            self.stderr.write(f"There is no file for the environment “{environment}”; the main files are tried.\n")
        return app

    def _names(self, app: Application, options: Mapping[str, Any]) -> list[str]:
        known = list(app.data_sources)
        if options["all"]:
            read = app.data_sources.layers_in(options["environment"])
            return [name for name in known if any(name in app.members(path) for path in read if path.endswith(".json"))]
        if options["data_source"] not in known and not _unreadable(app):
            wanted, there = options["data_source"], ", ".join(known) or "none"
            raise CommandError(f"There is no data source “{wanted}” here. There are: {there}.", returncode=_USAGE)
        return [options["data_source"]]

    def _tried(self, app: Application, environment: str, names: Iterable[str]) -> dict[str, CheckResult]:
        """The result of each, in the order of the names."""
        results: dict[str, CheckResult] = {}
        together = testing_all.Together(seconds=math.inf)
        problem = _unreadable(app)
        for name in names:
            results[name] = CheckResult(Verdict.FAILED, problem)
            if problem:
                continue
            try:
                merged = app.data_sources.merged(name, environment)
            except MergeConflict as error:
                results[name] = CheckResult(Verdict.FAILED, str(error))
            else:
                together.add(name, testing.prepared(app, environment, name, merged, dict(os.environ)))

        def tell(name: str, news: Sequence[Step] | CheckResult) -> None:
            if isinstance(news, CheckResult):
                results[name] = news

        together.run(tell)
        return results

    def _print_json(self, results: Mapping[str, CheckResult], *, is_all: bool) -> None:
        values = {name: result.as_dict() for name, result in results.items()}
        if is_all:
            whole = {"summary": testing_all.summary(values.values()), "results": values}
        else:
            (whole,) = values.values()
        self.stdout.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")

    def _print_all(self, results: Mapping[str, CheckResult]) -> None:
        for name, result in results.items():
            self.stdout.write(f"{name}\n")
            self._print(result, indent="  ")
        self.stdout.write(testing_all.summary(result.as_dict() for result in results.values()) + "\n")

    def _print(self, result: CheckResult, indent: str = "") -> None:
        names = [step.name for step in result.steps] + [fact.name for fact in result.facts]
        width = max(map(len, names), default=0)
        for step in result.steps:
            time = f"{step.milliseconds:6.0f} ms" if step.milliseconds else " " * 9
            line = f"{_MARKS.get(step.state, ' ')} {step.name:<{width}}  {time}  {step.detail}"
            self.stdout.write(f"{indent}{line.rstrip()}\n")
        self.stdout.write(f"{indent}{result.verdict}: {result.sentence}\n")
        for fact in result.facts:
            self.stdout.write(f"{indent}  {fact.name:<{width}}  {fact.value}\n")
        if result.detail:
            self.stdout.write(f"{indent}Details: {result.detail}\n")


def _status(verdicts: Iterable[Verdict]) -> int:
    found = set(verdicts)
    if found - {Verdict.VERIFIED, Verdict.UNVERIFIED}:
        return _FAILED
    return _UNVERIFIED if Verdict.UNVERIFIED in found or not found else 0


def _unreadable(app: Application) -> str:
    """Why LoopBack would not start for a file that cannot be read as JSON; empty where all can."""
    for path in app.config_layers("datasources"):
        try:
            app.value(path)
        except JSONTextError as error:
            return f"{path} cannot be read, so LoopBack would not start. {error}"
    return ""
