"""The page of variables: what is used, what has a value where, and that no value is ever shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from projects.actions import files, variables
from projects.models import Project
from tests.people import browser_of
from tests.projects.test_testing import with_source

pytestmark = pytest.mark.django_db
LAYER = '{"corp1": {"password": "${PROD_PW}", "host": "db.example.com"}}'
TYPED = "va1ue-of-alice"


@pytest.fixture
def project(team: Project) -> Project:
    """Uses variables in two layers, and in ways that LoopBack does not understand."""
    settings = {"host": "${host}", "user": "${DB_USER}", "url": "mysql://u:${DB_USER}"}
    with_source(team, "corp1", connector="mysql", **settings, database="${DB-NAME}/x")
    for path, text in (
        ("server/datasources.production.json", LAYER),
        ("server/component-config.json", '{"explorer": {"apiKey": "${EXPLORER_KEY}"}}'),
        ("server/config.json", '{"host": "127.0.0.1", "secret": "${NEVER}"}'),
    ):
        files.save(team, None, "x", lambda app, path=path, text=text: app.set_text(path, text))  # type: ignore[misc]
    return team


def page(who: str, project: Project) -> Any:
    return browser_of(who).get(f"/projects/{project.slug}/variables/")


def states(answer: Any) -> dict[str, list[str]]:
    return {row["name"]: [cell["state"] for cell in row["cells"]] for row in answer.context["variables"]}


def test_every_name_with_where_it_is_used_and_where_it_has_a_value(project: Project) -> None:
    variables.keep(project, "production", {"PROD_PW": TYPED, "OLD": TYPED})
    answer = page("alice", project)
    assert answer.context["shown_environments"] == ["development", "production"]
    assert states(answer) == {
        "DB_USER": ["missing", "missing"],
        "EXPLORER_KEY": ["missing", "missing"],
        "host": ["own", "overridden"],
        "OLD": ["not needed", "set"],
        "PROD_PW": ["not needed", "set"],
    }
    uses = {row["name"]: [(use["place"], use["url"]) for use in row["uses"]] for row in answer.context["variables"]}
    base = f"/projects/{project.slug}"
    assert uses["DB_USER"][0] == ("corp1.user", f"{base}/data-sources/corp1/")
    assert uses["PROD_PW"] == [("corp1.password", f"{base}/data-sources/corp1/?layer=production")]
    assert uses["EXPLORER_KEY"] == [("explorer.apiKey", f"{base}/files/server/component-config.json")]
    assert uses["OLD"] == []


def test_references_that_loopback_takes_otherwise_are_explained(project: Project) -> None:
    odd = {(row["place"], row["name"]): row["sentence"] for row in page("alice", project).context["odd_uses"]}
    assert set(odd) == {
        ("corp1.host", "host"),
        ("corp1.url", "DB_USER"),
        ("corp1.database", "DB-NAME"),
        ("secret", "NEVER"),
    }
    assert "the application's own setting" in odd["corp1.host", "host"]
    assert "the text before it is lost" in odd["corp1.url", "DB_USER"]
    assert "leaves this text as it is" in odd["corp1.database", "DB-NAME"]
    assert "not in server/config.json" in odd["secret", "NEVER"]


@pytest.mark.parametrize("config", ['{"restApiRoot": "/api"}', "{}"])
def test_a_setting_of_config_json_is_meant_in_the_middleware(project: Project, config: str) -> None:
    middleware = '{"routes": {"loopback#rest": {"paths": ["${restApiRoot}"]}}}'
    for path, text in (("server/middleware.json", middleware), ("server/config.json", config)):
        files.save(project, None, "x", lambda app, path=path, text=text: app.set_text(path, text))  # type: ignore[misc]
    odd = {row["name"] for row in page("alice", project).context["odd_uses"]}
    assert ("restApiRoot" in odd) is (config == "{}")


def test_a_value_is_kept_in_several_environments_and_never_shown(project: Project) -> None:
    alice = browser_of("alice")
    data = {"name": "DB_USER", "value": f" {TYPED} ", "environments": ["development", "production"]}
    assert alice.post(f"/projects/{project.slug}/variables/keep/", data).status_code == 302
    for environment in ("development", "production"):
        assert variables.values(project, environment) == {"DB_USER": f" {TYPED} "}
    for address in ("", "keep/?name=DB_USER", "copy/", "DB_USER/remove/?in=production"):
        answer = alice.get(f"/projects/{project.slug}/variables/{address}")
        assert answer.status_code == 200
        assert TYPED not in answer.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": "DB-USER"}, {"name": ""}, {"environments": []}, {"environments": ["nowhere"]}]
)
def test_what_cannot_be_kept_is_told(wrong: dict[str, Any], project: Project) -> None:
    data = {"name": "DB_USER", "value": TYPED, "environments": ["production"]} | wrong
    answer = browser_of("alice").post(f"/projects/{project.slug}/variables/keep/", data)
    assert answer.status_code == 422
    assert TYPED not in answer.content.decode()
    assert not project.variables.exists()


def test_values_are_copied_unseen_and_replace_none_unasked(project: Project) -> None:
    variables.keep(project, "development", {"DB_USER": "dev", "EXPLORER_KEY": TYPED})
    variables.keep(project, "production", {"DB_USER": "prod"})
    url = f"/projects/{project.slug}/variables/copy/"
    copied = {"source": "development", "target": "production", "name": ""}
    answer = browser_of("alice").post(url, copied, follow=True)
    assert "Copied EXPLORER_KEY from development to production." in answer.content.decode()
    assert TYPED not in answer.content.decode()
    assert variables.values(project, "production") == {"DB_USER": "prod", "EXPLORER_KEY": TYPED}
    browser_of("alice").post(url, copied | {"name": "DB_USER", "replace": "on"})
    assert variables.values(project, "production") == {"DB_USER": "dev", "EXPLORER_KEY": TYPED}
    assert browser_of("alice").post(url, copied | {"target": "development"}).status_code == 422


def test_a_name_that_is_known_is_no_field(project: Project) -> None:
    alice, url = browser_of("alice"), f"/projects/{project.slug}/variables/keep/"
    shown = alice.get(f"{url}?name=DB_USER&in=production").content.decode()
    assert "Set a value for DB_USER" in shown
    assert '<input type="hidden" name="name" value="DB_USER"' in shown
    assert 'type="text" name="name"' in alice.get(url).content.decode()
    wrong = {"name": "DB_USER", "given": "DB_USER", "value": "x"}
    assert 'type="text" name="name"' not in alice.post(url, wrong).content.decode()


def test_throwing_a_value_away_asks_first(project: Project) -> None:
    variables.keep(project, "production", {"DB_USER": "x"})
    url = f"/projects/{project.slug}/variables/DB_USER/remove/"
    assert "cannot be shown or brought back" in browser_of("bob").get(f"{url}?in=production").content.decode()
    assert variables.names(project, "production") == {"DB_USER"}
    assert browser_of("bob").get(f"{url}?in=development").status_code == 404
    browser_of("bob").post(url, {"environment": "production"})
    assert variables.names(project, "production") == set()


def test_a_viewer_sees_names_and_may_not_set(project: Project) -> None:
    variables.keep(project, "development", {"DB_USER": TYPED})
    answer = page("victor", project)
    assert states(answer)["DB_USER"] == ["set", "missing"]
    shown = answer.content.decode()
    assert "variables/keep/" not in shown
    assert TYPED not in shown
    data = {"name": "DB_USER", "value": "victors", "environments": ["development"]}
    for verb in ("keep", "copy", "DB_USER/remove"):
        assert browser_of("victor").post(f"/projects/{project.slug}/variables/{verb}/", data).status_code == 403
    assert variables.values(project, "development") == {"DB_USER": TYPED}


def test_without_variables_it_says_what_they_are_for(you: Client, shop: Project) -> None:
    assert "No variables yet" in you.get(f"/projects/{shop.slug}/variables/").content.decode()


def test_what_another_file_overrides_is_told_and_can_still_be_set(project: Project) -> None:
    put(project, "server/datasources.local.json", '{"corp1": {"password": "x", "user": "y", "url": "z"}}')
    answer = page("alice", project)
    assert states(answer)["DB_USER"] == ["overridden", "overridden"]
    # The file of the environment is merged over the local one.
    assert states(answer)["PROD_PW"] == ["not needed", "missing"]
    content = answer.content.decode()
    assert "overridden by datasources.local.json" in content
    assert "/variables/keep/?name=DB_USER&amp;in=production" in content


def test_files_that_cannot_be_merged_are_no_reason_to_call_a_variable_needed_or_not(project: Project) -> None:
    put(project, "server/datasources.production.json", '{"corp1": {"password": "${PROD_PW}", "host": null}}')
    answer = page("alice", project)
    assert states(answer)["DB_USER"] == ["missing", "unmerged"]
    assert states(answer)["EXPLORER_KEY"] == ["missing", "missing"]
    assert "the files cannot be merged" in answer.content.decode()


def put(project: Project, path: str, text: str) -> None:
    files.save(project, None, "x", lambda app: app.set_text(path, text))
