from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.connectors import CATALOGUE
from designer.connectors.base import JSON, CheckFailed, Connector, Settings
from designer.connectors.examination import examine
from designer.connectors.probe import Attempt
from designer.connectors.redaction import MASK, redact, secrets_in


@pytest.mark.parametrize(
    ("connector", "settings", "secrets"),
    [
        ("mysql", {"user": "shop", "password": "hunter22"}, {"hunter22"}),
        ("mysql", {"url": "mysql://shop:p%40ss@db/x"}, {"p%40ss", "p@ss"}),
        ("mysql", {"url": "mysql://shop:slash/and@sign@db/x"}, {"slash/and@sign"}),
        ("mysql", {"url": "mysql://db/x?password=hunter22&charset=utf8"}, {"hunter22"}),
        ("mysql", {"ssl": {"key": "PEM", "ca": "public"}}, {"PEM"}),
        ("db2", {"dsn": "DATABASE=x;HOSTNAME=db;UID=shop;PWD=hunter22;PORT=1"}, {"hunter22"}),
        ("db2", {"dsn": "pwd = hunter22"}, {"hunter22"}),
        ("ibmi", {"connectionString": "DSN=SHOP;UID=bob;PWD={semi;co}}lon}"}, {"semi;co}lon", "{semi;co}}lon}"}),
        ("mssql", {"url": "Server=db;User Id=sa;Password='p;w''d';Database=x"}, {"p;w''d", "p;w'd"}),
        ("oracle", {"tns": "tcps://db/x?wallet_location=/w&wallet_password=hunter22"}, {"hunter22"}),
        ("rest", {"options": {"auth": {"user": "bob", "pass": "hunter22"}}}, {"hunter22"}),
        ("rest", {"options": {"headers": {"Authorization": "Bearer x", "Accept": "a/b"}}}, {"Bearer x"}),
        ("rest", {"operations": [{"template": {"query": {"apiKey": "k1234"}}}]}, {"k1234"}),
        ("foo", {"authToken": "t0ken", "hosts": [{"auth": "bob:hunter22"}]}, {"t0ken", "bob:hunter22"}),
        ("mysql", {"password": 12345}, {"12345"}),
        ("mysql", {"user": "root", "password": "root"}, set()),
    ],
)
def test_where_secrets_are_found(connector: str, settings: Settings, secrets: set[str]) -> None:
    assert set(secrets_in(CATALOGUE.get(connector), settings)) >= secrets
    if not secrets:
        assert secrets_in(CATALOGUE.get(connector), settings) == frozenset()


def test_a_short_secret_is_masked_as_a_word_only() -> None:
    assert redact("password a of a banana", {"a"}) == f"password {MASK} of {MASK} banana"


def test_the_longer_of_two_secrets_is_masked_as_a_whole() -> None:
    assert redact("abcdefgh", {"abcd", "abcdefgh"}) == MASK


class Blabbing(Connector):
    """What a careless driver could do with its settings."""

    key, title, category, names = "mysql", "Blabbing", "sql", ("mysql",)
    settings = CATALOGUE["mysql"].settings

    def test(self, settings: Settings, attempt: Attempt) -> str:
        said = json.dumps(settings, ensure_ascii=False) + repr(settings) + str(settings["password"])
        attempt.note("Note", said)
        with attempt.step("Step") as note:
            note.detail = said
            raise CheckFailed(said, detail=said)


TRICKY = st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=20)


@given(password=TRICKY)
def test_a_result_never_shows_the_password(password: str) -> None:
    settings: dict[str, JSON] = {"password": password}
    heard: list[str] = []
    result = examine(Blabbing(), settings, 5, report=lambda step: heard.append(step.detail))
    texts = [result.sentence, result.detail, *(step.detail for step in result.steps), *heard]
    frame = json.dumps({"password": MASK}, ensure_ascii=False) + repr({"password": MASK})
    assert [text for text in texts if password in text and password not in frame] == []
