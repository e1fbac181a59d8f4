"""The general form of a model over the files of its configuration."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from designer.loopback.jsontext import JSON
from projects.access import local_user
from projects.actions import files
from projects.models import Project
from tests.people import SHOP, make_project

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


def test_a_file_in_whose_place_loopback_reads_a_script_is_chosen_and_says_so(you: Client, shop: Project) -> None:
    put(shop, PRODUCTION, {"Customer": {"dataSource": "db"}})
    put(shop, PRODUCTION.replace(".json", ".js"), ...)
    page = you.get(url(shop, "?environment=production&layer=production"))
    assert [link["text"] for link in page.context["layer_links"] if link["current"]] == ["production"]
    sentence = "is not read in production. LoopBack reads server/model-config.production.js in its place."
    assert sentence in [note["sentence"] for note in page.context["layer_notes"]]
    assert "model-config.production.json overrides" not in page.content.decode()


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
    fields = you.get(url(shop, "?environment=production")).context["form"].fields
    assert "In production, model-config.production.json overrides it with false." in fields["public"].help_text
    assert "overrides" not in fields["data_source"].help_text
    fields = you.get(url(shop, "?layer=production")).context["form"].fields
    assert "Instead of true from model-config.json." in fields["public"].help_text
    assert "From model-config.json." in fields["data_source"].help_text


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
    for verb, words in (("rename/", "may hold the old name too"), ("delete/", "may name it too")):
        page = you.get(url(shop, verb))
        assert f"server/model-config.local.js {words}" in page.content.decode()
        assert page.context["warning"].startswith("server/model-config.local.js ")


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


def test_a_file_that_is_not_there_yet_is_told_of(you: Client, shop: Project) -> None:
    says = "does not exist yet. The first setting that you save here creates it."
    assert says in you.get(url(shop, "?layer=local")).content.decode()
    assert says not in you.get(url(shop)).content.decode()


def test_the_files_of_other_environments_that_have_the_model_are_offered(you: Client, shop: Project) -> None:
    put(shop, "server/model-config.staging.json", {"Customer": {"public": False}})
    put(shop, PRODUCTION, {"Order": {"public": False}})
    links = you.get(url(shop)).context["layer_links"]
    assert [link["text"] for link in links] == ["Main", "Local", "development", "staging"]


def test_a_data_source_that_is_not_there_is_marked_and_its_file_shown(you: Client, shop: Project) -> None:
    assert you.get(url(shop)).context["file"].path == "common/models/customer.json"
    config = json.loads(SHOP["server/model-config.json"])
    config["Customer"]["dataSource"] = "gone"
    broken = make_project(local_user(), SHOP | {"server/model-config.json": json.dumps(config)})
    page = you.get(url(broken))
    assert page.context["file"].path == "server/model-config.json"
    select = re.search(r'<select name="data_source"[^>]*>', page.content.decode())
    assert select
    assert 'aria-invalid="true"' in select[0]
    assert "id_data_source_blame" in select[0]
    assert "gone" in re.split('id="id_data_source_blame"', page.content.decode())[1][:400]
    typed = {"data_source": "gone", "public": "on", "description": "New", "base": "PersistedModel", "plural": ""}
    preview = you.post(url(broken, "preview/"), typed | {"seen": page.context["seen"]})
    assert preview.context["file"].path == "common/models/customer.json"
