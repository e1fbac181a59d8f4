"""One edit of a real application is one small difference: in the line that changed, or in new lines only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from designer.loopback import discovery
from designer.loopback.application import Application, Refused
from designer.loopback.discovery import Selection
from designer.loopback.files import decode, encode
from designer.loopback.model_properties import PropertyRow
from designer.loopback.model_sources import META
from designer.transfer.folder import FolderTree
from tests.corpus import applications

VALUE = "another value of ours"
NAME = "aNameOfOurs"

each_application = pytest.mark.parametrize("folder", applications(), ids=lambda folder: folder.name)


@cache
def selections(folder: Path) -> list[Selection]:
    """Every application in a folder, as an import finds it."""
    tree = FolderTree(folder)
    return [discovery.select(tree, root) for root in discovery.roots(tree)]


def settings_of(app: Application) -> Iterator[tuple[str, str, Any]]:
    """The plain settings of all data sources: the data source, the setting, its value."""
    for name, source in app.data_sources.items():
        for key, value in source.settings.items():
            if not isinstance(value, dict | list):
                yield name, key, value


def difference(selection: Selection, app: Application, path: str) -> tuple[str, str]:
    """A file before and after, where it is the only one that changed."""
    assert list(app.changes()) == [path]
    after = app.changes()[path]
    assert after is not None
    return before_of(selection, path), decode(encode(after))


def before_of(selection: Selection, path: str) -> str:
    return decode(selection.files[path].content) if path in selection.files else ""


def value_of(text: str) -> Any:
    return json.loads(text.removeprefix("\ufeff"))


def replaced(before: str, after: str, new: str) -> Any:
    """The value whose place `new` took; fails where anything else changed."""
    head, tail = after.split(json.dumps(new))
    assert before.startswith(head)
    assert before.endswith(tail)
    return json.loads(before[len(head) : len(before) - len(tail)])


def alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items the two begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (this, that) in pairs if this != that), min(len(one), len(other)))


def inserted(before: str, after: str) -> str:
    """What was put in at one place; fails where anything else changed, or where the style is not the file's own."""
    head = alike(before, after)
    assert after.endswith(before[head:])
    new = after[head : head + len(after) - len(before)]
    if ends := set(re.findall(r"\r?\n", before)):
        assert set(re.findall(r"\r?\n", new)) <= ends
    closing = before.find("}", head)
    if closing > 0 and not before[:closing].rpartition("\n")[2].strip():
        _check_lines(before.split("\n"), after.split("\n"))
    return new


def _check_lines(before: list[str], after: list[str]) -> None:
    """Only new lines in one place, and a comma at the end of the line before them."""
    same = alike(before, after)
    kept = alike(before[same:][::-1], after[same:][::-1])
    gone, come = before[same : len(before) - kept], after[same : len(after) - kept]
    assert gone in ([], [come[0].replace(",\r", "\r").removesuffix(",")])


@each_application
def test_a_changed_setting_is_one_changed_value(folder: Path) -> None:
    for selection in selections(folder):
        for name, key, old in settings_of(selection.application):
            app = selection.application
            source = app.data_sources[name]
            app.data_sources.update(name, source.settings | {key: VALUE})
            before, after = difference(selection, app, source.path)
            assert replaced(before, after, VALUE) == old
            assert value_of(after)[name][key] == VALUE


@each_application
def test_a_new_data_source_is_only_new_lines(folder: Path) -> None:
    for selection in selections(folder):
        app = selection.application
        path = app.data_sources.main_path
        if any(unreadable.path == path for unreadable in selection.unreadable):
            with pytest.raises(Refused, match="Mend it first"):
                app.data_sources.add(NAME, "memory", {})
            assert app.changes() == {}
            continue
        app.data_sources.add(NAME, "memory", {"file": "data.json"})
        before, after = difference(selection, app, path)
        assert json.dumps(NAME) in inserted(before, after)
        assert list(value_of(after).items())[-1] == (
            NAME,
            {"name": NAME, "connector": "memory", "file": "data.json"},
        )


@each_application
def test_a_new_property_is_only_new_lines_in_each_model(folder: Path) -> None:
    for selection in selections(folder):
        app = selection.application
        edited = []
        for name, model in app.models.items():
            if model.path and model.definition.get("properties", {}) is not None:
                app.models.edit_properties(name, [*model.properties, PropertyRow(None, NAME, {"type": "string"})])
                edited.append(model.path)
        assert sorted(app.changes()) == sorted(edited)
        for path in edited:
            before, after = before_of(selection, path), app.text(path)
            assert json.dumps(NAME) in inserted(before, after)
            old, new = value_of(before), value_of(after)
            assert new == old | {"properties": old.get("properties", {}) | {NAME: {"type": "string"}}}


@each_application
def test_attaching_a_model_is_one_changed_value_or_only_new_lines(folder: Path) -> None:
    for selection in selections(folder):
        for name, model in selection.application.models.items():
            if not isinstance(selection.application.models.configured.get(name, {}), dict):
                continue
            app = _with_another_data_source(selection)
            path = app.models.config_path
            if any(unreadable.path == path for unreadable in selection.unreadable):
                continue
            app.models.attach([name], NAME)
            before, after = before_of(selection, path), app.changes()[path] or ""
            if isinstance(model.config, dict) and "dataSource" in model.config:
                assert replaced(before, after, NAME) == model.config["dataSource"]
            else:
                assert json.dumps(NAME) in inserted(before, after)
            assert value_of(after)[name] == (model.config or {}) | {"dataSource": NAME}
            assert [key for key in value_of(after) if key != META][: len(app.models.configured)] == [
                *dict.fromkeys([*selection.application.models.configured, name])
            ]


def _with_another_data_source(selection: Selection) -> Application:
    """The application as if it had a data source of this name; its files are as they were."""
    app = selection.application
    path = app.data_sources.main_path
    return Application({**selection.texts, path: json.dumps({**app.members(path), NAME: {}})}, app.root)


@each_application
def test_what_cannot_be_read_stands_in_the_way_of_nothing_else(folder: Path) -> None:
    for selection in selections(folder):
        app = selection.application
        for unreadable in selection.unreadable:
            assert unreadable.sentence.endswith(".")
            assert app.members(unreadable.path) == {}
            with pytest.raises((Refused, KeyError)):
                app.members_to_edit(unreadable.path) or app.value(unreadable.path)
        assert app.changes() == {}
