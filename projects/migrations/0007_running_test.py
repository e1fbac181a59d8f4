"""Connection tests that are under way."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0006_destination_revision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RunningTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=64)),
                ("environment", models.CharField(blank=True, max_length=100)),
                ("data_source", models.CharField(blank=True, max_length=1000)),
                ("is_bulk", models.BooleanField(default=False)),
                ("progress", models.JSONField(default=dict)),
                ("is_cancelled", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField()),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="running_tests", to="projects.project"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="running_tests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seen_at"], name="running_test_seen")],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "user", "token"), name="one_running_test_per_token"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_bulk", True)),
                        fields=("project", "user"),
                        name="one_bulk_test_per_person",
                    ),
                ],
            },
        ),
    ]
