"""Applications with very many models: pages hold a part of the lists, and what they leave out comes when asked for."""

from __future__ import annotations

import pytest
from django.test import Client

from projects.access import local_user
from projects.actions import files, models, readings
from projects.models import Project
from tests.benchmarks import generated
from tests.people import make_project

pytestmark = pytest.mark.django_db
COUNT = 400


@pytest.fixture
def large() -> Project:
    return make_project(local_user(), generated.files(COUNT))


@pytest.fixture
def you(client: Client) -> Client:
    client.force_login(local_user())
    return client


def page(you: Client, project: Project, path: str = "") -> str:
    answer = you.get(f"/projects/{project.slug}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def links(html: str, project: Project) -> list[str]:
    """The models that a piece of a page links to, in its order."""
    begin = f'href="/projects/{project.slug}/models/Model'
    return [f"Model{each.partition('/')[0]}" for each in html.split(begin)[1:]]


def tree_of(html: str) -> str:
    return html.partition('id="tree-rows"')[2].partition('class="lw-side-foot"')[0]


class TestTree:
    def test_it_shows_the_neighbours_of_what_the_page_is_about(self, you: Client, large: Project) -> None:
        tree = tree_of(page(you, large, "models/Model200/"))
        shown = links(tree, large)
        assert {"Model190", "Model200", "Model210"} <= set(shown)
        assert len(shown) == 60
        assert tree.count('aria-current="page"') == 1
        assert f'{"Model200"}/" aria-current="page"' in tree
        assert f"Show all {COUNT}" in tree

    def test_a_page_about_something_else_shows_the_first(self, you: Client, large: Project) -> None:
        shown = links(tree_of(page(you, large, "history/")), large)
        assert (shown[0], len(shown)) == ("Model0", 60)

    def test_the_last_ones_have_nothing_after_them(self, you: Client, large: Project) -> None:
        tree = tree_of(page(you, large, f"models/Model{COUNT - 1}/"))
        assert links(tree, large)[-1] == f"Model{COUNT - 1}"
        assert " more</span>" not in tree.partition("<h2>Models</h2>")[2]

    def test_what_a_filter_finds_comes_from_all(self, you: Client, large: Project) -> None:
        assert links(page(you, large, "tree/?q=model399"), large) == ["Model399"]
        found = links(page(you, large, "tree/?q=MODEL+db1"), large)
        assert set(found) <= {f"Model{number}" for number in range(COUNT)}
        assert found
        assert "None with that" in page(you, large, "tree/?q=nothing-like-it")

    def test_everything_comes_when_asked_for_and_is_kept_by_nobody(self, you: Client, large: Project) -> None:
        answer = you.get(f"/projects/{large.slug}/tree/?all=yes&model=Model7")
        html = answer.content.decode()
        assert len(links(html, large)) == COUNT
        assert 'Model7/" aria-current="page"' in html
        assert "no-store" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]

    def test_only_those_who_may_see_the_project_get_it(self, large: Project) -> None:
        assert Client().get(f"/projects/{large.slug}/tree/?all=yes").status_code in {302, 403}

    def test_it_marks_what_was_edited_and_what_is_wrong(self, you: Client, large: Project) -> None:
        models.attach(large, local_user(), ["Model200"], "db2")
        tree = tree_of(page(you, large, "models/Model201/"))
        assert ", edited</span>" in tree.partition('/models/Model200/"')[2].partition("</li>")[0]
        assert ", edited</span>" not in tree.partition('/models/Model202/"')[2].partition("</li>")[0]

    def test_a_small_application_is_shown_as_a_whole(self, you: Client) -> None:
        small = make_project(local_user(), generated.files(100))
        html = page(you, small)
        assert len(links(tree_of(html), small)) == 100
        assert "Show all" not in tree_of(html)
        assert "hx-get" not in html.partition('id="tree-filter"')[2].partition(">")[0]


class TestLists:
    @pytest.mark.parametrize("path", ["models/", "files/"])
    def test_a_list_comes_a_page_at_a_time_and_all_when_asked_for(self, you: Client, large: Project, path: str) -> None:
        def rows(query: str) -> int:
            return page(you, large, f"{path}{query}").count("<tr data-filter-row>")

        assert rows("") == rows("?page=2") == 100
        assert rows("?page=all") >= COUNT
        assert 0 < rows("?page=99999") <= 100
        assert rows("?page=nonsense") == 100

    def test_the_filter_looks_through_all_pages(self, you: Client, large: Project) -> None:
        assert "/models/Model399/" in page(you, large, "models/?q=model399").partition("<main")[2]
        assert "/models/Model399/" not in page(you, large, "models/").partition("<main")[2]
        assert "model-399.json" in page(you, large, "files/?q=model-399").partition("<main")[2]
        assert "model-399.json" not in page(you, large, "files/").partition("<main")[2]

    def test_the_next_page_keeps_the_filter(self, you: Client, large: Project) -> None:
        assert 'rel="next" href="/projects/' in page(you, large, "models/?q=model")
        assert "?q=model&amp;page=2" in page(you, large, "models/?q=model")


def test_the_page_of_a_data_source_names_some_of_many_models(you: Client, large: Project) -> None:
    models.attach(large, local_user(), [f"Model{number}" for number in range(30)], "db1")
    main = page(you, large, "data-sources/db1/").partition("<main")[2]
    assert 0 < len(links(main, large)) <= 12
    assert f'/projects/{large.slug}/models/?q=db1"' in main


def test_pages_do_not_grow_with_what_they_do_not_show(you: Client, large: Project) -> None:
    larger = make_project(local_user(), generated.files(2 * COUNT))
    for path in ("history/", "settings/", "files/", "models/", "variables/"):
        assert len(page(you, larger, path)) < 1.1 * len(page(you, large, path)), path


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_in_memory_is_what_was_saved(you: Client) -> None:
    project = make_project(local_user(), generated.files(20))
    for number in (1, 2, 3, 2, 1):
        models.attach(project, local_user(), ["Model5"], f"db{number}")
        app = files.application(project)
        known = {path: (app.text(path), app.value(path)) for path in app.paths if path.endswith(".json")}
        readings.forget_all()
        fresh = files.application(project)
        assert known == {path: (fresh.text(path), fresh.value(path)) for path in known}
        assert app.models["Model5"].data_source == f"db{number}"
        assert dict(app.models.definition_paths) == dict(fresh.models.definition_paths)


@pytest.mark.django_db(transaction=True)
def test_a_new_model_and_a_renamed_one_are_known_at_once(you: Client) -> None:
    project = make_project(local_user(), generated.files(20))
    assert "Model5" in files.application(project).models.definition_paths
    models.rename(project, local_user(), "Model5", "Renamed")
    models.create(project, local_user(), "Another", {"base": "PersistedModel"}, {"dataSource": "db1"})
    defined = files.application(project).models.definition_paths
    assert {"Renamed", "Another"} <= set(defined)
    assert "Model5" not in defined
