"""What somebody typed and did not save yet: kept sealed for that person, one for each form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone

from designer.loopback import jsontext
from designer.loopback.jsontext import JSONTextError
from designer.loopback.jsonvalues import masked
from projects.models import Draft, Project
from projects.models.sealing import digest

KEPT_FOR = timedelta(days=30)
"""How long a draft waits for its person."""

LARGEST = 2_000_000
"""Characters of a draft; what is longer is not kept."""

_CHOICE = ("mode", "variable")
"""What is chosen for a secret, and no secret itself."""

_NEVER_KEPT = ("csrfmiddlewaretoken", "token")


@dataclass(frozen=True)
class Kept:
    """A draft as it was kept."""

    data: QueryDict
    """What the form would post, without secrets."""
    updated_at: datetime
    has_left_out: bool
    """Whether a secret was typed that is not in it."""


def keep(project: Project, user: User, address: str, data: QueryDict) -> None:
    """Keeps what was typed in the form at `address`, over what was kept of it before; secrets are left out.

    `address` is the path of the form and what chooses its layer, the same for every page that shows it.
    """
    forget_old()
    kept = data.copy()
    for name in _NEVER_KEPT:
        kept.pop(name, None)
    has_left_out = _leave_secrets_out(kept)
    text = json.dumps({"data": kept.urlencode(), "has_left_out": has_left_out})
    if len(text) > LARGEST:
        return
    Draft.objects.update_or_create(
        project=project, user=user, form=digest(address.encode()), defaults={"sealed": text.encode()}
    )


def find(project: Project, user: User, address: str) -> Kept | None:
    """What that person typed in that form and did not save; None where nothing is kept."""
    row = project.drafts.filter(user=user, form=digest(address.encode())).first()
    if row is None or row.updated_at < timezone.now() - KEPT_FOR:
        return None
    kept = json.loads(bytes(row.sealed))
    return Kept(QueryDict(kept["data"]), row.updated_at, bool(kept["has_left_out"]))


def forget(project: Project, user: User, address: str) -> None:
    """Throws the draft of a form away."""
    project.drafts.filter(user=user, form=digest(address.encode())).delete()


def forget_old() -> None:
    """Throws away what nobody came back to."""
    Draft.objects.filter(updated_at__lt=timezone.now() - KEPT_FOR).delete()


def _leave_secrets_out(data: QueryDict) -> bool:
    """Takes the inputs of secret settings out, and masks what is secret in others; whether there was anything.

    The form of a data source asks for a secret again where a mask stands that was not there before.
    """
    found = False
    for key in [key for key in data if key.endswith("-mode")]:
        for name in (f"{key.removesuffix('-mode')}-{ending}" for ending in ("secret", "value")):
            found = bool("".join(data.pop(name, []))) or found
    for key, setting in _settings(data):
        hidden = _masked(setting, str(data[key]))
        found = found or hidden != data[key]
        data[key] = hidden
    return found


def _settings(data: QueryDict) -> list[tuple[str, str]]:
    """The inputs that hold settings of a data source, each with the setting's name."""
    choices = {f"{key.removesuffix('-mode')}-{part}" for key in data if key.endswith("-mode") for part in _CHOICE}
    described = [(key, key.removeprefix("s-")) for key in data if key.startswith("s-") and key not in choices]
    rows = [
        key.removesuffix("-name")
        for key in data
        if key.endswith("-name") and key.removesuffix("name") + "value" in data
    ]
    return described + [(f"{row}-value", str(data[f"{row}-name"])) for row in rows]


def _masked(setting: str, text: str) -> str:
    """What is typed for a setting, with the secrets in it masked; objects and arrays are typed as JSON."""
    try:
        value = jsontext.read(text)
    except JSONTextError:
        value = None
    if not isinstance(value, dict | list):
        return str(masked("datasources.json", ("typed", setting), text))
    hidden = masked("datasources.json", ("typed", setting), value)
    return text if hidden == value else jsontext.dump(hidden)
