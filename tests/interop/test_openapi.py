"""The API that is told of an application is the one that a real LoopBack serves: the whole Swagger document.

The texts are not compared. Applications that LoopBack does not start are passed over.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from designer.loopback import openapi
from designer.loopback.application import Application
from designer.loopback.files import File, encode
from designer.transfer import folder as folders
from tests.interop import swagger
from tests.interop.api_applications import SPECIMENS
from tests.interop.judge import specimens
from tests.interop.judge.specimens import Specimen

_NOT_ALL_HERE = {
    *("not-utf8:server", "symbolic-links:server"),
    *("0704681032+freecodecamp:server", "EdgeVerve+oe-cloud@hist-9998cef:server"),
    "strongloop+loopback-example-passport:server",
}
"""Applications with models that come out of packages, or of files that cannot be read: some of their API is missing."""
_STAND_INS = {"strongloop-community+loopback-connector-elastic-search:examples/server"}
"""Applications with a connector that is not installed; its stand-in has ids of its own."""

_SAMPLE = 4
"""Of this many of the templates, small and real applications one is judged; all of them where ALL is set."""


@pytest.fixture(scope="module")
def home(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("openapi")
    swagger.build_home(home)
    return home


@pytest.mark.parametrize("name", SPECIMENS)
def test_the_document_is_the_one_that_loopback_serves(name: str, home: Path) -> None:
    texts = SPECIMENS[name].texts()
    folder = home / "ours" / name.replace(" ", "-")
    folders.export(folder, {path: File(encode(text)) for path, text in texts.items()})
    app = Application(texts)
    theirs = swagger.served(home, folder, app, "development")
    ours = openapi.document(app)

    assert list(swagger.differences(ours, theirs)) == []
    assert list(ours["paths"]) == list(theirs["paths"])
    assert len(theirs["paths"]) > 20


def test_other_applications_have_the_api_that_loopback_serves(home: Path) -> None:
    everything = [specimens.the_shop(home), *specimens.others(home)]
    chosen = everything if os.environ.get("ALL") else everything[::_SAMPLE]
    compared, differences = _judged(home, chosen)
    assert differences == []
    assert compared > len(chosen) / 3


def _judged(home: Path, found: Iterable[Specimen]) -> tuple[int, list[str]]:
    """How many applications LoopBack starts, and where what is told of them differs."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = [each for each in pool.map(lambda specimen: _differences(home, specimen), found) if each is not None]
    return len(answers), [line for answer in answers for line in answer]


def _differences(home: Path, original: Specimen) -> list[str] | None:
    specimen = specimens.with_packages(original)
    app = specimen.application()
    try:
        theirs = swagger.served(home, specimen.folder, app, "development")
    except swagger.Refused:
        return None
    api = openapi.Api(app)
    found = swagger.differences(api.document, theirs)
    if original.name in _NOT_ALL_HERE:
        assert api.notes
        found = _invented(found)
    return [f"{specimen.name}: {line}" for line in found if original.name not in _STAND_INS]


def _invented(differences: Iterable[str]) -> Iterator[str]:
    """Without what only LoopBack has; tags are a list of all models."""
    return (line for line in differences if not line.endswith(": only LoopBack’s") and not line.startswith("/tags: "))
