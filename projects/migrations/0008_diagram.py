"""Where the cards of a project's diagram stand."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0007_running_test")]

    operations = [
        migrations.CreateModel(
            name="Diagram",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("positions", models.JSONField(default=dict)),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="diagram", to="projects.project"
                    ),
                ),
            ],
        ),
    ]
