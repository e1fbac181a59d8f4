"""Settings that many connectors have in common, so that people read the same words everywhere."""

from __future__ import annotations

from typing import Any

from designer.connectors.base import JSON, Kind, Setting

CONNECTION, LOG_IN, TLS, POOL, BEHAVIOUR = "Connection", "Log in", "TLS", "Pool", "Behaviour"
"""The groups of settings, in the order people see."""
PORTS = (1, 65535)
"""The TCP ports that a server can listen on."""


def host(*, default: JSON = "localhost", name: str = "host", aliases: tuple[str, ...] = ()) -> Setting:
    """Where the server is."""
    help_text = "Name or address of the machine that the server runs on."
    return Setting(name=name, label="Host", help=help_text, default=default, width=9, aliases=aliases, group=CONNECTION)


def port(default: int | None) -> Setting:
    """On which port."""
    return Setting(
        name="port",
        label="Port",
        help="TCP port that the server listens on.",
        kind=Kind.NUMBER,
        bounds=PORTS,
        default=default,
        width=3,
        group=CONNECTION,
    )


def user(*, name: str = "user", aliases: tuple[str, ...] = ()) -> Setting:
    """As whom."""
    help_text = "Account that the application logs in with."
    return Setting(name=name, label="User", help=help_text, width=6, aliases=aliases, group=LOG_IN)


def password(*, more: bool = False) -> Setting:
    """With which password."""
    help_text = "Password of that account."
    return Setting(
        name="password", label="Password", help=help_text, kind=Kind.SECRET, width=6, group=LOG_IN, more=more
    )


def database(*, default: JSON = None, label: str = "Database", help: str = "Database that holds the data.") -> Setting:  # noqa: A002
    """In which database."""
    return Setting(name="database", label=label, help=help, default=default, width=6, group=CONNECTION)


def url(example: str, *overrides: str, name: str = "url", label: str = "URL", aliases: tuple[str, ...] = ()) -> Setting:
    """All of it in one text."""
    return Setting(
        name=name,
        label=label,
        help=f"{example}, in the place of the settings that it names.",
        aliases=aliases,
        more=True,
        may_contain_secret=True,
        overrides=overrides,
        group=CONNECTION,
    )


def number(name: str, label: str, help_text: str, **rest: Any) -> Setting:
    """A number under "More settings"."""
    return Setting(name=name, label=label, help=help_text, kind=Kind.NUMBER, **{"more": True, "width": 4} | rest)


def switch(name: str, label: str, help_text: str, **rest: Any) -> Setting:
    """Yes or no, under "More settings"."""
    usual: dict[str, Any] = {"more": True, "width": 4, "default": False, "group": BEHAVIOUR}
    return Setting(name=name, label=label, help=help_text, kind=Kind.BOOLEAN, **usual | rest)


def lazy_connect() -> Setting:
    """Whether the application starts without the server."""
    return switch(
        "lazyConnect", "Connect lazily", "Connects at the first use, so that the application starts without the server."
    )


def debug() -> Setting:
    """Whether LoopBack says what it does."""
    return switch("debug", "Debug", "Writes queries and connection events to the console.")


def secret_text(name: str, label: str, help_text: str, **rest: Any) -> Setting:
    """A secret of several lines, as a private key in PEM is."""
    return Setting(name=name, label=label, help=help_text, kind=Kind.SECRET, multiline=True, **rest)


TLS_FIELDS = (
    Setting(
        name="ca",
        label="Authorities",
        help="Certificates of the authorities to trust, as PEM text.",
        multiline=True,
    ),
    Setting(
        name="cert", label="Client certificate", help="Certificate of the application, as PEM text.", multiline=True
    ),
    secret_text("key", "Client key", "Private key of that certificate, as PEM text."),
    Setting(name="passphrase", label="Passphrase", help="Password of the private key.", kind=Kind.SECRET, width=6),
    Setting(
        name="servername", label="Server name", help="Name that the certificate must have, if not the host’s.", width=6
    ),
    Setting(
        name="rejectUnauthorized",
        label="Check the certificate",
        help="Refuses a server whose certificate nobody vouches for.",
        kind=Kind.BOOLEAN,
        default=True,
        width=6,
    ),
)
"""What Node takes for an encrypted connection (tls.connect)."""


def tls(name: str = "ssl", *, kind: Kind = Kind.OBJECT, help_text: str = "") -> Setting:
    """How the connection is encrypted."""
    return Setting(
        name=name,
        label="TLS",
        help=help_text or "Options for an encrypted connection; certificates as PEM text.",
        kind=kind,
        more=True,
        may_contain_secret=True,
        fields=TLS_FIELDS,
        group=TLS,
    )
