"""Every application, ours and the real ones, in through the pages and out again: not one byte is another."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from designer.loopback import discovery
from designer.transfer.folder import FolderTree
from projects.actions import files
from projects.models import Project
from tests.corpus import APPLICATIONS, CORPUS, applications

each_application = pytest.mark.parametrize("folder", applications(), ids=lambda folder: folder.name)
IN_CHROMIUM = [
    APPLICATIONS / "broken-parts",
    APPLICATIONS / "odd-names",
    CORPUS / "strongloop+loopback-example-relations",
]


@cache
def roots(folder: Path) -> list[str]:
    return discovery.roots(FolderTree(folder))


def packed(folder: Path) -> bytes:
    """The whole folder as a ZIP, with permissions and symbolic links, as people make one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            entry.external_attr = path.lstat().st_mode << 16
            if path.is_symlink():
                archive.writestr(entry, str(path.readlink()))
            elif path.is_file():
                archive.writestr(entry, path.read_bytes())
    return out.getvalue()


def taken(you: Client, preview: str, root: str) -> Project:
    """The project of one application of an upload."""
    shown = you.get(preview, {"application": root})
    assert shown.status_code == 200
    answer = you.post(preview, {"name": "Taken", "application": root})
    assert answer.status_code == 302, answer.content.decode()
    return Project.objects.latest("pk")


def from_zip(you: Client, folder: Path, root: str) -> Project:
    answer = you.post("/projects/open/?way=zip", {"archive": SimpleUploadedFile("app.zip", packed(folder))})
    return taken(you, answer.headers["Location"], root or ".")


def from_upload(you: Client, folder: Path, root: str) -> Project:
    """As static/js/folder_upload.js sends a folder: the regular .json and .js files, with their paths."""
    sent = [path for path in sorted(folder.rglob("*.js*")) if path.is_file() and path.suffix in (".js", ".json")]
    contents = [SimpleUploadedFile(path.name, path.read_bytes()) for path in sent]
    paths = [f"app/{path.relative_to(folder).as_posix()}" for path in sent]
    answer = you.post("/projects/open/?way=folder", {"files": contents, "paths": paths})
    return taken(you, answer.headers["Location"], f"app/{root}".rstrip("/"))


def downloaded(you: Client, project: Project) -> dict[str, tuple[bytes, int]]:
    """The content and the permissions of every file of a downloaded project."""
    answer = you.get(reverse("publish-download", args=[project.slug]), {"what": "everything"})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {
        entry.filename.removeprefix("app/"): (archive.read(entry), stat.S_IMODE(entry.external_attr >> 16))
        for entry in archive.infolist()
    }


def on_disk(folder: Path, root: str) -> dict[str, tuple[bytes, int]]:
    """What belongs to the application in that folder, as it is on disk."""
    held = discovery.select(FolderTree(folder), root).files
    return {path: ((folder / path).read_bytes(), file.mode) for path, file in held.items()}


@each_application
def test_what_goes_in_as_a_zip_comes_out_as_it_was(you: Client, folder: Path) -> None:
    for root in roots(folder):
        assert downloaded(you, from_zip(you, folder, root)) == on_disk(folder, root)


@pytest.mark.parametrize("folder", sorted(APPLICATIONS.iterdir()), ids=lambda folder: folder.name)
def test_what_goes_in_as_a_folder_comes_out_as_it_was(you: Client, folder: Path) -> None:
    for root in roots(folder):
        came = downloaded(you, from_upload(you, folder, root))
        assert came.keys() >= {path for path in on_disk(folder, root) if path.endswith((".json", ".js"))}
        for path, (content, _) in came.items():
            assert content == (folder / path).read_bytes(), path


def addresses(project: Project) -> Iterator[str]:
    """The address of every page of a project that shows something of it."""
    slug = project.slug
    for name in ("project", "file-list", "problem-list", "problem-count", "history", "publish", "project-settings"):
        yield reverse(name, args=[slug])
    yield reverse("data-source-list", args=[slug])
    yield reverse("model-list", args=[slug])
    yield reverse("data-source-create", args=[slug])
    yield reverse("model-create", args=[slug])
    app = files.application(project)
    for name in app.data_sources:
        yield from (reverse(f"data-source-{verb}", args=[slug, name]) for verb in ("edit", "rename", "delete"))
    for name, model in app.models.items():
        verbs = ["edit", "file", "delete", *(["properties", "rename"] if model.path else [])]
        yield from (reverse(f"model-{verb}", args=[slug, name]) for verb in verbs)
    for path in project.files.values_list("path", flat=True):
        yield reverse("file", args=[slug, path])
        yield reverse("file", args=[slug, path]) + "?reveal=yes"


@pytest.mark.parametrize("folder", sorted(APPLICATIONS.iterdir()), ids=lambda folder: folder.name)
def test_every_page_of_every_odd_application_is_shown(you: Client, folder: Path) -> None:
    for root in roots(folder):
        project = from_zip(you, folder, root)
        found = {address: you.get(address).status_code for address in addresses(project)}
        assert {address: status for address, status in found.items() if status != 200} == {}


@pytest.mark.parametrize(
    "folder", [folder for folder in applications() if folder.parent == CORPUS], ids=lambda folder: folder.name
)
def test_the_pages_of_the_real_applications_are_shown(you: Client, folder: Path) -> None:
    """Of the pages of models, data sources and files a few of each."""
    project = from_zip(you, folder, roots(folder)[0])
    kinds: dict[str, list[str]] = {}
    for address in addresses(project):
        kinds.setdefault(address.split("/")[3] + address.split("/")[-2], []).append(address)
    some = [address for found in kinds.values() for address in (found[0], found[-1])]
    found = {address: you.get(address).status_code for address in dict.fromkeys(some)}
    assert {address: status for address, status in found.items() if status != 200} == {}


@pytest.mark.parametrize("folder", IN_CHROMIUM, ids=lambda folder: folder.name)
def test_in_a_real_browser(page: Page, at: str, folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip("The corpus is not here.")
    root = roots(folder)[0]
    page.goto(f"{at}/projects/open/?way=folder")
    page.get_by_label("Folder of the application").set_input_files(folder)
    page.get_by_role("button", name="Look inside").click()
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()
    page.get_by_role("button", name="Keep as a project").click()
    expect(page.get_by_role("heading", name="Diagram")).to_be_visible()
    project = Project.objects.get()
    with page.expect_download() as download:
        page.evaluate(
            "(url) => { const link = document.createElement('a'); link.href = url; link.click(); }",
            reverse("publish-download", args=[project.slug]) + "?what=everything",
        )
    archive = zipfile.ZipFile(download.value.path())
    came = {name.removeprefix(f"{folder.name}/"): archive.read(name) for name in archive.namelist()}
    assert came == {path: content for path, (content, _) in on_disk(folder, root).items()}
