"""`manage.py backup FOLDER`: a copy of the database and the keys, made while Loopwright runs."""

from __future__ import annotations

import shutil
import sqlite3
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

_KEYS = ("secret-keys", "sealing-keys")


class Command(BaseCommand):
    """Copies what LOOPWRIGHT_HOME holds into a new folder that only its owner can read."""

    help = "Copies the database and the keys into a new folder, while Loopwright runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FOLDER."""
        parser.add_argument("folder", metavar="FOLDER", help="a folder that does not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copies, and says where to."""
        if connection.vendor != "sqlite":
            raise CommandError("This database has its own way to be backed up (pg_dump). Copy the keys yourself.")
        folder = Path(options["folder"])
        try:
            folder.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise CommandError(f"{folder} cannot be made: {error.strerror}.") from error
        copy = folder / "loopwright.sqlite3"
        copy.touch(mode=0o600)
        with closing(sqlite3.connect(copy)) as target:
            connection.ensure_connection()
            connection.connection.backup(target)
        for name in _KEYS:
            if (settings.HOME / name).exists():
                shutil.copy2(settings.HOME / name, folder / name)
        self.stdout.write(f"Copied to {folder}. To restore it, start Loopwright with LOOPWRIGHT_HOME={folder}.\n")
