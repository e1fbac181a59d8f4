"""How LoopBack's connectors read their settings."""

from __future__ import annotations

from typing import Any

import pytest

from designer.connectors import mysql_account, postgresql_account
from designer.connectors.base import CannotVerify, CheckFailed, Settings
from designer.connectors.tls import Options


def mysql(**settings: Any) -> mysql_account.Account:
    return mysql_account.Account.read(settings)


def postgresql(**settings: Any) -> postgresql_account.Account:
    return postgresql_account.Account.read({"user": "shop", **settings})


def test_mysql_defaults() -> None:
    account = mysql()
    assert (account.host, account.port, account.user, account.password) == ("localhost", 3306, "", "")
    assert (account.database, account.socket_path, account.tls) == ("", "", None)


def test_mysql_username_and_host_win_over_user_and_hostname() -> None:
    account = mysql(user="a", username="b", host="c", hostname="d", port="3307")
    assert (account.user, account.host, account.port) == ("b", "c", 3307)
    assert account.keys("user", "host") == ("username", "host")


def test_mysql_empty_texts_count_as_absent() -> None:
    account = mysql(url="", host="", hostname="d", port="", user="a", username="")
    assert (account.host, account.port, account.user) == ("d", 3306, "a")
    assert account.keys("host", "user") == ("hostname", "user")


def test_mysql_url_replaces_everything() -> None:
    account = mysql(url="mysql://u%40:p%3A@DB:3307/sh%20op", host="x", ssl={}, createDatabase=True, socketPath="/s")
    assert (account.host, account.port, account.user, account.password) == ("db", 3307, "u@", "p:")
    assert (account.database, account.tls, account.creates_database) == ("sh%20op", None, False)
    assert account.socket_path == ""
    assert account.keys("user", "password", "database") == ("url",)


def test_mysql_query_of_a_url_wins_and_is_json_where_it_can_be() -> None:
    account = mysql(url='mysql://u@db/shop?ssl={"rejectUnauthorized":false}&user=v')
    assert (account.user, account.tls) == ("v", Options(verify=False))


@pytest.mark.parametrize(
    ("ssl", "options"),
    [(None, None), (False, None), ({}, Options()), (True, Options(verify=False)), ({"ca": "A"}, Options(ca="A"))],
)
def test_mysql_tls(ssl: Any, options: Options | None) -> None:
    assert mysql(ssl=ssl).tls == options


@pytest.mark.parametrize(
    ("settings", "blames"),
    [
        ({"port": "33o6"}, ("port",)),
        ({"port": 65536}, ("port",)),
        ({"port": -1}, ("port",)),
        ({"password": 1234}, ("password",)),
        ({"ssl": "on"}, ("ssl",)),
        ({"url": "db.example.com/shop"}, ("url",)),
        ({"url": "mysql://u:p@db:port/shop"}, ("url",)),
        ({"url": "mysql://u:12/34@db/shop"}, ("url",)),
        ({"url": 5}, ("url",)),
    ],
)
def test_mysql_settings_that_cannot_work(settings: Settings, blames: tuple[str, ...]) -> None:
    with pytest.raises(CheckFailed) as refused:
        mysql_account.Account.read(settings)
    assert refused.value.blames == blames


def test_the_amazon_profile_is_known_as_such() -> None:
    assert mysql(ssl="Amazon RDS").uses_amazon_profile


def test_postgresql_user_wins_over_username_and_names_the_database() -> None:
    account = postgresql(user="a", username="b", hostname="h")
    assert (account.user, account.database, account.host, account.port) == ("a", "a", "h", 5432)


def test_postgresql_without_a_user_depends_on_the_system_account() -> None:
    with pytest.raises(CannotVerify) as ending:
        postgresql_account.Account.read({"host": "h"})
    assert ending.value.blames == ("user",)


def test_postgresql_url_replaces_even_by_nothing_but_keeps_ssl() -> None:
    account = postgresql(url="postgres://u%40@db/", password="kept?", host="x", port=1, database="y", ssl=True)
    assert (account.host, account.port, account.user, account.password) == ("db", 5432, "u@", "")
    assert (account.database, account.tls) == ("u@", Options())
    assert account.keys("host", "user", "ssl") == ("url", "ssl")


@pytest.mark.parametrize(
    ("url", "host", "database"),
    [
        ("/run/postgresql shop", "/run/postgresql", "shop"),
        ("postgres://shop@%2Frun%2Fpostgresql/shop", "/run/postgresql", "shop"),
        ("postgres:///shop?host=/run/postgresql&user=shop", "/run/postgresql", "shop"),
        ("socket:///run/postgresql?db=shop&user=shop", "/run/postgresql", "shop"),
    ],
)
def test_postgresql_urls_of_sockets(url: str, host: str, database: str) -> None:
    account = postgresql(url=url)
    assert (account.is_socket, account.host, account.database) == (True, host, database)


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", None),
        ("?ssl=true", Options()),
        ("?ssl=1", Options()),
        ("?ssl=0", None),
        ("?sslmode=disable", None),
        ("?sslmode=require", Options()),
        ("?sslmode=no-verify", Options(verify=False)),
        ("?sslmode=require&uselibpqcompat=true", Options(verify=False)),
    ],
)
def test_postgresql_tls_in_a_url(query: str, options: Options | None) -> None:
    assert postgresql(url=f"postgres://u:p@db/shop{query}").tls == options


@pytest.mark.parametrize("settings", [{"ssl": "false"}, {"url": "postgres://u:p@db/shop?ssl=false"}])
def test_postgresql_text_false_breaks_loopbacks_driver(settings: dict[str, Any]) -> None:
    with pytest.raises(CheckFailed):
        postgresql(**settings)


def test_postgresql_certificate_files_are_not_opened() -> None:
    with pytest.raises(CannotVerify):
        postgresql(url="postgres://u:p@db/shop?sslrootcert=/etc/passwd")
