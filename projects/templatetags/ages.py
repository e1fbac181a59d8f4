"""How long ago something was, in words."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def ago(moment: datetime) -> str:
    """Such as “just now”, “3 minutes ago”, “yesterday” or “on 3 March 2026”, in the server's time zone."""
    now, then = timezone.localtime(), timezone.localtime(moment)
    minutes = int((now - then).total_seconds() // 60)
    days = (now.date() - then.date()).days
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return _count(minutes, "minute")
    if days < 1:
        return _count(minutes // 60, "hour")
    if days == 1:
        return "yesterday"
    if days < 7:
        return _count(days, "day")
    return f"on {then.day} {then:%B %Y}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'} ago"
