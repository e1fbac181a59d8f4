"""MongoDB's test against a stand-in that speaks its language (no MongoDB can be had), and against what is none."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import bson
import dns.resolver
import pytest

from designer.connectors import CATALOGUE
from designer.connectors.base import CannotTakeApart, NotTaken, Surroundings
from designer.connectors.examination import examine
from designer.connectors.mongodb_account import Account
from designer.connectors.mongodb_facts import creates_collections
from designer.connectors.policy import Policy
from designer.connectors.results import CheckResult, Verdict
from tests.services import certificates, listeners, name_server
from tests.services.certificates import Certificates
from tests.services.mongo import SHA_1, SHA_256, Login, Mongo

MONGODB = CATALOGUE["mongodb"]
STEPS = MONGODB.steps
PRIMARY = {"setName": "rs0", "hosts": ["127.0.0.9:27017"], "primary": "127.0.0.9:27017"}
SECONDARY = {**PRIMARY, "ismaster": False, "secondary": True}
Start = Callable[[Mongo], int]


def tried(listening: int, **changes: Any) -> CheckResult:
    settings: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": listening,
        "user": "shop",
        "password": "shop-pw",
        "database": "shop",
    }
    return examine(MONGODB, {**settings, **changes}, 5)


def by_url(url: str, **settings: Any) -> CheckResult:
    return examine(MONGODB, {"url": url, **settings}, 5)


def states(result: CheckResult) -> list[str]:
    """Of the steps that every test goes through."""
    found = [step for step in result.steps if step.name in STEPS]
    assert tuple(step.name for step in found) == STEPS
    return [step.state for step in found]


def facts(result: CheckResult) -> dict[str, str]:
    return {fact.name: fact.value for fact in result.facts}


def detail(result: CheckResult, name: str) -> str:
    return next(step.detail for step in result.steps if step.name == name)


@pytest.fixture(scope="module")
def made() -> Certificates:
    return certificates.make()


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a stand-in and tells its port."""
    with ExitStack() as running:
        yield lambda fake: running.enter_context(listeners.listening(fake.serve)).port


def test_settings_that_work(start: Start) -> None:
    fake = Mongo(collections={"shop": ["orders", "customers", "system.views"]})
    result = tried(start(fake))
    assert result.verdict is Verdict.VERIFIED, result
    assert states(result) == ["ok", "ok", "skipped", "ok", "ok", "ok", "ok"]
    assert result.sentence == "MongoDB 6.0.5 accepts these settings."
    assert facts(result) == {
        "Server": "MongoDB 6.0.5",
        "Encryption": "none",
        "Logged in as": "shop@shop",
        "Database": "shop",
        "Collections visible": "2",
        "May create collections": "yes",
    }
    assert (fake.connections, fake.logins) == (1, [("shop", "shop", SHA_256)])


def test_an_account_that_only_knows_the_older_way_to_log_in(start: Start) -> None:
    fake = Mongo(users={("shop", "shop"): Login("shop-pw", (SHA_1,))})
    result = tried(start(fake))
    assert result.verdict is Verdict.VERIFIED
    assert fake.logins == [("shop", "shop", SHA_1)]
    assert "logs in with SCRAM-SHA-1, too" in detail(result, "LoopBack’s own driver")


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "", "hostname": "127.0.0.1"},
        {"host": "nowhere.invalid", "hostname": "127.0.0.1"},
        {"database": "", "db": "shop"},
        {"user": "", "username": "shop"},
        {"username": "ghost"},
        {"user": "x", "auth": {"user": "shop", "password": "shop-pw"}},
        {"authMechanism": "scram-sha-1"},
        {"authSource": None},
    ],
)
def test_spellings_that_loopback_accepts(start: Start, changes: dict[str, Any]) -> None:
    assert tried(start(Mongo()), **changes).verdict is Verdict.VERIFIED


def test_a_port_may_be_a_text(start: Start) -> None:
    port = start(Mongo())
    assert tried(port, port=str(port)).verdict is Verdict.VERIFIED


def test_a_url_replaces_host_and_database_but_not_the_user(start: Start) -> None:
    fake = Mongo()
    port = start(fake)
    result = tried(port, port=1, database="other", url=f"mongodb://ghost:x@127.0.0.1:{port}/shop")
    assert result.verdict is Verdict.VERIFIED
    assert fake.logins == [("shop", "shop", SHA_256)]
    assert detail(result, "URL") == "LoopBack ignores host, port, database, as “url” is filled in"
    as_before = tried(port, url=f"mongodb://ghost:x@127.0.0.1:{port}/shop", useNewUrlParser=False)
    assert (as_before.verdict, as_before.blames) == (Verdict.FAILED, ("url",))


@pytest.mark.parametrize(
    ("rest", "source"), [("/shop", "shop"), ("", "admin"), ("/", "admin"), ("/shop?authSource=people", "people")]
)
def test_where_accounts_are_looked_up(start: Start, rest: str, source: str) -> None:
    fake = Mongo(users={(source, "p@w"): Login("p/w")})
    assert by_url(f"mongodb://p%40w:p%2Fw@127.0.0.1:{start(fake)}{rest}").verdict is Verdict.VERIFIED
    assert fake.logins == [(source, "p@w", SHA_256)]


def test_a_url_without_a_database_means_admin(start: Start) -> None:
    result = by_url(f"mongodb://127.0.0.1:{start(Mongo(wants_login=False))}", database="shop")
    assert facts(result)["Database"] == "admin"


@pytest.mark.parametrize(
    ("changes", "step", "blames", "sentence"),
    [
        ({"password": "wrong"}, 3, ("user", "password", "authSource"), "refused user “shop” with this password"),
        ({"user": "ghost"}, 3, ("user", "password", "authSource"), "in the database “shop”; “authSource” names"),
        ({"authSource": "admin"}, 3, ("user", "password", "authSource"), "in the database “admin”; “authSource”"),
        ({"authMechanism": "PLAIN"}, 3, ("authMechanism", "user"), "does not log users in with PLAIN"),
        ({"user": "", "password": ""}, 4, ("user", "password"), "lets nobody look at a database without a login"),
        ({"database": "vault", "authSource": "shop"}, 4, ("database", "user"), "may not use the database “vault”"),
    ],
)
def test_what_is_wrong(
    start: Start, changes: dict[str, Any], step: int, blames: tuple[str, ...], sentence: str
) -> None:
    result = tried(start(Mongo(closed_to_all=("vault",))), **changes)
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
    assert sentence in result.sentence
    assert states(result)[step:] == ["failed"] + ["skipped"] * (6 - step)
    assert "failed" not in states(result)[:step]


@pytest.mark.parametrize(
    ("command", "code", "words", "blames"),
    [
        ("saslContinue", 8000, "“authSource” names another one", ("user", "password", "authSource")),
        ("saslContinue", 2, "the details have its words", ()),
        ("ismaster", 91, "try again later", ()),
        ("ismaster", 11600, "try again later", ()),
        ("ismaster", 99999, "the details have its words", ()),
        ("listCollections", 13436, "try again later", ()),
        ("listCollections", 73, "No database can be called “shop”", ("database",)),
        ("ping", 10107, "try again later", ()),
    ],
)
def test_refusals(start: Start, command: str, code: int, words: str, blames: tuple[str, ...]) -> None:
    error = {"ok": 0.0, "errmsg": "what the server says", "code": code}
    result = tried(start(Mongo(errors={command: error})))
    assert (result.verdict, result.blames) == (Verdict.FAILED, blames)
    assert words in result.sentence
    assert result.detail == f"{code}: what the server says"


def test_a_database_that_is_not_there_is_no_error(start: Start) -> None:
    result = tried(start(Mongo()), database="fresh", authSource="shop")
    assert result.verdict is Verdict.VERIFIED
    assert states(result)[4] == "note"
    assert "creates a database that is not there" in detail(result, "Use the database")
    assert facts(result)["Collections visible"] == "0"
    assert facts(result)["May create collections"] == "no"


def test_a_server_that_wants_no_login(start: Start) -> None:
    result = tried(start(Mongo(wants_login=False)), user="", password="")
    assert (result.verdict, states(result)[3]) == (Verdict.VERIFIED, "skipped")
    assert facts(result)["Logged in as"] == "nobody"
    assert "May create collections" not in facts(result)


def test_facts_that_the_server_keeps_to_itself(start: Start) -> None:
    refused = {"ok": 0.0, "errmsg": "no", "code": 13}
    odd = {"ok": 1.0, "authInfo": {"authenticatedUsers": 7}}
    for answer in (refused, odd):
        result = tried(start(Mongo(errors={"buildInfo": answer, "connectionStatus": answer})))
        assert result.verdict is Verdict.VERIFIED
        assert (facts(result)["Server"], facts(result)["Logged in as"]) == ("MongoDB", "shop")


@pytest.mark.parametrize("password", ["p@w", "p:w", "p/w", "p?w", "p#w", "p$w", "p w", "p%w", "p%2fw", "pässword"])
def test_passwords_that_loopbacks_driver_breaks_down_over(start: Start, password: str) -> None:
    fake = Mongo(users={("shop", "shop"): Login(password)})
    result = tried(start(fake), password=password)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("password",))
    assert "puts the password into a URL as it is" in result.sentence
    assert password not in f"{result}"
    assert fake.asked == []
    port = start(fake)
    beside_a_url = tried(port, password=password, url=f"mongodb://127.0.0.1:{port}/shop")
    assert beside_a_url.verdict is Verdict.VERIFIED, "what the sentence says to do"


def test_a_password_is_what_is_typed_even_if_it_looks_encoded(start: Start) -> None:
    port = start(Mongo(users={("shop", "shop"): Login("p%40w"), ("shop", "other"): Login("p@w")}))
    assert tried(port, password="p%40w").verdict is Verdict.VERIFIED
    assert tried(port, user="other", password="p%40w").verdict is Verdict.FAILED
    assert tried(port, user="other", password="p%40w", useNewUrlParser=False).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("settings", "blames", "words"),
    [
        ({"url": "http://db/shop"}, ("url",), "must begin with mongodb://"),
        ({"url": 7}, ("url",), "must begin with mongodb://"),
        ({"url": "mongodb://a:p@w@db/shop"}, ("url",), "@, : or / too many"),
        ({"url": "mongodb://a:p/w@db/shop"}, ("url",), "@, : or / too many"),
        ({"url": "mongodb://a:p?w@db/shop"}, ("url",), "@, : or / too many"),
        ({"url": "mongodb://a:p:w@db/shop"}, ("url",), "@, : or / too many"),
        ({"url": "mongodb://a:p%2fw@db/shop"}, ("url",), "breaks down over a character"),
        ({"url": "mongodb://:w@db/shop"}, ("url",), "no user before the @"),
        ({"url": "mongodb://db?ssl=true"}, ("url",), "without a / before the ?"),
        ({"url": "mongodb://db/a/b"}, ("url",), "a / too many"),
        ({"url": "mongodb://db:x/shop"}, ("url",), "A host in the URL"),
        ({"url": "mongodb://db,/shop"}, ("url",), "A host in the URL"),
        ({"url": "mongodb://::1:7/shop"}, ("url",), "A host in the URL"),
        ({"url": "mongodb://db:70000/shop"}, ("url",), "is not a port"),
        ({"url": "mongodb://db/?ssl"}, ("url",), "no value to “ssl”"),
        ({"url": "mongodb://db/?ssl=true&tls=false"}, ("url",), "they differ"),
        ({"url": "mongodb+srv://db.example/shop"}, ("url",), "at least three parts"),
        ({"url": "mongodb+srv://db.shop.example:27017/"}, ("url",), "no port"),
        ({"url": "mongodb+srv://a:p%40w@db.shop.example/"}, ("url",), "leave both out of the URL"),
        ({"url": "mongodb+srv://a%24:pw@db.shop.example/"}, ("url",), "leave both out of the URL"),
        ({"port": "x"}, ("port",), "is not a port"),
        ({"database": "a/b"}, ("host", "database"), "a / too many"),
        ({"user": "shop"}, ("password",), "but no password"),
        ({"user": "shop", "password": 7}, ("password",), "not a text"),
        ({"user": 7, "password": "x"}, ("user",), "not a text"),
        ({"authMechanism": "KERBEROS"}, ("authMechanism",), "called “KERBEROS”"),
        ({"authMechanism": "SCRAM-SHA-1"}, ("user", "authMechanism"), "needs a user"),
    ],
)
def test_values_that_loopback_breaks_down_over(settings: dict[str, Any], blames: tuple[str, ...], words: str) -> None:
    result = examine(MONGODB, settings, 5)
    assert (result.verdict, result.blames, result.steps) == (Verdict.FAILED, blames, ())
    assert words in result.sentence


def test_a_password_with_a_character_that_scram_forbids(start: Start) -> None:
    password = "p\u0007w"
    fake = Mongo(users={("shop", "shop"): Login(password)})
    result = by_url(f"mongodb://shop:p%07w@127.0.0.1:{start(fake)}/shop")
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("url",))
    assert "SCRAM-SHA-256 does not allow" in result.sentence


@pytest.mark.parametrize("mechanism", ["MONGODB-X509", "GSSAPI", "MONGODB-AWS", "MONGODB-CR"])
def test_ways_to_log_in_that_are_not_tried(start: Start, mechanism: str) -> None:
    result = tried(start(Mongo()), authMechanism=mechanism)
    assert result.verdict is Verdict.UNVERIFIED
    assert mechanism in result.sentence
    assert states(result)[1] == "ok"


def test_certificates(start: Start, made: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
    port = start(Mongo(context=made.context))
    known = {"ssl": True, "sslCA": [made.authority]}
    good = tried(port, **known)
    assert (good.verdict, states(good)[2]) == (Verdict.VERIFIED, "ok")
    assert facts(good)["Encryption"].endswith("certificate checked")
    unknown = tried(port, ssl=True)
    assert (unknown.verdict, unknown.blames, states(unknown)[2]) == (Verdict.FAILED, ("ssl",), "failed")
    assert "“sslCA”" in unknown.sentence
    misnamed = tried(port, host="db.example", **known)
    assert misnamed.verdict is Verdict.FAILED
    assert "issued for another name than “db.example”" in misnamed.sentence
    for lenient in ({"sslValidate": False}, {**known, "checkServerIdentity": False}, {"useNewUrlParser": False}):
        assert tried(port, host="db.example", **{"ssl": True, **lenient}).verdict is Verdict.VERIFIED
    for query in ("tls=true&tlsInsecure=true", "ssl=true&sslValidate=false"):
        assert by_url(f"mongodb://shop:shop-pw@127.0.0.1:{port}/shop?{query}").verdict is Verdict.VERIFIED


def test_a_certificate_that_cannot_be_read(start: Start, made: Certificates) -> None:
    result = tried(start(Mongo(context=made.context)), ssl=True, sslCA=["/etc/ssl/ca.pem"])
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("ssl", "sslCA"))
    assert "their text itself" in result.sentence


def test_certificate_files_are_on_another_machine(start: Start, made: Certificates) -> None:
    port = start(Mongo(context=made.context))
    for query, settings in (("tlsCAFile=%2Fca.pem", {}), ("tls=true", {"sslCA": "/ca.pem", "sslValidate": False})):
        result = by_url(f"mongodb://shop:shop-pw@127.0.0.1:{port}/shop?{query}", **settings)
        assert (result.verdict, result.blames) == (Verdict.UNVERIFIED, ("url",))
        assert "files of the machine" in result.sentence


def test_encryption_that_the_server_insists_on(start: Start, made: Certificates) -> None:
    port = start(Mongo(context=made.context))
    for changes in ({}, {"ssl": "true", "sslValidate": False}):
        result = tried(port, **changes)
        assert (result.verdict, result.blames) == (Verdict.FAILED, ("ssl", "host", "port"))
        assert "encrypted connections only (switch “ssl” on)" in result.sentence


def test_encryption_that_the_server_does_not_offer(start: Start) -> None:
    result = tried(start(Mongo()), ssl=True)
    assert (result.verdict, result.blames, states(result)[2]) == (Verdict.FAILED, ("ssl",), "failed")
    assert "broke off the TLS handshake" in result.sentence


@pytest.mark.parametrize(
    ("hello", "changes", "words"),
    [
        ({}, {"replicaSet": "rs0"}, "belongs to no replica set"),
        ({"msg": "isdbgrid"}, {"replicaSet": "rs0"}, "a mongos, in front of a sharded cluster"),
        (PRIMARY, {"replicaSet": "rs1"}, "belongs to the replica set “rs0”, not to “rs1”"),
        (SECONDARY, {}, "Set “replicaSet” to “rs0”, or name its primary, 127.0.0.9:27017"),
        ({**PRIMARY, "ismaster": False, "arbiterOnly": True}, {}, "an arbiter of the replica set “rs0”"),
        ({"isreplicaset": True, "ismaster": False}, {}, "waits for its replica set to be set up"),
    ],
)
def test_servers_of_the_wrong_kind(start: Start, hello: dict[str, Any], changes: dict[str, Any], words: str) -> None:
    fake = Mongo(hello=hello)
    result = tried(start(fake), **changes)
    assert (result.verdict, states(result)[1]) == (Verdict.FAILED, "failed")
    assert words in result.sentence
    assert fake.logins == []


@pytest.mark.parametrize(
    ("hello", "changes", "described"),
    [
        (PRIMARY, {}, "primary of rs0"),
        (PRIMARY, {"replicaSet": "rs0"}, "primary of rs0"),
        (SECONDARY, {"replicaSet": "rs0"}, "secondary of rs0"),
        (SECONDARY, {"readPreference": "secondaryPreferred"}, "secondary of rs0"),
        ({"msg": "isdbgrid"}, {}, "a sharded cluster’s mongos"),
    ],
)
def test_the_members_of_a_set_are_told_but_not_contacted(
    start: Start, hello: dict[str, Any], changes: dict[str, Any], described: str
) -> None:
    fake = Mongo(hello=hello)
    result = tried(start(fake), **changes)
    assert result.verdict is Verdict.VERIFIED, result
    assert detail(result, "Open the port").endswith(f"answers: {described}")
    assert ("Replica set" in facts(result)) == ("setName" in hello)
    goes_on = "goes on to 127.0.0.9:27017" in detail(result, "LoopBack’s own driver")
    assert goes_on == ("replicaSet" in changes)
    assert fake.connections == 1


def test_several_hosts(start: Start) -> None:
    def several(hello: dict[str, Any], rest: str = "", **surroundings: Any) -> CheckResult:
        url = f"mongodb://shop:shop-pw@127.0.0.1:{nobody.port},127.0.0.1:{start(Mongo(hello=hello))}/shop{rest}"
        return examine(MONGODB, {"url": url}, 5, surroundings=Surroundings(**surroundings))

    with listeners.refusing() as nobody:
        assert several(PRIMARY, "?replicaSet=rs0").verdict is Verdict.VERIFIED
        assert several({"msg": "isdbgrid"}).verdict is Verdict.VERIFIED
        wanting = several(PRIMARY)
        assert (wanting.verdict, wanting.blames) == (Verdict.FAILED, ("url",))
        assert "set “replicaSet” to “rs0”" in wanting.sentence
        assert several({}).verdict is Verdict.FAILED
        assert several(PRIMARY, package_range="^5.1.0").verdict is Verdict.VERIFIED
        assert several(PRIMARY, "?useUnifiedTopology=true", package_range="^4.0.0").verdict is Verdict.VERIFIED


def test_how_version_5_of_the_connector_differs(start: Start, made: Certificates) -> None:
    """As seen with loopback-connector-mongodb 5.6.0: it takes any replica set, and always checks certificates."""
    settings: dict[str, Any] = {"user": "shop", "password": "shop-pw", "database": "shop", "host": "127.0.0.1"}
    newer = Surroundings(package_range="^5.1.0")
    another_set = {**settings, "port": start(Mongo(hello=PRIMARY)), "replicaSet": "rs1"}
    assert examine(MONGODB, another_set, 5, surroundings=newer).verdict is Verdict.VERIFIED
    no_set = {**settings, "port": start(Mongo()), "replicaSet": "rs1"}
    assert examine(MONGODB, no_set, 5, surroundings=newer).verdict is Verdict.FAILED
    encrypted = {**settings, "port": start(Mongo(context=made.context)), "ssl": True, "useNewUrlParser": False}
    assert examine(MONGODB, encrypted, 5, surroundings=newer).verdict is Verdict.FAILED


def test_every_host_must_be_allowed(start: Start) -> None:
    fake = Mongo()
    url = f"mongodb://shop:shop-pw@127.0.0.1:{start(fake)},127.0.0.9:27017/shop?replicaSet=rs0"
    result = examine(MONGODB, {"url": url}, 5, Policy(allowed=("127.0.0.1/32",)))
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("url",))
    assert "127.0.0.9" in result.sentence
    assert fake.connections == 0


def test_a_unix_socket_must_be_allowed() -> None:
    result = examine(MONGODB, {"url": "mongodb://%2Ftmp%2Fmongodb-1.sock/shop"}, 5, Policy(sockets=False))
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("url",))
    assert "Unix sockets" in result.sentence


@pytest.mark.parametrize(
    ("wanted", "changes", "words"),
    [
        ("^1.18.0", {"wire_versions": (0, 17)}, "MongoDB 5.1 and later have given up"),
        (
            "^1.18.0",
            {"wire_versions": (0, 9), "users": {("shop", "shop"): Login("shop-pw", (SHA_256,))}},
            "does not know SCRAM-SHA-256",
        ),
        ("^4.0.0", {"wire_versions": (14, 30)}, "asks for wire version 14 at least"),
    ],
)
def test_servers_that_only_our_driver_understands(
    start: Start, wanted: str, changes: dict[str, Any], words: str
) -> None:
    settings: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": start(Mongo(**changes)),
        "user": "shop",
        "password": "shop-pw",
    }
    surroundings = Surroundings(package_range=wanted)
    result = examine(MONGODB, {**settings, "database": "shop"}, 5, surroundings=surroundings)
    assert result.verdict is Verdict.WORKS_ONLY_HERE
    assert words in result.sentence
    assert states(result)[:6] == ["ok", "ok", "skipped", "ok", "ok", "ok"]


@pytest.mark.parametrize(("wanted", "state"), [("^1.18.0", "ok"), ("^5.0.0", "ok"), ("^7.0.3", "note"), (None, "ok")])
def test_versions_of_the_connector(start: Start, wanted: str | None, state: str) -> None:
    port = start(Mongo(wire_versions=(0, 9)))
    settings = {"url": f"mongodb://shop:shop-pw@127.0.0.1:{port}/shop"}
    result = examine(MONGODB, settings, 5, surroundings=Surroundings(package_range=wanted))
    assert (result.verdict, states(result)[6]) == (Verdict.VERIFIED, state)


@pytest.fixture
def records(
    start: Start, made: Certificates, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[tuple[str, str], list[str]]]:
    """The records of shop.example, which is a replica set of one, with its accounts in "people"."""
    fake = Mongo(hello=PRIMARY, context=made.context, users={("people", "shop"): Login("shop-pw")})
    records = {
        ("_mongodb._tcp.db.shop.example", "SRV"): [f"0 0 {start(fake)} node1.shop.example."],
        ("db.shop.example", "TXT"): ['"authSource=people&replicaSet=rs0"'],
    }
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
    with name_server.answering(records) as resolver:
        monkeypatch.setattr(dns.resolver, "get_default_resolver", lambda: resolver)
        yield records


Records = dict[tuple[str, str], list[str]]
SRV_URL = "mongodb+srv://shop:shop-pw@db.shop.example/shop"


def test_hosts_are_looked_up(records: Records) -> None:
    result = by_url(SRV_URL, sslValidate=False)
    assert result.verdict is Verdict.VERIFIED, result
    assert detail(result, "SRV record").startswith("node1.shop.example:")
    assert states(result)[2] == "ok"
    assert facts(result)["Logged in as"] == "shop@people"
    single = {"protocol": "mongodb+srv", "host": "db.shop.example", "user": "shop", "password": "shop-pw"}
    assert examine(MONGODB, {**single, "sslValidate": False, "database": "shop"}, 5).verdict is Verdict.VERIFIED


def test_what_the_url_says_wins_over_the_txt_record(records: Records) -> None:
    result = by_url(f"{SRV_URL}?authSource=admin", sslValidate=False)
    assert "in the database “admin”" in result.sentence


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (
            {("_mongodb._tcp.db.shop.example", "SRV"): ["0 0 27017 node1.elsewhere.example."]},
            "outside of its own domain",
        ),
        ({("_mongodb._tcp.db.shop.example", "SRV"): []}, "no SRV record"),
        ({("db.shop.example", "TXT"): ['"ssl=false"']}, "may only set"),
        ({("db.shop.example", "TXT"): ['"replicaSet=a"', '"replicaSet=b"']}, "may only set"),
    ],
)
def test_records_that_loopbacks_driver_refuses(records: Records, changed: Records, words: str) -> None:
    records |= changed
    result = by_url(SRV_URL)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("url",))
    assert words in result.sentence


def test_hosts_that_are_looked_up_must_be_allowed(records: Records) -> None:
    result = examine(MONGODB, {"url": SRV_URL}, 5, Policy(denied=("127.0.0.0/8",)))
    assert result.verdict is Verdict.FAILED
    assert "not allowed here" in result.sentence


def test_a_name_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], silent.getsockname()[1]
        monkeypatch.setattr(dns.resolver, "get_default_resolver", lambda: resolver)
        result = examine(MONGODB, {"url": SRV_URL}, 0.3)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("url",))
    assert "no name server answered" in result.sentence


def saying(document: dict[str, Any] | bytes) -> listeners.Behaviour:
    """Answers whatever is asked with a message of MongoDB that holds this."""
    body = document if isinstance(document, bytes) else bson.encode(document)

    def behave(connection: socket.socket, _over: threading.Event) -> None:
        while len(question := connection.recv(65_536)) > 16:
            request = struct.unpack_from("<i", question, 4)[0]
            connection.sendall(struct.pack("<iiiiiB", 21 + len(body), 1, request, 2013, 0, 0) + body)

    return behave


@pytest.mark.parametrize(
    ("behave", "blames", "words"),
    [
        (listeners.close, ("ssl", "host", "port"), "closed the connection at the first question"),
        (listeners.reset_when_asked, ("ssl", "host", "port"), "closed the connection at the first question"),
        (listeners.NONSENSE, ("host", "port"), "not a MongoDB server"),
        (listeners.say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), ("host", "port"), "a web server"),
        (listeners.say(b"SSH-2.0-OpenSSH_9.2 and some more\r\n"), ("host", "port"), "an SSH server"),
        (listeners.say(struct.pack("<iiii", -1, 0, 0, 2013)), ("host", "port"), "not a MongoDB server"),
        (saying(b"\xff\xff\xff\x7f"), ("host", "port"), "not a MongoDB server"),
        (saying(b"\x05\x00\x00\x00\x00"), (), "the details have its words"),
        (saying({"ok": 1, "maxWireVersion": "x", "hosts": 7}), None, ""),
        (saying({"ok": 1, "speculativeAuthenticate": {"payload": b"x=1"}}), None, ""),
        (saying({"ok": 1, "speculativeAuthenticate": {"payload": b"r=x,s=x,i=1"}}), None, ""),
        (saying({"ok": 1, "saslSupportedMechs": 7}), None, ""),
    ],
)
def test_what_is_no_mongodb(behave: listeners.Behaviour, blames: tuple[str, ...] | None, words: str) -> None:
    with listeners.listening(behave) as listener:
        result = tried(listener.port)
        assert listener.accepted.qsize() == 1
    assert result.verdict is Verdict.FAILED, result
    assert blames is None or result.blames == blames
    assert words in result.sentence


def trickle(connection: socket.socket, over: threading.Event) -> None:
    """Begin a message of 1 MB, and go on a byte at a time."""
    connection.sendall(struct.pack("<iiii", 1_000_000, 1, 0, 2013))
    while not over.wait(0.02):
        connection.sendall(b"x")


@pytest.mark.parametrize("behave", [listeners.hang, trickle])
def test_the_deadline_holds(behave: listeners.Behaviour) -> None:
    with listeners.listening(behave) as listener:
        result = examine(MONGODB, {"host": "127.0.0.1", "port": listener.port}, 0.3)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))


def test_nobody_listens() -> None:
    with listeners.refusing() as nobody:
        result = tried(nobody.port)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("host", "port"))
    assert "Nothing listens" in result.sentence


def test_nothing_is_left_over(start: Start) -> None:
    before = threading.active_count()
    over = threading.Event()
    fake = Mongo()

    def serve(connection: socket.socket, event: threading.Event) -> None:
        fake.serve(connection, event)
        over.set()

    with listeners.listening(serve) as listener:
        for password in ("shop-pw", "wrong"):
            over.clear()
            tried(listener.port, password=password)
            assert over.wait(10), "the connection is still open"
    assert threading.active_count() == before


@pytest.mark.parametrize(
    ("privilege", "allowed"),
    [
        ({"resource": {"db": "shop", "collection": ""}, "actions": ["createCollection"]}, True),
        ({"resource": {"db": "", "collection": ""}, "actions": ["find", "createCollection"]}, True),
        ({"resource": {"anyResource": True}, "actions": ["anyAction"]}, True),
        ({"resource": {"db": "shop", "collection": "orders"}, "actions": ["createCollection"]}, False),
        ({"resource": {"db": "other", "collection": ""}, "actions": ["createCollection"]}, False),
        ({"resource": {"db": "shop", "collection": ""}, "actions": ["find"]}, False),
        ({"resource": {"cluster": True}, "actions": ["createCollection"]}, False),
    ],
)
def test_who_may_create_collections(privilege: dict[str, Any], allowed: bool) -> None:
    assert creates_collections([privilege], "shop") is allowed


def test_urls() -> None:
    assert MONGODB.from_url("mongodb://shop:pw@db") == {
        "host": "db",
        "port": 27017,
        "user": "shop",
        "password": "pw",
        "database": "admin",
        "authSource": "admin",
    }
    assert MONGODB.from_url("mongodb+srv://shop:p%40w@cluster.example.net/db") == {
        "protocol": "mongodb+srv",
        "host": "cluster.example.net",
        "user": "shop",
        "password": "p@w",
        "database": "db",
    }
    assert MONGODB.from_url("mongodb+srv://db.shop.example/shop?tls=true&replicaSet=rs0") == {
        "protocol": "mongodb+srv",
        "host": "db.shop.example",
        "database": "shop",
        "ssl": True,
        "replicaSet": "rs0",
    }
    assert (
        MONGODB.to_url({"host": "db", "user": "a", "password": "p/w", "ssl": True})
        == "mongodb://a:p%2Fw@db/test?ssl=true"
    )
    assert MONGODB.to_url({"protocol": "mongodb+srv", "host": "db.x.y", "port": 9}) == "mongodb+srv://db.x.y/test"
    with pytest.raises(CannotTakeApart, match="several hosts"):
        MONGODB.from_url("mongodb://a,b/shop")


def test_options_of_a_url_that_work_as_settings_and_those_that_do_not() -> None:
    options = "w=majority&wtimeoutMS=5&journal=true&maxPoolSize=7&appName=1234&retryWrites=true&compressors=zlib"
    url = f"mongodb://db/shop?{options}"
    found = MONGODB.from_url(url)
    assert {name: found[name] for name in found if name not in ("host", "port", "database")} == {
        "w": "majority",
        "wtimeout": 5,
        "j": True,
        "poolSize": 7,
        "appname": "1234",
    }
    assert MONGODB.not_taken(url) == NotTaken(only_in_url=("retryWrites", "compressors"))
    assert MONGODB.not_taken("mongodb://db/shop?ssl=true&authSource=admin") == NotTaken()


def test_a_url_that_means_what_the_settings_mean() -> None:
    settings: dict[str, Any] = {
        "host": "::1",
        "port": 7,
        "user": "a@b",
        "password": "p/w",
        "database": "shop",
        "authSource": "people",
    }
    found = Account.read({"url": MONGODB.to_url(settings)})
    assert (found.hosts, found.user, found.password, found.database, found.source) == (
        (("::1", 7),),
        "a@b",
        "p/w",
        "shop",
        "people",
    )
