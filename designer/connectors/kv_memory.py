"""LoopBack's own key-value store in memory, which has nothing to connect to."""

from __future__ import annotations

from designer.connectors.base import CannotVerify, Connector, Settings
from designer.connectors.probe import Attempt


class KeyValueMemory(Connector):
    key = "kv-memory"
    title = "In-memory key-value store"
    summary = "Keeps values by their keys in the application’s memory, for development and tests."
    category = "memory"
    names = ("kv-memory",)
    documentation = "https://loopback.io/doc/en/lb3/Example-kv-connector.html"
    discovery = False
    migration = False
    base_model = "KeyValueModel"
    leaves_out = ("There is nothing to try: the values live inside the application, and are gone when it ends.",)

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """loopback-datasource-juggler 3 (lib/connectors/kv-memory.js) connects to nothing."""
        raise CannotVerify("This key-value store lives inside the application: there is nothing to connect to.")
