"""IBM Db2 for iSeries, by the old connector that npm does not have any more.

From loopback-connector-db2iseries 1, in which both discovery (lib/discovery.js) and autoupdate (lib/migration.js) end
with “not supported”.
"""

from __future__ import annotations

from designer.connectors import ibmdb


class DB2iSeries(ibmdb.IBMDB):
    key = "db2iseries"
    title = "IBM Db2 for iSeries"
    summary = "The old connector for IBM i; “Db2 for i” has taken its place."
    names = ("db2iseries", "loopback-connector-db2iseries")
    documentation = "https://loopback.io/doc/en/lb3/DB2-iSeries-connector.html"
    discovery = False
    migration = False
    package = "loopback-connector-db2iseries"
    package_range = "^1.0.2"
    package_range_for_loopback_2 = "^1.0.2"
    leaves_out = (
        *ibmdb.NOT_TRIED,
        "The public npm registry has no package loopback-connector-db2iseries; it must come from elsewhere.",
    )
    settings = ibmdb.settings(host="hostname", pool=False)
