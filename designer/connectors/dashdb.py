"""IBM dashDB: what loopback-connector-dashdb asks for. Nobody here speaks its language."""

from __future__ import annotations

from designer.connectors import ibmdb


class DashDB(ibmdb.IBMDB):
    key = "dashdb"
    title = "IBM dashDB"
    summary = "IBM’s Db2 Warehouse in the cloud, once called dashDB."
    names = ("dashdb", "loopback-connector-dashdb")
    documentation = "https://loopback.io/doc/en/lb3/DashDB.html"
    discovery = True
    migration = True
    package = "loopback-connector-dashdb"
    package_range = "^2.0.2"
    package_range_for_loopback_2 = "^2.0.2"
    leaves_out = (*ibmdb.NOT_TRIED, "Tables organized by column are beyond the connector.")
    settings = ibmdb.settings()
