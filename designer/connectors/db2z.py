"""IBM Db2 for z/OS: what loopback-connector-db2z asks for. Nobody here speaks its language."""

from __future__ import annotations

from designer.connectors import ibmdb


class DB2z(ibmdb.IBMDB):
    key = "db2z"
    title = "IBM Db2 for z/OS"
    summary = "IBM Db2 on a mainframe."
    names = ("db2z", "loopback-connector-db2z")
    documentation = "https://loopback.io/doc/en/lb3/DB2-for-z-OS.html"
    discovery = True
    migration = True
    package = "loopback-connector-db2z"
    package_range = "^2.0.0"
    package_range_for_loopback_2 = "^2.0.0"
    leaves_out = (*ibmdb.NOT_TRIED, "For z/OS that driver needs a licence file of IBM’s beside it.")
    settings = ibmdb.settings()
