"""LoopBack's connector for models that are embedded in others, and never kept by themselves."""

from __future__ import annotations

from designer.connectors.base import CannotVerify, Connector, Settings
from designer.connectors.probe import Attempt


class Transient(Connector):
    key = "transient"
    title = "Transient"
    summary = "Keeps nothing: for models that are only embedded in others (embedsOne, embedsMany)."
    category = "memory"
    names = ("transient",)
    documentation = "https://loopback.io/doc/en/lb3/Embedded-models-and-relations.html"
    discovery = False
    migration = False
    base_model = "Model"
    leaves_out = (
        "There is nothing to try: this data source keeps nothing.",
        "Its defaultIdType is no setting here, because JSON cannot hold one: the connector wants a constructor.",
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """loopback-datasource-juggler 3 (lib/connectors/transient.js) connects to nothing."""
        raise CannotVerify("A transient data source keeps nothing: there is nothing to connect to.")
