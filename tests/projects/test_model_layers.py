"""The general form of a model over the files of its configuration."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from designer.loopback.jsontext import JSON
from projects.actions import files
from projects.models import Project

pytestmark = pytest.mark.django_db
PRODUCTION = "server/model-config.production.json"
CUSTOMER = {"data_source": "corp1", "public": "on"}


def url(project: Project, query: str = "", name: str = "Customer") -> str:
    return f"/projects/{project.slug}/models/{name}/{query}"


def post(you: Client, project: Project, query: str, data: dict[str, Any], status: int = 302) -> str:
    seen = you.get(url(project, query)).context["seen"]
    response = you.post(url(project, query), data | {"seen": seen})
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def put(project: Project, path: str, value: JSON) -> None:
    files.save(project, None, "x", lambda app: app.set_text(path, json.dumps(value) if value is not ... else "// js"))


def production(project: Project) -> JSON:
    app = files.application(project)
    return app.value(PRODUCTION) if app.has(PRODUCTION) else None


def test_a_layer_is_chosen_and_only_what_differs_is_written_there(you: Client, shop: Project) -> None:
    before = files.application(shop).text("server/model-config.json")
    post(you, shop, "?environment=production&layer=production", {"data_source": "db", "public": "on"})
    assert production(shop) == {"Customer": {"dataSource": "db"}}
    assert files.application(shop).text("server/model-config.json") == before
    assert shop.revisions.get().summary == "Changed model Customer (production): dataSource"
    post(you, shop, "?layer=production", CUSTOMER)
    assert production(shop) == {}


def test_saving_a_layer_as_it_came_writes_nothing(you: Client, shop: Project) -> None:
    post(you, shop, "?environment=production&layer=production", CUSTOMER)
    assert production(shop) is None


def test_the_page_says_what_the_chosen_environment_overrides(you: Client, shop: Project) -> None:
    put(shop, PRODUCTION, {"Customer": {"public": False}})
    assert "overrides" not in you.get(url(shop)).content.decode()
    page = you.get(url(shop, "?environment=production")).content.decode()
    assert f'In production, <span class="lw-name">{PRODUCTION}</span> overrides' in page
    page = you.get(url(shop, "?layer=production")).content.decode()
    assert f"From {PRODUCTION}." in page
    assert "From server/model-config.json." in page


def test_an_overriding_layer_has_nothing_of_the_definition(you: Client, shop: Project) -> None:
    fields = you.get(url(shop, "?layer=local")).context["form"].fields
    assert list(fields) == ["data_source", "public"]
    file = you.get(url(shop, "?layer=local")).context["file"]
    assert file.path == "server/model-config.local.json"


def test_a_script_is_told_of_offered_to_nobody_and_warned_of(you: Client, shop: Project) -> None:
    put(shop, "server/model-config.local.js", ...)
    page = you.get(url(shop))
    assert "server/model-config.local.js" in page.content.decode()
    assert [link["text"] for link in page.context["layer_links"]] == ["Main", "development"]
    for verb in ("rename/", "delete/"):
        assert "server/model-config.local.js may hold the old name" in you.get(url(shop, verb)).content.decode()


def test_what_cannot_be_merged_is_refused_and_what_was_typed_stays(you: Client, shop: Project) -> None:
    put(
        shop, "server/model-config.json", {"_meta": {"sources": ["../common/models"]}, "Customer": {"dataSource": None}}
    )
    page = post(you, shop, "?environment=production&layer=production", {"data_source": "db"}, 422)
    assert "does not replace null" in page
    assert '<option value="db" selected>' in page


def test_two_tabs_on_two_layers_do_not_meet(you: Client, shop: Project) -> None:
    you.get(url(shop, "?environment=production"))
    main, over = (you.get(url(shop, query)).context["seen"] for query in ("", "?layer=production"))
    assert (
        you.post(url(shop, "?layer=production"), {"data_source": "db", "public": "on", "seen": over}).status_code == 302
    )
    data = {"base": "PersistedModel", "plural": "", "description": "", "data_source": "corp1", "seen": main}
    assert you.post(url(shop), data).status_code == 302
    assert production(shop) == {"Customer": {"dataSource": "db"}}
    assert files.application(shop).models["Customer"].is_public is False


def test_the_dialog_offers_another_base_for_those_that_extend_it(you: Client, shop: Project) -> None:
    put(shop, "common/models/order.json", {"name": "Order", "base": "Customer"})
    page = you.get(url(shop, "delete/")).content.decode()
    assert "Let “Order” extend “PersistedModel” instead" in page
    you.post(url(shop, "delete/"))
    assert "Customer" in files.application(shop).models
    you.post(url(shop, "delete/"), {"with_heirs": "on"})
    app = files.application(shop)
    assert "Customer" not in app.models
    assert app.models["Order"].base == "PersistedModel"
