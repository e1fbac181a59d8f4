"""Every template boots as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from designer.loopback.scaffold import TEMPLATES
from projects.access import local_user
from projects.actions import importing
from tests.interop import loopback
from tests.interop.loopback import Boot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installed")]


@pytest.mark.parametrize("version", ["loopback-boot", "loopback-boot-3"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_boots_unchanged(template: str, version: str, boot: Boot, tmp_path: Path) -> None:
    project = importing.create_from_template(local_user(), template, "Bücher & Co")
    call_command("export_app", project.slug, str(tmp_path / "app"))
    loopback.link(tmp_path / "app", boot=version)
    server = boot(tmp_path / "app")

    assert "started" in server.call("GET", "/")
    assert "<title>LoopBack API Explorer</title>" in server.call("GET", "/explorer/")
    paths = server.call("GET", "/explorer/swagger.json")["paths"]
    assert ("/Users/login" in paths) == (template == "api-server")
    assert server.call("GET", "/api/nothing", status=404)["error"]["statusCode"] == 404


def test_users_of_the_api_server_sign_up_and_sign_in(boot: Boot, tmp_path: Path) -> None:
    project = importing.create_from_template(local_user(), "api-server", "Shop API")
    call_command("export_app", project.slug, str(tmp_path / "app"))
    loopback.link(tmp_path / "app")
    server = boot(tmp_path / "app")

    alice = {"email": "alice@example.com", "password": "a password"}
    made = server.call("POST", "/api/Users", alice)
    assert made == {"email": "alice@example.com", "id": 1}
    server.call("GET", "/api/Users/1", status=401)
    token = server.call("POST", "/api/Users/login", alice)["id"]
    assert server.call("GET", f"/api/Users/1?access_token={token}") == made
