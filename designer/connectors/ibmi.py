"""Db2 for i, over ODBC: what loopback-connector-ibmi asks for. Nobody here speaks its language."""

from __future__ import annotations

from designer.connectors import dsn, usual
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Setting, Settings
from designer.connectors.javascript import truthy
from designer.connectors.knock import knock
from designer.connectors.probe import OPEN, RESOLVE, Attempt

DATABASE_PORT = 8471
"""Of the database server of IBM i, as-database; over TLS it is another one."""
DATABASE_PORT_OVER_TLS = 9471
_BLAMES = ("connectionString",)


class IBMi(Connector):
    key = "ibmi"
    title = "IBM Db2 for i"
    summary = "Db2 on IBM i, over ODBC."
    category = "sql"
    names = ("ibmi", "loopback-connector-ibmi")
    documentation = "https://github.com/loopbackio/loopback-connector-ibmi"
    discovery = True
    migration = True
    package = "loopback-connector-ibmi"
    package_range = "^1.0.1"
    package_range_for_loopback_2 = "^1.0.1"
    steps = (RESOLVE, OPEN)
    tries = ("Looks up the system that the connection string names, and opens the port of its database server, 8471.",)
    leaves_out = (
        "Nobody logs in: neither the account nor the schema is tried, nor whether it is Db2 that listens.",
        "A data source of ODBC is known by name on the machine that LoopBack runs on alone.",
        "LoopBack needs unixODBC and IBM’s driver “IBM i Access” there, and the native module of the package odbc.",
    )
    settings = (
        usual.url(
            "DRIVER=IBM i Access ODBC Driver;SYSTEM=…;UID=…;PWD=…, or DSN=…;UID=…;PWD=…",
            *("dsn", "username", "password"),
            name="connectionString",
            label="Connection string",
        ),
        Setting(
            name="dsn",
            label="ODBC data source",
            help="Documented, but not read by version 1.0.1: write DSN=… into the connection string.",
            width=6,
            more=True,
            group=usual.CONNECTION,
        ),
        Setting(
            name="schema",
            label="Schema",
            help="Schema of the tables; capitals count.",
            width=6,
            group=usual.CONNECTION,
        ),
        Setting(
            name="username",
            label="User",
            help="Documented, but not read by version 1.0.1: write UID=… into the connection string.",
            aliases=("user",),
            width=6,
            more=True,
            group=usual.LOG_IN,
        ),
        usual.password(more=True),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """loopback-connector-ibmi 1.0.1 (lib/ibmiconnector.js) reads `connectionString` and nothing else."""
        if not truthy(settings.get("connectionString")):
            sentence = (
                "LoopBack’s connector reads “connectionString” alone, whatever its documentation says; write"
                " DSN=…;UID=…;PWD=… there."
            )
            raise CheckFailed(sentence, blames=_BLAMES)
        values = dsn.read(settings["connectionString"], blames=_BLAMES)
        system = values.get("SYSTEM", "")
        if not system:
            sentence = (
                "The connection string names no SYSTEM, which is then found in the configuration of ODBC on the machine"
                " that LoopBack runs on, so it cannot be tried here."
            )
            raise CannotVerify(sentence, blames=_BLAMES)
        port = DATABASE_PORT_OVER_TLS if values.get("SSL") == "1" else DATABASE_PORT
        not_tried = "not whether Db2 answers there, and not the account"
        knock(attempt, system, port, not_tried=not_tried, blames=_BLAMES)
