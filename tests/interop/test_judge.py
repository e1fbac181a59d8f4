"""Loopwright says "stops boot" exactly where the real LoopBack does not start: one case for each code."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from designer.loopback import problems
from designer.loopback.application import Application
from designer.loopback.problems import CODES
from tests.interop.judge import installation, matrix, specimens, table
from tests.interop.judge.breakage import Breakage, NotApplicable
from tests.interop.judge.catalogue import BREAKAGES, layers, texts
from tests.interop.judge.matrix import Case, Result
from tests.interop.judge.specimens import Specimen

_BOTH = {breakage.name for module in (layers, texts) for breakage in module.BREAKAGES}
"""Those about reading and merging files, of which each loopback-boot has code of its own."""


@pytest.fixture(scope="module")
def home(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("judge")
    installation.build_home(home)
    return home


def test_every_code_has_a_breakage_of_its_own() -> None:
    names = [breakage.name for breakage in BREAKAGES]
    assert len(names) == len(set(names))
    assert set(CODES) - {breakage.code for breakage in BREAKAGES} == set()
    assert {breakage.code for breakage in BREAKAGES} - set(CODES) == {""}


def test_no_package_is_missing_where_nobody_can_tell_which_there_are() -> None:
    files = {
        "package.json": '{"dependencies": {}}',
        "server/datasources.json": '{"db": {"connector": "memory"}}',
        "server/model-config.json": "{}",
        "server/middleware.json": '{"routes": {}, "files": {"serve-static": {}}}',
    }
    about_packages = [each for each in BREAKAGES if each.code in {"missing-package", "unlisted-package"}]
    assert about_packages
    for breakage in about_packages:
        app = Application(files)
        with contextlib.suppress(NotApplicable):
            breakage.apply(app)
            assert breakage.code in {each.code for each in problems.find(app)}, breakage.name


def test_the_verdicts_on_each_code_are_those_of_loopback(home: Path) -> None:
    shop = specimens.the_shop(home)
    results: list[Result] = []
    matrix.judge(home, [*matrix.intact(shop), *_one_for_each_code(shop)], results.append)

    assert "\n".join(table.disagreements(results)) == ""
    assert table.missed(results) == []
    assert {each.case.breakage.code for each in results} == {"", *CODES}


def _one_for_each_code(shop: Specimen) -> Iterator[Case]:
    chosen: dict[str, Breakage] = {}
    for breakage in BREAKAGES:
        if breakage.code and breakage.code not in chosen and matrix.applies(breakage, shop):
            chosen[breakage.code] = breakage
    for breakage in chosen.values():
        cases = matrix.both(shop, breakage)
        yield from cases if breakage.name in _BOTH else [next(cases)]
