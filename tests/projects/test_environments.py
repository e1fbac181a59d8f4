"""Environments in the browser's way: a new one, and what LoopBack sees in one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from projects.actions import files, variables
from projects.models import Project
from tests.people import browser_of

pytestmark = pytest.mark.django_db
PRODUCTION = "server/datasources.production.json"


def write(project: Project, path: str, text: str) -> None:
    files.save(project, None, f"Wrote {path}", lambda app: app.set_text(path, text))


class TestNew:
    def make(self, you: Client, project: Project, name: str, **more: str) -> Any:
        return you.post(f"/projects/{project.slug}/environments/new/", {"name": name, **more})

    def test_is_an_empty_file_and_chosen(self, you: Client, shop: Project) -> None:
        back = f"/projects/{shop.slug}/data-sources/corp1/"
        answer = self.make(you, shop, "staging", next=f"{back}?environment=production&layer=local&x=1")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{back}?x=1")
        assert files.application(shop).text("server/datasources.staging.json") == "{}\n"
        assert shop.revisions.get().summary == "Added environment staging"
        page = you.get(back)
        assert (page.context["environment"], page.context["environments"]) == ("staging", ["development", "staging"])
        assert [link["text"] for link in page.context["layer_links"]] == ["Main", "Local", "staging"]

    @pytest.mark.parametrize(
        "name,reason",
        [
            ("", "Type a name"),
            ("local", "“local” is taken"),
            ("Local", "“local” is taken"),
            ("a/b", "a slash or a dot"),
            ("..", "a slash or a dot"),
            ("eu.west", "a slash or a dot"),
            ("a b", "letters, digits"),
            ("x" * 101, "letters, digits"),
            ("development", "“development” already"),
            ("production", "“production” already"),
            ("PRODUCTION", "already"),
        ],
    )
    def test_a_name_that_cannot_be_is_refused_with_the_reason(
        self, you: Client, shop: Project, name: str, reason: str
    ) -> None:
        write(shop, PRODUCTION, "{}\n")
        answer = self.make(you, shop, name)
        assert answer.status_code == 422
        assert reason in answer.context["form"].errors["name"][0]
        assert shop.revisions.count() == 1
        assert you.get(f"/projects/{shop.slug}/").context["environment"] == "development"

    def test_leads_nowhere_else(self, you: Client, shop: Project) -> None:
        answer = self.make(you, shop, "staging", next="https://elsewhere.example/")
        assert answer.headers["Location"] == f"/projects/{shop.slug}/"

    def test_is_in_the_menu_of_those_who_may_edit(self, team: Project) -> None:
        for name, offered in (("bob", True), ("victor", False)):
            page = browser_of(name).get(f"/projects/{team.slug}/").content.decode()
            assert ("/environments/new/?next=" in page) is offered
            assert f"/projects/{team.slug}/effective/" in page


class TestEffective:
    def page(self, you: Client, project: Project, query: str = "") -> Any:
        answer = you.get(f"/projects/{project.slug}/effective/{query}")
        assert answer.status_code == 200
        return answer

    def rows(self, answer: Any) -> dict[str, tuple[str, str]]:
        members = answer.context["members"]
        return {
            f"{each['name']} {row['place']}": (row["text"], row["path"]) for each in members for row in each["rows"]
        }

    def test_shows_the_merge_of_the_chosen_environment(self, you: Client, shop: Project) -> None:
        write(shop, PRODUCTION, '{"corp1": {"host": "prod.example.com"}}')
        host = self.rows(self.page(you, shop))["corp1 host"]
        assert host == ('"127.0.0.1"', "server/datasources.json")
        answer = self.page(you, shop, "?environment=production")
        assert self.rows(answer)["corp1 host"] == ('"prod.example.com"', PRODUCTION)
        assert [file.path for file in answer.context["effective"].files] == ["server/datasources.json", PRODUCTION]
        assert self.rows(self.page(you, shop, "?of=config"))["host "] == ('"127.0.0.1"', "server/config.json")
        assert self.rows(self.page(you, shop, "?of=model-config"))["User dataSource"][0] == '"db"'
        assert "not shown merged here" in self.page(you, shop, "?of=middleware").content.decode()

    def test_no_secret_reaches_the_page(self, you: Client, shop: Project) -> None:
        write(shop, PRODUCTION, '{"corp1": {"password": "pr0d-s3cret", "url": "mysql://u:s3cret@h/db"}}')
        variables.keep(shop, "production", {"PW": "s3cret-value"})
        answer = self.page(you, shop, "?environment=production")
        assert "s3cret" not in answer.content.decode()
        assert self.rows(answer)["corp1 password"] == ('"••••••••"', PRODUCTION)

    def test_tells_which_variables_have_a_value_and_never_which(self, you: Client, shop: Project) -> None:
        entry = '{"corp1": {"user": "${DB_USER}", "password": "${PW}", "database": "${host}", "timezone": "x-${TZ}"}}'
        write(shop, PRODUCTION, entry)
        variables.keep(shop, "production", {"PW": "the-value"})
        answer = self.page(you, shop, "?environment=production")
        assert {each["name"]: each["words"] for each in answer.context["variables"]} == {
            "DB_USER": "has no value in production",
            "PW": "has a value in production",
            "host": "comes from the application’s own settings, as in config.json",
            "TZ": "has no value in production",
        }
        content = answer.content.decode()
        assert "the-value" not in content
        assert "the text before it is lost" in content
        assert "DB_USER has no value in production; LoopBack would leave the setting out." in content
        assert "PW has no value" not in content

    def test_tells_what_cannot_be_merged_and_which_scripts_there_are(self, you: Client, shop: Project) -> None:
        write(shop, PRODUCTION, '{"corp1": {"port": null}}')
        write(shop, "server/datasources.local.js", "module.exports = {};")
        content = self.page(you, shop, "?environment=production").content.decode()
        assert "cannot be merged" in content
        assert "“corp1.port” has values of different kinds" in content
        assert "A script: it may change anything, cannot be read here, and is never touched." in content

    def test_long_values_are_folded(self, you: Client, shop: Project) -> None:
        write(shop, PRODUCTION, '{"corp1": {"sql": "' + "select " * 40 + '"}}')
        content = self.page(you, shop, "?environment=production").content.decode()
        assert '<details class="lw-long">' in content

    def test_of_very_many_only_the_first_are_shown_and_all_are_found_by_name(self, you: Client, shop: Project) -> None:
        models = ", ".join(f'"Model{number}": {{"public": true}}' for number in range(300))
        write(shop, "server/model-config.json", f'{{"_meta": {{"sources": ["a-package/models"]}}, {models}}}')
        answer = self.page(you, shop, "?of=model-config")
        assert (len(answer.context["members"]), answer.context["all_count"]) == (200, 301)
        assert "the first 200 of 301" in answer.content.decode()
        found = self.page(you, shop, "?of=model-config&name=model29").context["members"]
        assert [each["name"] for each in found] == ["Model29", *(f"Model{number}" for number in range(290, 300))]
        assert "Nothing has such a name" in self.page(you, shop, "?name=nowhere").content.decode()

    @pytest.mark.parametrize("text", ["", "[", "[]", "null", '{"corp1": null}', '{"corp1": []}', '{"": {"": {}}}'])
    def test_whatever_a_file_holds_there_is_a_page(self, you: Client, shop: Project, text: str) -> None:
        for name in ("datasources", "model-config", "config", "component-config", "middleware"):
            write(shop, f"server/{name}.production.json", text)
            self.page(you, shop, f"?environment=production&of={name}")


def test_effective_never_says_that_a_value_stands_instead_of_itself(you: Client, shop: Project) -> None:
    write(shop, PRODUCTION, '{"corp1": {"port": 3306, "host": "other", "password": "another-s3cret"}}')
    page = you.get(f"/projects/{shop.slug}/effective/?of=datasources&environment=production")
    rows = {row["place"]: row for member in page.context["members"] for row in member["rows"]}
    assert rows["port"]["replaced"] == []
    assert [before["text"] for before in rows["host"]["replaced"]] == ['"127.0.0.1"']
    assert "instead of the one in" in " ".join(page.content.decode().split())
