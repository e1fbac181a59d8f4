"""gRPC services: what loopback-connector-grpc asks for, and how far they can be tried.

From loopback-connector-grpc 2.0 (lib/grpc-connector.js), which contacts nobody before the first call.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from designer.connectors import javascript, usual
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Kind, Setting, Settings
from designer.connectors.knock import knock
from designer.connectors.probe import OPEN, RESOLVE, Attempt

PORT = 50051


class GRPC(Connector):
    """LoopBack 3's own generator asks for version 1 of the package; 2.0, which is tested with LoopBack 3.27 (its
    package.json), needs no native module."""

    key = "grpc"
    title = "gRPC"
    category = "service"
    names = ("grpc", "loopback-connector-grpc")
    summary = "Calls a gRPC service that a .proto file describes: each method of it becomes one of a model."
    documentation = "https://loopback.io/doc/en/lb3/gRPC-connector.html"
    discovery = False
    migration = False
    package = "loopback-connector-grpc"
    package_range = "^2.0.0"
    base_model = "Model"
    steps = (RESOLVE, OPEN)
    tries = ("Resolves the name and opens the port.",)
    leaves_out = (
        "The language of gRPC is not spoken, so whether a gRPC service is there is not known.",
        "The .proto file and the certificates are files of the application, which are not read.",
        "LoopBack itself contacts nobody until a method is called.",
    )
    settings = (
        Setting(
            name="spec",
            label="Description",
            help="The .proto file, relative to where LoopBack is started; it does not start without.",
        ),
        Setting(
            name="url",
            label="Address",
            help="Host and port of the service, as in localhost:50051.",
            overrides=("host", "port"),
            width=6,
        ),
        Setting(
            name="host",
            label="Host",
            help="Machine that the service runs on.",
            default="localhost",
            aliases=("hostname",),
            width=3,
        ),
        Setting(
            name="port",
            label="Port",
            help="Port of it.",
            kind=Kind.NUMBER,
            bounds=usual.PORTS,
            default=PORT,
            width=3,
        ),
        Setting(
            name="security",
            label="TLS",
            help="Encrypts calls. All are names of files.",
            kind=Kind.OBJECT,
            group=usual.TLS,
            may_contain_secret=True,
            fields=(
                Setting(
                    name="rootCerts",
                    label="Authorities",
                    help="File with the certificates to trust; LoopBack does not start without.",
                    width=4,
                ),
                Setting(name="key", label="Client key", help="File with the private key.", kind=Kind.SECRET, width=4),
                Setting(name="cert", label="Client certificate", help="File with the certificate.", width=4),
            ),
        ),
        usual.switch("remotingEnabled", "In the REST API", "Offers the methods to callers."),
        usual.switch("validate", "Validate", "Without effect: the connector does not look at it."),
        usual.lazy_connect(),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Knock at the port."""
        if not javascript.truthy(settings.get("spec")):
            raise CheckFailed("LoopBack does not start without “spec”, the .proto file.", blames=("spec",))
        security = settings.get("security")
        if isinstance(security, list) or (
            isinstance(security, dict) and not isinstance(security.get("rootCerts"), str)
        ):
            sentence = "LoopBack does not start: with “security”, “rootCerts” must name a file."
            raise CheckFailed(sentence, blames=("security",))
        host, port, blames = address(settings)
        knock(attempt, host, port, not_tried="not whether a gRPC service answers there", blames=blames)


def address(settings: Settings) -> tuple[str, int, tuple[str, ...]]:
    """Host and port, and the settings that say so. Raises CannotVerify for an address of another kind."""
    if not javascript.truthy(settings.get("url")):
        name = javascript.first(settings, "host", "hostname")
        host = javascript.text(settings[name]) if name else "localhost"
        port = settings.get("port")
        return host, javascript.port(port if javascript.truthy(port) else PORT), (name or "host", "port")
    url = javascript.text(settings["url"])
    target = url.removeprefix("dns:").lstrip("/") if url.startswith("dns:") else url
    try:
        parts = urlsplit(f"//{target}")
        host, port = parts.hostname or "", parts.port or 443
    except ValueError as error:
        raise CheckFailed("The address cannot be read; type host:port.", blames=("url",)) from error
    if not host or parts.path or target.startswith(("unix:", "ipv4:", "ipv6:", "xds:")):
        raise CannotVerify("An address other than host:port is not tried here.", blames=("url",))
    return host, port, ("url",)
