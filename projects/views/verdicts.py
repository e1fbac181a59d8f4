"""What a connection test said last, in words for lists, the tree and the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from designer.connectors.base import Connector
from projects.actions.last_results import LastResult
from projects.models import Project
from projects.templatetags.ages import ago

CHANGED = "changed"
"""Stands for the verdict of a result whose settings or variables were changed since."""

TOKEN = "TOKEN"  # noqa: S105 - a word in addresses
"""Stands in addresses for the token that the page makes up for each test."""

_WORDS = {
    "verified": "Verified",
    "failed": "Failed",
    "works-only-here": "Works here, fails in LoopBack:",
    "unverified": "Not verifiable:",
}


def mark(last: LastResult | None) -> dict[str, Any] | None:
    """A sign with its words, such as “Verified 3 minutes ago”; None where nothing was ever tested."""
    if last is None:
        return None
    age = ago(last.when)
    if not last.is_current:
        said = f"Changed since it {_was(last.verdict)} {age}"
        return {"verdict": CHANGED, "said": said, "when": last.when, "sentence": ""}
    words = _WORDS.get(last.verdict, "")
    said = f"{words} tested {age}" if words.endswith(":") else f"{words} {age}"
    return {"verdict": last.verdict, "said": said.strip(), "when": last.when, "sentence": last.sentence}


def shown(last: LastResult) -> dict[str, Any]:
    """The whole result as the form shows it."""
    result: Mapping[str, Any] = last.result
    if last.is_current:
        return {**result, "when": ago(last.when), "at": last.when}
    sentence = (
        f"The settings, or the variables in them, were changed since this data source {_was(last.verdict)} "
        f"{ago(last.when)}. Test it again."
    )
    return {"verdict": CHANGED, "sentence": sentence, "blames": [], "steps": [], "was": last.verdict, "at": last.when}


def test_context(project: Project, connector: Connector | None) -> dict[str, Any]:
    """What the form says of a test before it is made, and asks while it runs."""
    return {
        "connector_url": connector_url(project, connector),
        "coming_steps": [{"name": name, "state": "waiting"} for name in (connector.steps if connector else ())],
        "deadline_seconds": settings.TEST_SECONDS,
        "progress_url": reverse("test-progress", args=[project.slug, TOKEN]),
        "cancel_url": reverse("test-cancel", args=[project.slug, TOKEN]),
    }


def connector_url(project: Project, connector: Connector | None) -> str:
    """The page about a connector, from where a link leads back to the project; empty where nobody described it."""
    return f"{reverse('connector', args=[connector.key])}?project={project.slug}" if connector else ""


def _was(verdict: str) -> str:
    return {"verified": "was verified", "failed": "failed"}.get(verdict, "was tested")
