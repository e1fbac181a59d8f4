"""What the connectors for OpenAPI and for Swagger ask for alike."""

from __future__ import annotations

from designer.connectors import usual
from designer.connectors.base import Kind, Setting

DOCUMENT = "Read the document"
"""The step in which the document is read."""
CACHE = Setting(
    name="cache",
    label="Cache",
    help="Keeps answers to GET for a while, in a key-value model of the application.",
    kind=Kind.OBJECT,
    more=True,
    group=usual.BEHAVIOUR,
    fields=(
        Setting(name="model", label="Model", help="Name of that model.", width=6),
        Setting(
            name="ttl", label="Milliseconds", help="How long an answer is kept; above 0.", kind=Kind.NUMBER, width=6
        ),
    ),
)


def spec(help_text: str) -> Setting:
    """Where the document is."""
    return Setting(name="spec", label="Document", help=help_text, may_contain_secret=True)


def validate() -> Setting:
    """Whether the document is checked first."""
    return usual.switch(
        "validate", "Validate", "Checks the document against its format's rules first.", more=False, group=""
    )
