"""What loopback-connector-mongodb asks for, and the options that it passes on to its driver (lib/mongodb.js)."""

from __future__ import annotations

from designer.connectors import usual
from designer.connectors.base import Kind, Setting
from designer.connectors.mongodb_account import MECHANISMS


def _milliseconds(name: str, label: str, help_text: str, default: int) -> Setting:
    return usual.number(name, label, help_text, default=default, group=usual.CONNECTION)


_CONNECTION = (
    usual.host(default="127.0.0.1", aliases=("hostname",)),
    usual.port(27017),
    Setting(
        name="database",
        label="Database",
        help="Database that holds the collections; MongoDB creates it with the first document.",
        default="test",
        width=6,
        aliases=("db",),
        group=usual.CONNECTION,
    ),
    usual.user(aliases=("username",)),
    usual.password(),
    Setting(
        name="authSource",
        label="Database of the account",
        help="Database that the account is kept in, often “admin”; without it, the database above, or the URL’s.",
        width=6,
        group=usual.LOG_IN,
    ),
    Setting(
        name="url",
        label="URL",
        help=(
            "mongodb://user:password@host:27017/database, with several hosts if there are, or mongodb+srv://…;"
            " “user”, “password” and the options of the driver win over what it says."
        ),
        more=True,
        may_contain_secret=True,
        overrides=("protocol", "host", "port", "database"),
        group=usual.CONNECTION,
    ),
    Setting(
        name="protocol",
        label="Protocol",
        help="How hosts are found: by name and port, or by the SRV record of a name.",
        kind=Kind.CHOICE,
        default="mongodb",
        choices=(("mongodb", "mongodb"), ("mongodb+srv", "mongodb+srv")),
        more=True,
        width=4,
        group=usual.CONNECTION,
    ),
    Setting(
        name="replicaSet",
        label="Replica set",
        help="Name of the replica set that the hosts belong to.",
        more=True,
        width=4,
        group=usual.CONNECTION,
    ),
    Setting(
        name="authMechanism",
        label="Way to log in",
        help="How the account logs in; without it, as the server prefers.",
        kind=Kind.CHOICE,
        choices=tuple((name, name) for name in MECHANISMS),
        more=True,
        width=6,
        group=usual.LOG_IN,
    ),
)
_TLS = (
    usual.switch("ssl", "Encrypt", "Encrypts the connection.", default=None, group=usual.TLS),
    usual.switch(
        "sslValidate",
        "Check the certificate",
        "Refuses a server whose certificate nobody vouches for.",
        default=True,
        group=usual.TLS,
    ),
    usual.switch(
        "checkServerIdentity",
        "Check the name",
        "Refuses a server whose certificate was issued for another name.",
        default=True,
        group=usual.TLS,
    ),
    Setting(
        name="sslCA",
        label="Authorities",
        help="Certificates of the authorities to trust, as PEM text.",
        kind=Kind.ARRAY,
        more=True,
        multiline=True,
        fields=(Setting(name="", label="Certificate", help="One certificate, as PEM text.", multiline=True),),
        group=usual.TLS,
    ),
    Setting(
        name="sslCert",
        label="Client certificate",
        help="Certificate to show to the server, as PEM text.",
        more=True,
        multiline=True,
        group=usual.TLS,
    ),
    usual.secret_text(
        "sslKey", "Client key", "Private key of that certificate, as PEM text.", more=True, group=usual.TLS
    ),
    Setting(
        name="sslPass",
        label="Passphrase",
        help="Password of the private key.",
        kind=Kind.SECRET,
        more=True,
        width=6,
        group=usual.TLS,
    ),
)
_POOL = (
    usual.number("poolSize", "Connections at most", "How many the pool opens.", default=5, group=usual.POOL),
    _milliseconds("connectTimeoutMS", "Connecting takes", "Milliseconds that connecting may take.", 10_000),
    _milliseconds("socketTimeoutMS", "An answer takes", "Milliseconds that an answer may take; 0 sets no limit.", 0),
    usual.number(
        "serverSelectionTimeoutMS",
        "Finding a server takes",
        "Milliseconds that finding a server may take; read by version 5 and later.",
        default=30_000,
        group=usual.CONNECTION,
    ),
)
_BEHAVIOUR = (
    Setting(
        name="readPreference",
        label="Read from",
        help="Which members of a replica set are read from.",
        kind=Kind.CHOICE,
        default="primary",
        choices=(
            ("primary", "The primary"),
            ("primaryPreferred", "The primary, if there is one"),
            ("secondary", "A secondary"),
            ("secondaryPreferred", "A secondary, if there is one"),
            ("nearest", "The nearest"),
        ),
        more=True,
        width=6,
        group=usual.BEHAVIOUR,
    ),
    Setting(
        name="w",
        label="Write concern",
        help="How many members must have written before a write counts, or “majority”; that of a URL is not read.",
        kind=Kind.VALUE,
        default=1,
        more=True,
        width=4,
        group=usual.BEHAVIOUR,
    ),
    usual.switch(
        "useNewUrlParser", "New URL parser", "Reads the URL as newer drivers do; on unless it is false.", default=True
    ),
    usual.switch(
        "useUnifiedTopology",
        "Unified topology",
        "Watches the servers as newer drivers do; read by version 5.1 and later, where it is on unless it is false.",
        default=True,
    ),
    usual.switch(
        "allowExtendedOperators",
        "Extended operators",
        "Allows MongoDB’s own operators, such as $inc and $push, in updates.",
    ),
    usual.switch("enableGeoIndexing", "Geographic indexes", "Makes 2dsphere indexes of properties of type GeoPoint."),
    usual.switch("disableDefaultSort", "No default order", "Does not sort by id where no order is asked for."),
    usual.switch(
        "strictObjectIDCoercion",
        "Keep ids as they are",
        "Does not make an ObjectID of every text of 24 hexadecimal digits.",
    ),
    usual.switch(
        "enableOptimisedfindOrCreate",
        "Quick findOrCreate",
        "Finds or creates in one step, which needs a unique index to be right.",
    ),
    Setting(
        name="collation",
        label="Collation",
        help="How texts are compared; the connector reads it from the options of a call, not from here.",
        kind=Kind.OBJECT,
        more=True,
        group=usual.BEHAVIOUR,
    ),
    usual.lazy_connect(),
    usual.debug(),
)
SETTINGS: tuple[Setting, ...] = (*_CONNECTION, *_TLS, *_POOL, *_BEHAVIOUR)
