"""IBM MQ Light: loopback-connector-mqlight."""

from __future__ import annotations

from urllib.parse import urlsplit

from designer.connectors import javascript, usual
from designer.connectors.base import JSON, CheckFailed, Connector, Setting, Settings
from designer.connectors.knock import knock_at_first
from designer.connectors.probe import OPEN, RESOLVE, Attempt

_PORTS = {"amqp": 5672, "amqps": 5671}
_BLAMES = ("service",)


class MQLight(Connector):
    key = "mqlight"
    title = "IBM MQ Light"
    summary = "Sends and receives messages with IBM MQ Light, over AMQP."
    category = "messaging"
    names = ("mqlight", "loopback-connector-mqlight")
    documentation = "https://loopback.io/doc/en/lb3/MQLight-connector.html"
    discovery = False
    migration = False
    package = "loopback-connector-mqlight"
    package_range = "^3.1.0"
    base_model = "Model"
    steps = (RESOLVE, OPEN)
    tries = ("Looks up the hosts of the service and opens their ports, one after the other, until one answers.",)
    leaves_out = (
        "AMQP is not spoken, and nobody logs in: user and password are not looked at.",
        "A service whose address begins with http:// gives the real ones only when it is asked; it is not.",
        "The public npm registry has no package loopback-connector-mqlight any more; it must come from elsewhere.",
    )
    settings = (
        Setting(
            name="service",
            label="Service",
            help="Address of the service, such as amqp://host:5672; amqps:// encrypts the connection.",
            may_contain_secret=True,
            group=usual.CONNECTION,
        ),
        usual.user(aliases=("username",)),
        usual.password(),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """loopback-connector-mqlight 3 (lib/mqlight-connector.js) hands `service`, one address or a list of them, to
        mqlight's createClient."""
        service = settings.get("service")
        if not javascript.truthy(service):
            raise CheckFailed("Fill in the service, such as amqp://host:5672.", blames=_BLAMES)
        places = [_place(each) for each in (service if isinstance(service, list) else [service])]
        if not places:
            raise CheckFailed("The list of services is empty.", blames=_BLAMES)
        not_tried = "not whether MQ Light answers there, and not the account"
        knock_at_first(attempt, places, not_tried=not_tried, blames=_BLAMES)


def _place(service: JSON) -> tuple[str, int]:
    """Host and port. Raises CheckFailed, without quoting it, for what is no address of AMQP."""
    try:
        parts = urlsplit(javascript.text(service))
        if parts.scheme in _PORTS and parts.hostname and parts.port != 0:
            return parts.hostname, parts.port or _PORTS[parts.scheme]
    except ValueError:
        pass
    sentence = "The service needs an address that begins with amqp:// or amqps:// and a host."
    raise CheckFailed(sentence, blames=_BLAMES)
