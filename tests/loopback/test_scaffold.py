from __future__ import annotations

import json
import re

import pytest

from designer.loopback.application import Application, texts_of
from designer.loopback.definition_parts import PARTS
from designer.loopback.environments import layer_files
from designer.loopback.jsontext import JSON
from designer.loopback.problems import find
from designer.loopback.scaffold import TEMPLATES, TemplateName, create, model_script, package_name


def text_of(template: TemplateName, path: str) -> str:
    return create(template, "Shop API")[path].content.decode()


def json_of(template: TemplateName, path: str) -> JSON:
    return json.loads(text_of(template, path))


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_new_application_has_what_loopback_starts_with(template: TemplateName) -> None:
    files = create(template, "Shop API")
    assert {"package.json", "server/server.js", "README.md", ".gitignore"} <= set(files)
    for name in ("config", "datasources", "model-config", "middleware", "component-config"):
        assert layer_files(name, "production", files.__contains__, "server")[0] == f"server/{name}.json"
    assert json_of(template, "package.json")["main"] == "server/server.js"


@pytest.mark.parametrize("template", TEMPLATES)
def test_texts_are_formatted_as_loopbacks_own_tools_do(template: TemplateName) -> None:
    for path, file in create(template, "Shop API").items():
        text = file.content.decode()
        assert text.endswith("\n")
        assert not re.search(r"[ \t]\n|\r|\t|\n\n\Z", text), path
        if path.endswith(".json"):
            assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


def test_every_middleware_has_its_package() -> None:
    dependencies = json_of("api-server", "package.json")["dependencies"]
    phases = json_of("api-server", "server/middleware.json").values()
    packages = {name.partition("#")[0] for phase in phases for name in phase}
    scripts = "".join(f.content.decode() for p, f in create("api-server", "Shop").items() if p.endswith(".js"))
    packages |= set(re.findall(r"require\('([^']+)'\)", scripts))
    packages |= set(json_of("api-server", "server/component-config.json"))
    assert packages <= set(dependencies)


def test_an_api_server_knows_users_on_a_source_in_memory() -> None:
    assert json_of("api-server", "server/datasources.json") == {"db": {"name": "db", "connector": "memory"}}
    config = json_of("api-server", "server/model-config.json")
    assert list(config) == ["_meta", "User", "AccessToken", "ACL", "RoleMapping", "Role"]
    assert {name: entry.get("public", True) for name, entry in config.items() if name != "_meta"} == {
        "User": True,
        "AccessToken": False,
        "ACL": False,
        "RoleMapping": False,
        "Role": False,
    }
    assert "enableAuth" in text_of("api-server", "server/boot/authentication.js")


def test_an_empty_server_has_no_models_and_sources_but_finds_new_ones() -> None:
    assert json_of("empty-server", "server/datasources.json") == {}
    config = json_of("empty-server", "server/model-config.json")
    assert list(config) == ["_meta"]
    assert "../common/models" in config["_meta"]["sources"]
    assert "server/boot/authentication.js" not in create("empty-server", "Shop API")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_new_application_has_no_problems(template: TemplateName) -> None:
    texts, unreadable = texts_of((path, file.content) for path, file in create(template, "Shop API").items())
    app = Application(texts, "server")
    assert not unreadable
    assert [problem for environment in app.environments for problem in find(app, environment)] == []


def test_the_sample_has_something_of_everything_and_no_password() -> None:
    texts, _ = texts_of((path, file.content) for path, file in create("sample-shop", "Shop").items())
    app = Application(texts, "server")
    relations = [PARTS["relations"].value(model.definition) for model in app.models.values()]
    kinds = {
        str(one["type"])
        for some in relations
        if isinstance(some, dict)
        for one in some.values()
        if isinstance(one, dict)
    }
    assert kinds >= {"belongsTo", "hasMany", "hasAndBelongsToMany", "embedsOne"}
    for part in PARTS.values():
        assert any(part.count(model.definition) for model in app.models.values()), part.title
    assert app.data_sources["warehouse"].settings["password"] == "${WAREHOUSE_PASSWORD}"


def test_files_with_local_passwords_stay_out_of_git() -> None:
    lines = text_of("api-server", ".gitignore").splitlines()
    assert {"node_modules/", "*.local.json", "*.local.js", ".env"} <= set(lines)


@pytest.mark.parametrize(
    "name,expected",
    [
        ("Shop API", "shop-api"),
        ("Bücher & Co", "bucher-co"),
        ("@scope/x", "scope-x"),
        ("..hidden", "hidden"),
        ("日本", "loopback-application"),
        ("node_modules", "loopback-application"),
        ("a" * 300, "a" * 200),
    ],
)
def test_the_package_gets_a_name_that_npm_accepts(name: str, expected: str) -> None:
    assert package_name(name) == expected


def test_the_name_people_gave_is_kept_in_readme_and_description() -> None:
    files = create("empty-server", 'Bücher {x}\n"& Co"')
    assert files["README.md"].content.decode().startswith('# Bücher {x} "& Co"\n')
    assert json.loads(files["package.json"].content)["description"] == 'Bücher {x}\n"& Co"'


def test_a_model_script_exports_a_function_of_the_model() -> None:
    assert model_script("CoffeeShop") == "'use strict';\n\nmodule.exports = function(Coffeeshop) {\n\n};\n"


def test_another_version_or_template_is_refused() -> None:
    with pytest.raises(ValueError, match="LoopBack 2"):
        create("api-server", "Shop", loopback=2)
    with pytest.raises(ValueError, match="notes"):
        create("notes", "Shop")  # type: ignore[arg-type]
