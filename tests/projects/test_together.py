"""Several people at once: real threads, a real database file; whatever the order, the files stay consistent."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from designer.loopback import problems
from designer.loopback.application import Application, Refused
from designer.loopback.jsontext import JSON
from designer.loopback.model_properties import PropertyRow
from projects.access import local_user
from projects.actions import data_sources, files, index, models
from projects.actions.files import Conflict
from projects.actions.models import PropertiesEdit
from projects.models import Project
from tests.people import make_project

pytestmark = pytest.mark.django_db(transaction=True)


def together(*verbs: Callable[[], object]) -> list[str]:
    """Does all of them at the same time; what was refused, in their order."""
    barrier = threading.Barrier(len(verbs))
    refusals = [""] * len(verbs)

    def run(position: int, verb: Callable[[], object]) -> None:
        barrier.wait()
        try:
            verb()
        except Refused as refusal:
            refusals[position] = str(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refusals


def codes(project: Project) -> set[str]:
    return {problem.code for problem in problems.find(files.application(project))}


@pytest.mark.parametrize("attempt", range(5))
def test_one_renames_a_data_source_while_another_attaches_a_model_to_it(attempt: int) -> None:
    project = make_project(local_user())
    refusals = together(
        lambda: data_sources.rename(project, None, "corp1", "warehouse"),
        lambda: models.attach(project, None, ["User"], "corp1"),
    )
    assert "unknown-data-source" not in codes(project)
    user = files.application(project).models["User"].data_source
    assert (user, bool(refusals[1])) in {("warehouse", False), ("db", True)}


def test_many_changes_of_different_parts_all_stand() -> None:
    project = make_project(local_user())
    names = [f"source{number}" for number in range(8)]
    refusals = together(
        *(lambda name=name: data_sources.create(project, None, name, "memory", {}, {}, "development") for name in names)
    )
    assert refusals == [""] * 8
    assert set(names) < set(files.application(project).data_sources)
    assert sorted(project.revisions.values_list("number", flat=True)) == list(range(1, 9))


def test_two_add_the_same_name_and_one_is_told() -> None:
    project = make_project(local_user())
    add = lambda: data_sources.create(project, None, "new", "memory", {}, {}, "development")  # noqa: E731
    refusals = together(add, add)
    assert sorted(bool(refusal) for refusal in refusals) == [False, True]


def edit_of(project: Project, old_name: str, value: JSON) -> PropertiesEdit:
    """What a form opened now would save: one property changed, the others left alone."""
    app = files.application(project)
    rows = [PropertyRow(name, name, value) if name == old_name else name for name in app.models["Customer"].properties]
    return PropertiesEdit(rows, seen=models.seal_properties(app, "Customer"))


@pytest.mark.parametrize("attempt", range(3))
def test_two_edit_different_properties_of_one_model_and_both_stand(attempt: int) -> None:
    project = make_project(local_user())
    edits = edit_of(project, "email", "number"), edit_of(project, "tags", ["number"])
    together(*(lambda edit=edit: models.update_properties(project, None, "Customer", edit) for edit in edits))
    assert files.application(project).models["Customer"].properties == {"email": "number", "tags": ["number"]}


@pytest.mark.parametrize("attempt", range(3))
def test_two_change_the_same_property_and_exactly_one_is_asked(attempt: int) -> None:
    project = make_project(local_user())
    edits = [edit_of(project, "email", value) for value in ("number", "date")]
    asked: list[str] = []

    def save(edit: PropertiesEdit, value: str) -> None:
        try:
            models.update_properties(project, None, "Customer", edit)
        except Conflict:
            asked.append(value)

    together(lambda: save(edits[0], "number"), lambda: save(edits[1], "date"))
    assert len(asked) == 1
    assert files.application(project).models["Customer"].properties["email"] in {"number", "date"} - {*asked}


def test_what_is_kept_of_a_revision_is_what_the_database_says() -> None:
    project = make_project(local_user())
    verbs: list[Callable[[Application], None]] = [
        lambda app: app.models.rename("Customer", "Client"),
        lambda app: app.models.delete("Order", with_script=True),
        lambda app: app.models.add("Note", {}, {"dataSource": "db"}),
        lambda app: app.set_text("common/models/remark.json", '{"name": "Comment"}'),
        lambda app: app.set_text("common/models/remark.json", '{"name": "Remark"}'),
    ]
    for verb in verbs:
        files.save(project, None, "x", verb)
        assert index.of(project) == index.read(project)
        names = files.application(project).definition_names
        assert names == {
            row.path: row.model_name for row in project.files.filter(kind="definition", content__isnull=False)
        }
