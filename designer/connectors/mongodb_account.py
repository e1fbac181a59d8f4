"""The settings of a MongoDB data source as loopback-connector-mongodb reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from designer.connectors import javascript, mongodb_url, npm_ranges, tls
from designer.connectors.base import JSON, CheckFailed, Settings, Surroundings

DEFAULT = "DEFAULT"
MECHANISMS = ("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "MONGODB-X509", "MONGODB-CR", "GSSAPI", "MONGODB-AWS")
TRIED = {DEFAULT, "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"}
"""The mechanisms that our driver is asked to log in with."""
IGNORED_WITH_URL = ("protocol", "host", "hostname", "port", "username", "database", "db")
RELEASES = ((1, 18, 1), (3, 9, 2), (4, 2, 0), (5, 0, 1), (5, 6, 0), (6, 3, 1), (7, 0, 5), (8, 0, 2))
_FIRST_UNIFIED = (5, 1, 0)
_FILES = ("tlscafile", "tlscertificatefile", "tlscertificatekeyfile", "sslca", "sslcert", "sslkey")


@dataclass(frozen=True, slots=True)
class Account:
    """What decides whether a connection succeeds.

    Read as loopback-connector-mongodb 4.2.0 and 5.6.0 (lib/mongodb.js) and their driver mongodb 3.7.4
    (lib/operations/connect.js) do: single settings are put into a URL as they are; `user` and `password` are given
    to the driver beside it as well, where they win; and so do the other options that the connector passes on.
    """

    hosts: tuple[tuple[str, int], ...]
    is_srv: bool
    user: str
    password: str = field(repr=False)
    source: str
    """The database in which the account is looked up."""
    source_is_said: bool
    mechanism: str
    database: str
    replica_set: str
    reads_secondaries: bool
    tls: tls.Options | None
    checks_name: bool
    names_files: bool
    """Whether certificates are named as files of the machine that LoopBack runs on."""
    unified: bool
    """Whether the driver finds out by itself what kind of server each host is."""
    sources: dict[str, str]
    ignored: tuple[str, ...]
    """Settings that are filled in for nothing, as there is a URL."""

    def keys(self, *names: str) -> tuple[str, ...]:
        """The keys to mark where one of these is wrong."""
        return tuple(dict.fromkeys(self.sources.get(name, name) for name in names))

    @classmethod
    def read(cls, settings: Settings, surroundings: Surroundings | None = None) -> Self:
        """Raises CheckFailed where a value cannot be what it should be, or the driver breaks down over it."""
        has_url = javascript.truthy(settings.get("url"))
        parts = mongodb_url.read(settings["url"]) if has_url else _of_single_settings(settings)
        sources = _sources(settings, has_url=has_url)
        user, password = _login(settings, parts, sources)
        said = settings.get("authSource") or ("authSource" not in settings and parts.options.get("authsource"))
        mechanism = _mechanism(settings, parts, user, sources)
        encrypts = _encrypts(settings, parts)
        unified = _is_unified(settings, parts, surroundings or Surroundings())
        return cls(
            hosts=parts.hosts,
            is_srv=parts.is_srv,
            user=user,
            password=password,
            source=javascript.text(said) if said else parts.default_source or _usual_source(mechanism),
            source_is_said=bool(said),
            mechanism=mechanism,
            database=parts.database,
            replica_set=javascript.text(_option(settings, parts, "replicaSet") or ""),
            reads_secondaries=(_option(settings, parts, "readPreference") or "primary") != "primary",
            tls=_tls(settings, parts, unified=unified) if encrypts else None,
            checks_name=_option(settings, parts, "checkServerIdentity") is not False
            and not (parts.options.get("tlsinsecure") or parts.options.get("tlsallowinvalidhostnames")),
            names_files=encrypts and _names_files(settings, parts),
            unified=unified,
            sources=sources,
            ignored=tuple(name for name in IGNORED_WITH_URL if has_url and settings.get(name) not in (None, "")),
        )


def _of_single_settings(settings: Settings) -> mongodb_url.Parts:
    """The URL that the connector makes of single settings (generateMongoDBURL), without encoding anything."""

    def value(default: str, *names: str) -> str:
        name = javascript.first(settings, *names)
        return javascript.text(settings[name]) if name else default

    protocol, user, password = value("mongodb", "protocol"), value("", "username", "user"), value("", "password")
    if user and password:
        for name, text in (("user", user), ("password", password)):
            _require_plain(text, name, javascript.first(settings, *_SPELLINGS[name]) or name)
    account = f"{user}:{password}@" if user and password else ""
    port = "" if protocol == "mongodb+srv" else f":{javascript.port(settings.get('port') or mongodb_url.PORT)}"
    host, database = value("127.0.0.1", "hostname", "host"), value("test", "database", "db")
    blames = tuple(
        javascript.first(settings, *names) or names[-1] for names in (("hostname", "host"), ("database", "db"))
    )
    return mongodb_url.read(f"{protocol}://{account}{host}{port}/{database}", blames=blames)


_SPELLINGS = {"user": ("username", "user"), "password": ("password",)}


def _require_plain(text: str, what: str, key: str) -> None:
    if not mongodb_url.is_plain(text):
        sentence = (
            f"LoopBack’s connector puts the {what} into a URL as it is, and its driver breaks down over a character in"
            " it. Fill in “url” as well, without a user, as mongodb://host:27017/database: then the driver takes “user”"
            " and “password” from here as they are."
        )
        raise CheckFailed(sentence, blames=(key,))


def _sources(settings: Settings, *, has_url: bool) -> dict[str, str]:
    passed = ("user", "password", "authSource", "authMechanism", "replicaSet", "ssl", "sslCA")
    if has_url:
        of_url = {name: "url" for name in passed if not javascript.truthy(settings.get(name))}
        return {"host": "url", "port": "url", "database": "url"} | of_url
    return {
        "host": javascript.first(settings, "hostname", "host") or "host",
        "user": javascript.first(settings, "user", "username") or "user",
        "database": javascript.first(settings, "database", "db") or "database",
    }


def _login(settings: Settings, parts: mongodb_url.Parts, sources: dict[str, str]) -> tuple[str, str]:
    """The user, empty where nobody logs in, and the password."""
    if _reads_as_before(settings):
        sources |= {name: "url" for name in ("user", "password") if "url" in sources.values()}
        return parts.user, parts.password
    auth = settings.get("auth")
    given: Settings = auth if isinstance(auth, dict) else settings
    if isinstance(auth, dict):
        sources |= {"user": "auth", "password": "auth"}
        given = {"user": auth.get("user") or auth.get("username"), "password": auth.get("password")}
    for name in ("user", "password"):
        if not isinstance(given.get(name) or "", str):
            sentence = f"The {name} is not a text; LoopBack’s MongoDB driver takes only one in quotes."
            raise CheckFailed(sentence, blames=(sources.get(name, name),))
    user = javascript.text(given.get("user") or parts.user)
    password = javascript.text(given.get("password") or parts.password)
    if (
        user
        and not password
        and settings.get("authMechanism") != "MONGODB-X509"
        and "authmechanism" not in parts.options
    ):
        sentence = f"There is a user, “{user}”, but no password, and LoopBack’s driver needs both."
        raise CheckFailed(sentence, blames=(sources.get("password", "password"),))
    return user, password


def _option(settings: Settings, parts: mongodb_url.Parts, name: str) -> JSON:
    """What the driver takes: a setting wins over the URL, even one that is empty."""
    return settings[name] if name in settings else parts.options.get(name.lower())


def _mechanism(settings: Settings, parts: mongodb_url.Parts, user: str, sources: dict[str, str]) -> str:
    found = javascript.text(_option(settings, parts, "authMechanism") or DEFAULT).upper()
    blames = (sources.get("authMechanism", "authMechanism"),)
    if found not in {*MECHANISMS, DEFAULT}:
        sentence = f"LoopBack’s driver knows no way to log in that is called “{found[:40]}”."
        raise CheckFailed(sentence, blames=blames)
    if not user and found not in {DEFAULT, "MONGODB-X509", "MONGODB-AWS"}:
        raise CheckFailed(f"Logging in with {found} needs a user.", blames=(sources.get("user", "user"), *blames))
    return found


def _usual_source(mechanism: str) -> str:
    return "$external" if mechanism == "PLAIN" else "admin"


def _encrypts(settings: Settings, parts: mongodb_url.Parts) -> bool:
    """Only `true` does; a text in the settings does not. The older parser knows no other name for it in a URL."""
    if "ssl" in settings:
        return settings["ssl"] is True
    if _reads_as_before(settings):
        return parts.is_srv or parts.options.get("ssl") is True
    if parts.is_srv and "ssl" not in parts.options:
        return True
    of_url = parts.options.get("tls", parts.options.get("ssl"))
    return of_url is True or "tlscafile" in parts.options or "tlscertificatekeyfile" in parts.options


def _names_files(settings: Settings, parts: mongodb_url.Parts) -> bool:
    reads_files = "tls" in parts.options and any(settings.get(name) for name in ("sslCA", "sslCert", "sslKey"))
    return reads_files or any(name in parts.options for name in _FILES)


def _reads_as_before(settings: Settings) -> bool:
    """Whether the driver reads the URL with its older parser (lib/url_parser.js): without the settings beside it."""
    return settings.get("useNewUrlParser") is False


def _tls(settings: Settings, parts: mongodb_url.Parts, *, unified: bool) -> tls.Options:
    """After the older parser the older topologies check no certificate unless that is asked for."""
    lenient = parts.options.get("tlsinsecure") or parts.options.get("tlsallowinvalidcertificates")
    validate = _option(settings, parts, "sslValidate")
    if (validate is None and lenient) or (_reads_as_before(settings) and not unified and validate is not True):
        validate = False
    names = {"ca": "sslCA", "cert": "sslCert", "key": "sslKey", "passphrase": "sslPass"}
    options = {name: settings.get(setting) for name, setting in names.items()}
    return tls.Options.read({**options, "rejectUnauthorized": validate})


def _is_unified(settings: Settings, parts: mongodb_url.Parts, surroundings: Surroundings) -> bool:
    """From its version 5.1 on the connector asks for that, unless told not to; earlier ones pass no setting on."""
    wanted = surroundings.package_range
    found = npm_ranges.newest(wanted, RELEASES) if wanted else None
    if found is not None and found >= _FIRST_UNIFIED:
        return settings.get("useUnifiedTopology") is not False
    return parts.options.get("useunifiedtopology") is True
