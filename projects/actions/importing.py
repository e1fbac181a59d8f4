"""How an application becomes a project: looked at first, taken when the person says so."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePath

from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from designer.loopback import discovery, scaffold
from designer.loopback.application import Application, texts_of
from designer.loopback.discovery import Selection
from designer.loopback.files import TransferError, Tree
from designer.loopback.refusal import Refused
from designer.transfer import archive
from designer.transfer.archive import ZipTree
from designer.transfer.folder import FolderTree
from designer.transfer.upload import UploadTree
from projects.actions import files, places
from projects.models import Member, Project, Role, StagedImport

_RESERVED_SLUGS = frozenset({"new", "open", "sample"})
_KEPT = timedelta(days=1)

Origin = Project.Origin


@dataclass(frozen=True)
class Preview:
    """What an import found: the application folders to choose from, and the files of the chosen one."""

    roots: list[str]
    selection: Selection

    @property
    def application(self) -> Application:
        """The application that would be taken."""
        return self.selection.application


def stage_archive(user: User, name: str, data: bytes) -> StagedImport:
    """Keeps an uploaded ZIP for its preview. Raises TransferError where it cannot be read, Refused without contents."""
    discovery.check(ZipTree(data))
    return _stage(user, Origin.ARCHIVE, name, data)


def stage_upload(user: User, name: str, uploaded: Mapping[str, bytes]) -> StagedImport:
    """Keeps an uploaded folder for its preview. Raises TransferError and Refused."""
    tree = UploadTree(uploaded)
    discovery.check(tree)
    packed = io.BytesIO()
    archive.write(packed, {path: tree.read(path) for path in tree.sizes})
    return _stage(user, Origin.UPLOAD, name, packed.getvalue())


def stage_folder(user: User, path: str) -> StagedImport:
    """Notes a folder of the server's machine for its preview. Raises TransferError and Refused."""
    place = places.allowed(path)
    discovery.check(FolderTree(place))
    return _stage(user, Origin.FOLDER, str(place), None)


def tree_of(staged: StagedImport) -> Tree:
    """The files of a staged import. Raises TransferError and Refused."""
    if staged.archive is not None:
        return ZipTree(bytes(staged.archive))
    return FolderTree(places.allowed(staged.source))


def preview(staged: StagedImport, root: str | None) -> Preview:
    """What is found in a staged import; without a `root` the likeliest application is shown.

    Raises TransferError and Refused.
    """
    tree = tree_of(staged)
    discovery.check(tree)
    roots = discovery.roots(tree)
    wanted = "" if root == "." else root
    chosen = wanted if wanted in roots else roots[0]
    return Preview(roots, discovery.select(tree, chosen))


def take(user: User, staged: StagedImport, name: str, root: str) -> Project:
    """Makes a project of a staged import. Raises TransferError and Refused."""
    tree = tree_of(staged)
    project = create_project(
        user, name, discovery.select(tree, discovery.choose_root(tree, root)), staged.origin, staged.source
    )
    staged.delete()
    return project


@transaction.atomic
def create_project(user: User, name: str, selection: Selection, origin: str, source: str) -> Project:
    """Makes a project of the files that an import selected."""
    app = selection.application
    project = _new_project(user, name, selection.root, origin, source, app)
    project.left_out = [each.path for each in selection.left_out]
    project.save(update_fields=["left_out"])
    files.create(project, selection.files, files.definition_names(app), published=True)
    return project


@transaction.atomic
def create_from_template(user: User, template: str, name: str) -> Project:
    """Makes a project of a new application; all its files count as changes until they are published."""
    known = next((each for each in scaffold.TEMPLATES if each == template), None)
    if known is None:
        raise Refused("There is no such template. Choose one of those shown.")
    created = scaffold.create(known, name)
    texts, _ = texts_of((path, file.content) for path, file in created.items())
    app = Application(texts, "server")
    project = _new_project(user, name, "server", Origin.TEMPLATE, "", app)
    files.create(project, created, files.definition_names(app), published=False)
    return project


def suggested_name(staged: StagedImport, app: Application) -> str:
    """A name for the project: that of package.json, else that of the folder or archive."""
    package = app.members(app.package_path) if app.package_path else {}
    name = package.get("name")
    if isinstance(name, str) and name.strip():
        return name.strip()[:200]
    return (PurePath(staged.source).stem or "Application")[:200]


@contextmanager
def tree_at(source: str) -> Iterator[Tree]:
    """The files of a folder or a ZIP that is named on the command line. Raises TransferError."""
    place = Path(source)
    if place.is_dir():
        yield FolderTree(place)
        return
    if not place.exists():
        raise TransferError(f"There is no folder or ZIP “{source}”.")
    tree = ZipTree(place)
    try:
        yield tree
    finally:
        tree.close()


def open_folder(user: User, path: str) -> str:
    """The page of the application in a folder: its project, or the choice where it holds several.

    Raises Refused and TransferError.
    """
    place = places.allowed(path)
    known = Project.objects.filter(origin=Origin.FOLDER, source=str(place)).first()
    if known:
        return reverse("project", args=[known.slug])
    staged = stage_folder(user, path)
    found = preview(staged, None)
    if len(found.roots) > 1:
        return reverse("import-preview", args=[staged.pk])
    project = take(user, staged, suggested_name(staged, found.application), found.selection.root)
    return reverse("project", args=[project.slug])


def forget_old() -> None:
    """Throws away uploads that were never taken."""
    StagedImport.objects.filter(created_at__lt=timezone.now() - _KEPT).delete()


def _stage(user: User, origin: str, source: str, data: bytes | None) -> StagedImport:
    forget_old()
    return StagedImport.objects.create(user=user, origin=origin, source=source[:2000], archive=data)


def _new_project(user: User, name: str, root: str, origin: str, source: str, app: Application) -> Project:
    project = Project.objects.create(
        name=name.strip()[:200] or "Application",
        slug=_free_slug(name),
        root=root,
        origin=origin,
        source=source,
        place=f"folder:{source}" if origin == Origin.FOLDER else "",
        data_source_count=len(app.data_sources),
        model_count=len(app.models),
    )
    Member.objects.create(project=project, user=user, role=Role.OWNER)
    return project


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:200] or "project"
    taken = _RESERVED_SLUGS | set(Project.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
