"""Elasticsearch: what loopback-connector-es asks for, and how it is tried."""

from __future__ import annotations

from designer.connectors import javascript, usual
from designer.connectors.base import JSON, CheckFailed, Connector, Kind, Setting, Settings
from designer.connectors.es_hosts import HOSTS, hosts
from designer.connectors.knock import knock
from designer.connectors.probe import LOG_IN, LOOPBACK, OPEN, REQUEST, RESOLVE, USE, Attempt

API_VERSIONS = (
    "5.x",
    "5.0",
    *(f"2.{minor}" for minor in range(4, -1, -1)),
    *(f"1.{minor}" for minor in range(7, -1, -1)),
    "0.90",
    "master",
    "_default",
)
"""Those of elasticsearch.js 12.1 (src/lib/apis/index.js)."""


class Elasticsearch(Connector):
    key = "es"
    title = "Elasticsearch"
    summary = "Elasticsearch up to version 6, by a connector of the community."
    icon = "elasticsearch"
    category = "document"
    names = ("es", "loopback-connector-es")
    documentation = "https://github.com/strongloop-community/loopback-connector-elastic-search"
    discovery = False
    migration = True
    package = "loopback-connector-es"
    package_range = "^1.4.1"
    package_range_for_loopback_2 = "^1.4.1"
    steps = (RESOLVE, OPEN, REQUEST, LOG_IN, USE, LOOPBACK)
    driver = ("requests", "requests")
    tries = (
        "Asks the first server that answers who it is, with the account in “auth”, and how much is in the index.",
        "Compares its version with those that the connector’s driver gets along with.",
    )
    leaves_out = (
        "No Elasticsearch could be had to try this against, only imitations of versions 1 to 8 and of OpenSearch.",
        "LoopBack asks nothing when it starts, unless there are “mappings”; so it starts with settings that fail here.",
        "Nothing is written, so whether the user may create the index, the mappings or objects is not known.",
        "Requests signed for Amazon (“amazonES”) and a certificate authority in a file (“ssl”) are not tried.",
        "The connector does not read “host” and “port” outside of “hosts”, nor “httpAuth”.",
    )
    settings = (
        Setting(
            name="hosts",
            label="Servers",
            help="Servers of the cluster; instead of an object, each can be a URL with its port.",
            kind=Kind.ARRAY,
            may_contain_secret=True,
            default=[{"host": "127.0.0.1", "port": 9200}],
            group=usual.CONNECTION,
            fields=(
                Setting(
                    name="protocol",
                    label="Protocol",
                    help="Whether the connection is encrypted.",
                    kind=Kind.CHOICE,
                    choices=(("http", "http"), ("https", "https")),
                    default="http",
                    width=3,
                ),
                Setting(
                    name="host", label="Host", help="Name or address of the machine.", default="localhost", width=6
                ),
                Setting(
                    name="port",
                    label="Port",
                    help="TCP port.",
                    kind=Kind.NUMBER,
                    bounds=usual.PORTS,
                    default=9200,
                    width=3,
                ),
                Setting(
                    name="auth",
                    label="Account",
                    help="User and password, as in user:password.",
                    kind=Kind.SECRET,
                    width=6,
                ),
                Setting(name="path", label="Path", help="Path that all addresses begin with.", width=6),
                usual.tls(
                    help_text="Options for this server, certificates as PEM text; without them, nothing is checked."
                ),
            ),
        ),
        Setting(name="index", label="Index", help="Index of all models that name none of their own.", width=6),
        Setting(
            name="apiVersion",
            label="API",
            help="Version of Elasticsearch that the driver speaks; LoopBack does not start without it.",
            kind=Kind.CHOICE,
            choices=tuple((version, version) for version in API_VERSIONS),
            width=6,
        ),
        Setting(
            name="mappings",
            label="Mappings",
            help="How the fields of each model are indexed; created when LoopBack starts.",
            kind=Kind.ARRAY,
            more=True,
            group=usual.BEHAVIOUR,
            fields=(
                Setting(name="name", label="Model", help="Name of the model.", width=4),
                Setting(name="index", label="Index", help="Index of this model alone.", width=4),
                Setting(name="type", label="Type", help="Type instead of the model’s name.", width=4),
                Setting(
                    name="properties", label="Fields", help="Each field, as Elasticsearch wants it.", kind=Kind.OBJECT
                ),
            ),
        ),
        Setting(
            name="settings",
            label="Index settings",
            help="Body that a missing index is created with, such as analyzers.",
            kind=Kind.OBJECT,
            more=True,
            group=usual.BEHAVIOUR,
        ),
        Setting(name="type", label="Type", help="Type of all models, instead of their names.", more=True, width=4),
        usual.number("defaultSize", "Results", "How many objects a search returns at most.", default=10),
        usual.number("requestTimeout", "Time-out", "Milliseconds to wait for an answer."),
        Setting(
            name="log",
            label="Log",
            help="From which level on the driver writes to the console.",
            kind=Kind.CHOICE,
            choices=tuple((level, level) for level in ("error", "warning", "info", "debug", "trace")),
            default="error",
            more=True,
            width=4,
            group=usual.BEHAVIOUR,
        ),
        Setting(
            name="refreshOn",
            label="Refresh after",
            help="Methods after which the index is refreshed, so that the next search finds the change.",
            kind=Kind.ARRAY,
            fields=(Setting(name="", label="", help=""),),
            more=True,
            group=usual.BEHAVIOUR,
        ),
        Setting(
            name="ssl",
            label="TLS",
            help="Checks certificates: “ca” is a file with authorities, relative to the connector’s own folder.",
            kind=Kind.OBJECT,
            more=True,
            group=usual.TLS,
        ),
        Setting(
            name="amazonES",
            label="Amazon",
            help="Region and access key for requests signed by the package http-aws-es, which must be installed.",
            kind=Kind.OBJECT,
            may_contain_secret=True,
            more=True,
            group=usual.LOG_IN,
            fields=(
                Setting(name="region", label="Region", help="Such as eu-west-1.", width=4),
                Setting(name="accessKey", label="Access key", help="Id of the key.", width=4),
                Setting(name="secretKey", label="Secret key", help="The secret.", kind=Kind.SECRET, width=4),
            ),
        ),
        usual.debug(),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """As loopback-connector-es 1.4 (lib/esConnector.js) and elasticsearch.js 12.1 read them."""
        from designer.connectors.es_session import examine

        places = hosts(settings)
        _require_api_version(settings.get("apiVersion"))
        _require_models(settings.get("mappings"))
        if not javascript.truthy(settings.get("index")):
            raise CheckFailed("LoopBack cannot store anything without “index”.", blames=("index",))
        if not javascript.truthy(settings.get("hosts")) and javascript.truthy(settings.get("host")):
            attempt.note("What LoopBack reads", "“host” and “port” count only inside “hosts”, so it asks this machine")
        host = places[0]
        if javascript.truthy(settings.get("amazonES")):
            knock(attempt, host.name, host.port, not_tried="no request signed for Amazon was sent", blames=HOSTS)
        if javascript.truthy(settings.get("ssl")) and host.scheme == "https":
            not_tried = "the authorities in “ssl” are in a file of the application, so nobody logged in"
            knock(attempt, host.name, host.port, not_tried=not_tried, blames=HOSTS)
        return examine(settings, places, attempt)


def _require_api_version(value: JSON) -> None:
    if not javascript.truthy(value):
        sentence = "LoopBack does not start without “apiVersion”; for a server of version 5 or 6, choose 5.x."
        raise CheckFailed(sentence, blames=("apiVersion",))
    if value not in API_VERSIONS:
        known = ", ".join(API_VERSIONS[:-1])
        sentence = f"LoopBack does not start with the API “{javascript.text(value)[:40]}”: its driver knows {known}."
        raise CheckFailed(sentence, blames=("apiVersion",))


def _require_models(mappings: JSON) -> None:
    """lib/setupMapping.js refuses a mapping without a model, and two for one."""
    names = [each.get("name") for each in mappings if isinstance(each, dict)] if isinstance(mappings, list) else []
    if not all(map(javascript.truthy, names)):
        sentence = "LoopBack does not start: each of “mappings” needs the “name” of its model."
        raise CheckFailed(sentence, blames=("mappings",))
    if len(set(map(str, names))) < len(names):
        raise CheckFailed("LoopBack does not start: one model has two “mappings”.", blames=("mappings",))
