"""IBM Db2: what loopback-connector-db2 asks for. Nobody here speaks its language."""

from __future__ import annotations

from designer.connectors import ibmdb


class DB2(ibmdb.IBMDB):
    key = "db2"
    title = "IBM Db2"
    summary = "IBM Db2 on Linux, UNIX and Windows."
    names = ("db2", "loopback-connector-db2")
    documentation = "https://loopback.io/doc/en/lb3/DB2-connector.html"
    discovery = True
    migration = True
    package = "loopback-connector-db2"
    package_range = "^2.1.1"
    package_range_for_loopback_2 = "^2.1.1"
    leaves_out = ibmdb.NOT_TRIED
    settings = ibmdb.settings()
