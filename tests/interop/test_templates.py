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


def test_the_sample_shop_sells(boot: Boot, tmp_path: Path) -> None:
    project = importing.create_from_template(local_user(), "sample-shop", "Sample shop")
    call_command("export_app", project.slug, str(tmp_path / "app"))
    loopback.link(tmp_path / "app")
    server = boot(tmp_path / "app")

    products = server.call("GET", "/api/Products/available")
    assert [each["name"] for each in products] == ["Cup", "Strainer", "Tea pot"]
    assert server.call("GET", "/api/Products/cheapest")["name"] == "Strainer"
    assert server.call("GET", "/api/Products/1/reviews")[0]["stars"] == 5
    assert server.call("GET", "/api/categories/1/products?filter[limit]=1")[0]["createdAt"]
    server.call("POST", "/api/Products", {"code": "K-4", "name": "Spoon", "price": 1}, status=401)

    ada = {"name": "Ada", "email": "ada@example.com", "password": "a password"}
    customer = server.call("POST", "/api/Customers", ada)["id"]
    token = server.call("POST", "/api/Customers/login", ada)["id"]
    typed = {"customerId": customer, "address": {"street": "1 Long Road", "city": "Bath"}}
    order = server.call("POST", f"/api/Orders?access_token={token}", typed)
    assert (order["status"], order["address"]["country"]) == ("open", "DE")
    server.call("POST", f"/api/Orders/{order['id']}/cancel", status=401)
    cancelled = server.call("POST", f"/api/Orders/{order['id']}/cancel?access_token={token}")
    assert cancelled["status"] == "cancelled"
