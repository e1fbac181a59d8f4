"""What each revision is about, and where it moved files from, for those that were made already too."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from designer.loopback.application import Application
from designer.loopback.files import decode
from designer.loopback.model import script_path
from designer.loopback.subjects import Effect, Kind, between


def fill(apps: Any, _schema_editor: object) -> None:
    """Adds the subjects of every revision, as far as its own files tell them."""
    subject = apps.get_model("projects", "RevisionSubject")
    for revision in apps.get_model("projects", "Revision").objects.select_related("project").iterator(chunk_size=50):
        changes = {each.path: each for each in revision.changes.select_related("before", "after")}
        root = revision.project.root
        before = Application(_texts({path: each.before for path, each in changes.items()}), root)
        after = Application(_texts({path: each.after for path, each in changes.items()}), root)
        found = between(before, after, list(changes))
        subject.objects.bulk_create(
            [
                subject(
                    revision=revision,
                    kind=each.kind.value,
                    name=each.name[:1000],
                    effect=each.effect.value,
                    old_name=each.old_name[:1000],
                )
                for each in found
            ]
        )
        for each in found:
            if each.kind == Kind.MODEL and each.effect == Effect.RENAMED:
                _note_move(changes, before.models[each.old_name].path, after.models[each.name].path)


def _texts(contents: dict[str, Any]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path, content in contents.items():
        try:
            texts |= {path: decode(bytes(content.sealed))} if content else {}
        except UnicodeDecodeError:
            continue
    return texts


def _note_move(changes: dict[str, Any], old: str | None, new: str | None) -> None:
    if not old or not new or old == new:
        return
    for one, other in ((old, new), (script_path(old), script_path(new))):
        if one in changes and other in changes:
            changes[other].moved_from = one
            changes[other].save(update_fields=["moved_from"])


class Migration(migrations.Migration):
    """Adds projects.RevisionSubject and Change.moved_from, and fills them."""

    dependencies = [("projects", "0002_draft")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="moved_from",
            field=models.CharField(blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="RevisionSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("data_source", "data_source"), ("model", "model")], max_length=20),
                ),
                ("name", models.CharField(max_length=1000)),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("added", "added"),
                            ("changed", "changed"),
                            ("deleted", "deleted"),
                            ("renamed", "renamed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("old_name", models.CharField(blank=True, max_length=1000)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="subjects", to="projects.revision"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["kind", "name"], name="projects_re_kind_870a75_idx"),
                    models.Index(fields=["kind", "old_name"], name="projects_re_kind_3b5e83_idx"),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
