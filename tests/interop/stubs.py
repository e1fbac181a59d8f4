"""What an application needs to boot and did not bring along: a server, and stand-ins for its mixins and scripts."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from designer.loopback import discovery, scaffold
from designer.loopback.application import Application
from designer.loopback.model_sources import META
from designer.loopback.spelling import kebab_case
from designer.transfer.folder import FolderTree

_STARTS = ("server/server.js", "server/boot/", "server/middleware.json", "server/config.json")
_MIXIN = "'use strict';\n\nmodule.exports = function() {};\n"
_MIDDLEWARE = "'use strict';\n\nmodule.exports = () => (req, res, next) => next();\n"


def complete(folder: Path, root: str) -> None:
    """Writes what is missing; nothing that is there is changed."""
    app = discovery.select(FolderTree(folder), root).application
    for path, file in scaffold.create("empty-server", "Stub").items():
        if path.startswith(_STARTS):
            _write(folder / root / path.removeprefix("server/"), file.content.decode())
    for mixin in _mixins(app):
        _write_mixin(folder / _mixin_folder(app), mixin)
    for script in _scripts(app):
        named = folder / root / script
        if not named.is_dir():
            _write(named.with_suffix(".js"), _MIDDLEWARE)


def _mixins(app: Application) -> set[str]:
    named = [model.definition.get("mixins") for model in app.models.values()]
    return {mixin for mixins in named if isinstance(mixins, dict) for mixin in mixins}


def _mixin_folder(app: Application) -> str:
    """A folder of its own that LoopBack searches (loopback-boot 2.28.0, lib/compiler.js: `_meta.mixins`)."""
    meta = app.members(app.models.config_path).get(META)
    sources = meta.get("mixins") if isinstance(meta, dict) else None
    own = [source for source in sources or ["./mixins"] if isinstance(source, str) and source.startswith(".")]
    return posixpath.normpath(posixpath.join(app.root, own[-1] if own else "mixins"))


def _write_mixin(folder: Path, mixin: str) -> None:
    """A mixin's name is its file's in camel case, unless a file beside it says otherwise (lib/compiler.js)."""
    file = re.sub(r"\W", "-", kebab_case(mixin))
    _write(folder / f"{file}.js", _MIXIN)
    if "".join(word.capitalize() for word in file.split("-")) != mixin:
        _write(folder / f"{file}.json", json.dumps({"name": mixin}))


def _scripts(app: Application) -> Iterator[str]:
    """The scripts that the configurations of middleware and components name by a path."""
    phases = [phase for path in app.config_layers("middleware") for phase in app.members(path).values()]
    components = [app.members(path) for path in app.config_layers("component-config")]
    for named in [*phases, *components]:
        if isinstance(named, dict):
            yield from (name.partition("#")[0] for name in named if name.startswith("."))


def _write(path: Path, text: str) -> None:
    leads_nowhere = path.parent.is_symlink() and not path.parent.exists()
    if not path.exists() and not leads_nowhere:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
