"""Where LoopBack looks for the scripts of mixins."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from designer.loopback.jsontext import JSON
from designer.loopback.model_sources import META

_OF_LOOPBACK = ("loopback/common/mixins", "loopback/server/mixins")


def mixin_folders(model_config: Mapping[str, JSON], root: str) -> list[str]:
    """The folders of the application's own that LoopBack searches for mixins; "" is the top, `..` lies above it.

    loopback-boot 2.28.0, lib/compiler.js: `_meta.mixins`, else `./mixins`; a text or an object names none. Other than
    for definitions, only what begins with `./` or `..` is taken for a folder.
    """
    folders = [posixpath.normpath(posixpath.join(root, each)) for each in _listed(model_config) if _is_own(each)]
    return ["" if folder == "." else folder for folder in folders]


def has_foreign_mixins(model_config: Mapping[str, JSON]) -> bool:
    """Whether LoopBack also loads mixins from packages that the project does not hold."""
    return any(not _is_own(each) and each not in _OF_LOOPBACK for each in _listed(model_config))


def _listed(model_config: Mapping[str, JSON]) -> list[str]:
    meta = model_config.get(META)
    listed = meta.get("mixins") if isinstance(meta, dict) else None
    if isinstance(listed, list):
        return [each for each in listed if isinstance(each, str)]
    # JavaScript takes what is not false, and then finds no folders in it.
    return [] if listed or listed == {} else ["./mixins"]


def _is_own(folder: str) -> bool:
    return folder.startswith(("./", "..")) and "node_modules" not in folder
