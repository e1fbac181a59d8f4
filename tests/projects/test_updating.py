"""What changed in the folder and here is put together; people are asked about what contradicts."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from designer.loopback.application import Application
from projects.access import local_user
from projects.actions import files, importing
from projects.models import Project
from tests.people import SHOP, write_application

pytestmark = pytest.mark.django_db

SOURCES = "server/datasources.json"
CUSTOMER = "common/models/customer.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_application(tmp_path / "app")


@pytest.fixture
def project(folder: Path, db: None) -> Project:
    staged = importing.stage_folder(local_user(), str(folder))
    return importing.take(local_user(), staged, "Shop", "server")


def here(project: Project, path: str, old: str, new: str) -> None:
    def verb(app: Application) -> None:
        assert old in app.text(path)
        app.set_text(path, app.text(path).replace(old, new))

    files.save(project, None, "x", verb)


def there(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new))


def url(project: Project) -> str:
    return f"/projects/{project.slug}/update/"


def texts(project: Project) -> dict[str, str]:
    return {path: file.content.decode() for path, file in files.files_of(project).items()}


def test_different_parts_of_one_file_are_merged_without_a_question(you: Client, project: Project, folder: Path) -> None:
    here(project, SOURCES, "3306", "3307")
    there(folder, SOURCES, '"timezone": "Z"', '"timezone": "local"')
    there(folder, SOURCES, '  "db": {', '  "cache": {\n    "connector": "memory"\n  },\n  "db": {')
    page = you.get(url(project))
    assert page.context["questions"] == []
    assert [(each.path, each.added) for each in page.context["merged"]] == [(SOURCES, 3)]
    you.post(url(project), {"seal": page.context["seal"]})
    expected = (folder / SOURCES).read_text().replace("3306", "3307")
    assert texts(project) == SHOP | {SOURCES: expected}
    assert "Nothing changed there" in you.get(url(project)).content.decode()
    base = project.files.get(path=SOURCES).base
    assert base
    assert bytes(base.sealed) == (folder / SOURCES).read_bytes()


def test_only_the_parts_that_contradict_are_asked_about(you: Client, project: Project, folder: Path) -> None:
    here(project, SOURCES, "3306", "3307")
    here(project, SOURCES, "s3cret-of-corp1", "typed-here")
    here(project, CUSTOMER, '"required": true', '"required": false')
    there(folder, SOURCES, "3306", "4406")
    there(folder, SOURCES, "s3cret-of-corp1", "written-there")
    there(folder, SOURCES, '"user": "shop"', '"user": "root"')
    (folder / CUSTOMER).unlink()
    page = you.get(url(project))
    assert [(each.words, each.mine, each.theirs) for each in page.context["questions"]] == [
        ("The model Customer", None, None),
        ("corp1's password", '"••••••••"', '"••••••••"'),
        ("corp1's port", "3307", "4406"),
    ]
    for secret in (b"typed-here", b"written-there"):
        assert secret not in page.content
    form = {"seal": page.context["seal"], "choice-1": "mine"}
    refused = you.post(url(project), form)
    assert refused.status_code == 422
    assert refused.context["questions"][1].choice == "mine"
    assert project.revisions.count() == 3
    you.post(url(project), form | {"choice-0": "mine", "choice-2": "theirs"})
    held = texts(project)
    expected = SHOP[SOURCES].replace("3306", "4406").replace("s3cret-of-corp1", "typed-here")
    assert held[SOURCES] == expected.replace('"user": "shop"', '"user": "root"')
    assert held[CUSTOMER] == SHOP[CUSTOMER].replace('"required": true', '"required": false')
    kept = project.revisions.get(summary="Kept the version here of 2 files").changes.get(path=SOURCES)
    assert kept.before
    assert bytes(kept.before.sealed) == (folder / SOURCES).read_bytes()


def test_texts_that_are_not_json_are_chosen_as_a_whole(you: Client, project: Project, folder: Path) -> None:
    here(project, "common/models/customer.js", "{}", "{ here() }")
    there(folder, "common/models/customer.js", "{}", "{ there() }")
    page = you.get(url(project))
    assert [(each.words, each.is_whole) for each in page.context["questions"]] == [("common/models/customer.js", True)]
    assert [(each.path, each.changed) for each in page.context["wholes"]] == [("common/models/customer.js", 1)]
    you.post(url(project), {"seal": page.context["seal"], "choice-0": "theirs"})
    assert "there()" in texts(project)["common/models/customer.js"]


def test_another_order_there_is_taken_over_beside_values_here(you: Client, project: Project, folder: Path) -> None:
    here(project, SOURCES, "3306", "3307")
    there(folder, SOURCES, '"port": 3306,\n    "user": "shop"', '"user": "shop",\n    "port": 3306')
    page = you.get(url(project))
    assert page.context["questions"] == []
    you.post(url(project), {"seal": page.context["seal"]})
    expected = (folder / SOURCES).read_text().replace("3306", "3307")
    assert texts(project) == SHOP | {SOURCES: expected}


def test_two_new_orders_are_asked_about(you: Client, project: Project, folder: Path) -> None:
    here(project, SOURCES, '"port": 3306,\n    "user": "shop"', '"user": "shop",\n    "port": 3306')
    there(folder, SOURCES, '"host": "127.0.0.1",\n    "port": 3306', '"port": 3306,\n    "host": "127.0.0.1"')
    page = you.get(url(project))
    (question,) = page.context["questions"]
    assert question.words == "The order in the data source corp1"
    assert "host, user, port" in question.mine
    assert "port, host, user" in question.theirs
    assert "s3cret-of-corp1" not in page.content.decode()
    you.post(url(project), {"seal": page.context["seal"], "choice-0": "theirs"})
    assert texts(project) == SHOP | {SOURCES: (folder / SOURCES).read_text()}


def test_another_layout_on_both_sides_is_no_question_and_no_revision(
    you: Client, project: Project, folder: Path
) -> None:
    here(project, SOURCES, '"port": 3306', '"port":  3306')
    there(folder, SOURCES, '"db": {', '"db":    {')
    before = texts(project)
    page = you.get(url(project))
    assert (page.context["questions"], page.context["merged"]) == ([], [])
    you.post(url(project), {"seal": page.context["seal"]})
    assert texts(project) == before
    assert project.revisions.count() == 1
