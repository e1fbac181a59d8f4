"""The layers of a data source: which file a form edits, where each value comes from, and what cannot be merged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from designer.connectors.results import CheckResult, Verdict
from projects.actions import data_sources, files
from projects.forms.free_settings import row_key
from projects.models import Project
from tests.people import SHOP
from tests.projects.test_data_sources import CORP1, post

pytestmark = pytest.mark.django_db
MAIN = "server/datasources.json"
LOCAL = "server/datasources.local.json"
PRODUCTION = "server/datasources.production.json"
EMPTY = {"layer": "production", "s-host": "", "s-port": "", "s-password-mode": "none"}
"""The form of corp1 in the production layer as it comes: nothing is set there."""


def write(project: Project, path: str, value: Any) -> None:
    text = value if isinstance(value, str) else json.dumps(value, indent=2) + "\n"
    files.save(project, None, f"Wrote {path}", lambda app: app.set_text(path, text))


def text(project: Project, path: str) -> str:
    return files.application(project).text(path)


def form_at(you: Client, project: Project, query: str = "") -> Any:
    page = you.get(f"/projects/{project.slug}/data-sources/corp1/{query}")
    assert page.status_code == 200
    return page.context


def as_posted(context: Any) -> dict[str, Any]:
    """The form as a browser sends it, with nothing typed."""
    form = context["form"]
    posted = {field.html_name: field.value() or "" for field in [*form.common, *form.more] if field.id_for_label}
    for field in form.common:
        if not field.id_for_label:
            state = field.field.widget.state
            posted |= {f"{field.html_name}-mode": state.mode, f"{field.html_name}-variable": state.variable}
    posted |= {f"{row.key}-name": row.name for row in form.free_rows}
    posted |= {f"{row.key}-value": row.value for row in form.free_rows}
    return posted | {"seen": context["seen"], "shown": context["shown"], "layer": context["layer"].name}


class TestPicker:
    def test_offers_the_layers_of_the_chosen_environment_and_those_it_is_defined_in(
        self, you: Client, shop: Project
    ) -> None:
        write(shop, "server/datasources.staging.json", {"corp1": {"host": "staging"}})
        links = form_at(you, shop, "?environment=production")["layer_links"]
        assert [(link["text"], link["current"]) for link in links] == [
            ("Main", True),
            ("Local", False),
            ("production", False),
            ("staging", False),
        ]
        assert you.get(links[2]["url"]).context["file"].path == PRODUCTION

    def test_begins_with_the_file_it_is_defined_in(self, you: Client, shop: Project) -> None:
        write(shop, PRODUCTION, {"audit": {"connector": "rest", "baseURL": "http://audit/"}})
        page = you.get(f"/projects/{shop.slug}/data-sources/audit/")
        assert (page.context["layer"].path, page.context["form"]["s-baseURL"].value()) == (PRODUCTION, "http://audit/")

    def test_another_file_is_not_found(self, you: Client, shop: Project) -> None:
        for layer in ("../model-config", "a.b", "x/y"):
            assert you.get(f"/projects/{shop.slug}/data-sources/corp1/?layer={layer}").status_code == 404
            answer = you.post(f"/projects/{shop.slug}/data-sources/corp1/", CORP1 | {"layer": layer})
            assert answer.status_code == 404

    def test_scripts_are_told_as_present_unreadable_and_untouched(self, you: Client, shop: Project) -> None:
        write(shop, "server/datasources.local.js", "module.exports = {};")
        write(shop, "server/datasources.production.js", "module.exports = {};")
        notes = {note["path"]: (note["level"], note["sentence"]) for note in form_at(you, shop)["layer_notes"]}
        level, sentence = notes["server/datasources.local.js"]
        assert (level, "never touched" in sentence, "may change anything" in sentence) == ("warn", True, True)
        assert notes["server/datasources.production.js"][0] == "info"
        # What stands beside a script is not read.
        found = form_at(you, shop, "?layer=local")["layer_notes"]
        assert any("LoopBack reads server/datasources.local.js in its place" in note["sentence"] for note in found)


class TestSaving:
    def test_only_what_differs_is_written_and_the_file_made_by_it(self, you: Client, shop: Project) -> None:
        url = "data-sources/corp1/?environment=production&layer=production"
        context = form_at(you, shop, "?environment=production&layer=production")
        posted = as_posted(context)
        post(you, shop, url, posted)
        assert PRODUCTION not in files.application(shop).paths
        location = post(you, shop, url, posted | {"s-host": "db.example.com"})
        assert text(shop, PRODUCTION) == '{\n  "corp1": {\n    "host": "db.example.com"\n  }\n}\n'
        assert text(shop, MAIN) == SHOP[MAIN]
        assert shop.revisions.all()[0].summary == "Changed data source corp1 in datasources.production.json: host"
        assert location == f"/projects/{shop.slug}/data-sources/corp1/?layer=production"

    def test_what_the_files_below_say_anyway_is_not_written(self, you: Client, shop: Project) -> None:
        write(shop, LOCAL, {"corp1": {"database": "mine"}})
        posted = as_posted(form_at(you, shop, "?environment=production&layer=production"))
        url = "data-sources/corp1/"
        post(you, shop, url, posted | {"s-user": "shop", "s-port": "3306"})
        assert PRODUCTION not in files.application(shop).paths
        # The local file need not be where LoopBack runs.
        post(you, shop, url, posted | {"s-user": "shop", "s-database": "mine"})
        assert json.loads(text(shop, PRODUCTION)) == {"corp1": {"database": "mine"}}
        assert shop.revisions.all()[0].summary == "Changed data source corp1 in datasources.production.json: database"

    def test_a_cleared_setting_falls_back_to_the_layer_below(self, you: Client, shop: Project) -> None:
        write(shop, PRODUCTION, {"corp1": {"host": "prod", "port": 1, "acquireTimeout": 9}, "db": {"file": "x"}})
        posted = as_posted(form_at(you, shop, "?environment=production&layer=production"))
        removed = posted | {"s-port": "", "remove": row_key("acquireTimeout")}
        post(you, shop, "data-sources/corp1/", removed)
        assert json.loads(text(shop, PRODUCTION)) == {"corp1": {"host": "prod"}, "db": {"file": "x"}}
        posted = as_posted(form_at(you, shop, "?layer=production"))
        post(you, shop, "data-sources/corp1/", posted | {"s-host": ""})
        assert json.loads(text(shop, PRODUCTION)) == {"db": {"file": "x"}}

    def test_a_setting_nobody_described_can_be_overridden_too(self, you: Client, shop: Project) -> None:
        posted = as_posted(form_at(you, shop, "?environment=production&layer=production"))
        key = row_key("acquireTimeout")
        assert posted[f"{key}-value"] == ""
        post(you, shop, "data-sources/corp1/", posted | {f"{key}-value": "5000"})
        assert json.loads(text(shop, PRODUCTION)) == {"corp1": {"acquireTimeout": 5000}}

    def test_a_layer_can_have_a_secret_of_its_own(self, you: Client, shop: Project) -> None:
        posted = as_posted(form_at(you, shop, "?environment=production&layer=production"))
        secret = {"s-password-mode": "variable", "s-password-variable": "PROD_PW", "s-password-value": "x"}
        post(you, shop, "data-sources/corp1/", posted | secret)
        assert json.loads(text(shop, PRODUCTION)) == {"corp1": {"password": "${PROD_PW}"}}

    def test_a_layer_can_have_another_connector(self, you: Client, shop: Project) -> None:
        context = form_at(you, shop, "?environment=production&layer=production&connector=postgresql")
        assert context["source"]["title"] == "PostgreSQL"
        post(you, shop, "data-sources/corp1/", as_posted(context) | {"connector": "postgresql", "s-host": "pg"})
        assert json.loads(text(shop, PRODUCTION)) == {"corp1": {"host": "pg", "connector": "postgresql"}}
        assert form_at(you, shop, "?layer=production")["source"]["title"] == "PostgreSQL"
        context = form_at(you, shop, "?layer=main")
        assert context["source"]["title"] == "MySQL"
        assert [note["sentence"] for note in context["layer_notes"]] == [
            "sets the connector “postgresql” in production."
        ]
        assert "loopback-connector-postgresql" in text(shop, "package.json")

    def test_a_connector_of_its_own_can_be_given_up_again(self, you: Client, shop: Project) -> None:
        write(shop, PRODUCTION, {"corp1": {"connector": "postgresql", "host": "pg"}})
        context = form_at(you, shop, "?environment=production&layer=production&connector=mysql")
        post(you, shop, "data-sources/corp1/", as_posted(context) | {"connector": "mysql"})
        assert json.loads(text(shop, PRODUCTION)) == {"corp1": {"host": "pg"}}

    def test_connectors_are_offered_for_a_file_of_a_data_source(self, you: Client, shop: Project) -> None:
        url = f"/projects/{shop.slug}/data-sources/corp1/?layer=production&choose=connector"
        groups = you.get(f"{url}&environment=production").context["groups"]
        urls = [card["url"] for group in groups for card in group["cards"]]
        assert "?layer=production&connector=mysql" in urls

    def test_another_environment_chosen_meanwhile_does_not_change_the_file(self, you: Client, shop: Project) -> None:
        posted = as_posted(form_at(you, shop, "?environment=production&layer=production"))
        form_at(you, shop, "?environment=development")
        post(you, shop, "data-sources/corp1/", posted | {"s-host": "prod"})
        assert json.loads(text(shop, PRODUCTION)) == {"corp1": {"host": "prod"}}

    def test_the_preview_shows_the_file_of_the_layer(self, you: Client, shop: Project) -> None:
        data = EMPTY | {"s-host": "prod"}
        url = f"/projects/{shop.slug}/data-sources/corp1/preview/?environment=production"
        file = you.post(url, data, headers={"HX-Request": "true"}).context["file"]
        assert (file.path, file.added) == (PRODUCTION, 5)


class TestOrigins:
    def test_each_field_tells_where_its_value_comes_from(self, you: Client, shop: Project) -> None:
        write(shop, LOCAL, {"corp1": {"port": 3307}})
        write(shop, PRODUCTION, {"corp1": {"host": "prod", "user": "shop"}})
        form = form_at(you, shop, "?environment=production&layer=production")["form"]
        field = form["s-port"]
        assert (field.value(), field.field.widget.attrs["placeholder"]) == ("", "3307")
        assert "From datasources.local.json." in field.help_text
        assert "Instead of “127.0.0.1” from datasources.json." in form["s-host"].help_text
        assert "The same as in datasources.json." in form["s-user"].help_text
        row = next(row for row in form.free_rows if row.name == "acquireTimeout")
        assert (row.value, row.inherited, row.notes) == ("", "2000", ("From datasources.json.",))

    def test_a_later_layer_of_the_chosen_environment_is_told(self, you: Client, shop: Project) -> None:
        write(shop, LOCAL, {"corp1": {"port": 3307, "acquireTimeout": 3}})
        write(shop, PRODUCTION, {"corp1": {"host": "prod"}})
        form = form_at(you, shop)["form"]
        assert "In development, datasources.local.json overrides it with 3307." in form["s-port"].help_text
        assert "production" not in form["s-host"].help_text
        row = next(row for row in form.free_rows if row.name == "acquireTimeout")
        assert row.notes == ("In development, datasources.local.json overrides it with 3.",)
        form = form_at(you, shop, "?environment=production&layer=local")["form"]
        assert "In production, datasources.production.json overrides it with “prod”." in form["s-host"].help_text

    def test_no_secret_of_another_layer_reaches_the_page(self, you: Client, shop: Project) -> None:
        write(shop, LOCAL, {"corp1": {"password": "l0cal-s3cret", "url": "mysql://u:url-s3cret@h/db"}})
        write(shop, PRODUCTION, {"corp1": {"password": "pr0d-s3cret"}})
        for layer in ("main", "local", "production"):
            url = f"/projects/{shop.slug}/data-sources/corp1/?environment=production&layer={layer}"
            page = you.get(url).content.decode()
            assert "s3cret" not in page
        write(shop, PRODUCTION, {"corp1": {"ssl": {"key": "pr0d-s3cret"}, "host": "prod"}})
        answer = you.get(f"/projects/{shop.slug}/data-sources/corp1/?layer=production")
        assert "s3cret" not in answer.content.decode()
        form = answer.context["form"]
        assert "mysql://u:••••••••@h/db" in form["s-url"].field.widget.attrs["placeholder"]

    def test_a_secret_from_below_is_told_as_inherited(self, you: Client, shop: Project) -> None:
        page = you.get(f"/projects/{shop.slug}/data-sources/corp1/?environment=production&layer=production")
        assert "The one in datasources.json." in page.context["form"]["s-password"].help_text
        assert "Inherited" in page.content.decode()


class TestRefused:
    @pytest.mark.parametrize("typed", ['{"a": 1}', "[1]", "null"])
    def test_what_loopback_could_not_merge_is_refused_at_the_setting(
        self, you: Client, shop: Project, typed: str
    ) -> None:
        posted = as_posted(form_at(you, shop, "?environment=production&layer=production"))
        key = row_key("acquireTimeout")
        page = post(you, shop, "data-sources/corp1/", posted | {f"{key}-value": typed}, 422)
        assert "LoopBack would not start in production" in page
        assert f'id="{key}-error"' in page
        assert PRODUCTION not in files.application(shop).paths

    def test_a_described_setting_too_and_the_preview_marks_it_at_once(self, you: Client, shop: Project) -> None:
        write(shop, PRODUCTION, {"corp1": {"ssl": {"ca": "x"}}})
        posted = as_posted(form_at(you, shop)) | {"s-ssl": '{"ca": {"nested": true}}'}
        answer = you.post(f"/projects/{shop.slug}/data-sources/corp1/", posted)
        assert answer.status_code == 422
        assert "LoopBack would not start in production" in answer.context["form"].errors["s-ssl"][0]
        preview = you.post(f"/projects/{shop.slug}/data-sources/corp1/preview/", posted)
        assert [key for key, _ in preview.context["field_errors"]] == ["ssl"]

    def test_a_conflict_that_was_there_before_does_not_stop_another_edit(self, you: Client, shop: Project) -> None:
        write(shop, PRODUCTION, {"corp1": {"port": None}})
        post(you, shop, "data-sources/corp1/", CORP1 | {"s-host": "elsewhere"})
        assert '"elsewhere"' in text(shop, MAIN)


class TestTesting:
    def tried(self, you: Client, project: Project, data: dict[str, Any]) -> dict[str, Any]:
        answer = you.post(f"/projects/{project.slug}/data-sources/corp1/test/", data, headers={"HX-Request": "true"})
        result: dict[str, Any] = answer.context["result"]
        return result

    def test_a_file_that_is_not_read_is_not_tried(self, you: Client, shop: Project) -> None:
        result = self.tried(you, shop, EMPTY | {"s-host": "127.0.0.1"})
        assert result["not_tried"]
        assert f"{PRODUCTION} is not read in development." in result["sentence"]

    def test_the_merge_of_the_environment_is_tried(self, you: Client, shop: Project) -> None:
        write(shop, LOCAL, {"corp1": {"host": "no-such-host.invalid"}})
        form_at(you, shop, "?environment=production")
        typed = EMPTY | {"s-port": "1", "s-password-mode": "file", "s-password-secret": "typed"}
        result = self.tried(you, shop, typed)
        assert result["environment"] == "production"
        assert "no-such-host.invalid" in result["sentence"]

    def test_the_saved_secret_of_a_layer_below_is_not_sent_elsewhere(self, you: Client, shop: Project) -> None:
        form_at(you, shop, "?environment=production")
        result = self.tried(you, shop, EMPTY | {"s-host": "elsewhere.example.com"})
        assert result["not_tried"]
        assert "s3cret" not in str(result)


class TestTogether:
    def other(self, project: Project, **settings: Any) -> None:
        present = files.application(project).data_sources["corp1"].settings
        data_sources.update(project, None, "corp1", present | settings, {}, "development", "")

    def test_different_settings_of_one_data_source_both_stand(self, you: Client, shop: Project) -> None:
        posted = as_posted(form_at(you, shop))
        self.other(shop, port="3307", password="another", acquireTimeout=1, ssl={"ca": "x"})
        post(you, shop, "data-sources/corp1/", posted | {"s-host": "mine", "s-ssl": ""})
        settings = files.application(shop).data_sources["corp1"].settings
        assert (settings["host"], settings["port"], settings["password"]) == ("mine", "3307", "another")
        assert (settings["acquireTimeout"], settings["ssl"]) == (1, {"ca": "x"})

    def test_a_masked_text_that_somebody_else_changed_stays_theirs(self, you: Client, shop: Project) -> None:
        self.other(shop, url="mysql://u:first-s3cret@a/db", flags={"token": "first-s3cret", "n": 1})
        posted = as_posted(form_at(you, shop))
        self.other(shop, url="mysql://u:second-s3cret@b/db", flags={"token": "second-s3cret", "n": 2})
        post(you, shop, "data-sources/corp1/", posted | {"s-host": "mine"})
        settings = files.application(shop).data_sources["corp1"].settings
        assert (settings["host"], settings["url"]) == ("mine", "mysql://u:second-s3cret@b/db")
        assert settings["flags"] == {"token": "second-s3cret", "n": 2}

    def test_a_secret_that_somebody_else_moved_into_a_variable_stays_there(self, you: Client, shop: Project) -> None:
        posted = as_posted(form_at(you, shop))
        self.other(shop, password="${PW}")
        post(you, shop, "data-sources/corp1/", posted | {"s-host": "mine"})
        settings = files.application(shop).data_sources["corp1"].settings
        assert (settings["host"], settings["password"]) == ("mine", "${PW}")

    def test_the_same_setting_is_asked_about_and_the_choice_stands(self, you: Client, shop: Project) -> None:
        posted = as_posted(form_at(you, shop)) | {"s-host": "mine", "s-port": "1", "s-user": "me"}
        self.other(shop, host="theirs", port=2, database="other")
        answer = you.post(f"/projects/{shop.slug}/data-sources/corp1/", posted)
        assert answer.status_code == 409
        disputed = answer.context["conflict"].disputed
        assert [(each.name, each.theirs, each.mine) for each in disputed] == [
            ("host", '"theirs"', '"mine"'),
            ("port", "2", "1"),
        ]
        assert (answer.context["seen"], answer.context["shown"]) == (posted["seen"], posted["shown"])
        chosen = {"choices": answer.context["conflict"].sealed, "choice-0": "theirs", "choice-1": "mine"}
        post(you, shop, "data-sources/corp1/", posted | chosen)
        settings = files.application(shop).data_sources["corp1"].settings
        found = [settings[key] for key in ("host", "port", "user", "database")]
        assert found == ["theirs", 1, "me", "other"]

    def test_two_layers_are_edited_apart(self, you: Client, shop: Project) -> None:
        posted = as_posted(form_at(you, shop, "?environment=production&layer=production"))
        self.other(shop, host="theirs")
        post(you, shop, "data-sources/corp1/", posted | {"s-host": "mine"})
        assert json.loads(text(shop, PRODUCTION)) == {"corp1": {"host": "mine"}}
        assert files.application(shop).data_sources["corp1"].settings["host"] == "theirs"


@pytest.mark.parametrize("verb,words", [("rename", "may hold the old name too"), ("delete", "may name it too")])
def test_a_dialog_warns_of_scripts_that_may_hold_the_name(you: Client, shop: Project, verb: str, words: str) -> None:
    url = f"/projects/{shop.slug}/data-sources/corp1/{verb}/"
    assert words not in you.get(url).content.decode()
    write(shop, "server/datasources.production.js", "module.exports = {corp1: {}};")
    page = you.get(url).content.decode()
    assert f"server/datasources.production.js {words}" in page


class TestKeptResult:
    """A test that failed on the main file says nothing of the fields of another file."""

    @pytest.fixture
    def failed(self, you: Client, shop: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
        write(shop, PRODUCTION, {"corp1": {"database": "live"}})
        result = CheckResult(Verdict.FAILED, "Nobody is there.", blames=("user", "database"))
        monkeypatch.setattr("designer.testing.check", lambda *_, **__: result)
        self.try_it(you, shop)
        return shop

    def try_it(self, you: Client, project: Project) -> Any:
        url = f"/projects/{project.slug}/data-sources/corp1/test/"
        return you.post(url, as_posted(form_at(you, project)), headers={"HX-Request": "true"}).context["result"]

    def test_it_is_shown_on_the_file_that_was_tested(self, you: Client, failed: Project) -> None:
        assert form_at(you, failed)["result"]["blames"] == ["user", "database"]
        assert form_at(you, failed, "?layer=local")["result"] is None
        assert form_at(you, failed, "?layer=production")["result"] is None

    def test_what_a_later_file_says_is_not_blamed_on_this_one(self, you: Client, failed: Project) -> None:
        you.get(f"/projects/{failed.slug}/?environment=production")
        assert self.try_it(you, failed)["blames"] == ["user"]
        assert form_at(you, failed)["result"]["blames"] == ["user"]


def test_a_stale_tab_is_told_only_what_it_changed(you: Client, shop: Project) -> None:
    stale = as_posted(form_at(you, shop))
    url = f"/projects/{shop.slug}/data-sources/corp1/"
    you.post(url, stale | {"s-port": "3307"})
    page = you.post(url, stale | {"s-host": "new.example.com"}, follow=True)
    assert "Changed data source corp1: host." in page.content.decode()


def test_the_tree_marks_what_changed_in_any_layer(you: Client, shop: Project) -> None:
    def edited() -> list[str]:
        tree = form_at(you, shop)["tree"]
        return [row["name"] for row in (*tree.data_sources, *tree.models) if row["edited"]]

    assert edited() == []
    write(shop, PRODUCTION, {"corp1": {"host": "prod.example.com"}})
    assert edited() == ["corp1"]
    write(shop, "server/model-config.production.json", {"Customer": {"public": False}})
    assert edited() == ["corp1", "Customer"]
