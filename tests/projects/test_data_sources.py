"""Data sources in the browser's way: add, edit, rename, duplicate, delete; nothing lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from designer.loopback.application import Application
from projects.actions import data_sources, files, variables
from projects.actions.files import Conflict
from projects.forms.free_settings import row_key
from projects.models import Project
from tests.people import SHOP

pytestmark = pytest.mark.django_db
BEFORE = SHOP["server/datasources.json"]
CORP1 = {
    "s-host": "127.0.0.1",
    "s-port": "3306",
    "s-user": "shop",
    "s-password-mode": "file",
    "s-password-secret": "",
    "s-database": "shop",
    "s-timezone": "Z",
}
"""The form of corp1 as the page shows it: the password does not come with it."""


def text(project: Project, path: str = "server/datasources.json") -> str:
    return files.application(project).text(path)


def post(you: Client, project: Project, path: str, data: dict[str, Any], status: int = 302) -> str:
    response = you.post(f"/projects/{project.slug}/{path}", data)
    assert response.status_code == status, response.content.decode()
    return str(response.headers.get("Location", "")) or response.content.decode()


def test_saving_the_form_as_it_came_changes_nothing(you: Client, shop: Project) -> None:
    post(you, shop, "data-sources/corp1/", CORP1)
    assert text(shop) == BEFORE
    assert shop.revisions.count() == 0


def test_one_setting_changed_is_one_line_changed(you: Client, shop: Project) -> None:
    post(you, shop, "data-sources/corp1/", CORP1 | {"s-host": "db.example.com"})
    assert text(shop) == BEFORE.replace('"host": "127.0.0.1"', '"host": "db.example.com"')
    assert shop.revisions.get().summary == "Changed data source corp1: host"


def test_an_empty_field_is_left_out_of_the_file(you: Client, shop: Project) -> None:
    post(you, shop, "data-sources/corp1/", CORP1 | {"s-port": "", "s-password-mode": "none"})
    assert text(shop) == BEFORE.replace('    "port": 3306,\n', "").replace('    "password": "s3cret-of-corp1",\n', "")


def test_a_secret_becomes_a_variable_whose_value_is_kept_for_tests(you: Client, shop: Project) -> None:
    secret = {"s-password-mode": "variable", "s-password-variable": "CORP1_PASSWORD", "s-password-value": "tr u"}
    post(you, shop, "data-sources/corp1/", CORP1 | secret)
    assert text(shop) == BEFORE.replace("s3cret-of-corp1", "${CORP1_PASSWORD}")
    assert variables.values(shop, "development") == {"CORP1_PASSWORD": "tr u"}


def test_the_page_never_holds_the_secret(you: Client, shop: Project) -> None:
    for path in ("data-sources/corp1/", "files/server/datasources.json", "publish/", "data-sources/"):
        page = you.get(f"/projects/{shop.slug}/{path}")
        assert page.status_code == 200
        assert "s3cret-of-corp1" not in page.content.decode()
    revealed = you.get(f"/projects/{shop.slug}/files/server/datasources.json?reveal=yes")
    assert "s3cret-of-corp1" in revealed.content.decode()


def test_settings_that_nobody_described_are_shown_kept_changed_added_and_removed(you: Client, shop: Project) -> None:
    assert 'value="acquireTimeout"' in you.get(f"/projects/{shop.slug}/data-sources/corp1/").content.decode()
    row = row_key("acquireTimeout")
    changed = {f"{row}-name": "acquireTimeout", f"{row}-value": "3000", "new-1-name": "flags", "new-1-value": '["a"]'}
    post(you, shop, "data-sources/corp1/", CORP1 | changed)
    expected = BEFORE.replace('"acquireTimeout": 2000', '"acquireTimeout": 3000,\n    "flags": [\n      "a"\n    ]')
    assert text(shop) == expected
    post(you, shop, "data-sources/corp1/", CORP1 | {"remove": [row, row_key("flags")]})
    assert text(shop) == BEFORE.replace('"timezone": "Z",\n    "acquireTimeout": 2000', '"timezone": "Z"')


def test_a_new_one_is_written_name_connector_settings(you: Client, shop: Project) -> None:
    data = {"name": "ware house/ü", "connector": "postgresql", "s-host": "pg", "s-port": "5433"}
    location = post(you, shop, "data-sources/new/", data)
    assert location == f"/projects/{shop.slug}/data-sources/ware~20house~2F~C3~BC/"
    assert you.get(location).status_code == 200
    added = """,
  "ware house/ü": {
    "name": "ware house/ü",
    "connector": "postgresql",
    "host": "pg",
    "port": 5433
  }
}
"""
    assert text(shop) == BEFORE.removesuffix("\n}\n") + added
    package = text(shop, "package.json")
    assert package == SHOP["package.json"].replace(
        '"loopback": "^3.22.0"', '"loopback": "^3.22.0",\n    "loopback-connector-postgresql": "^5.0.0"'
    )


def test_an_unknown_connector_takes_free_settings(you: Client, shop: Project) -> None:
    data = {
        "name": "graph",
        "connector": "loopback-connector-arangodb",
        "new-1-name": "hosts",
        "new-1-value": '["a:9200"]',
    }
    post(you, shop, "data-sources/new/", data)
    assert files.application(shop).data_sources["graph"].settings == {
        "name": "graph",
        "connector": "loopback-connector-arangodb",
        "hosts": ["a:9200"],
    }


@pytest.mark.parametrize("name", ["", "corp1", "__proto__", "Db"])
def test_names_that_cannot_be_are_refused_and_what_was_typed_stays(you: Client, shop: Project, name: str) -> None:
    page = post(you, shop, "data-sources/new/", {"name": name, "connector": "mysql", "s-host": "typed-host"}, 422)
    assert "typed-host" in page
    assert text(shop) == BEFORE


def test_what_cannot_be_a_number_is_refused_and_nothing_saved(you: Client, shop: Project) -> None:
    page = post(you, shop, "data-sources/corp1/", CORP1 | {"s-connectionLimit": "eighty"}, 422)
    assert "Type a number, or a variable such as ${DB_PORT}." in page
    assert 'value="eighty"' in page
    assert text(shop) == BEFORE


NO_PORT = "Type a whole number from 1 to 65535, or a variable such as ${DB_PORT}."


@pytest.mark.parametrize("port", ["99999999999999999999", "-5", "3.5", "0", "65536", "eighty", "1e400", "true"])
def test_what_cannot_be_a_port_is_refused_while_it_is_typed_tried_and_saved(
    you: Client, shop: Project, port: str
) -> None:
    for path, status in (("corp1/preview/", 200), ("corp1/test/", 422), ("corp1/", 422)):
        assert NO_PORT in post(you, shop, f"data-sources/{path}", CORP1 | {"s-port": port}, status), path
    assert text(shop) == BEFORE


@pytest.mark.parametrize("port, written", [("1", "1"), ("65535", "65535"), ("${DB_PORT}", '"${DB_PORT}"')])
def test_a_port_or_a_variable_for_one_is_taken(you: Client, shop: Project, port: str, written: str) -> None:
    post(you, shop, "data-sources/corp1/", CORP1 | {"s-port": port})
    assert text(shop) == BEFORE.replace('"port": 3306', f'"port": {written}')


@pytest.mark.parametrize("port", [99999999999999999999, -5, 3.5, "70000"])
def test_a_port_that_stands_in_the_file_stays_while_nobody_touches_it(you: Client, shop: Project, port: Any) -> None:
    with_settings(shop, port=port)
    before = text(shop)
    post(you, shop, "data-sources/corp1/", CORP1 | {"s-port": str(port), "s-host": "db.example.com"})
    assert text(shop) == before.replace('"host": "127.0.0.1"', '"host": "db.example.com"')


def test_a_port_inside_a_structured_setting_is_one_too(you: Client, shop: Project) -> None:
    new = {"name": "search", "connector": "es", "s-hosts~as": "fields", "s-hosts~item": "n1"}
    typed = {"s-hosts/n1~as": "fields", "s-hosts/n1/host": "a.example", "s-hosts/n1/port": "-5"}
    page = post(you, shop, "data-sources/new/", new | typed, 422)
    assert NO_PORT in page
    assert text(shop) == BEFORE


def test_rename_takes_models_along_and_undo_brings_all_back(you: Client, shop: Project) -> None:
    post(you, shop, "data-sources/corp1/rename/", {"name": "warehouse"})
    assert text(shop) == BEFORE.replace("corp1", "warehouse").replace("s3cret-of-warehouse", "s3cret-of-corp1")
    config = SHOP["server/model-config.json"]
    assert text(shop, "server/model-config.json") == config.replace("corp1", "warehouse")
    post(you, shop, "history/1/undo/", {})
    assert (text(shop), text(shop, "server/model-config.json")) == (BEFORE, config)
    post(you, shop, "history/2/undo/", {})
    assert "warehouse" in text(shop)
    assert [each.summary for each in shop.revisions.all()] == [
        "Redid: Renamed data source corp1 to warehouse",
        "Undid: Renamed data source corp1 to warehouse",
        "Renamed data source corp1 to warehouse",
    ]


def test_delete_says_first_what_it_touches(you: Client, shop: Project) -> None:
    page = you.get(f"/projects/{shop.slug}/data-sources/corp1/delete/").content.decode()
    for touched in ("server/datasources.json", "server/model-config.json", "Customer", "Order"):
        assert touched in page
    post(you, shop, "data-sources/corp1/delete/", {})
    assert "corp1" not in text(shop)
    assert files.application(shop).models["Customer"].data_source is None


def test_duplicate(you: Client, shop: Project) -> None:
    post(you, shop, "data-sources/corp1/duplicate/", {"name": "corp2"})
    assert files.application(shop).data_sources["corp2"].settings["password"] == "s3cret-of-corp1"


def test_two_people_saving_the_same_one_see_both_versions(you: Client, shop: Project) -> None:
    page = you.get(f"/projects/{shop.slug}/data-sources/corp1/")
    seen = page.context["seen"]
    data_sources.update(shop, None, "corp1", {"connector": "mysql", "host": "bobs.example.com"}, {}, "development", "")
    answer = post(you, shop, "data-sources/corp1/", CORP1 | {"s-host": "mine.example.com", "seen": seen}, 409)
    assert "mine.example.com" in answer
    assert "bobs.example.com" in answer
    assert "mine.example.com" not in text(shop)


def test_another_data_source_changed_meanwhile_does_not_matter(you: Client, shop: Project) -> None:
    seen = you.get(f"/projects/{shop.slug}/data-sources/corp1/").context["seen"]
    data_sources.update(shop, None, "db", {"connector": "memory", "file": "x.json"}, {}, "development", "")
    post(you, shop, "data-sources/corp1/", CORP1 | {"s-host": "mine.example.com", "seen": seen})
    assert "mine.example.com" in text(shop)
    assert "x.json" in text(shop)


def test_a_conflict_saves_nothing(shop: Project) -> None:
    with pytest.raises(Conflict):
        data_sources.delete(shop, None, "corp1", seen='[["server/datasources.json", ["corp1"], "another"]]')
    assert text(shop) == BEFORE


def test_the_preview_shows_the_file_as_it_would_be_saved_with_secrets_masked(you: Client, shop: Project) -> None:
    data = CORP1 | {"s-host": "db.example.com", "s-password-secret": "new-s3cret"}
    page = you.post(f"/projects/{shop.slug}/data-sources/corp1/preview/", data, headers={"HX-Request": "true"})
    shown = page.context["file"]
    assert [line.mark for line in shown.lines if line.mark] == ["chg", "chg"]
    assert "s3cret" not in page.content.decode()
    assert text(shop) == BEFORE
    broken = you.post(f"/projects/{shop.slug}/data-sources/corp1/preview/", CORP1 | {"s-port": "x"})
    assert broken.context["file"].error == f"Port: {NO_PORT}"


def test_a_data_source_that_is_gone_is_a_page_with_a_way_on(you: Client, shop: Project) -> None:
    page = you.get(f"/projects/{shop.slug}/data-sources/gone/")
    assert page.status_code == 404
    assert "There is no data source “gone” here" in page.content.decode()


def with_settings(project: Project, **settings: Any) -> None:
    """corp1 with these settings besides its own."""

    def verb(app: Application) -> None:
        app.data_sources.update("corp1", app.data_sources["corp1"].settings | settings)

    files.save(project, None, "x", verb)


def test_a_free_setting_that_somebody_removed_meanwhile_touches_no_other(you: Client, shop: Project) -> None:
    with_settings(shop, aaa=1, bbb=2)
    seen = you.get(f"/projects/{shop.slug}/data-sources/corp1/").context["seen"]
    post(you, shop, "data-sources/corp1/", CORP1 | {"remove": row_key("acquireTimeout")})
    mine = CORP1 | {f"{row_key('acquireTimeout')}-name": "acquireTimeout", f"{row_key('acquireTimeout')}-value": "7"}
    page = you.post(f"/projects/{shop.slug}/data-sources/corp1/", mine | {"seen": seen})
    assert page.status_code == 409
    assert [(row.name, row.value) for row in page.context["free_rows"]][-1] == ("acquireTimeout", "7")
    chosen = {"seen": page.context["seen"], "choices": page.context["conflict"].sealed, "choice-0": "mine"}
    post(you, shop, "data-sources/corp1/", mine | chosen)
    settings = files.application(shop).data_sources["corp1"].settings
    assert (settings["aaa"], settings["bbb"], settings["acquireTimeout"]) == (1, 2, 7)


def test_a_password_moves_from_the_file_into_its_variable(you: Client, shop: Project) -> None:
    secret = {"s-password-mode": "variable", "s-password-variable": "CORP1_PASSWORD", "s-password-value": ""}
    post(you, shop, "data-sources/corp1/", CORP1 | secret)
    assert text(shop) == BEFORE.replace("s3cret-of-corp1", "${CORP1_PASSWORD}")
    assert variables.values(shop, "development") == {"CORP1_PASSWORD": "s3cret-of-corp1"}


@pytest.mark.parametrize(
    "value", [12345, -7, 1.5, {"a": 1}, [], None, True, 10**5000, float("inf")], ids=lambda value: type(value).__name__
)
def test_any_value_of_any_setting_has_a_page_and_survives_it(you: Client, shop: Project, value: Any) -> None:
    text_of = '"password": 1e400' if value == float("inf") else None
    if text_of:
        files.save(shop, None, "x", lambda app: app.set_text(
            "server/datasources.json", BEFORE.replace('"password": "s3cret-of-corp1"', text_of)
        ))  # fmt: skip
    else:
        with_settings(shop, password=value, free=value, port=value)
    before = text(shop)
    assert you.get(f"/projects/{shop.slug}/data-sources/corp1/").status_code == 200
    form = you.get(f"/projects/{shop.slug}/data-sources/corp1/").context["form"]
    posted = {field.html_name: field.value() or "" for field in [*form.common, *form.more]}
    posted |= {"s-password-mode": form["s-password"].field.widget.state.mode, "s-password-secret": ""}
    post(you, shop, "data-sources/corp1/", posted)
    assert text(shop) == before


def test_a_number_that_cannot_be_written_is_refused(you: Client, shop: Project) -> None:
    assert "Type a number" in post(you, shop, "data-sources/corp1/", CORP1 | {"s-connectionLimit": "1e400"}, 422)
    post(you, shop, "data-sources/corp1/", CORP1 | {"new-1-name": "huge", "new-1-value": "1e400"})
    assert files.application(shop).data_sources["corp1"].settings["huge"] == "1e400"


def test_a_certificate_keeps_its_lines(you: Client, shop: Project) -> None:
    pem = "-----BEGIN-----\nMII\n-----END-----\n"
    settings = {"clientCert": pem, "clientKey": pem}
    files.save(shop, None, "x", lambda app: app.data_sources.add("api", "rest", settings))
    page = you.get(f"/projects/{shop.slug}/data-sources/api/").content.decode()
    assert "<textarea" in page.split('name="s-clientCert"')[0].rsplit("<", 1)[-1].join(["<", ""])
    posted = {"s-baseURL": "http://x/", "s-clientCert": pem.replace("\n", "\r\n"), "s-clientKey-mode": "file"}
    post(you, shop, "data-sources/api/", posted)
    entry = files.application(shop).data_sources["api"].settings
    assert (entry["clientCert"], entry["clientKey"], entry["baseURL"]) == (pem, pem, "http://x/")
