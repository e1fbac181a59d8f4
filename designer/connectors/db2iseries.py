"""IBM Db2 for iSeries, by the old connector that npm does not have any more."""

from __future__ import annotations

from designer.connectors import ibmdb


class DB2iSeries(ibmdb.IBMDB):
    key = "db2iseries"
    title = "IBM Db2 for iSeries"
    summary = "The old connector for IBM i; “Db2 for i” has taken its place."
    names = ("db2iseries", "loopback-connector-db2iseries")
    documentation = "https://loopback.io/doc/en/lb3/DB2-iSeries-connector.html"
    leaves_out = (
        *ibmdb.NOT_TRIED,
        "The public npm registry has no package loopback-connector-db2iseries; it must come from elsewhere.",
    )
    settings = ibmdb.settings(host="hostname", pool=False)
