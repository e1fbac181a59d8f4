"""Connection tests that are under way."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from projects.models.project import Project


class RunningTest(models.Model):
    """A connection test that runs in some process, or that was cancelled before it began.

    Whoever runs it writes down here how far it is, and looks here whether it was cancelled. The row is gone when the
    test has ended. There is no secret in it: steps come without any.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="running_tests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="running_tests")
    token = models.CharField(max_length=64)
    """Made by the page that starts the test, new for each one, so that it can ask and cancel from the first moment."""
    environment = models.CharField(max_length=100, blank=True)
    data_source = models.CharField(max_length=1000, blank=True)
    is_bulk = models.BooleanField(default=False)
    """Whether it tests all data sources of the environment."""
    progress = models.JSONField(default=dict)
    """What the page shows meanwhile: the `steps` of one test, or the `sources` of a bulk one by name."""
    is_cancelled = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    """None as long as only its cancellation came."""
    seen_at = models.DateTimeField()
    """When its process last gave a sign of life."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user", "token"], name="one_running_test_per_token"),
            models.UniqueConstraint(
                fields=["project", "user"], condition=models.Q(is_bulk=True), name="one_bulk_test_per_person"
            ),
        ]
        indexes = [models.Index(fields=["seen_at"], name="running_test_seen")]

    def __str__(self) -> str:
        return f"{self.user} tests {self.data_source or 'all'} of {self.project}"
