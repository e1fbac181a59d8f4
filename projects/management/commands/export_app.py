"""`manage.py export_app NAME DESTINATION`: a project becomes files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from designer.loopback.files import TransferError
from designer.transfer import archive, folder
from projects.actions import files
from projects.models import Project


class Command(BaseCommand):
    """Exports every file a project holds, laid out as it came."""

    help = "Writes every file a project holds into a folder, over what is there, or into a .zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """NAME and DESTINATION."""
        parser.add_argument("name", metavar="NAME", help="the name of the project, or its name in addresses")
        parser.add_argument("destination", metavar="DESTINATION", help="a new or existing folder, or a .zip")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exports, and says how many files."""
        call_command("migrate", verbosity=0, interactive=False)
        project = _project(options["name"])
        destination = Path(options["destination"])
        held = files.files_of(project)
        try:
            if destination.suffix.lower() == ".zip" and not destination.is_dir():
                with destination.open("wb") as out:
                    archive.write(out, held)
            else:
                folder.export(destination, held)
        except (OSError, TransferError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Exported {len(held)} files to {destination}.\n")


def _project(name: str) -> Project:
    found = list(Project.objects.filter(name=name)) or list(Project.objects.filter(slug=name))
    if not found:
        raise CommandError(f"There is no project “{name}”.")
    if len(found) > 1:
        slugs = ", ".join(project.slug for project in found)
        raise CommandError(f"Several projects are called “{name}”. Use one of these instead: {slugs}.")
    return found[0]
