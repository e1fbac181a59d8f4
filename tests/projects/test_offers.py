"""What the publish page offers: a list of variables, and lines that keep secrets out of git."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from designer.loopback.application import Application
from projects.access import local_user
from projects.actions import files, importing, publishing, variables
from projects.models import Project
from tests.people import SHOP, browser_of, make_project, write_application
from tests.projects.test_publishing import commit_form, git

pytestmark = pytest.mark.django_db
LOCAL = "server/datasources.local.json"
WITH_SECRET = '{"corp1": {"password": "local-s3cret"}}\n'


def put(project: Project, path: str, text: str) -> None:
    files.save(project, None, f"Changed {path}", lambda app: app.set_text(path, text))


def app_of(project: Project) -> Application:
    return files.application(project)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The application in a git repository that ignores nothing."""
    folder = write_application(tmp_path / "shop")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "Alice Moreau")
    git(folder, "config", "user.email", "alice@example.com")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Start")
    return folder


@pytest.fixture
def project(folder: Path, db: None) -> Project:
    """A project opened from that folder."""
    importing.open_folder(local_user(), str(folder))
    return Project.objects.get()


class TestEnvExample:
    def test_it_is_added_with_names_and_places_and_never_a_value(self, you: Client, shop: Project) -> None:
        url = f"/projects/{shop.slug}/publish/"
        assert you.get(url).context["env_example"] is None
        text = SHOP["server/datasources.json"].replace("s3cret-of-corp1", "${CORP1_PASSWORD}")
        put(shop, "server/datasources.json", text.replace("127.0.0.1", "${host}"))
        variables.keep(shop, "development", {"CORP1_PASSWORD": "va1ue", "UNUSED": "va1ue"})
        assert you.get(url).context["env_example"] == ".env.example"
        answer = you.post(f"{url}env-example/", {"way": "download"}, follow=True)
        assert "Added .env.example" in answer.content.decode()
        expected = "# Used in datasources.json: corp1.password\nCORP1_PASSWORD=\n"
        assert app_of(shop).text(".env.example") == expected
        assert app_of(shop).text(".gitignore") == "/.env\n"
        assert answer.context["env_example"] is None

    def test_foreign_lines_stay(self, you: Client) -> None:
        text = SHOP["server/datasources.json"].replace("s3cret-of-corp1", "${CORP1_PASSWORD}")
        project = make_project(
            local_user(), SHOP | {"server/datasources.json": text, ".env.example": "# Ours\r\nX=1\r\n"}
        )
        you.post(f"/projects/{project.slug}/publish/env-example/")
        added = "# Used in datasources.json: corp1.password\r\nCORP1_PASSWORD=\r\n"
        assert app_of(project).text(".env.example") == f"# Ours\r\nX=1\r\n{added}"

    def test_the_env_file_is_ignored_once(self, you: Client) -> None:
        text = SHOP["server/datasources.json"].replace("s3cret-of-corp1", "${CORP1_PASSWORD}")
        project = make_project(
            local_user(), SHOP | {"server/datasources.json": text, ".gitignore": ".env*\n!.env.example\n"}
        )
        assert you.get(f"/projects/{project.slug}/publish/").context["env_to_ignore"] is None
        you.post(f"/projects/{project.slug}/publish/env-example/")
        assert app_of(project).text(".gitignore") == ".env*\n!.env.example\n"
        assert app_of(project).has(".env.example")


class TestGitignore:
    def test_a_local_file_with_a_secret_is_added_and_stays_out_of_commits(
        self, you: Client, project: Project, folder: Path
    ) -> None:
        put(project, LOCAL, WITH_SECRET)
        url = f"/projects/{project.slug}/publish/"
        assert you.get(url).context["for_gitignore"] == [LOCAL]
        assert you.post(f"{url}commit/", commit_form(folder)).status_code == 422
        answer = you.post(f"{url}gitignore/", {"way": "commit"}, follow=True)
        assert app_of(project).text(".gitignore") == f"/{LOCAL}\n"
        assert answer.context["for_gitignore"] == answer.context["clear_secrets"] == []
        assert answer.context["ignored_files"] == [LOCAL]
        assert you.post(f"{url}commit/", commit_form(folder)).status_code == 302
        assert git(folder, "show", "--stat", "--format=").split()[0] == ".gitignore"
        assert git(folder, "status", "--porcelain") == ""
        assert [row.path for row in publishing.changes(project)] == [LOCAL]
        again = you.post(f"{url}commit/", commit_form(folder))
        assert "or ignores it" in again.content.decode()
        assert you.post(f"{url}folder/", {"folder": str(folder)}).status_code == 302
        assert (folder / LOCAL).read_text() == WITH_SECRET
        assert git(folder, "status", "--porcelain") == ""

    def test_what_the_branch_holds_already_is_carried_and_pointed_out(
        self, you: Client, folder: Path, db: None
    ) -> None:
        (folder / LOCAL).write_text("{}\n")
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "Local")
        importing.open_folder(local_user(), str(folder))
        project = Project.objects.get()
        put(project, LOCAL, WITH_SECRET)
        url = f"/projects/{project.slug}/publish/"
        you.post(f"{url}gitignore/")
        blocked = you.post(f"{url}commit/", commit_form(folder))
        assert blocked.status_code == 422
        assert [secret.path for secret in blocked.context["clear_secrets"]] == [LOCAL]
        assert you.post(f"{url}commit/", commit_form(folder, anyway="yes")).status_code == 302
        assert git(folder, "show", f"main:{LOCAL}") == WITH_SECRET

    def test_a_commit_elsewhere_leaves_it_out_again_and_again(
        self, you: Client, project: Project, folder: Path, tmp_path: Path
    ) -> None:
        git(tmp_path, "clone", "-q", "--bare", str(folder), "bare.git")
        put(project, LOCAL, WITH_SECRET)
        url = f"/projects/{project.slug}/publish/"
        you.post(f"{url}gitignore/")
        for port in (1, 2):
            put(project, "server/config.json", f'{{"port": {port}}}\n')
            answer = you.post(f"{url}commit/", commit_form(tmp_path / "bare.git"))
            assert answer.status_code == 302, answer.content.decode()
        assert LOCAL not in git(tmp_path / "bare.git", "ls-tree", "-r", "--name-only", "main")

    def test_the_line_goes_into_the_file_that_is_held(self, you: Client, folder: Path, db: None) -> None:
        (folder / ".gitignore").write_bytes(b"node_modules\r\n")
        (folder / LOCAL).write_text(WITH_SECRET)
        importing.open_folder(local_user(), str(folder))
        project = Project.objects.get()
        you.post(f"/projects/{project.slug}/publish/gitignore/")
        assert app_of(project).text(".gitignore") == f"node_modules\r\n/{LOCAL}\r\n"
        you.post(f"/projects/{project.slug}/publish/folder/", {"folder": str(folder)})
        assert git(folder, "check-ignore", LOCAL).strip() == LOCAL

    def test_one_that_is_not_held_is_never_overwritten(self, you: Client, project: Project, folder: Path) -> None:
        (folder / ".gitignore").write_text("theirs\n")
        put(project, LOCAL, WITH_SECRET)
        url = f"/projects/{project.slug}/publish/"
        you.post(f"{url}gitignore/")
        for way, form in (("folder", {"folder": str(folder)}), ("commit", commit_form(folder))):
            answer = you.post(f"{url}{way}/", form)
            assert answer.status_code == 422
            assert ".gitignore" in answer.content.decode()
        assert (folder / ".gitignore").read_text() == "theirs\n"

    def test_what_is_ignored_already_or_holds_no_secret_is_not_offered(self, you: Client, shop: Project) -> None:
        put(shop, "server/datasources.production.json", '{"corp1": {"password": "${PW}"}}')
        put(shop, LOCAL, WITH_SECRET)
        put(shop, ".gitignore", "*.local.json\n")
        assert you.get(f"/projects/{shop.slug}/publish/").context["for_gitignore"] == []
        answer = you.post(f"/projects/{shop.slug}/publish/gitignore/", follow=True)
        assert ".gitignore names it already" in answer.content.decode()
        assert shop.revisions.count() == 3


def test_what_git_and_people_are_told_survives_the_way_in_and_out(folder: Path, db: None, tmp_path: Path) -> None:
    given = {".gitignore": b"\xef\xbb\xbfa\r\nb", ".env.example": b"A=1\n\xff"}
    for path, content in given.items():
        (folder / path).write_bytes(content)
    importing.open_folder(local_user(), str(folder))
    held = files.files_of(Project.objects.get())
    assert {path: held[path].content for path in given} == given


def test_a_viewer_is_told_and_adds_nothing(team: Project) -> None:
    put(team, LOCAL, WITH_SECRET)
    victor = browser_of("victor")
    shown = victor.get(f"/projects/{team.slug}/publish/").content.decode()
    assert "Git would carry passwords." in shown
    assert "local-s3cret" not in shown
    assert victor.post(f"/projects/{team.slug}/publish/gitignore/").status_code == 403
