"""What somebody typed and did not save yet: kept sealed for that person, one for each form.

Secrets that are typed for the settings of a data source are left out. The draft of a whole file, as the file editor
keeps it, holds all of its text, secrets too: sealed, and only its person can read it, who may read the file as well.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone

from designer.loopback import jsontext, secrets
from designer.loopback.jsontext import JSONTextError
from designer.loopback.jsonvalues import masked
from projects.models import Draft, Project
from projects.models.sealing import digest

KEPT_FOR = timedelta(days=30)
"""How long a draft waits for its person."""

LARGEST = 2_000_000
"""Characters of a draft; what is longer is not kept."""

PAGE = "page_id"
"""Where a form names the page it was typed in: a tab may show the same form as another."""

_CHOICE = ("mode", "variable")
"""What is chosen for a secret, and no secret itself."""

_ROUGH_JSON = re.compile("[{\\[\"']")

_NEVER_KEPT = ("csrfmiddlewaretoken", "token", "pasted-url")


@dataclass(frozen=True)
class Kept:
    """A draft as it was kept."""

    data: QueryDict
    """What the form would post, without secrets."""
    updated_at: datetime
    has_left_out: bool
    """Whether a secret was typed that is not in it."""


def keep(project: Project, user: User, address: str, data: QueryDict) -> bool:
    """Keeps what was typed in the form at `address`, over what was kept of it before; secrets are left out.

    `address` is the path of the form and what chooses its layer, the same for every page that shows it.
    Says whether it was kept: what is longer than LARGEST is not, and then nothing older is, either.
    """
    forget_old()
    kept = data.copy()
    for name in _NEVER_KEPT:
        kept.pop(name, None)
    has_left_out = _leave_secrets_out(kept)
    text = json.dumps({"data": kept.urlencode(), "has_left_out": has_left_out})
    if len(text) > LARGEST:
        forget(project, user, address)
        return False
    Draft.objects.update_or_create(
        project=project, user=user, form=digest(address.encode()), defaults={"sealed": text.encode()}
    )
    return True


def find(project: Project, user: User, address: str) -> Kept | None:
    """What that person typed in that form and did not save; None where nothing is kept."""
    row = project.drafts.filter(user=user, form=digest(address.encode())).first()
    if row is None or row.updated_at < timezone.now() - KEPT_FOR:
        return None
    kept = json.loads(bytes(row.sealed))
    return Kept(QueryDict(kept["data"]), row.updated_at, bool(kept["has_left_out"]))


def forget_saved(project: Project, user: User, address: str, saved: QueryDict) -> None:
    """Throws the draft of a form away that was saved, unless it was typed in another page that shows the form.

    Scripts name their page in `PAGE`; without them, pages that show another state can be told apart.
    """
    kept = find(project, user, address)
    if kept is None:
        return
    pages = [each.get(PAGE, "") for each in (kept.data, saved)]
    if pages[0] == pages[1] if any(pages) else kept.data.get("seen") == saved.get("seen"):
        forget(project, user, address)


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
        typed = [str(each) for each in data.getlist(key)]  # a list has an input for each of its entries
        hidden = [_masked(setting, each) for each in typed]
        found = found or hidden != typed
        data.setlist(key, hidden)
    return found


def _settings(data: QueryDict) -> list[tuple[str, str]]:
    """The inputs that hold settings of a data source, each with the setting's name."""
    choices = {f"{key.removesuffix('-mode')}-{part}" for key in data if key.endswith("-mode") for part in _CHOICE}
    described = [(key, key.removeprefix("s-")) for key in data if key.startswith("s-") and key not in choices]
    rows = [key.removesuffix("-value") for key in data if key.endswith("-value") and key not in dict(described)]
    return described + [(f"{row}-value", str(data.get(f"{row}-name", ""))) for row in rows]


def _masked(setting: str, text: str) -> str:
    """What is typed for a setting, with the secrets in it masked; objects and arrays are typed as JSON.

    What has no name yet may be anything.
    """
    if not setting:
        return secrets.MASK if text else text
    try:
        value = jsontext.read(text)
    except JSONTextError:
        value = None
    if not isinstance(value, dict | list):
        hidden_text = str(masked("datasources.json", ("typed", setting), text))
        # What has a bracket or quote may be JSON that is not finished.
        return secrets.mask("unfinished.json", hidden_text) if _ROUGH_JSON.search(text) else hidden_text
    hidden = masked("datasources.json", ("typed", setting), value)
    return text if hidden == value else jsontext.dump(hidden)
