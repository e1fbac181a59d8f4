"""What loopback-connector-soap asks for, from version 4.3 of it (lib/soap-connector.js, lib/http.js)."""

from __future__ import annotations

from designer.connectors import usual
from designer.connectors.base import Kind, Setting
from designer.connectors.rest_settings import OPTIONS, plain, texts

REQUEST = "Request"
WSDL = "Read the WSDL"
"""The step in which the WSDL is read."""


def _for(*schemes: str) -> tuple[str, tuple[str, ...]]:
    return "scheme", schemes


SECURITY = (
    Setting(
        name="scheme",
        label="Kind",
        help="How calls log in; the WSDL is loaded without it.",
        kind=Kind.CHOICE,
        choices=(
            ("BasicAuth", "HTTP Basic"),
            ("Bearer", "Bearer token"),
            ("WS", "WS-Security, user and password"),
            ("WSSecurityCert", "WS-Security, certificate"),
            ("ClientSSL", "TLS client certificate"),
        ),
        default="BasicAuth",
        width=4,
    ),
    Setting(name="username", label="User", help="Account.", width=4, only_for=_for("BasicAuth", "WS")),
    Setting(
        name="password",
        label="Password",
        help="Of that account, or of the private key.",
        kind=Kind.SECRET,
        width=4,
        only_for=_for("BasicAuth", "WS", "WSSecurityCert"),
    ),
    Setting(
        name="passwordType",
        label="Password is sent",
        help="As it is, or as a digest.",
        kind=Kind.CHOICE,
        choices=(("PasswordText", "As it is"), ("PasswordDigest", "As a digest")),
        default="PasswordText",
        width=4,
        only_for=_for("WS"),
    ),
    Setting(name="token", label="Token", help="The token.", kind=Kind.SECRET, only_for=_for("Bearer")),
    usual.secret_text("privatePEM", "Private key", "As PEM text.", only_for=_for("WSSecurityCert")),
    Setting(
        name="publicP12PEM",
        label="Certificate",
        help="As PEM text.",
        multiline=True,
        only_for=_for("WSSecurityCert"),
    ),
    Setting(name="keyPath", label="Key file", help="Path of the private key.", width=4, only_for=_for("ClientSSL")),
    Setting(name="certPath", label="Certificate file", help="Path of it.", width=4, only_for=_for("ClientSSL")),
    Setting(name="caPath", label="Authorities file", help="Path of it.", width=4, only_for=_for("ClientSSL")),
    Setting(name="pfx", label="PFX file", help="Instead of those.", width=6, only_for=_for("ClientSSL")),
    Setting(
        name="passphrase",
        label="Passphrase",
        help="Of the PFX file.",
        kind=Kind.SECRET,
        width=6,
        only_for=_for("ClientSSL"),
    ),
)

OPERATIONS = Setting(
    name="operations",
    entry="operation",
    label="Operations",
    help="Names for operations of the WSDL; each other operation is a method of its own name.",
    kind=Kind.MAP,
    fields=(
        Setting(name="service", label="Service", help="Name of the service in the WSDL.", width=4),
        Setting(name="port", label="Port", help="Name of the port of that service.", width=4),
        Setting(name="operation", label="Operation", help="Its name there; by default the method’s.", width=4),
    ),
)

SETTINGS = (
    Setting(
        name="wsdl",
        label="WSDL",
        help="URL of the WSDL, or its file relative to where LoopBack is started; by default the endpoint with ?wsdl.",
        may_contain_secret=True,
    ),
    Setting(
        name="url",
        label="Endpoint",
        help="URL that calls go to; by default the one in the WSDL.",
        aliases=("endpoint",),
        may_contain_secret=True,
    ),
    usual.switch("remotingEnabled", "In the REST API", "Offers the operations to callers.", more=False, group=""),
    OPERATIONS,
    Setting(
        name="security",
        label="Log in",
        help="Credentials for calls.",
        kind=Kind.OBJECT,
        may_contain_secret=True,
        group=usual.LOG_IN,
        fields=SECURITY,
    ),
    Setting(
        name="soapHeaders",
        entry="SOAP header",
        label="SOAP headers",
        help="Elements in the header of every call.",
        kind=Kind.ARRAY,
        may_contain_secret=True,
        group=REQUEST,
        fields=(
            texts("element", "Elements", "Name and content of each element.", entry="element"),
            Setting(name="namespace", label="Namespace", help="Of these elements.", width=8),
            Setting(name="prefix", label="Prefix", help="Without effect: the connector does not use it.", width=4),
        ),
    ),
    Setting(
        name="soapAction",
        label="SOAPAction",
        help="Header of that name, for every call, instead of the one in the WSDL.",
        aliases=("SOAPAction",),
        more=True,
        group=REQUEST,
    ),
    texts("httpHeaders", "HTTP headers", "HTTP headers of every call.", more=True, group=REQUEST),
    Setting(
        name="requestOptions",
        label="Request options",
        help="Options of the request library for all requests, that of the WSDL included.",
        kind=Kind.OBJECT,
        may_contain_secret=True,
        more=True,
        group=REQUEST,
        fields=OPTIONS,
    ),
    texts("wsdl_headers", "Headers for the WSDL", "HTTP headers for loading the WSDL.", more=True, group="WSDL"),
    Setting(
        name="wsdl_options",
        label="Options for the WSDL",
        help="Options of the request library for loading the WSDL, such as auth.",
        kind=Kind.OBJECT,
        may_contain_secret=True,
        more=True,
        group="WSDL",
        fields=OPTIONS,
    ),
    Setting(
        name="ignoredNamespaces",
        label="Ignored namespaces",
        help="Prefixes that are left out of elements.",
        kind=Kind.OBJECT,
        more=True,
        group="WSDL",
        fields=(
            Setting(
                name="namespaces",
                label="Prefixes",
                entry="prefix",
                help="Such as tns.",
                kind=Kind.ARRAY,
                fields=(plain(),),
            ),
            usual.switch("override", "These alone", "Instead of the usual ones.", group="", more=False),
        ),
    ),
    usual.number(
        "connectionTimeout",
        "Connection time-out",
        "Milliseconds to wait for the WSDL when the connection is checked.",
        default=60_000,
        group=usual.BEHAVIOUR,
    ),
)
