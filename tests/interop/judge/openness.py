"""Whether the files of an application tell all that decides about its start; where not, silence is no mistake."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from designer.loopback.discovery import Selection
from designer.loopback.environments import CONFIG_NAMES, layer_files
from designer.loopback.model_sources import META
from tests.interop.loopback import MODULES


def is_open(selection: Selection, environment: str) -> bool:
    """Whether scripts take part in the configuration, or definitions come from where a project does not reach.

    That is a package, a folder outside, a symbolic link, or a folder that only Windows understands. Where there is no
    script at all, as in a download of the configuration alone, nobody can say which mixins there are.
    """
    app = selection.application
    if not any(path.endswith(".js") for path in app.paths) and any("mixins" in app.members(path) for path in app.paths):
        return True
    layers = [path for config in CONFIG_NAMES for path in layer_files(config, environment, app.has, app.root)]
    if any(path.endswith(".js") for path in layers):
        return True
    meta = app.members(app.models.config_path).get(META)
    sources = meta.get("sources") if isinstance(meta, dict) else None
    texts = [each for each in sources if isinstance(each, str)] if isinstance(sources, list) else []
    unseen = {each.path for each in selection.left_out}
    return any(_is_out_of_reach(source, app.root, unseen) for source in texts)


def _is_out_of_reach(source: str, root: str, unseen: set[str]) -> bool:
    if "\\" in source or source.startswith("/") or "node_modules" in source:
        return True
    if not source.startswith("."):
        package = source.partition("/")[0]
        return bool(package) and not (MODULES / package).exists()
    folder = posixpath.normpath(posixpath.join(root, source))
    return folder.startswith("..") or any(place in unseen for place in _around(folder, unseen))


def _around(folder: str, unseen: set[str]) -> Iterator[str]:
    """The folder, and what was left out just below it."""
    yield folder
    yield from (path for path in unseen if posixpath.dirname(path) == folder)
