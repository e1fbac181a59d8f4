"""`manage.py import_app SOURCE --name NAME`: an application becomes a project."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from designer.loopback import discovery
from designer.loopback.files import TransferError
from designer.loopback.refusal import Refused
from projects.access import local_user
from projects.actions import importing
from projects.models import Project


class Command(BaseCommand):
    """Imports an application from a folder or a ZIP."""

    help = "Imports the LoopBack application in a folder or a ZIP as a project."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """SOURCE, --name and --root."""
        parser.add_argument("source", metavar="SOURCE", help="a folder or a ZIP")
        parser.add_argument("--name", required=True, help="what the project is to be called")
        parser.add_argument("--owner", metavar="ACCOUNT", help="whose project it is, where Loopwright serves a team")
        parser.add_argument("--root", metavar="FOLDER", help="the application's folder inside SOURCE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Imports, and says what was found."""
        call_command("migrate", verbosity=0, interactive=False)
        owner = _owner(options["owner"])
        try:
            with importing.tree_at(options["source"]) as tree:
                selection = discovery.select(tree, discovery.choose_root(tree, options["root"]))
            source = Path(options["source"]).resolve()
            origin = importing.Origin.FOLDER if source.is_dir() else importing.Origin.ARCHIVE
            project = importing.create_project(owner, options["name"], selection, origin, str(source))
        except (Refused, TransferError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Imported {project.name}: {len(selection.files)} files, {project.data_source_count} data sources, "
            f"{project.model_count} models.\n"
        )
        if Project.objects.filter(name=project.name).count() > 1:
            self.stdout.write(f"Another project has this name; export_app knows this one as {project.slug}.\n")
        for unreadable in selection.unreadable:
            self.stdout.write(f"Kept but not readable: {unreadable.path}: {unreadable.sentence}\n")
        for left_out in selection.left_out:
            self.stdout.write(f"Left out: {left_out.path}: {left_out.reason}\n")


def _owner(name: str | None) -> User:
    if name is None and settings.TEAM:
        raise CommandError("Say whose project it is: --owner ACCOUNT.")
    if name is None:
        return local_user()
    owner = User.objects.filter(username=name).first()
    if owner is None:
        raise CommandError(f"There is no account “{name}”.")
    return owner
