"""SAP HANA: what loopback-connector-saphana asks for. Nobody here speaks its language."""

from __future__ import annotations

from designer.connectors import javascript, usual
from designer.connectors.base import CheckFailed, Connector, Settings
from designer.connectors.knock import knock
from designer.connectors.probe import OPEN, RESOLVE, Attempt


class SAPHANA(Connector):
    key = "saphana"
    title = "SAP HANA"
    summary = "SAP HANA, by a connector of the community."
    icon = "sap"
    category = "sql"
    names = ("saphana", "loopback-connector-saphana")
    documentation = "https://www.npmjs.com/package/loopback-connector-saphana"
    discovery = True
    migration = True
    package = "loopback-connector-saphana"
    package_range = "^0.7.2"
    package_range_for_loopback_2 = "^0.7.2"
    steps = (RESOLVE, OPEN)
    tries = ("Looks up the host and opens the port.",)
    leaves_out = (
        "Nobody logs in: the account is not tried, nor whether it is HANA that listens.",
        "The connector does not read “database”: it takes the tenant that listens at the port.",
    )
    settings = (
        usual.host(aliases=("hostname",)),
        usual.port(None),
        usual.user(aliases=("username",)),
        usual.password(),
        usual.database(help="Without effect: the port decides which database it is."),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """As loopback-connector-saphana 0.7.2 (lib/saphana.js) and its driver hdb 0.3.5 (lib/protocol/tcp.js) read
        them: there is no port by itself."""
        host = javascript.first(settings, "host", "hostname")
        if not javascript.truthy(settings.get("port")):
            sentence = "No port is set, and LoopBack’s connector has none of its own; of a first instance it is 30015."
            raise CheckFailed(sentence, blames=("port",))
        knock(
            attempt,
            javascript.text(settings[host]).strip() if host else "localhost",
            javascript.port(settings["port"]),
            not_tried="not whether HANA answers there, and not the account",
            blames=(host or "host", "port"),
        )
