"""Where kept secrets may be sent."""

from __future__ import annotations

from django.db import models

from projects.models.project import Project


class SecretDestination(models.Model):
    """A secret, and an address, user and TLS settings that it may be sent to; both as keyed digests."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="secret_destinations")
    secret = models.CharField(max_length=64)
    destination = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "secret", "destination"], name="one_row_per_secret_destination")
        ]

    def __str__(self) -> str:
        return f"{self.secret[:8]} to {self.destination[:8]}"
