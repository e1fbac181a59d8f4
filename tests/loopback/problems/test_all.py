"""All kinds of problems together, on applications that start and on large ones."""

from __future__ import annotations

import pytest

from designer.loopback import discovery, packages, problems, scaffold
from designer.loopback.application import Application, texts_of
from designer.loopback.problems import CODES, Severity
from designer.loopback.scaffold import TemplateName
from designer.transfer.folder import FolderTree
from tests.corpus import APPLICATIONS

STOPPED = {
    "broken-parts": {"unreadable-json"},
    "comments": {"unreadable-json"},
    "odd-names": {"unknown-model"},
    "null-entries": {"bad-relation", "unreadable-json", "not-an-object", "bad-meta", "null-model"},
    "trailing-comma": {"unreadable-json"},
}
"""What keeps some of our own applications from starting, packages aside."""


def stopping(app: Application, environment: str) -> set[str]:
    """The codes of what stops boot."""
    return {each.code for each in problems.find(app, environment) if each.severity is Severity.STOPS_BOOT}


@pytest.mark.parametrize("template", scaffold.TEMPLATES)
def test_there_is_nothing_wrong_with_a_template(template: TemplateName) -> None:
    files = scaffold.create(template, "Shop")
    texts, _ = texts_of((path, file.content) for path, file in files.items())
    assert problems.find(Application(texts)) == []


@pytest.mark.parametrize("name", sorted(folder.name for folder in APPLICATIONS.iterdir() if folder.is_dir()))
def test_nothing_stops_an_application_that_starts(name: str) -> None:
    tree = FolderTree(APPLICATIONS / name)
    for root in discovery.roots(tree):
        app = discovery.select(tree, root).application
        for environment in app.environments:
            if app.package_path:
                packages.add(app, packages.missing(app))
            assert stopping(app, environment) - {"missing-package"} <= STOPPED.get(name, set())


def test_each_code_explains_itself_and_says_where_it_is_known_from() -> None:
    for name, code in CODES.items():
        assert code.name == name
        assert len(code.does) > 80
        assert code.remedy.endswith((".", "`."))
        assert not code.title.endswith(".")
