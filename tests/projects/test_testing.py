"""Trying a data source through the browser: what is typed, and where secrets may go."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from designer.connectors.base import Surroundings
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Fact, Verdict
from designer.loopback.application import Application
from projects.actions import data_sources, files, variables
from projects.models import Project
from tests.projects.test_data_sources import CORP1
from tests.services import listeners
from tests.services.mariadb import MariaDB

pytestmark = pytest.mark.django_db
ELSEWHERE = "only sent to the address it was saved with"


def with_source(project: Project, name: str, **settings: Any) -> None:
    def verb(app: Application) -> None:
        if name in app.data_sources:
            app.data_sources.update(name, {"name": name, **settings})
        else:
            app.data_sources.add(name, str(settings.pop("connector")), settings)

    files.save(project, None, "x", verb)


def tried(you: Client, project: Project, name: str, form: dict[str, Any]) -> dict[str, Any]:
    answer = you.post(f"/projects/{project.slug}/data-sources/{name}/test/", form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    result: dict[str, Any] = answer.context["result"]
    return result


def as_form(mariadb: MariaDB, **changes: str) -> dict[str, str]:
    settings = mariadb.settings
    form = {f"s-{key}": str(settings[key]) for key in ("host", "port", "user", "database")}
    return form | {"s-password-mode": "file", "s-password-secret": str(settings["password"])} | changes


def test_what_is_typed_is_tried_against_a_real_server_and_not_saved(
    you: Client, shop: Project, mariadb: MariaDB
) -> None:
    assert tried(you, shop, "corp1", as_form(mariadb))["verdict"] == "verified"
    assert shop.revisions.count() == 0
    wrong = tried(you, shop, "corp1", as_form(mariadb, **{"s-password-secret": "hunter22"}))
    assert (wrong["verdict"], wrong["blames"]) == ("failed", ["user", "password"])
    assert "hunter22" not in str(wrong)


def test_a_variable_is_filled_in_from_the_environment_that_is_chosen(
    you: Client, shop: Project, mariadb: MariaDB
) -> None:
    settings = {**mariadb.settings, "password": "${PW}"}
    with_source(shop, "corp1", **settings)
    variables.keep(shop, "production", {"PW": str(mariadb.settings["password"])})
    form = as_form(mariadb, **{"s-password-mode": "variable", "s-password-variable": "PW", "s-password-value": ""})
    result = tried(you, shop, "corp1", form)
    assert result["verdict"] == "failed"
    assert result["steps"][0]["detail"].startswith("${PW} has no value in development")
    you.get(f"/projects/{shop.slug}/?environment=production")
    assert tried(you, shop, "corp1", form)["verdict"] == "verified"


class TestSavedSecrets:
    def test_a_kept_password_stays_with_its_address(self, you: Client, shop: Project) -> None:
        for changed in ({"s-host": "elsewhere.example.com"}, {"s-user": "root"}, {"s-ssl": "{}"}):
            assert ELSEWHERE in tried(you, shop, "corp1", CORP1 | changed)["sentence"]

    def test_typed_again_it_goes_where_it_is_told(self, you: Client, shop: Project) -> None:
        with listeners.refusing() as closed:
            again = {"s-port": str(closed.port), "s-password-secret": "s3cret-of-corp1"}
            assert ELSEWHERE not in tried(you, shop, "corp1", CORP1 | again)["sentence"]

    def test_a_token_inside_a_template_does_not_follow_a_changed_url(self, you: Client, shop: Project) -> None:
        operations = [{"template": {"method": "GET", "url": "http://a/", "headers": {"authorization": "Bearer tok3n"}}}]
        with_source(shop, "api", connector="rest", operations=operations)
        page = you.get(f"/projects/{shop.slug}/data-sources/api/")
        shown = page.context["form"]["s-operations"].value()
        assert "tok3n" not in shown
        with listeners.web({}) as server:
            moved = shown.replace("http://a/", f"http://127.0.0.1:{server.port}/")
            result = tried(you, shop, "api", {"s-operations": moved})
            assert ELSEWHERE in result["sentence"]

    def test_a_password_in_an_unchanged_url_needs_the_same_tls(self, you: Client, shop: Project) -> None:
        with_source(shop, "corp1", connector="mysql", url="mysql://u:hunter22@a.example.com/db")
        shown = you.get(f"/projects/{shop.slug}/data-sources/corp1/").context["form"]["s-url"].value()
        assert "hunter22" not in shown
        assert ELSEWHERE in tried(you, shop, "corp1", {"s-url": shown, "s-ssl": "{}"})["sentence"]

    def test_a_secret_of_another_layer_stays_with_its_address_too(self, you: Client, shop: Project) -> None:
        with_source(shop, "api", connector="rest", baseURL="http://a/")
        layer = '{"api": {"options": {"auth": {"user": "u", "pass": "layers3cret"}}}}'
        files.save(shop, None, "x", lambda app: app.set_text("server/datasources.production.json", layer))
        you.get(f"/projects/{shop.slug}/?environment=production")
        assert ELSEWHERE in tried(you, shop, "api", {"s-baseURL": "http://b/"})["sentence"]

    def test_a_kept_variable_is_not_lent_to_a_source_that_is_not_saved(self, you: Client, shop: Project) -> None:
        variables.keep(shop, "development", {"CORP1_PASSWORD": "s3aled"})
        form = {
            "name": "new",
            "connector": "rest",
            "s-baseURL": "http://127.0.0.1:9/",
            "s-options": '{"headers": {"x-api-key": "${CORP1_PASSWORD}"}}',
        }
        assert "Type the value of CORP1_PASSWORD" in tried(you, shop, "new", form)["sentence"]


def test_a_verdict_is_shown_as_long_as_it_is_about_what_is_there(you: Client, shop: Project, mariadb: MariaDB) -> None:
    with_source(shop, "corp1", **{**mariadb.settings, "password": "${PW}"})
    variables.keep(shop, "development", {"PW": str(mariadb.settings["password"])})
    form = as_form(mariadb, **{"s-password-mode": "variable", "s-password-variable": "PW", "s-password-value": ""})
    assert tried(you, shop, "corp1", form)["verdict"] == "verified"
    page = you.get(f"/projects/{shop.slug}/data-sources/corp1/").content.decode()
    assert "Connection works" in page
    assert "Verified just now" in page  # in the tree
    variables.keep(shop, "development", {"PW": "another"})
    page = you.get(f"/projects/{shop.slug}/data-sources/corp1/").content.decode()
    assert "Connection works" not in page
    assert "changed since this data source was verified just now" in page
    assert "Changed since it was verified just now" in page
    assert "Verified" not in page


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the next test is asked with, instead of being made; it works."""
    found: dict[str, Any] = {}

    def check(connector: str | None, settings: dict[str, Any], **options: Any) -> CheckResult:
        found.update(options, connector=connector, settings=settings)
        return CheckResult(Verdict.VERIFIED, "Fine.", facts=(Fact("Server", "MariaDB <10.11>"),))

    monkeypatch.setattr("designer.testing.check", check)
    return found


def test_a_test_knows_the_application_around_it(you: Client, shop: Project, asked: dict[str, Any]) -> None:
    tried(you, shop, "corp1", CORP1)
    assert asked["surroundings"] == Surroundings(loopback=3, package_range=None, node_range=None)
    package = {
        "dependencies": {"loopback": "^2.36.0", "loopback-connector-mysql": "^2.3.0"},
        "engines": {"node": ">=8"},
    }
    files.save(shop, None, "x", lambda app: app.set_value("package.json", package))
    tried(you, shop, "corp1", CORP1)
    assert asked["surroundings"] == Surroundings(loopback=2, package_range="^2.3.0", node_range=">=8")
    files.save(shop, None, "x", lambda app: app.set_value("package.json", {"engines": "node"}))
    tried(you, shop, "corp1", CORP1)
    assert asked["surroundings"] == Surroundings()


def test_the_operator_says_how_long_a_test_may_take(
    you: Client, shop: Project, asked: dict[str, Any], settings: Settings
) -> None:
    tried(you, shop, "corp1", CORP1)
    assert asked["deadline_seconds"] == 10
    settings.TEST_SECONDS = 3.5
    tried(you, shop, "corp1", CORP1)
    assert asked["deadline_seconds"] == 3.5


def test_the_operator_says_whom_a_test_may_contact(
    you: Client, shop: Project, asked: dict[str, Any], settings: Settings
) -> None:
    tried(you, shop, "corp1", CORP1)
    assert asked["policy"] is None
    for targets in ([], ["10.0.0.0/8", "*.example.com"]):
        settings.ALLOWED_TARGETS = targets
        tried(you, shop, "corp1", CORP1)
        assert asked["policy"] == Policy.of_targets(targets)


def test_what_a_person_wants_to_know_next_is_shown(you: Client, shop: Project, asked: dict[str, Any]) -> None:
    url = f"/projects/{shop.slug}/data-sources/corp1/"
    answer = you.post(f"{url}test/", CORP1, headers={"HX-Request": "true"})
    fact = "<dt>Server</dt><dd>MariaDB &lt;10.11&gt;</dd>"
    assert fact in answer.content.decode()
    assert "treeChanged" in answer.headers["HX-Trigger"]
    assert fact in you.get(url).content.decode()
    new = {"name": "new", "connector": "mysql", "s-host": "a"}
    answer = you.post(f"/projects/{shop.slug}/data-sources/new/test/", new, headers={"HX-Request": "true"})
    assert fact in answer.content.decode()
    assert "HX-Trigger" not in answer.headers


def test_a_result_follows_its_source_through_renames(you: Client, shop: Project) -> None:
    for _ in range(2):
        tried(you, shop, "db", {})
        you.post(f"/projects/{shop.slug}/data-sources/db/rename/", {"name": "store"})
        revision = shop.revisions.first()
        assert revision
        you.post(f"/projects/{shop.slug}/history/{revision.number}/undo/")
    assert "db" in files.application(shop).data_sources


def test_a_value_that_another_source_uses_is_not_replaced(you: Client, shop: Project) -> None:
    with_source(shop, "corp1", connector="mysql", host="a", password="${PW}")
    variables.keep(shop, "development", {"PW": "one"})
    form = {"s-password-mode": "variable", "s-password-variable": "PW", "s-password-value": "two"}
    answer = you.post(f"/projects/{shop.slug}/data-sources/new/", {"name": "x", "connector": "mysql", **form})
    assert answer.status_code == 422
    assert "corp1 uses it" in answer.content.decode()
    assert variables.values(shop, "development") == {"PW": "one"}


def test_too_many_tests_in_a_minute_are_refused(you: Client, shop: Project) -> None:
    for _ in range(60):
        assert tried(you, shop, "db", {})["verdict"] == "unverified"
    assert "too many" in tried(you, shop, "db", {})["sentence"]


def test_nothing_is_shown_green_that_was_not_verified(you: Client, shop: Project) -> None:
    with_source(shop, "odd", connector="loopback-connector-nobody-knows")
    for name in ("db", "odd"):
        assert tried(you, shop, name, {})["verdict"] == "unverified"
    assert data_sources.touched(files.application(shop), "odd").models == []


def test_a_new_source_is_tried_before_its_variable_has_a_value(you: Client, shop: Project) -> None:
    with listeners.refusing() as closed:
        form = {"name": "new", "connector": "mysql", "s-host": "127.0.0.1", "s-port": str(closed.port)}
        form |= {"s-password-mode": "variable", "s-password-variable": "NEW_PASSWORD", "s-password-value": ""}
        result = tried(you, shop, "new", form)
    assert (result["verdict"], result["blames"]) == ("failed", ["host", "port"])


def test_what_cannot_be_used_is_not_tried(you: Client, shop: Project) -> None:
    form = {"name": "new", "connector": "mysql", "s-port": "abc"}
    result = you.post(f"/projects/{shop.slug}/data-sources/new/test/", form, headers={"HX-Request": "true"})
    assert "Port: Type a whole number from 1 to 65535" in result.content.decode()
    assert "Not tried" in result.content.decode()


def test_a_rest_source_asks_for_no_secret_that_nobody_wants(you: Client, shop: Project) -> None:
    page = you.get(f"/projects/{shop.slug}/data-sources/new/?connector=rest")
    assert page.context["form"]["s-clientKey"].field.widget.state.mode == "none"


def test_the_first_look_at_the_file_is_what_would_be_saved(you: Client, shop: Project) -> None:
    lines = you.get(f"/projects/{shop.slug}/data-sources/new/?connector=mysql").context["file"].lines
    added = ["".join(part.text for part in line.parts).strip() for line in lines if line.mark == "add"]
    assert added == ['"mysql": {', '"name": "mysql",', '"connector": "mysql"', "}"]


def test_who_names_a_user_gets_the_variable_that_is_suggested(you: Client, shop: Project) -> None:
    shown = you.get(f"/projects/{shop.slug}/data-sources/new/?connector=mysql").context["form"].sealed_shown
    typed = {"name": "mysql", "connector": "mysql", "shown": shown, "s-host": "db.example.com"}
    typed |= {"s-password-mode": "variable", "s-password-variable": "MYSQL_PASSWORD"}
    preview = f"/projects/{shop.slug}/data-sources/new/preview/"
    assert "${MYSQL_PASSWORD}" not in you.post(preview, typed).content.decode()
    assert "${MYSQL_PASSWORD}" in you.post(preview, typed | {"s-user": "shop"}).content.decode()


def test_what_another_layer_overrides_is_told(you: Client, shop: Project) -> None:
    layer = '{"corp1": {"host": "prod.example.com"}}'
    files.save(shop, None, "x", lambda app: app.set_text("server/datasources.production.json", layer))
    url = f"/projects/{shop.slug}/data-sources/corp1/"
    sentence = "In production, datasources.production.json overrides it with “prod.example.com”."
    assert sentence not in you.get(url).content.decode()
    form = you.get(f"{url}?environment=production").context["form"]
    assert sentence in form["s-host"].help_text
    assert sentence not in form["s-port"].help_text


def test_the_file_beside_the_form_begins_with_what_it_is_about(you: Client, shop: Project) -> None:
    file = you.get(f"/projects/{shop.slug}/data-sources/corp1/").context["file"]
    assert "".join(part.text for part in file.lines[file.here - 1].parts) == '  "corp1": {'
