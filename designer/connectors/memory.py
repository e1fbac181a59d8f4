"""LoopBack's own in-memory database, which has nothing to connect to."""

from __future__ import annotations

from designer.connectors.base import CannotVerify, Connector, Setting, Settings
from designer.connectors.javascript import truthy
from designer.connectors.probe import Attempt


class Memory(Connector):
    key = "memory"
    title = "In-memory database"
    category = "memory"
    names = ("memory",)
    settings = (
        Setting(
            name="file",
            label="File",
            help="JSON file that keeps the data between restarts; its folder must exist already.",
        ),
        Setting(
            name="localStorage",
            label="Browser storage",
            help="Key in the browser's localStorage that keeps the data, for LoopBack in a browser.",
            more=True,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """loopback-datasource-juggler 3 (lib/connectors/memory.js) reads `file` when the application starts."""
        if truthy(settings.get("file")):
            sentence = (
                "LoopBack reads the file when the application starts, relative to the folder it is started in,"
                " so it cannot be checked here."
            )
            raise CannotVerify(sentence)
        raise CannotVerify("A memory data source lives inside the application: there is nothing to connect to.")
