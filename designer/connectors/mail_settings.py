"""What LoopBack's mail connector asks for: transports of nodemailer.

From loopback 3.28 (lib/connectors/mail.js) and nodemailer 6.10.1 (lib/smtp-transport, lib/smtp-connection).
"""

from __future__ import annotations

from designer.connectors import usual
from designer.connectors.base import Kind, Setting

_TYPES = (
    ("smtp", "SMTP"),
    ("direct", "Direct delivery"),
    ("stub", "Nothing is sent (stub)"),
    ("sendmail", "sendmail"),
    ("ses", "Amazon SES"),
)

_AUTH = (
    Setting(name="user", label="User", help="Account at the mail server, often an address.", width=6),
    Setting(name="pass", label="Password", help="Password of that account.", kind=Kind.SECRET, width=6),
    Setting(
        name="type",
        label="Kind",
        help="How to log in.",
        kind=Kind.CHOICE,
        choices=(("login", "Password"), ("OAuth2", "OAuth 2")),
        default="login",
        width=4,
        more=True,
    ),
    Setting(
        name="method",
        label="Method",
        help="Way to send the password; otherwise the first of these that the server offers.",
        kind=Kind.CHOICE,
        choices=(("PLAIN", "PLAIN"), ("LOGIN", "LOGIN"), ("CRAM-MD5", "CRAM-MD5")),
        width=4,
        more=True,
    ),
    Setting(name="clientId", label="Client", help="For OAuth 2: the application’s id.", width=4, more=True),
    Setting(
        name="clientSecret",
        label="Client secret",
        help="For OAuth 2: the application’s secret.",
        kind=Kind.SECRET,
        width=4,
        more=True,
    ),
    Setting(
        name="refreshToken",
        label="Refresh token",
        help="For OAuth 2: what gets new access tokens.",
        kind=Kind.SECRET,
        width=4,
        more=True,
    ),
    Setting(
        name="accessToken",
        label="Access token",
        help="For OAuth 2: what logs in.",
        kind=Kind.SECRET,
        width=4,
        more=True,
    ),
    Setting(
        name="accessUrl", label="Token address", help="For OAuth 2: where access tokens come from.", width=6, more=True
    ),
    Setting(
        name="serviceClient",
        label="Service account",
        help="For OAuth 2: id of a service account.",
        width=6,
        more=True,
    ),
    usual.secret_text("privateKey", "Private key", "For OAuth 2: key of the service account, as PEM text.", more=True),
)

TRANSPORT = (
    Setting(
        name="type",
        label="Type",
        help="How mail is sent; without a type it is thrown away.",
        kind=Kind.CHOICE,
        choices=_TYPES,
        default="stub",
        width=4,
    ),
    Setting(name="host", label="Host", help="Name or address of the mail server.", default="localhost", width=5),
    Setting(
        name="port",
        label="Port",
        help="587, which encrypts with STARTTLS, or 465, which is encrypted from the start.",
        kind=Kind.NUMBER,
        bounds=usual.PORTS,
        default=587,
        width=3,
    ),
    Setting(
        name="secure",
        label="Encrypted from the start",
        help="As on port 465; switched off, STARTTLS is used where the server offers it.",
        kind=Kind.BOOLEAN,
        default=False,
        width=4,
    ),
    Setting(
        name="service",
        label="Service",
        help="Known service, such as Gmail or SendGrid, in the place of host, port and encryption.",
        width=4,
    ),
    Setting(name="alias", label="Alias", help="Name by which a message can choose this transport.", width=4),
    Setting(
        name="auth",
        label="Log in",
        help="Account at the mail server.",
        kind=Kind.OBJECT,
        may_contain_secret=True,
        fields=_AUTH,
    ),
    usual.switch("requireTLS", "Insist on STARTTLS", "Sends nothing to a server without STARTTLS.", group=usual.TLS),
    usual.switch("ignoreTLS", "No STARTTLS", "Stays unencrypted, even where STARTTLS is offered.", group=usual.TLS),
    usual.switch(
        "opportunisticTLS", "Without, if need be", "Goes on unencrypted where STARTTLS fails.", group=usual.TLS
    ),
    usual.tls("tls"),
    Setting(
        name="url",
        label="URL",
        help="smtps://user:password@host:465; where it is filled in, only type and alias count beside it.",
        more=True,
        may_contain_secret=True,
    ),
    Setting(name="name", label="Own name", help="Name by which LoopBack greets the server (EHLO).", width=6, more=True),
    Setting(
        name="authMethod",
        label="Method to log in",
        help="Way to send the password, such as PLAIN or LOGIN.",
        width=6,
        more=True,
    ),
    usual.number("connectionTimeout", "Time to connect", "Milliseconds to wait for a connection.", default=120000),
    usual.number("greetingTimeout", "Time to greet", "Milliseconds to wait for the greeting.", default=30000),
    usual.number("socketTimeout", "Time to answer", "Milliseconds of silence before it gives up.", default=600000),
    usual.switch("pool", "Keep connections", "Sends several messages over one connection."),
    usual.number("maxConnections", "Connections at most", "With kept connections: how many at once.", default=5),
    usual.number("maxMessages", "Messages at most", "With kept connections: messages over each.", default=100),
    Setting(name="proxy", label="Proxy", help="URL of a proxy to connect through.", more=True, may_contain_secret=True),
    usual.switch("logger", "Log", "Writes the events of the connection to the console."),
    usual.switch("debug", "Log everything", "With the log: what is sent and received, too."),
)

SETTINGS = (
    Setting(
        name="transports",
        entry="transport",
        label="Transports",
        help="Ways to send mail; the first is used where a message does not choose one.",
        kind=Kind.ARRAY,
        may_contain_secret=True,
        overrides=("transport",),
        fields=TRANSPORT,
    ),
    Setting(
        name="transport",
        label="Transport",
        help="One way to send mail, for applications without the list above.",
        kind=Kind.OBJECT,
        may_contain_secret=True,
        more=True,
        fields=TRANSPORT,
    ),
    usual.switch("debug", "Debug", "Writes every message that is sent to the console."),
)
