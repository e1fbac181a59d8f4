"""What a form showed, so that a text nobody touched is told from one that was typed, whatever the file holds by now."""

from __future__ import annotations

import json
from collections.abc import Mapping

from projects.actions.parts import digest_of


class Shown:
    """Keyed digests of the texts that a form showed, as they came back with it in a hidden input."""

    def __init__(self, sealed: str) -> None:
        try:
            found = json.loads(sealed) if sealed else {}
        except (ValueError, RecursionError):
            found = {}
        self._digests = found if isinstance(found, dict) else {}

    def is_untouched(self, field: str, text: str) -> bool:
        """Whether `text` is what the form showed in that field."""
        return field in self._digests and self._digests[field] == _digest(field, text)


def seal_shown(texts: Mapping[str, str]) -> str:
    """What a form carries of the texts that it shows, by field."""
    return json.dumps({field: _digest(field, text) for field, text in texts.items()})


def _digest(field: str, text: str) -> str:
    # Browsers send line ends of their own.
    return digest_of([field, text.replace("\r\n", "\n")])
