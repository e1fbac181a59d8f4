"""The way out: the exact difference, a download, a folder, a commit."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from projects.access import local_user
from projects.actions import destinations, files, importing, publishing, variables
from projects.models import Project
from tests.people import SHOP, browser_of, write_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An application in a git repository, with things beside it that are no configuration."""
    write_application(tmp_path / "app", SHOP | {"README.md": "Mine\n", ".gitignore": "node_modules\n"})
    git(tmp_path / "app", "init", "-q", "-b", "main")
    git(tmp_path / "app", "config", "user.name", "Alice Moreau")
    git(tmp_path / "app", "config", "user.email", "alice@example.com")
    git(tmp_path / "app", "add", ".")
    git(tmp_path / "app", "commit", "-q", "-m", "Start")
    return tmp_path / "app"


@pytest.fixture
def project(you: Client, folder: Path) -> Project:
    """The project of that folder."""
    importing.open_folder(local_user(), str(folder))
    return Project.objects.get()


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def change(project: Project, path: str = "server/config.json", text: str = '{"port": 4000}\n') -> None:
    files.save(project, local_user(), f"Changed {path}", lambda app: app.set_text(path, text))


def commit_form(folder: Path, **changes: str) -> dict[str, str]:
    form = {"repository": str(folder), "branch": "main", "author": "Alice Moreau", "email": "alice@example.com"}
    return form | {"message": "Change the port", "place": ""} | changes


def test_the_page_shows_the_exact_difference(you: Client, project: Project) -> None:
    change(project)
    page = you.get(f"/projects/{project.slug}/publish/")
    assert [(each.path, each.status) for each in page.context["files"]] == [("server/config.json", "changed")]
    assert page.context["words"] == [{"text": "Changed server/config.json", "sign": "change"}]


def test_the_same_words_stand_once_and_say_what_is_new(you: Client, project: Project) -> None:
    for port in (1, 2, 3):
        change(project, text=f'{{"port": {port}}}')
    files.save(project, None, "Added .env.example", lambda app: app.set_text(".env.example", "A=\n"))
    page = you.get(f"/projects/{project.slug}/publish/?way=commit")
    assert [(each["text"], each["sign"]) for each in page.context["words"]] == [
        ("Changed server/config.json", "change"),
        ("Added .env.example", "add"),
    ]
    message = page.context["form"].initial["message"]
    assert message.splitlines()[2:] == ["- Changed server/config.json", "- Added .env.example"]
    assert "2 changed files" in page.content.decode()


def test_what_stops_loopback_is_said_before_it_is_published(you: Client, project: Project) -> None:
    url = f"/projects/{project.slug}/publish/"
    shown = you.get(url).content.decode()
    assert "LoopBack would not start with this." in shown  # package.json lacks the connector
    assert f'href="/projects/{project.slug}/problems/">See the problem</a>' in shown
    publishing.add_packages(project, local_user())
    assert "LoopBack would not start" not in you.get(url).content.decode()


def test_nothing_changed_is_said(you: Client, project: Project) -> None:
    assert "Nothing to publish" in you.get(f"/projects/{project.slug}/publish/").content.decode()


def test_a_download_is_the_configuration_or_everything(you: Client, project: Project) -> None:
    change(project)
    url = f"/projects/{project.slug}/publish/download/"
    for query, with_script in (("", False), ("?what=everything", True)):
        packed = zipfile.ZipFile(io.BytesIO(you.get(url + query).content))
        assert packed.read("server/config.json") == b'{"port": 4000}\n'
        assert ("common/models/customer.js" in packed.namelist()) is with_script


def test_writing_into_the_folder_changes_only_what_was_changed(you: Client, project: Project, folder: Path) -> None:
    change(project)
    files.save(project, None, "x", lambda app: app.delete("common/models/customer.js"))
    answer = you.post(f"/projects/{project.slug}/publish/folder/", {"folder": str(folder)})
    assert answer.status_code == 302
    assert git(folder, "status", "--porcelain").splitlines() == [
        " D common/models/customer.js",
        " M server/config.json",
    ]
    assert publishing.changes(project) == []


def test_a_folder_that_changed_meanwhile_is_not_overwritten(you: Client, project: Project, folder: Path) -> None:
    change(project)
    change(project, "common/models/order.json", "{}\n")
    (folder / "server/config.json").write_text('{"host": "theirs"}')
    answer = you.post(f"/projects/{project.slug}/publish/folder/", {"folder": str(folder)})
    assert answer.status_code == 422
    assert "server/config.json" in answer.content.decode()
    assert "Update from source first" in answer.content.decode()
    assert git(folder, "status", "--porcelain").splitlines() == [" M server/config.json"]
    assert len(publishing.changes(project)) == 2


def test_a_commit_is_in_the_repository_with_message_and_author(you: Client, project: Project, folder: Path) -> None:
    change(project)
    suggested = you.get(f"/projects/{project.slug}/publish/?way=commit").context["form"].initial
    assert {key: suggested[key] for key in ("repository", "branch", "author", "email")} == {
        "repository": str(folder),
        "branch": "main",
        "author": "Alice Moreau",
        "email": "alice@example.com",
    }
    answer = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(folder))
    assert answer.status_code == 302, answer.content.decode()
    assert git(folder, "log", "-1", "--format=%an <%ae> %s", "--stat").startswith(
        "Alice Moreau <alice@example.com> Change the port"
    )
    assert git(folder, "status", "--porcelain") == ""
    assert (folder / "server/config.json").read_text() == '{"port": 4000}\n'
    assert publishing.changes(project) == []
    project.refresh_from_db()
    assert (project.repository, project.branch) == (str(folder), "main")
    assert project.commit == git(folder, "rev-parse", "main").strip()


def test_a_commit_to_a_bare_repository(you: Client, project: Project, folder: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(folder), "bare.git")
    change(project)
    answer = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(tmp_path / "bare.git"))
    assert answer.status_code == 302, answer.content.decode()
    assert git(tmp_path / "bare.git", "show", "main:server/config.json") == '{"port": 4000}\n'


def test_a_branch_that_moved_on_in_the_same_file_is_not_overwritten(
    you: Client, project: Project, folder: Path
) -> None:
    (folder / "server/config.json").write_text("{}")
    git(folder, "commit", "-aqm", "Theirs")
    change(project)
    answer = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(folder))
    assert answer.status_code == 422
    assert "server/config.json" in answer.content.decode()
    assert git(folder, "log", "-1", "--format=%s") == "Theirs\n"


def test_an_application_below_the_top_of_its_repository(you: Client, tmp_path: Path) -> None:
    write_application(tmp_path / "mono/apps/api")
    git(tmp_path / "mono", "init", "-q", "-b", "main")
    git(tmp_path / "mono", "add", ".")
    git(tmp_path / "mono", "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", "Start")
    importing.open_folder(local_user(), str(tmp_path / "mono/apps/api"))
    project = Project.objects.get()
    change(project)
    suggested = you.get(f"/projects/{project.slug}/publish/?way=commit").context["form"].initial
    assert (suggested["repository"], suggested["place"]) == (str(tmp_path / "mono"), "apps/api")
    answer = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(tmp_path / "mono", place="apps/api"))
    assert answer.status_code == 302, answer.content.decode()
    assert git(tmp_path / "mono", "show", "main:apps/api/server/config.json") == '{"port": 4000}\n'
    assert git(tmp_path / "mono", "status", "--porcelain") == ""


def test_what_is_no_repository_is_a_sentence(you: Client, project: Project, tmp_path: Path) -> None:
    change(project)
    (tmp_path / "nothing").mkdir()
    answer = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(tmp_path / "nothing"))
    assert answer.status_code == 422
    assert "repository" in answer.content.decode()


class TestPasswordsInClear:
    def test_they_are_pointed_out_before_a_commit(self, you: Client, project: Project, folder: Path) -> None:
        change(project, "server/datasources.json", SHOP["server/datasources.json"].replace("127.0.0.1", "db"))
        answer = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(folder))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "corp1.password" in page
        assert "s3cret-of-corp1" not in page
        assert git(folder, "log", "-1", "--format=%s") == "Start\n"
        answer = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(folder, anyway="1"))
        assert answer.status_code == 302

    def test_one_click_makes_a_variable_of_it(self, you: Client, project: Project, folder: Path) -> None:
        change(project, "server/datasources.json", SHOP["server/datasources.json"].replace("127.0.0.1", "db"))
        place = {"path": "server/datasources.json", "data_source": "corp1", "setting": "password"}
        answer = you.post(f"/projects/{project.slug}/publish/variable/", place, follow=True)
        assert "The old password stays in the repository’s history" in answer.content.decode()
        expected = (
            SHOP["server/datasources.json"].replace("127.0.0.1", "db").replace("s3cret-of-corp1", "${CORP1_PASSWORD}")
        )
        assert files.application(project).text("server/datasources.json") == expected
        assert publishing.clear_secrets(project) == []
        answer = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(folder))
        assert answer.status_code == 302

    def test_a_secret_whose_value_could_not_be_kept_stays_in_its_file(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change(project, "server/datasources.json", SHOP["server/datasources.json"].replace("127.0.0.1", "db"))
        (secret,) = (each for each in publishing.clear_secrets(project) if each.setting == "password")

        def fail(*_: object) -> None:
            raise OSError

        monkeypatch.setattr(variables, "keep_moved", fail)
        with pytest.raises(OSError):
            publishing.use_variable(project, local_user(), secret, "development")
        assert "s3cret-of-corp1" in files.application(project).text("server/datasources.json")

    def test_one_that_was_never_published_is_not_in_the_history(self, you: Client, project: Project) -> None:
        new = {"host": "db", "password": "never-published"}
        files.save(project, None, "x", lambda app: app.data_sources.add("fresh", "mysql", new))
        place = {"path": "server/datasources.json", "data_source": "fresh", "setting": "password"}
        answer = you.post(f"/projects/{project.slug}/publish/variable/", place, follow=True)
        assert "in the place of fresh.password" in answer.content.decode()
        assert "repository’s history" not in answer.content.decode()


@pytest.mark.parametrize("is_place", [True, False])
def test_what_is_edited_while_it_is_published_is_not_taken_for_published(
    you: Client, project: Project, is_place: bool
) -> None:
    project = importing.create_from_template(local_user(), "api-server", "New") if is_place else project
    kept = files.application(project).text("server/config.json").encode()
    there: dict[str, bytes] = {"server/config.json": kept}
    planned = destinations.plan(project, "folder:/elsewhere", there.get)
    change(project)
    there |= {path: file.content for path, file in planned.outgoing.items() if file}
    destinations.done(project, planned)
    project.refresh_from_db()
    again = destinations.plan(project, "folder:/elsewhere", there.get)
    assert list(again.outgoing) == ["server/config.json"]
    assert again.expected["server/config.json"] == kept


def test_connector_packages_are_added_and_existing_ones_untouched(you: Client, project: Project) -> None:
    you.post(f"/projects/{project.slug}/publish/packages/")
    package = files.application(project).text("package.json")
    assert package == SHOP["package.json"].replace(
        '"loopback": "^3.22.0"', '"loopback": "^3.22.0",\n    "loopback-connector-mysql": "^5.3.0"'
    )
    assert publishing.missing_packages(project) == {}


def test_a_created_project_is_published_whole_into_a_new_folder(you: Client, db: None, tmp_path: Path) -> None:
    project = importing.create_from_template(local_user(), "api-server", "New")
    answer = you.post(f"/projects/{project.slug}/publish/folder/", {"folder": str(tmp_path / "new")})
    assert answer.status_code == 302
    held = files.files_of(project)
    assert {path: (tmp_path / "new" / path).read_bytes() for path in held} == {p: f.content for p, f in held.items()}
    project.refresh_from_db()
    assert (project.origin, project.source) == ("folder", str(tmp_path / "new"))


class TestHistory:
    def test_each_revision_shows_its_difference(self, you: Client, project: Project) -> None:
        change(project)
        assert "Changed server/config.json" in you.get(f"/projects/{project.slug}/history/").content.decode()
        page = you.get(f"/projects/{project.slug}/history/1/")
        assert [(each.path, each.status) for each in page.context["files"]] == [("server/config.json", "changed")]

    def test_what_was_changed_again_since_is_not_taken_back(self, you: Client, project: Project) -> None:
        change(project)
        change(project, text='{"port": 5000}\n')
        answer = you.post(f"/projects/{project.slug}/history/1/undo/", follow=True)
        assert "“port” in server/config.json was changed again in revision 2 by" in answer.content.decode()
        assert files.application(project).text("server/config.json") == '{"port": 5000}\n'

    def test_every_revision_can_be_taken_back_in_turn(self, you: Client, project: Project) -> None:
        start = files.files_of(project)
        change(project)
        files.save(project, None, "x", lambda app: app.data_sources.rename("corp1", "corp2"))
        files.save(project, None, "x", lambda app: app.models.rename("Customer", "Client"))
        for number in (3, 2, 1):
            you.post(f"/projects/{project.slug}/history/{number}/undo/")
        assert files.files_of(project) == start
        assert files.application(project).models["Customer"].path == "common/models/customer.json"


class TestSeveralDestinations:
    def test_a_commit_elsewhere_leaves_the_folder_to_be_updated_from(
        self, you: Client, project: Project, folder: Path, tmp_path: Path
    ) -> None:
        git(tmp_path, "clone", "-q", "--bare", str(folder), "bare.git")
        change(project)
        assert (
            you.post(f"/projects/{project.slug}/publish/commit/", commit_form(tmp_path / "bare.git")).status_code == 302
        )
        page = you.get(f"/projects/{project.slug}/update/")
        assert page.context["newer"] == []
        assert [row.path for row in publishing.changes(project)] == ["server/config.json"]
        change(project, text='{"port": 5000}\n')
        assert (
            you.post(f"/projects/{project.slug}/publish/commit/", commit_form(tmp_path / "bare.git")).status_code == 302
        )
        assert git(tmp_path / "bare.git", "show", "main:server/config.json") == '{"port": 5000}\n'

    def test_a_copy_is_not_the_folder_it_came_from(self, you: Client, project: Project, tmp_path: Path) -> None:
        copy = write_application(tmp_path / "copy")
        change(project)
        assert you.post(f"/projects/{project.slug}/publish/folder/", {"folder": str(copy)}).status_code == 302
        assert (copy / "server/config.json").read_text() == '{"port": 4000}\n'
        assert you.get(f"/projects/{project.slug}/update/").context["newer"] == []
        assert len(publishing.changes(project)) == 1

    def test_a_created_project_goes_to_a_folder_and_then_to_a_repository(
        self, you: Client, db: None, tmp_path: Path
    ) -> None:
        project = importing.create_from_template(local_user(), "empty-server", "New")
        git(tmp_path, "init", "-q", "-b", "main", "repo")
        assert (
            you.post(f"/projects/{project.slug}/publish/folder/", {"folder": str(tmp_path / "new")}).status_code == 302
        )
        answer = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(tmp_path / "repo"))
        assert answer.status_code == 302, answer.content.decode()
        held = files.files_of(project)
        assert set(git(tmp_path / "repo", "ls-files").split()) == set(held)
        again = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(tmp_path / "repo"))
        assert "nothing to commit" in again.content.decode()

    def test_somebody_elses_file_is_not_overwritten(self, you: Client, project: Project, tmp_path: Path) -> None:
        copy = write_application(tmp_path / "copy", SHOP | {"server/config.json": '{"theirs": 1}'})
        change(project)
        answer = you.post(f"/projects/{project.slug}/publish/folder/", {"folder": str(copy)})
        assert answer.status_code == 422
        assert (copy / "server/config.json").read_text() == '{"theirs": 1}'


def is_offered(answer: Any) -> bool:
    """Whether the button that publishes is there without opening “Commit to another branch”."""
    return bool(
        re.search(r'<form class="lw-commit" method="post"', answer.content.decode().split('<details class="lw-else')[0])
    )


class TestAnotherBranch:
    """A commit to a new branch of the repository whose folder, with another branch checked out, is the project's."""

    @pytest.fixture
    def committed(self, you: Client, project: Project, folder: Path) -> Any:
        change(project)
        change(project, "common/models/order.json", "{}\n")
        form = commit_form(folder, branch="mend-config")
        return you.post(f"/projects/{project.slug}/publish/commit/", form, follow=True)

    def test_it_is_said_that_the_folder_is_as_before(self, committed: Any, project: Project, folder: Path) -> None:
        done = git(folder, "rev-parse", "mend-config")[:7]
        assert f"Committed {done} to mend-config." in committed.content.decode()
        assert "The folder is still as before: check the branch out there, or write" in committed.content.decode()
        assert '<b class="lw-name">mend-config</b> holds all of this already.' in committed.content.decode()
        assert not is_offered(committed)
        assert committed.context["words"][0]["text"] == "Changed server/config.json"
        assert [(each["branch"], each["lacking"]) for each in committed.context["standings"]] == [
            ("", 2),
            ("mend-config", 0),
        ]
        assert len(publishing.changes(project)) == 2

    def test_the_next_commit_there_is_of_what_the_branch_lacks(
        self, you: Client, committed: Any, project: Project, folder: Path
    ) -> None:
        change(project, "package.json", "{}\n")
        answer = you.get(f"/projects/{project.slug}/publish/")
        assert is_offered(answer)
        assert answer.context["form"].initial["branch"] == "mend-config"
        assert answer.context["form"].initial["message"] == "Changed package.json"
        assert [each["lacking"] for each in answer.context["standings"]] == [3, 1]
        assert "Commit 1 file<" in answer.content.decode()

    def test_a_branch_that_was_taken_back_is_looked_at(
        self, you: Client, committed: Any, project: Project, folder: Path
    ) -> None:
        git(folder, "branch", "-f", "mend-config", "main")
        assert is_offered(you.get(f"/projects/{project.slug}/publish/"))

    def test_once_it_is_checked_out_and_updated_from_the_folder_holds_it(
        self, you: Client, committed: Any, project: Project, folder: Path
    ) -> None:
        git(folder, "checkout", "-q", "mend-config")
        url = f"/projects/{project.slug}/update/"
        you.post(url, {"seal": you.get(url).context["seal"]})
        assert publishing.changes(project) == []
        answer = you.get(f"/projects/{project.slug}/publish/")
        assert "Nothing to publish" in answer.content.decode()
        assert not is_offered(answer)

    def test_the_form_offers_the_branches_and_says_where_a_new_one_begins(
        self, you: Client, project: Project, folder: Path
    ) -> None:
        change(project)
        git(folder, "branch", "other")
        shown = you.get(f"/projects/{project.slug}/publish/?way=commit").content.decode()
        assert '<option value="main"></option><option value="other"></option>' in shown
        head = git(folder, "rev-parse", "HEAD")[:7]
        assert f"A new name makes a new branch, beginning at main, commit {head}." in shown

    def test_the_place_in_the_repository_is_remembered(self, you: Client, tmp_path: Path) -> None:
        write_application(tmp_path / "mono/apps/api")
        git(tmp_path / "mono", "init", "-q", "-b", "main")
        git(tmp_path / "mono", "add", ".")
        git(tmp_path / "mono", "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", "Start")
        importing.open_folder(local_user(), str(tmp_path / "mono/apps/api"))
        project = Project.objects.get()
        change(project)
        form = commit_form(tmp_path / "mono", place="apps/api", branch="new")
        answer = you.post(f"/projects/{project.slug}/publish/commit/", form, follow=True)
        assert answer.context["form"].initial["place"] == "apps/api"
        assert answer.context["holder"] == "new"


def test_a_commit_into_the_folder_leaves_nothing_to_press(you: Client, project: Project, folder: Path) -> None:
    change(project)
    answer = you.post(f"/projects/{project.slug}/publish/commit/", commit_form(folder), follow=True)
    assert "Nothing to publish" in answer.content.decode()
    assert "still as before" not in answer.content.decode()
    for way in ("commit", "folder"):
        assert not is_offered(you.get(f"/projects/{project.slug}/publish/?way={way}"))


def test_an_undo_that_would_stop_loopback_is_refused(you: Client, project: Project) -> None:
    files.save(project, None, "x", lambda app: app.data_sources.add("fresh", "memory", {}))
    files.save(project, None, "x", lambda app: app.models.attach(["Customer"], "fresh"))
    answer = you.post(f"/projects/{project.slug}/history/1/undo/", follow=True)
    assert "“Customer” would be attached to “fresh”, which does not exist" in answer.content.decode()
    assert "fresh" in files.application(project).data_sources


def test_a_viewer_gets_no_secret_of_a_file_that_is_not_utf8(team: Project) -> None:
    layer = '{"corp1": {"password": "geheim-für-alle"}}'.encode("latin-1")
    files.write_contents(team, None, "x", {"server/datasources.local.json": layer}, {})
    packed = zipfile.ZipFile(io.BytesIO(browser_of("victor").get(f"/projects/{team.slug}/publish/download/").content))
    assert b"geheim" not in packed.read("server/datasources.local.json")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_viewer_gets_no_secret_of_a_file_in_utf16(team: Project, encoding: str) -> None:
    path = "server/datasources.local.json"
    layer = '{"corp1": {"user": "Jörg", "password": "geheim"}}'.encode(encoding)
    files.write_contents(team, None, "x", {path: layer, "client/logo.png": b"\x89PNG\0geheim"}, {})
    answer = browser_of("victor").get(f"/projects/{team.slug}/publish/download/?what=everything")
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    texts = [packed.read(name).replace(b"\0", b"") for name in packed.namelist()]
    assert not [text for text in texts if b"geheim" in text]
    if encoding == "utf-16":
        assert "Jörg" in packed.read(path).decode("utf-16")
    else:
        assert path not in packed.namelist()
    answer = browser_of("bob").get(f"/projects/{team.slug}/publish/download/?what=everything")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).read(path) == layer


class TestRedo:
    def test_what_was_done_again_is_in_force_and_can_be_undone_again(self, you: Client, project: Project) -> None:
        change(project)
        for number in (1, 2, 3):
            you.post(f"/projects/{project.slug}/history/{number}/undo/")
        days = you.get(f"/projects/{project.slug}/history/").context["days"]
        rows = [row for day in days for row in day["revisions"]]
        assert [(row["summary"], row["undo_word"], row["undone"]) for row in rows] == [
            ("Undid: Changed server/config.json", "Redo", False),
            ("Redid: Changed server/config.json", "Undo", False),
            ("Undid: Changed server/config.json", "Redo", False),
            ("Changed server/config.json", "Undo", True),
        ]
        you.post(f"/projects/{project.slug}/history/4/undo/")
        words = you.get(f"/projects/{project.slug}/publish/").context["words"]
        assert [each["text"] for each in words] == ["Changed server/config.json"]


def test_a_commit_message_has_a_subject_and_then_a_list(you: Client, project: Project) -> None:
    change(project)
    url = f"/projects/{project.slug}/publish/?way=commit"
    assert you.get(url).context["form"].initial["message"] == "Changed server/config.json"
    change(project, "common/models/order.json", "{}")
    assert you.get(url).context["form"].initial["message"].split("\n") == [
        "Change the configuration of shop",
        "",
        "- Changed server/config.json",
        "- Changed common/models/order.json",
    ]


def test_an_address_that_was_only_posted_to_is_a_page_too(you: Client, project: Project) -> None:
    answer = you.get(f"/projects/{project.slug}/publish/commit/")
    assert answer.headers["Location"] == f"/projects/{project.slug}/publish/?way=commit"
