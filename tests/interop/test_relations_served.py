"""A real LoopBack boots relations that were made with all they call for, and serves them from both sides."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from designer.loopback.jsontext import JSON
from designer.loopback.model_properties import PropertyRow
from projects.access import local_user
from projects.actions import importing, models
from projects.actions.relations import create_relation
from projects.models import Project
from tests.interop import loopback
from tests.interop.loopback import Boot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("installed")]


@pytest.fixture
def project() -> Project:
    made = importing.create_from_template(local_user(), "api-server", "School")
    for name in ("Student", "Course", "Note"):
        models.create(made, local_user(), name, {}, {"dataSource": "db", "public": True})
    models.update_properties(
        made, local_user(), "Course", models.PropertiesEdit([PropertyRow(None, "title", {"type": "string"})])
    )
    return made


def started(project: Project, folder: Path, boot: Boot) -> loopback.Server:
    call_command("export_app", project.slug, str(folder))
    loopback.link(folder)
    return boot(folder)


def test_many_to_many_through_a_model_that_came_along(project: Project, boot: Boot, tmp_path: Path) -> None:
    value: dict[str, JSON] = {"type": "hasMany", "model": "Course", "through": "Enrolment"}
    create_relation(
        project, local_user(), "Student", "courses", value,
        with_inverse=True, with_foreign_key=True, with_through=True,
    )  # fmt: skip
    server = started(project, tmp_path / "school", boot)
    student = server.call("POST", "/api/Students", {})
    course = server.call("POST", f"/api/Students/{student['id']}/courses", {"title": "Logic"})
    assert server.call("GET", f"/api/Students/{student['id']}/courses") == [course]
    assert server.call("GET", f"/api/Courses/{course['id']}/students") == [student]
    found = server.call("GET", '/api/Students?filter={"include":"courses"}')
    assert found[0]["courses"] == [course]


def test_polymorphic_on_both_sides(project: Project, boot: Boot, tmp_path: Path) -> None:
    value: dict[str, JSON] = {"type": "hasMany", "model": "Note", "polymorphic": "about"}
    create_relation(project, local_user(), "Student", "notes", value, with_inverse=True, with_foreign_key=True)
    create_relation(project, local_user(), "Course", "notes", value, with_inverse=True, with_foreign_key=True)
    server = started(project, tmp_path / "school", boot)
    student, course = (server.call("POST", f"/api/{each}", {}) for each in ("Students", "Courses"))
    note = server.call("POST", f"/api/Courses/{course['id']}/notes", {})
    assert (note["aboutId"], note["aboutType"]) == (course["id"], "Course")
    assert server.call("GET", f"/api/Notes/{note['id']}/about")["id"] == course["id"]
    assert server.call("GET", f"/api/Students/{student['id']}/notes") == []
    assert project.revisions.count() == 6
