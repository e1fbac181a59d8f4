"""Apache Kafka: loopback-connector-kafka, which finds the brokers by way of ZooKeeper."""

from __future__ import annotations

from designer.connectors import javascript, usual
from designer.connectors.base import CheckFailed, Connector, Kind, Setting, Settings
from designer.connectors.knock import knock_at_first
from designer.connectors.probe import OPEN, RESOLVE, Attempt

_DEFAULT = "localhost:2181/"
_BLAMES = ("connectionString",)


class Kafka(Connector):
    key = "kafka"
    title = "Kafka"
    summary = "Sends messages to Apache Kafka, by a connector of the community for Kafka 0.8."
    category = "messaging"
    names = ("kafka", "loopback-connector-kafka")
    icon = "apachekafka"
    documentation = "https://www.npmjs.com/package/loopback-connector-kafka"
    discovery = False
    migration = False
    package = "loopback-connector-kafka"
    package_range = "^0.2.1"
    package_range_for_loopback_2 = "^0.2.1"
    steps = (RESOLVE, OPEN)
    tries = (
        "Looks up the ZooKeeper servers of the connection string and opens their ports, in order, until one answers.",
    )
    leaves_out = (
        "ZooKeeper is not asked anything, and the Kafka servers that it would name are not contacted.",
        "The connector itself reports success without waiting for a connection.",
        "Kafka 4 works without ZooKeeper, so this connector cannot reach it.",
    )
    settings = (
        Setting(
            name="connectionString",
            label="ZooKeeper",
            help="Servers as host:port, separated by commas, and the path of Kafka’s data: zk1:2181,zk2:2181/kafka.",
            default=_DEFAULT,
            group=usual.CONNECTION,
        ),
        Setting(
            name="clientId",
            label="Client name",
            help="Name that the application gives itself.",
            default="kafka-node-client",
            width=6,
            more=True,
            group=usual.CONNECTION,
        ),
        Setting(
            name="zkOptions",
            label="ZooKeeper client",
            help="Options of the connection to ZooKeeper.",
            kind=Kind.OBJECT,
            more=True,
            group=usual.CONNECTION,
            fields=(
                usual.number("sessionTimeout", "Session", "Milliseconds that a session lasts.", default=30000),
                usual.number("spinDelay", "Delay", "Milliseconds between attempts to connect.", default=1000),
                usual.number("retries", "Retries", "How often a lost request is repeated.", default=0),
            ),
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """loopback-connector-kafka 0.2.1 (lib/kafka.js) hands the settings to kafka-node 0.2 (lib/client.js), and that
        the connection string to node-zookeeper-client."""
        value = settings.get("connectionString")
        servers = javascript.text(value) if javascript.truthy(value) else _DEFAULT
        places = [_place(server) for server in servers.partition("/")[0].split(",") if server.strip()]
        if not places:
            raise CheckFailed("The connection string names no server; write host:port.", blames=_BLAMES)
        not_tried = "not whether ZooKeeper answers there, and not the Kafka servers that it knows"
        knock_at_first(attempt, places, not_tried=not_tried, blames=_BLAMES)


def _place(server: str) -> tuple[str, int]:
    host, _, port = server.strip().rpartition(":")
    if not host or server.strip().endswith("]"):
        return server.strip().strip("[]"), 2181
    return host.strip("[]"), javascript.port(port, blames=_BLAMES)
