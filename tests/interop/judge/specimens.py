"""The applications that are judged and broken: one that has everything, the templates, our own, and the corpus."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from designer.loopback import discovery, packages, scaffold
from designer.loopback.application import Application
from designer.transfer import folder as folders
from designer.transfer.folder import FolderTree
from tests.corpus import APPLICATIONS, CORPUS
from tests.interop import stubs
from tests.interop.judge import shop


@dataclass(frozen=True)
class Specimen:
    """A completed application in a folder, to be read and copied, never changed there."""

    name: str
    folder: Path
    root: str
    is_corpus: bool = False

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return discovery.select(FolderTree(self.folder), self.root).texts

    def application(self) -> Application:
        """The application, for the caller to change."""
        return Application(self._texts, self.root)


def the_shop(home: Path) -> Specimen:
    """An application with nearly everything that can be broken."""
    folders.export(home / "specimens" / "shop", shop.files())
    return Specimen("shop", home / "specimens" / "shop", "server")


def others(home: Path) -> Iterator[Specimen]:
    """The templates, our own applications, and the corpus where it is present: each completed with a server."""
    for template in scaffold.TEMPLATES:
        folder = home / "specimens" / template
        folders.export(folder, scaffold.create(template, "Shop"))
        yield Specimen(template, folder, "server")
    for is_corpus, place in ((False, APPLICATIONS), (True, CORPUS)):
        for original in sorted(place.iterdir()) if place.is_dir() else []:
            if original.is_dir():
                yield from _completed(home, original, is_corpus=is_corpus)


def with_packages(specimen: Specimen) -> Specimen:
    """The same application with the packages of all connectors in its package.json, if it has one."""
    app = specimen.application()
    packages.add(app, _wanted(app)) if app.package_path else None
    if not app.changes():
        return specimen
    folder = specimen.folder.with_name(f"{specimen.folder.name}+packages")
    shutil.copytree(specimen.folder, folder, symlinks=True)
    _write(folder, app)
    return Specimen(f"{specimen.name} (with packages)", folder, specimen.root, specimen.is_corpus)


def _completed(home: Path, original: Path, *, is_corpus: bool) -> Iterator[Specimen]:
    for root in discovery.roots(FolderTree(original)):
        folder = home / "specimens" / f"{original.name}~{root.replace('/', '~')}"
        shutil.copytree(original, folder, symlinks=True)
        stubs.complete(folder, root)
        specimen = Specimen(f"{original.name}:{root or '.'}", folder, root, is_corpus)
        app = specimen.application()
        _ask_for_loopback_3(app)
        _write(folder, app)
        yield Specimen(specimen.name, folder, root, is_corpus)


def _ask_for_loopback_3(app: Application) -> None:
    """It is LoopBack 3 that judges, so an application for LoopBack 2 is one that moves to 3."""
    if packages.loopback_version(app) == 2:
        assert app.package_path
        package = app.members(app.package_path)
        groups = {
            name: group | {"loopback": "^3.28.0"}
            for name, group in package.items()
            if isinstance(group, dict) and "loopback" in group
        }
        app.set_value(app.package_path, package | groups)


def _wanted(app: Application) -> dict[str, str]:
    found = dict(packages.missing(app))
    for source in app.data_sources.values():
        if package := packages.undescribed(app, source.connector):
            found[package] = "*"
    return found


def _write(folder: Path, app: Application) -> None:
    for path, text in app.changes().items():
        assert text is not None
        (folder / path).write_bytes(text.encode())
