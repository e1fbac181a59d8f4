"""Settings and URLs are read as the drivers of LoopBack's own connectors read them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from designer.connectors import CATALOGUE, mysql_account, mysql_collations, postgresql_account, tls
from designer.connectors.base import CheckFailed
from tests.interop import loopback

Settings = dict[str, Any]

pytestmark = pytest.mark.usefixtures("installed")

SSL: tuple[Any, ...] = (None, False, True, 0, 1, {}, [], {"ca": "A"}, {"rejectUnauthorized": False})
MYSQL: tuple[Settings, ...] = (
    {},
    {"host": "h", "hostname": "i", "port": "3307", "user": "u", "username": "v", "password": "p", "database": "d"},
    {"host": "", "hostname": "i", "user": "u", "username": "", "port": "", "url": ""},
    {"user": 5, "database": 7},
    {"socketPath": "/s", "host": "h"},
    {"database": "d", "createDatabase": True},
    *({"ssl": ssl} for ssl in SSL),
    *({"ssl": ssl} for ssl in ({"rejectUnauthorized": 0}, {"rejectUnauthorized": "false"}, "on", "true")),
    *({"collation": name} for name in ("utf8mb4_bin", "UTF8_Bin", "utf8", 5)),
    *(
        {"url": url, "host": "ignored", "user": "ignored", "password": "ignored", "ssl": {}}
        for url in (
            "mysql://u:p@db/shop",
            "mysql://db/",
            "mysql://u:p@db",
            "mysql://u:p@db?ssl=true",
            "mysql://u%40:p%3A%2F@DB.Example:3307/sh%20op",
            "mysql://u%3Ax:p@db/shop",
            "mysql://u:50%@db/shop",
            "mysql://u:%e4@db/shop",
            "mysql://u:p@q@db/shop",
            "mysql://u:p+q@db/shop?user=a+b",
            "mysql://u:p@[::1]:33/shop",
            "mysql://u:p@db/sh op'{}",
            "mysql://u:p@db/shop#x?ssl=true",
            "  mysql://u:p@db/shop  ",
            "mysql:///shop",
            "mysql://u:p@db/shop?ssl=true",
            'mysql://u:p@db/shop?ssl={"rejectUnauthorized":false}',
            "mysql://u:p@db/shop?ssl=%7B%22ca%22%3A%22A%22%7D&host=other&port=7&password=%22123%22",
            "mysql://u:p@db/shop?socketPath=/s&database=x%20y",
            "mysql://u:p@db/shop?ssl=on",
            "mysql://u:p@db/shop?charset=nonsense",
            "other://u:p@db/shop",
        )
    ),
)
POSTGRESQL: tuple[Settings, ...] = (
    {"user": "u"},
    {"host": "h", "hostname": "i", "port": "5433", "user": "u", "username": "v", "password": "p", "database": "d"},
    {"host": "", "hostname": "i", "user": "", "username": "v"},
    {"user": "u", "connectionString": "postgres://w@db/shop"},
    *({"user": "u", "ssl": ssl} for ssl in (None, False, True, "true", "no-verify", {}, {"ca": "A"}, "")),
    *(
        {"url": url, "host": "h", "port": 1, "user": "u", "password": "kept?", "database": "d", "ssl": {"ca": "A"}}
        for url in (
            "postgres://v:p@db/shop",
            "postgresql://v@db:5433",
            "postgres://v%40:p%3A%2F@DB:99/sh%20op",
            "postgres://v:50%@db/shop",
            "postgres://v:a b%2F%20@db/shop",
            "postgres://v:p%zz@db/shop",
            "postgres://v:p@db/a%b",
            "postgres://v:%e4@db/shop",
            "postgres://v:p@q@db/shop",
            "postgres://v:p@db/sh%2Fop%3F",
            "postgres://v:p@[::1]:5/shop",
            "postgres://v:p@/shop",
            "postgres://db/shop?user=a+b&password=c%2Bd",
            "postgres://v:p@db/shop?host=other&port=7",
            "postgres://v@%2Frun%2FPg/shop",
            "postgres:///shop?host=/run/Pg&user=v",
            "socket:///run/Pg?db=x&user=v",
            "/run/Pg shop",
            "/run/Pg",
            *(
                f"postgres://v:p@db/shop?{query}"
                for query in (
                    *("ssl=true", "ssl=1", "ssl=0", "ssl=", "ssl=no-verify", "sslmode=", "sslmode=disable"),
                    *("sslmode=prefer", "sslmode=require", "sslmode=verify-full", "sslmode=no-verify", "sslmode=odd"),
                    *("ssl=true&sslmode=disable", "ssl=0&sslmode=require"),
                    *(f"uselibpqcompat=true&sslmode={mode}" for mode in ("prefer", "require", "verify-ca", "disable")),
                    "uselibpqcompat=true&sslmode=no-verify",
                )
            ),
        )
    ),
)


def theirs(connector: str, each: tuple[Settings, ...]) -> list[dict[str, Any]]:
    """What the driver reads, in the words of an Account."""
    said = json.dumps([settings | {"connector": connector} for settings in each])
    return [_told(connector, found) for found in loopback.run("read_settings.js", said=said)]


def _told(connector: str, found: dict[str, Any]) -> dict[str, Any]:
    if "error" in found:
        return {"breaks down": True}
    texts = {name: str(found.get(name) or "") for name in ("host", "port", "user", "password", "database")}
    ssl = found.get("ssl")
    if ssl in (None, False, ""):
        ssl = None
    elif isinstance(ssl, dict):
        ssl = (ssl.get("rejectUnauthorized") is not False, ssl.get("ca"))
    else:  # an array can have properties, and a switch cannot, so that the driver of MySQL then does not check
        ssl = (isinstance(ssl, list) or connector == "postgresql", None)
    if connector == "postgresql":
        texts["database"] = texts["database"] or texts["user"]  # which the server does
    return texts | {"socket": found.get("socketPath") or "", "tls": ssl}


def ours(read: Any, settings: Settings) -> dict[str, Any]:
    try:
        account = read(settings)
        assert not isinstance(account, mysql_account.Account) or account.collation.lower() in mysql_collations.KNOWN
    except (CheckFailed, AssertionError):
        return {"breaks down": True}
    options: tls.Options | None = account.tls
    return {
        **{name: str(getattr(account, name)) for name in ("host", "port", "user", "password", "database")},
        "socket": getattr(account, "socket_path", ""),
        "tls": options and (options.verify, options.ca),
    }


def test_mysql() -> None:
    for settings, expected in zip(MYSQL, theirs("mysql", MYSQL), strict=True):
        found = ours(mysql_account.Account.read, settings)
        if settings.get("createDatabase"):
            expected["database"] = settings["database"]  # which LoopBack chooses later
        if found != {"breaks down": True}:
            expected["host"] = expected["host"].lower()
        assert found == expected, settings


def test_postgresql() -> None:
    for settings, expected in zip(POSTGRESQL, theirs("postgresql", POSTGRESQL), strict=True):
        assert ours(postgresql_account.Account.read, settings) == expected, settings


FULL: Settings = {
    "host": "db.example.com",
    "port": 3307,
    "user": "ü ser%41@",
    "password": "p:ä/ß?#[@ %25+&\"'\\",
    "database": "shop",
}


AS_URL: dict[str, tuple[Settings, ...]] = {
    "mysql": (
        FULL,
        FULL | {"user": "a:b", "database": "sö p/ä?%20'", "password": "123"},
        FULL | {"database": "123", "collation": "utf8mb4_bin", "ssl": {"ca": "A\nB"}},
        FULL | {"ssl": True, "timezone": "+02:00", "legacyUtcDateProcessing": False},
        {"socketPath": "/run/my sql", "user": "u"},
        {"host": "::1"},
    ),
    "postgresql": (
        FULL,
        FULL | {"user": "a:b", "database": "sö p/ä", "ssl": {"rejectUnauthorized": False}},
        FULL | {"host": "/run/Post gres", "ssl": True},
        {"host": "::1", "user": "u", "database": "d"},
    ),
}


@pytest.mark.parametrize("connector", AS_URL)
def test_a_url_means_the_same_as_the_settings(connector: str) -> None:
    kind, each = CATALOGUE[connector], AS_URL[connector]
    urls = [kind.to_url(settings) for settings in each]
    asked = [*each, *({"url": url} for url in urls), *(kind.from_url(url) for url in urls)]
    said = json.dumps([settings | {"connector": connector} for settings in asked])
    found = loopback.run("read_settings.js", said=said)
    size = len(each)
    for direct, through, back in zip(found[:size], found[size : 2 * size], found[2 * size :], strict=True):
        assert "error" not in direct
        assert _told(connector, through) == _told(connector, direct) == _told(connector, back)
        assert through.get("charsetNumber") == direct.get("charsetNumber") == back.get("charsetNumber")
        assert through.get("timezone") == direct.get("timezone") == back.get("timezone")


ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "mysql": ("mysql://h/d?dateStrings=true&connectTimeout=77", {"dateStrings": True, "connectTimeout": 77}),
    "postgresql": (
        "postgres://h/d?application_name=shop&statement_timeout=77&options=-c%20geqo%3Doff&database=x&encoding=y",
        {"application_name": "shop", "statement_timeout": "77", "options": "-c geqo=off", "database": "d"},
    ),
    "mongodb": (
        "mongodb://127.0.0.1:1/d?wtimeoutMS=5&journal=true&maxPoolSize=7&appName=1234&connectTimeoutMS=99",
        {"wtimeout": 5, "j": True, "poolSize": 7, "appname": "1234", "connectTimeoutMS": 99},
    ),
    "mssql": (
        "mssql://u:p@h/INST/d?domain=D&timeout=3&requestTimeout=4000&useUTC=no&stream=yes&applicationintent=ReadOnly",
        {
            "server": "h",
            "instanceName": "INST",
            "database": "d",
            "domain": "D",
            "user": "u",
            "password": "p",
            "connectionTimeout": 3000,
            "requestTimeout": 4000,
            "stream": True,
            "encrypt": False,
            "useUTC": False,
            "readOnlyIntent": True,
        },
    ),
}


@pytest.mark.parametrize("connector", ASKED)
def test_the_options_of_a_url_that_become_settings_mean_the_same(connector: str) -> None:
    url, expected = ASKED[connector]
    through, taken = _asked(connector, {"url": url}, CATALOGUE[connector].from_url(url), names=list(expected))
    assert through == taken == expected


def test_what_mongodb_is_told_only_in_a_url_and_only_outside_of_one() -> None:
    url = "mongodb://127.0.0.1:1/d?retryWrites=false&w=majority"
    beside = {"host": "127.0.0.1", "port": 1, "retryWrites": False, "w": "majority"}
    through, taken = _asked("mongodb", {"url": url}, beside, names=["retryWrites", "w"])
    assert through == {"retryWrites": False, "w": 1}
    assert taken == {"retryWrites": True, "w": "majority"}
    assert CATALOGUE["mongodb"].not_taken(url).only_in_url == ("retryWrites",)


def _asked(connector: str, *each: dict[str, Any], names: list[str]) -> list[dict[str, Any]]:
    said = json.dumps([{**settings, "connector": connector, "asked": names} for settings in each])
    found: list[dict[str, Any]] = loopback.run("read_settings.js", said=said)
    return found
