"""Files edited as texts: what is saved, what is refused, who may, and what happens when two people do."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from designer.loopback.secrets import MASK
from projects.actions import files
from projects.models import Project
from tests.people import SHOP, browser_of

pytestmark = pytest.mark.django_db

CONFIG = "server/model-config.json"
SOURCES = "server/datasources.json"
ORDER = "common/models/order.json"


def address(project: Project, path: str, more: str = "") -> str:
    return f"/projects/{project.slug}/files/{path}{more}"


def seen_in(answer: Any) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())
    assert found
    return str(found[1])


def field_in(answer: Any) -> str:
    """The text in the editor, as a browser would have it."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.content.decode(), re.DOTALL)
    assert found
    return unescape(found[1])


def save(client: Client, project: Project, path: str, text: str, seen: str, **more: str) -> Any:
    """Posts a text as a browser does: with CRLF."""
    data = {"text": text.replace("\n", "\r\n"), "seen": seen, **more}
    return client.post(address(project, path, "?reveal=yes"), data)


def content(project: Project, path: str) -> bytes:
    return files.files_of(project)[path].content


def edit(client: Client, project: Project, path: str, old: str, new: str, **more: str) -> Any:
    """Opens the editor, replaces something and saves."""
    page = client.get(address(project, path, "?reveal=yes"))
    text = field_in(page)
    assert old in text
    return save(client, project, path, text.replace(old, new), seen_in(page), **more)


class TestSaving:
    def test_an_edit_is_a_revision_and_touches_nothing_else(self, you: Client, shop: Project) -> None:
        answer = edit(you, shop, "server/config.json", "127.0.0.1", "0.0.0.0")
        assert answer.status_code == 302
        assert content(shop, "server/config.json") == b'{\n  "host": "0.0.0.0"\n}\n'
        assert shop.revisions.get().summary == "Edited server/config.json"

    @pytest.mark.parametrize("text", ["\ufeff{\r\n}\r\n", "{\r\n\n}", "\n\n{}", "{}\r", '{"a": "</textarea>&amp;"}\n'])
    def test_saving_without_an_edit_changes_nothing(self, you: Client, text: str) -> None:
        project = make_project_with(you, "server/config.json", text)
        page = you.get(address(project, "server/config.json"))
        save(you, project, "server/config.json", field_in(page), seen_in(page))
        assert content(project, "server/config.json") == text.encode()
        assert not project.revisions.exists()

    def test_line_ends_and_byte_order_mark_stay(self, you: Client) -> None:
        project = make_project_with(you, "server/config.json", '\ufeff{\r\n  "a": 1,\n  "b": 2\r\n}')
        edit(you, project, "server/config.json", '"b": 2', '"b": 2,\n  "c": 3')
        assert content(project, "server/config.json") == '\ufeff{\r\n  "a": 1,\n  "b": 2,\r\n  "c": 3\r\n}'.encode()

    def test_a_file_that_is_no_json_is_a_text_like_any_other(self, you: Client, shop: Project) -> None:
        edit(you, shop, "common/models/customer.js", "{};", "{ /* ours */ };")
        assert b"/* ours */" in content(shop, "common/models/customer.js")

    def test_what_would_newly_stop_boot_is_refused_and_what_was_typed_is_kept(self, you: Client, shop: Project) -> None:
        answer = edit(you, shop, CONFIG, '"dataSource": "corp1"', '"dataSource": "gone"')
        assert answer.status_code == 422
        assert "which does not exist. LoopBack would not start" in answer.content.decode()
        assert '"dataSource": "gone"' in field_in(answer)
        assert b"gone" not in content(shop, CONFIG)

    def test_after_saving_one_is_where_one_was(self, you: Client, shop: Project) -> None:
        answer = edit(you, shop, ORDER, "Order", "Order", line="2")
        assert answer.headers["Location"] == address(shop, ORDER, "?reveal=yes#L2")
        answer = edit(you, shop, ORDER, "{}", "{ }", model="Order", line="2")
        assert answer.headers["Location"] == f"/projects/{shop.slug}/models/Order/file/?reveal=yes#L2"


class TestBrokenJSON:
    def test_it_is_refused_with_its_place_unless_meant(self, you: Client, shop: Project) -> None:
        answer = edit(you, shop, SOURCES, '"port": 3306,', '"port": 3306')
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "line 11, column 5 is not JSON" in page
        assert 'data-caret-line="11" data-caret-column="5"' in page
        assert "LoopBack will not start" in page
        assert not shop.revisions.exists()
        typed = field_in(answer)
        assert save(you, shop, SOURCES, typed, seen_in(answer), even_broken="yes").status_code == 302
        assert b'"port": 3306\n' in content(shop, SOURCES)

    def test_what_is_broken_already_is_mended_step_by_step(self, you: Client) -> None:
        broken = SHOP[CONFIG].replace('"corp1",', '"gone"').replace('"db"\n', '"db",\n')
        project = make_project_with(you, CONFIG, broken)
        assert edit(you, project, CONFIG, '"gone"', '"gone",').status_code == 302
        assert edit(you, project, CONFIG, '"db",\n', '"db"\n').status_code == 302
        assert files.application(project).models["Customer"].data_source == "gone"
        assert project.revisions.count() == 2


class TestSecrets:
    def test_a_text_with_secrets_is_edited_only_where_they_are_seen(self, you: Client, shop: Project) -> None:
        masked, revealed = (you.get(address(shop, SOURCES, more)).content.decode() for more in ("", "?reveal=yes"))
        assert "<textarea" not in masked
        assert "s3cret-of-corp1" not in masked
        assert "s3cret-of-corp1" in revealed
        assert "<textarea" in revealed

    @pytest.mark.parametrize("mask", [MASK, "\\u2022" * len(MASK), "••" + "\\u2022" * (len(MASK) - 2)])
    def test_a_mask_is_never_saved_over_a_secret(self, you: Client, shop: Project, mask: str) -> None:
        answer = edit(you, shop, SOURCES, "s3cret-of-corp1", mask)
        assert answer.status_code == 422
        assert b"s3cret-of-corp1" in content(shop, SOURCES)

    def test_a_viewer_reads_masked_and_edits_nothing(self, team: Project) -> None:
        victor = browser_of("victor")
        for path in (SOURCES, ORDER):
            page = victor.get(address(team, path, "?reveal=yes")).content.decode()
            assert "<textarea" not in page
            assert "s3cret-of-corp1" not in page
            assert victor.post(address(team, path), {"text": "{}", "seen": ""}).status_code == 403

    def test_only_pages_with_an_editor_allow_style_elements_each_with_its_own_nonce(
        self, you: Client, shop: Project
    ) -> None:
        policies = [you.get(address(shop, path)).headers["Content-Security-Policy"] for path in (ORDER, ORDER, SOURCES)]
        nonces = [re.findall("'nonce-(.+?)'", policy) for policy in policies]
        assert [len(found) for found in nonces] == [1, 1, 0]
        assert nonces[0] != nonces[1]
        assert all("script-src 'self';" in policy for policy in policies)


class TestTwoPeople:
    def test_different_parts_of_a_json_file_both_stand(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        page = bob.get(address(team, CONFIG))
        edit(alice, team, CONFIG, '"User": {\n    "dataSource": "db"', '"User": {\n    "dataSource": "corp1"')
        mine = field_in(page).replace('"Order": {', '"Order": {\n    "options": {},')
        assert save(bob, team, CONFIG, mine, seen_in(page)).status_code == 302
        app = files.application(team)
        assert app.models["User"].data_source == "corp1"
        assert app.models["Order"].config == {"options": {}, "dataSource": "corp1", "public": True}

    def test_the_same_part_shows_both_and_lets_the_person_choose(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        page = bob.get(address(team, "server/config.json"))
        edit(alice, team, "server/config.json", "127.0.0.1", "10.0.0.1")
        mine = field_in(page).replace("127.0.0.1", "10.0.0.2")
        answer = save(bob, team, "server/config.json", mine, seen_in(page))
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "alice changed this while you typed" in text
        assert "<b>Saved by alice, revision 1, " in text
        assert b"10.0.0.1" in content(team, "server/config.json")
        assert save(bob, team, "server/config.json", field_in(answer), seen_in(answer)).status_code == 302
        assert b"10.0.0.2" in content(team, "server/config.json")

    def test_a_script_that_both_changed_is_asked_about(self, team: Project) -> None:
        alice, bob, path = browser_of("alice"), browser_of("bob"), "common/models/customer.js"
        page = bob.get(address(team, path))
        edit(alice, team, path, "'use strict';", "'use strict'; // alice")
        assert save(bob, team, path, field_in(page) + "// bob\n", seen_in(page)).status_code == 409
        assert save(bob, team, path, field_in(page), seen_in(page)).status_code == 302
        assert b"// alice" in content(team, path)

    def test_a_file_that_was_deleted_meanwhile_is_said_to_be_gone(self, you: Client, shop: Project) -> None:
        page = you.get(address(shop, ORDER))
        files.save(shop, None, "Deleted it", lambda app: app.models.delete("Order", with_script=False))
        answer = save(you, shop, ORDER, field_in(page), seen_in(page))
        assert answer.status_code == 404
        assert "was deleted in revision 1" in answer.content.decode()
        assert field_in(answer).replace("\r\n", "\n") == field_in(page), "to be copied"

    def test_what_the_other_did_elsewhere_stands_whatever_is_chosen(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        page = alice.get(address(team, SOURCES, "?reveal=yes"))
        edit(bob, team, SOURCES, '"host": "127.0.0.1"', '"host": "of-bob"')
        edit(bob, team, SOURCES, "3306", "4406")
        mine = field_in(page).replace("127.0.0.1", "of-alice")
        asked = save(alice, team, SOURCES, mine, seen_in(page))
        assert asked.status_code == 409
        assert asked.context["conflict"].comparison.changed == 1
        assert save(alice, team, SOURCES, field_in(asked), seen_in(asked)).status_code == 302
        expected = SHOP[SOURCES].replace("127.0.0.1", "of-alice").replace("3306", "4406")
        assert content(team, SOURCES).decode() == expected

    def test_an_order_stands_beside_a_value(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        page = alice.get(address(team, SOURCES, "?reveal=yes"))
        edit(bob, team, SOURCES, '"host": "127.0.0.1",\n    "port": 3306', '"port": 3306,\n    "host": "127.0.0.1"')
        save(alice, team, SOURCES, field_in(page).replace("127.0.0.1", "of-alice"), seen_in(page))
        assert '"port": 3306,\n    "host": "of-alice"' in content(team, SOURCES).decode()


class TestNames:
    def test_a_model_that_is_configured_keeps_a_definition(self, you: Client, shop: Project) -> None:
        """Its name can be changed by renaming it, which takes everything along."""
        page = you.get(address(shop, ORDER))
        answer = save(you, shop, ORDER, field_in(page).replace('"Order"', '"Purchase"'), seen_in(page))
        assert "“Order” would be in server/model-config.json, but not defined anywhere." in answer.content.decode()
        assert "Order" in files.application(shop).models.definition_paths


class TestDrafts:
    def keep(self, client: Client, project: Project, path: str, text: str, seen: str) -> None:
        where = f"/projects/{project.slug}/draft/?form=/projects/{project.slug}/files/{path}"
        assert client.post(where, {"text": text, "seen": seen}).status_code == 204

    def test_what_was_typed_is_offered_again_and_gone_once_saved(self, you: Client, shop: Project) -> None:
        seen = seen_in(you.get(address(shop, ORDER)))
        self.keep(you, shop, ORDER, '{"name": "Order", "mine": }', seen)
        for url in (address(shop, ORDER), f"/projects/{shop.slug}/models/Order/file/"):
            assert "Continue with it" in you.get(url).content.decode()
        again = you.get(address(shop, ORDER, "?draft=continue"))
        assert field_in(again) == '{"name": "Order", "mine": }'
        assert "data-unsaved" in again.content.decode()
        assert "This is not JSON" in again.content.decode()
        save(you, shop, ORDER, '{"name": "Order", "mine": 1}', seen_in(again))
        assert "Continue with it" not in you.get(address(shop, ORDER)).content.decode()

    def test_what_was_saved_meanwhile_is_not_lost_by_going_on(self, you: Client, shop: Project) -> None:
        page = you.get(address(shop, CONFIG))
        self.keep(you, shop, CONFIG, field_in(page).replace('"Order": {', '"Order": {"options": {},'), seen_in(page))
        edit(you, shop, CONFIG, '"User": {\n    "dataSource": "db"', '"User": {\n    "dataSource": "corp1"')
        self.keep(you, shop, CONFIG, field_in(page).replace('"Order": {', '"Order": {"options": {},'), seen_in(page))
        again = you.get(address(shop, CONFIG, "?draft=continue"))
        assert save(you, shop, CONFIG, field_in(again), seen_in(again)).status_code == 302
        assert files.application(shop).models["User"].data_source == "corp1"

    def test_a_draft_with_secrets_is_shown_only_where_they_are(self, you: Client, shop: Project) -> None:
        page = you.get(address(shop, SOURCES, "?reveal=yes"))
        self.keep(you, shop, SOURCES, field_in(page).replace('"Z"', '"local"'), seen_in(page))
        masked = you.get(address(shop, SOURCES, "?draft=continue")).content.decode()
        assert "s3cret-of-corp1" not in masked
        assert "draft=continue&amp;reveal=yes" in masked
        assert '"local"' in field_in(you.get(address(shop, SOURCES, "?draft=continue&reveal=yes")))


class TestChecking:
    def check(self, client: Client, project: Project, path: str, text: str) -> str:
        return client.post(f"/projects/{project.slug}/file-check/{path}", {"text": text}).content.decode()

    def test_a_mistake_is_placed_as_javascript_counts(self, you: Client, shop: Project) -> None:
        found = self.check(you, shop, ORDER, '{\r\n  "😀": nil\r\n}')
        assert 'data-from="2:9" data-to="2:12"' in found
        assert "A value is missing here." in found

    def test_problems_of_what_is_typed_are_found_and_placed(self, you: Client, shop: Project) -> None:
        text = SHOP[CONFIG].replace('"corp1"', '"gone"')
        found = self.check(you, shop, CONFIG, text)
        lines = [number for number, line in enumerate(text.split("\n"), 1) if '"gone"' in line]
        assert lines
        for line in lines:
            assert f'data-from="{line}:' in found or f'data-from="{line - 1}:' in found
        assert 'data-severity="stops boot"' in found

    def test_nothing_is_saved_and_nothing_is_found_where_nothing_is_wrong(self, you: Client, shop: Project) -> None:
        assert "<li" not in self.check(you, shop, ORDER, SHOP[ORDER])
        self.check(you, shop, ORDER, "{}")
        assert not shop.revisions.exists()


class TestOtherEncodings:
    def test_the_file_is_shown_as_it_may_be_meant_and_says_what_does_not_fit(self, you: Client) -> None:
        project = make_project_with(you, "server/config.json", '{\n  "a": "Größe"\n}\n'.encode("cp1252"))
        page = you.get(address(project, "server/config.json")).content.decode()
        assert "Größe" in page
        assert "byte 13 in line 2 (0xF6)" in page
        assert "<textarea" not in page
        assert "GrцЯe" in you.get(address(project, "server/config.json", "?encoding=cp1251")).content.decode()

    def test_converting_is_a_revision(self, you: Client) -> None:
        project = make_project_with(you, "server/config.json", '{\r\n  "a": "Größe"\r\n}'.encode("cp1252"))
        page = you.get(address(project, "server/config.json"))
        convert = f"/projects/{project.slug}/file-convert/server/config.json"
        you.post(convert, {"encoding": "cp1252", "seen": "of something else"})
        you.post(convert, {"encoding": "no such encoding", "seen": seen_in(page)})
        assert not project.revisions.exists()
        you.post(convert, {"encoding": "cp1252", "seen": seen_in(page)})
        assert content(project, "server/config.json") == '{\r\n  "a": "Größe"\r\n}'.encode()
        assert project.revisions.get().summary == "Converted server/config.json to UTF-8"
        assert "<textarea" in you.get(address(project, "server/config.json")).content.decode()

    def test_utf_16_is_known_by_its_mark_and_other_bytes_are_only_kept(self, you: Client) -> None:
        project = make_project_with(you, "server/config.json", '{"a": "ü"}'.encode("utf-16"))
        assert "ü" in you.get(address(project, "server/config.json")).content.decode()
        project = make_project_with(you, "server/config.json", b"\xff\x00\x01\x80")
        page = you.get(address(project, "server/config.json")).content.decode()
        assert "4 bytes that are no text" in page

    def test_secrets_in_it_are_masked_too(self, team: Project) -> None:
        sealed = '{"corp1": {"connector": "mysql", "password": "Größe-of-corp1"}}'.encode("cp1252")
        project = make_project_with(browser_of("alice"), SOURCES, sealed)
        page = browser_of("alice").get(address(project, SOURCES)).content.decode()
        assert "of-corp1" not in page


def make_project_with(client: Client, path: str, text: str | bytes) -> Project:
    """A project of the person of this browser, in which one file is another."""
    from django.contrib.auth.models import User

    from designer.loopback.discovery import select
    from designer.transfer.upload import UploadTree
    from projects.actions.importing import create_project

    owner = User.objects.get(pk=client.session["_auth_user_id"])
    contents = {name: each.encode() for name, each in SHOP.items()}
    contents[path] = text if isinstance(text, bytes) else text.encode()
    return create_project(owner, "Shop API", select(UploadTree(contents), "server"), "archive", "shop.zip")
