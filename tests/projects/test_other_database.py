"""A team that outgrows SQLite keeps its projects in PostgreSQL; tried in a process of its own, on a real server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from tests.corpus import ROOT
from tests.services.postgresql import PostgreSQL

STORY = """
from threading import BoundedSemaphore
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from designer.loopback.refusal import Refused
from projects.access import local_user
from projects.actions import data_sources, files, history, running_tests
from tests.people import SHOP, make_project
project = make_project(local_user())
data_sources.rename(project, local_user(), "corp1", "warehouse")
print(*files.application(project).data_sources)
history.undo(project, local_user(), project.revisions.first())
assert {path: file.content.decode() for path, file in files.files_of(project).items()} == SHOP

def bulk(token):
    stop = lambda: print(token, "cancelled")
    return running_tests.watched(project, local_user(), token, stop, environment="production", is_bulk=True)

running_tests._places[True] = BoundedSemaphore(2)  # as if there were another process
running_tests.cancel(project, local_user(), "early")
with bulk("early") as watch:
    watch.tell({"sources": {"corp1": {"state": "ended", "sentence": "It said \\0 and \\udcff."}}})
    assert "�" in str(running_tests.find(project, local_user(), "early").progress)
    try:
        with bulk("second"):
            print("two at once")
    except Refused:
        pass
assert running_tests.bulk_of(project, local_user()) is None
"""


def test_projects_live_in_postgresql_too(postgresql: PostgreSQL, tmp_path: Path) -> None:
    settings = {key: quote(str(value), safe="") for key, value in postgresql.settings.items()}
    address = "postgres://{user}:{password}@{host}:{port}/{database}".format(**settings)
    own = {
        "DATABASE_URL": address,
        "LOOPWRIGHT_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "designer.site.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", STORY], env=os.environ | own, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "db warehouse\nearly cancelled\n"), done.stderr
