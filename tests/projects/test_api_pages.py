"""The pages about what models and the whole application will serve."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from designer.loopback.application import Application
from projects.access import local_user
from projects.actions import apis, files
from projects.models import Project
from tests.people import SHOP, browser_of, make_project

pytestmark = pytest.mark.django_db
CONFIG = "server/model-config.json"
CUSTOMER = "common/models/customer.json"


def change(project: Project, path: str, **members: Any) -> None:
    """Gives members of a JSON file these values; the file may be new."""

    def verb(app: Application) -> None:
        app.set_text(path, json.dumps({**(app.members(path) if app.has(path) else {}), **members}))

    files.save(project, None, "Changed", verb)


def model_page(browser: Client, project: Project, name: str, query: str = "") -> Any:
    answer = browser.get(f"/projects/{project.slug}/models/{name}/api/{query}")
    assert answer.status_code == 200
    return answer


def endpoints(answer: Any) -> dict[str, list[str]]:
    """The endpoints by the title of their group."""
    return {
        f"{group['title']} {group['name']}".strip(): [f"{each['method']} {each['path']}" for each in group["endpoints"]]
        for group in answer.context["groups"]
    }


def one(answer: Any, name: str) -> dict[str, Any]:
    """What is shown of the endpoint of a method."""
    shown = [each for group in answer.context["groups"] for each in group["endpoints"] if each["name"] == name]
    return dict(shown[0])


class TestModel:
    def test_has_its_endpoints_by_where_they_come_from(self, you: Client, shop: Project) -> None:
        methods = {"greet": {"accepts": [{"arg": "name", "type": "string"}], "http": {"verb": "get"}}}
        change(shop, CUSTOMER, methods=methods, scopes={"new": {"where": {}}})
        found = endpoints(model_page(you, shop, "Customer"))
        assert list(found) == ["Own methods PersistedModel", "Remote methods", "Relation orders", "Scope new"]
        assert "POST /api/Customers" in found["Own methods PersistedModel"]
        assert found["Remote methods"] == ["GET /api/Customers/greet"]
        assert "DELETE /api/Customers/{id}/orders/{fk}" in found["Relation orders"]

    def test_an_endpoint_tells_what_it_is_sent_and_what_it_answers(self, you: Client, shop: Project) -> None:
        answer = model_page(you, shop, "Customer")
        found = one(answer, "prototype.__findById__orders")
        assert [(each["name"], each["in"], each["is_required"]) for each in found["parameters"]] == [
            ("id", "path", True),
            ("fk", "path", True),
        ]
        assert [(each["status"], each["type"]) for each in found["responses"]] == [("200", "Order")]
        created = one(answer, "create")
        assert [(each["name"], each["type"]) for each in created["bodies"]] == [("data", "Customer")]
        assert "email" in created["bodies"][0]["shape"]
        assert "required" in created["bodies"][0]["shape"]

    def test_that_comes_with_loopback_has_them_too(self, you: Client, shop: Project) -> None:
        change(shop, CONFIG, AccessToken={"dataSource": "db", "public": False})
        found = endpoints(model_page(you, shop, "User"))
        assert "POST /api/Users/login" in found["Own methods User"]
        assert "Relation accessTokens" in found

    def test_follows_the_environment_and_every_change(self, you: Client, shop: Project) -> None:
        change(shop, "server/model-config.production.json", Customer={"public": False})
        assert model_page(you, shop, "Customer", "?environment=production").context["groups"] == []
        assert model_page(you, shop, "Customer", "?environment=development").context["count"] > 10
        change(shop, CUSTOMER, plural="Clients")
        found = endpoints(model_page(you, shop, "Customer"))
        assert "GET /api/Clients" in found["Own methods PersistedModel"]

    @pytest.mark.parametrize(
        "entry,title",
        [
            ({"dataSource": "db", "public": False}, "Not public"),
            (None, "Not configured"),
        ],
    )
    def test_without_endpoints_says_why_and_where_to_change_it(
        self, you: Client, shop: Project, entry: Any, title: str
    ) -> None:
        config = {key: value for key, value in files.application(shop).members(CONFIG).items() if key != "Customer"}
        text = json.dumps(config | ({"Customer": entry} if entry else {}))
        files.save(shop, None, "Changed", lambda app: app.set_text(CONFIG, text))
        answer = model_page(you, shop, "Customer")
        assert answer.context["empty"]["title"] == title
        assert [each["url"] for each in answer.context["empty"]["actions"]] == ["/projects/shop-api/models/Customer/"]

    def test_whose_base_is_unknown_says_so(self, you: Client) -> None:
        project = make_project(local_user(), SHOP | {CUSTOMER: '{"name": "Customer", "base": "Nobody"}'})
        empty = model_page(you, project, "Customer").context["empty"]
        assert "it extends “Nobody”" in empty["text"]

    def test_with_nothing_to_call_offers_a_remote_method(self, you: Client, shop: Project) -> None:
        change(shop, CUSTOMER, base="Model", relations={})
        empty = model_page(you, shop, "Customer").context["empty"]
        assert empty["title"] == "Nothing to call"
        assert empty["actions"][0]["url"] == "/projects/shop-api/models/Customer/methods/"

    def test_without_a_data_source_is_warned_of(self, you: Client, shop: Project) -> None:
        assert "has no data source" not in model_page(you, shop, "Order").content.decode()
        change(shop, CONFIG, Order={"dataSource": None, "public": True})
        assert "has no data source in development" in model_page(you, shop, "Order").content.decode()

    def test_tells_what_its_own_script_and_mixins_may_add(self, you: Client, shop: Project) -> None:
        change(shop, CUSTOMER, mixins={"TimeStamp": True})
        assert model_page(you, shop, "Customer").context["notes"] == [
            "What mixins add is not shown: “Customer” uses some."
        ]
        assert model_page(you, shop, "Order").context["notes"] == []

    def test_that_is_gone_is_not_found(self, you: Client, shop: Project) -> None:
        assert you.get(f"/projects/{shop.slug}/models/Nobody/api/").status_code == 404

    def test_has_the_tab_on_each_of_its_pages(self, you: Client, shop: Project) -> None:
        tabs = you.get(f"/projects/{shop.slug}/models/User/").context["tabs"]
        assert ("API", "/projects/shop-api/models/User/api/") in [(tab["text"], tab["url"]) for tab in tabs]


class TestWhole:
    def test_lists_every_endpoint_for_those_without_scripts(self, you: Client, shop: Project) -> None:
        answer = you.get(f"/projects/{shop.slug}/api/")
        text = answer.content.decode()
        assert [tag["name"] for tag in answer.context["tags"]] == ["User", "Customer", "Order"]
        assert "/api/Customers/{id}/orders" in text
        assert "/projects/shop-api/models/Customer/api/" in text

    def test_the_document_is_a_file_that_nobody_else_keeps(self, you: Client, shop: Project) -> None:
        answer = you.get(f"/projects/{shop.slug}/api/openapi.json")
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="shop-api-openapi.json"'
        assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))
        document = answer.json()
        assert document["swagger"] == "2.0"
        assert "/Customers/{id}/orders" in document["paths"]
        assert document["definitions"]["Customer"]["required"] == ["email"]

    def test_the_document_of_an_environment_is_named_after_it(self, you: Client, shop: Project) -> None:
        change(shop, "server/model-config.production.json", Customer={"public": False})
        answer = you.get(f"/projects/{shop.slug}/api/openapi.json?environment=production")
        assert 'filename="shop-api-production-openapi.json"' in answer.headers["Content-Disposition"]
        assert "/Customers" not in answer.json()["paths"]

    def test_secrets_are_masked_in_the_document_and_on_the_pages(self, team: Project) -> None:
        secret = {"type": "string", "default": "s3cret-default"}
        method = {"description": "See ftp://bob:s3cret-in-words@files.example.com/", "http": {"verb": "get"}}
        change(team, CUSTOMER, properties={"password": secret}, methods={"greet": method})
        browser = browser_of("victor")
        for address in ("api/", "api/openapi.json", "models/Customer/api/"):
            answer = browser.get(f"/projects/{team.slug}/{address}")
            assert answer.status_code == 200
            assert "s3cret" not in answer.content.decode(), address
            assert "••••" in answer.content.decode(), address

    def test_where_nothing_is_served_says_so(self, you: Client) -> None:
        config = {"Customer": {"dataSource": "db", "public": False}, "_meta": {"sources": ["../common/models"]}}
        project = make_project(local_user(), SHOP | {CONFIG: json.dumps(config)}, "Silent")
        answer = you.get(f"/projects/{project.slug}/api/")
        assert "Nothing is served" in answer.content.decode()
        assert "swagger-ui" not in answer.content.decode()
        assert you.get(f"/projects/{project.slug}/api/openapi.json").json()["paths"] == {}


@pytest.mark.django_db(transaction=True)
def test_what_is_worked_out_is_kept_until_a_change(shop: Project) -> None:
    app = files.application(shop)
    first = apis.of_project(app, "development")
    assert apis.of_project(files.application(shop), "development") is first
    assert apis.of_project(app, "production") is not first
    change(shop, CUSTOMER, plural="Clients")
    assert "/Clients" in apis.of_project(files.application(shop), "development").text
