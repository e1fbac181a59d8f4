"""Values for `${NAME}`, used for tests and never exported unasked."""

from __future__ import annotations

from django.db import models

from projects.models.project import Project
from projects.models.sealing import SealedField


class Variable(models.Model):
    """The value of a variable in one environment."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="variables")
    environment = models.CharField(max_length=100, default="development")
    name = models.CharField(max_length=200)
    sealed = SealedField()
    is_plain = models.BooleanField(default=False)
    """Whether it was kept for settings that hold no secret, such as a host: what says where secrets go is none."""

    class Meta:
        ordering = ["name", "environment"]
        constraints = [
            models.UniqueConstraint(fields=["project", "environment", "name"], name="one_value_per_environment")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.environment})"
