"""A password that stood in a file becomes the value of a variable wherever it counted, and goes nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from projects.actions import files, variables
from projects.models import Project
from tests.people import browser_of
from tests.projects.test_testing import with_source
from tests.projects.test_trust import REFUSED, attempts, tried

__all__ = ["attempts"]
pytestmark = pytest.mark.django_db
MYSQL = {"connector": "mysql", "host": "db.example.com", "user": "shop", "password": "s3cret"}
MOVE = {"s-password-mode": "variable", "s-password-variable": "CORP1_PASSWORD", "s-password-value": ""}


@pytest.fixture
def project(shop: Project) -> Project:
    """Main has the password, staging one of its own; production changes only the host."""
    with_source(shop, "corp1", **MYSQL)
    layers = {
        "production": '{"corp1": {"host": "prod.example.com"}}',
        "staging": '{"corp1": {"password": "0ther"}}',
    }
    for environment, text in layers.items():
        path = f"server/datasources.{environment}.json"
        files.save(shop, None, "x", lambda app, path=path, text=text: app.set_text(path, text))  # type: ignore[misc]
    return shop


def values(project: Project) -> dict[str, dict[str, str]]:
    return {each: variables.values(project, each) for each in ("development", "production", "staging")}


def save(you: Client, project: Project, **typed: str) -> str:
    url = f"/projects/{project.slug}/data-sources/corp1/"
    form = {"s-host": "db.example.com", "s-user": "shop"} | MOVE | typed
    return you.post(url, form, follow=True).content.decode()


def test_the_form_says_where_and_saving_keeps_it_there(you: Client, project: Project) -> None:
    url = f"/projects/{project.slug}/data-sources/corp1/"
    says = "The present password becomes its value in development and production"
    assert says in you.get(url).content.decode()
    assert "is now the value of CORP1_PASSWORD in development and production" in save(you, project)
    kept = {"CORP1_PASSWORD": "s3cret"}
    assert values(project) == {"development": kept, "production": kept, "staging": {}}


def test_another_value_for_tests_replaces_it_only_where_it_was_typed(you: Client, project: Project) -> None:
    variables.keep(project, "staging", {"CORP1_PASSWORD": "kept"})
    save(you, project, **{"s-password-value": "typed"})
    kept = {env: found["CORP1_PASSWORD"] for env, found in values(project).items()}
    assert kept == {"development": "typed", "production": "s3cret", "staging": "kept"}


def test_from_the_file_of_an_environment_it_is_kept_for_that_one(you: Client, project: Project) -> None:
    save(you, project, layer="staging", **{"s-host": "", "s-user": ""})
    assert values(project) == {"development": {}, "production": {}, "staging": {"CORP1_PASSWORD": "0ther"}}


def test_publish_moves_it_in_the_same_way(you: Client, project: Project) -> None:
    where = {"path": "server/datasources.json", "data_source": "corp1", "setting": "password"}
    answer = you.post(f"/projects/{project.slug}/publish/variable/", where, follow=True)
    assert "is now the value of CORP1_PASSWORD in development and production" in answer.content.decode()
    kept = {"CORP1_PASSWORD": "s3cret"}
    assert values(project) == {"development": kept, "production": kept, "staging": {}}


def test_no_test_sends_it_to_another_host_on_its_way(team: Project, attempts: list[dict[str, Any]]) -> None:
    with_source(team, "corp1", **MYSQL)
    assert tried("bob", team, "corp1", **MOVE) == "Yes."
    assert REFUSED in tried("bob", team, "corp1", **MOVE, **{"s-host": "evil.example.com"})
    assert [each["password"] for each in attempts] == ["s3cret"]


def test_kept_for_an_environment_it_is_sent_only_where_it_was_there(
    team: Project, attempts: list[dict[str, Any]]
) -> None:
    with_source(team, "corp1", **MYSQL)
    save(browser_of("bob"), team, **{"s-host": "evil.example.com"})
    assert REFUSED in tried("bob", team, "corp1", **MOVE)
    assert attempts == []
