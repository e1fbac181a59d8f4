"""Lists, tree and heads show the application as it is in the chosen environment."""

from __future__ import annotations

import pytest
from django.test import Client

from projects.actions import diagrams, files
from projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(shop: Project) -> Project:
    """In production User is attached to corp1 and hidden, and there is one more data source."""
    texts = {
        "server/model-config.production.json": '{"User": {"dataSource": "corp1", "public": false}}',
        "server/datasources.production.json": '{"archive": {"name": "archive", "connector": "memory"}}',
    }
    for path, text in texts.items():
        files.save(shop, None, f"Wrote {path}", lambda app, path=path, text=text: app.set_text(path, text))  # type: ignore[misc]
    return shop


@pytest.mark.parametrize("environment,source", [("development", "db"), ("production", "corp1")])
def test_a_model_has_the_data_source_of_the_environment(
    you: Client, project: Project, environment: str, source: str
) -> None:
    url = f"/projects/{project.slug}/"
    overview = you.get(f"{url}?view=list&environment={environment}").context
    assert next(row for row in overview["tree"].models if row["name"] == "User")["data_source"] == source
    assert [group["name"] for group in overview["groups"] if "User" in [m["name"] for m in group["models"]]] == [source]
    listed = you.get(f"{url}models/").context["models"]
    assert [(row["data_source"], row["public"]) for row in listed if row["name"] == "User"] == [
        (source, environment == "development")
    ]
    head = you.get(f"{url}models/User/").context["model"]
    assert (head["data_source"], head["public"]) == (source, environment == "development")


def test_a_data_source_of_another_environment_is_marked(you: Client, project: Project) -> None:
    url = f"/projects/{project.slug}/"
    for address in (f"{url}?view=list&", f"{url}data-sources/?"):
        assert "not in development</span>" in you.get(f"{address}environment=development").content.decode()
        assert "not in production</span>" not in you.get(f"{address}?environment=production").content.decode()
    tree = you.get(f"{url}?environment=development").context["tree"]
    assert {row["name"]: row["elsewhere"] for row in tree.data_sources} == {
        "db": "",
        "corp1": "",
        "archive": "production",
    }


def test_a_data_source_has_the_connector_of_the_environment(you: Client, project: Project) -> None:
    layer = '{"db": {"connector": "mysql"}}'
    files.save(project, None, "Layer", lambda app: app.set_text("server/datasources.production.json", layer))
    for environment, title, connector in (("development", "In-memory", "memory"), ("production", "MySQL", "mysql")):
        shown = you.get(f"/projects/{project.slug}/?environment={environment}").context["tree"].data_sources
        assert next(row["title"] for row in shown if row["name"] == "db").startswith(title)
        graph = diagrams.graph_of(project, environment)
        assert next(node.connector for node in graph.data_sources if node.name == "db") == connector


def test_a_model_attached_to_what_the_environment_lacks_stands_out(you: Client, project: Project) -> None:
    config = '{"User": {"dataSource": "archive"}}'
    files.save(project, None, "Local", lambda app: app.set_text("server/model-config.local.json", config))
    broken = {
        environment: [
            row["name"]
            for row in you.get(f"/projects/{project.slug}/?view=list&environment={environment}").context["broken"]
        ]
        for environment in ("development", "production")
    }
    assert broken == {"development": ["User"], "production": []}


def test_a_script_may_add_any_data_source_so_none_is_marked(you: Client, project: Project) -> None:
    script = "module.exports = {};\n"
    files.save(project, None, "Script", lambda app: app.set_text("server/datasources.local.js", script))
    tree = you.get(f"/projects/{project.slug}/?environment=development").context["tree"]
    assert not any(row["elsewhere"] for row in tree.data_sources)
