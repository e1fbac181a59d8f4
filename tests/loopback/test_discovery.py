from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from designer.loopback import discovery, jsontext
from designer.loopback.application import Refused
from designer.transfer.folder import FolderTree
from designer.transfer.upload import UploadTree
from tests.corpus import applications


def tree(files: Mapping[str, str]) -> UploadTree:
    return UploadTree({path: text.encode() for path, text in files.items()})


MONOREPO = {
    "README.md": "",
    "apps/api/package.json": "{}",
    "apps/api/server/datasources.json": "{}",
    "apps/api/server/model-config.json": '{"_meta": {"sources": ["../common/models", "./lib/models"]}}',
    "apps/api/server/server.js": "",
    "apps/api/server/datasources.local.js": "",
    "apps/api/server/boot/routes.js": "",
    "apps/api/server/deep/er/middleware.json": "{}",
    "apps/api/server/lib/models/thing.json": "{}",
    "apps/api/server/lib/models/thing.js": "",
    "apps/api/common/models/note.json": "{,}",
    "apps/api/common/models/note.js": "",
    "apps/api/client/index.json": "{}",
    "apps/api/node_modules/x/package.json": "{}",
    "apps/other/server/model-config.json": "{}",
    "apps/other/test/model-config.json": "{}",
}


def test_it_finds_the_likeliest_application_first() -> None:
    assert discovery.roots(tree(MONOREPO)) == ["apps/api/server", "apps/other/server", "apps/other/test"]


def test_several_applications_need_a_choice_and_a_folder_above_will_do() -> None:
    with pytest.raises(Refused, match="apps/api/server"):
        discovery.choose_root(tree(MONOREPO), None)
    assert discovery.choose_root(tree(MONOREPO), "apps/api") == "apps/api/server"
    assert discovery.choose_root(tree(MONOREPO), "./apps/api/server/") == "apps/api/server"
    with pytest.raises(Refused, match="holds no application"):
        discovery.choose_root(tree(MONOREPO), "apps/nothing")
    with pytest.raises(Refused, match="no LoopBack application"):
        discovery.choose_root(tree({"README.md": ""}), None)


def test_an_application_is_its_configuration_definitions_and_their_scripts() -> None:
    selection = discovery.select(tree(MONOREPO), "apps/api/server")
    assert sorted(selection.files) == [
        "apps/api/common/models/note.js",
        "apps/api/common/models/note.json",
        "apps/api/package.json",
        "apps/api/server/datasources.json",
        "apps/api/server/datasources.local.js",
        "apps/api/server/deep/er/middleware.json",
        "apps/api/server/lib/models/thing.js",
        "apps/api/server/lib/models/thing.json",
        "apps/api/server/model-config.json",
    ]
    assert [each.path for each in selection.unreadable] == ["apps/api/common/models/note.json"]


def test_an_unreadable_configuration_does_not_hide_the_definitions() -> None:
    files = {
        "server/model-config.json": '{"Note": {},}',
        "common/models/note.json": '{"name": "Note"}',
        "common/models/note.js": "",
    }
    selection = discovery.select(tree(files), "server")
    assert sorted(selection.files) == sorted(files)
    assert selection.application.models["Note"].script == "common/models/note.js"


def test_only_what_is_left_out_of_this_application_is_told() -> None:
    ours, others = "shop/node_modules", "shop2/node_modules"
    files = {"shop/server/model-config.json": "{}", f"{ours}/x.json": "{}", f"{others}/x.json": "{}"}
    assert [each.path for each in discovery.select(tree(files), "shop/server").left_out] == [ours]


def test_what_is_not_utf8_or_too_large_is_told() -> None:
    files = {
        "server/model-config.json": b"{}",
        "server/datasources.json": '{"ü": 1}'.encode("latin-1"),
        "server/data.json": b"[" + b" " * 1_000_001 + b"]",
    }
    selection = discovery.select(UploadTree(files), "server")
    assert [each.path for each in selection.unreadable] == ["server/datasources.json"]
    assert [each.path for each in selection.left_out] == ["server/data.json"]
    assert selection.files["server/datasources.json"].content == files["server/datasources.json"]


def test_an_application_at_the_very_top_does_not_take_the_rest_along() -> None:
    files = {"model-config.json": "{}", "datasources.json": "{}", "docs/x.json": "{}", "models/a.json": "{}"}
    assert sorted(discovery.select(tree(files), "").files) == ["datasources.json", "model-config.json", "models/a.json"]


def test_the_scripts_of_mixins_are_held_where_loopback_looks_for_them() -> None:
    config = {
        "_meta": {"sources": ["./models"], "mixins": ["loopback/common/mixins", "../common/mixins", "../../mixins"]}
    }
    files = MONOREPO | {
        "apps/api/server/model-config.json": jsontext.dump(config),
        "apps/api/common/mixins/time-stamp.js": "module.exports = 1;\r\n",
        "apps/mixins/audit.js": "",
        "apps/mixins/audit.json": "{}",
        "apps/mixins/audit.md": "",
        "apps/api/server/mixins/other.js": "",
        "apps/api/common/other.js": "",
    }
    held = discovery.select(tree(files), "apps/api/server").files
    assert held["apps/api/common/mixins/time-stamp.js"].content == b"module.exports = 1;\r\n"
    mixins = {path for path in held if "mixins" in path}
    assert mixins == {"apps/api/common/mixins/time-stamp.js", "apps/mixins/audit.js", "apps/mixins/audit.json"}


def test_what_says_what_git_carries_is_held_and_the_list_of_variables() -> None:
    beside = {
        **dict.fromkeys(
            [".gitignore", "apps/.gitignore", "apps/api/.gitignore", "apps/api/server/.gitignore"], "x\r\n"
        ),
        "apps/api/.env.example": "A=\n",
    }
    others = dict.fromkeys(["apps/api/.env", ".env.example", "apps/other/.gitignore", "apps/api/test/.gitignore"], "")
    held = discovery.select(tree(MONOREPO | beside | others), "apps/api/server").files
    assert {
        path: file.content.decode() for path, file in held.items() if ".json" not in path and ".js" not in path
    } == beside


@pytest.mark.parametrize("folder", applications(), ids=lambda folder: folder.name)
def test_real_applications_are_found_whole(folder: Path) -> None:
    found = FolderTree(folder)
    for root in discovery.roots(found):
        selection = discovery.select(found, root)
        for path, file in selection.files.items():
            assert file.content == (folder / path).read_bytes()
        app = selection.application
        for path in app.models.definition_paths.values():
            assert isinstance(jsontext.read(app.text(path)), dict)
        assert app.changes() == {}
