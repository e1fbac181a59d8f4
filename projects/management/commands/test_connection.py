"""`manage.py test_connection SOURCE DATA_SOURCE`: tries a data source of an application, without importing it."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from designer.connectors.results import CheckResult, Verdict
from designer.loopback import discovery, environments
from designer.loopback.application import Application
from designer.loopback.environments import MergeConflict
from designer.loopback.files import TransferError
from designer.loopback.jsontext import JSONTextError
from designer.loopback.refusal import Refused
from projects.actions import importing, testing

_MARKS = {"ok": "✓", "failed": "✗", "skipped": "·", "note": "!"}
_EXIT = {Verdict.VERIFIED: 0, Verdict.UNVERIFIED: 3}


class Command(BaseCommand):
    """Exit status: 0 verified, 1 failed, 2 wrong usage, 3 nothing could be verified."""

    help = "Tries a data source as LoopBack would, with the variables of this shell. " + str(__doc__)
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """SOURCE, DATA_SOURCE, --root, --environment and --format."""
        parser.add_argument("source", metavar="SOURCE", help="a folder or a ZIP")
        parser.add_argument("data_source", metavar="DATA_SOURCE")
        parser.add_argument("--root", metavar="FOLDER", help="the application's folder inside SOURCE")
        parser.add_argument("--environment", default=environments.DEFAULT_ENVIRONMENT)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tries it, prints the steps and the verdict, and ends with the exit status."""
        result = self._tried(options)
        if options["format"] == "json":
            self.stdout.write(json.dumps(result.as_dict(), ensure_ascii=False, indent=2) + "\n")
        else:
            self._print(result)
        sys.exit(_EXIT.get(result.verdict, 1))

    def _tried(self, options: dict[str, Any]) -> CheckResult:
        environment, name = options["environment"], options["data_source"]
        try:
            with importing.tree_at(options["source"]) as tree:
                app = discovery.select(tree, discovery.choose_root(tree, options["root"])).application
            for path in app.config_layers("datasources"):
                if problem := _unreadable(app, path):
                    return CheckResult(Verdict.FAILED, f"{path} cannot be read, so LoopBack would not start. {problem}")
            if name not in app.data_sources:
                known = ", ".join(app.data_sources) or "none"
                raise CommandError(f"There is no data source “{name}” here. There are: {known}.", returncode=2)
            if environment not in app.environments:
                self.stderr.write(f"There is no file for the environment “{environment}”; the main files are tried.\n")
            merged = app.data_sources.merged(name, environment)
        except (Refused, TransferError) as error:
            raise CommandError(str(error), returncode=2) from error
        except MergeConflict as error:
            return CheckResult(Verdict.FAILED, str(error))
        return testing.run(app, environment, name, merged, dict(os.environ))

    def _print(self, result: CheckResult) -> None:
        width = max((len(step.name) for step in result.steps), default=0)
        for step in result.steps:
            line = f"{_MARKS.get(step.state, ' ')} {step.name:<{width}}  {step.detail}"
            self.stdout.write(f"{line}  ({step.milliseconds:.0f} ms)\n" if step.milliseconds else f"{line}\n")
        self.stdout.write(f"{result.verdict}: {result.sentence}\n")
        if result.detail:
            self.stdout.write(f"Details: {result.detail}\n")


def _unreadable(app: Application, path: str) -> str:
    """What keeps a file from being read as JSON, as a sentence; empty where nothing does."""
    try:
        app.value(path)
    except JSONTextError as error:
        return str(error)
    return ""
