"""Redis as a key-value store: what loopback-connector-kv-redis asks for, and how it is tried."""

from __future__ import annotations

from designer.connectors import redis_ioredis, redis_url, usual
from designer.connectors.base import JSON, Connector, Kind, NotTaken, Setting, Settings
from designer.connectors.probe import LOG_IN, LOOPBACK, OPEN, PING, RESOLVE, TLS, USE, Attempt

_SENTINELS = "Sentinels"


class KVRedis(Connector):
    key = "kv-redis"
    title = "Redis (key-value)"
    summary = "Keeps values by their keys in Redis, for a while or for good."
    icon = "redis"
    category = "key-value"
    names = ("kv-redis", "loopback-connector-kv-redis")
    documentation = "https://github.com/strongloop/loopback-connector-kv-redis"
    discovery = False
    migration = False
    package = "loopback-connector-kv-redis"
    package_range = "^3.0.0"
    package_range_for_loopback_2 = "^3.0.0"
    base_model = "KeyValueModel"
    url_schemes = ("redis", "rediss")
    steps = (RESOLVE, OPEN, TLS, LOG_IN, USE, PING, LOOPBACK)
    driver = ("redis", "redis")
    verified_with = "Redis 7.0"
    tries = (
        (
            "Connects, encrypts where “tls” or the URL asks for it, logs in, selects the database and pings, all over"
            " one connection."
        ),
        (
            "Reads the settings as version 3 of the connector hands them to ioredis 4: a “url” replaces all others, and"
            " its user counts only with ?allowUsernameInURI=true."
        ),
        "Asks the sentinels, where there are some, and checks the server that they name like any other.",
        "Finds out whether the user may write: SET is told to change a key only if it is there, which it is not.",
    )
    leaves_out = (
        (
            "A database that is out of range, or may not be selected, fails here; LoopBack logs that, and goes on in"
            " database 0."
        ),
        "A server that cannot save its data (MISCONF) fails here; LoopBack still reads from it.",
        "While a server loads its data, nothing is verified; LoopBack waits.",
        "A “keyPrefix” has no effect: the connector goes around it.",
        "The connector knows no clusters: one of several servers of a cluster works here, and fails in LoopBack.",
        "LoopBack’s driver takes the first address of a name only; here the others are tried, too.",
        "Certificates that come with the driver (“tls”: “RedisCloudFixed”) are not known here.",
    )
    settings = (
        usual.host(),
        usual.port(6379),
        usual.user(name="username"),
        usual.password(),
        usual.number(
            "db", "Database", "Number of the database.", default=0, more=False, width=3, group=usual.CONNECTION
        ),
        Setting(
            name="url",
            label="URL",
            help="redis://:password@host:6379/0, or rediss:// with TLS; LoopBack ignores all else beside it.",
            more=True,
            may_contain_secret=True,
            overrides=(
                "host",
                "port",
                "username",
                "password",
                "db",
                "path",
                "family",
                "tls",
                "sentinels",
                "sentinelUsername",
                "sentinelPassword",
                "sentinelTLS",
                "enableTLSForSentinelMode",
                "role",
                "enableReadyCheck",
                "connectTimeout",
            ),
            group=usual.CONNECTION,
        ),
        Setting(
            name="path",
            label="Socket",
            help="Path of Redis’ Unix socket, used instead of host and port.",
            more=True,
            group=usual.CONNECTION,
            overrides=("host", "port"),
        ),
        Setting(
            name="family",
            label="Addresses",
            help="Which addresses of the host’s name are looked for.",
            kind=Kind.CHOICE,
            choices=((4, "IPv4"), (6, "IPv6"), (0, "Both")),
            default=4,
            width=4,
            more=True,
            group=usual.CONNECTION,
        ),
        usual.number(
            "connectTimeout",
            "Connect within",
            "Milliseconds to wait for a connection.",
            default=10_000,
            group=usual.POOL,
        ),
        usual.tls("tls", kind=Kind.BOOLEAN_OR_OBJECT),
        Setting(
            name="sentinels",
            label="Sentinels",
            help="Servers to ask for the master; the data source’s “name” has to be that of its group then.",
            kind=Kind.ARRAY,
            more=True,
            group=_SENTINELS,
            fields=(usual.host(), usual.port(26379)),
        ),
        Setting(
            name="role",
            label="Use",
            help="Which server of the group to use.",
            kind=Kind.CHOICE,
            choices=(("master", "The master"), ("slave", "A replica")),
            default="master",
            width=4,
            more=True,
            group=_SENTINELS,
        ),
        Setting(
            name="sentinelUsername",
            label="Sentinels’ user",
            help="Account at the sentinels.",
            width=6,
            more=True,
            group=_SENTINELS,
        ),
        Setting(
            name="sentinelPassword",
            label="Sentinels’ password",
            help="Password at the sentinels.",
            kind=Kind.SECRET,
            width=6,
            more=True,
            group=_SENTINELS,
        ),
        Setting(
            name="sentinelTLS",
            label="Sentinels’ TLS",
            help="Options for encrypted connections to the sentinels; certificates as PEM text.",
            kind=Kind.BOOLEAN_OR_OBJECT,
            more=True,
            may_contain_secret=True,
            fields=usual.TLS_FIELDS,
            group=_SENTINELS,
        ),
        usual.switch(
            "enableTLSForSentinelMode",
            "TLS behind sentinels",
            "Encrypts the connection to the server that a sentinel names, too, as “tls” says.",
            group=_SENTINELS,
        ),
        Setting(
            name="packer",
            label="Values",
            help="How values are kept.",
            kind=Kind.CHOICE,
            choices=(("binary", "In binary form (MessagePack)"), ("json", "As JSON")),
            default="binary",
            width=4,
            more=True,
            group=usual.BEHAVIOUR,
        ),
        Setting(
            name="bufferEncoding",
            label="Buffers as",
            help="How bytes are written among values that are kept as JSON.",
            default="base64",
            width=4,
            more=True,
            group=usual.BEHAVIOUR,
            only_for=("packer", ("json",)),
        ),
        usual.switch(
            "enableReadyCheck",
            "Wait until it is ready",
            "Asks the server with INFO whether it has loaded its data, before anything else.",
            default=True,
        ),
        usual.lazy_connect(),
    )

    def from_url(self, url: str) -> dict[str, JSON]:
        """A database that is no number, over which LoopBack would end, is left out."""
        options = redis_url.options_of(url)
        for name in ("port", "db"):
            found = redis_ioredis.number(str(options.pop(name, "")))
            options |= {} if found is None else {name: found}
        return {name: value for name, value in options.items() if value != ""}

    def not_taken(self, url: str) -> NotTaken:
        """A user without `allowUsernameInURI` is one that ioredis leaves out, too."""
        parts, taken = redis_url.split(url), self.from_url(url)
        user = (parts.account or "").partition(":")[0]
        beside = (("username", user), ("db", parts.path[1:]))
        return NotTaken(never_read=tuple(name for name, value in beside if value and name not in taken))

    def to_url(self, settings: Settings) -> str:
        return redis_url.written(settings, with_user=True)

    def test(self, settings: Settings, attempt: Attempt) -> str:
        account = redis_ioredis.read(settings)
        from designer.connectors.redis_steps import try_out

        return try_out(account, attempt)
