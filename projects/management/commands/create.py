"""`manage.py create --type datasource|model [NAME]`: asks, as `slc loopback:datasource` and `slc loopback:model` did.

The files of the application in this folder are edited in place, each by its smallest change.
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from designer.generators import data_source, model
from designer.generators.questions import NO, Ask, Plan, interview, take_default
from designer.generators.workspace import Workspace
from designer.loopback.files import TransferError
from designer.loopback.names import check_data_source_name, check_model_name
from designer.loopback.refusal import Refused
from designer.transfer import Conflict


class Command(BaseCommand):
    """Exit status: 0 created, 1 given up, 2 wrong usage or refused. Needs no database."""

    help = "Creates a data source or a model in the folder of an application. " + str(__doc__)
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Every question has an option, so that scripts need no terminal."""
        parser.add_argument("name", metavar="NAME", nargs="?")
        parser.add_argument("--type", choices=["datasource", "model"], required=True)
        parser.add_argument("--app", metavar="FOLDER", default=".", help="the application; by default this folder")
        parser.add_argument("--root", metavar="FOLDER", help="the application's folder inside it, where it has several")
        parser.add_argument("--no-input", action="store_true", help="ask nothing; options and defaults answer")
        source = parser.add_argument_group("for a data source")
        source.add_argument("--connector", metavar="KEY", help="such as mysql, or the name of an npm package")
        source.add_argument(
            "--set", metavar="NAME=VALUE", action="append", default=[], help="a setting; again for each"
        )
        source.add_argument("--no-package", action="store_true", help="leave package.json as it is")
        source.add_argument("--install", action="store_true", help="run npm install afterwards")
        kind = parser.add_argument_group("for a model")
        kind.add_argument("--data-source", metavar="NAME", help="where it is kept; “none” for nowhere")
        kind.add_argument("--base", metavar="NAME")
        kind.add_argument("--private", action="store_true", help="do not serve it by the REST API")
        kind.add_argument("--plural", metavar="TEXT")
        kind.add_argument(
            "--property", metavar="NAME:TYPE", action="append", default=[], help="NAME:TYPE[:required][=DEFAULT]"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Asks what no option answers, shows the changes, and writes them."""
        self._asks = not options["no_input"]
        if self._asks and not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise CommandError("This is no terminal: add --no-input, and options for the answers.", returncode=2)
        try:
            workspace = Workspace(Path(options["app"]), options["root"])
            given, plan = _plan(workspace, options)
            self._create(workspace, interview(plan, self._ask(), given), options)
        except (Refused, TransferError, Conflict) as error:
            raise CommandError(str(error), returncode=2) from error
        except KeyboardInterrupt as error:
            raise CommandError("Given up; nothing was changed.", returncode=1) from error

    def _ask(self) -> Ask:
        if not self._asks:
            return take_default
        from designer.generators import terminal

        return terminal.ask

    def _create(self, workspace: Workspace, answers: dict[str, str], options: dict[str, Any]) -> None:
        is_model = options["type"] == "model"
        (model if is_model else data_source).add(workspace.app, answers)
        for line in workspace.diff():
            self.stdout.write(line + "\n")
        if self._asks and not self._is_wanted("Write this?"):
            raise KeyboardInterrupt
        for path in workspace.save():
            self.stdout.write(f"wrote {path}\n")
        name = answers["name"]
        advice = check_model_name(name, [], []) if is_model else check_data_source_name(name, [])
        if advice:
            self.stdout.write(f"{advice.sentence}\n")
        if answers.get(data_source.PACKAGE, NO) != NO:
            self._install(workspace, options)

    def _install(self, workspace: Workspace, options: dict[str, Any]) -> None:
        if not options["install"] and not (self._asks and self._is_wanted("Run npm install now?")):
            self.stdout.write("Run npm install before the application starts.\n")
            return
        try:
            done = subprocess.run(["npm", "install"], cwd=workspace.package_folder, check=False)
        except FileNotFoundError as error:
            raise CommandError(
                "npm is not installed here. The files are written; run npm install where it is."
            ) from error
        if done.returncode:
            raise CommandError("npm install failed; its own words stand above. The files are written.", returncode=1)

    def _is_wanted(self, text: str) -> bool:
        from designer.generators import terminal

        return terminal.confirm(text)


def _plan(workspace: Workspace, options: dict[str, Any]) -> tuple[dict[str, str], Plan]:
    """What the command line answers already, and the questions. Raises Refused."""
    given = {} if options["name"] is None else {"name": options["name"]}
    if options["type"] == "model":
        return given | _given_model(options), model.ModelQuestions(workspace.app)
    given |= _given_data_source(options)
    return given, data_source.DataSourceQuestions(workspace.app, given)


def _given_model(options: dict[str, Any]) -> dict[str, str]:
    if options["connector"] or options["set"]:
        raise Refused("--connector and --set are for a data source, not for a model.")
    given = {key: options[key.replace("-", "_")] for key in (model.DATA_SOURCE, model.BASE, model.PLURAL)}
    answers = {key: text for key, text in given.items() if text is not None}
    if options["private"]:
        answers[model.PUBLIC] = NO
    return answers | model.given_properties(options["property"])


def _given_data_source(options: dict[str, Any]) -> dict[str, str]:
    if any(options[each] for each in ("data_source", "base", "private", "plural", "property")):
        raise Refused("--data-source, --base, --private, --plural and --property are for a model.")
    answers = {} if options["connector"] is None else data_source.given_connector(options["connector"])
    for written in options["set"]:
        name, separator, value = written.partition("=")
        if not separator or not name:
            raise Refused(f"--set needs NAME=VALUE, and “{name[:40]}” is none.")
        answers[data_source.SET + name] = value
    if options["no_package"]:
        answers[data_source.PACKAGE] = NO
    return answers
