"""`manage.py check_app SOURCE`: what would stop LoopBack, or surprise, in an application; fit for hooks and CI."""

from __future__ import annotations

import json
import shlex
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from designer.loopback import discovery, environments, problems
from designer.loopback.application import Application
from designer.loopback.discovery import Selection
from designer.loopback.files import TransferError, Tree
from designer.loopback.jsontext import Pointer
from designer.loopback.problems import Problem, Severity
from designer.loopback.problems.place import line_of
from designer.loopback.refusal import Refused
from projects.actions import importing


class Command(BaseCommand):
    """Exit status: 0 LoopBack would start, 1 it would not, 2 wrong usage. Reads files; needs no database."""

    help = "Looks for problems before LoopBack finds them. Exit status 1 where it would not start. " + str(__doc__)
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """SOURCE, --root or --all-roots, --environment and --format."""
        parser.add_argument("source", metavar="SOURCE", help="a folder or a ZIP")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--root", metavar="FOLDER", help="the application's folder inside SOURCE")
        which.add_argument("--all-roots", action="store_true", help="every application inside SOURCE")
        parser.add_argument("--environment", default=environments.DEFAULT_ENVIRONMENT)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the problems, the worst first, and ends with the exit status."""
        try:
            with importing.tree_at(options["source"]) as tree:
                if options["all_roots"]:
                    discovery.check(tree)
                    selections = [discovery.select(tree, root) for root in sorted(discovery.roots(tree))]
                else:
                    selections = [discovery.select(tree, _root(tree, options["root"]))]
        except (Refused, TransferError) as error:
            raise CommandError(str(error), returncode=2) from error
        self._check_environment(selections, options["environment"])
        found: list[tuple[Application, Problem]] = []
        for selection in selections:
            self._say_what_was_not_read(selection)
            app = selection.application
            found += [(app, problem) for problem in problems.find(app, options["environment"])]
        if options["format"] == "json":
            self.stdout.write(json.dumps([_as_dict(each) for _, each in found], ensure_ascii=False, indent=2) + "\n")
        else:
            for app, each in found:
                self.stdout.write(f"{_place(app, each)}: {each.severity}: {each.sentence} [{each.code}]\n")
            self.stdout.write(_summary([each for _, each in found], len(selections)) + "\n")
        sys.exit(1 if any(each.severity == Severity.STOPS_BOOT for _, each in found) else 0)

    def _check_environment(self, selections: list[Selection], environment: str) -> None:
        """Raises CommandError where no application has a file for the environment: a typing error would pass all."""
        known = dict.fromkeys(each for selection in selections for each in selection.application.environments)
        if environment not in known:
            raise CommandError(
                f"There is no file for the environment “{environment}”, only for: {', '.join(known)}. Mind the "
                "spelling; an environment without files is checked as development.",
                returncode=2,
            )

    def _say_what_was_not_read(self, selection: Selection) -> None:
        """On stderr: whoever relies on the exit status has to know which files were not looked into."""
        unread = {each.path: each.sentence for each in selection.unreadable if each.path not in selection.texts}
        unread |= {each.path: each.reason for each in selection.left_out if each.path.endswith(".json")}
        for path, sentence in sorted(unread.items()):
            if path not in selection.application.not_utf8:
                self.stderr.write(f"{path} was not checked. {sentence}\n")


def _root(tree: Tree, wanted: str | None) -> str:
    """The folder of the application to check. Raises Refused with what can be chosen, and how."""
    roots = discovery.roots(tree)
    if wanted is None and len(roots) > 1:
        listed = "".join(f"\n  --root {shlex.quote(root or '.')}" for root in roots)
        raise Refused(f"There are several applications here. Say which one, or --all-roots:{listed}")
    return discovery.choose_root(tree, wanted)


def _as_dict(problem: Problem) -> dict[str, str]:
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "file": problem.path,
        "pointer": _json_pointer(problem.pointer),
        "message": problem.sentence,
    }


def _json_pointer(pointer: Pointer) -> str:
    """RFC 6901: the file as a whole is the empty text."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in pointer)


def _place(app: Application, problem: Problem) -> str:
    line = line_of(app, problem)
    return f"{problem.path}:{line}" if line else problem.path


def _summary(found: list[Problem], count: int) -> str:
    if not found:
        return "No problems found."
    counts = [(severity, sum(each.severity == severity for each in found)) for severity in Severity]
    listed = ", ".join(f"{count} × {severity}" for severity, count in counts if count)
    stops = any(each.severity == Severity.STOPS_BOOT for each in found)
    where = "" if count == 1 else " somewhere" if stops else " everywhere"
    return f"{listed}. LoopBack would {'not start' if stops else 'start'}{where}."
