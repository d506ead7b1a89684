"""One row for each command."""

from __future__ import annotations

from django.db import models


class History(models.Model):
    """Who did what to which process, and when."""

    process = models.BigIntegerField(db_index=True)
    actor = models.TextField()
    at = models.DateTimeField()
    command = models.TextField()
    subject = models.TextField()

    def __str__(self) -> str:
        """Return the command."""
        return self.command
