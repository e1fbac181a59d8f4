"""Who can call what is told as a real LoopBack answers it: each method, for each principal."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
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


def answered(folder: Path, files: dict[str, str], matrices: list[tuple[str, Matrix]], *, http: bool) -> Any:
    """What LoopBack says of the principals of all matrices."""
    folders.export(folder, {path: File(encode(text)) for path, text in files.items()})
    loopback.link(folder)
    everybody: dict[str, Principal] = {each.name: each for _, matrix in matrices for each in matrix.principals}
    asked = {
        "folder": str(folder),
        "models": list(dict.fromkeys(name for name, _ in matrices)),
        "principals": [{"name": p.name, "roles": p.roles, "identities": p.identities} for p in everybody.values()],
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


def compared(
    folder: Path,
    files: dict[str, str],
    models: list[str],
    *,
    http: bool = False,
    at_once: Sequence[Collection[str]] = ((),),
) -> tuple[int, list[str]]:
    """How many cells were compared, over HTTP where that is wanted, and the differences.

    `at_once` are groups of principals that somebody is together, where a model tells at least two of them apart.
    """
    app = Application(files)
    matrices = [(name, who_can(app, name, at_once=group)) for name in models for group in at_once]
    theirs = answered(folder, files, matrices, http=http)
    found = [cell for each in theirs.values() for row in each["cells"].values() for cell in row.values()]
    cells = sum(1 for cell in found if not http or cell.get("http") is not None)
    return cells, [line for name, matrix in matrices for line in differences(name, matrix, theirs[name], http=http)]


def test_special_cases_are_answered_as_loopback_does_over_http(tmp_path: Path) -> None:
    cells, found = compared(tmp_path / "app", texts(SPECIAL, SPECIAL_ENTRIES), list(SPECIAL), http=True)
    assert found == []
    assert cells > 1000


AT_ONCE = (
    ("admin", "editor"),
    ("admin", "$owner"),
    ("admin", "editor", "$owner", "USER 7", "APP shop"),
    ("admin", "editor", "Member 9"),
    ("$owner", "USER 7"),
    ("$owner", "APP shop"),
    ("editor", "APP shop"),
)
"""Those that somebody is at once."""


def test_somebody_who_is_several_at_once_is_answered_as_loopback_does_over_http(tmp_path: Path) -> None:
    files = texts({name: SPECIAL[name] for name in ("AtOnce", "Roles", "Member")})
    together = [each for group in AT_ONCE for each in who_can(Application(files), "AtOnce", at_once=group).principals]
    assert sum(1 for each in together if each.parts) == len(AT_ONCE)
    cells, found = compared(tmp_path / "app", files, ["AtOnce", "Roles"], http=True, at_once=AT_ONCE)
    assert found == []
    assert cells > 400


@pytest.mark.parametrize("seed", range(3))
def test_rules_by_chance_are_answered_as_loopback_does(seed: int, tmp_path: Path) -> None:
    models, entries = made(seed, 40)
    names = [*models, "User", "AccessToken"]
    cells, found = compared(tmp_path / "app", texts(models, entries), names, at_once=AT_ONCE[1:4])
    assert found == []
    assert cells > 4000
