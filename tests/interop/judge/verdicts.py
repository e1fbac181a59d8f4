"""One case: an application in a folder, judged by LoopBack and by Loopwright."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from designer.loopback import discovery, packages, problems
from designer.loopback.application import Application
from designer.loopback.problems import Severity
from designer.transfer.folder import FolderTree
from tests.interop.judge import installation, openness
from tests.interop.judge.process import Answer, Node, Question

BOOTS: Mapping[str, str] = MappingProxyType({"loopback-boot": "^2.28.0", "loopback-boot-3": "^3.3.1"})
"""The packages that boot an application, and the range of loopback-boot in its package.json for each."""

_USUAL = "loopback-boot"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What Loopwright says of an application: the codes it found, and the sentences of those that stop boot."""

    codes: frozenset[str]
    stops: tuple[str, ...]
    is_open: bool = False
    """Whether the files do not tell everything, so that only an alarm can be false."""

    @property
    def boots(self) -> bool:
        """Whether LoopBack is expected to start."""
        return not self.stops


@dataclass(frozen=True, slots=True)
class Verdict:
    """What LoopBack said of an application, and what Loopwright did."""

    answer: Answer
    foreseen: Foreseen

    @property
    def is_agreed(self) -> bool:
        """Whether LoopBack does what was foreseen, or what nobody could foresee."""
        return self.answer.boots == self.foreseen.boots or self.is_undecided

    @property
    def is_undecided(self) -> bool:
        """Whether LoopBack refuses, Loopwright is silent, and the files do not tell everything."""
        return self.foreseen.is_open and self.foreseen.boots and not self.answer.boots


class Court:
    """Judges applications with one node process. Use it in one thread; several can share a `home`."""

    _numbers = itertools.count()

    def __init__(self, home: Path, node: Node) -> None:
        self._home = home
        self._node = node

    def judge(self, folder: Path, root: str, changes: Mapping[str, str | None], environment: str, boot: str) -> Verdict:
        """The verdicts on the application in `folder` with `changes` (None deletes), booted by one of `BOOTS`.

        `folder` itself is not changed. Where the two differ, LoopBack is asked again in a process of its own.
        """
        case = self._home / "cases" / str(next(self._numbers))
        try:
            copy = _copied(folder, case / "app", changes)
            selection = discovery.select(FolderTree(copy), root)
            app = selection.application
            installed = installation.install(app, self._home, case / "node_modules")
            _ask_for(app, boot)
            foreseen = _foreseen(app, environment, is_open=openness.is_open(selection, environment))
            asked = Question(copy / root, installed, environment, boot)
            answer = self._node.boot(asked)
            if answer.boots != foreseen.boots:
                answer = self._node.boot_alone(asked)
        finally:
            shutil.rmtree(case, ignore_errors=True)
        return Verdict(answer, foreseen)


def _ask_for(app: Application, boot: str) -> None:
    """Makes package.json list the loopback-boot that boots the application, unless it lists an older one, or none."""
    path = app.package_path
    package = app.members(path) if path else {}
    dependencies = package.get("dependencies")
    if path and isinstance(dependencies, dict) and (boot != _USUAL or packages.loopback_boot_version(app) == 3):
        app.set_value(path, package | {"dependencies": dependencies | {"loopback-boot": BOOTS[boot]}})


def _copied(folder: Path, copy: Path, changes: Mapping[str, str | None]) -> Path:
    shutil.copytree(folder, copy, symlinks=True)
    for path, text in changes.items():
        if text is None:
            (copy / path).unlink()
        else:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            # A breakage writes a byte that is not UTF-8 as Python's surrogateescape has it.
            (copy / path).write_bytes(text.encode("utf-8", "surrogateescape"))
    return copy


def _foreseen(app: Application, environment: str, *, is_open: bool) -> Foreseen:
    found = problems.find(app, environment)
    stops = [f"{each.code}: {each.path}: {each.sentence}" for each in found if each.severity is Severity.STOPS_BOOT]
    return Foreseen(frozenset(each.code for each in found), tuple(stops), is_open)
