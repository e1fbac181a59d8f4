"""Push notifications: loopback-component-push."""

from __future__ import annotations

from designer.connectors.base import CannotVerify, Connector, Setting, Settings
from designer.connectors.probe import Attempt


class Push(Connector):
    key = "push"
    written_as = "loopback-component-push"
    title = "Push notifications"
    summary = "Notifications on phones, by way of Apple’s and Google’s services."
    category = "messaging"
    names = ("loopback-component-push",)
    documentation = "https://loopback.io/doc/en/lb3/Push-connector.html"
    discovery = False
    migration = False
    package = "loopback-component-push"
    package_range = "^3.5.0"
    package_range_for_loopback_2 = "^1.7.0"
    base_model = "Model"
    leaves_out = (
        "There is nothing to connect to: the keys for the push services are records of the model of applications.",
        "LoopBack itself never reports this data source as connected, although it works.",
    )
    settings = (
        Setting(
            name="installation",
            label="Model of installations",
            help="Model that holds the devices that have registered.",
            default="installation",
            width=4,
        ),
        Setting(
            name="notification",
            label="Model of notifications",
            help="Model that holds the notifications.",
            default="notification",
            width=4,
        ),
        Setting(
            name="application",
            label="Model of applications",
            help="Model whose records hold the keys for Apple’s and Google’s services.",
            default="application",
            width=4,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """loopback-component-push 3.5 (lib/push-manager.js) contacts a service when a notification is sent, with
        what it finds in the application's record."""
        sentence = (
            "The keys for the push services are in the application’s data, not in its data source: there is nothing"
            " to connect to before a notification is sent."
        )
        raise CannotVerify(sentence)
