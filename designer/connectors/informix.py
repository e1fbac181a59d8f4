"""IBM Informix, by a connector that npm does not have any more."""

from __future__ import annotations

from designer.connectors import ibmdb


class Informix(ibmdb.IBMDB):
    key = "informix"
    title = "IBM Informix"
    summary = "IBM Informix, over its port for DRDA clients."
    names = ("informix", "loopback-connector-informix")
    documentation = "https://loopback.io/doc/en/lb3/Informix.html"
    server = "Informix"
    leaves_out = (
        *ibmdb.NOT_TRIED,
        "The public npm registry has no package loopback-connector-informix; it must come from elsewhere.",
    )
    settings = ibmdb.settings(host="hostname", tables=False)
