"""Opening applications: ZIP, folder in the browser, folder of this machine; and updating from there."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from designer.loopback.refusal import Refused
from projects.access import local_user
from projects.actions import files, updating
from projects.models import Project, StagedImport
from tests.people import SHOP, write_application

pytestmark = pytest.mark.django_db


def packed(entries: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in entries.items():
            archive.writestr(path, text)
    return out.getvalue()


def upload(you: Client, data: bytes, name: str = "shop.zip") -> str:
    """The address of the preview."""
    answer = you.post("/projects/open/?way=zip", {"archive": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_a_zip_is_looked_at_before_anything_is_kept(you: Client) -> None:
    preview = upload(you, packed({f"shop/{path}": text for path, text in SHOP.items()}))
    page = you.get(preview).content.decode()
    for found in ("shop/server", "corp1", "Customer", "Order"):
        assert found in page
    assert "s3cret-of-corp1" not in page
    assert Project.objects.count() == 0
    answer = you.post(preview, {"name": "My shop", "application": "shop/server"})
    assert answer.headers["Location"] == "/projects/my-shop/"
    held = files.files_of(Project.objects.get())
    assert {path: file.content.decode() for path, file in held.items()} == {f"shop/{p}": t for p, t in SHOP.items()}
    assert StagedImport.objects.count() == 0


def test_of_several_applications_one_is_chosen(you: Client) -> None:
    two = {f"apps/{name}/{path}": text for name in ("a", "b") for path, text in SHOP.items()}
    preview = upload(you, packed(two))
    page = you.get(preview).content.decode()
    assert "apps/a/server" in page
    assert "apps/b/server" in page
    you.post(preview, {"name": "B", "application": "apps/b/server"})
    project = Project.objects.get()
    assert project.root == "apps/b/server"
    assert all(path.startswith("apps/b/") for path in files.files_of(project))


def test_what_cannot_be_read_and_what_is_left_out_is_told(you: Client) -> None:
    broken = SHOP | {"common/models/order.json": '{"name": "Order",}', "server/big.json": "[" + " " * 1_100_000 + "]"}
    preview = upload(you, packed(broken))
    page = you.get(preview).content.decode()
    assert "A comma stands before “}”" in page
    assert "larger than 1 MB" in page
    you.post(preview, {"name": "Shop", "application": "server"})
    assert files.files_of(Project.objects.get())["common/models/order.json"].content == b'{"name": "Order",}'


@pytest.mark.parametrize(
    "data,sentence",
    [
        (b"not a zip", "ZIP"),
        (packed({"readme.txt": "x"}), "There is no LoopBack application here"),
        (packed({"../server/model-config.json": "{}"}), "There is no LoopBack application here"),
    ],
)
def test_a_bad_archive_is_a_sentence_on_the_same_page(you: Client, data: bytes, sentence: str) -> None:
    answer = you.post("/projects/open/?way=zip", {"archive": SimpleUploadedFile("x.zip", data)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert StagedImport.objects.count() == 0


def test_a_bomb_is_refused(you: Client) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("server/model-config.json", "{}")
        archive.writestr("server/datasources.json", b" " * 300_000_000)
    preview = upload(you, out.getvalue())
    answer = you.get(preview)
    assert answer.status_code == 200
    assert "server/datasources.json" in answer.content.decode()
    you.post(preview, {"name": "Bomb", "application": "server"})
    assert "server/datasources.json" not in files.files_of(Project.objects.get())


def test_a_folder_of_the_browser_keeps_its_paths(you: Client) -> None:
    uploaded = [SimpleUploadedFile(path.split("/")[-1], text.encode()) for path, text in SHOP.items()]
    paths = [f"shop/{path}" for path in SHOP]
    answer = you.post("/projects/open/?way=folder", {"files": uploaded, "paths": paths})
    preview = answer.headers["Location"]
    you.post(preview, {"name": "Shop", "application": "shop/server"})
    assert sorted(files.files_of(Project.objects.get())) == sorted(paths)


def test_another_person_does_not_see_the_preview(you: Client, team: Project, settings: Settings) -> None:
    settings.TEAM = False
    preview = upload(you, packed(SHOP))
    settings.TEAM = True
    from tests.people import browser_of

    assert browser_of("mallory").get(preview).status_code == 404


def test_a_folder_of_this_machine_is_opened_and_updated_from(you: Client, tmp_path: Path) -> None:
    write_application(tmp_path)
    answer = you.post("/projects/open/?way=server-folder", {"folder": str(tmp_path)})
    you.post(answer.headers["Location"], {"name": "Shop", "application": "server"})
    project = Project.objects.get()
    url = f"/projects/{project.slug}/update/"
    assert "Nothing changed there" in you.get(url).content.decode()

    (tmp_path / "server/config.json").write_text('{"port": 4000}')
    (tmp_path / "common/models/order.json").unlink()
    (tmp_path / "common/models/note.json").write_text('{"name": "Note"}')
    files.save(project, None, "Ours", lambda app: app.set_text("common/models/customer.json", "{}"))
    (tmp_path / "common/models/customer.json").write_text('{"name": "Theirs"}')
    page = you.get(url)
    assert [each.path for each in page.context["newer"]] == [
        "common/models/note.json",
        "common/models/order.json",
        "server/config.json",
    ]
    assert [(each.path, each.mine, each.theirs) for each in page.context["questions"]] == [
        ("common/models/customer.json", None, '"Theirs"')
    ]
    you.post(url, {"seal": page.context["seal"], "choice-0": "mine"})
    held = files.files_of(project)
    assert held["server/config.json"].content == b'{"port": 4000}'
    assert "common/models/order.json" not in held
    assert held["common/models/customer.json"].content == b"{}"
    assert "Note" in files.application(project).models
    assert "Nothing changed there" in you.get(url).content.decode()
    assert [row.path for row in files.changed_files(project)] == ["common/models/customer.json"]
    kept = project.revisions.get(summary="Kept the version here of 1 file").changes.get()
    assert kept.before
    assert bytes(kept.before.sealed) == b'{"name": "Theirs"}'


def test_only_allowed_folders_are_opened(you: Client, tmp_path: Path, settings: Settings) -> None:
    write_application(tmp_path / "inside")
    write_application(tmp_path / "outside")
    (tmp_path / "inside/link").symlink_to(tmp_path / "outside")
    settings.FOLDERS = [str(tmp_path / "inside")]
    for path, status in (("inside", 302), ("outside", 422), ("inside/../outside", 422), ("inside/link", 422)):
        assert you.post("/projects/open/?way=server-folder", {"folder": str(tmp_path / path)}).status_code == status
    settings.FOLDERS = []
    answer = you.post("/projects/open/", {"folder": str(tmp_path / "inside")})
    assert "No folder of this machine can be used here" in answer.content.decode()


@pytest.mark.parametrize("template", ["api-server", "empty-server"])
def test_a_new_application_from_a_template(you: Client, template: str) -> None:
    answer = you.post("/projects/new/", {"name": "Neu & gut", "template": template})
    assert answer.headers["Location"] == "/projects/neu-gut/"
    project = Project.objects.get()
    assert "server/server.js" in files.files_of(project)
    assert len(files.changed_files(project)) == len(files.files_of(project))
    assert you.get("/projects/neu-gut/").status_code == 200


def opened(you: Client, folder: Path) -> Project:
    answer = you.post("/projects/open/?way=server-folder", {"folder": str(folder)})
    you.post(answer.headers["Location"], {"name": "Shop", "application": "server"})
    return Project.objects.get()


def update(you: Client, project: Project) -> None:
    url = f"/projects/{project.slug}/update/"
    answer = you.post(url, {"seal": you.get(url).context["seal"]})
    assert answer.headers["Location"] == f"/projects/{project.slug}/", answer


def test_what_the_folder_no_longer_offers_stays_here(you: Client, tmp_path: Path) -> None:
    folder = write_application(tmp_path / "app")
    project = opened(you, folder)
    (folder / "server/config.json").write_text("[" + " " * 1_100_000 + "]")
    (folder / "common/models/order.json").unlink()
    (folder / "common/models/order.json").symlink_to(folder / "package.json")
    (folder / "server/model-config.json").write_text('{"_meta": }')
    update(you, project)
    held = files.files_of(project)
    assert set(held) == set(SHOP)
    assert held["server/config.json"].content == SHOP["server/config.json"].encode()
    assert held["server/model-config.json"].content == b'{"_meta": }'


def test_an_emptied_folder_takes_nothing_away(you: Client, tmp_path: Path) -> None:
    project = opened(you, write_application(tmp_path / "app"))
    (tmp_path / "app").rename(tmp_path / "elsewhere")
    (tmp_path / "app").mkdir()
    answer = you.get(f"/projects/{project.slug}/update/", follow=True)
    assert "no longer holds the application" in answer.content.decode()
    assert set(files.files_of(project)) == set(SHOP)


def test_what_is_taken_over_is_what_was_shown(you: Client, tmp_path: Path) -> None:
    folder = write_application(tmp_path / "app")
    project = opened(you, folder)
    url = f"/projects/{project.slug}/update/"
    (folder / "server/config.json").write_text('{"port": 1}')
    seal = you.get(url).context["seal"]
    (folder / "server/config.json").write_text('{"port": 2}')
    assert "Look again" in you.post(url, {"seal": seal}, follow=True).content.decode()
    assert files.files_of(project)["server/config.json"].content == SHOP["server/config.json"].encode()


def test_permissions_come_along(you: Client, tmp_path: Path) -> None:
    folder = write_application(tmp_path / "app")
    project = opened(you, folder)
    (folder / "common/models/customer.js").chmod(0o755)
    update(you, project)
    assert files.files_of(project)["common/models/customer.js"].mode == 0o755
    you.post(f"/projects/{project.slug}/models/Customer/rename/", {"name": "Client"})
    assert files.files_of(project)["common/models/client.js"].mode == 0o755
    you.post(f"/projects/{project.slug}/history/1/undo/")
    assert files.files_of(project)["common/models/customer.js"].mode == 0o755


def test_a_created_project_keeps_its_code_through_an_update(you: Client, tmp_path: Path) -> None:
    you.post("/projects/new/", {"name": "Fresh", "template": "api-server"})
    project = Project.objects.get()
    you.post("/projects/fresh/publish/folder/", {"folder": str(tmp_path / "new")})
    before = files.files_of(project)
    (tmp_path / "new/server/server.js").write_text("// mine\n")
    update(you, project)
    held = files.files_of(project)
    assert set(held) == set(before)
    assert held["server/server.js"].content == b"// mine\n"


@pytest.mark.parametrize("path", ["~nosuchuser/app", "relative/app", "/dev/null/x", "/" + "x" * 300, "\0"])
def test_odd_paths_are_sentences(you: Client, shop: Project, path: str) -> None:
    assert you.post("/projects/open/?way=server-folder", {"folder": path}).status_code == 422
    assert you.post(f"/projects/{shop.slug}/publish/folder/", {"folder": path}).status_code == 422


def test_a_folder_that_is_open_already_is_not_opened_twice(you: Client, tmp_path: Path) -> None:
    project = opened(you, write_application(tmp_path / "app"))
    answer = you.post("/projects/open/?way=server-folder", {"folder": str(tmp_path / "app")})
    assert answer.headers["Location"] == f"/projects/{project.slug}/"
    assert Project.objects.count() == 1


def test_an_update_that_was_looked_at_before_somebody_saved_is_refused(you: Client, tmp_path: Path) -> None:
    folder = write_application(tmp_path / "app")
    project = opened(you, folder)
    (folder / "server/config.json").write_text('{"port": 1}')
    found = updating.look(project)
    files.save(project, None, "x", lambda app: app.set_text("server/config.json", '{"port": 2}'))
    with pytest.raises(Refused, match="Look again"):
        updating.update(project, local_user(), [], found)
    assert files.files_of(project)["server/config.json"].content == b'{"port": 2}'
