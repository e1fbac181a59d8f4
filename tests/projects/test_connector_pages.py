"""The gallery of connectors, and the page about each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from _pytest.logging import LogCaptureFixture
from django.conf import settings
from django.test import Client

from designer.connectors import CATALOGUE, find
from projects.actions import files
from projects.models import Project
from projects.views import gallery
from projects.views.tree import kind
from tests.people import browser_of

pytestmark = pytest.mark.django_db
URL = "mysql://us%40er:p%2Fw-7x@db.example.com:3307/shop"
SPRITES = Path(__file__).resolve().parents[2] / "static" / "img"


def new(project: Project, query: str = "") -> str:
    return f"/projects/{project.slug}/data-sources/new/{query}"


def offered(html: str) -> list[str]:
    """The keys of the connectors on a page of the gallery."""
    return re.findall(r'data-connector="([^"]+)"', html)


class TestGallery:
    def test_everyone_is_there_by_category(self, you: Client, shop: Project) -> None:
        shown = you.get(new(shop)).content.decode()
        assert sorted(offered(shown)) == sorted(CATALOGUE)
        titles = re.findall(r'<h2 id="category-[^"]+">([^<]+)</h2>', shown)
        categories = {connector.category for connector in CATALOGUE.values()}
        assert titles == [title for key, title in gallery.TITLES.items() if key in categories]

    @pytest.mark.parametrize(
        ("words", "key"),
        [
            ("postgre", "postgresql"),
            ("MARIADB", "mysql"),
            ("loopback-connector-mssql", "mssql"),
            ("twilio text", "twilio"),
            ("sqlserver", ""),
        ],
    )
    def test_it_is_found_by_title_name_package_or_purpose(
        self, you: Client, shop: Project, words: str, key: str
    ) -> None:
        found = offered(you.get(new(shop), {"q": words}).content.decode())
        assert found[:1] == ([key] if key else [])

    def test_words_that_are_posted_go_on_in_the_address(self, you: Client, shop: Project) -> None:
        answer = you.post(new(shop), {"find": "my sql"})
        assert (answer.status_code, answer.headers["Location"]) == (302, new(shop, "?q=my+sql"))

    def test_a_url_chooses_its_connector_and_fills_the_fields(
        self, you: Client, shop: Project, caplog: LogCaptureFixture
    ) -> None:
        answer = you.post(new(shop), {"find": URL})
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert 'name="connector" value="mysql"' in shown
        assert 'name="s-host" value="db.example.com"' in shown
        assert 'name="s-port" value="3307"' in shown
        assert 'name="s-user" value="us@er"' in shown
        assert 'type="password" name="s-password-value" value="p/w-7x"' in shown
        assert "p%2Fw-7x" not in shown
        assert shown.count("p/w-7x") == 1
        assert "p/w-7x" not in caplog.text
        assert "p%2Fw" not in caplog.text
        assert files.application(shop).data_sources.get("mysql") is None

    @pytest.mark.parametrize(("key", "field"), [("rest", "baseURL"), ("openapi", "spec"), ("soap", "wsdl")])
    def test_a_url_of_the_web_is_for_one_of_the_services(
        self, you: Client, shop: Project, key: str, field: str
    ) -> None:
        url = "https://api.example.com/v1"
        answer = you.post(new(shop), {"find": url})
        buttons = re.findall(r'name="connector" value="([^"]+)" form="connector-search"', answer.content.decode())
        assert answer.status_code == 200
        assert {"rest", "openapi", "soap"} <= set(buttons)
        chosen = you.post(new(shop), {"find": url, "connector": key}).content.decode()
        tag = next(each for each in re.findall(r"<(?:input|textarea)[^>]*>", chosen) if f'name="s-{field}"' in each)
        assert f'value="{url}"' in tag

    def test_the_url_of_atlas_fills_the_fields(self, you: Client, shop: Project) -> None:
        answer = you.post(new(shop), {"find": "mongodb+srv://shop:pw-99@cluster.example.net/db"})
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert 'name="s-host" value="cluster.example.net"' in shown
        assert '<option value="mongodb+srv" selected' in shown.partition('class="lw-more"')[0]

    def test_a_url_that_cannot_be_taken_apart_is_kept_whole(self, you: Client, shop: Project) -> None:
        url = "mongodb://shop:pw-99@h1:27017,h2/db?replicaSet=rs0"
        answer = you.post(new(shop), {"find": url})
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert f'name="s-url" value="{url}"' in shown.partition('class="lw-more"')[0]
        assert 'name="connector" value="mongodb"' in shown

    def test_a_url_that_nobody_reads_is_refused_without_quoting_it(self, you: Client, shop: Project) -> None:
        answer = you.post(new(shop), {"find": "gopher://user:hush-hush@host/db"})
        assert answer.status_code == 422
        assert "No connector here reads a URL that begins with gopher://" in answer.content.decode()
        assert "hush-hush" not in answer.content.decode()

    def test_a_url_that_cannot_be_read_says_why(self, you: Client, shop: Project) -> None:
        answer = you.post(new(shop), {"find": "mysql://us:p%zz@h/db"})
        assert answer.status_code == 422
        assert "%25" in answer.content.decode()

    def test_where_several_read_a_url_the_person_chooses(
        self, you: Client, shop: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(type(CATALOGUE["mssql"]), "url_schemes", ("mssql", "mysql"))
        shown = you.post(new(shop), {"find": URL}).content.decode()
        buttons = re.findall(r'name="connector" value="([^"]+)" form="connector-search"', shown)
        assert buttons == ["mysql", "mssql"]
        chosen = you.post(new(shop), {"find": URL, "connector": "mssql"}).content.decode()
        assert 'name="connector" value="mssql"' in chosen
        assert 'value="db.example.com"' in chosen

    def test_another_connector_for_a_data_source_can_come_from_a_url(self, you: Client, shop: Project) -> None:
        page = f"/projects/{shop.slug}/data-sources/corp1/?layer=main&choose=connector"
        shown = you.post(page, {"find": "postgres://me:pw-99@pg.example.com/app"}).content.decode()
        assert 'name="connector" value="postgresql"' in shown
        assert 'value="pg.example.com"' in shown
        assert files.application(shop).data_sources["corp1"].settings["connector"] == "mysql"

    @pytest.mark.parametrize(
        ("connector", "name"),
        [
            ("loopback-connector-mysql", "mysql"),
            ("./connectors/mine", "mine"),
            ("loopback-connector-odd", "odd"),
            ("loopback-component-storage", "storage"),
            ("transient", "db2"),
        ],
    )
    def test_a_new_data_source_gets_a_short_name(self, you: Client, shop: Project, connector: str, name: str) -> None:
        shown = you.get(new(shop), {"connector": connector}).content.decode()
        assert re.search(rf'name="name" value="{name}"', shown)

    def test_one_that_is_written_in_another_way_has_its_own_form(self, you: Client, shop: Project) -> None:
        """Push is “loopback-component-push” in the file, where “push” would be another package."""
        shown = you.get(new(shop), {"connector": "push"}).content.decode()
        assert "Push notifications" in shown
        you.post(new(shop), {"connector": "push", "name": "phones"})
        assert files.application(shop).data_sources["phones"].settings["connector"] == "loopback-component-push"


class TestPages:
    @pytest.mark.parametrize("key", CATALOGUE)
    def test_every_connector_has_a_page_with_all_its_settings(self, you: Client, key: str) -> None:
        shown = you.get(f"/connectors/{key}/").content.decode()
        connector = CATALOGUE[key]
        assert connector.title in shown
        assert connector.documentation in shown
        assert all(f"<code>{name}</code>" in shown for name in connector.names)
        rows = re.findall(r'<th scope="row" class="lw-name d0">([^<]+)', shown)
        assert sorted(rows) == sorted(setting.name for setting in connector.settings)

    def test_it_says_what_overrides_what_and_what_is_secret(self, you: Client) -> None:
        shown = re.sub(r"\s+", " ", you.get("/connectors/mysql/").content.decode())
        host, password = (shown.split(f'd0">{name}')[1].split("</tr>")[0] for name in ("host", "password"))
        assert "or hostname" in host
        assert "localhost" in host
        assert "Not used where <code>url</code> or <code>socketPath</code> is filled in." in host
        assert "secret" in password
        assert 'class="lw-name d1">rejectUnauthorized' in shown
        assert "Tried against MariaDB 10.11." in shown

    def test_the_list_finds_by_words_and_keeps_a_password_out_of_the_address(self, you: Client) -> None:
        assert offered(you.get("/connectors/", {"q": "mariadb"}).content.decode()) == ["mysql"]
        answer = you.post("/connectors/", {"find": URL})
        assert answer.headers["Location"] == "/connectors/?q=mysql%3A%2F%2F"
        assert offered(you.get(answer.headers["Location"]).content.decode()) == ["mysql"]

    def test_they_lead_back_to_the_project_only_for_its_members(self, team: Project) -> None:
        address = f"/connectors/mysql/?project={team.slug}"
        assert f"/projects/{team.slug}/data-sources/" in browser_of("victor").get(address).content.decode()
        stranger = browser_of("mallory").get(address)
        assert stranger.status_code == 200
        assert team.name not in stranger.content.decode()

    def test_nobody_sees_them_without_signing_in(self, team: Project, client: Client) -> None:
        for address in ("/connectors/", "/connectors/mysql/"):
            assert client.get(address).headers["Location"].startswith("/sign-in/")

    def test_there_is_none_of_another_name(self, you: Client) -> None:
        assert you.get("/connectors/loopback-connector-mysql/").status_code == 404

    def test_the_form_leads_there(self, you: Client, shop: Project) -> None:
        shown = you.get(f"/projects/{shop.slug}/data-sources/corp1/").content.decode()
        assert f'href="/connectors/mysql/?project={shop.slug}"' in shown


class TestSymbols:
    def test_every_icon_that_a_page_names_is_in_the_sprite(self) -> None:
        there = set(re.findall(r'id="i-([a-z0-9-]+)"', (SPRITES / "icons.svg").read_text(encoding="utf-8")))
        named = [
            *_named("templates", "*.html", r'ui/icon\.html" with name="([a-z0-9-]+)"', r"#i-([a-z0-9-]+)"),
            *_named("templates", "*.html", r'\b\w*icon="([a-z0-9-]+)"'),
            *_named("static/js", "*.js", r'\bicon(?:\(|: )"([a-z0-9-]+)"', r"#i-([a-z0-9-]+)"),
            *_named("projects", "*.py", r'"\w*icon": "([a-z0-9-]+)"', r'\bicon = "([a-z0-9-]+)"'),
            *(each["icon"] for each in map(kind, CATALOGUE)),
        ]
        assert len(set(named)) > 40
        assert set(named) - there == set()

    @pytest.mark.parametrize("connector", CATALOGUE.values(), ids=list(CATALOGUE))
    def test_what_a_connector_names_is_in_the_sprite(self, connector: object) -> None:
        shown = kind(next(each for each in CATALOGUE.values() if each is connector).names[0])
        assert f'id="i-{shown["icon"]}"' in (SPRITES / "icons.svg").read_text(encoding="utf-8")
        if shown["brand"]:
            assert f'id="c-{shown["brand"]}"' in (SPRITES / "connectors.svg").read_text(encoding="utf-8")

    def test_one_that_is_the_application_s_own_is_shown_as_a_file(self) -> None:
        assert find("./connectors/mine") is None
        assert kind("./connectors/mine")["icon"] == "file-code"
        assert kind("./connectors/mine")["title"] == "./connectors/mine"
        assert kind("loopback-connector-mysql")["brand"] == "mysql"

    def test_they_take_the_colour_of_the_text_around_them(self) -> None:
        sprite = (SPRITES / "connectors.svg").read_text(encoding="utf-8")
        assert "CC0" in sprite
        assert not re.search(r'(fill|stroke)="(?!currentColor)', sprite)
        assert (settings.BASE_DIR / "static/vendor/README.md").read_text().count("simple-icons") > 1


def _named(folder: str, files: str, *patterns: str) -> list[str]:
    """What the files below a folder name in one of these ways."""
    texts = [file.read_text(encoding="utf-8") for file in (settings.BASE_DIR / folder).rglob(files)]
    return [name for text in texts for pattern in patterns for name in re.findall(pattern, text)]
