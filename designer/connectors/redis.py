"""Redis as a database: what loopback-connector-redis asks for, and how it is tried."""

from __future__ import annotations

from designer.connectors import redis_node, redis_url, usual
from designer.connectors.base import JSON, Connector, Kind, NotTaken, Setting, Settings
from designer.connectors.probe import LOG_IN, LOOPBACK, OPEN, PING, RESOLVE, TLS, USE, Attempt


class Redis(Connector):
    key = "redis"
    title = "Redis (as a database)"
    summary = "Keeps models in Redis, found by their ids and indexed properties; an old project of StrongLoop’s labs."
    icon = "redis"
    category = "document"
    names = ("redis", "loopback-connector-redis")
    documentation = "https://loopback.io/doc/en/lb3/Redis-connector.html"
    discovery = False
    migration = False
    package = "loopback-connector-redis"
    package_range = "^3.0.0"
    package_range_for_loopback_2 = "^3.0.0"
    url_schemes = ("redis",)
    steps = (RESOLVE, OPEN, TLS, LOG_IN, USE, PING, LOOPBACK)
    driver = ("redis", "redis")
    verified_with = "Redis 7.0"
    tries = (
        (
            "Connects, encrypts where “options” ask for it, logs in, selects the database and pings, all over one"
            " connection."
        ),
        (
            "Reads the settings as version 3 of the connector and its driver redis 2.8 do, which know no users: the"
            " password alone is sent, and only if that fails, the user is tried as well, to say what is wrong."
        ),
        "Finds out whether the user may write: SET is told to change a key only if it is there, which it is not.",
    )
    leaves_out = (
        "A database that is out of range fails here; LoopBack logs that, and goes on in database 0.",
        "A server that cannot save its data (MISCONF) fails here; LoopBack still reads from it.",
        "Where LoopBack’s driver waits for ever, such as for a password that is missing, the test fails.",
        "While a server loads its data, nothing is verified; LoopBack waits.",
        (
            "A URL without a scheme, or a port that is no number, fails here; LoopBack takes 127.0.0.1 or 6379 in its"
            " place."
        ),
        "The driver knows no clusters: one of several servers of a cluster works here, and fails in LoopBack.",
        "LoopBack’s driver takes the first address of a name only; here the others are tried, too.",
    )
    settings = (
        usual.host(default="127.0.0.1"),
        usual.port(6379),
        Setting(
            name="username",
            label="User",
            help="Without effect: the connector sends the password alone.",
            width=6,
            group=usual.LOG_IN,
        ),
        usual.password(),
        usual.database(default=0, help="Number of the database."),
        Setting(
            name="url",
            label="URL",
            help="redis://:password@host:6379, in the place of host, port and password; the rest of it has no effect.",
            more=True,
            may_contain_secret=True,
            overrides=("host", "port"),
            group=usual.CONNECTION,
        ),
        Setting(
            name="options",
            label="Options",
            help="What the driver redis 2.8 takes, such as “tls”; what is filled in above wins.",
            kind=Kind.OBJECT,
            more=True,
            may_contain_secret=True,
            group=usual.CONNECTION,
            fields=(
                usual.tls("tls"),
                Setting(name="path", label="Socket", help="Path of Redis’ Unix socket, used instead of host and port."),
                Setting(
                    name="family",
                    label="Addresses",
                    help="Which addresses of the host’s name are looked for.",
                    kind=Kind.CHOICE,
                    choices=(("IPv4", "IPv4"), ("IPv6", "IPv6")),
                    default="IPv4",
                    width=4,
                ),
                Setting(name="prefix", label="Before each key", help="Text before each key.", width=4),
                Setting(
                    name="no_ready_check",
                    label="Do not wait",
                    help="Does not ask with INFO whether the server has loaded its data.",
                    kind=Kind.BOOLEAN,
                    default=False,
                    width=4,
                ),
                Setting(
                    name="connect_timeout",
                    label="Give up after",
                    help="Milliseconds after which the driver tries no more to connect.",
                    kind=Kind.NUMBER,
                    default=3_600_000,
                    width=4,
                ),
            ),
        ),
    )

    def from_url(self, url: str) -> dict[str, JSON]:
        account = redis_node.read({"url": url})
        found: dict[str, JSON] = {"host": account.endpoint.host, "port": account.endpoint.port}
        return found | ({"password": account.endpoint.password} if account.endpoint.password else {})

    def not_taken(self, url: str) -> NotTaken:
        """LoopBack’s connector reads nothing of a URL but what `from_url` takes."""
        parts = redis_url.split(url)
        user = (parts.account or "").partition(":")[0]
        beside = (("username", user), ("database", parts.path[1:]))
        return NotTaken(never_read=(*(name for name, value in beside if value), *parts.query))

    def to_url(self, settings: Settings) -> str:
        return redis_url.written({key: settings.get(key) for key in ("host", "port", "password")}, with_user=False)

    def test(self, settings: Settings, attempt: Attempt) -> str:
        account = redis_node.read(settings)
        from designer.connectors.redis_steps import try_out

        return try_out(account, attempt)
