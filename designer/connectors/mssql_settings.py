"""What loopback-connector-mssql asks for."""

from __future__ import annotations

from designer.connectors import usual
from designer.connectors.base import Kind, Setting

SETTINGS: tuple[Setting, ...] = (
    usual.host(default=None, aliases=("hostname",)),
    usual.port(1433),
    usual.user(aliases=("username",)),
    usual.password(),
    usual.database(help="Database that holds the tables; without it, the default one of the user."),
    Setting(
        name="schema",
        label="Schema",
        help="Schema of the tables.",
        default="dbo",
        width=6,
        group=usual.CONNECTION,
    ),
    usual.url(
        "mssql://user:password@host:1433/database?encrypt=true, or Server=…;Database=…;User Id=…;Password=…",
        *("host", "port", "user", "password", "database", "options"),
    ),
    Setting(
        name="options",
        label="Driver options",
        help="What the driver tedious takes; Azure SQL needs “encrypt”.",
        kind=Kind.OBJECT,
        may_contain_secret=True,
        group=usual.TLS,
        fields=(
            Setting(
                name="encrypt",
                label="Encrypt",
                help="Encrypts the connection where the server can.",
                kind=Kind.BOOLEAN,
                default=True,
                width=6,
            ),
            Setting(
                name="trustServerCertificate",
                label="Trust any certificate",
                help="Switch it off to accept only a certificate that an authority vouches for.",
                kind=Kind.BOOLEAN,
                default=True,
                width=6,
            ),
            Setting(
                name="instanceName",
                label="Instance",
                help="Name of the instance, such as SQLEXPRESS, in the place of the port.",
                width=6,
            ),
            Setting(
                name="cryptoCredentialsDetails",
                label="Certificates",
                help="Authorities to trust and a client certificate, as PEM text.",
                kind=Kind.OBJECT,
                may_contain_secret=True,
                fields=(
                    *usual.TLS_FIELDS[:4],
                    Setting(
                        name="minVersion",
                        label="Oldest TLS",
                        help="Oldest version of TLS to accept, such as TLSv1 for a SQL Server of 2014 or before.",
                        default="TLSv1.2",
                        width=6,
                    ),
                    Setting(
                        name="ciphers",
                        label="Ciphers",
                        help="OpenSSL’s list of ciphers; versions before TLSv1.2 need DEFAULT:@SECLEVEL=0.",
                        width=6,
                    ),
                ),
            ),
        ),
    ),
    Setting(
        name="tableNameID",
        label="Column for ids",
        help="Kept by the connector under this name; nothing in it reads it.",
        more=True,
        width=6,
        group=usual.BEHAVIOUR,
    ),
    usual.lazy_connect(),
    usual.debug(),
)
