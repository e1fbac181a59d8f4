"""What loopback-connector-rest asks for, with the structure of operations and of the request library's options.

From loopback-connector-rest 3.7 (lib/rest-connector.js, lib/rest-builder.js, lib/template.js) and request 2.88.
"""

from __future__ import annotations

from designer.connectors import usual
from designer.connectors.base import Kind, Setting

REQUEST = "Request"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def plain(*, may_contain_secret: bool = False) -> Setting:
    """What each element is, where the elements are texts."""
    return Setting(name="", label="", help="", may_contain_secret=may_contain_secret)


def texts(
    name: str, label: str, help_text: str, *, entry: str = "header", more: bool = False, group: str = ""
) -> Setting:
    """Names that people choose, such as those of headers, each with a text that can be a secret."""
    return Setting(
        name=name,
        label=label,
        help=help_text,
        kind=Kind.MAP,
        entry=entry,
        more=more,
        group=group,
        may_contain_secret=True,
        fields=(plain(may_contain_secret=True),),
    )


HEADERS = texts("headers", "Headers", "Headers of the request, such as Accept or Authorization.")

AUTH = Setting(
    name="auth",
    label="Log in",
    help="User and password for HTTP Basic, or a bearer token.",
    kind=Kind.OBJECT,
    may_contain_secret=True,
    fields=(
        Setting(name="user", label="User", help="Account, for HTTP Basic.", aliases=("username",), width=4),
        Setting(
            name="pass",
            label="Password",
            help="Password of that account.",
            kind=Kind.SECRET,
            aliases=("password",),
            width=4,
        ),
        Setting(name="bearer", label="Bearer token", help="Token, instead of an account.", kind=Kind.SECRET, width=4),
        usual.switch(
            "sendImmediately",
            "Send at once",
            "Switch it off to send the account only after the server has asked for it.",
            default=True,
            group="",
        ),
    ),
)

OPTIONS: tuple[Setting, ...] = (
    HEADERS,
    AUTH,
    usual.switch(
        "strictSSL", "Check certificates", "Refuses servers whose certificate is not trusted.", default=True, more=False
    ),
    usual.number("timeout", "Time-out", "Milliseconds to wait for an answer.", more=False),
    Setting(
        name="proxy",
        label="Proxy",
        help="URL of the proxy that requests go through.",
        width=8,
        may_contain_secret=True,
    ),
    usual.switch("json", "JSON", "Sends bodies as JSON, and reads answers as JSON."),
    usual.switch("gzip", "Compressed", "Asks for compressed answers."),
    usual.switch("followRedirect", "Follow redirects", "Follows redirects of GET and HEAD.", default=True),
    usual.switch("followAllRedirects", "Follow all redirects", "Follows redirects of all other methods, too."),
    usual.number("maxRedirects", "Redirects at most", "Redirects before it gives up.", default=10),
    *usual.TLS_FIELDS[:4],
)
"""The options of the request library that people use; all others of them are kept as they are."""

TEMPLATE = (
    Setting(
        name="method",
        label="Method",
        help="HTTP method; LoopBack offers the operation under the same one.",
        kind=Kind.CHOICE,
        choices=tuple((method, method) for method in METHODS),
        default="GET",
        width=3,
    ),
    Setting(
        name="url",
        label="URL",
        help="Whole URL; {name} stands for an argument, {name=default:type} for an optional one.",
        width=9,
        may_contain_secret=True,
    ),
    HEADERS,
    texts("query", "Query", "What follows the question mark; {name} stands for an argument.", entry="parameter"),
    Setting(
        name="body",
        label="Body",
        help="What is sent, as JSON; “{name}” stands for an argument.",
        kind=Kind.OBJECT,
        may_contain_secret=True,
    ),
    texts("form", "Form", "Fields that are sent as a form, instead of a body.", entry="field", more=True),
    Setting(
        name="options",
        label="Options",
        help="Options of the request library for this operation alone.",
        kind=Kind.OBJECT,
        more=True,
        may_contain_secret=True,
        fields=OPTIONS,
    ),
    Setting(
        name="responsePath",
        label="Part of the answer",
        help="JSONPath of the part that the method returns, such as $.results[0:10].",
        more=True,
        width=6,
    ),
    usual.number("timeout", "Time-out", "Milliseconds to wait for this answer.", width=3),
    usual.switch("fullResponse", "Whole answer", "Returns status and headers, too.", group="", width=3),
    usual.switch("json", "JSON", "Sends and reads JSON.", default=True, group="", width=3),
)

OPERATIONS = Setting(
    name="operations",
    entry="operation",
    label="Operations",
    help="Requests as methods of the models: how each looks, and the functions that send it.",
    kind=Kind.ARRAY,
    may_contain_secret=True,
    group=REQUEST,
    fields=(
        Setting(
            name="template",
            label="Request",
            help="How the request looks.",
            kind=Kind.OBJECT,
            may_contain_secret=True,
            fields=TEMPLATE,
        ),
        Setting(
            name="functions",
            entry="function",
            label="Functions",
            help="Each function's name, with the variables of the request that its arguments are, in order.",
            kind=Kind.MAP,
            fields=(
                Setting(
                    name="",
                    label="Arguments",
                    entry="argument",
                    help="Names of variables, in order.",
                    kind=Kind.ARRAY,
                    fields=(plain(),),
                ),
            ),
        ),
    ),
)

SETTINGS = (
    Setting(
        name="baseURL",
        label="Base URL",
        help="Where the service's collections are: a model Order is looked for at …/Orders.",
        default="http://localhost:3000/",
        aliases=("restPath",),
        may_contain_secret=True,
    ),
    Setting(
        name="crud",
        label="Create, read, update and delete",
        help="Keeps these methods, at the base URL, although there are operations.",
        kind=Kind.BOOLEAN,
        default=False,
    ),
    OPERATIONS,
    Setting(
        name="options",
        label="Request options",
        help="Options for every request, such as headers, auth, strictSSL or timeout.",
        kind=Kind.OBJECT,
        may_contain_secret=True,
        group=REQUEST,
        fields=OPTIONS,
    ),
    Setting(
        name="defaults",
        label="Lowest options",
        help="Options for every request that all other settings win over.",
        kind=Kind.OBJECT,
        more=True,
        may_contain_secret=True,
        group=REQUEST,
        fields=OPTIONS,
    ),
    Setting(
        name="clientCert",
        label="Client certificate",
        help="Certificate that identifies the application, as PEM text; it needs the client key, too.",
        more=True,
        multiline=True,
        group=usual.TLS,
    ),
    usual.secret_text(
        "clientKey", "Client key", "Private key of that certificate, as PEM text.", more=True, group=usual.TLS
    ),
    usual.debug(),
)
