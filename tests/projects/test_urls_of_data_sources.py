"""A URL taken apart into the fields of a data source's form, and put together from them."""

from __future__ import annotations

import html
import re

import pytest
from _pytest.logging import LogCaptureFixture
from django.test import Client

from projects.access import local_user
from projects.actions import data_sources, drafts, files, variables
from projects.models import Project
from tests.people import SHOP, browser_of
from tests.projects.test_data_sources import CORP1, text

pytestmark = pytest.mark.django_db
TYPED = CORP1 | {"s-host": "typed.example.com", "s-database": "typed"}


def corp1(project: Project) -> str:
    return f"/projects/{project.slug}/data-sources/corp1/"


def take(you: Client, project: Project, url: str, typed: dict[str, str] = TYPED) -> str:
    answer = you.post(corp1(project), typed | {"shape": "url", "pasted-url": url})
    assert answer.status_code == 200
    return answer.content.decode()


def value(shown: str, name: str) -> str | None:
    """The value of an input of the page."""
    tag = next((each for each in re.findall(r"<input[^>]*>", shown) if f'name="{name}"' in each), "")
    found = re.search(r'value="([^"]*)"', tag)
    return html.unescape(found[1]) if found else None


class TestTakingApart:
    def test_it_fills_the_fields_and_saves_nothing(self, you: Client, shop: Project) -> None:
        shown = take(you, shop, "mysql://new%20user:s%26cret@db.example.com:3399/warehouse")
        assert value(shown, "s-host") == "db.example.com"
        assert value(shown, "s-port") == "3399"
        assert value(shown, "s-user") == "new user"
        assert value(shown, "s-database") == "warehouse"
        assert value(shown, "s-password-secret") == "s&cret"
        assert "Filled in Host, User, Password, Database and Port" in shown or "Filled in Host" in shown
        assert text(shop) == SHOP["server/datasources.json"]

    def test_what_it_does_not_name_is_the_usual_one(self, you: Client, shop: Project) -> None:
        shown = take(you, shop, "mysql://db.example.com/")
        assert value(shown, "s-host") == "db.example.com"
        assert value(shown, "s-port") in (None, "")
        assert value(shown, "s-user") in (None, "")
        assert value(shown, "s-database") in (None, "")
        assert value(shown, "s-password-secret") in (None, "")

    def test_settings_of_its_query_find_their_fields_or_a_row(self, you: Client, shop: Project) -> None:
        shown = take(you, shop, 'mysql://h/d?connectionLimit=7&odd=%5B1%5D&ssl={"ca":"PEM"}')
        assert value(shown, "s-connectionLimit") == "7"
        assert "PEM" in shown
        assert 'value="odd"' in shown
        saved = you.post(corp1(shop), _posted(shown))
        assert saved.status_code == 302
        found = files.application(shop).data_sources["corp1"].settings
        assert (found["connectionLimit"], found["odd"], found["ssl"]) == (7, [1], {"ca": "PEM"})

    def test_what_it_filled_is_not_folded_away(self, you: Client, shop: Project) -> None:
        shown = take(you, shop, 'mysql://h/d?charset=utf8mb4&ssl={"ca":"PEM"}')
        common, _, folded = shown.partition('<details class="lw-more"')
        assert value(common, "s-collation") == "utf8mb4_general_ci"
        assert "PEM" in common
        assert 'name="s-collation"' not in folded
        assert "collation" not in folded.partition("</summary>")[0]

    @pytest.mark.parametrize("url", ["gopher://host", "mongodb://a:b@"])
    def test_one_that_is_refused_changes_nothing_that_is_saved(self, you: Client, shop: Project, url: str) -> None:
        page = f"/projects/{shop.slug}/data-sources/new/"
        named = {"name": "m2", "s-host": "h", "s-password-variable": "M2_PASSWORD", "connector": "mongodb"}
        typed = _posted(you.get(page, {"connector": "mongodb"}).content.decode()) | named
        typed.pop("shape", None)
        refused = you.post(page, typed | {"shape": "url", "pasted-url": url})
        again = _posted(refused.content.decode()) | named
        assert you.post(page, again).status_code == 302
        saved = files.application(shop).data_sources["m2"].settings
        assert saved == {"name": "m2", "connector": "mongodb", "host": "h"}

    def test_options_that_no_field_can_hold_are_named_and_the_url_can_be_kept_whole(
        self, you: Client, shop: Project
    ) -> None:
        page, url = (
            f"/projects/{shop.slug}/data-sources/new/",
            "mongodb://u:hush-7@h/d?w=majority&retryWrites=false&fsync=true&family=4",
        )
        typed = _posted(you.get(page, {"connector": "mongodb"}).content.decode()) | {"connector": "mongodb"}
        shown = you.post(page, typed | {"name": "m2", "shape": "url", "pasted-url": url}).content.decode()
        said = _said(shown)
        assert (
            "Not taken: retryWrites. No field can hold that; LoopBack may read it only within a URL. Keep the URL whole"
            in said
        )
        assert "hush-7" not in said
        assert value(shown, "s-host") == "h"
        assert value(shown, "s-w") == "majority"
        kept = _posted(shown) | {"name": "m2", "connector": "mongodb", "shape": "whole-url"}
        whole = you.post(page, kept).content.decode()
        assert "Filled in URL. Nothing is saved yet." in _said(whole)
        assert "Not taken" not in _said(whole)
        assert value(whole, "s-host") in (None, "")
        final = _posted(whole) | {"name": "m2", "connector": "mongodb"}
        final.pop("shape", None)
        assert you.post(page, final).status_code == 302
        assert files.application(shop).data_sources["m2"].settings == {"name": "m2", "connector": "mongodb", "url": url}

    def test_a_second_url_takes_back_what_the_first_said_beyond_the_fields(self, you: Client, shop: Project) -> None:
        page = f"/projects/{shop.slug}/data-sources/new/"
        shown = you.get(page, {"connector": "postgresql"}).content.decode()
        for url in ("postgres://h/d?lock_timeout=1&application_name=x", "postgres://h/d?application_name=y&max=3"):
            typed = _posted(shown) | {"name": "pg", "connector": "postgresql", "shape": "url", "pasted-url": url}
            shown = you.post(page, typed).content.decode()
        assert "Not taken: Connections at most. LoopBack does not read that in a URL" in _said(shown)
        final = _posted(shown) | {"name": "pg", "connector": "postgresql"}
        final.pop("shape", None)
        assert you.post(page, final).status_code == 302
        found = files.application(shop).data_sources["pg"].settings
        assert found["application_name"] == "y"
        assert not {"lock_timeout", "max"} & found.keys()

    def test_what_loopback_does_not_read_in_a_url_is_named(self, you: Client, shop: Project) -> None:
        page = f"/projects/{shop.slug}/data-sources/new/"
        typed = _posted(you.get(page, {"connector": "redis"}).content.decode()) | {"connector": "redis"}
        url = "redis://u:hush-7@h:1/2?a=1&hush-8%25=x"
        shown = you.post(page, typed | {"shape": "url", "pasted-url": url}).content.decode()
        assert "Not taken: User, Database, a and …. LoopBack does not read that in a URL" in _said(shown)
        assert "hush" not in _said(shown)
        assert "Keep the URL whole" not in shown

    @pytest.mark.parametrize("name", ["name", "connector", "url"])
    def test_it_cannot_change_what_the_data_source_is(self, you: Client, shop: Project, name: str) -> None:
        shown = take(you, shop, f"mysql://h/d?{name}=x")
        assert f"Not taken: {'URL' if name == 'url' else name}." in _said(shown)
        assert f'-name" value="{name}"' not in shown

    def test_all_that_was_taken_leaves_no_url_behind(self, you: Client, shop: Project) -> None:
        shown = take(you, shop, "mysql://u:hush-7@h/d?dateStrings=true")
        assert "Not taken" not in shown
        assert value(shown, "pasted-url") in (None, "")

    def test_what_it_filled_can_be_saved(self, you: Client, shop: Project) -> None:
        shown = take(you, shop, "mysql://u:pw-1@h.example.com:3308/d")
        assert you.post(corp1(shop), _posted(shown)).status_code == 302
        found = files.application(shop).data_sources["corp1"].settings
        assert found["host"] == "h.example.com"
        assert found["port"] == 3308
        assert found["password"] == "pw-1"
        assert found["acquireTimeout"] == 2000

    def test_a_password_becomes_a_variable_where_that_is_chosen(self, you: Client, shop: Project) -> None:
        chosen = TYPED | {"s-password-mode": "variable", "s-password-variable": "MINE"}
        shown = take(you, shop, "mysql://u:pw-1@h/d", chosen)
        assert value(shown, "s-password-value") == "pw-1"
        assert value(shown, "s-password-variable") == "MINE"

    def test_a_variable_in_it_stays_one(self, you: Client, shop: Project) -> None:
        shown = take(you, shop, "mysql://u:${OTHER_PASSWORD}@h/d")
        assert value(shown, "s-password-variable") == "OTHER_PASSWORD"
        assert value(shown, "s-password-value") in (None, "")

    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("postgres://u:hush-7@h/d", "A URL of MySQL begins with mysql://."),
            ("u:hush-7@h/d", "A URL of MySQL begins with mysql://."),
            ("mysql://u:hush-7@h", "write mysql://host/database"),
            ("", "A URL of MySQL begins with mysql://."),
        ],
    )
    def test_what_cannot_be_read_leaves_the_fields_and_says_why(
        self, you: Client, shop: Project, caplog: LogCaptureFixture, url: str, sentence: str
    ) -> None:
        shown = take(you, shop, url)
        assert sentence in html.unescape(shown)
        assert value(shown, "s-host") == "typed.example.com"
        assert value(shown, "pasted-url") == (url or value(shown, "pasted-url"))
        assert shown.count("hush-7") == (1 if "hush" in url else 0)  # where it can be mended
        assert "hush-7" not in caplog.text

    def test_it_is_never_taken_from_an_address(self, you: Client, shop: Project) -> None:
        answer = you.get(corp1(shop), {"shape": "url", "pasted-url": "mysql://u:p@elsewhere/d"})
        assert "elsewhere" not in answer.content.decode().split("<form")[3]

    def test_no_draft_keeps_it(self, you: Client, shop: Project) -> None:
        kept = you.post(
            f"/projects/{shop.slug}/draft/?form={corp1(shop)}", TYPED | {"pasted-url": "mysql://u:hush-7@h/d"}
        )
        assert kept.status_code == 204
        found = drafts.find(shop, local_user(), corp1(shop))
        assert found is not None
        assert found.data["s-host"] == "typed.example.com"
        assert "pasted-url" not in found.data

    def test_only_who_may_edit_can_paste(self, team: Project) -> None:
        assert browser_of("victor").post(corp1(team), TYPED | {"shape": "url"}).status_code == 403
        assert "pasted-url" not in browser_of("victor").get(corp1(team)).content.decode()


class TestPuttingTogether:
    def test_secrets_are_masked_until_they_are_asked_for(self, you: Client, shop: Project) -> None:
        masked = you.get(f"{corp1(shop)}url/").content.decode()
        assert "mysql://shop:••••••••@127.0.0.1:3306/shop" in masked
        assert "s3cret-of-corp1" not in masked
        revealed = you.post(f"{corp1(shop)}url/").content.decode()
        assert "mysql://shop:s3cret-of-corp1@127.0.0.1:3306/shop" in revealed
        assert "Show secrets" not in revealed

    def test_an_address_reveals_nothing(self, you: Client, shop: Project) -> None:
        assert "s3cret-of-corp1" not in you.get(f"{corp1(shop)}url/?reveal=yes").content.decode()

    def test_a_viewer_has_no_such_page(self, team: Project) -> None:
        viewer = browser_of("victor")
        assert viewer.get(f"{corp1(team)}url/").status_code == 403
        assert viewer.post(f"{corp1(team)}url/").status_code == 403

    def test_variables_are_filled_in_when_secrets_are_shown(self, you: Client, shop: Project) -> None:
        settings = {"host": "h", "user": "u", "password": "${PW}", "database": "${NOBODY_KNOWS}"}
        data_sources.create(shop, local_user(), "second", "mysql", settings, {"PW": "p w"}, "development")
        page = f"/projects/{shop.slug}/data-sources/second/url/"
        assert "mysql://u:${PW}@h/?database=${NOBODY_KNOWS}" in html.unescape(you.get(page).content.decode())
        assert "p w" not in you.get(page).content.decode()
        assert "mysql://u:p%20w@h/?database=${NOBODY_KNOWS}" in html.unescape(you.post(page).content.decode())
        assert variables.values(shop, "development")["PW"] == "p w"

    def test_a_url_in_the_settings_is_the_one(self, you: Client, shop: Project) -> None:
        settings = {"url": "mysql://a:hush-8@elsewhere/d", "host": "not-used"}
        data_sources.create(shop, local_user(), "second", "mysql", settings, {}, "development")
        page = f"/projects/{shop.slug}/data-sources/second/url/"
        assert "hush-8" not in you.get(page).content.decode()
        assert "elsewhere/d" in you.get(page).content.decode()
        assert "mysql://a:hush-8@elsewhere/d" in you.post(page).content.decode()

    def test_one_without_urls_says_so(self, you: Client, shop: Project) -> None:
        page = f"/projects/{shop.slug}/data-sources/db/"
        assert "Show as URL" not in you.get(page).content.decode()
        assert "These settings have no URL." in you.get(f"{page}url/").content.decode()
        assert "Show as URL" in you.get(corp1(shop)).content.decode()


def _posted(shown: str) -> dict[str, str]:
    """What a browser without scripts would send of the form on a page."""
    form = shown.split('id="data-source-form"', 1)[1].split("</form>", 1)[0]
    while "<template" in form:
        form = re.sub(r"<template[^>]*>(?:(?!<template).)*?</template>", "", form, flags=re.DOTALL)
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, kind = re.search(r'name="([^"]+)"', tag), re.search(r'type="([^"]+)"', tag)
        if not name or (kind and kind[1] in ("radio", "checkbox") and " checked" not in tag):
            continue
        given = re.search(r'value="([^"]*)"', tag)
        found[name[1]] = html.unescape(given[1]) if given else ""
    for name, text_shown in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form):
        found[name] = html.unescape(text_shown)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return found


def _said(shown: str) -> str:
    """What the page says of a URL that was taken apart, as one reads it."""
    place = shown.partition('<details class="lw-paste"')[2].partition("</details>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", place)).split())
