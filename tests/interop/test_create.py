"""A real LoopBack boots what `manage.py create` wrote, and serves it from a real database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from designer.loopback.scaffold import create as scaffold
from designer.transfer import folder as folders
from tests.interop import loopback
from tests.interop.loopback import Boot
from tests.services.mariadb import MariaDB


@pytest.mark.usefixtures("installed")
def test_loopback_serves_what_was_created(boot: Boot, mariadb: MariaDB, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    folders.export(shop, scaffold("api-server", "Shop"))
    working = mariadb.settings | {"createDatabase": "true", "database": "fresh_create"}
    settings = [f"{key}={value}" for key, value in working.items() if key != "connector"]
    options = [option for each in settings for option in ("--set", each)]
    call_command(
        "create", "--no-input", "--app", str(shop), "--type", "datasource", "corp1", "--connector", "mysql", *options
    )
    properties = ["--property", "title:string:required", "--property", "pages:number=3"]
    call_command(
        "create", "--no-input", "--app", str(shop), "--type", "model", "Leaflet", "--data-source", "corp1", *properties
    )

    loopback.link(shop)
    loopback.run("autoupdate.js", shop / "server/server.js", "corp1")
    server = boot(shop)
    made = server.call("POST", "/api/Leaflets", {"title": "Tea"})
    assert (made["title"], made["pages"]) == ("Tea", 3)
    assert server.call("GET", "/api/Leaflets/count") == {"count": 1}
