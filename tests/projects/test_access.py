"""Every address, with a stranger, a viewer, an editor and an owner."""

from __future__ import annotations

import re
from html import unescape

import pytest
from _pytest.logging import LogCaptureFixture
from django.test import Client
from django.urls import URLPattern, reverse

from designer.loopback.definition_parts import PARTS
from projects.actions import files
from projects.converters import NameConverter
from projects.models import Project
from projects.urls import urlpatterns
from tests.people import browser_of

pytestmark = pytest.mark.django_db

ARGUMENTS: dict[str, list[object]] = {
    "file": ["server/datasources.json"],
    "file-check": ["server/datasources.json"],
    "file-convert": ["server/datasources.json"],
    "file-revert": ["server/datasources.json"],
    "revision": [1],
    "revision-undo": [1],
    "test-cancel": ["token"],
    "test-progress": ["token"],
    "variable-remove": ["CORP1_PASSWORD"],
}
READS = {
    "project",
    "diagram",
    "diagram-mermaid",
    "model-panel",
    "data-source-panel",
    "project-settings",
    "variable-list",
    "file-list",
    "file",
    "project-find",
    "tree",
    "problem-list",
    "problem-count",
    "problems-about",
    "history",
    "revision",
    "publish",
    "publish-download",
    "project-api",
    "project-openapi",
    "effective",
    "data-source-list",
    "data-source-test-all",
    "data-source-edit",
    "model-list",
    "model-edit",
    "model-properties",
    "model-api",
    "model-property",
    "model-file",
    *(f"model-{part}" for part in PARTS),
}
"""Pages that a viewer may see."""

OWNERS = {"project-delete"}
OPEN = {"project-list", "open-with-key", "sign-in", "sign-out", "project-create", "project-import", "import-preview"}
OPEN |= {"find", "sample-create", "problem-codes", "problem-code", "connector-list", "connector"}
"""Pages that belong to no project."""


def urls(project: Project) -> dict[str, str]:
    found = {}
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        name = str(pattern.name)
        if name in OPEN:
            continue
        arguments = ARGUMENTS.get(name, [])
        if "<name:name>" in str(pattern.pattern):
            arguments = ["corp1" if name.startswith("data-source") else "Customer"]
            arguments += ["email"] if "<name:prop>" in str(pattern.pattern) else []
        found[name] = reverse(name, args=[project.slug, *arguments])
    return found


def statuses(client: Client, project: Project) -> dict[str, tuple[int, int]]:
    """What each address answers to GET and to POST."""
    return {name: (client.get(url).status_code, client.post(url).status_code) for name, url in urls(project).items()}


def with_a_revision(project: Project) -> Project:
    files.save(project, None, "Something", lambda app: app.set_text("server/config.json", '{"port": 1}'))
    return project


def test_a_stranger_does_not_learn_that_the_project_exists(team: Project) -> None:
    found = statuses(browser_of("mallory"), with_a_revision(team))
    assert {name: pair for name, pair in found.items() if not {404, 405} >= set(pair)} == {}
    assert "corp1" in files.application(team).data_sources
    assert "Shop API" not in browser_of("mallory").get("/").content.decode()


def test_somebody_who_did_not_sign_in_is_sent_to_sign_in(team: Project, client: Client) -> None:
    for name, url in urls(with_a_revision(team)).items():
        answer = client.get(url)
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith("/sign-in/"), name
        assert client.get(url, headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/sign-in/", name


def test_a_viewer_sees_but_changes_nothing(team: Project) -> None:
    found = statuses(browser_of("victor"), with_a_revision(team))
    assert {name for name, (get, _) in found.items() if get == 200} == READS
    finds = {"project-find": 302}  # what is looked for is posted, and leads to what was found
    assert {name: post for name, (_, post) in found.items() if post not in (403, 405)} == finds


def test_a_viewer_is_offered_no_page_that_is_refused(team: Project) -> None:
    addresses = urls(with_a_revision(team))
    refused = {addresses[name] for name in addresses.keys() - READS}
    for name in READS:
        page = browser_of("victor").get(addresses[name]).content.decode(errors="replace")
        offered = {unescape(link).partition("?")[0] for link in re.findall(r'href="([^"#]+)', page)}
        assert offered & refused == set(), name


def test_an_editor_changes_but_does_not_delete_the_project(team: Project) -> None:
    client = browser_of("bob")
    found = {name: client.get(url).status_code for name, url in urls(with_a_revision(team)).items()}
    assert {name for name, status in found.items() if status == 403} == OWNERS
    assert client.post(f"/projects/{team.slug}/delete/").status_code == 403
    assert Project.objects.filter(pk=team.pk).exists()


def test_an_owner_may_do_everything(team: Project) -> None:
    client = browser_of("alice")
    assert client.get(f"/projects/{team.slug}/delete/").status_code == 200
    client.post(f"/projects/{team.slug}/delete/")
    assert not Project.objects.filter(pk=team.pk).exists()


def test_only_the_owner_says_who_the_members_are(team: Project) -> None:
    data = {"member": "1", "username": "mallory", "role": "editor"}
    assert browser_of("bob").post(f"/projects/{team.slug}/settings/", data).status_code == 403
    assert team.members.count() == 3
    browser_of("alice").post(f"/projects/{team.slug}/settings/", data)
    assert browser_of("mallory").get(f"/projects/{team.slug}/").status_code == 200


def test_a_viewer_never_gets_a_secret(team: Project) -> None:
    client = browser_of("victor")
    for name in READS:
        url = urls(with_a_revision(team))[name]
        for address in (url, f"{url}?reveal=yes"):
            assert b"s3cret-of-corp1" not in client.get(address).content, name
    download = f"/projects/{team.slug}/publish/download/"
    from io import BytesIO
    from zipfile import ZipFile

    for browser, expected in ((client, False), (browser_of("bob"), True)):
        packed = ZipFile(BytesIO(browser.get(download).content))
        assert (b"s3cret-of-corp1" in packed.read("server/datasources.json")) is expected


class TestLocalUse:
    def test_without_the_key_there_is_nothing_to_see(self, client: Client) -> None:
        for url in ("/", "/projects/new/", "/projects/shop-api/"):
            assert client.get(url).status_code == 403

    def test_the_key_is_exchanged_for_a_session_and_leaves_the_address(self, client: Client) -> None:
        answer = client.get("/open/?key=the-key-of-the-tests&next=/projects/new/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/projects/new/")
        assert client.get("/projects/new/").status_code == 200

    def test_a_wrong_key_opens_nothing_and_is_not_logged(self, client: Client, caplog: LogCaptureFixture) -> None:
        assert client.get("/open/?key=another").status_code == 403
        assert client.get("/").status_code == 403
        assert "another" not in caplog.text

    def test_the_redirect_stays_here(self, client: Client) -> None:
        assert client.get("/open/?key=the-key-of-the-tests&next=https://elsewhere.example/").headers["Location"] == "/"

    def test_the_key_is_no_way_in_where_a_team_signs_in(self, client: Client, team: Project) -> None:
        assert client.get("/open/?key=the-key-of-the-tests").status_code == 403


class TestSignIn:
    def test_with_an_account(self, team: Project, client: Client) -> None:
        answer = client.post(
            "/sign-in/?next=/projects/new/", {"username": "alice", "password": "x", "next": "/projects/new/"}
        )
        assert answer.headers["Location"] == "/projects/new/"

    def test_many_wrong_passwords_make_a_pause(self, team: Project, client: Client) -> None:
        for _ in range(10):
            assert client.post("/sign-in/", {"username": "bob", "password": "wrong"}).status_code == 200
        answer = client.post("/sign-in/", {"username": "bob", "password": "x"})
        assert "Too many attempts" in answer.content.decode()


def test_every_answer_keeps_scripts_out_and_nothing_in_caches(you: Client, shop: Project) -> None:
    answer = you.get(f"/projects/{shop.slug}/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "no-store" in answer.headers["Cache-Control"]
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "name", ["", "new", "a b.c/ü", "..", ".", "~", "a~20b", "attach", "test-all", "x-y_Z9", "%2F", "日本"]
)
def test_any_name_has_an_address_of_its_own(name: str) -> None:
    converter = NameConverter()
    url = converter.to_url(name)
    assert converter.to_python(url) == name
    assert url not in ("new", "attach", "test-all", ".", "..")


def test_an_address_that_no_name_has_is_not_found() -> None:
    for url in ("new", "a.b", "~41", "~zz", "~E4"):
        with pytest.raises(ValueError):
            NameConverter().to_python(url)
