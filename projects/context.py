"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Whether there are accounts to sign out of."""
    return {"accounts_enabled": settings.TEAM}
