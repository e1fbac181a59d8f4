"""Which applications a tree of files contains, and which of its files belong to one of them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from designer.loopback import env_example, gitignore
from designer.loopback.application import Application, as_node_reads, texts_of
from designer.loopback.environments import CONFIG_NAMES
from designer.loopback.files import File, LeftOut, TransferError, Tree
from designer.loopback.jsontext import JSONTextError
from designer.loopback.mixin_folders import mixin_folders
from designer.loopback.model import is_definition, script_path
from designer.loopback.refusal import Refused

MAX_FILE_BYTES = 1_000_000
"""A larger file in an application's folders is data, not configuration."""

_MAIN_FILES = frozenset({"model-config.json", "datasources.json"})
_UNLIKELY_PARTS = frozenset({"client", "test", "tests", "fixtures", "example", "examples", "CI", "ci", "models"})


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that is kept as it is but cannot be understood, and why, as a sentence."""

    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The files of one application in a tree, and what an import should say about them."""

    root: str
    files: dict[str, File]
    texts: dict[str, str]
    unreadable: list[Unreadable] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def application(self) -> Application:
        """The application that these files are."""
        unread = [each.path for each in self.unreadable if each.path not in self.texts]
        wrong = {path: as_node_reads(self.files[path].content) for path in unread if path in self.files}
        unread += [each.path for each in self.left_out]
        return Application(self.texts, self.root, unread=unread, not_utf8=wrong)


def roots(tree: Tree) -> list[str]:
    """The application folders in a tree: those that hold model-config.json or datasources.json, likeliest first."""
    found: dict[str, int] = {}
    for path in tree.sizes:
        folder, name = posixpath.split(path)
        if name in _MAIN_FILES:
            found[folder] = found.get(folder, 0) + 1
    return sorted(found, key=lambda root: (-_likelihood(root, found[root]), root.count("/"), root))


def check(tree: Tree) -> None:
    """Raises Refused where a tree contains no application."""
    if not roots(tree):
        raise Refused("There is no LoopBack application here: no folder holds model-config.json or datasources.json.")


def choose_root(tree: Tree, wanted: str | None) -> str:
    """The application folder that is `wanted`, or the only one there is. Raises Refused with what can be chosen.

    A folder above the one with the configuration is understood too: `my-app` for `my-app/server`, beside which
    `my-app/client` may stand.
    """
    check(tree)
    candidates = roots(tree)
    if wanted is None:
        if len(candidates) > 1:
            listed = ", ".join(f"“{root or '.'}”" for root in candidates)
            raise Refused(f"There are several applications here. Choose one of these folders: {listed}.")
        return candidates[0]
    folder = posixpath.normpath(wanted.strip("/") or ".").removeprefix("./")
    folder = "" if folder == "." else folder
    if folder in candidates:
        return folder
    below = [root for root in candidates if root.startswith(f"{folder}/") or not folder]
    servers = [root for root in below if posixpath.basename(root) == "server"]
    for found in (below, servers):
        if len(found) == 1:
            return found[0]
    listed = ", ".join(f"“{root or '.'}”" for root in candidates)
    raise Refused(f"The folder “{wanted}” holds no application. These do: {listed}.")


def select(tree: Tree, root: str) -> Selection:
    """The files of the application in `root`; see DESIGN §1 for what belongs to one."""
    wanted = set(_configuration_paths(tree, root))
    files, left_out = _read(tree, wanted)
    selection = _selection(root, files, left_out)
    app = selection.application
    more = {*_definition_paths(tree, app), *_mixin_paths(tree, app)} - wanted
    if more:
        more_files, more_left_out = _read(tree, more)
        selection = _selection(root, files | more_files, left_out + more_left_out)
    base = posixpath.dirname(root)
    selection.left_out.extend(each for each in tree.left_out if not base or _is_within(each.path, base))
    return selection


def _likelihood(root: str, main_files: int) -> int:
    parts = root.split("/")
    return main_files + 2 * (parts[-1] == "server") - 3 * bool(_UNLIKELY_PARTS & set(parts))


def _configuration_paths(tree: Tree, root: str) -> Iterator[str]:
    """Every JSON file of the application folder and of `common` beside it, the scripts of layers, package.json.

    Besides, each `.gitignore` that says what git carries of the application folder, and `.env.example`.
    """
    base = posixpath.dirname(root)
    common = posixpath.join(base, "common")
    for path in tree.sizes:
        folder, name = posixpath.split(path)
        inside = (root and _is_within(path, root)) or folder == root or _is_within(path, common)
        is_layer = folder == root and name.endswith(".js") and name.split(".")[0] in CONFIG_NAMES
        if is_layer or (inside and name.endswith(".json")):
            yield path
    package = _nearest_package(tree, root)
    if package:
        yield package
    beside = [posixpath.join(folder, gitignore.FILE_NAME) for folder in _folders_from(root)]
    beside.append(posixpath.join(posixpath.dirname(package or root), env_example.FILE_NAME))
    yield from (path for path in beside if path in tree.sizes)


def _definition_paths(tree: Tree, app: Application) -> Iterator[str]:
    """The definitions in the folders that `_meta.sources` names, and the script beside each."""
    folders = {"" if folder == "." else folder for folder in app.models.folders}
    for path in tree.sizes:
        if posixpath.dirname(path) in folders and is_definition(path):
            yield path
            if script_path(path) in tree.sizes:
                yield script_path(path)


def _mixin_paths(tree: Tree, app: Application) -> Iterator[str]:
    """The scripts in the folders that `_meta.mixins` names, which tell what mixins there are, and JSON beside them."""
    configs = [app.members(path) for path in app.config_layers("model-config")]
    folders = {folder for config in configs for folder in mixin_folders(config, app.root)}
    for path in tree.sizes:
        if posixpath.dirname(path) in folders and path.endswith((".js", ".json")):
            yield path


def _nearest_package(tree: Tree, root: str) -> str | None:
    candidates = (posixpath.join(folder, "package.json") for folder in _folders_from(root))
    return next((path for path in candidates if path in tree.sizes), None)


def _folders_from(root: str) -> Iterator[str]:
    """The application folder and each folder above it, up to the top of the tree."""
    yield root
    while root:
        root = posixpath.dirname(root)
        yield root


def _is_within(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _read(tree: Tree, paths: Iterable[str]) -> tuple[dict[str, File], list[LeftOut]]:
    files: dict[str, File] = {}
    left_out: list[LeftOut] = []
    for path in sorted(paths):
        if tree.sizes[path] > MAX_FILE_BYTES:
            left_out.append(LeftOut(path, "It is larger than 1 MB, so it is data rather than configuration."))
            continue
        try:
            files[path] = tree.read(path)
        except TransferError as error:
            left_out.append(LeftOut(path, str(error)))
    return files, left_out


def _selection(root: str, files: dict[str, File], left_out: list[LeftOut]) -> Selection:
    texts, not_utf8 = texts_of((path, file.content) for path, file in files.items())
    unreadable = [Unreadable(path, sentence) for path, sentence in not_utf8.items()]
    app = Application(texts, root)
    for path in texts:
        if path.endswith(".json"):
            try:
                app.value(path)
            except JSONTextError as error:
                unreadable.append(Unreadable(path, str(error)))
    return Selection(root, files, texts, sorted(unreadable, key=lambda each: each.path), left_out)
