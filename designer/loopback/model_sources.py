"""Where LoopBack looks for the definitions of models: `_meta.sources` of model-config.json."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from designer.loopback import jsontext
from designer.loopback.jsontext import JSON

if TYPE_CHECKING:
    from designer.loopback.application import Application

META = "_meta"
"""The key of model-config.json that is not a model."""

_OWN_SOURCES = ("./", "../")
USUAL_META = {
    "sources": ["loopback/common/models", "loopback/server/models", "../common/models", "./models"],
    "mixins": ["loopback/common/mixins", "loopback/server/mixins", "../common/mixins", "./mixins"],
}


class ModelSources:
    """The sources of definitions, as model-config.json names them now."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._folders_of: dict[str, JSON] = {}
        self._folders: list[str] | None = None

    @property
    def folders(self) -> list[str]:
        """The folders of the application's own that LoopBack searches for definitions; later ones win.

        loopback-boot 2.28.0, lib/compiler.js: `_meta.sources`, else `./models`; missing folders are skipped. A source
        without `./` is first looked for beside model-config.json, then among the packages; `\\` parts no folders.
        A file that is missing, empty or unreadable counts as one with the usual folders, which it gets when mended.
        """
        members = self._app.members(self._config_path)
        if self._folders is None or members is not self._folders_of:
            self._folders_of = members
            self._folders = [self._folder(source) for source in self._sources if self._may_be_own(source)]
        return self._folders

    @property
    def are_foreign(self) -> bool:
        """Whether LoopBack may also find definitions in packages that the project does not hold."""
        if META not in self._app.members(self._config_path):
            return False
        unusual = [source for source in self._sources if source not in USUAL_META["sources"]]
        return not all(self._may_be_own(source) and self._is_here(source) for source in unusual)

    @property
    def _config_path(self) -> str:
        return self._app.config_path("model-config")

    @property
    def _sources(self) -> list[str]:
        meta = (self._app.members(self._config_path) or {META: USUAL_META}).get(META)
        sources = meta.get("sources") if isinstance(meta, dict) else None
        listed = sources if isinstance(sources, list) else ["./models"]
        return [source for source in listed if isinstance(source, str)]

    def _may_be_own(self, source: str) -> bool:
        is_of_loopback = source in USUAL_META["sources"] and not source.startswith(_OWN_SOURCES)
        return not (is_of_loopback or source.startswith("/") or "node_modules" in source)

    def _is_here(self, source: str) -> bool:
        """Whether a source that may be the application's own is: not outside the project, nor perhaps a package."""
        folder = self._folder(source)
        if source.startswith(_OWN_SOURCES):
            return not folder.startswith("..")
        return any(path.startswith(f"{folder}/") for path in self._app.paths)

    def _folder(self, source: str) -> str:
        return posixpath.normpath(posixpath.join(self._app.root, source))

    def folder_for_new(self) -> str:
        """Where a new definition goes: a folder of the project that LoopBack searches, the common one if possible."""
        wanted = "../common/models" if self._app.root else "./models"
        folder = posixpath.normpath(posixpath.join(self._app.root, wanted))
        meta = self._app.members_to_edit(self._config_path).get(META)
        if not isinstance(meta, dict) or not isinstance(meta.get("sources"), list):
            self._write_usual_meta(meta if isinstance(meta, dict) else {})
        here = [self._folder(each) for each in self._sources if self._may_be_own(each) and self._is_here(each)]
        inside = [path for path in here if not path.startswith("..")]
        if folder in inside:
            return folder
        if not inside:
            self._add_source(wanted)
        return inside[-1] if inside else folder

    def _add_source(self, source: str) -> None:
        config = self._app.members_to_edit(self._config_path)
        meta = config[META]
        self._app.set_value(self._config_path, config | {META: meta | {"sources": [*meta["sources"], source]}})

    def _write_usual_meta(self, meta: dict[str, JSON]) -> None:
        """Without `_meta.sources` LoopBack finds no definition outside ./models."""
        config = self._app.members_to_edit(self._config_path)
        self._app.set_value(self._config_path, config | {META: meta | (USUAL_META | meta)})
        first = next(iter(self._app.members(self._config_path)))
        self._app.set_text(self._config_path, jsontext.move(self._app.text(self._config_path), [META], first))
