"""What loopback-connector-couchdb2 and loopback-connector-cloudant ask for."""

from __future__ import annotations

from designer.connectors import usual
from designer.connectors.base import Kind, Setting
from designer.connectors.rest_settings import OPTIONS

DATABASE = usual.database(default="test", help="Database of all models that name none of their own.")
MODEL_INDEX = Setting(
    name="modelIndex",
    label="Model’s field",
    help="Field of each document that holds the name of its model.",
    default="loopback__model__name",
    width=6,
    more=True,
    group=usual.BEHAVIOUR,
)
REQUEST_DEFAULTS = Setting(
    name="requestDefaults",
    label="Request options",
    help="Options of the request library for every request, such as a certificate authority in “ca”.",
    kind=Kind.OBJECT,
    may_contain_secret=True,
    more=True,
    group=usual.CONNECTION,
    fields=OPTIONS,
)
USERNAME = usual.user(name="username")
PASSWORD = usual.password()
REST = (MODEL_INDEX, REQUEST_DEFAULTS, usual.lazy_connect(), usual.debug())
STEPS_LEFT_OUT = (
    "Nothing is written, so whether the user may do that is not known.",
    "The databases that single models name are not looked at.",
    "Queries are not run: on a large database without an index they can take long.",
)


def url(example: str, *overrides: str) -> Setting:
    """The server's address."""
    return Setting(
        name="url",
        label="URL",
        help=f"Address of the server with user and password, as in {example}.",
        may_contain_secret=True,
        overrides=overrides,
        group=usual.CONNECTION,
    )
