"""Who can call what is told as a real LoopBack answers it: each method, for each principal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from designer.loopback.access_control import Matrix, Principal, who_can
from designer.loopback.application import Application
from designer.loopback.files import File, encode
from designer.transfer import folder as folders
from tests.interop import loopback
from tests.interop.access_applications import SPECIAL, SPECIAL_ENTRIES, made, texts

pytestmark = pytest.mark.usefixtures("installed")


def answered(folder: Path, files: dict[str, str], matrices: dict[str, Matrix], *, http: bool) -> Any:
    """What LoopBack says of the principals of all matrices."""
    folders.export(folder, {path: File(encode(text)) for path, text in files.items()})
    loopback.link(folder)
    everybody: dict[str, Principal] = {each.name: each for matrix in matrices.values() for each in matrix.principals}
    asked = {
        "folder": str(folder),
        "models": list(matrices),
        "principals": [{"name": p.name, "roles": p.roles, "identity": p.identity} for p in everybody.values()],
        "http": http,
        "target": str(folder / "answer.json"),
    }
    loopback.run("access_control.js", said=json.dumps(asked))
    return json.loads((folder / "answer.json").read_text(encoding="utf-8"))


def differences(name: str, matrix: Matrix, theirs: Any, *, http: bool) -> Iterator[str]:
    """Where what is told differs from what LoopBack says."""
    ours = {row.method.key: row.method.access_type for row in matrix.rows}
    methods = {each["key"]: each["accessType"] for each in theirs["methods"]}
    if ours != methods:
        yield f"{name}: {sorted(ours.items() ^ methods.items())}"
    for row in matrix.rows:
        for principal, cell in zip(matrix.principals, row.cells, strict=True):
            found = theirs["cells"].get(row.method.key, {}).get(principal.name, {})
            place = f"{name}.{row.method.key} for {principal.name}"
            with_id = (cell.with_id or cell.decision).is_allowed
            plain = found.get("withId" if row.method.names_instance else "plain")
            ours_too = (cell.is_allowed, with_id)
            if (plain, found.get("withId")) != ours_too:
                yield f"{place}: {ours_too}, by {cell.decision.rule}; LoopBack: {found}"
            if http and found.get("http") is not None and (found["http"], found["httpWithId"]) != ours_too:
                yield f"{place} by HTTP: {ours_too}; LoopBack: {found}"


def compared(folder: Path, files: dict[str, str], models: list[str], *, http: bool = False) -> tuple[int, list[str]]:
    """How many cells were compared, over HTTP where that is wanted, and the differences."""
    app = Application(files)
    matrices = {name: who_can(app, name) for name in models}
    theirs = answered(folder, files, matrices, http=http)
    found = [cell for each in theirs.values() for row in each["cells"].values() for cell in row.values()]
    cells = sum(1 for cell in found if not http or cell.get("http") is not None)
    return cells, [line for name in models for line in differences(name, matrices[name], theirs[name], http=http)]


def test_special_cases_are_answered_as_loopback_does_over_http(tmp_path: Path) -> None:
    cells, found = compared(tmp_path / "app", texts(SPECIAL, SPECIAL_ENTRIES), list(SPECIAL), http=True)
    assert found == []
    assert cells > 1000


@pytest.mark.parametrize("seed", range(3))
def test_rules_by_chance_are_answered_as_loopback_does(seed: int, tmp_path: Path) -> None:
    models, entries = made(seed, 40)
    cells, found = compared(tmp_path / "app", texts(models, entries), [*models, "User", "AccessToken"])
    assert found == []
    assert cells > 4000
