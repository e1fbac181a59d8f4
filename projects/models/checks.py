"""What connection tests said last."""

from __future__ import annotations

from django.db import models

from projects.models.project import Project


class CheckResult(models.Model):
    """The last result of a connection test, of the settings that were saved."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="check_results")
    data_source = models.CharField(max_length=1000)
    environment = models.CharField(max_length=100)
    verdict = models.CharField(max_length=20)
    result = models.JSONField()
    """As `CheckResult.as_dict` of designer.connectors.results gives it, and the `path` of the file that was edited."""
    settings_digest = models.CharField(max_length=64)
    """A digest of the settings that were tested: after a change the verdict is no longer shown."""
    created_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "data_source", "environment"], name="one_result_per_source")
        ]

    def __str__(self) -> str:
        return f"{self.data_source}: {self.verdict}"
