"""IBM Informix, by a connector that npm does not have any more.

From loopback-connector-informix 2 (lib/informix.js, lib/discovery.js, lib/migration.js).
"""

from __future__ import annotations

from designer.connectors import ibmdb


class Informix(ibmdb.IBMDB):
    key = "informix"
    title = "IBM Informix"
    summary = "IBM Informix, over its port for DRDA clients."
    names = ("informix", "loopback-connector-informix")
    documentation = "https://loopback.io/doc/en/lb3/Informix.html"
    discovery = True
    migration = True
    package = "loopback-connector-informix"
    package_range = "^2.2.0"
    package_range_for_loopback_2 = "^2.2.0"
    server = "Informix"
    leaves_out = (
        *ibmdb.NOT_TRIED,
        "The public npm registry has no package loopback-connector-informix; it must come from elsewhere.",
    )
    settings = ibmdb.settings(host="hostname", tables=False)
