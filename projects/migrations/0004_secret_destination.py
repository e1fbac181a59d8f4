"""Where kept secrets may be sent."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds projects.SecretDestination and Variable.is_plain."""

    dependencies = [("projects", "0003_history")]

    operations = [
        migrations.AddField(
            model_name="variable",
            name="is_plain",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="SecretDestination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret", models.CharField(max_length=64)),
                ("destination", models.CharField(max_length=64)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="secret_destinations",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["project", "secret", "destination"], name="one_row_per_secret_destination"
                    )
                ],
            },
        ),
    ]
