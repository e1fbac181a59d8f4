"""`manage.py openapi SOURCE`: the Swagger 2.0 document of what an application will serve, told from its files."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from designer.loopback import discovery, environments, jsontext
from designer.loopback.files import TransferError
from designer.loopback.openapi import Api
from designer.loopback.openapi.masking import masked
from designer.loopback.refusal import Refused
from projects.actions import importing


class Command(BaseCommand):
    """Exit status: 0, or 2 for wrong usage. Reads files; needs no database."""

    help = "Prints the OpenAPI (Swagger 2.0) document of an application; what the files do not tell goes to stderr."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """SOURCE, --root and --environment."""
        parser.add_argument("source", metavar="SOURCE", help="a folder or a ZIP")
        parser.add_argument("--root", metavar="FOLDER", help="the application's folder inside SOURCE")
        parser.add_argument("--environment", default=environments.DEFAULT_ENVIRONMENT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the document, without secrets."""
        try:
            with importing.tree_at(options["source"]) as tree:
                selection = discovery.select(tree, discovery.choose_root(tree, options["root"]))
        except (Refused, TransferError) as error:
            raise CommandError(str(error), returncode=2) from error
        api = Api(selection.application, options["environment"])
        self.stdout.write(jsontext.dump(masked(api.document)), ending="")
        for note in api.notes:
            self.stderr.write(note)
