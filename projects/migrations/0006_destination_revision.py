"""Which revision was published to each destination last."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0005_left_out"),
    ]

    operations = [
        migrations.AddField(
            model_name="destination",
            name="revision",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
