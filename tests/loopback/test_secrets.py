from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.connectors.base import Kind, Setting
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.secrets import MASK, is_secret, mask, mask_words, redact, secret_spans, suggested_variable

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("LOOPWRIGHT_CORPUS") or ROOT / "../shared/corpus")
SOURCES = "server/datasources.json"


class Vault:
    """What a connector tells of its settings, as far as masking asks."""

    settings: ClassVar = {
        "combination": Setting(name="combination", label="Combination", help="Opens.", kind=Kind.SECRET),
        "locks": Setting(name="locks", label="Locks", help="Open too.", kind=Kind.ARRAY, may_contain_secret=True),
    }

    def setting(self, name: str) -> Setting | None:
        return self.settings.get(name)


def masked(value: JSON, path: str = SOURCES) -> JSON:
    return json.loads(mask(path, json.dumps(value)))


@pytest.mark.parametrize(
    "key",
    [
        *("password", "PASSWORD", "passwd", "pwd", "pass", "dbpass", "auth_pass", "smtp_server_password", "passphrase"),
        *("secret", "clientSecret", "cookieSecret", "secrets", "token", "authToken", "access_token", "bearerToken"),
        *("apiKey", "api-key", "X-API-Key", "accessKey", "secretAccessKey", "storageAccessKey", "privateKey"),
        *("Authorization", "credentials", "masterKey", "encryptionKey"),
    ],
)
def test_a_key_can_tell_that_its_value_is_secret(key: str) -> None:
    assert is_secret(("corp1", key), "hunter2")
    assert masked({"corp1": {"host": "h", key: "hunter2"}}) == {"corp1": {"host": "h", key: MASK}}


@pytest.mark.parametrize(
    "value",
    [
        {"passwordResetTtl": 900, "resetPasswordTokenTTL": 900, "accessTokenIdLength": 64},
        {"passwordField": "password", "tokenUrl": "/token", "resetPassword": "/reset", "keyId": "AKIA1"},
        {"hidden": ["password"], "property": "resetPassword", "foreignKey": "userId", "primaryKey": "id"},
        {"acls": [{"property": "resetPassword", "principalId": "$everyone"}]},
        {"password": "${CORP1_PASSWORD}", "url": "mysql://u:${PW}@host/db", "token": "", "secret": None},
        {"requireToken": True, "password": False, "tokens": 5},
        {
            "headers": {"Authorization": "Bearer {token}"},
            "query": {"apikey": "{!key:string}"},
            "url": "http://h/?password={pw}",
        },
        {"paths": ["${restApiRoot}", "/token"], "url": "http://host:8080/a?b=c", "ssh": "git@example.com:a/b.git"},
        {"operations": [{"template": {"body": {"password": "{password}", "apiKey": "Key {key}"}}}]},
        {"operations": [{"template": {"body": {"password": "{password:string}"}}}], "pw": "{^pw:string}"},
        {"operations": [{"functions": {"token": ["username", "password"]}}]},
        {"auth": "required", "user": "admin", "host": "db.example.com"},
    ],
)
def test_what_only_sounds_like_a_secret_is_shown(value: JSON) -> None:
    assert masked(value, "server/component-config.json") == value
    assert masked({"corp1": value}) == {"corp1": value}


def test_the_words_of_a_model_definition_are_shown() -> None:
    definition = {
        "name": "Account",
        "properties": {
            "password": {"type": "string", "required": True, "mysql": {"columnName": "PASSWORD"}},
            "token": "string",
            "tokens": ["string"],
            "nested": {"type": {"secret": "string"}},
        },
        "hidden": ["password"],
        "relations": {"accessTokens": {"type": "hasMany", "model": "AccessToken", "foreignKey": "userId"}},
        "methods": {"setPassword": {"accepts": [{"arg": "password", "type": "string"}]}},
    }
    assert masked(definition, "common/models/account.json") == definition


def test_the_default_of_a_secret_property_is_masked() -> None:
    definition = {"properties": {"smtp_password": {"type": "string", "default": "hunter2"}, "port": {"default": "25"}}}
    assert masked(definition, "common/models/settings.json") == {
        "properties": {"smtp_password": {"type": "string", "default": MASK}, "port": {"default": "25"}}
    }


def test_packages_named_after_secrets_are_shown_but_a_password_in_their_address_is_not() -> None:
    package = {
        "dependencies": {
            "password": "^1.0.0",
            "jwt-token": "1.2.3",
            "own": "git+https://bob:hunter2@example.com/x.git",
        },
        "scripts": {"test": "DB_PASSWORD=hunter3 mocha", "token": "node make-token"},
    }
    assert masked(package, "package.json") == {
        "dependencies": {
            "password": "^1.0.0",
            "jwt-token": "1.2.3",
            "own": f"git+https://bob:{MASK}@example.com/x.git",
        },
        "scripts": {"test": f"DB_PASSWORD={MASK} mocha", "token": "node make-token"},
    }


def test_a_data_source_named_like_a_table_of_package_json_is_no_exception() -> None:
    assert masked({"scripts": {"password": "hunter2"}}) == {"scripts": {"password": MASK}}


@pytest.mark.parametrize(
    "text,expected",
    [
        ("mysql://demo:hunter2@db.example.com:3306/shop", f"mysql://demo:{MASK}@db.example.com:3306/shop"),
        ("mysql://demo:{pw}@host/db", f"mysql://demo:{MASK}@host/db"),
        ("redis://:hunter2@host", f"redis://:{MASK}@host"),
        ("mongodb://u:p@ss/w:rd@h1,h2/db?x=1", f"mongodb://u:{MASK}@h1,h2/db?x=1"),
        ("mysql://u:two words@host/db", f"mysql://u:{MASK}@host/db"),
        ('mysql://u:qu"ote\\back@host/db', f"mysql://u:{MASK}@host/db"),
        ("https://0123456789abcdef0123@example.com/x", f"https://{MASK}@example.com/x"),
        ("https://bob@example.com/x", "https://bob@example.com/x"),
        ("https://api.example.com/v1?api_key=hunter2&lang=de", f"https://api.example.com/v1?api_key={MASK}&lang=de"),
        ("Server=h;Uid=demo;Pwd=hunter2;Database=d", f"Server=h;Uid=demo;Pwd={MASK};Database=d"),
        ("host=h password='hunter 2' user=u", f"host=h password='{MASK}' user=u"),
        ("first mysql://u:p@ss@host then", f"first mysql://u:{MASK}@host then"),
        ("see http://a.example and mail b@example.com", "see http://a.example and mail b@example.com"),
    ],
)
def test_only_the_secret_part_of_a_text_is_masked(text: str, expected: str) -> None:
    assert masked({"corp1": {"address": text}}) == {"corp1": {"address": expected}}


def test_oracles_short_form_is_understood_under_its_keys() -> None:
    assert masked({"o": {"connectString": "scott/tiger@//h:1521/x"}}) == {
        "o": {"connectString": f"scott/{MASK}@//h:1521/x"}
    }


def test_a_private_key_is_masked_under_any_key() -> None:
    value = masked({"o": {"pem": "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"}})
    assert value == {"o": {"pem": f"-----BEGIN RSA PRIVATE KEY-----{MASK}-----END RSA PRIVATE KEY-----"}}


def test_a_secret_deep_inside_is_found() -> None:
    value = {"mail": {"transports": [{"type": "smtp", "auth": {"user": "u", "pass": "hunter2"}}]}}
    assert secret_values(SOURCES, json.dumps(value)) == ["hunter2"]


def test_the_secret_of_the_cookie_parser_is_its_parameter() -> None:
    value = {"session": {"cookie-parser": {"params": "hunter2"}, "compression": {"params": "x"}}}
    assert secret_values("server/middleware.json", json.dumps(value)) == ["hunter2"]


def test_a_number_can_be_a_password() -> None:
    assert mask(SOURCES, '{"a": {"password": 12345, "port": 1}}') == f'{{"a": {{"password": "{MASK}", "port": 1}}}}'


def test_what_a_connector_calls_secret_is_secret() -> None:
    pointer: Pointer = ("corp1", "password")
    assert is_secret(pointer, "hunter2", "mysql")
    assert not is_secret(pointer, "${PW}", "mysql")
    assert not is_secret(("corp1", "host"), "h", "mysql")
    assert is_secret(pointer, "hunter2", "no-such-connector")


def test_a_connector_can_call_any_key_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("designer.connectors.find", {"vault": Vault()}.get)
    value = {
        "v": {"connector": "vault", "combination": "1-2-3", "locks": [{"kind": "x", "value": "4-5-6"}], "name": "v"}
    }
    assert masked(value) == {
        "v": {"connector": "vault", "combination": MASK, "locks": [{"kind": "x", "value": MASK}], "name": "v"}
    }
    assert masked({"v": {**value["v"], "connector": "other"}}) == {"v": {**value["v"], "connector": "other"}}


@pytest.mark.parametrize(
    "connector,setting,expected",
    [
        ("loopback-component-storage", {"key": "short", "keyId": "AKIA1"}, {"key": MASK, "keyId": "AKIA1"}),
        ("swagger", {"security": {"type": "apiKey", "key": "k"}}, {"security": {"type": "apiKey", "key": MASK}}),
        (
            "openapi",
            {"authorizations": {"one": {"value": "k", "in": "header"}, "two": "k"}, "spec": "/a.json"},
            {"authorizations": {"one": {"value": MASK, "in": "header"}, "two": MASK}, "spec": "/a.json"},
        ),
        ("mysql", {"key": "short"}, {"key": "short"}),
        ("swagger", {"key": "short"}, {"key": "short"}),
        ("loopback-component-storage", {"key": "${S3_KEY}"}, {"key": "${S3_KEY}"}),
    ],
)
def test_secrets_of_connectors_without_a_form_are_known(connector: str, setting: JSON, expected: JSON) -> None:
    assert masked({"files": {"connector": connector, **setting}}) == {"files": {"connector": connector, **expected}}


def test_the_file_of_an_environment_need_not_name_the_connector() -> None:
    overlay = {"files": {"key": "short"}, "api": {"authorizations": {"one": {"value": "k"}}}}
    assert masked(overlay, "server/datasources.production.json") == {
        "files": {"key": MASK},
        "api": {"authorizations": {"one": {"value": MASK}}},
    }
    assert masked({"key": "name"}, "server/component-config.json") == {"key": "name"}


def test_a_data_source_without_connector_has_the_one_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("designer.connectors.find", {"vault": Vault()}.get)
    assert masked({"vault": {"combination": "1-2-3"}}) == {"vault": {"combination": MASK}}


@pytest.mark.parametrize("password", ["string", "{abc}", "${", "x${PW}", " ", "/etc/passwd"])
def test_a_password_that_reads_like_something_else_is_masked(password: str) -> None:
    assert masked({"corp1": {"password": password}}) == {"corp1": {"password": MASK}}


def test_every_copy_of_a_repeated_key_is_masked() -> None:
    assert mask(SOURCES, '{"a": {"password": "one", "password": "two"}}') == (
        f'{{"a": {{"password": "{MASK}", "password": "{MASK}"}}}}'
    )


def test_escapes_are_counted_as_they_stand_in_the_text() -> None:
    text = r'{"a": {"url": "mysql:\/\/\u0075\ud83d\ude00:p\"\u0077@host", "password": "a\"b"}}'
    assert mask(SOURCES, text) == (
        r'{"a": {"url": "mysql:\/\/\u0075\ud83d\ude00:' + MASK + '@host", "password": "' + MASK + '"}}'
    )


def test_the_mask_does_not_tell_the_length() -> None:
    assert mask(SOURCES, '{"a": {"password": "x"}}') == mask(SOURCES, '{"a": {"password": "much longer"}}')


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"password": "hunter2",}}',
        '{"a": {"password": "hunter2" "host": "h"}}',
        '{"a": {"password": "hunter2\n}}',
        "{'a': {'password': 'hunter2'}}",
        "{a: {password: 'hunter2'}}",
        '{"a": {"password": hunter2, "host": "h"}}',
        '{"a": {"tokens": ["x", "hunter2"],}}',
        '{"a": {"url": "mysql://u:hunter2@host/db",}}',
        r'{"a": {"url": "mysql:\/\/u:hunt\"hunter2@host/db",}}',
        '{"a": 1, // password=hunter2\n}',
        '{"properties": {"password": {"default": "hunter2"},}}',
        '{"a": {"key": {"password" : \n "hunter2" ]',
        '\ufeff{"a": {"pass": "x\\"hunter2"}',
    ],
)
def test_a_text_with_mistakes_is_masked_as_well(text: str) -> None:
    assert "hunter2" not in mask(SOURCES, text)


def test_utf16_that_was_read_as_utf8_is_masked() -> None:
    text = '{"a": {"password": "hunter2", "host": "h"}}'.encode("utf-16-le").decode()
    hidden = mask(SOURCES, text).replace("\0", "")
    assert hidden == '{"a": {"password": "' + MASK + '", "host": "h"}}'


@pytest.mark.parametrize(
    "words,expected",
    [
        ("mysql://u:hunter2@h/db", f"mysql://u:{MASK}@h/db"),
        ("mysql", "mysql"),
        ("@scope/connector", "@scope/connector"),
    ],
)
def test_a_word_from_a_file_is_shown_without_its_secret(words: str, expected: str) -> None:
    assert mask_words(words) == expected


def test_the_rest_of_a_text_with_mistakes_is_shown() -> None:
    text = '{"a": {"host": "h", "password": "hunter2", "user": "u",}}'
    assert mask(SOURCES, text) == text.replace("hunter2", MASK)


def test_a_script_is_masked_too() -> None:
    script = "module.exports = {corp1: {password: 'hunter2', token: process.env.TOKEN}};"
    assert mask("server/datasources.local.js", script) == script.replace("hunter2", MASK)


@given(
    st.text(min_size=5).filter(lambda secret: not secret.startswith(("${", "{"))), st.booleans(), st.sampled_from("pu")
)
def test_no_masked_text_contains_the_secret(secret: str, ascii_only: bool, kind: str) -> None:
    marked = f"s3cr3t{secret}s3cr3t"
    settings = {"password": marked} if kind == "p" else {"url": f"mysql://demo:{marked}@db.example.com/shop"}
    text = json.dumps({"corp1": {"connector": "mysql", **settings}}, ensure_ascii=ascii_only)
    if not re.search("[\ud800-\udfff]", secret):
        assert "s3cr3t" not in mask(SOURCES, text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\"'`\\"), max_size=20))
def test_no_masked_text_with_mistakes_contains_the_secret(secret: str) -> None:
    text = json.dumps({"corp1": {"password": f"s3cr3t{secret}s3cr3t"}}, ensure_ascii=False)[:-1]
    assert "s3cr3t" not in mask(SOURCES, text)


@given(st.text())
def test_spans_are_in_order_and_apart_whatever_the_text(text: str) -> None:
    edges = [edge for span in secret_spans(SOURCES, text) for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


def corpus_files() -> list[Path]:
    if not CORPUS.is_dir():
        pytest.skip(f"There is no corpus at {CORPUS}.")
    return sorted(CORPUS.rglob("*.json"))


def test_no_secret_of_the_corpus_is_shown() -> None:
    for file in corpus_files():
        assert "example-secret" not in mask(str(file), file.read_text("utf-8")), file


def test_no_secret_of_the_corpus_is_shown_when_its_file_is_broken() -> None:
    for file in corpus_files():
        assert "example-secret" not in mask(str(file), file.read_text("utf-8") + "}"), file


def test_little_of_the_corpus_is_masked_without_need() -> None:
    values = [value for file in corpus_files() for value in secret_values(str(file), file.read_text("utf-8"))]
    assert [value for value in values if "example-secret" not in value] == ["...", "..."]


def secret_values(path: str, text: str) -> list[str]:
    return [text[start:end] for start, end in secret_spans(path, text)]


@pytest.mark.parametrize(
    "source,setting,taken,expected",
    [
        ("corp1", "password", (), "CORP1_PASSWORD"),
        ("corp1", "password", ("CORP1_PASSWORD", "CORP1_PASSWORD_2"), "CORP1_PASSWORD_3"),
        ("my-db", "clientSecret", (), "MY_DB_CLIENT_SECRET"),
        ("Größe", "url", (), "GROE_URL"),
        ("1", "password", (), "DS_1_PASSWORD"),
        ("日本", "password", (), "PASSWORD"),
        ("日本", "", (), "DS"),
    ],
)
def test_a_variable_is_named_after_its_setting(
    source: str, setting: str, taken: tuple[str, ...], expected: str
) -> None:
    assert suggested_variable(source, setting, taken) == expected


@given(st.text(), st.text(), st.sets(st.text(), max_size=3))
def test_a_suggested_variable_can_be_substituted_and_set_in_a_shell(source: str, setting: str, taken: set[str]) -> None:
    name = suggested_variable(source, setting, taken)
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", name)
    assert name not in taken


def test_secrets_are_removed_from_a_drivers_message() -> None:
    message = redact("Access denied for demo using hunter22", ["hunter22", ""])
    assert "hunter22" not in message
    assert message.startswith("Access denied for demo using ")


def test_a_layer_that_does_not_say_its_connector_hides_what_is_secret_for_any() -> None:
    layer = json.dumps({"api": {"options": {"key": "hunter2", "timeout": 5}, "host": "h"}})
    assert json.loads(mask("server/datasources.production.json", layer)) == {
        "api": {"options": {"key": MASK, "timeout": 5}, "host": "h"}
    }


def test_a_package_file_that_holds_no_object_is_read_all_the_same() -> None:
    assert mask("package.json", '"https://me:hunter2@example.com"') == f'"https://me:{MASK}@example.com"'
    assert mask("package.json", "7") == "7"
