"""The page of problems, what it marks elsewhere, and its fixes."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from designer.loopback.application import Application
from designer.loopback.discovery import choose_root, select
from designer.loopback.problems import CODES, Severity, find
from designer.transfer.folder import FolderTree
from projects.access import local_user
from projects.actions import checking, files, history, variables
from projects.actions.importing import create_project
from projects.models import Project
from tests.corpus import APPLICATIONS
from tests.people import browser_of

pytestmark = pytest.mark.django_db

BROKEN = """{
  "db": {"connector": "memory"},
  "corp1": {"name": "other", "connector": "mysql"},
  "corp2": {"name": "else", "connector": "memory"}
}"""
NULL = '{"User": null}'


def broken(project: Project) -> Project:
    """Two data sources that call themselves something else."""
    files.save(project, None, "Broken", lambda app: app.set_text("server/datasources.json", BROKEN))
    project.refresh_from_db()
    return project


def codes(project: Project, environment: str = "development") -> list[str]:
    return [each.problem.code for each in checking.find(project, environment)]


def url(project: Project, view: str = "problem-list") -> str:
    return reverse(view, args=[project.slug])


def test_the_page_names_each_problem_with_its_place_and_what_it_means(shop: Project, you: Client) -> None:
    page = you.get(url(broken(shop))).content.decode()
    assert "“corp1” calls itself “other”" in page
    assert "server/datasources.json:3" in page
    assert reverse("problem-code", args=["other-name"]) in page


def test_a_problem_stands_below_its_own_severity_whatever_its_kind_usually_is(shop: Project, you: Client) -> None:
    """A definition that replaces a built-in model is advice, but one called Model may stop the start."""
    with_own_models(shop, "Model", "Scope")
    groups = [
        (severity, [row["sentence"] for row in group["rows"]])
        for severity, some in you.get(url(shop)).context["severities"]
        for group in some
        if group["code"].name == "builtin-shadowed"
    ]
    assert [severity for severity, _ in groups] == [Severity.STOPS_BOOT, Severity.ADVICE]
    assert ["“Model”" in sentences[0] for _, sentences in groups] == [True, False]


def with_own_models(project: Project, *names: str) -> None:
    """Definitions with the names of built-in models, and entries for them."""

    def add(app: Application) -> None:
        config = app.members("server/model-config.json")
        app.set_value("server/model-config.json", config | {name: {"dataSource": "db"} for name in names})
        for name in names:
            app.set_value(f"common/models/{name.lower()}.json", {"name": name, "properties": {}})

    files.save(project, None, "Own models", add)
    project.refresh_from_db()


def test_one_click_mends_one_problem_and_can_be_undone(shop: Project, you: Client) -> None:
    broken(shop)
    place = json.dumps(["other-name", "server/datasources.json", "corp2", "name"])
    you.post(url(shop, "problem-mend"), {"problem": place, "next": url(shop)})
    shop.refresh_from_db()
    sources = files.application(shop).data_sources
    assert sources["corp2"].settings["name"] == "corp2"
    assert sources["corp1"].settings["name"] == "other"
    history.undo(shop, None, shop.revisions.get(number=shop.revision))
    assert files.application(shop).text("server/datasources.json") == BROKEN


def test_one_click_mends_all_of_a_kind_as_one_revision(shop: Project, you: Client) -> None:
    before = broken(shop).revision
    you.post(url(shop, "problem-mend"), {"problem": '["other-name"]'})
    shop.refresh_from_db()
    assert "other-name" not in codes(shop)
    assert shop.revision == before + 1


def test_a_problem_that_is_gone_or_not_understood_changes_nothing(shop: Project, you: Client) -> None:
    before = broken(shop).revision
    for problem in (
        "",
        "7",
        "[]",
        '["other-name", "server/nothing.json"]',
        '["no-such-code"]',
        '[{"a": 1}]',
        "[" * 100_000,
    ):
        answer = you.post(url(shop, "problem-mend"), {"problem": problem, "next": "https://elsewhere.example/"})
        assert answer.status_code == 302
        assert answer["Location"] == url(shop)
    shop.refresh_from_db()
    assert shop.revision == before


def test_the_tree_and_the_form_show_what_is_wrong(shop: Project, you: Client) -> None:
    files.save(broken(shop), None, "x", lambda app: app.set_text("server/model-config.json", NULL))
    page = you.get(reverse("data-source-edit", args=[shop.slug, "corp1"])).content.decode()
    tree, form = page.split('id="main"')
    assert "lw-problem-mark" in tree
    assert "“corp1” calls itself “other”" in form
    assert "“corp2” calls itself “else”" not in form


def test_what_takes_long_to_look_for_is_fetched_once_the_page_is_shown(
    shop: Project, you: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_QUICK", 0)
    broken(shop)
    form = you.get(reverse("data-source-edit", args=[shop.slug, "corp1"])).content.decode()
    about = f"{url(shop, 'problems-about')}?kind=data_source&amp;name=corp1"
    assert about in form
    assert "calls itself" not in form
    assert "calls itself" in you.get(about.replace("&amp;", "&")).content.decode()


def test_the_count_tells_the_tree_what_to_mark(shop: Project, you: Client) -> None:
    files.save(broken(shop), None, "x", lambda app: app.set_text("server/model-config.json", NULL))
    count = you.get(url(shop, "problem-count")).content.decode()
    assert f'data-problem-mark="{reverse("model-edit", args=[shop.slug, "User"])}"' in count


def test_each_environment_has_problems_of_its_own(shop: Project) -> None:
    broken(shop)
    text = '{"corp1": {"connector": null}}'
    files.save(shop, None, "x", lambda app: app.set_text("server/datasources.production.json", text))
    shop.refresh_from_db()
    assert "merge-conflict" not in codes(shop)
    assert "merge-conflict" in codes(shop, "production")


def test_every_kind_has_a_page_that_explains_it(you: Client) -> None:
    listed = you.get(reverse("problem-codes")).content.decode()
    for name, code in CODES.items():
        address = reverse("problem-code", args=[name])
        assert address in listed
        assert code.name in you.get(address).content.decode()
        assert len(code.does) > 60
        assert code.remedy
    assert you.get(reverse("problem-code", args=["no-such-code"])).status_code == 404


def test_an_editor_may_mend_and_a_viewer_only_looks(team: Project) -> None:
    broken(team)
    for name, offered in (("bob", True), ("victor", False)):
        page = browser_of(name).get(url(team)).content.decode()
        assert ('form="mend"' in page) is offered


def test_what_was_not_taken_along_is_no_problem(db: None) -> None:
    """A model behind a symbolic link, or one that is not UTF-8, may be all right; nobody here can say."""
    for name in ("symbolic-links", "not-utf8"):
        tree = FolderTree(APPLICATIONS / name)
        selection = select(tree, choose_root(tree, None))
        project = create_project(local_user(), name, selection, Project.Origin.FOLDER, "")
        kept = {each.problem for each in checking.find(project, "development")}
        assert kept == set(find(selection.application))
        assert selection.application.unread


def test_an_environment_that_would_not_start_is_marked_wherever_one_looks(shop: Project, you: Client) -> None:
    broken(shop)
    text = '{"corp1": {"connector": null}}'
    files.save(shop, None, "x", lambda app: app.set_text("server/datasources.production.json", text))
    assert "?environment=production" in you.get(url(shop)).content.decode()
    you.get(url(shop, "problem-count"))
    menu = you.get(url(shop, "file-list")).context["stopped_environments"]
    assert "production" in menu


def test_a_secret_in_clear_becomes_a_variable_by_one_click(shop: Project, you: Client) -> None:
    page = you.get(url(shop)).content.decode()
    assert "Turn into a variable" in page
    place = json.dumps(["secret-in-file", "server/datasources.json", "corp1", "password"])
    you.post(url(shop, "problem-mend"), {"problem": place})
    shop.refresh_from_db()
    assert files.application(shop).data_sources["corp1"].settings["password"] == "${CORP1_PASSWORD}"
    assert variables.values(shop, "development") == {"CORP1_PASSWORD": "s3cret-of-corp1"}
    assert "secret-in-file" not in codes(shop)
    for odd in ('["secret-in-file", "server/datasources.json"]', '["secret-in-file", "x", "a", "b"]'):
        assert you.post(url(shop, "problem-mend"), {"problem": odd}).status_code == 302
