"""What an application needs to boot and did not bring along: a server, and stand-ins for its mixins."""

from __future__ import annotations

import posixpath
from pathlib import Path

from designer.loopback import discovery, scaffold
from designer.loopback.application import Application
from designer.loopback.model_definitions import META
from designer.loopback.spelling import kebab_case
from designer.transfer.folder import FolderTree

_STARTS = ("server/server.js", "server/boot/", "server/middleware.json", "server/config.json")
_MIXIN = "'use strict';\n\nmodule.exports = function() {};\n"


def complete(folder: Path, root: str) -> None:
    """Writes what is missing; nothing that is there is changed."""
    app = discovery.select(FolderTree(folder), root).application
    for path, file in scaffold.create("empty-server", "Stub").items():
        if path.startswith(_STARTS):
            _write(folder / root / path.removeprefix("server/"), file.content.decode())
    for mixin in _mixins(app):
        _write(folder / _mixin_folder(app) / f"{kebab_case(mixin)}.js", _MIXIN)


def _mixins(app: Application) -> set[str]:
    named = [model.definition.get("mixins") for model in app.models.values()]
    return {mixin for mixins in named if isinstance(mixins, dict) for mixin in mixins}


def _mixin_folder(app: Application) -> str:
    """A folder of its own that LoopBack searches (loopback-boot 2.28.0, lib/compiler.js: `_meta.mixins`)."""
    meta = app.members(app.models.config_path).get(META)
    sources = meta.get("mixins") if isinstance(meta, dict) else None
    own = [source for source in sources or ["./mixins"] if isinstance(source, str) and source.startswith(".")]
    return posixpath.normpath(posixpath.join(app.root, own[-1]))


def _write(path: Path, text: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
