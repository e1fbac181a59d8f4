"""What is told of inherited parts is what a real LoopBack hands down, and what becomes of that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from designer.loopback.access_control import methods_of
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.definition_parts import PARTS
from designer.loopback.files import File, encode
from designer.loopback.inheritance import inherited, written
from designer.loopback.jsontext import JSON
from designer.transfer import folder as folders
from tests.interop import loopback
from tests.interop.inheritance_applications import ENTRIES, SPECIAL, Parts, files, made

pytestmark = pytest.mark.usefixtures("installed")
_OF_LOOPBACK = {"disableInclude": True}
"""What the relation of User has besides in LoopBack's own file."""


def answered(folder: Path, texts: dict[str, str], models: list[str]) -> Any:
    folders.export(folder, {path: File(encode(text)) for path, text in texts.items()})
    loopback.link(folder)
    return loopback.run("inheritance.js", said=json.dumps({"folder": str(folder), "models": models}))


def members(value: Any) -> dict[str, Any]:
    """The entries of a part; without what LoopBack writes into them itself."""
    return {name: plain(name, each) for name, each in value.items()} if isinstance(value, dict) else {}


def plain(name: str, value: Any) -> Any:
    """An entry without the path that LoopBack gives a method that has none (strong-remoting, lib/shared-method.js)."""
    if not isinstance(value, dict):
        return value
    http = value.get("http")
    ways = {key: each for key, each in http.items() if each != f"/{name}"} if isinstance(http, dict) else None
    found = {key: each for key, each in value.items() if key != "http" and (key, each) != ("options", _OF_LOOPBACK)}
    return found | ({"http": ways} if ways else {})


def expected(app: Application, name: str, address: str) -> dict[str, dict[str, JSON]]:
    """What a model has in the end by the key of the setting: its own entries, and those that are told."""
    part = PARTS[address]
    told: dict[str, dict[str, JSON]] = {key: {} for key in (part.setting.name, *part.setting.aliases)}
    for each in inherited(app, name, part):
        if each.fate != "dropped":
            told[each.key][each.name] = each.effective
    return told


def differences(app: Application, name: str, theirs: Any) -> Iterator[str]:
    own = written(app, name)
    for address in PARTS.keys() - {"access"}:
        if address == "mixins" and _configured(app, name, "mixins"):
            continue  # what model-config.json says of mixins comes too late: below stands what was applied
        for key, told in expected(app, name, address).items():
            found = members(theirs["settings"].get(key))
            if key == "relations" and theirs["settings"].get("relationships"):
                found = {}
            mine = {each: value for each, value in members(own.get(key)).items() if each not in told}
            strangers = found.keys() - told.keys() - mine.keys() - set(_configured(app, name, key))
            wrong = {
                each: (value, found.get(each)) for each, value in members(told).items() if found.get(each) != value
            }
            if strangers or wrong:
                yield f"{name}, {key}: {strangers} not told, {wrong} told otherwise"
    is_older = bool(theirs["settings"].get("relationships"))
    kept = {each.name for each in inherited(app, name, PARTS["relations"]) if each.fate != "dropped"}
    mine = members(own.get("relationships" if is_older else "relations"))
    configured = [] if is_older else _configured(app, name, "relations")
    if set(theirs["relations"]) != kept | mine.keys() | set(configured):
        yield f"{name}: relations {theirs['relations']}, told {kept}"
    methods = {each.name for each in inherited(app, name, PARTS["methods"]) if each.fate != "dropped"}
    methods |= {each.key for each in methods_of(app, name) if each.source in BUILTIN}
    if missing := methods - set(theirs["methods"]):
        yield f"{name}: no methods {missing}"
    for each in inherited(app, name, PARTS["mixins"]):
        if (each.name in theirs["mixed"]) != (each.fate not in ("dropped", "off") and each.effective is not False):
            yield f"{name}: mixin {each} is {theirs['mixed']}"


def _configured(app: Application, name: str, key: str) -> list[str]:
    entry: Any = app.models[name].config
    found = entry.get("relations") if key == "relations" else entry.get("options", {}).get(key)
    return list(found or {})


def compared(folder: Path, models: dict[str, Parts], entries: dict[str, Parts]) -> Any:
    """What LoopBack made of the models, once it is what is told."""
    texts = files(models, entries)
    app, theirs = Application(texts), answered(folder, texts, list(models))
    assert [line for name in models for line in differences(app, name, theirs[name])] == []
    return theirs


def test_each_way_to_inherit_is_told_as_loopback_does_it(tmp_path: Path) -> None:
    theirs = compared(tmp_path / "app", SPECIAL, ENTRIES)
    assert theirs["Grandchild"]["relations"] == ["notes", "boss"]
    assert theirs["Grandchild"]["scopes"] == ["active", "newest", "late"]
    assert theirs["Vip"]["relations"] == ["accessTokens"]
    app = Application(files(SPECIAL, ENTRIES))
    fates = {name: {each.fate for part in PARTS.values() for each in inherited(app, name, part)} for name in SPECIAL}
    assert {fate for found in fates.values() for fate in found} == {
        "kept", "replaced", "merged", "off", "configured", "dropped",
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_models_by_chance_inherit_what_is_told(seed: int, tmp_path: Path) -> None:
    models, entries = made(seed, 60)
    compared(tmp_path / "app", models, entries)


def test_validations_are_inherited_with_required_properties_and_never_read_from_a_definition(tmp_path: Path) -> None:
    models: dict[str, Parts] = {"Person": SPECIAL["Person"], "Heir": SPECIAL["Heir"], "Note": {}}
    theirs = answered(tmp_path / "app", files(models), ["Heir"])["Heir"]
    assert theirs["settings"]["validations"] == [{"presence": "unheard"}]
    assert "name" in theirs["validated"]
    assert "unheard" not in theirs["validated"]
